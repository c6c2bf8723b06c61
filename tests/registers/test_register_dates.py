"""Days as offices write them: whatever the hand, one calendar day or a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.registers.dates import read_day, read_moment, read_month


@pytest.mark.parametrize(
    "written",
    [
        "12/06/2026", "12/6/26", "12-06-2026", "12.6.2026", "2026-06-12", "2026/6/12", "20260612",
        "ngày 12 tháng 6 năm 2026", "Ngày 12 tháng 06 năm 2026", "12 thg 6 2026",
        "12-Jun-26", "12 June 2026", "June 12, 2026", "thứ Sáu, 12/06/2026", "46185", 46185, 46185.0,
        datetime.fromisoformat("2026-06-12 08:30"), date(2026, 6, 12), "12/06/2026 08:30", "8 giờ 30 ngày 12/6/2026",
        "8h30 sáng ngày 12-6-2026", "12/06/2026 8:30:00 SA", "2026-06-12T08:30:00+07:00",
    ],
)  # fmt: skip
def test_one_day_in_many_hands(written: object) -> None:
    assert read_day(written) == date(2026, 6, 12)


def test_a_workbook_of_an_old_mac_counts_from_1904() -> None:
    assert read_day(46185 - 1462, from_1904=True) == date(2026, 6, 12)
    assert read_day(39448) == date(2008, 1, 1)


def test_a_moment_is_hanoi_time_to_the_second() -> None:
    assert read_moment(46185.354166667) == datetime(2026, 6, 12, 1, 30, tzinfo=UTC)
    assert read_moment("12/06/2026 2:05 CH") == datetime(2026, 6, 12, 7, 5, tzinfo=UTC)
    assert read_moment("3 giờ chiều ngày 12/06/2026") == datetime(2026, 6, 12, 8, 0, tzinfo=UTC)
    # A spreadsheet's fraction of a day comes back a millionth short.
    shown = datetime.fromisoformat("2026-06-12 08:29:59.999996")
    assert read_moment(shown) == datetime(2026, 6, 12, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["06/2026", "2026-06", "tháng 6/2026", "T6/2026", "Tháng 6 năm 2026", "Jun-26", "30/06/2026", 46185],
)  # fmt: skip
def test_a_month_is_its_first_day(written: object) -> None:
    assert read_month(written) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("06/13/2026", "ý bạn là 13/06/2026?"),
        ("31/02/2026", "không có ngày '31/02/2026' trên lịch"),
        ("29/02/2026", "trên lịch"),
        ("12/06/2026 25:00", "trên lịch"),
        ("hôm qua", "không hiểu ngày"),
        ("12/6", "không hiểu ngày"),
        ("2026", "không hiểu ngày"),
        (7, "không hiểu ngày 7"),
        (1e9, "không hiểu ngày"),
        (True, "không hiểu ngày"),
        (time(8, 30), "chỉ có giờ"),
        ("12/06/1826", "không tin được năm"),
    ],
)
def test_what_is_no_day_is_told_with_a_remedy(written: object, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("?", r"\?").replace("(", r"\(")):
        read_day(written)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.dates(), st.booleans()))
def test_any_cell_is_a_day_or_a_sentence(cell: object) -> None:
    for read in (read_day, read_month):
        sentence, found = "không", None
        try:
            found = read(cell)
        except ValueError as error:
            sentence = str(error)
        assert sentence.startswith("không")
        assert found is None or 1900 <= found.year <= 2200
