"""Dates as Vietnamese sites write them; one parser, with the order known per site.

A date is read only when its form leaves no doubt: an unknown site's `10/2/2026 9:25:00 AM`
(American order on one server, Vietnamese on another) gives None rather than a wrong day.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Literal

from langnghe.records import HANOI

Place = Literal["feed", "page", "comment"]
Order = Literal["dmy", "mdy"]

# Servers that print American order (month first), and where they do so.
AMERICAN: dict[tuple[str, Place], re.Pattern[str]] = {
    ("tuoitre", "feed"): re.compile(r"[AP]M$", re.I),
    ("thanhnien", "comment"): re.compile(r"\d/\d"),
    ("teen9x", "page"): re.compile(r"\d-\d"),
}  # by a label of the host name: teen9x.vn, m.tuoitre.vn

_ISO = re.compile(
    r"(?P<y>(?:19|20)\d{2})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:(?:T|\s+)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?",
    re.I,
)
_RFC = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{2,4}\b")
_SHORT_ZONE = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d{2}))?\s*$", re.I)
_DAY = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})\s*(?P<sep>[/.-])\s*(?P<b>\d{1,2})\s*(?P=sep)\s*"
    r"(?P<y>(?:19|20)\d{2}|\d{2})(?!\d)"
)
_WORDS = re.compile(
    r"(?:ngày\s+)?(?P<a>\d{1,2})\s+tháng\s+(?P<b>\d{1,2})(?:\s+năm\s+|\s*,\s*|\s+)(?P<y>(?:19|20)\d{2})",
    re.I,
)
_CLOCK = re.compile(
    r"(?<![\d/.-])(?P<H>\d{1,2})\s*(?::|h|giờ)\s*(?P<M>\d{2})(?:\s*:\s*(?P<S>\d{2}))?(?:\s*phút)?"
    r"\s*(?P<half>AM|PM|SA|CH|sáng|trưa|chiều|tối|đêm)?(?!\w)",
    re.I,
)
_ZONE = re.compile(r"\(?\s*(?:GMT|UTC)\s*(?P<zone>[+-]\s*\d{1,2}(?::?\d{2})?)\s*\)?", re.I)
_AFTERNOON = {"pm", "ch", "chiều", "tối", "đêm"}


def parse_date(text: str | None, *, site: str = "", place: Place = "page") -> datetime | None:
    """Return the moment a date string names, in Hà Nội time, or None where it is not certain.

    A string without a zone is Hà Nội time; one without a clock is midnight of that day.

    >>> parse_date("10/2/2026 9:25:00 AM", site="tuoitre.vn", place="feed").isoformat()
    '2026-10-02T09:25:00+07:00'
    >>> parse_date("ngày 24/12/12 11:05 tối").isoformat()
    '2012-12-24T23:05:00+07:00'
    """
    text = " ".join((text or "").split())
    if not 6 <= len(text) <= 120:
        return None
    try:
        if match := _ISO.match(text):
            return _iso(match)
        if _RFC.match(text):
            return _rfc(text)
        return _vietnamese(text, site, place)
    except (ValueError, OverflowError):
        return None


def _iso(match: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (int(match[k] or 0) for k in "ymdHMS")
    moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(match["zone"]))
    return moment.astimezone(HANOI)


def _zone(text: str | None) -> timezone:
    if not text:
        return HANOI
    if text.upper() in ("Z", "UTC"):
        return timezone(timedelta(0))
    digits = re.sub(r"\D", "", text)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text.lstrip().startswith("-") else offset)


def _rfc(text: str) -> datetime | None:
    # GenK's "+07" (and "GMT+7") read by email.utils as seven minutes: spell the zone out.
    zone: timezone | None = None
    if match := _SHORT_ZONE.search(text):
        zone = _zone(match[1] + match[2] + (match[3] or ""))
        text = text[: match.start()].strip() + " +0000"
    elif not re.search(r"(?:GMT|UTC|UT|Z|[ECMP][SD]T)$", text, re.I):
        zone = HANOI
        text += " +0000"
    elif text.endswith(("Z", "z")):
        text = text[:-1].strip() + " GMT"
    moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:  # "-0000": the writer knows only that it is UTC
        moment = moment.replace(tzinfo=timezone(timedelta(0)))
    if zone is not None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(HANOI)


def _vietnamese(text: str, site: str, place: Place) -> datetime | None:
    day = _WORDS.search(text) or _DAY.search(text)
    if day is None:
        return None
    rest = text[: day.start()] + " | " + text[day.end() :]
    first, second = int(day["a"]), int(day["b"])
    year = int(day["y"]) + (2000 if len(day["y"]) == 2 else 0)
    order = _order(text, first, second, site, place)
    if order is None:
        return None
    month, date = (first, second) if order == "mdy" else (second, first)
    zone = _ZONE.search(rest)
    if zone:
        rest = rest[: zone.start()] + rest[zone.end() :]
    clock = _CLOCK.search(rest)
    hour, minute, second_ = _clock(clock) if clock else (0, 0, 0)
    tz = _zone(zone["zone"].replace(" ", "")) if zone else HANOI
    return datetime(year, month, date, hour, minute, second_, tzinfo=tz).astimezone(HANOI)


def _order(text: str, first: int, second: int, site: str, place: Place) -> Order | None:
    for label in site.split("."):
        pattern = AMERICAN.get((label, place))
        if pattern is not None and pattern.search(text):
            return "mdy"
    if second > 12 >= first:
        return "mdy" if re.search(r"[AP]M\b", text, re.I) else None
    # Unpadded day, seconds and an English half: how American servers print. Whose is this one?
    american = re.search(r"\b\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}:\d{2} [AP]M\b", text, re.I)
    if american and first <= 12 and second <= 12 and first != second:
        return None
    return "dmy"


def _clock(match: re.Match[str]) -> tuple[int, int, int]:
    hour, half = int(match["H"]), (match["half"] or "").lower()
    if half in _AFTERNOON and hour < 12 and not (half == "đêm" and hour < 6):
        hour += 12  # "15:20 PM" is already past noon
    elif half == "trưa" and hour < 4:
        hour += 12
    elif half in ("am", "sa") and hour == 12:
        hour = 0
    return hour, int(match["M"]), int(match["S"] or 0)


# All that a date line says besides the date itself.
_FILLER = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|cn|t[2-7]|ngày|tháng|năm|lúc|giờ|phút|gmt|utc|am|pm|sa|ch"
    r"|sáng|trưa|chiều|tối|đêm|đăng|xuất bản|cập nhật|gửi|đã|vào|h|at|on|published|posted|mon|tue|wed|thu|fri|sat|sun"
    r"|\w*day)\b|\d+h?|\W|_",
    re.I,
)


def is_date_line(text: str, spare: int = 0) -> bool:
    """Say whether a line names a date and nothing else (but for some spare characters)."""
    if not 8 <= len(text) <= 90 or not (
        _DAY.search(text) or _WORDS.search(text) or _ISO.search(text)
    ):
        return False
    return len(_FILLER.sub("", text)) <= spare


def has_clock(text: str) -> bool:
    """Say whether a date string also tells the time of day."""
    return bool(_CLOCK.search(text) or re.search(r"T\d{2}:\d{2}", text))
