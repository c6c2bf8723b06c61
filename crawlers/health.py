"""When a source needs a person: thresholds and the sentences for them (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Level = Literal["ok", "watch", "alarm"]

LATE: dict[int, timedelta] = {  # since the last success, by priority
    1: timedelta(hours=6),
    2: timedelta(hours=24),
    3: timedelta(hours=72),
}
FEW = 0.3  # of the expected items
FALLBACK_WATCH = 0.3  # of recent articles not read by the family's own rules
FALLBACK_ALARM = 0.6
LEAST_ARTICLES = 10  # under this many, a share says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What is known of one source. articles and fallbacks count the same recent days; items and
    expected are of one day."""

    priority: int
    verified: bool
    last_success: datetime | None
    articles: int
    fallbacks: int
    items: int = 0
    expected: float | None = None
    last_reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know about a source."""

    level: Level
    sentence: str


def findings(pulse: Pulse, now: datetime) -> tuple[Finding, ...]:
    """Return what is wrong with a source, worst first; empty means healthy."""
    found = [f for f in (_late(pulse, now), _layout(pulse), _few(pulse)) if f]
    return tuple(sorted(found, key=lambda f: f.level != "alarm"))


def level(pulse: Pulse, now: datetime) -> Level:
    """Return the worst level of a source's findings."""
    return next((f.level for f in findings(pulse, now)), "ok")


def _late(pulse: Pulse, now: datetime) -> Finding | None:
    why = f": {pulse.last_reason}" if pulse.last_reason else ""
    if pulse.last_success is None:
        return Finding("alarm", f"chưa lần nào thu được{why}")
    lag = now - pulse.last_success
    allowed = LATE.get(pulse.priority, LATE[3])
    if lag <= allowed:
        return None
    hours = lag.total_seconds() / 3600
    ago = f"{hours:.0f} giờ" if hours < 48 else f"{hours / 24:.0f} ngày"
    return Finding("alarm" if lag > 2 * allowed else "watch", f"không thu được đã {ago}{why}")


def _layout(pulse: Pulse) -> Finding | None:
    if pulse.articles < LEAST_ARTICLES:
        return None
    share = pulse.fallbacks / pulse.articles
    if share < FALLBACK_WATCH:
        return None
    serious = share >= FALLBACK_ALARM and pulse.verified
    return Finding(
        "alarm" if serious else "watch",
        f"{share:.0%} bài phải đọc theo cách dự phòng: trang có thể đã đổi bố cục",
    )


def _few(pulse: Pulse) -> Finding | None:
    if pulse.expected is None or pulse.expected < 3 or pulse.items >= FEW * pulse.expected:
        return None
    return Finding("watch", f"chỉ có {pulse.items} tin, thường ngày khoảng {pulse.expected:.0f}")
