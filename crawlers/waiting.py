"""How long a server asks us to wait (pure)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONG_WAIT = 24 * 3600.0


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for (number or HTTP date), None if unreadable.

    >>> retry_after("120", datetime.now(UTC))
    120.0
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONG_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONG_WAIT)
