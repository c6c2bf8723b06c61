"""What happened to questions, as notices for the outbox: the clock's steps and work that was given."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.inquiries import Counter, counter
from langnghe.cases.clock import due_at, hours_between
from langnghe.cases.explain import moment
from langnghe.cases.fold import event_id
from langnghe.cases.inquiry import CHANNEL_VI, STATUS_VI, WHAT_VI, Inquiry
from langnghe.config import Workspace
from langnghe.notify import Notice, deaf_roles, enqueue, messages_for, read_delivery
from langnghe.numbers import number
from langnghe.records import ROLE_VI, Event
from warehouse import Store, open_store

STALE = timedelta(hours=48)


def inquiry_notices(store: Store, workspace: Workspace, now: datetime) -> list[Notice]:
    """Return what the last two days' events of questions say to whom; each event is one notice for ever.

    No question, name or number stands in them: mail and chat leave the office.
    """
    state = counter(store, workspace)
    return [
        _notice(event, state, now)
        for event in state.events
        if event.fields.get("notify") and now - event.at <= STALE and _stands(event, state)
    ]


def tell(workspace: Workspace, now: datetime) -> list[str]:
    """Put what is new into the outbox, each notice once for ever; return the report, line by line.

    What lies in the outbox goes out with `langnghe alerts send`.
    """
    path = workspace.root / "delivery.toml"
    if not path.exists():
        return [f"CHƯA CÓ {path}: không ai được nhắc; chạy `langnghe init` để xem tệp mẫu"]
    delivery = read_delivery(path).delivery
    with open_store(workspace.warehouse) as store:
        found = inquiry_notices(store, workspace, now)
    messages = [message for notice in found for message in messages_for(delivery, notice)]
    new, _ = enqueue(workspace.outbox, messages)
    deaf = {role for notice in found for role in deaf_roles(delivery, notice)}
    deaf |= {role for notice in found for role in notice.roles} - delivery.roles.keys()
    return [
        f"{new} tin nhắc mới vào hộp gửi",
        *(
            f"CHƯA CÓ ĐỊA CHỈ: {ROLE_VI[role]} cần được nhắc; khai ở delivery.toml"
            for role in sorted(deaf)
        ),
    ]


def _stands(event: Event, state: Counter) -> bool:
    inquiry = state.inquiries.get(event.id)
    if inquiry is None or not inquiry.live:
        return False
    return event.what != "warned" or inquiry.first_reply_at is None


def _notice(event: Event, state: Counter, now: datetime) -> Notice:
    inquiry = state.inquiries[event.id]
    clock = event.what == "warned"
    return Notice(
        about=inquiry.id,
        event=event_id(event),
        kind="sla" if clock else "assignment",
        subject=_heading(inquiry, event, state)
        if clock
        else f"{inquiry.id} · {WHAT_VI[event.what]}",
        text=_text(inquiry, state, now),
        created_at=event.at,
        roles=tuple(event.fields["notify"]),
    )


def _heading(inquiry: Inquiry, event: Event, state: Counter) -> str:
    hours = float(event.fields["stage"])
    if hours >= state.policy.clock.answer_hours:
        return f"QUÁ HẠN · {inquiry.id}: đã {hours:g} giờ chưa trả lời"
    left = state.policy.clock.answer_hours - hours
    return f"Sắp đến hạn · {inquiry.id}: đã {hours:g} giờ chưa trả lời, còn {left:g} giờ"


def _text(inquiry: Inquiry, state: Counter, now: datetime) -> str:
    from nlp.taxonomy import TOPIC_VI

    due = due_at(inquiry.received_at, state.policy.clock.within)
    lines = [
        f"Câu hỏi {inquiry.id}, {CHANNEL_VI[inquiry.channel]}",
        f"Chủ đề: {TOPIC_VI.get(inquiry.topic, inquiry.topic) or 'chưa rõ'}",
        f"Nhận lúc {moment(inquiry.received_at)}, hạn trả lời {moment(due)}",
        f"Tính đến nay: {number(hours_between(inquiry.received_at, now), '.1f')} giờ",
        f"Trạng thái: {STATUS_VI[inquiry.status]}; người trả lời: {ROLE_VI[inquiry.role]}",
        f"Xem: langnghe inquiry show {inquiry.id}",
    ]
    return "\n".join(lines)
