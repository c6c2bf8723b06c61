"""Read the name of a period: 2026, 2026-H1, 2026-Q2, 2026-06, 2026-W23, 2026-06-30."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from langnghe.errors import LangngheError
from langnghe.measure.records import Period

_NAME = re.compile(r"(\d{4})(?:-(?:(H)([12])|(Q)([1-4])|(W)(\d{2})|(\d{2})(?:-(\d{2}))?))?")


def period_of(name: str) -> Period:
    """Return the period of a name; a clear error for what names none."""
    found = _NAME.fullmatch(name.strip().upper())
    try:
        if not found:
            raise ValueError
        return _period(found, int(found[1]))
    except ValueError as error:
        raise LangngheError(
            f"“{name}” không phải một kỳ; ghi như 2026, 2026-H1, 2026-Q2, 2026-06, 2026-W23 "
            "hoặc 2026-06-30"
        ) from error


def _period(found: re.Match[str], year: int) -> Period:
    name = found[0]
    if found[2]:
        half = int(found[3])
        words = f"6 tháng {'đầu' if half == 1 else 'cuối'} năm {year}"
        return _months(name, words, year, 6 * half - 5, 6 * half)
    if found[4]:
        quarter = int(found[5])
        return _months(name, f"quý {quarter} năm {year}", year, 3 * quarter - 2, 3 * quarter)
    if found[6]:
        monday = date.fromisocalendar(year, int(found[7]), 1)
        sunday = monday + timedelta(days=6)
        words = f"tuần {int(found[7])} năm {year} ({monday:%d/%m}–{sunday:%d/%m/%Y})"
        return Period(id=name, name=words, first=monday, last=sunday)
    if found[9]:
        day = date(year, int(found[8]), int(found[9]))
        return Period(id=name, name=f"ngày {day:%d/%m/%Y}", first=day, last=day)
    if found[8]:
        month = int(found[8])
        return _months(name, f"tháng {month} năm {year}", year, month, month)
    return _months(name, f"năm {year}", year, 1, 12)


def _months(name: str, words: str, year: int, first: int, last: int) -> Period:
    end = date(year, last, monthrange(year, last)[1])
    return Period(id=name, name=words, first=date(year, first, 1), last=end)


def before(period: Period) -> Period:
    """Return the period of the same kind just before: the last half year, month, week …"""
    first, day = period.first, timedelta(days=1)
    end = first - day
    shape = period.id[4:]
    if shape.startswith("-H"):
        return period_of(f"{end.year}-H{1 if end.month <= 6 else 2}")
    if shape.startswith("-Q"):
        return period_of(f"{end.year}-Q{(end.month + 2) // 3}")
    if shape.startswith("-W"):
        year, week, _ = end.isocalendar()
        return period_of(f"{year}-W{week:02d}")
    if len(shape) == 3:
        return period_of(f"{end:%Y-%m}")
    if len(shape) == 6:
        return period_of(f"{end:%Y-%m-%d}")
    return period_of(str(end.year))
