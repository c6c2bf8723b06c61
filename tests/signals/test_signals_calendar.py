"""The calendar of planned events: lunar days as Hà Nội reckons them, and the office's own file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from langnghe.errors import ConfigError
from langnghe.signals.calendar import UNKNOWN_FACTOR, Planned, days, lunar_day, planned
from langnghe.signals.calendar_file import registered, together

# The first day of the lunar year as celebrated in Việt Nam.
TET = """
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06
2028-01-26 2029-02-13 2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08
""".split()


@pytest.mark.parametrize("day", TET)
def test_tet_is_where_viet_nam_keeps_it(day: str) -> None:
    tet = date.fromisoformat(day)
    assert lunar_day(1, 1, tet.year) == tet


def test_ha_noi_not_beijing_decides() -> None:
    assert lunar_day(1, 1, 1985) == date(1985, 1, 21)  # a month before Beijing's
    assert lunar_day(1, 1, 2007) == date(2007, 2, 17)  # a day before


@pytest.mark.parametrize("year", range(2020, 2036))
def test_every_year_has_its_events(year: int) -> None:
    tet = lunar_day(1, 1, year)
    found = {event.label: event for event in planned([year])}
    gathering, lull = found["Tết Sum vầy"], found["Nghỉ Tết Nguyên đán"]
    month, founding = found["Tháng Công nhân"], found["Ngày thành lập Công đoàn Việt Nam 28/7"]
    assert lull.first < tet <= lull.last
    assert (lull.last - lull.first).days + 1 == 9
    assert lull.factor is not None
    assert lull.factor < 1
    assert gathering.last + timedelta(days=1) == lull.first
    assert (month.first, month.last) == (date(year, 5, 1), date(year, 5, 31))
    assert founding.first <= date(year, 7, 28) <= founding.last


def test_an_office_adds_its_campaign(tmp_path: Path) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(
        '[[event]]\nlabel = "Giỗ Tổ"\nlunar = "10/3"\n'
        '[[event]]\nlabel = "Kết nạp đoàn viên"\nfrom = 2026-09-01\nto = 2026-09-15\n',
        encoding="utf-8",
    )
    found = {event.label: event for event in planned([2026], path)}
    assert found["Giỗ Tổ"].first == date(2026, 4, 26)
    assert found["Kết nạp đoàn viên"].factor is None  # nobody knows yet: learned in the campaign
    assert not [event for event in planned([2025], path) if event.label == "Kết nạp đoàn viên"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('label = "A"', "ghi đúng một trong ba"),
        ('label = "A"\nsolar = "1/5"\nlunar = "1/1"', "ghi đúng một trong ba"),
        ('label = "A"\nsolar = "5-1"', "ghi như 28/7"),
        ('label = "A"\nlunar = "31/1"', "ghi như 28/7"),
        ('label = "A"\nfrom = 2026-02-02\nto = 2026-02-01', "đứng trước"),
        ('label = "A"\nsolar = "1/5"\nfactor = 0', "factor"),
        ('label = "A"\nsolar = "1/5"\ncolour = 1', "colour"),
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path: Path, body: str, said: str) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(f"[[event]]\n{body}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"calendar\.toml: mục event") as caught:
        planned([2026], path)
    assert said in str(caught.value)


def test_factors_of_events_that_overlap_multiply() -> None:
    one = Planned(first=date(2026, 5, 1), last=date(2026, 5, 3), label="A", factor=2.0)
    two = Planned(first=date(2026, 5, 3), last=date(2026, 5, 4), label="B")
    found = days((one, two), date(2026, 4, 30), 6)
    assert found.factor.tolist() == pytest.approx([1, 2, 2, 2 * two.expected, two.expected, 1])
    assert [found.labels[at] for at in found.label] == ["", "A", "A", "A · B", "B", ""]
    assert found.doubt[0] == 0
    assert found.doubt[4] > found.doubt[1] > 0
    assert np.all(days((), date(2026, 1, 1), 3).factor == 1)


def test_the_register_speaks_beside_the_file_and_wins_where_both_name_one_event() -> None:
    rows = [
        {"label": "THÁNG CÔNG NHÂN 2026", "date_from": date(2026, 5, 4), "date_to": date(2026, 5, 31), "factor": 2.5},
        {"label": "Đại hội CĐCS", "date_from": date(2026, 5, 12), "date_to": date(2026, 5, 12), "factor": None},
    ]  # fmt: skip
    file = planned([2026])
    both = together(file, registered(rows))
    assert len(both) == len(file) + 1
    assert [event.factor for event in both if "công nhân" in event.label.lower()] == [2.5]
    found = days(both, date(2026, 5, 11), 2)
    assert list(found.factor) == pytest.approx([2.5, 2.5 * UNKNOWN_FACTOR])
    assert found.labels[int(found.label[1])] == "THÁNG CÔNG NHÂN 2026 · Đại hội CĐCS"
    elsewhen = [{**rows[0], "date_from": date(2027, 5, 4), "date_to": date(2027, 5, 31)}]
    assert (
        len(together(file, registered(elsewhen))) == len(file) + 1
    )  # another year's is another event
