"""Shares corrected for what a model confuses: by hand, at the bounds, and from a card."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.measure.correction import Confusion, confusion_of, corrected, true_shares
from tests.measure.sums import ask, known, things

# Finds 80 % of what is so, and takes 10 % of the rest for it; measured on very many texts.
TWO = Confusion(labels=("yes", "no"), counts=((80_000, 20_000), (10_000, 90_000)))
STANCE = Confusion(
    labels=("positive", "neutral", "negative"),
    counts=((700, 250, 50), (100, 850, 50), (50, 350, 600)),
    model="may@1",
)


def test_rogan_and_gladen_by_hand() -> None:
    # 31 % said yes: (0.31 − 0.10) / (0.80 − 0.10) = 30 %.
    once, _ = corrected((310, 690), TWO, 10, 1)
    assert once == pytest.approx([0.30, 0.70], abs=1e-3)


def test_a_share_below_the_false_alarms_is_none_and_not_negative() -> None:
    once, again = corrected((50, 950), TWO, 200, 1)
    assert once == pytest.approx([0.0, 1.0], abs=1e-3)
    assert again.min() >= 0
    assert again.sum(axis=1) == pytest.approx(np.ones(200))


def test_three_labels_turned_back() -> None:
    true = np.array([0.3, 0.5, 0.2])
    chances = np.array(STANCE.counts) / 1000
    found = true_shares((true @ chances * 1000)[None], chances[None])[0]
    assert found == pytest.approx(true, abs=2e-3)


def test_the_same_rows_give_the_same_interval() -> None:
    one, other = (corrected((120, 60, 20), STANCE, 100, 7)[1] for _ in range(2))
    assert (one == other).all()


@settings(max_examples=30)
@given(st.lists(st.integers(0, 400), min_size=3, max_size=3).filter(lambda said: sum(said) >= 10))
def test_corrected_shares_are_shares(said: list[int]) -> None:
    parts = {label: things(n) for label, n in zip(STANCE.labels, said, strict=True) if n}
    found = ask("corrected_share", parts, None, known(confusion=STANCE))
    shares = [found[label] for label in STANCE.labels]
    assert sum(v.value or 0 for v in shares) == pytest.approx(100)
    for value in shares:
        assert value.low is not None
        assert value.value is not None
        assert value.high is not None
        assert 0 <= value.low <= value.value <= value.high <= 100 + 1e-9
        assert value.estimate
    net = ask("net", parts, None, known(confusion=STANCE))[""]
    assert net.value == pytest.approx((shares[0].value or 0) - (shares[2].value or 0))
    assert -100 <= (net.low or 0) <= (net.high or 0) <= 100 + 1e-9


def test_more_of_the_same_is_surer() -> None:
    def width(times: int) -> float:
        parts = {
            label: things(n * times) for label, n in zip(STANCE.labels, (20, 60, 20), strict=True)
        }
        net = ask("net", parts, None, known(confusion=STANCE))[""]
        return (net.high or 0) - (net.low or 0)

    assert width(1) > width(4) > width(30)


def test_a_table_of_few_texts_is_less_sure_and_says_so() -> None:
    thin = Confusion(labels=STANCE.labels, counts=((70, 25, 5), (10, 85, 5), (0, 2, 2)))
    parts = {label: things(n) for label, n in zip(STANCE.labels, (60, 120, 20), strict=True)}
    sure = ask("net", parts, None, known(confusion=STANCE))[""]
    found = ask("net", parts, None, known(confusion=thin))[""]
    assert (found.high or 0) - (found.low or 0) > (sure.high or 0) - (sure.low or 0)
    assert found.note == (
        "máy đọc: tích cực 60, tiêu cực 20; bảng nhầm lẫn có lớp chỉ 4 văn bản nên khoảng rộng"
    )


def test_nine_texts_are_told_as_counts() -> None:
    parts = {"positive": things(5), "negative": things(4)}
    found = ask("net", parts, None, known(confusion=STANCE))[""]
    assert (found.value, found.n) == (None, 9)
    assert found.note == "tích cực 5, tiêu cực 4; n < 10: chỉ nêu số đếm"
    shares = ask("corrected_share", parts, None, known(confusion=STANCE))
    assert (shares["positive"].value, shares["positive"].count) == (None, 5)


def test_without_a_table_the_shares_are_as_said_and_say_so() -> None:
    parts = {"positive": things(30), "negative": things(10)}
    for beside in (known(), known(confusion=TWO)):  # no table; a table of other labels
        found = ask("corrected_share", parts, None, beside)
        assert found["positive"].value == 75.0
        assert found["positive"].estimate
        assert "chưa hiệu chỉnh" in found["positive"].note
        net = ask("net", parts, None, beside)[""]
        assert net.value == 50.0
        assert net.low is not None
        assert net.low < 50 < (net.high or 0)


def test_each_group_has_its_own_net() -> None:
    parts = {
        "press_local>positive": things(30), "press_local>negative": things(2),
        "press_central>positive": things(5), "press_central>neutral": things(3),
    }  # fmt: skip
    found = ask("net", parts, None, known(confusion=STANCE))
    assert set(found) == {"press_local", "press_central"}
    assert (found["press_local"].value or 0) > 50
    assert (found["press_central"].value, found["press_central"].n) == (None, 8)


def test_a_card_gives_back_its_table() -> None:
    domain = {
        "heads": {"tone": {"bad": {"n": 10, "recall": 0.7}, "so": {"n": 20, "recall": 0.9},
                           "good": {"n": 5, "recall": 1.0}}},
        "confusions": {"tone": [{"right": "bad", "said": "so", "n": 3},
                                {"right": "so", "said": "good", "n": 1}]},
    }  # fmt: skip
    found = confusion_of(domain, "tone", "may@1")
    assert found is not None
    assert found.labels == ("bad", "so", "good")
    # Of the 20 one mistake is not listed: it is spread over the one cell left.
    assert found.counts == ((7, 3, 0), (1, 18, 1), (0, 0, 5))
    assert confusion_of(domain, "risk", "may@1") is None


def test_the_shipped_card_lists_every_text_it_was_measured_on() -> None:
    from flows.measure_card import _report, _table

    for name, domain in _report()["domains"].items():
        for task in ("tone", "stance_union"):
            table = _table(task, name)
            assert table is not None
            assert sum(map(sum, table.counts)) == domain["n"]


def test_a_table_that_is_not_square_is_refused() -> None:
    with pytest.raises(ValueError, match="not square"):
        Confusion(labels=("a", "b"), counts=((1, 2),))
