"""/hoi-dap/ghi and /hoi-dap/binh-luan: a question that was told, and comments that may be questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.cases.inquiry import CHANNEL_VI, FIRST_VI
from langnghe.cases.inquiry_talk import ASKS
from langnghe.desk import links, render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.pages import canh_bao_chung as shared
from langnghe.desk.pages import hoi_dap_chung as own
from langnghe.desk.pages.hom_nay import clock_of
from langnghe.errors import LangngheError

router = APIRouter(prefix="/hoi-dap", include_in_schema=False)

TOLD = ("hotline", "web", "other")  # channels a person takes down; messages come by themselves
SOURCES = {"hotline": "duong-day-nong", "web": "bieu-mau", "other": "tiep-dan"}
DAYS = 30  # comments older than this are no morning's work


@router.get("/ghi")
def form(ask: Annotated[Ask, needs("inquiries.note")]) -> Response:
    """Show the form of a question somebody asked by telephone, letter or in person."""
    from nlp.taxonomy import TOPIC_VI

    units = own.unit_names(ask)
    return ask.page(
        "hoi_dap_ghi.html", channels=[(c, CHANNEL_VI[c]) for c in TOLD],  # type: ignore[index]
        now_field=shared.local_moment(ask.now), TOPIC=TOPIC_VI, FIRST=FIRST_VI,
        unit=units.get(ask.unit or "", ask.unit),
        unit_choices=sorted(units.items(), key=lambda p: render.vietnamese_key(p[1])),
    )  # fmt: skip


@router.post("/ghi")
def take_down(ask: Annotated[Ask, needs("inquiries.note")]) -> Response:
    """Take a question down; the clock runs from when it was asked."""
    from flows.inquiries import ask as note

    typed = ask.typed
    text, channel = typed.must("cau_hoi", "câu hỏi"), typed.must("kenh", "kênh")
    if channel not in TOLD:
        raise LangngheError("chọn kênh trong danh sách")
    with ask.write() as held:
        events = note(
            held.workspace, ask.role, ask.now, channel=channel, source=SOURCES[channel], text=text,  # type: ignore[arg-type]
            at=shared.moment_of(typed.get("luc", ""), "giờ nhận") or ask.now,
            contact=typed.get("lien_he", ""), topic=typed.get("chu_de", ""),
            unit=ask.unit or typed.get("don_vi", ""), first_channel=typed.get("hoi_truoc") or "unknown",
            read=lambda _: ASKS,  # the topic is left to people: the model would hold 100 MB of the desk
        )  # fmt: skip
    if not events:
        return ask.go("/hoi-dap/ghi", "Câu hỏi này đã ghi từ trước, không ghi lần nữa.")
    ask.audit("ghi câu hỏi", events[0].id)
    if not ask.may("inquiries.read"):
        return ask.go(
            "/hoi-dap/ghi", "Đã ghi câu hỏi; cấp trên thấy ngay, đồng hồ 24 giờ đang chạy."
        )
    return ask.go(links.inquiry(events[0].id), "Đã ghi câu hỏi; đồng hồ đang chạy.")


@router.get("/binh-luan")
def comments(ask: Annotated[Ask, needs("inquiries.judge")]) -> Response:
    """Show the comments under our own posts that seem to ask, the oldest first."""
    from flows.inquiries import own_sources
    from nlp.taxonomy import TOPIC_VI
    from warehouse.inquiries import proposals

    since = clock_of(ask) - timedelta(days=DAYS)
    found = proposals(ask.store, own_sources(ask.workspace), since=since)
    names = dict(ask.store.rows("select source, name from raw.source"))
    return ask.page("hoi_dap_binh_luan.html", rows=found[:50], many=len(found), days=DAYS,
                    names=names, TOPIC=TOPIC_VI)  # fmt: skip


@router.post("/binh-luan/{post}/hoi")
def asks(post: str, ask: Annotated[Ask, needs("inquiries.judge")]) -> Response:
    """Confirm that a comment asks; its clock started when it was posted."""
    return _judge(ask, post, "")


@router.post("/binh-luan/{post}/khong-hoi")
def does_not_ask(post: str, ask: Annotated[Ask, needs("inquiries.judge")]) -> Response:
    """Turn a comment down, with a reason."""
    return _judge(ask, post, ask.typed.must("ly_do", "lý do"))


def _judge(ask: Ask, post: str, no_question: str) -> Response:
    from flows.inquiries import judge_comment

    with ask.write() as held:
        events = judge_comment(held.workspace, ask.role, post, ask.now, no_question=no_question)
    if not events:
        return ask.go("/hoi-dap/binh-luan", "Bình luận này đã có người xác nhận.")
    ask.audit("bỏ qua bình luận" if no_question else "nhận bình luận là câu hỏi", post)
    if no_question:
        return ask.go("/hoi-dap/binh-luan", "Đã ghi: không phải câu hỏi.")
    return ask.go(
        links.inquiry(events[0].id), "Đã nhận là câu hỏi; đồng hồ tính từ lúc bình luận được đăng."
    )
