"""Rates, windows, gaps: every figure computed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.measure.sums import ask, known, part, things


def test_questions_of_a_hundred_people() -> None:
    found = ask("per_hundred", {}, part(10, 400))[""]
    assert found.value == 2.5
    # Garwood of 10: 4.7954 … 18.3904, a quarter of each.
    assert (found.low, found.high) == pytest.approx((1.1988, 4.5976), abs=1e-4)
    assert ask("per_thousand", {}, part(3, 1500))[""].value == 2.0
    few = ask("per_hundred", {}, part(2, 9))[""]
    assert (few.value, few.count, few.n) == (None, 2, 9)


def test_growth_prints_its_windows() -> None:
    parts = {"now>2023-01-01..2023-12-31": part(240), "base>2021-01-01..2021-12-31": part(120)}
    found = ask("growth", parts)[""]
    assert found.value == 2.0
    assert found.note == "kỳ so sánh 01/01/2023–31/12/2023; kỳ gốc 01/01/2021–31/12/2021"


def test_growth_of_a_leap_year_counts_by_days() -> None:
    parts = {"now>2024-01-01..2024-12-31": part(366), "base>2023-01-01..2023-12-31": part(365)}
    found = ask("growth", parts)[""]
    assert found.value == pytest.approx(1.0)
    assert "366 và 365 ngày" in found.note


def test_growth_without_a_base_is_no_figure() -> None:
    assert ask("growth", {"now>2023-01-01..2023-12-31": part(5)}) == {}
    none = ask("growth", {"now": part(5), "base": part(0)})[""]
    assert (none.value, none.count, none.note) == (None, 5, "kỳ gốc không có mục nào")


def test_growth_tells_the_alternates() -> None:
    found = ask(
        "growth",
        {"Năm 2022 so 2021>now": part(30), "Năm 2022 so 2021>base": part(20),
         "Cả hai năm>now": part(80), "Cả hai năm>base": part(20)},
    )  # fmt: skip
    assert {name: v.value for name, v in found.items()} == {
        "Năm 2022 so 2021": 1.5,
        "Cả hai năm": 4,
    }


def test_questions_drop_after_a_document() -> None:
    found = ask("change", {"base": part(40), "now": part(30)})[""]
    assert (found.value, found.note) == (-25.0, "trước 40, sau 30")
    assert found.low is not None
    assert found.high is not None
    assert found.low < -25 < found.high
    few = ask("change", {"base": part(9), "now": part(3)})[""]
    assert (few.value, few.note) == (None, "trước 9, sau 3; số trước < 10: chỉ nêu số đếm")


def test_months_that_are_over_without_a_document() -> None:
    parts = {"2026-01": things(3), "2026-03": things(1), "2026-06": things(1)}
    half = known("2026-H1")
    assert ask("months_without", parts, None, half)[""].value == 3  # February, April, May
    # On 30 May that month is still under way: it is not without yet.
    assert ask("months_without", parts, None, known("2026-H1", date(2026, 5, 30)))[""].value == 2
    assert ask("months_without", parts, None, known("2026-H1", date(2026, 5, 31)))[""].value == 3


def test_a_unit_without_anything_counts_every_month() -> None:
    parts = {"cd-a>2026-01": things(1), "cd-a>2026-02": things(2), "cd-b>": part(0)}
    found = ask("months_without", parts, None, known("2026-Q1"))
    assert {name: v.value for name, v in found.items()} == {"": 4, "cd-a": 1, "cd-b": 3}
    assert found[""].note == "trên 6 tháng của 2 nơi"


def test_weeks_begin_on_monday_and_lie_in_the_period() -> None:
    # June 2026 begins on a Monday: weeks 23 to 26 lie in it, week 27 ends on 5 July.
    found = ask("weeks_without", {"2026-W23": things(1), "2026-W26": things(1)})[""]
    assert (found.value, found.n) == (2, 4)


def test_the_longest_gap_of_a_leap_february() -> None:
    days = {f"2024-02-{d:02d}": things(2) for d in (1, 2, 3, 10, 20)}
    found = ask("longest_gap", days, None, known("2024-02"))[""]
    assert (found.value, found.note) == (9, "từ 11/02/2024 đến 19/02/2024")
    later = {f"2024-02-{d:02d}": things(2) for d in range(1, 20)}
    assert ask("longest_gap", later, None, known("2024-02"))[""].value == 10  # 29 February too


def test_a_day_that_was_not_heard_is_no_day_without() -> None:
    days = {f"2026-06-{d:02d}": things(1) for d in range(1, 31) if not 10 <= d <= 16}
    dark = {"2026-06-13>not_heard": part(0)}
    assert ask("longest_gap", days)[""].value == 7
    found = ask("longest_gap", {**days, **dark})[""]
    assert (found.value, found.n) == (3, 29)
    assert found.note == "từ 10/06/2026 đến 12/06/2026; 1 ngày không thu được, không tính"


def test_a_gap_ends_with_what_has_passed() -> None:
    found = ask("longest_gap", {"2026-06-01": things(1)}, None, known(until=date(2026, 6, 5)))[""]
    assert found.value == 4
