"""Careless writing changes how a text looks, never what it says."""

import doctest
import unicodedata
from random import Random

import pytest

import nlp.perturb
from langnghe.text import canonical, fold, loose_key
from nlp.perturb import HOW_VI, HOWS, perturb

TEXT = (
    "Công ty không trả lương cho công nhân, mọi người nghỉ việc rồi. Công đoàn đang làm việc với "
    "giám đốc! Ai cũng biết sếp nợ 2,5 tỉ đồng từ tháng trước."
)


def test_the_examples_in_the_module_run() -> None:
    assert doctest.testmod(nlp.perturb).failed == 0


def test_every_way_has_a_name_for_readers() -> None:
    assert list(HOW_VI) == list(HOWS)


@pytest.mark.parametrize("how", HOWS)
def test_equal_seeds_give_equal_texts_and_something_changes(how: str) -> None:
    assert perturb(TEXT, how, Random(7)) == perturb(TEXT, how, Random(7))
    assert perturb(TEXT, how, Random(7)) != TEXT


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("text", ["", " ", "!!!", "漢字", "12.500", "😂", "\n\n", "a"])
def test_texts_with_nothing_to_change_pass(how: str, text: str) -> None:
    out = perturb(text, how, Random(1))
    if how not in ("emoji", "capitals"):
        assert out == text


def test_accents_go_and_case_and_marks_of_sentence_stay() -> None:
    out = perturb("Đường Phố: ưỡn ẹo! Ørsted café", "no_accents", Random(1))
    assert out == "Duong Pho: uon eo! Ørsted cafe"


def test_other_scripts_keep_their_marks() -> None:
    assert perturb("йога ガ", "no_accents", Random(1)) == "йога ガ"


def test_nfd_is_the_same_text_to_the_pipeline() -> None:
    out = perturb(TEXT, "nfd", Random(1))
    assert out != TEXT
    assert canonical(out) == canonical(TEXT)


def test_capitals_and_missing_spaces_fold_to_the_same_words() -> None:
    for how in ("capitals", "no_space", "no_accents", "nfd"):
        assert fold(perturb(TEXT, how, Random(1))) == fold(TEXT), how


def test_a_number_is_never_joined_to_the_next() -> None:
    assert perturb("Lương 5, 6 triệu. Có 3. 4 người", "no_space", Random(1)) == (
        "Lương 5, 6 triệu.Có 3. 4 người"
    )


def test_short_forms_the_search_knows_mean_the_same() -> None:
    text = "Công ty không đóng bảo hiểm xã hội cho công nhân"
    for seed in range(30):
        out = perturb(text, "teencode", Random(seed))
        # No search should read every "ct" as a company or every "kh" as a denial.
        if not {"ct", "kh"} & set(out.split()):
            assert loose_key(out) == loose_key(text), out


@pytest.mark.parametrize(
    "text",
    [
        "Lương tâm ở đâu",
        "Thưởng thức âm nhạc",
        "Khen thưởng học sinh",
        "lượng mưa lớn",
        "lương thực",
    ],
)
def test_a_word_inside_another_is_no_loan_word(text: str) -> None:
    assert perturb(text, "loan_words", Random(1)) == text


def test_a_typo_keeps_the_letters() -> None:
    out = perturb(TEXT, "typo", Random(3))
    assert sorted(out) == sorted(TEXT)
    assert 1 <= sum(a != b for a, b in zip(out, TEXT, strict=True)) <= 12


def test_emoji_are_added_and_nothing_is_lost() -> None:
    for seed in range(20):
        out = perturb(TEXT, "emoji", Random(seed))
        assert len(out) > len(TEXT)
        assert fold(out) == fold(TEXT)
        assert out == unicodedata.normalize("NFC", out)


def test_an_unknown_way_is_an_error_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no_accents"):
        perturb("x", "upside_down", Random(1))
