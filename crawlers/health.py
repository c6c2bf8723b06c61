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
TOKEN_WATCH = timedelta(days=7)  # a new token needs a person, and persons have week-ends
TOKEN_ALARM = timedelta(days=2)
QUOTA_WATCH = 0.1  # of a platform's allowance


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
    quota_left: int | None = None
    quota_limit: int | None = None
    token_expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know about a source."""

    level: Level
    sentence: str


def findings(pulse: Pulse, now: datetime) -> tuple[Finding, ...]:
    """Return what is wrong with a source, worst first; empty means healthy."""
    seen = (_late(pulse, now), _layout(pulse), _few(pulse), _token(pulse, now), _quota(pulse))
    found = [f for f in seen if f]
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


def _token(pulse: Pulse, now: datetime) -> Finding | None:
    if pulse.token_expires is None or pulse.token_expires - now > TOKEN_WATCH:
        return None
    left = pulse.token_expires - now
    if left <= timedelta(0):
        return Finding("alarm", "token đã hết hạn: gia hạn rồi thay trong secrets.toml")
    days = left.total_seconds() / 86_400
    ahead = f"{days:.0f} ngày" if days >= 2 else f"{left.total_seconds() / 3600:.0f} giờ"
    return Finding(
        "alarm" if left <= TOKEN_ALARM else "watch", f"token hết hạn sau {ahead}: gia hạn sớm"
    )


def _quota(pulse: Pulse) -> Finding | None:
    left, limit = pulse.quota_left, pulse.quota_limit
    if left is None or not limit or left > QUOTA_WATCH * limit:
        return None
    if left <= 0:
        return Finding("watch", "đã dùng hết hạn mức của nền tảng")
    return Finding("watch", f"sắp hết hạn mức của nền tảng: còn {left}/{limit}")
