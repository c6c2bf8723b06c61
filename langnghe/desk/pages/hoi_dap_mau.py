"""/hoi-dap/cau-mau: the bank of sample answers, each with its legal basis; a head approves before use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from langnghe.cases import inquiry_bank as bank
from langnghe.cases.rights import HANDLERS, HEADS
from langnghe.desk.ask import Ask, needs
from langnghe.desk.conflict import require_version
from langnghe.desk.listing import Column, Filter, answer, list_rows
from langnghe.desk.pages import canh_bao_chung as shared
from langnghe.desk.pages.hoi_dap_chung import day_of
from langnghe.desk.state import counter_of
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI, Event

router = APIRouter(prefix="/hoi-dap/cau-mau", include_in_schema=False)

PLACE = "/hoi-dap/cau-mau"
COLUMNS = (
    Column(key="question", name="Câu hỏi", wide=True, link=lambda row: f"{PLACE}/{row['id']}"),
    Column(key="status_vi", name="Tình trạng", css=lambda row: "good" if row["status"] == "approved" else "warn"),
    Column(key="topic_vi", name="Chủ đề"),
    Column(key="grounds", name="Căn cứ"),
    Column(key="until", name="Dùng đến"),
    Column(key="used", name="Đã dùng", kind="number"),
)  # fmt: skip


@router.get("")
def listed(ask: Annotated[Ask, needs("inquiries.read")]) -> Response:
    """List the sample answers, and how often each has answered."""
    from nlp.taxonomy import TOPIC_VI

    state = counter_of(ask)
    seen = [i for i in state.inquiries.values() if ask.unit in (None, i.unit)]
    used = [name for i in seen for name in i.answers]
    rows = [
        {
            "id": s.id, "question": s.question, "answer": s.answer, "status": s.status,
            "status_vi": bank.SAMPLE_VI[s.status], "topic": s.topic, "topic_vi": TOPIC_VI.get(s.topic, s.topic),
            "grounds": s.grounds, "until": date.fromisoformat(s.until) if s.until else None,
            "used": used.count(s.id),
        }
        for s in state.bank.values()
    ]  # fmt: skip
    filters = (
        Filter(key="trang_thai", name="Tình trạng", choices=list(bank.SAMPLE_VI.items()),
               test=lambda row, v: row["status"] == v),
        Filter(key="chu_de", name="Chủ đề", choices=list(TOPIC_VI.items()),
               test=lambda row, v: row["topic"] == v),
        Filter(key="q", name="Có chữ", kind="words"),
    )  # fmt: skip
    listing = list_rows(
        ask, rows, name="câu mẫu", columns=COLUMNS, filters=filters, sort="question", file="cau-mau"
    )
    can = ask.role in HANDLERS and ask.may("inquiries.answer")
    return answer(ask, "hoi_dap_mau.html", listing, can=can, TOPIC=TOPIC_VI)


@router.post("")
def propose(ask: Annotated[Ask, needs("inquiries.answer")]) -> Response:
    """Lay a sample answer before the heads."""
    from flows.inquiries import counter
    from flows.record import record

    typed = ask.typed
    until = shared.moment_of(typed.get("dung_den", ""), "ngày dùng đến")
    event = bank.propose(
        ask.role, typed.must("hoi", "câu hỏi"), typed.must("dap", "câu trả lời"), typed.must("can_cu", "căn cứ"),
        ask.now, topic=typed.get("chu_de", ""), until=until.date() if until else None,
    )  # fmt: skip
    with ask.write() as held:
        if event.id in counter(held.store, held.workspace).bank:
            raise LangngheError(f"câu mẫu này đã có: {event.id}")
        record(held.store, held.workspace, [event])
    ask.audit("đề xuất câu mẫu", event.id)
    return ask.go(f"{PLACE}/{event.id}", "Đã đề xuất câu mẫu; người duyệt xem rồi mới dùng được.")


@router.get("/{ident}")
def one(ident: str, ask: Annotated[Ask, needs("inquiries.read")]) -> Response:
    """Show one sample answer."""
    from nlp.taxonomy import TOPIC_VI

    state = counter_of(ask)
    sample = _found(state.bank.get(ident))
    events = shared.own(state.events, bank.KIND, ident)
    head = ask.role in HEADS and ask.may("inquiries.approve")
    return ask.page(
        "hoi_dap_mau_mot.html", s=sample, version=shared.version(events), head=head, day_of=day_of, TOPIC=TOPIC_VI,
        STATUS=bank.SAMPLE_VI, by=ROLE_VI.get(events[0].by, "máy"),
        used=[i for i in state.inquiries.values() if ident in i.answers and ask.unit in (None, i.unit)],
    )  # fmt: skip


@router.post("/{ident}/duyet")
def approve(ident: str, ask: Annotated[Ask, needs("inquiries.approve")]) -> Response:
    """Approve a sample answer."""
    return _do(ask, ident, "duyệt câu mẫu", "Đã duyệt; từ nay dùng được.",
               lambda s: bank.approve(s, ask.role, ask.now))  # fmt: skip


@router.post("/{ident}/thoi-dung")
def withdraw(ident: str, ask: Annotated[Ask, needs("inquiries.approve")]) -> Response:
    """Stop using a sample answer."""
    why = ask.typed.must("ly_do", "lý do")
    return _do(ask, ident, "thôi dùng câu mẫu", "Đã thôi dùng câu mẫu.",
               lambda s: bank.withdraw(s, ask.role, why, ask.now))  # fmt: skip


def _found(sample: bank.SampleAnswer | None) -> bank.SampleAnswer:
    if sample is None:
        raise HTTPException(404, "Không có câu mẫu này.")
    return sample


def _do(
    ask: Ask, ident: str, act: str, said: str, make: Callable[[bank.SampleAnswer], Event]
) -> Response:
    from flows.inquiries import counter
    from flows.record import record

    with ask.write() as held:
        state = counter(held.store, held.workspace)
        sample = _found(state.bank.get(ident))
        now = shared.facts(
            ("Tình trạng", bank.SAMPLE_VI[sample.status]), ("Câu trả lời", sample.answer)
        )
        version = shared.version(shared.own(state.events, bank.KIND, ident))
        require_version(ask.typed, version, what=f"câu mẫu {ident}", now=now)
        record(held.store, held.workspace, [make(sample)])
    ask.audit(act, ident)
    return ask.go(f"{PLACE}/{ident}", said)
