"""When a message may go: quiet hours across midnight, days off, and push windows. Hà Nội time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from langnghe.notify.message import KIND_VI, Kind, Message
from langnghe.notify.settings import Delivery, QuietDays
from langnghe.records import HANOI

HORIZON_DAYS = 100  # beyond every run of days off that settings allow one after another


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a message waits, and the first moment it need not."""

    until: datetime
    why: str


def hold(delivery: Delivery, message: Message, now: datetime) -> Hold | None:
    """Return the hold on a message at this moment, or None when it goes at once."""
    if message.urgent or (message.level or 0) > delivery.quiet.max_level:
        return None
    local = now.astimezone(HANOI)
    why = _closed(delivery, message.kind, local)
    if why is None:
        return None
    for days in range(HORIZON_DAYS):
        day = local.date() + timedelta(days=days)
        for clock in sorted(_openings(delivery, message.kind)):
            moment = datetime.combine(day, clock, HANOI)
            if moment > local and _closed(delivery, message.kind, moment) is None:
                return Hold(moment, why)
    return Hold(
        local + timedelta(days=HORIZON_DAYS), why
    )  # quiet on every day: looked at again then


def _closed(delivery: Delivery, kind: Kind, local: datetime) -> str | None:
    """Return why nothing is pushed at this local moment, or None."""
    clock = local.time()
    for days in delivery.quiet.days:
        if _rests(days, local):
            return f"ngày nghỉ: {days.label}"
    if windows := delivery.windows.get(kind):
        if any(time.fromisoformat(w[:5]) <= clock < time.fromisoformat(w[6:]) for w in windows):
            return None
        return f"ngoài khung giờ {KIND_VI[kind]} {', '.join(windows)}"
    start, end = delivery.quiet.start, delivery.quiet.end
    quiet = start <= clock < end if start <= end else clock >= start or clock < end
    return f"giờ yên lặng {start:%H:%M}–{end:%H:%M}" if quiet else None


def _rests(days: QuietDays, local: datetime) -> bool:
    if not days.first <= local.date() <= days.last:
        return False
    return days.all_day or (days.morning is not None and local.time() < days.morning)


def _openings(delivery: Delivery, kind: Kind) -> set[time]:
    """Return the times of day at which a push may become possible again."""
    windows = delivery.windows.get(kind, ())
    found = {time.fromisoformat(w[:5]) for w in windows} or {delivery.quiet.end}
    return found | {days.morning for days in delivery.quiet.days if days.morning} | {time(0)}
