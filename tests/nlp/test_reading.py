"""What the transformer sees of a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.classifiers.base import TextItem
from nlp.classifiers.reading import LEAD_CHARS, PASSAGE_CHARS, calm, passages, read

LEAD = "Sáng nay thành phố có mưa nhỏ. " * 20
FILLER = "Giá vàng hôm nay đi ngang. " * 40


def test_a_late_sentence_about_the_union_is_read() -> None:
    said = passages(f"{LEAD}{FILLER}Công đoàn cơ sở đã đến thăm công nhân bị thương. {FILLER}")
    assert "Công đoàn cơ sở đã đến thăm công nhân bị thương." in said
    assert said.startswith("Sáng nay thành phố có mưa nhỏ.")
    assert said.count("Giá vàng") == 0


def test_a_short_text_is_read_whole() -> None:
    text = "Công ty nợ lương ba tháng, công nhân ngừng việc."
    assert passages(text) == text


def test_nothing_about_work_leaves_the_beginning() -> None:
    assert len(passages(LEAD + FILLER)) <= LEAD_CHARS


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("CÔNG NHÂN ĐÌNH CÔNG!!!!!!!!", "công nhân đình công!!!"),
        ("LĐLĐ tỉnh Lai Châu", "LĐLĐ tỉnh Lai Châu"),
        ("lươnggggggg đâuuuuu", "lươnggg đâuuu"),
        ("hai\n\n dòng\tchữ", "hai dòng chữ"),
        ("NLĐ", "NLĐ"),
    ],
)
def test_shouting_is_read_calmly(typed: str, seen: str) -> None:
    assert calm(typed) == seen


def test_decomposed_letters_read_the_same() -> None:
    text = "Ngừng việc tập thể ở khu công nghiệp"
    assert calm(unicodedata.normalize("NFD", text)) == calm(text)


@given(st.text(max_size=4000), st.text(max_size=300))
def test_any_text_stays_within_the_budget(text: str, title: str) -> None:
    seen_title, body = read(TextItem(id="1", kind="article", title=title, text=text))
    assert len(seen_title) <= 220
    assert len(body) <= LEAD_CHARS + PASSAGE_CHARS + 20
