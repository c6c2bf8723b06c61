"""/hoi-dap: questions people asked the union, and the 24 hours each of them has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.cases.clock import Asked, figures
from langnghe.cases.inquiry import CHANNEL_VI, FIRST_VI, LIVE, REACTION_VI, STATUS_VI, Inquiry
from langnghe.cases.inquiry_orders import WORKERS
from langnghe.cases.rights import HANDLERS, HEADS
from langnghe.desk import links, render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import Column, Filter, Row, answer, list_rows
from langnghe.desk.pages import canh_bao_chung as shared
from langnghe.desk.pages import hoi_dap_chung as own
from langnghe.desk.state import counter_of
from langnghe.records import ROLE_VI, hanoi_day

if TYPE_CHECKING:
    from flows.inquiries import Counter

router = APIRouter(prefix="/hoi-dap", include_in_schema=False)

OPEN = "dang-mo"
DUE_SHOWN = 4  # questions with their bar above the list
DAYS = 30  # of the figures
WAITING = ("cho", "sap", "qua")  # kinds of a clock that runs


def columns() -> Sequence[Column]:
    """Return the columns of the list."""
    return (
        Column(key="clock", name="Đồng hồ", css=lambda row: row["css"], sort=False),
        Column(key="question", name="Câu hỏi", wide=True, link=lambda row: links.inquiry(row["id"]),
               show=lambda row: render_short(row["question"])),
        Column(key="status_vi", name="Tình trạng"),
        Column(key="role_vi", name="Người trả lời"),
        Column(key="topic_vi", name="Chủ đề"),
        Column(key="unit_vi", name="Đơn vị"),
        Column(key="channel_vi", name="Kênh"),
        Column(key="received_at", name="Nhận lúc", kind="moment"),
        Column(key="due", name="Hạn", kind="moment"),
    )  # fmt: skip


def render_short(text: str, most: int = 160) -> str:
    """Return a question short enough for a row."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def filters(ask: Ask, state: Counter) -> Sequence[Filter]:
    """Return the filters; the steps of the clock are the office's own."""
    from nlp.taxonomy import TOPIC_VI

    steps = [s.hours for s in state.policy.clock.step if s.hours < state.policy.clock.answer_hours]
    due = [
        ("cho", "chưa trả lời"),
        *((f"{h:g}", f"chưa trả lời, đã {h:g} giờ") for h in steps[:-1]),
    ]
    due += [("sap", f"sắp hết hạn (từ {steps[-1]:g} giờ)")] if steps else []
    due += [("qua", "quá hạn"), ("dung", "trả lời đúng hạn"), ("tre", "trả lời trễ")]
    units = {i.unit for i in state.inquiries.values() if i.unit}
    names = own.unit_names(ask)
    found = [
        Filter(key="trang_thai", name="Tình trạng", default=OPEN,
               choices=((OPEN, "chưa xong"), *STATUS_VI.items()),
               test=lambda row, v: row["status"] in LIVE if v == OPEN else row["status"] == v),
        Filter(key="han", name="Đồng hồ", choices=due, test=_due),
        Filter(key="vai", name="Người trả lời", choices=shared.roles(HANDLERS),
               test=lambda row, v: row["role"] == v),
        Filter(key="kenh", name="Kênh", choices=list(CHANNEL_VI.items()),
               test=lambda row, v: row["channel"] == v),
        Filter(key="chu_de", name="Chủ đề", choices=list(TOPIC_VI.items()),
               test=lambda row, v: row["topic"] == v),
    ]  # fmt: skip
    if ask.unit is None:
        choices = sorted(
            ((u, names.get(u, u)) for u in units), key=lambda p: render.vietnamese_key(p[1])
        )
        found.append(
            Filter(
                key="don_vi", name="Đơn vị", choices=choices, test=lambda row, v: row["unit"] == v
            )
        )
    return (
        *found,
        Filter(key="tu", name="Nhận từ ngày", kind="day", test=lambda row, v: row["day"] >= date.fromisoformat(v)),
        Filter(key="den", name="đến ngày", kind="day", test=lambda row, v: row["day"] <= date.fromisoformat(v)),
        Filter(key="q", name="Có chữ", kind="words"),
    )  # fmt: skip


def _due(row: Row, value: str) -> bool:
    if value == "cho":
        return row["kind"] in WAITING
    if value[:1].isdigit():
        return row["kind"] in WAITING and bool(row["elapsed"] >= float(value))
    return bool(row["kind"] == value)


def row_of(ask: Ask, inquiry: Inquiry, state: Counter, units: Any) -> dict[str, Any]:
    """Return a question as a row of the list: what waits first, by when it is due."""
    from nlp.taxonomy import TOPIC_VI

    clock = own.clock_of(inquiry, state.policy, ask.now)
    came = inquiry.received_at.timestamp()
    waits = inquiry.live and clock.kind in WAITING
    return {
        "id": inquiry.id, "clock": clock.words, "css": clock.css, "kind": clock.kind if waits or clock.kind not in WAITING else "khong",
        "elapsed": clock.elapsed, "question": inquiry.question, "status": inquiry.status,
        "status_vi": STATUS_VI[inquiry.status], "role": inquiry.role, "role_vi": ROLE_VI[inquiry.role],
        "topic": inquiry.topic, "topic_vi": TOPIC_VI.get(inquiry.topic, inquiry.topic),
        "unit": inquiry.unit, "unit_vi": units.get(inquiry.unit, inquiry.unit), "channel": inquiry.channel,
        "channel_vi": CHANNEL_VI[inquiry.channel], "received_at": inquiry.received_at,
        "day": hanoi_day(inquiry.received_at), "due": clock.due,
        "order": clock.due.timestamp() if waits else 1e12 - came, "bar": clock,
    }  # fmt: skip


