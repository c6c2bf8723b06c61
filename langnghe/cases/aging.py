"""What time alone does to an alert: a reminder when nobody took it, a lower level, a quiet end.

Who was told and does not answer is reminded first, as often as the policy says. Only when that was in
vain and nothing new came does the level sink, and the history says that nobody took it: a list in which
nothing ever ends is a list that nobody reads.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from langnghe.cases.alerts import Alert, changed
from langnghe.cases.levels import SYSTEM
from langnghe.cases.policy import Policy
from langnghe.records import Event

RINGS = 3  # the lowest level that somebody is told of and has to answer


def aged(alert: Alert, policy: Policy, now: datetime, by: str) -> Event | None:
    """Return what happens to an alert about which nothing new was found, if anything does."""
    if not alert.live:
        return None
    if found := reminder(alert, policy, now):
        return changed(alert, found[0], "escalated", by, now, notify=found[1])
    quiet = now - alert.evidence_at
    small = alert.rung < RINGS or (unanswered(alert) and alert.level < RINGS)
    if small and quiet >= timedelta(hours=policy.clock.fade_hours):
        faded = replace(alert, status="faded", closed_at=now, closed_by=by)
        return changed(alert, faded, "faded", by, now, **_why(alert, quiet))
    return _decay(alert, policy, now, by)


def unanswered(alert: Alert) -> bool:
    """Tell whether people were told of an alert and nobody took it."""
    return alert.status == "open" and alert.rung >= RINGS


def ring_anew(before: Alert | None, alert: Alert) -> bool:
    """Tell whether an alert that cooled because nobody took it is grave again: it is told once more."""
    return (
        before is not None
        and before.decayed_at is not None
        and unanswered(before)
        and before.level < RINGS <= alert.level
    )


def reminder(alert: Alert, policy: Policy, now: datetime) -> tuple[Alert, list[str]] | None:
    """Return the reminded alert and who is reminded, when the level that rang waits for an answer.

    Step by step from the ring on; a machine that slept sends one reminder, not all it missed.
    """
    if alert.status != "open" or alert.rung < RINGS or alert.rung_at is None:
        return None
    waited = (now - alert.rung_at).total_seconds() / 60
    for line in policy.escalate:
        if line.level == alert.rung:
            due = sum(waited >= sum(line.minutes[: n + 1]) for n in range(len(line.minutes)))
            if due > alert.stage:
                roles = ["admin"] if alert.risk == SYSTEM else list(line.roles)
                return replace(alert, stage=due), roles
    return None


def _decay(alert: Alert, policy: Policy, now: datetime, by: str) -> Event | None:
    last = max(filter(None, (alert.evidence_at, alert.decayed_at, alert.acknowledged_at)))
    if unanswered(alert):
        last = max(last, _last_reminder(alert, policy))
    calm = now - last >= timedelta(hours=policy.clock.decay_hours)
    if not calm or alert.level <= 1 or alert.pinned is not None:
        return None
    after = replace(alert, level=alert.level - 1, decayed_at=now)
    return changed(alert, after, "decayed", by, now, **_why(alert, now - alert.evidence_at))


def _last_reminder(alert: Alert, policy: Policy) -> datetime:
    """Return when the last reminder of the level that rang is due."""
    minutes = (sum(line.minutes) for line in policy.escalate if line.level == alert.rung)
    return (alert.rung_at or alert.opened_at) + timedelta(minutes=next(minutes, 0.0))


def _why(alert: Alert, quiet: timedelta) -> dict[str, str]:
    """Return what the history says when an alert that nobody took sinks."""
    if not unanswered(alert):
        return {}
    hours = int(quiet.total_seconds() // 3600)
    return {"text": f"không ai nhận sau {alert.stage} lần nhắc, {hours} giờ không có gì mới"}
