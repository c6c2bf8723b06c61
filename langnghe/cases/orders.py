"""What people do with an alert: take it, confirm it, set its level, judge it. Orders become events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from langnghe.cases.alerts import LEVEL_VI, STATUS_VI, VERDICTS, Alert, changed
from langnghe.cases.fold import find_as
from langnghe.cases.levels import SYSTEM
from langnghe.cases.policy import LEADERS, Policy
from langnghe.cases.recipients import told
from langnghe.cases.rights import HANDLERS, closers, judges_of_level, require, takers
from langnghe.errors import LangngheError
from langnghe.records import Event
from langnghe.text import fold


def find(alerts: Mapping[str, Alert], given: str) -> Alert:
    """Return the alert of an id, or of what an id begins or ends with when only one does."""
    return find_as("báo động", "alerts", alerts, given)


def acknowledge(alert: Alert, role: str, now: datetime) -> Event:
    """Take an alert: reminders stop."""
    require(role, takers(alert.level, alert.risk), "nhận báo động này")
    if alert.status != "open":
        raise LangngheError(f"{alert.id}: {_state(alert)}, không nhận lại được")
    after = replace(alert, status="acknowledged", acknowledged_at=now, acknowledged_by=role)
    return changed(alert, after, "acknowledged", role, now)


def confirm(alert: Alert, role: str, policy: Policy, now: datetime) -> Event:
    """Say that it is true: a person's word is corroboration enough, and leaders are told."""
    require(role, (*HANDLERS, "analyst"), "xác nhận báo động")
    if not alert.live:
        raise LangngheError(f"{alert.id}: {_state(alert)}, không xác nhận được nữa")
    if alert.confirmed_by:
        raise LangngheError(f"{alert.id}: đã được xác nhận từ trước")
    level = alert.level if alert.pinned is not None else max(alert.level, alert.wanted)
    after = _at_level(replace(alert, confirmed_by=role, held=""), level, now)
    return _ringing(alert, after, "confirmed", role, policy, now)


def set_level(
    alert: Alert, role: str, level: int, reason: str, policy: Policy, now: datetime
) -> Event:
    """Set a level with a reason; the machine leaves it there until something graver happens."""
    if level not in LEVEL_VI:
        raise LangngheError(f"không có mức {level}; mức từ 1 đến 5")
    require(role, judges_of_level(alert.level, level), f"đổi mức {alert.level} thành {level}")
    if not alert.live:
        raise LangngheError(f"{alert.id}: {_state(alert)}, không đổi mức được nữa")
    if alert.risk == SYSTEM and level >= LEADERS:
        raise LangngheError(f"{alert.id}: lỗi của hệ thống không báo lãnh đạo; mức cao nhất là 3")
    if not reason.strip():
        raise LangngheError("đổi mức cần lý do; ghi --reason “…”")
    pinned = replace(alert, pinned=alert.severity, why=f"người đổi mức: {reason.strip()}", held="")
    after = _at_level(pinned, level, now)
    return _ringing(alert, after, "levelled", role, policy, now)


def close(alert: Alert, role: str, verdict: str, note: str, now: datetime) -> Event:
    """Close an alert with a verdict; verdicts are what later alerts of its kind are trusted by."""
    said = next((v for v in VERDICTS if fold(v) == fold(verdict)), None)
    if said is None:
        raise LangngheError(f"không có kết luận {verdict!r}; dùng một trong: {', '.join(VERDICTS)}")
    require(role, closers(alert.peak, alert.risk), f"đóng báo động từng ở mức {alert.peak}")
    if alert.status in ("closed", "merged"):
        raise LangngheError(f"{alert.id}: {_state(alert)}, không đóng lại được")
    after = replace(
        alert, status="closed", verdict=said, note=note.strip(), closed_at=now, closed_by=role
    )
    return changed(alert, after, "closed", role, now)


def in_hand(alert: Alert, case_id: str, role: str, now: datetime) -> Event:
    """Tie an alert to the case that deals with it."""
    if not alert.live:
        raise LangngheError(f"{alert.id}: {_state(alert)}, không mở hồ sơ được nữa")
    if alert.case_id:
        raise LangngheError(f"{alert.id}: đã có hồ sơ {alert.case_id}")
    after = replace(
        alert,
        status="in_hand",
        case_id=case_id,
        acknowledged_at=alert.acknowledged_at or now,
        acknowledged_by=alert.acknowledged_by or role,
    )
    return changed(alert, after, "in_hand", role, now)


def _at_level(alert: Alert, level: int, now: datetime) -> Alert:
    leaders_at = alert.leaders_at or (now if level >= LEADERS else None)
    return replace(alert, level=level, peak=max(alert.peak, level), leaders_at=leaders_at)


def _ringing(
    before: Alert, after: Alert, what: str, role: str, policy: Policy, now: datetime
) -> Event:
    roles = told(after, policy)
    if after.level <= before.rung or not roles:
        return changed(before, after, what, role, now)
    rung = replace(after, rung=after.level, rung_at=now, stage=0)
    return changed(before, rung, what, role, now, notify=roles)


def _state(alert: Alert) -> str:
    when = f" {alert.merged_into}" if alert.status == "merged" else ""
    verdict = f" ({alert.verdict})" if alert.verdict and alert.status == "closed" else ""
    return f"báo động {STATUS_VI[alert.status]}{when}{verdict}"
