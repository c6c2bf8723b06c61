"""/ho-so: what people do about an alert, from proposal to lesson; every act is the command's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.cases.alerts import LEVEL_VI, VERDICTS
from langnghe.cases.case import CASE_STATUS_VI, WHAT_VI, Case, timeline
from langnghe.cases.case_orders import LENT
from langnghe.cases.finding import RISK_VI
from langnghe.cases.levels import SYSTEM
from langnghe.cases.policy import LEADERS, SCCT_VI
from langnghe.cases.rights import ADMIN, HANDLERS, HEADS, approvers, closers
from langnghe.desk import links, render
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import Column, Filter, Row, answer, list_rows
from langnghe.desk.pages import canh_bao_chung as shared
from langnghe.desk.state import cases_of
from langnghe.digest import words
from langnghe.records import ROLE_VI, Event

if TYPE_CHECKING:
    from flows.cases import Desk

router = APIRouter(prefix="/ho-so", include_in_schema=False)

OPEN, LATE = "dang-lam", "qua-han"


def _level(row: Row) -> str:
    sign = words.alert_sign(row["level"])
    return f"{sign.shape} {sign.word}"


COLUMNS = (
    Column(key="level", name="Mức", show=_level,
           css=lambda row: "bad" if row["level"] >= LEADERS else "warn" if row["level"] == 3 else "soft"),
    Column(key="title", name="Hồ sơ", wide=True, link=lambda row: links.case(row["id"])),
    Column(key="status_vi", name="Tình trạng"),
    Column(key="due", name="Hạn", kind="moment"),
    Column(key="left", name="Còn", show=lambda row: row["left_vi"], css=lambda row: row["css"]),
    Column(key="owner_vi", name="Người lo"),
    Column(key="risk", name="Nguyên nhân", show=lambda row: f"{row['risk']} {RISK_VI[row['risk']]}"),
    Column(key="actions", name="Việc đã làm", kind="number"),
    Column(key="opened_at", name="Mở lúc", kind="moment"),
)  # fmt: skip


def _is_status(row: Row, value: str) -> bool:
    if value == OPEN:
        return bool(row["live"])
    return bool(row["late"]) if value == LATE else row["status"] == value


FILTERS = (
    Filter(key="trang_thai", name="Tình trạng", test=_is_status, default=OPEN,
           choices=((OPEN, "đang làm"), (LATE, "quá hạn"), *CASE_STATUS_VI.items())),
    Filter(key="muc", name="Từ mức", test=lambda row, value: row["level"] >= int(value),
           choices=[(str(n), f"{n} – {name}") for n, name in LEVEL_VI.items()]),
    Filter(key="vai", name="Người lo", test=lambda row, value: row["owner"] == value,
           choices=shared.roles((*HANDLERS, ADMIN))),
    Filter(key="nguy_co", name="Nguyên nhân", test=lambda row, value: row["risk"] == value,
           choices=[(key, f"{key} {name}") for key, name in RISK_VI.items()]),
    Filter(key="q", name="Có chữ", kind="words"),
)  # fmt: skip


@router.get("")
def listed(ask: Annotated[Ask, needs("cases.read")]) -> Response:
    """List the cases this role may see: the one due first on top."""
    seen = [c for c in cases_of(ask).cases.values() if shared.sees_case(ask.role, c, ask.now)]
    seen.sort(key=lambda c: (-c.level, c.id))
    live = [c for c in seen if c.live]
    return answer(
        ask, "ho_so.html",
        list_rows(ask, [_row(ask, c) for c in seen], name="hồ sơ", columns=COLUMNS, filters=FILTERS,
                  sort="due", file="ho-so"),
        live=len(live), late=sum(c.late(ask.now) for c in live), any=bool(seen),
        waiting=sum(c.status == "proposed" for c in live), mine=sum(c.owner == ask.role for c in live),
    )  # fmt: skip


def _row(ask: Ask, case: Case) -> dict[str, Any]:
    left = (case.due - ask.now).total_seconds() if case.due and case.live else None
    said = "–" if left is None else ("quá " if left < 0 else "") + shared.age(abs(left))
    css = "soft" if left is None else "bad" if left < 0 else "warn" if left < 86400 else "good"
    return {
        "id": case.id, "level": case.level, "title": case.title, "status": case.status,
        "status_vi": CASE_STATUS_VI[case.status], "due": case.due, "left": left, "left_vi": said, "css": css,
        "owner": case.owner, "owner_vi": ROLE_VI[case.owner], "risk": case.risk, "actions": case.actions,
        "opened_at": case.opened_at, "live": case.live, "late": case.late(ask.now),
        "where": ", ".join((*case.units, *case.places)),
    }  # fmt: skip


@router.get("/{ident}")
def one(ident: str, ask: Annotated[Ask, needs("cases.read")]) -> Response:
    """Show a case with its timeline, and what this role may do with it now."""
    state = cases_of(ask)
    case = shared.the_case(ask, state, ident)
    alerts = [state.alerts[a] for a in case.alerts if a in state.alerts]
    can = _may(ask, case)
    return ask.page(
        "ho_so_mot.html", c=case, alerts=alerts, can=can,
        events=shared.course(timeline(state.events, case)),
        version=shared.version(shared.own(state.events, "case", ident)),
        book=_book(ask, state, case) if can["work"] else [],
        verdicts=[a for a in alerts if _closable(ask, a)],
        due_field=shared.local_moment(case.due), late=case.late(ask.now),
        left=shared.age(abs((case.due - ask.now).total_seconds())) if case.due else "",
        who_closes=", ".join(ROLE_VI[r] for r in closers(max(case.level, 3), case.risk)),
        who_approves=", ".join(ROLE_VI[r] for r in approvers(case.level)),
        STATUS=CASE_STATUS_VI, RISK_VI=RISK_VI, SCCT_VI=SCCT_VI, LEVEL_VI=LEVEL_VI, levels=shared.LEVELS, risks=shared.RISKS, VERDICTS=VERDICTS,
        owners=shared.roles((*HANDLERS, ADMIN) if case.risk == SYSTEM else HANDLERS), LENT=LENT,
    )  # fmt: skip


def _closable(ask: Ask, alert: Any) -> bool:
    return (
        alert.status not in ("closed", "merged")
        and ask.role in closers(alert.peak, alert.risk)
        and ask.may("alerts.verdict")
    )


def _may(ask: Ask, case: Case) -> dict[str, bool]:
    """Return which acts this role has on this case now; the order itself judges once more."""
    role, live = ask.role, case.live
    workers = (*HANDLERS, ADMIN) if case.risk == SYSTEM else HANDLERS
    waiting = live and case.status == "proposed"
    return {
        "work": live and role in workers and ask.may("cases.work"),
        "assign": live and role in HEADS and ask.may("cases.assign"),
        "approve": waiting and role in approvers(case.level) and ask.may("cases.approve"),
        "own": case.proposed_by == role,
        "close": live and not waiting and role in closers(max(case.level, 3), case.risk)
        and ask.may("cases.close"),
    }  # fmt: skip


def _book(ask: Ask, state: Desk, case: Case) -> list[tuple[str, list[str]]]:
    """Return what the playbooks propose for a case's risk and cluster."""
    from flows.cases import place_name
    from langnghe.cases.explain import moment
    from langnghe.cases.playbook import load_playbooks

    own = ask.workspace.root / "playbooks.toml"
    books = load_playbooks(own if own.exists() else None)
    fields = {
        "place": [place_name(p) for p in case.places], "unit": case.units, "sources": case.sources,
        "since": moment(min((state.alerts[a].since for a in case.alerts if a in state.alerts), default=None)),
        "enterprise": [e for a in case.alerts if a in state.alerts for e in state.alerts[a].enterprises],
        "stories": [case.title],
    }  # fmt: skip
    cluster: Any = case.scct or None
    return shared.blocks(books.proposal(case.risk, cluster, fields).text().splitlines()[1:])


