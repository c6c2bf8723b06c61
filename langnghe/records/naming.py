"""Moments, days and names: what identifies a fact."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

HANOI = timezone(timedelta(hours=7), "+07")  # no daylight saving since 1975: exact

_TRACKING = tuple("utm_ fbclid gclid zarsrc _gl ref vn_source vn_medium vn_campaign".split())


def hanoi_day(moment: datetime) -> date:
    """Return the Hà Nội calendar day of an aware moment."""
    return moment.astimezone(HANOI).date()


def utc(moment: datetime) -> datetime:
    """Return an aware moment in UTC; a naive one is an error."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def canonical_url(url: str) -> str:
    """Return the address that identifies a page: https, lower-case host, no fragment or tracking."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower().removeprefix("www.")
    if parts.port and parts.port not in (80, 443):
        host = f"{host}:{parts.port}"
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not k.lower().startswith(_TRACKING)
    ]
    path = parts.path.rstrip("/") or "/"
    return urlunsplit(("https", host, path, urlencode(query), ""))


def digest_of(*parts: str) -> str:
    """Return the 16-hex-digit name of some strings (blake2b, unit separator between parts)."""
    return hashlib.blake2b(
        "\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8
    ).hexdigest()


def post_id_of(*, url: str | None, source: str, native_id: str | None) -> str:
    """Return a post's id: from source + native id where there is one, else from the canonical URL."""
    if native_id:
        return digest_of(source, native_id)
    if url:
        return digest_of(canonical_url(url))
    raise ValueError("a post needs a url or a native id")
