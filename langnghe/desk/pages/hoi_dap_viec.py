"""The acts of /hoi-dap: each is the order of the same name of `langnghe inquiry …`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.cases import inquiry_orders as orders
from langnghe.cases.inquiry import STATUS_VI, WHAT_VI, Inquiry
from langnghe.desk import links, render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.pages import canh_bao_chung as shared
from langnghe.desk.pages import hoi_dap_chung as own
from langnghe.desk.pages.hoi_dap import show
from langnghe.records import ROLE_VI, Event

if TYPE_CHECKING:
    from flows.inquiries import Counter

router = APIRouter(prefix="/hoi-dap", include_in_schema=False)


@router.post("/{ident}/nhan")
def take(ident: str, ask: Annotated[Ask, needs("inquiries.take")]) -> Response:
    """Say that somebody is at it."""
    return _do(ask, ident, "nhận câu hỏi", "Đã nhận. Đồng hồ vẫn chạy tới lời đáp đầu tiên.",
               lambda i, _: orders.take(i, ask.role, ask.now))  # fmt: skip


@router.post("/{ident}/phan-loai")
def sort(ident: str, ask: Annotated[Ask, needs("inquiries.take")]) -> Response:
    """Set topic, unit, role or where it was asked first."""
    typed = ask.typed
    given: dict[str, Any] = {
        "topic": typed.get("chu_de", ""), "unit": typed.get("don_vi", ""),
        "role": typed.get("giao") or None, "first_channel": typed.get("hoi_truoc") or None,
    }  # fmt: skip
    if ask.unit is not None:
        given["unit"] = ask.unit  # who sees one unit cannot send a question out of sight

    def make(inquiry: Inquiry, _: Counter) -> Event:
        new = {name: value for name, value in given.items() if value != getattr(inquiry, name)}
        return orders.sort(inquiry, ask.role, new, ask.now)

    return _do(ask, ident, "phân loại câu hỏi", "Đã phân loại.", make)


@router.post("/{ident}/tra-loi-tam")
def interim(ident: str, ask: Annotated[Ask, needs("inquiries.answer")]) -> Response:
    """Take down an interim reply: the first reply, not the answer."""
    at = shared.moment_of(ask.typed.get("gui_tam", ""), "giờ đã gửi")
    return _do(ask, ident, "trả lời tạm", "Đã ghi lời trả lời tạm.",
               lambda i, _: orders.interim(i, ask.role, ask.now, sent_at=at))  # fmt: skip


@router.post("/{ident}/chuyen")
def pass_on(ident: str, ask: Annotated[Ask, needs("inquiries.answer")]) -> Response:
    """Give it to a department; the clock goes on."""
    to = ask.typed.must("ban", "Ban nhận")
    return _do(ask, ident, "chuyển Ban", f"Đã chuyển {ROLE_VI.get(to, to)}. Đồng hồ vẫn chạy.",
               lambda i, _: orders.pass_on(i, ask.role, to, ask.now))  # fmt: skip


@router.post("/{ident}/trinh-duyet")
def draft(ident: str, ask: Annotated[Ask, needs("inquiries.answer")]) -> Response:
    """Lay an answer before the heads."""
    said = _answer(ask)
    return _do(ask, ident, "trình duyệt câu trả lời", "Đã trình; người duyệt được báo.",
               lambda i, s: orders.draft(i, ask.role, said[0], ask.now, answers=said[1], grounds=said[2], bank=s.bank))  # fmt: skip


@router.post("/{ident}/tra-loi")
def answered(ident: str, ask: Annotated[Ask, needs("inquiries.answer")]) -> Response:
    """Take down the answer that was sent; of a draft only a head says that it may go."""
    text, samples, grounds = _answer(ask)
    at = shared.moment_of(ask.typed.get("gui_luc", ""), "giờ đã gửi")

    def make(inquiry: Inquiry, state: Counter) -> Event:
        # A draft sent as it stands keeps its samples and grounds.
        as_is = inquiry.status == "pending" and text == inquiry.draft and not samples
        if as_is and grounds in ("", inquiry.grounds):
            return orders.answer(inquiry, ask.role, ask.now, sent_at=at)
        return orders.answer(
            inquiry, ask.role, ask.now, text=text, answers=samples, grounds=grounds, bank=state.bank,
            sent_at=at,
        )  # fmt: skip

    return _do(ask, ident, "trả lời câu hỏi", "Đã ghi câu trả lời.", make)


def _answer(ask: Ask) -> tuple[str, list[str], str]:
    text, samples = ask.typed.get("tra_loi", ""), ask.typed.every("mau")
    if not samples:
        ask.typed.must("tra_loi", "nội dung trả lời, hoặc chọn một câu mẫu")
    return text, samples, ask.typed.get("can_cu", "")


@router.post("/{ident}/tra-lai")
def give_back(ident: str, ask: Annotated[Ask, needs("inquiries.approve")]) -> Response:
    """Return a draft with a reason."""
    why = ask.typed.must("ly_do_tra", "lý do trả lại")
    return _do(ask, ident, "trả lại bản soạn", "Đã trả lại; người soạn được báo.",
               lambda i, _: orders.give_back(i, ask.role, why, ask.now))  # fmt: skip


@router.post("/{ident}/dong")
def close(ident: str, ask: Annotated[Ask, needs("inquiries.take")]) -> Response:
    """Close what is answered."""
    return _do(ask, ident, "đóng câu hỏi", "Đã đóng.",
               lambda i, _: orders.close(i, ask.role, ask.now))  # fmt: skip


@router.post("/{ident}/khong-hop-le")
def invalid(ident: str, ask: Annotated[Ask, needs("inquiries.take")]) -> Response:
    """Say that it is no question."""
    why = ask.typed.must("ly_do", "lý do")
    return _do(ask, ident, "ghi không hợp lệ", "Đã ghi không hợp lệ.",
               lambda i, _: orders.invalid(i, ask.role, why, ask.now))  # fmt: skip


@router.post("/{ident}/mo-lai")
def reopen(ident: str, ask: Annotated[Ask, needs("inquiries.take")]) -> Response:
    """Open again what was closed too early."""
    why = ask.typed.must("ly_do_mo", "lý do mở lại")
    return _do(ask, ident, "mở lại câu hỏi", "Đã mở lại.",
               lambda i, _: orders.reopen(i, ask.role, why, ask.now))  # fmt: skip


@router.post("/{ident}/gach-loi-dap")
def unreply(ident: str, ask: Annotated[Ask, needs("inquiries.approve")]) -> Response:
    """Say that what stands as a reply was none: the clock runs on."""
    why = ask.typed.must("ly_do_gach", "lý do gạch lời đáp")
    return _do(ask, ident, "gạch lời đáp", "Đã gạch lời đáp ghi nhầm; đồng hồ chạy tiếp.",
               lambda i, _: orders.unreply(i, ask.role, why, ask.now))  # fmt: skip


@router.post("/{ident}/hai-long")
def rate(ident: str, ask: Annotated[Ask, needs("inquiries.take")]) -> Response:
    """Take down how content the asker is."""
    stars = shared.whole(ask.typed.must("diem", "điểm hài lòng"), "điểm hài lòng") or 0
    return _do(ask, ident, "ghi điểm hài lòng", "Đã ghi điểm hài lòng.",
               lambda i, _: orders.rate(i, ask.role, stars, ask.now))  # fmt: skip


@router.post("/{ident}/lien-he")
def contact(ident: str, ask: Annotated[Ask, needs("inquiries.contact")]) -> Response:
    """Show how to reach the asker, to the role that has the question; who looked is written down first."""
    from flows.inquiries import contact_of, counter

    with ask.write() as held:
        own.the_inquiry(ask, counter(held.store, held.workspace), ident)
        told = contact_of(held.workspace, ident, ask.role, ask.now)
    ask.audit("xem cách liên hệ người hỏi", ident)
    return show(ask, ident, told)


def _do(
    ask: Ask, ident: str, act: str, said: str, make: Callable[[Inquiry, Counter], Event]
) -> Response:
    """Carry out an order on the question as it stands now; on an older state it is a conflict."""
    from flows.inquiries import counter
    from flows.record import record

    with ask.write() as held:
        state = counter(held.store, held.workspace)
        inquiry = own.the_inquiry(ask, state, ident)
        events = shared.own(state.events, "inquiry", ident)
        now = shared.facts(
            ("Tình trạng", STATUS_VI[inquiry.status]), ("Người trả lời", ROLE_VI[inquiry.role]),
            ("Lời đáp đầu tiên", render.moment(inquiry.first_reply_at)), ("Bản trả lời", inquiry.draft or "chưa"),
            ("Bị trả lại", inquiry.returned_why or "không"),
        )  # fmt: skip
        last = next((e.what for e in reversed(events) if e.what not in shared.QUIET), "")
        shared.same(ask, events, what=f"câu hỏi {ident}", now=now, named=WHAT_VI.get(last, last))
        record(held.store, held.workspace, [make(inquiry, state)])
    ask.audit(act, ident)
    return ask.go(links.inquiry(ident), said)
