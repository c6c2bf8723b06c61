"""A case as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from langnghe.cases.alerts import LEVEL_VI, STATUS_VI
from langnghe.cases.case import CASE_STATUS_VI, WHAT_VI, Case
from langnghe.cases.explain import UNKNOWN, moment
from langnghe.cases.finding import RISK_VI
from langnghe.cases.policy import SCCT_VI
from langnghe.records import ROLE_VI, Event

NOT_YET = "chưa"
ALERT_VI = {
    "opened": "báo động mở",
    "updated": "báo động cập nhật",
    "reopened": "báo động mở lại",
    "acknowledged": "nhận báo động",
    "confirmed": "xác nhận báo động",
    "levelled": "đổi mức báo động",
    "escalated": "nhắc lại",
    "decayed": "hạ mức",
    "in_hand": "đưa vào hồ sơ",
    "closed": "đóng báo động",
    "merged": "gộp báo động",
    "faded": "báo động tự lắng",
}


def case_text(case: Case, events: Sequence[Event], now: datetime) -> str:
    """Return a case with its timeline as plain text."""
    late = " – QUÁ HẠN" if case.late(now) else ""
    workers = f"{case.workers} người lao động" if case.workers is not None else "số NLĐ chưa rõ"
    lines = [
        f"{case.id} · {case.title}",
        f"Nguyên nhân: {case.risk} {RISK_VI[case.risk]}; mức {case.level} ({LEVEL_VI[case.level]}); "
        f"SCCT: {SCCT_VI.get(case.scct) or UNKNOWN}",
        f"Phạm vi: đơn vị {', '.join(case.units) or UNKNOWN}; địa bàn {', '.join(case.places) or UNKNOWN}; "
        f"{len(case.sources)} nguồn; {workers}",
        f"Tình trạng: {CASE_STATUS_VI[case.status]}; {ROLE_VI[case.owner]} lo; hạn {moment(case.due)}{late}",
        f"Báo động: {', '.join(case.alerts) or 'không có'}",
        "",
        "Phương án:",
        case.proposal or NOT_YET,
    ]
    if case.grounds:
        lines.append(f"Căn cứ: {case.grounds}")
    if case.proposed_by:
        lines.append(f"{ROLE_VI[case.proposed_by]} đề xuất {moment(case.proposed_at)}")
    if case.approved_by:
        lines.append(f"{ROLE_VI[case.approved_by]} duyệt {moment(case.approved_at)}")
    if case.returned_why:
        lines.append(f"Bị trả lại: {case.returned_why}")
    lines += [
        "",
        f"Đã thông tin nội bộ? {f'{case.informed} ({moment(case.informed_at)})' if case.informed_at else NOT_YET}",
        f"Báo chí? {f'{case.press} ({moment(case.press_at)})' if case.press_at else NOT_YET}",
        f"Bài tích cực đã đăng: {case.positive}; việc đã làm: {case.actions}",
    ]
    if case.closed_by:
        lines += [f"Kết quả: {case.outcome}", f"Bài học: {case.lesson}"]
    return "\n".join([*lines, "", "Dòng thời gian:", *map(_told, events)])


def step(event: Event) -> tuple[str, str, str]:
    """Return of an event who did what, and what more there is to say of it."""
    names = WHAT_VI if event.kind == "case" else ALERT_VI
    more = event.fields.get("text") or event.fields.get("returned_why") or ""
    if event.kind == "alert" and "level" in event.fields:
        more = "; ".join(filter(None, (f"mức {event.fields['level']}", more)))
    if event.kind == "alert" and event.fields.get("verdict"):
        more = f"kết luận {event.fields['verdict']}"
    if event.kind == "alert" and "status" in event.fields and not more:
        more = STATUS_VI.get(event.fields["status"], "")
    return ROLE_VI.get(event.by, "máy"), names.get(event.what, event.what), more


def _told(event: Event) -> str:
    who, what, more = step(event)
    return f"- {moment(event.at)} · {who}: {what}" + (f" ({more})" if more else "")