@router.get("")
def listed(ask: Annotated[Ask, needs("inquiries.read")]) -> Response:
    """List the questions; those that wait stand first, the one due first on top."""
    state, units = counter_of(ask), own.unit_names(ask)
    seen = [i for i in state.inquiries.values() if ask.unit in (None, i.unit)]
    rows = [row_of(ask, inquiry, state, units) for inquiry in seen]
    listing = list_rows(
        ask, rows, name="câu hỏi", columns=columns(), filters=filters(ask, state), sort="order",
        file="hoi-dap",
    )  # fmt: skip
    waiting = sorted((r for r in rows if r["kind"] in WAITING), key=lambda r: r["order"])
    since = ask.now - timedelta(days=DAYS)
    told = [Asked(received_at=i.received_at, replied_at=i.first_reply_at)
            for i in seen if i.valid and i.received_at >= since]  # fmt: skip
    soonest = [r for r in waiting if r["kind"] != "qua"] or waiting
    return answer(
        ask, "hoi_dap.html", listing, waiting=waiting, soonest=soonest[:DUE_SHOWN],
        soon=sum(r["kind"] == "sap" for r in waiting), late=sum(r["kind"] == "qua" for r in waiting),
        mine=sum(r["role"] == ask.role for r in waiting), any=bool(seen), days=DAYS,
        since=hanoi_day(since), f=figures(told, ask.now, state.policy.clock.within),
        hours=state.policy.clock.answer_hours, unit=units.get(ask.unit or "", ask.unit),
    )  # fmt: skip


@router.get("/{ident}")
def one(ident: str, ask: Annotated[Ask, needs("inquiries.read")]) -> Response:
    """Show a question: its clock, its talk, its answer, and what this role may do."""
    return show(ask, ident)


def show(ask: Ask, ident: str, contact: str = "") -> Response:
    """Return the page of a question; contact: how to reach the asker, for this one answer only."""
    from langnghe.privacy.contacts import Contacts
    from nlp.taxonomy import TOPIC_VI

    state, units = counter_of(ask), own.unit_names(ask)
    inquiry = own.the_inquiry(ask, state, ident)
    events = shared.own(state.events, "inquiry", ident)
    samples = own.samples_for(state.bank, inquiry, ask.now)
    near = [s for s in samples if s.topic == inquiry.topic] if inquiry.topic else []
    talks = [
        i for i in state.inquiries.values()
        if inquiry.conversation and i.id != ident
        and (i.source, i.conversation) == (inquiry.source, inquiry.conversation)
    ]  # fmt: skip
    can = may(ask, inquiry)
    kept = can["contact"] and ident in Contacts.of(ask.workspace.root).idents()
    return ask.page(
        "hoi_dap_mot.html", i=inquiry, clock=own.clock_of(inquiry, state.policy, ask.now), can=can,
        talk=own.talk_of(inquiry, events), events=own.course_of(events), version=shared.version(events),
        near=near, others=[s for s in samples if s not in near], units=units, contact=contact, kept=kept,
        talks=sorted(talks, key=lambda i: i.received_at), asker=own.ASKER,
        STATUS=STATUS_VI, CHANNEL=CHANNEL_VI, FIRST=FIRST_VI, REACTION=REACTION_VI, TOPIC=TOPIC_VI,
        handlers=shared.roles(HANDLERS), now_field=shared.local_moment(ask.now),
        unit_choices=sorted(units.items(), key=lambda p: render.vietnamese_key(p[1])),
        hours=state.policy.clock.answer_hours, day_of=own.day_of,
    )  # fmt: skip


def may(ask: Ask, inquiry: Inquiry) -> dict[str, bool]:
    """Return which acts this role has on this question now; the order itself judges once more."""
    role, live = ask.role, inquiry.live
    answers = live and role in HANDLERS and ask.may("inquiries.answer")
    return {
        "take": inquiry.status == "new" and role in HANDLERS and ask.may("inquiries.take"),
        "sort": role in WORKERS and ask.may("inquiries.take"),
        "answer": answers and (inquiry.status != "pending" or role in HEADS),
        "draft": answers, "pass": answers, "interim": answers,
        "approve": inquiry.status == "pending" and role in HEADS and ask.may("inquiries.approve"),
        "close": inquiry.status == "answered" and role in HANDLERS and ask.may("inquiries.take"),
        "invalid": inquiry.valid and live and role in WORKERS and ask.may("inquiries.take"),
        "reopen": not live and role in HANDLERS and ask.may("inquiries.take"),
        "rate": inquiry.first_reply_at is not None and role in WORKERS and ask.may("inquiries.take"),
        "unreply": inquiry.first_reply_at is not None and role in HEADS and ask.may("inquiries.approve"),
        "contact": role == inquiry.role and ask.may("inquiries.contact"),
    }  # fmt: skip
