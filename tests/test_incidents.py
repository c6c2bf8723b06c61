"""The incident list of the replay: its shape, its articles, and what the checker refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from benchmarks.replay.incidents import (
    MONTHS,
    Article,
    Incident,
    copies,
    data_faults,
    load_incidents,
    read_articles,
    registrable,
    shape_faults,
    tables,
)
from langnghe.errors import LangngheError
from langnghe.records import HANOI
from nlp.places import provinces

FALL = Incident(
    id="2025-09-03-accident-1",
    type="accident",
    province="TP.HCM",
    also=(),
    day=date(2025, 9, 3),
    first_hour=18,
    peak=date(2025, 9, 3),
    severity=2,
    outlets=("baomot.vn", "tobai.com.vn"),
    rows=("a", "b"),
    later=("c",),
    named=True,
    what="Giàn giáo đổ, một thợ chết",
    doubt="",
)


def at(*parts: int) -> datetime:
    """Return a Hà Nội moment."""
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=HANOI)


TOLD = {
    "a": Article("Giàn giáo trường học sập xuống", "baomot.vn", at(2025, 9, 3, 18, 27)),
    "b": Article("Một thợ xây tử vong", "m.tobai.com.vn", at(2025, 9, 5, 7, 0)),
    "c": Article("Khởi tố giám đốc", "baomot.vn", at(2025, 9, 12, 9, 0)),
}


def test_the_list_keeps_its_own_rules() -> None:
    incidents = load_incidents()
    assert shape_faults(incidents, provinces()) == []
    assert len(incidents) >= 40
    assert {f"{i.day:%Y-%m}" for i in incidents if i.named} == set(MONTHS)


def test_every_incident_says_what_its_articles_say(data: Path) -> None:
    incidents = load_incidents()
    wanted = [row for i in incidents for row in (*i.rows, *i.later)]
    articles = read_articles(data / "corpus" / "rss_year_2025_2026.parquet", wanted)
    assert [fault for i in incidents for fault in data_faults(i, articles)] == []


def test_a_good_incident_has_no_fault() -> None:
    assert shape_faults([FALL], provinces()) == []
    assert data_faults(FALL, TOLD) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(FALL, type="riot"), "loại"),
        (replace(FALL, province="Bình Dương"), "tỉnh"),
        (replace(FALL, also=("Sài Gòn",)), "tỉnh liên quan"),
        (replace(FALL, severity=4), "mức"),
        (replace(FALL, first_hour=24), "giờ"),
        (replace(FALL, day=date(2025, 10, 3), peak=date(2025, 10, 3)), "tháng đã chọn"),
        (replace(FALL, outlets=("tobai.com.vn", "m.tobai.com.vn")), "dưới hai báo"),
        (replace(FALL, peak=date(2025, 9, 2)), "đỉnh"),
        (replace(FALL, what="một " * 13), "13 chữ"),
        (replace(FALL, later=("a",)), "kể cho hai vụ"),
    ],
)
def test_a_wrong_shape_is_named(wrong: Incident, said: str) -> None:
    assert said in "\n".join(shape_faults([wrong], provinces()))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(FALL, first_hour=17), "giờ đầu"),
        (replace(FALL, peak=date(2025, 9, 12)), "đỉnh"),
        (replace(FALL, outlets=("baomot.vn", "khac.vn")), "báo là"),
        (replace(FALL, rows=("a", "b", "c"), later=()), "72 giờ"),
        (replace(FALL, rows=("a",), later=("b", "c")), "báo là"),
        (replace(FALL, rows=("a", "d")), "không có bài d"),
        (replace(FALL, what="Giàn giáo trường học sập xuống sân"), "chép tiêu đề"),
    ],
)
def test_a_list_that_its_articles_do_not_bear_out_is_named(wrong: Incident, said: str) -> None:
    assert said in "\n".join(data_faults(wrong, TOLD))


def test_six_words_of_a_headline_are_copied_and_five_are_not() -> None:
    title = "Cháy lớn ở xưởng gỗ, hai người chết"
    assert copies("xưởng gỗ HAI người chết, cháy lớn", title) is False
    assert copies("Cháy: ở xưởng gỗ hai người chết", title) is True


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("www.tuoitre.vn", "tuoitre.vn"),
        ("tuoitre.vn", "tuoitre.vn"),
        ("tv.bao.com.vn", "bao.com.vn"),
        ("com.vn", "com.vn"),
    ],
)
def test_an_outlet_is_what_one_owner_registers(host: str, owner: str) -> None:
    assert registrable(host) == owner


def test_a_damaged_line_is_named_by_number(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(LangngheError, match="dòng 1"):
        load_incidents(path)


def test_the_table_marks_the_months_that_are_not_complete() -> None:
    later = replace(FALL, id="x", day=date(2025, 10, 3), named=False, province=None)
    text = tables([FALL, later])
    assert "2025-09 " in text
    assert "2025-10*" in text
    assert "TP.HCM 1, không rõ 1" in text
