"""A scripted team for tests and demonstrations: a machine that does what people should, in their time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.cases import Desk, desk, explanations
from flows.record import record
from langnghe.cases import case_orders, orders
from langnghe.cases.alerts import Alert
from langnghe.cases.case import Case
from langnghe.cases.drill import TOLD
from langnghe.cases.rights import HEAD, POLICY, approvers, closers
from langnghe.config import Workspace
from langnghe.records import Event
from warehouse import Store

# Minutes after which the script acts, each since the step before.
TAKES, PROPOSES, APPROVES, TELLS, CLOSES = (timedelta(minutes=n) for n in (10, 40, 30, 30, 60))


def act(store: Store, place: Workspace, posts: Sequence[str], now: datetime) -> bool:
    """Do the next thing that is due about the drill's gravest alert, by the ordinary orders.

    Return whether every alert of the drill that somebody was told of is closed.
    """
    state = desk(store, place)
    ours = [a for a in state.alerts.values() if set(posts) & set(a.posts) and a.level >= TOLD]
    for alert in sorted(ours, key=lambda a: (-a.peak, a.id)):
        if events := _next(store, place, state, alert, now):
            record(store, place, events)
            return False
    return bool(ours) and not any(alert.live for alert in ours)


def _next(store: Store, place: Workspace, state: Desk, alert: Alert, now: datetime) -> list[Event]:
    if alert.status == "open":
        waited = now - (alert.rung_at or alert.opened_at)
        return [orders.acknowledge(alert, HEAD, now)] if waited >= TAKES else []
    if alert.status == "acknowledged":
        since = alert.acknowledged_at or now
        if now - since < PROPOSES:
            return []
        events = case_orders.open_case(HEAD, state.policy, now, alert=alert)
        record(store, place, events)
        state = desk(store, place)
        case = state.cases[events[0].id]
        (told,) = explanations(store, place, [state.alerts[alert.id]], state, now)
        proposer = POLICY if HEAD in approvers(case.level) else HEAD
        plan = "\n".join(dict(told.parts)["Đề xuất"])
        return [case_orders.propose(case, proposer, plan, now)]
    if alert.status == "in_hand" and alert.case_id and alert.case_id in state.cases:
        return _on_case(state.cases[alert.case_id], alert, now)
    return []


def _on_case(case: Case, alert: Alert, now: datetime) -> list[Event]:
    approver = approvers(case.level)[-1]
    if case.status == "proposed" and case.proposed_at and now - case.proposed_at >= APPROVES:
        return [case_orders.approve(case, approver, now)]
    if case.status != "approved" or case.approved_at is None:
        return []
    if case.informed_at is None:
        ready = now - case.approved_at >= TELLS
        return (
            [case_orders.inform(case, HEAD, "đã thông tin nội bộ (diễn tập)", now)] if ready else []
        )
    if case.press_at is None:
        ready = now - case.informed_at >= TELLS
        return (
            [case_orders.press(case, HEAD, "đã trả lời báo chí (diễn tập)", now)] if ready else []
        )
    if now - case.press_at >= CLOSES:
        boss = closers(max(alert.peak, case.level, TOLD), alert.risk)[-1]
        return [
            case_orders.close_case(
                case, boss, "kết thúc diễn tập", "đội do máy đóng: không có bài học về người", now
            ),
            orders.close(alert, boss, "đúng", "diễn tập", now),
        ]
    return []
