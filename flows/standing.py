"""What stands open at the end of some days, as a digest tells it: alerts from level 2 on, and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from flows.outlook import Outlook, outlook
from flows.watch_kept import watched
from langnghe.cases.alerts import LEVEL_VI, STATUS_VI, Alert, fold
from langnghe.cases.case import CASE_STATUS_VI, Case, fold_cases
from langnghe.cases.finding import RISK_VI
from langnghe.cases.levels import SYSTEM
from langnghe.config import Workspace
from langnghe.digest.model import AlertItem, CaseItem
from langnghe.records import HANOI, ROLE_VI, hanoi_day
from warehouse import Store, alerts

LEAST = 2  # level 1 is for who looks at the list


class Standing(TypedDict):
    """What compose is told; alerts None: nobody has kept watch in these days."""

    alerts: list[AlertItem] | None
    cases: list[CaseItem]


def standing(
    store: Store, workspace: Workspace, days: Sequence[date], made_at: datetime
) -> Standing:
    """Return what was open when these days ended, or when the digest was made, if that was sooner.

    Of the system itself (R0) nothing is told: a digest has its sources for that.
    """
    first = datetime.combine(min(days), time(), HANOI)
    until = min(made_at, datetime.combine(max(days) + timedelta(days=1), time(), HANOI))
    happened = [e for e in alerts.events(store, ("alert", "case")) if e.at <= until]
    live = [
        alert
        for alert in fold(happened).values()
        if alert.live and alert.risk != SYSTEM and alert.level >= LEAST
    ]
    cases = [case for case in fold_cases(happened).values() if case.live]
    live.sort(key=lambda a: (-a.level, -a.opened_at.timestamp(), a.id))
    cases.sort(key=lambda c: (not c.late(until), -c.level, c.due or c.opened_at, c.id))
    ahead = outlook(store, until)
    kept = bool(live) or watched(workspace, first, until)
    return Standing(
        alerts=[_alert(alert, days, ahead) for alert in live] if kept else None,
        cases=[_case(case, until) for case in cases],
    )


def said_of(alert: Alert) -> str:
    """Return one sentence on what happened: the newest that its gravest rule says, else what was counted."""
    told = [said for who, said in alert.reasons.items() if "/statistic/" not in who]
    own = [said for who, said in alert.reasons.items() if who.startswith(f"{alert.risk}/rule/")]
    return (own or told or [*alert.reasons.values()] or [RISK_VI[alert.risk]])[-1]


def _alert(alert: Alert, days: Sequence[date], ahead: Outlook) -> AlertItem:
    return AlertItem(
        alert_id=alert.id,
        level=alert.level,
        level_word=LEVEL_VI[alert.level],
        risk=f"{alert.risk} {RISK_VI[alert.risk]}",
        what=said_of(alert),
        status=STATUS_VI[alert.status],
        opened_at=alert.opened_at,
        sources=alert.independent,
        new=hanoi_day(alert.opened_at) in days,
        places=alert.places,
        story_ids=alert.stories,
        case_id=alert.case_id or "",
        outlook=ahead.briefly(alert.series),
    )


def _case(case: Case, at: datetime) -> CaseItem:
    return CaseItem(
        case_id=case.id,
        title=case.title,
        level=case.level,
        status=CASE_STATUS_VI[case.status],
        owner=ROLE_VI[case.owner],
        due=case.due,
        late=case.late(at),
    )
