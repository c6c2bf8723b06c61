"""What holds for every text: never an exception, names that stand in the text, one answer."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.text import canonical, fold
from nlp.entities import LOOK_AT, entities
from nlp.entities.reading import Reading
from nlp.places import provinces

_PIECES = (
    "LĐLĐ", "Liên đoàn Lao động", "tỉnh", "Lai Châu", "Bình Dương", "huyện", "Sìn Hồ", "xã", "Bum Nưa",
    "các", ",", "và", "Công đoàn", "ngành", "Giáo dục", "Việt Nam", "CĐCS", "Công ty", "TNHH", "MTV",
    "cổ phần", "PouYuen", "May", "10", "-", "&", "(", ")", '"', ".", "Chủ tịch", "Giám đốc", "UBND",
    "Nguyễn", "Văn", "Hùng", "TP", "Hồ Chí Minh", "KCN", "Tổng", "cty", "vn", "nợ lương", "Hàn Quốc", "\n",
    "P", "Q", "1", "Bí thư", "Tỉnh ủy", "Đảng ủy", "Sở", "Nội vụ", "Bộ trưởng", "nghiệp đoàn", "HTX",
)  # fmt: skip
sentences = st.lists(st.sampled_from(_PIECES), max_size=25).map(" ".join)
written = sentences | sentences.map(str.upper) | sentences.map(str.lower) | sentences.map(fold)
any_text = st.text(max_size=200) | written


@given(any_text, any_text)
@settings(max_examples=300, deadline=None)
def test_every_name_stands_in_the_text(title: str, text: str) -> None:
    found = entities(title, text)
    whole = canonical(f"{title[:LOOK_AT]}\n{text[:LOOK_AT]}")
    for one in (*found.communes, *found.union_units, *found.enterprises, *found.roles):
        assert one.written
        assert one.written in whole
        assert one.name.strip() == one.name != ""


@given(written)
@settings(max_examples=200, deadline=None)
def test_each_is_named_once_and_every_place_is_of_today(text: str) -> None:
    found = entities(text, "")
    assert all(place.now in provinces() for place in found.places)
    assert all(commune.province in provinces() for commune in found.communes)
    rows = found.rows()
    assert len(rows) == len(set(rows))
    assert {c.province for c in found.communes} <= {p.now for p in found.places}


@given(written)
@settings(max_examples=100, deadline=None)
def test_letters_in_parts_or_whole_are_one_text(text: str) -> None:
    assert entities(unicodedata.normalize("NFD", text), "") == entities(text, "")


@given(any_text)
@settings(max_examples=100, deadline=None)
def test_words_and_their_places_belong_together(text: str) -> None:
    reading = Reading(canonical(text))
    for at, word in enumerate(reading.words):
        assert reading.written(at, at + 1) == word.text