# ---------------------------------------------------------------- acts


@router.post("/{ident}/giao")
def assign(ident: str, ask: Annotated[Ask, needs("cases.assign")]) -> Response:
    """Give a case to a role; another department gets it for a time only."""
    from langnghe.cases import case_orders

    typed = ask.typed
    owner = typed.must("giao", "người nhận việc")
    due = shared.moment_of(typed.get("han", ""), "hạn làm")
    until = shared.moment_of(typed.get("xem_den", ""), "hạn xem hồ sơ")

    def make(case: Case) -> Event:
        # The field holds the present due moment to the minute: left as it was, it changes nothing.
        new = None if shared.local_moment(due) == shared.local_moment(case.due) else due
        return case_orders.assign(case, ask.role, owner, ask.now, due=new, until=until)

    return _do(ask, ident, "giao hồ sơ", f"Đã giao cho {ROLE_VI.get(owner, owner)}.", make)


@router.post("/{ident}/bo-sung")
def edit(ident: str, ask: Annotated[Ask, needs("cases.work")]) -> Response:
    """Complete what is known: cause, level, cluster, extent, title."""
    from langnghe.cases import case_orders

    typed = ask.typed
    given: dict[str, Any] = {
        "title": typed.must("ten", "tên hồ sơ"), "risk": typed.must("nguy_co", "nguyên nhân"),
        "scct": typed.get("scct", ""), "level": shared.whole(typed.must("muc", "mức"), "mức"),
        "workers": shared.whole(typed.get("nguoi", ""), "số người lao động"),
        "units": _lines(typed.get("don_vi", "")), "places": _lines(typed.get("dia_ban", "")),
    }  # fmt: skip

    def make(case: Case) -> Event:
        now = asdict(case)
        new = {name: value for name, value in given.items() if value != now[name]}
        return case_orders.edit(case, ask.role, ask.now, new)

    return _do(ask, ident, "bổ sung hồ sơ", "Đã bổ sung.", make)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


