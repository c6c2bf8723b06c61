"""Hashed n-grams: a text has the same features alone, in a crowd, and however it is typed."""

import numpy as np
import pytest

from nlp.classifiers.features import (
    HEAD_CHARS,
    PASSAGE_CHARS,
    VIEWS,
    even,
    grams,
    prepared,
    shorten,
)
from nlp.classifiers.signs import COUNT, blind_words, signs
from nlp.classifiers.vocabulary import Vocabulary

TEXTS = [
    ("Công nhân đình công", "Hàng trăm người, hàng trăm lá đơn!!!"),
    ("", "cong ty no luong 😂😂"),
    ("", ""),
    ("Chỉ có tiêu đề", ""),
    ("漢字 và tiếng Việt", "Tỉ lệ 50% – đúng 1/5?"),
]


def of(title: str, text: str) -> list[list[int]]:
    return [sorted(view.name.tolist()) for view in grams([title], [text])]


def test_neighbours_in_a_batch_do_not_change_a_text() -> None:
    titles, texts = [t for t, _ in TEXTS], [x for _, x in TEXTS]
    for order in ([0, 1, 2, 3, 4], [4, 2, 1, 3, 0]):
        batch = grams([titles[i] for i in order], [texts[i] for i in order])
        for place, i in enumerate(order):
            seen = [sorted(view.name[view.doc == place].tolist()) for view in batch]
            assert seen == of(titles[i], texts[i])


def test_each_view_sees_what_it_should() -> None:
    accents = dict(zip(VIEWS, of("Đường phố", ""), strict=True))
    none = dict(zip(VIEWS, of("duong PHO", ""), strict=True))
    assert accents["folded"] == none["folded"]
    assert accents["words"] != none["words"]
    assert dict(zip(VIEWS, of("", "Đường phố"), strict=True))["title"] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("hòa bình", "hoà bình"), ("tỉnh ủy", "tỉnh uỷ"), ("Thúy", "Thuý"), ("THỎA ƯỚC", "THOẢ ƯỚC")],
)
def test_tone_placement_is_evened_out(old: str, new: str) -> None:
    assert even(old) == even(new) == new


def test_a_step_of_work_is_not_the_union() -> None:
    assert blind_words(even("Công đoạn may")) == ["congdoan", "may"]
    assert blind_words(even("Công đoàn may")) == ["cong", "doan", "may"]


def test_long_texts_are_bounded_and_keep_what_is_about_work() -> None:
    far = "Trời đẹp. " * 5000 + "Công nhân bị nợ lương ba tháng. " + "Trời đẹp. " * 100
    short = shorten(far)
    assert len(short) <= HEAD_CHARS + PASSAGE_CHARS + 10
    assert "nợ lương" in short
    assert shorten("ngắn") == "ngắn"


def test_a_matrix_row_has_length_one_in_each_view() -> None:
    pairs = [prepared(t, x) for t, x in TEXTS]
    titles, texts = [t for t, _ in pairs], [x for _, x in pairs]
    vocabulary = Vocabulary.learn(titles, texts, at_least=[1, 1, 1, 1])
    matrix = vocabulary.matrix(titles, texts)
    assert matrix.shape == (len(TEXTS), len(vocabulary))
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    # words, folded, letters and title; the second has no title, the third nothing at all
    assert squares == pytest.approx([4, 3, 0, 4, 4], abs=1e-4)


def test_strangers_are_not_taken_for_known_words() -> None:
    vocabulary = Vocabulary.learn(["công nhân"], [""], at_least=[1, 1, 1, 1])
    assert vocabulary.matrix(["xyz qwk"], [""]).nnz == 0


def test_joining_keeps_the_first_rarity() -> None:
    one = Vocabulary.learn(["a b", "a c"], ["", ""], at_least=[1] * 4)
    two = Vocabulary.learn(["a d"], [""], at_least=[1] * 4)
    both = one.joined(two)
    assert len(both) == len(set(one.names) | set(two.names))
    assert dict(zip(both.names, both.idf, strict=True))[one.names[0]] == one.idf[0]


def test_signs_see_who_is_blamed_and_what_is_denied() -> None:
    texts = ["công đoàn ở đâu", "công đoàn giúp công nhân", "không xảy ra đình công", "đình công"]
    found = signs([""] * 4, texts)
    assert found.shape == (4, COUNT)
    blamed, helped, denied = found[:, 1], found[:, 2], found[:, 3]
    assert blamed.tolist() == [1, 0, 0, 0]
    assert helped.tolist() == [0, 1, 0, 0]
    assert denied.tolist() == [0, 0, 1, 0]
