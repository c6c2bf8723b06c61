"""Days and moments as people write them in tables: day first, month names, Excel's own numbers.

>>> read_day("ngày 12 tháng 6 năm 2026")
datetime.date(2026, 6, 12)
>>> read_day(46185)
datetime.date(2026, 6, 12)
>>> read_moment("8 giờ 30 ngày 12/6/26").isoformat()
'2026-06-12T08:30:00+07:00'
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from langnghe.records import HANOI

_FIRST, _LAST = 1900, 2200  # beyond, time zones overflow; nothing of ours is from there
_ZERO_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 (Excel's day 0; from 1 March 1900 on exact)
_DAYS_1904 = 1462  # how much later workbooks of old Macs begin to count
_SERIALS = range(18_264, 109_575)  # 1950 to 2199: other numbers are no dates

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january gieng", "feb february", "mar march", "apr april tu", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november mot",
            "dec december chap",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s*(?::|gio|h|g)\s*(?:(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(?:(?:phut|p)\b)?"
    r"(?:\s*(am|pm|sa|ch|sang|trua|chieu|toi)\b)?(?![\d/.-])"
)
_NUMBERS = re.compile(r"(\d{1,4})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})(?!\d)")
_WORDED = re.compile(
    r"(\d{1,2})\s*(?:thang|thg|th|t)\.?\s*(\d{1,2}|[a-z]+)\s*[,/.-]?\s*(?:nam\s*)?(\d{4}|\d{2})(?!\d)"
)
_NAMED = re.compile(r"(\d{1,2})\s*[ \-./]\s*([a-z]{3,9})\.?\s*[ ,\-./]\s*(\d{4}|\d{2})(?!\d)")
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s*(\d{4})")
_MONTH = re.compile(r"(?:thang|thg|t)?\s*(\d{1,2})\s*[/.\-, ]\s*(?:nam\s*)?(\d{4})")
_MONTH_BACK = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})")
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\s*[-/., ]\s*(\d{4}|\d{2})")
_FILLERS = re.compile(
    r"\b(?:ngay|luc|vao|hoi|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|sang|trua|chieu|toi)\b|[,;]"
)


def read_moment(value: object, *, from_1904: bool = False) -> datetime | None:
    """Return an aware moment; Hà Nội time when no zone is given. Empty gives None; anything else
    that is no date raises ValueError in Vietnamese, beginning with “không”."""
    if value is None or value != value or (isinstance(value, str) and not value.strip()):
        return None
    moment = _moment(value, from_1904)
    if not _FIRST <= moment.year <= _LAST:
        raise ValueError(f"không tin được năm {moment.year}; sửa lại ngày/tháng/năm")
    return moment


def read_day(value: object, *, from_1904: bool = False) -> date | None:
    """Return a Hà Nội calendar day."""
    moment = read_moment(value, from_1904=from_1904)
    return moment.astimezone(HANOI).date() if moment is not None else None


def read_month(value: object, *, from_1904: bool = False) -> date | None:
    """Return the first day of a month: 06/2026, 2026-06, tháng 6 năm 2026, or any day in it."""
    if isinstance(value, str) and value.strip():
        text = _plain(value)
        if (found := _MONTH.fullmatch(text)) is not None:
            return _first_of(int(found[2]), int(found[1]), value)
        if (found := _MONTH_BACK.fullmatch(text)) is not None:
            return _first_of(int(found[1]), int(found[2]), value)
        if (found := _MONTH_NAMED.fullmatch(text)) and found[1] in _MONTHS:
            return _first_of(_year(found[2]), _MONTHS[found[1]], value)
    day = read_day(value, from_1904=from_1904)
    return day.replace(day=1) if day is not None else None


def _first_of(year: int, month: int, written: str) -> date:
    if not (1 <= month <= 12 and _FIRST <= year <= _LAST):
        raise ValueError(f"không có tháng {written.strip()[:30]!r} trên lịch; ghi như 06/2026")
    return date(year, month, 1)


def _moment(value: object, from_1904: bool) -> datetime:
    if isinstance(value, datetime) and value.year <= _LAST:
        # A spreadsheet keeps a moment as a fraction: 08:30 comes back as 08:29:59.999996.
        whole = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= 500_000)
        return whole if whole.tzinfo else whole.replace(tzinfo=HANOI)
    if isinstance(value, date):  # a datetime of the year 9999 too
        return datetime(value.year, value.month, value.day, tzinfo=HANOI)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(value, from_1904)
    if isinstance(value, time | timedelta):
        raise ValueError(f"không có ngày, chỉ có giờ {value}; ghi cả ngày như 12/06/2026 08:30")
    return _written(str(value).strip(), from_1904)


def _serial(number: float, from_1904: bool) -> datetime:
    days = number + (_DAYS_1904 if from_1904 else 0)
    if not _SERIALS.start <= days < _SERIALS.stop:
        raise ValueError(f"không hiểu ngày {str(number)[:20]}; ghi như 12/06/2026")
    seconds = round(days * 86_400)  # to the second: the fraction is not exact
    return (_ZERO_1900 + timedelta(seconds=seconds)).replace(tzinfo=HANOI)


@lru_cache(maxsize=4096)
def _written(text: str, from_1904: bool) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=HANOI)
    except ValueError:
        pass
    if re.fullmatch(r"[1-9]\d{4}(?:\.\d+)?", text):  # a spreadsheet saved as text
        return _serial(float(text), from_1904)
    plain = _plain(text)
    hour, minute, second, rest = _time(plain)
    day = _day(rest)
    if day is None:
        raise ValueError(
            f"không hiểu ngày {text[:60]!r}; ghi như 2026-06-12 08:30 hoặc 12/06/2026 08:30"
        )
    year, month, number = day
    try:
        return datetime(year, month, number, hour, minute, second, tzinfo=HANOI)
    except ValueError:
        raise ValueError(
            f"không có ngày {text[:60]!r} trên lịch; {_instead(year, month, number)}"
        ) from None


def _instead(year: int, month: int, day: int) -> str:
    if 12 < month <= 31 and day <= 12:
        return f"ngày đứng trước tháng: ý bạn là {month:02}/{day:02}/{year}?"
    return "sửa lại ngày/tháng/năm"


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in marks if not unicodedata.combining(c)).split())


def _time(text: str) -> tuple[int, int, int, str]:
    """Take the time of day out of a text; the rest is the date."""
    found = _TIME.search(text.replace("t", " ", 1) if re.match(r"[\d/.-]+t\d", text) else text)
    if found is None:
        return 0, 0, 0, text
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    if found[4] in ("pm", "ch", "chieu", "toi") and hour < 12:
        hour += 12
    elif found[4] in ("am", "sa") and hour == 12:
        hour = 0
    return hour, minute, second, found.string[: found.start()] + " " + found.string[found.end() :]


def _day(text: str) -> tuple[int, int, int] | None:
    """Return (year, month, day) as written, on the calendar or not."""
    text = " ".join(_FILLERS.sub(" ", text).split()).rstrip(" .")
    if (found := _NUMBERS.fullmatch(text)) is not None:
        first, middle, last = found.groups()
        if len(first) == 4:
            return int(first), int(middle), int(last)
        return (_year(last), int(middle), int(first)) if len(first) < 3 else None
    if (found := _WORDED.fullmatch(text)) is not None:
        month = int(found[2]) if found[2].isdecimal() else _MONTHS.get(found[2])
        return (_year(found[3]), month, int(found[1])) if month else None
    if (found := _NAMED.fullmatch(text)) and found[2] in _MONTHS:
        return _year(found[3]), _MONTHS[found[2]], int(found[1])
    if (found := _NAMED_FIRST.fullmatch(text)) and found[1] in _MONTHS:
        return int(found[3]), _MONTHS[found[1]], int(found[2])
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
