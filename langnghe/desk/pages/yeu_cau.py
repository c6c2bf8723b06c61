"""/yeu-cau: what people ask about their own data, and the two working days each of them has.

Nothing is erased from here: `langnghe held` and `langnghe forget` need the key and every disk of the
machine, and the person's own name, which no page may ask for.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from langnghe.cases.request import END_VI, KIND, SOON, WHAT_VI, WISH_VI, Request, due_vi, last_day
from langnghe.desk import links, render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import Column, Filter, answer, list_rows
from langnghe.desk.pages import canh_bao_chung as shared
from langnghe.desk.state import requests_of
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.requests import Register
    from langnghe.records import Event

router = APIRouter(prefix="/yeu-cau", include_in_schema=False)
HOME = "/yeu-cau"
OPEN, LATE = "cho", "qua"
STATES = ((OPEN, "đang chờ"), (LATE, "đang chờ, quá hạn"), *END_VI.items())
WAYS = ("điện thoại", "đơn", "gặp trực tiếp", "thư điện tử", "Zalo", "Facebook")

COLUMNS = (
    Column(key="clock", name="Đồng hồ", css=lambda row: row["css"], sort=False),
    Column(key="id", name="Mã", link=lambda row: links.request(row["id"])),
    Column(key="wish_vi", name="Yêu cầu"),
    Column(key="note", name="Việc cụ thể", wide=True),
    Column(key="received_at", name="Nhận lúc", kind="moment"),
    Column(key="last_day", name="Hạn hết ngày", kind="day"),
    Column(key="state", name="Tình trạng"),
)


def clock_of(request: Request, now: datetime) -> tuple[str, str]:
    """Return how a request's time stands, in a sign and words, and the colour that says it once more."""
    if request.closed_at is not None:
        return ("✗ trễ hạn", "bad") if request.late(now) else ("✓ đúng hạn", "good")
    if request.late(now):
        return f"✗ quá hạn {shared.age((now - request.due_at).total_seconds())}", "bad"
    left = f"còn {render.span(request.due_at - now)}"
    return (f"! sắp hết hạn, {left}", "warn") if request.due_at - now < SOON else (f"○ {left}", "")


def row_of(request: Request, now: datetime) -> dict[str, Any]:
    """Return a request as a row of the list: what waits first, the one due first on top."""
    words, css = clock_of(request, now)
    waits = request.closed_at is None
    due = request.due_at.timestamp()
    return {
        "id": request.id, "clock": words, "css": css, "wish_vi": WISH_VI[request.wish],
        "note": request.note, "received_at": request.received_at,
        "last_day": last_day(request.due_at),
        "state": "đang chờ" if waits else END_VI[request.result], "waits": waits,
        "result": request.result, "late": request.late(now), "order": due if waits else 1e12 - due,
    }  # fmt: skip


def _stands(row: Any, value: str) -> bool:
    if value in (OPEN, LATE):
        return bool(row["waits"] and (value == OPEN or row["late"]))
    return bool(row["result"] == value)


FILTERS = (
    Filter(key="trang_thai", name="Tình trạng", default=OPEN, choices=STATES, test=_stands),
    Filter(key="q", name="Có chữ", kind="words"),
)


@router.get("")
def listed(ask: Annotated[Ask, needs("requests.read")]) -> Response:
    """List the requests; those that wait stand first."""
    rows = [row_of(request, ask.now) for request in requests_of(ask).requests.values()]
    listing = list_rows(
        ask, rows, name="yêu cầu", columns=COLUMNS, filters=FILTERS, sort="order",
        file="yeu-cau-du-lieu",
    )  # fmt: skip
    waiting = [row for row in rows if row["waits"]]
    return answer(
        ask, "yeu_cau.html", listing, any=bool(rows), waiting=len(waiting),
        late=sum(row["late"] for row in waiting), days=_days(ask),
    )  # fmt: skip


@router.get("/ghi")
def form(ask: Annotated[Ask, needs("requests.write")]) -> Response:
    """Show the form of a request somebody made by telephone, letter or in person."""
    return ask.page(
        "yeu_cau_ghi.html", wishes=list(WISH_VI.items()), ways=WAYS, days=_days(ask),
        now_field=shared.local_moment(ask.now),
    )  # fmt: skip


