"""Names of periods: what days they have, what came before them, and what is no period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.errors import LangngheError
from langnghe.measure.periods import before, period_of


@pytest.mark.parametrize(
    ("name", "first", "last", "words"),
    [
        ("2026", "2026-01-01", "2026-12-31", "năm 2026"),
        ("2026-H1", "2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
        ("2026-h2", "2026-07-01", "2026-12-31", "6 tháng cuối năm 2026"),
        ("2026-Q2", "2026-04-01", "2026-06-30", "quý 2 năm 2026"),
        ("2024-02", "2024-02-01", "2024-02-29", "tháng 2 năm 2024"),
        ("2026-02", "2026-02-01", "2026-02-28", "tháng 2 năm 2026"),
        ("2026-W01", "2025-12-29", "2026-01-04", "tuần 1 năm 2026 (29/12–04/01/2026)"),
        ("2026-W53", "2026-12-28", "2027-01-03", "tuần 53 năm 2026 (28/12–03/01/2027)"),
        (" 2024-02-29 ", "2024-02-29", "2024-02-29", "ngày 29/02/2024"),
    ],
)
def test_a_period_has_its_days(name: str, first: str, last: str, words: str) -> None:
    found = period_of(name)
    assert (found.first.isoformat(), found.last.isoformat(), found.name) == (first, last, words)


@pytest.mark.parametrize(
    "name",
    ["", "năm 2026", "2026-13", "2026-00", "2026-Q5", "2026-H3", "2025-W53", "2026-W00",
     "2026-02-29", "2026-6", "0000", "20260", "2026-06-30-1"],
)  # fmt: skip
def test_what_names_no_period_is_told_how_to_name_one(name: str) -> None:
    with pytest.raises(LangngheError, match="2026-H1"):
        period_of(name)


@pytest.mark.parametrize(
    ("name", "earlier"),
    [
        ("2026", "2025"),
        ("2026-H1", "2025-H2"),
        ("2026-H2", "2026-H1"),
        ("2026-Q1", "2025-Q4"),
        ("2026-Q3", "2026-Q2"),
        ("2026-01", "2025-12"),
        ("2024-03", "2024-02"),
        ("2026-W01", "2025-W52"),
        ("2027-W01", "2026-W53"),
        ("2024-03-01", "2024-02-29"),
        ("2026-01-01", "2025-12-31"),
    ],
)
def test_the_period_before(name: str, earlier: str) -> None:
    assert before(period_of(name)).id == earlier


days = st.dates(date(2001, 1, 1), date(2098, 12, 31))
kinds = st.sampled_from(["%Y", "%Y-%m", "%G-W%V", "%Y-%m-%d", "H", "Q"])


@given(days, kinds)
def test_a_day_is_in_its_period_and_the_one_before_ends_the_day_before(
    day: date, kind: str
) -> None:
    half, quarter = (day.month + 5) // 6, (day.month + 2) // 3
    name = {"H": f"{day.year}-H{half}", "Q": f"{day.year}-Q{quarter}"}.get(kind)
    found = period_of(name or day.strftime(kind))
    assert found.first <= day <= found.last
    assert found.days == (found.last - found.first).days + 1
    earlier = before(found)
    assert earlier.last == found.first - timedelta(days=1)
    assert len(earlier.id) == len(found.id)
    assert period_of(earlier.id) == earlier
