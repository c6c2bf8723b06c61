"""From findings to events: open, update, merge, raise, hold, remind, cool down. Pure.

The same findings in any order give the same events, and findings that say nothing new give none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from langnghe.cases import budget
from langnghe.cases.aging import aged, reminder, ring_anew
from langnghe.cases.alerts import Alert, changed
from langnghe.cases.corroboration import corroborated_by, lacking
from langnghe.cases.finding import Finding
from langnghe.cases.levels import by_person, scored
from langnghe.cases.matching import Index, absorbed, in_turn, merged, opened
from langnghe.cases.policy import LEADERS, Policy
from langnghe.cases.recipients import told
from langnghe.records import Event

MACHINE = "machine@bao-dong"
NOISE = "nhiễu"
ROUNDS = 5  # two are enough for all that was ever seen

Calendar = Callable[[Finding], str | None]  # the planned event that explains a finding, if any


def decide(
    findings: Iterable[Finding],
    state: Mapping[str, Alert],
    policy: Policy,
    calendar: Calendar | None,
    now: datetime,
    *,
    reliability: Mapping[str, str] | None = None,
) -> list[Event]:
    """Return what happens now: at most one event for each alert that something happens to.

    state: every alert so far (alerts.fold). reliability: source → A–D. Times aware.
    """
    after, gone = _gathered(findings, state, policy, calendar, now)
    touched = [key for key, alert in after.items() if _tells_more(alert, state.get(key))]
    graded = _graded(after, touched, policy, reliability or {}, now)
    events = []
    for key in sorted(graded.keys() | gone):
        before, alert = state.get(key), graded.get(key, after[key])
        if key in gone:
            if before is not None:  # else it was opened and merged in one breath: never seen
                events.append(changed(before, alert, "merged", MACHINE, now))
        else:
            what = "opened" if before is None else "updated"
            if before is not None and not before.live and alert.live:
                what = "reopened"
            events.append(_rung(before, alert, what, policy, now))
    quiet = (state[key] for key in sorted(state.keys() - graded.keys() - gone))
    events += [event for alert in quiet if (event := aged(alert, policy, now, MACHINE))]
    return events


def _gathered(
    findings: Iterable[Finding],
    state: Mapping[str, Alert],
    policy: Policy,
    calendar: Calendar | None,
    now: datetime,
) -> tuple[dict[str, Alert], set[str]]:
    """Return the alerts that know of the findings, and which of them were merged into another."""
    alerts, gone, index = dict(state), set[str](), Index(state)
    known = sorted((_labelled(finding, calendar) for finding in findings), key=in_turn)
    # What one finding brings back to life another may belong to: until nothing moves any more.
    for _ in range(ROUNDS):
        before = dict(alerts)
        for finding in known:
            keys = index.homes(finding, alerts, policy.clock, now)
            if keys:
                first = alerts[keys[0]]
                for key in keys[1:]:
                    first, alerts[key] = merged(first, alerts[key], now, MACHINE)
                    gone.add(key)
                index.add(first)
                after = absorbed(first, finding, policy, index.story)
            else:
                after = opened(finding, policy, index.story, now)
            if after != state.get(after.id):
                after = replace(after, evidence_at=now)
            alerts[after.id] = after
            index.add(after)
        if alerts == before:
            break
    for key, old in state.items():
        # Two findings of one series may each say a little else: what ends as it was is no news.
        if alerts[key] is not old and replace(alerts[key], evidence_at=old.evidence_at) == old:
            alerts[key] = old
    return alerts, gone


def _labelled(finding: Finding, calendar: Calendar | None) -> Finding:
    """Return a finding with the plan that explains it; what a rule or a person says, no plan explains."""
    label = finding.planned or (calendar(finding) if calendar else None)
    return replace(finding, planned=label if finding.kind == "statistic" else None)


def _tells_more(alert: Alert, before: Alert | None) -> bool:
    return alert is not before and alert.status != "merged"


def _graded(
    alerts: Mapping[str, Alert],
    touched: list[str],
    policy: Policy,
    reliability: Mapping[str, str],
    now: datetime,
) -> dict[str, Alert]:
    """Return the touched alerts with their levels. Who competes for the budget goes by score."""
    fresh = {key: scored(alerts[key], policy, reliability, now) for key in touched}
    everything = {**alerts, **fresh}
    past = budget.records(alerts.values())
    # What the budget never holds back is counted before what it may hold back.
    for key in sorted(fresh, key=lambda k: (budget.budgeted(fresh[k]), -fresh[k].score, k)):
        used = budget.spent(everything.values(), policy.budget, now)
        everything[key] = fresh[key] = _levelled(fresh[key], used, past, policy, now)
    return fresh


def _levelled(
    alert: Alert, used: float, past: Mapping[str, budget.Record], policy: Policy, now: datetime
) -> Alert:
    if by_person(alert):
        return alert
    level, held = alert.wanted, ""
    if alert.planned and alert.origin == "statistic":
        level, held = 1, f"chiến dịch: {alert.planned}"
    elif level >= LEADERS and alert.leaders_at is None:
        if corroborated_by(alert, policy) is None:
            level, held = LEADERS - 1, lacking(alert, policy)
        elif reason := budget.refusal(alert, used, past, policy):
            level, held = LEADERS - 1, reason
    if not alert.live:
        noise = alert.verdict == NOISE and alert.origin != "hard" and level < 5
        if level <= alert.peak or noise:
            return replace(alert, held=held)  # closed stays closed: nothing graver was found
        alert = _reopened(alert)
    level = max(level, alert.level)  # evidence never lowers a level; time does
    return replace(
        alert,
        level=level,
        held=held,
        pinned=None,
        peak=max(alert.peak, level),
        leaders_at=alert.leaders_at or (now if level >= LEADERS else None),
    )


def _reopened(alert: Alert) -> Alert:
    return replace(
        alert,
        status="open",
        verdict=None,
        closed_at=None,
        closed_by=None,
        acknowledged_at=None,
        acknowledged_by=None,
        rung=0,
    )


def _rung(before: Alert | None, alert: Alert, what: str, policy: Policy, now: datetime) -> Event:
    """Return the event, with who is to be told where the level is higher than they were told."""
    roles = told(alert, policy)
    higher = alert.level > alert.rung or ring_anew(before, alert)
    if not (alert.live and higher and roles):
        # News of it does not spare anybody the reminder.
        alert, roles = reminder(alert, policy, now) or (alert, [])
        return changed(before, alert, what, MACHINE, now, **({"notify": roles} if roles else {}))
    # Who took it at a lower level has not taken it at this one.
    status = "open" if alert.status == "acknowledged" else alert.status
    rung = replace(alert, status=status, rung=alert.level, rung_at=now, stage=0)
    return changed(before, rung, what, MACHINE, now, notify=roles)
