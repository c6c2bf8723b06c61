"""Who is told of an alert: by its level, its topics and its risk. Leaders from level 4."""

from __future__ import annotations

from langnghe.cases.alerts import Alert
from langnghe.cases.levels import SYSTEM
from langnghe.cases.policy import Policy


def told(alert: Alert, policy: Policy) -> list[str]:
    """Return the roles that an alert of this level goes to; our own faults go to operators alone."""
    if alert.risk == SYSTEM:
        return ["admin"]
    return [
        line.role
        for line in policy.recipient
        if alert.level >= line.level
        and (
            not (line.topics or line.risks)
            or alert.risk in line.risks
            or bool(set(line.topics) & set(alert.topics))
        )
    ]