@router.post("/{ident}/de-xuat")
def propose(ident: str, ask: Annotated[Ask, needs("cases.work")]) -> Response:
    """Put a response forward."""
    from langnghe.cases import case_orders

    text, grounds = ask.typed.must("phuong_an", "phương án"), ask.typed.get("can_cu", "")
    return _do(ask, ident, "đề xuất phương án", "Đã đề xuất; người duyệt được báo.",
               lambda c: case_orders.propose(c, ask.role, text, ask.now, grounds=grounds))  # fmt: skip


@router.post("/{ident}/duyet")
def approve(ident: str, ask: Annotated[Ask, needs("cases.approve")]) -> Response:
    """Approve the response that is put forward; nobody approves their own."""
    from langnghe.cases import case_orders

    return _do(ask, ident, "duyệt phương án", "Đã duyệt phương án.",
               lambda c: case_orders.approve(c, ask.role, ask.now))  # fmt: skip


@router.post("/{ident}/tra-lai")
def send_back(ident: str, ask: Annotated[Ask, needs("cases.approve")]) -> Response:
    """Return a response with the reason."""
    from langnghe.cases import case_orders

    why = ask.typed.must("ly_do", "lý do trả lại")
    return _do(ask, ident, "trả lại phương án", "Đã trả lại; người đề xuất được báo.",
               lambda c: case_orders.send_back(c, ask.role, why, ask.now))  # fmt: skip


@router.post("/{ident}/da-lam")
def act(ident: str, ask: Annotated[Ask, needs("cases.work")]) -> Response:
    """Note what was done."""
    from langnghe.cases import case_orders

    text = ask.typed.must("viec", "việc đã làm")
    posted = shared.whole(ask.typed.get("bai", ""), "số bài tích cực") or 0
    return _do(ask, ident, "ghi việc đã làm", "Đã ghi việc.",
               lambda c: case_orders.act(c, ask.role, text, ask.now, positive=posted))  # fmt: skip


@router.post("/{ident}/noi-bo")
def inform(ident: str, ask: Annotated[Ask, needs("cases.work")]) -> Response:
    """Note that our own people were told."""
    from langnghe.cases import case_orders

    text = ask.typed.must("noi_bo", "đã thông tin gì, cho ai")
    return _do(ask, ident, "ghi thông tin nội bộ", "Đã ghi thông tin nội bộ.",
               lambda c: case_orders.inform(c, ask.role, text, ask.now))  # fmt: skip


@router.post("/{ident}/bao-chi")
def press(ident: str, ask: Annotated[Ask, needs("cases.work")]) -> Response:
    """Note what the press was told or asked."""
    from langnghe.cases import case_orders

    text = ask.typed.must("bao_chi", "việc với báo chí")
    return _do(ask, ident, "ghi việc với báo chí", "Đã ghi việc với báo chí.",
               lambda c: case_orders.press(c, ask.role, text, ask.now))  # fmt: skip


@router.post("/{ident}/dong")
def close(ident: str, ask: Annotated[Ask, needs("cases.close")]) -> Response:
    """Close a case with outcome and lesson, and with it its alerts where a verdict is given."""
    from langnghe.cases import orders
    from langnghe.cases.case_orders import close_case

    outcome, lesson = ask.typed.must("ket_qua", "kết quả"), ask.typed.must("bai_hoc", "bài học")
    verdict = ask.typed.get("ket_luan", "")

    def make(case: Case, state: Desk) -> Sequence[Event]:
        closed = [close_case(case, ask.role, outcome, lesson, ask.now)]
        if verdict:
            ask.require("alerts.verdict")
            told = [state.alerts[a] for a in case.alerts if a in state.alerts]
            closed += [orders.close(a, ask.role, verdict, f"theo hồ sơ {case.id}", ask.now)
                       for a in told if a.status not in ("closed", "merged")]  # fmt: skip
        return closed

    return _orders(ask, ident, "đóng hồ sơ", "Đã đóng hồ sơ.", make)


def _do(ask: Ask, ident: str, act: str, said: str, make: Callable[[Case], Event]) -> Response:
    return _orders(ask, ident, act, said, lambda case, _: [make(case)])


def _orders(
    ask: Ask, ident: str, act: str, said: str, make: Callable[[Case, Desk], Sequence[Event]]
) -> Response:
    """Carry out an order on the case as it stands now; on an older state it is a conflict."""
    from flows.cases import desk
    from flows.record import record

    with ask.write() as held:
        state = desk(held.store, held.workspace)
        case = shared.the_case(ask, state, ident)
        events = shared.own(state.events, "case", ident)
        now = shared.facts(
            ("Tình trạng", CASE_STATUS_VI[case.status]), ("Người lo", ROLE_VI[case.owner]),
            ("Hạn", render.moment(case.due)), ("Phương án", case.proposal or "chưa"),
            ("Bị trả lại", case.returned_why or "không"),
        )  # fmt: skip
        named = WHAT_VI.get(events[-1].what, events[-1].what)
        shared.same(ask, events, what=f"hồ sơ {ident}", now=now, named=named)
        record(held.store, held.workspace, make(case, state))
    ask.audit(act, ident)
    return ask.go(links.case(ident), said)