@router.post("/ghi")
def take_down(ask: Annotated[Ask, needs("requests.write")]) -> Response:
    """Take a request down; its clock runs from when it came."""
    from flows.requests import add

    typed = ask.typed
    with ask.write() as held:
        made = add(
            held.workspace, ask.role, ask.now, wish=typed.must("yeu_cau", "yêu cầu"),
            how=typed.must("bang", "tới bằng đường nào"), note=typed.get("viec", ""),
            received_at=shared.moment_of(typed.get("luc", ""), "giờ nhận"), contact=typed.get("lien_he", ""),
        )  # fmt: skip
    place = links.request(made.id)
    if made.opened_at != ask.now:
        return ask.go(place, "Yêu cầu này đã ghi từ trước, không ghi lần nữa.")
    ask.audit("ghi yêu cầu về dữ liệu", made.id)
    return ask.go(place, f"Đã ghi vào sổ; {due_vi(made.due_at, ask.now)}.")


@router.get("/{ident}")
def one(ident: str, ask: Annotated[Ask, needs("requests.read")]) -> Response:
    """Show a request: its clock, what has to be done for it, and how it ended."""
    return _show(ask, ident)


@router.post("/{ident}/lien-he")
def contact(ident: str, ask: Annotated[Ask, needs("requests.write")]) -> Response:
    """Show how to answer; who looked is written down first."""
    from flows.requests import contact_of, register

    with ask.write() as held:
        _found(register(held.store, held.workspace), ident)
        told = contact_of(held.workspace, ident, ask.role, ask.now)
    ask.audit("xem cách trả lời yêu cầu về dữ liệu", ident)
    return _show(ask, ident, told)


@router.post("/{ident}/dong")
def close(ident: str, ask: Annotated[Ask, needs("requests.write")]) -> Response:
    """Note how somebody was answered: the clock stops, the way to reach them is thrown away."""
    from flows.requests import close as end
    from flows.requests import register

    result, reason = ask.typed.must("ket_qua", "kết quả"), ask.typed.get("loi", "")
    if result not in END_VI:
        raise LangngheError("chọn kết quả trong danh sách")
    if result != "done" and not reason:
        raise LangngheError(f"{END_VI[result]} thì phải ghi lý do")
    with ask.write() as held:
        state = register(held.store, held.workspace)
        request, events = _found(state, ident), shared.own(state.events, KIND, ident)
        now = shared.facts(("Tình trạng", row_of(request, ask.now)["state"]), ("Đã trả lời", request.reason or "chưa"))  # fmt: skip
        shared.same(ask, events, what=f"yêu cầu {ident}", now=now, named=WHAT_VI[events[-1].what])
        end(held.workspace, ask.role, ask.now, ident, result=result, reason=reason)
    ask.audit("đóng yêu cầu về dữ liệu", f"{ident}: {END_VI[result]}")
    return ask.go(links.request(ident), "Đã đóng; cách trả lời đã xoá khỏi ngăn khoá.")


def _show(ask: Ask, ident: str, contact: str = "") -> Response:
    from langnghe.privacy.contacts import Contacts

    state = requests_of(ask)
    request, events = _found(state, ident), shared.own(state.events, KIND, ident)
    words, css = clock_of(request, ask.now)
    return ask.page(
        "yeu_cau_mot.html", r=request, clock=words, css=css, row=row_of(request, ask.now),
        wish=WISH_VI[request.wish], ends=list(END_VI.items()), version=shared.version(events),
        due="" if request.closed_at else due_vi(request.due_at, ask.now), events=_course(events), contact=contact,
        kept=ident in Contacts.of(ask.workspace.root).idents(), can=ask.may("requests.write"),
    )  # fmt: skip


def _found(state: Register, ident: str) -> Request:
    if (found := state.requests.get(ident)) is None:
        raise HTTPException(404, f"Không có yêu cầu {ident[:40]} trong sổ.")
    return found


def _course(events: Sequence[Event]) -> list[shared.Told]:
    """Return what happened to a request, newest first."""
    return [
        shared.Told(
            at=event.at, who=ROLE_VI.get(event.by, "máy"), what=WHAT_VI.get(event.what, event.what),
            more=END_VI.get(str(event.fields.get("result", "")), ""), kind=KIND, machine=False,
        )
        for event in reversed(events)
    ]  # fmt: skip


def _days(ask: Ask) -> int:
    """Return the working days the office gives itself."""
    from flows.retention_file import read_retention

    return read_retention(ask.workspace).request.working_days
