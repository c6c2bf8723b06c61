"""What people do with a case, by role: open, assign, propose, approve, act, close. Orders become events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from langnghe.cases.alerts import LEVEL_VI, Alert
from langnghe.cases.case import CASE_STATUS_VI, Case, changed
from langnghe.cases.finding import RISK_VI
from langnghe.cases.orders import in_hand
from langnghe.cases.policy import SCCT_VI, Policy
from langnghe.cases.rights import ADMIN, HANDLERS, HEADS, approvers, closers, require, role_of
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI, Event, digest_of, hanoi_day

LENT = "department_head"  # other departments see a case only while it is lent to them


def open_case(
    role: str,
    policy: Policy,
    now: datetime,
    *,
    alert: Alert | None = None,
    title: str = "",
    risk: str | None = None,
    level: int | None = None,
    owner: str | None = None,
    due: datetime | None = None,
) -> list[Event]:
    """Open a case, of an alert or of what somebody reported; the alert is then in hand."""
    require(role, HANDLERS, "mở hồ sơ")
    cause = risk or (alert.risk if alert else None)
    if cause not in RISK_VI:
        raise LangngheError(f"nguyên nhân {cause!r} không có; dùng một trong: {', '.join(RISK_VI)}")
    height = level if level is not None else (alert.level if alert else 3)
    if height not in LEVEL_VI:
        raise LangngheError(f"không có mức {height}; mức từ 1 đến 5")
    name = title.strip() or (next(iter(alert.reasons.values()), "") if alert else "")
    if not name:
        raise LangngheError("hồ sơ cần tên; ghi --title “…” hoặc mở từ một báo động")
    who = role_of(owner or (alert.owner if alert else policy.risk[cause].owner))
    key = digest_of(cause, name, alert.id if alert else "", now.isoformat())
    case = Case(
        id=f"HS{hanoi_day(now):%y%m%d}-{key[:6]}",
        title=name,
        risk=cause,
        scct=alert.scct if alert and alert.risk == cause else policy.risk[cause].scct,
        level=height,
        owner=who,
        opened_at=now,
        opened_by=role,
        due=due or now + timedelta(hours=policy.case.due_hours[height]),
        alerts=(alert.id,) if alert else (),
        units=alert.units if alert else (),
        places=alert.places if alert else (),
        sources=alert.sources if alert else (),
    )
    events = [changed(None, case, "opened", role, now, notify=[who])]
    return events + ([in_hand(alert, case.id, role, now)] if alert else [])


def assign(
    case: Case,
    role: str,
    owner: str,
    now: datetime,
    *,
    due: datetime | None,
    until: datetime | None,
) -> Event:
    """Give a case to a role; another department gets it for a time only."""
    _open(case, "giao")
    require(role, HEADS, "giao hồ sơ")
    who = role_of(owner)
    if who not in HANDLERS and not (who == ADMIN and case.risk == "R0"):
        raise LangngheError(f"vai trò {ROLE_VI[who]} không xử lý hồ sơ")
    access = None
    if who == LENT:
        access = until or due or case.due
        if access is None:
            raise LangngheError(
                "giao cho Ban, đơn vị khác cần hạn xem hồ sơ; ghi --until hoặc --due"
            )
    for moment, what in ((due, "hạn làm"), (access, "hạn xem hồ sơ")):
        if moment is not None and moment <= now:
            raise LangngheError(f"{case.id}: {what} đã qua; chọn lúc sau bây giờ")
    after = replace(case, owner=who, due=due or case.due, access_until=access)
    if after == case:
        raise LangngheError(f"{case.id}: đã giao cho {ROLE_VI[who]} với hạn ấy từ trước")
    return changed(case, after, "assigned", role, now, notify=[who])


def edit(case: Case, role: str, now: datetime, values: Mapping[str, Any]) -> Event:
    """Complete what is known: cause, level, SCCT cluster, extent, title."""
    _open(case, "bổ sung")
    _may_work(case, role, now)
    given = {name: value for name, value in values.items() if value is not None}
    if not given:
        raise LangngheError("chưa ghi gì để bổ sung; xem `langnghe case edit --help`")
    if given.get("risk", case.risk) not in RISK_VI:
        raise LangngheError(f"nguyên nhân {given['risk']!r} không có; dùng: {', '.join(RISK_VI)}")
    if given.get("scct", case.scct) not in SCCT_VI:
        raise LangngheError(
            f"nhóm SCCT {given['scct']!r} không có; dùng: {', '.join(filter(None, SCCT_VI))}"
        )
    if given.get("level", case.level) not in LEVEL_VI:
        raise LangngheError(f"không có mức {given['level']}; mức từ 1 đến 5")
    if given.get("level", case.level) != case.level:
        require(role, closers(max(case.level, given["level"], 3), case.risk), "đổi mức hồ sơ")
    if (given.get("workers") or 0) < 0:
        raise LangngheError("số người lao động không thể âm")
    return changed(case, replace(case, **given), "edited", role, now)


def propose(case: Case, role: str, text: str, now: datetime, *, grounds: str = "") -> Event:
    """Put a response forward; one that was approved before has to be approved again."""
    _open(case, "đề xuất")
    _may_work(case, role, now)
    if not text.strip():
        raise LangngheError("phương án để trống; ghi --text “…” hoặc --file")
    after = replace(
        case,
        status="proposed",
        proposal=text.strip(),
        grounds=grounds.strip(),
        proposed_at=now,
        proposed_by=role,
        approved_at=None,
        approved_by=None,
        returned_why="",
    )
    return changed(case, after, "proposed", role, now, notify=list(approvers(case.level)))


def approve(case: Case, role: str, now: datetime) -> Event:
    """Approve the response that is put forward; nobody approves their own."""
    _waiting(case, role, "duyệt")
    if role == case.proposed_by:
        raise LangngheError(
            f"{case.id}: {ROLE_VI[role]} là người đề xuất, không tự duyệt; để người khác duyệt"
        )
    after = replace(case, status="approved", approved_at=now, approved_by=role)
    return changed(case, after, "approved", role, now, notify=[case.owner])


def send_back(case: Case, role: str, why: str, now: datetime) -> Event:
    """Return a response with the reason."""
    _waiting(case, role, "trả lại")
    if not why.strip():
        raise LangngheError("trả lại phương án cần lý do; ghi --reason “…”")
    after = replace(case, status="open", returned_why=why.strip())
    return changed(case, after, "returned", role, now, notify=[case.proposed_by or case.owner])


def act(case: Case, role: str, text: str, now: datetime, *, positive: int = 0) -> Event:
    """Note what was done, and how many positive articles were posted with it."""
    _open(case, "ghi việc")
    _may_work(case, role, now)
    if not text.strip():
        raise LangngheError("chưa ghi đã làm gì")
    if positive < 0:
        raise LangngheError("số bài tích cực không thể âm")
    after = replace(case, actions=case.actions + 1, positive=case.positive + positive)
    return changed(case, after, "acted", role, now, text=text.strip(), posted=positive)


def inform(case: Case, role: str, text: str, now: datetime) -> Event:
    """Note that our own people were told."""
    _open(case, "ghi thông tin nội bộ")
    _may_work(case, role, now)
    said = text.strip() or "đã thông tin nội bộ"
    return changed(
        case, replace(case, informed_at=now, informed=said), "informed", role, now, text=said
    )


def press(case: Case, role: str, text: str, now: datetime) -> Event:
    """Note what the press was told or asked."""
    _open(case, "ghi việc với báo chí")
    _may_work(case, role, now)
    if not text.strip():
        raise LangngheError("chưa ghi đã làm gì với báo chí")
    said = text.strip()
    return changed(case, replace(case, press_at=now, press=said), "press", role, now, text=said)


def close_case(case: Case, role: str, outcome: str, lesson: str, now: datetime) -> Event:
    """Close a case with what came of it and what was learned."""
    _open(case, "đóng lại")
    require(role, closers(max(case.level, 3), case.risk), f"đóng hồ sơ mức {case.level}")
    if not outcome.strip() or not lesson.strip():
        raise LangngheError("đóng hồ sơ cần kết quả và bài học; ghi --outcome “…” và --lesson “…”")
    if case.status == "proposed":
        raise LangngheError(
            f"{case.id}: phương án đang chờ duyệt; duyệt hoặc trả lại trước khi đóng"
        )
    after = replace(
        case,
        status="closed",
        closed_at=now,
        closed_by=role,
        outcome=outcome.strip(),
        lesson=lesson.strip(),
    )
    return changed(case, after, "closed", role, now)


def _open(case: Case, doing: str) -> None:
    if not case.live:
        raise LangngheError(f"{case.id}: hồ sơ {CASE_STATUS_VI[case.status]}, không {doing} được")


def _waiting(case: Case, role: str, doing: str) -> None:
    _open(case, doing)
    require(role, approvers(case.level), f"{doing} phương án của hồ sơ mức {case.level}")
    if case.status != "proposed":
        raise LangngheError(f"{case.id}: {CASE_STATUS_VI[case.status]}, không có gì để {doing}")


def _may_work(case: Case, role: str, now: datetime) -> None:
    """Refuse who has no part in this case; other departments only while it is lent to them."""
    allowed = (*HANDLERS, ADMIN) if case.risk == "R0" else HANDLERS
    require(role, allowed, "làm hồ sơ này")
    if role != LENT:
        return
    if case.owner != LENT:
        raise LangngheError(f"{case.id}: hồ sơ không giao cho {ROLE_VI[LENT]}")
    if case.access_until is not None and now > case.access_until:
        raise LangngheError(f"{case.id}: hạn xem hồ sơ của {ROLE_VI[LENT]} đã hết; xin gia hạn")
