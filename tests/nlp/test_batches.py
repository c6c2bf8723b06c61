"""What goes through the transformer together: every row once, of about one length, never too much."""

from __future__ import annotations

from nlp.classifiers.batches import PAD, by_length, padded

ROWS = [[5] * n for n in (3, 90, 7, 7, 128, 2)]


def test_batches_hold_every_row_once_and_no_more_than_allowed() -> None:
    batches = list(by_length(ROWS, 128))
    assert sorted(i for b in batches for i in b) == list(range(6))
    for batch in batches:
        ids, mask = padded([ROWS[i] for i in batch])
        assert ids.size <= 128
        assert mask.sum() == sum(len(ROWS[i]) for i in batch)
        assert ((ids == PAD) == (mask == 0)).all()


def test_batches_are_filled_from_the_shortest_row_up() -> None:
    assert list(by_length(ROWS, 128)) == [[5, 0, 2, 3], [1], [4]]


def test_a_row_wider_than_allowed_goes_alone() -> None:
    rows = [[5] * n for n in (9, 200, 300)]
    assert list(by_length(rows, 64)) == [[0], [1], [2]]


def test_nothing_makes_no_batch() -> None:
    assert list(by_length([], 128)) == []
