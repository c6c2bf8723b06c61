"""One public comment as a plain fact, and the little that all sites' payloads share (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawlers.dates import parse_date
from langnghe.records import HANOI
from langnghe.text import canonical

PAGE_SIZE = 25
_BREAK = re.compile(r"<(?:br|/p|/div)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_ASPNET = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")  # milliseconds; the zone is for show
_MILLISECONDS = 100_000_000_000  # seconds beyond the year 5138


@dataclass(frozen=True, slots=True)
class Said:
    """One public comment. handle tells two readers apart, name is what others call them by: both
    live only as long as it takes to hash the one and to take the other out of the texts."""

    native_id: str
    handle: str
    text: str
    at: datetime | None
    reply_to: str | None = None
    likes: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class SaidPage:
    """One page of comments, the address of the next, and addresses of replies left out of it."""

    said: tuple[Said, ...]
    next: str | None = None
    replies: tuple[str, ...] = ()


def words(markup: str) -> str:
    """Return a comment's mark-up as plain lines."""
    return canonical(_TAG.sub("", _BREAK.sub("\n", markup)))


def moment(value: Any, *, site: str = "") -> datetime | None:
    """Return an aware time from ISO 8601 (Hà Nội where no zone is given), epoch seconds or
    milliseconds, ASP.NET's /Date(…)/, or the site's own way of writing a day."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    if isinstance(value, str) and (found := _ASPNET.fullmatch(value.strip())):
        value = int(found[1]) / 1000
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC)
        said = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return parse_date(str(value), site=site, place="comment") if site else None
    return said if said.tzinfo else said.replace(tzinfo=HANOI)


def first(row: Mapping[str, Any], *names: str) -> str:
    """Return the first of some fields that says something, as text; ids beyond 2^53 stay exact."""
    for name in names:
        value = row.get(name)
        if value not in (None, "", 0, "0", False):
            return str(value)
    return ""


def number(value: Any) -> int:
    """Return a count, 0 where there is none."""
    return int(value or 0)


def query_int(url: str, name: str) -> int:
    """Return a number of an address's query, 0 where it is none."""
    value = dict(parse_qsl(urlsplit(url).query)).get(name, "0")
    return int(value) if value.isascii() and value.isdigit() else 0


def with_query(url: str, **changes: int | str | None) -> str:
    """Return an address with some fields of its query changed; None takes a field out."""
    parts = urlsplit(url)
    query: dict[str, str] = dict(parse_qsl(parts.query))
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return urlunsplit(parts._replace(query=urlencode(query)))
