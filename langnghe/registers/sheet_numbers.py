"""What a number of a spreadsheet means: which formats are days or spans, and the day of a number.

The same answers as openpyxl's (styles.numbers, utils.datetime), which a test holds them to; without
its import, which takes longer than reading a table of 5,000 rows.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

# Formats by number that are days, times or spans: ECMA-376, part 1, 18.8.30.
_BUILTIN = {
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mmss.0",
}  # fmt: skip
_NO_LETTERS = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')  # quoted; [Red], [$-42A]
_DAY_LETTER = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_SPAN = re.compile(r"\[hh?\]|\[mm?\]|\[ss?\]", re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet knows no zone)
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


def shows_day(number: int, custom: dict[int, str]) -> bool:
    """Say whether a format shows a day or a time of day; custom: the workbook's own formats."""
    first = custom.get(number, _BUILTIN.get(number, "")).split(";")[0]
    return _DAY_LETTER.search(_NO_LETTERS.sub("", first)) is not None


def shows_span(number: int, custom: dict[int, str]) -> bool:
    """Say whether a format shows a length of time: [h]:mm."""
    first = custom.get(number, _BUILTIN.get(number, "")).split(";")[0]
    return _SPAN.search(first) is not None


def plain_number(text: str) -> int | float:
    """Return a number as XML writes it; ValueError for anything else."""
    return int(text) if text.lstrip("-").isdecimal() else float(text)


def day_of(number: float, *, span: bool, from_1904: bool) -> Any:
    """Return the datetime, time or timedelta of a number; "#VALUE!" beyond the calendar."""
    try:
        return _span(number) if span else _moment(number, from_1904)
    except (OverflowError, ValueError):
        return "#VALUE!"


def _span(number: float) -> timedelta:
    span = timedelta(days=number)
    if span.microseconds:  # to the millisecond: the fraction is not exact
        whole = span.total_seconds() // 1
        span = timedelta(seconds=whole, microseconds=round(span.microseconds, -3))
    return span


def _moment(number: float, from_1904: bool) -> datetime | time:
    day, fraction = divmod(number, 1)
    rest = timedelta(milliseconds=round(fraction * 86_400_000))
    if 0 <= number < 1 and rest.days == 0:
        minutes, seconds = divmod(rest.seconds, 60)
        return time(minutes // 60, minutes % 60, seconds, rest.microseconds)
    if 0 < number < 60 and not from_1904:
        day += 1  # Excel's 29 February 1900 never was
    return (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=day) + rest
