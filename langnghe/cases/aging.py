"""What time alone does to an alert: a reminder when nobody took it, a lower level, a quiet end."""

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
    if alert.status == "open" and alert.rung >= RINGS:
        if found := reminder(alert, policy, now):
            return changed(alert, found[0], "escalated", by, now, notify=found[1])
        return None
    quiet = now - alert.evidence_at
    if alert.rung < RINGS and quiet >= timedelta(hours=policy.clock.fade_hours):
        faded = replace(alert, status="faded", closed_at=now, closed_by=by)
        return changed(alert, faded, "faded", by, now)
    return _decay(alert, policy, now, by)


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
    calm = now - last >= timedelta(hours=policy.clock.decay_hours)
    if not calm or alert.level <= 1 or alert.pinned is not None:
        return None
    after = replace(alert, level=alert.level - 1, decayed_at=now)
    return changed(alert, after, "decayed", by, now)
