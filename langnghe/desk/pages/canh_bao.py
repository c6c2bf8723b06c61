"""/canh-bao: what should be known of, why, and what people said of it; every act is the command's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.cases.alerts import LEVEL_VI, LIVE, STATUS_VI, VERDICTS, Alert
from langnghe.cases.budget import Record, records, spent
from langnghe.cases.explain import usual
from langnghe.cases.finding import RISK_VI
from langnghe.cases.levels import SYSTEM
from langnghe.cases.policy import LEADERS, ORIGIN_VI
from langnghe.cases.rights import HANDLERS, HEADS, closers, judges_of_level, takers
from langnghe.desk import links
from langnghe.desk.ask import Ask, needs
from langnghe.desk.listing import Column, Filter, Row, answer, list_rows
from langnghe.desk.pages import canh_bao_chung as shared
from langnghe.desk.state import cases_of
from langnghe.digest import words
from langnghe.errors import LangngheError
from langnghe.numbers import number
from langnghe.records import ROLE_VI, Event, hanoi_day

if TYPE_CHECKING:
    from flows.cases import Desk

router = APIRouter(prefix="/canh-bao", include_in_schema=False)

OPEN = "dang-mo"  # of the filter: every live status
SHOWN = 6  # reasons before the rest folds away
MORE_STORIES = 40


def _css(row: Row) -> str:
    return "bad" if row["level"] >= LEADERS else "warn" if row["level"] == 3 else "soft"


COLUMNS = (
    Column(key="level", name="Mức", show=lambda row: _level(row["level"]), css=_css),
    Column(key="what", name="Điều gì", wide=True, link=lambda row: links.alert(row["id"])),
    Column(key="risk", name="Nguy cơ", show=lambda row: f"{row['risk']} {RISK_VI[row['risk']]}"),
    Column(key="status_vi", name="Tình trạng"),
    Column(key="opened_at", name="Mở lúc", kind="moment"),
    Column(key="age", name="Tuổi", show=lambda row: shared.age(row["age"])),
    Column(key="precision", name="Loại này đúng", show=lambda row: row["past"]),
    Column(key="stories", name="Tin", kind="number"),
    Column(key="case_id", name="Hồ sơ", link=lambda row: row["case_id"] and links.case(row["case_id"])),
)  # fmt: skip


def _level(level: int) -> str:
    sign = words.alert_sign(level)
    return f"{sign.shape} {sign.word}"


def _is_status(row: Row, value: str) -> bool:
    return row["status"] in LIVE if value == OPEN else row["status"] == value


FILTERS = (
    Filter(
        key="trang_thai", name="Tình trạng", test=_is_status, default=OPEN,
        choices=((OPEN, "đang mở"), *STATUS_VI.items()),
    ),
    Filter(
        key="muc", name="Từ mức", test=lambda row, value: row["level"] >= int(value),
        choices=[(str(n), f"{n} – {name}") for n, name in LEVEL_VI.items()],
    ),
    Filter(
        key="nguy_co", name="Nguy cơ", test=lambda row, value: row["risk"] == value,
        choices=[(key, f"{key} {name}") for key, name in RISK_VI.items()],
    ),
    Filter(
        key="ket_luan", name="Kết luận", test=lambda row, value: row["verdict"] == value,
        choices=[(v, v) for v in VERDICTS],
    ),
    Filter(key="tu", name="Mở từ ngày", kind="day", test=lambda row, v: row["day"] >= date.fromisoformat(v)),
    Filter(key="den", name="đến ngày", kind="day", test=lambda row, v: row["day"] <= date.fromisoformat(v)),
    Filter(key="q", name="Có chữ", kind="words"),
)  # fmt: skip


@router.get("")
def listed(ask: Annotated[Ask, needs("alerts.read")]) -> Response:
    """List the alerts this role may see; the live ones unless a filter says otherwise."""
    state = cases_of(ask)
    past = records(state.alerts.values())
    seen = [
        a for a in state.alerts.values() if shared.sees_alert(ask.role, a, state.cases, ask.now)
    ]
    seen.sort(key=lambda a: (-a.opened_at.timestamp(), a.id))
    rows = [_row(ask, alert, past.get(alert.kind, Record())) for alert in seen]
    listing = list_rows(
        ask, rows, name="báo động", columns=COLUMNS, filters=FILTERS, sort="-level", file="canh-bao"
    )
    live = [a for a in seen if a.live]
    budget = state.policy.budget
    return answer(
        ask, "canh_bao.html", listing,
        leaders=sum(a.level >= LEADERS for a in live), heads=sum(a.level == 3 for a in live),
        waiting=sum(a.status == "open" for a in live), live=len(live),
        used=round(spent(state.alerts.values(), budget, ask.now), 2), budget=budget,
        bounded=ask.role in ("admin", "spokesperson", "department_head"), any=bool(seen),
    )  # fmt: skip


def _row(ask: Ask, alert: Alert, past: Record) -> dict[str, Any]:
    said = f"{past.right}/{past.n}" if past.n else "chưa kết luận"
    verdict = f": {alert.verdict}" if alert.verdict and alert.status == "closed" else ""
    return {
        "id": alert.id, "level": alert.level, "what": headline(alert), "risk": alert.risk,
        "status": alert.status, "status_vi": STATUS_VI[alert.status] + verdict,
        "opened_at": alert.opened_at, "day": hanoi_day(alert.opened_at),
        "age": (ask.now - alert.opened_at).total_seconds(),
        "precision": past.right / past.n if past.n else None, "past": said,
        "stories": len(alert.stories), "case_id": alert.case_id or "", "verdict": alert.verdict or "",
        "places": ", ".join(alert.places), "who": ", ".join(alert.enterprises),
    }  # fmt: skip


def headline(alert: Alert) -> str:
    """Return what happened in a line: the title of its first story where a series found it."""
    first = next(iter((*alert.titles, *alert.reasons.values())), "") or RISK_VI[alert.risk]
    return first[:1].upper() + first[1:]


@router.get("/{ident}")
def one(ident: str, ask: Annotated[Ask, needs("alerts.read")]) -> Response:
    """Show everything a person needs to judge an alert, and what this role may do with it."""
    from flows.cases import explanations
    from warehouse.alerts import told_stories
    from warehouse.said import told_posts

    state = cases_of(ask)
    alert = shared.the_alert(ask, state, ident)
    (said,) = explanations(ask.store, ask.workspace, [alert], state, ask.now)
    events = shared.own(state.events, "alert", ident)
    named = (*alert.stories, *alert.related)
    known = {row["story_id"] for row in said.stories}
    rest = [story for story in named if story not in known][:MORE_STORIES]
    more = told_stories(ask.store, rest)
    # A single comment is no story of the press; it is named by itself.
    more += told_posts(ask.store, [r for r in rest if r not in {row["story_id"] for row in more}])
    case = state.cases.get(alert.case_id or "")
    return ask.page(
        "canh_bao_mot.html",
        a=alert, e=said, parts=dict(said.parts), headline=headline(alert), shown=SHOWN,
        more=more, proposal=shared.blocks(dict(said.parts)["Đề xuất"]),
        events=shared.course(events), version=shared.version(events),
        case=case if case and shared.sees_case(ask.role, case, ask.now) else None,
        can=_may(ask, alert), series=series_link(alert), LEVEL_VI=LEVEL_VI, levels=shared.LEVELS, numbers=counted(alert), VERDICTS=VERDICTS,
        RISK_VI=RISK_VI, ORIGIN_VI=ORIGIN_VI, SYSTEM=SYSTEM, owners=shared.roles(HANDLERS),
        who_closes=", ".join(ROLE_VI[r] for r in closers(alert.peak, alert.risk)),
    )  # fmt: skip


def counted(alert: Alert) -> str:
    """Return what was compared with what; the link beside opens the posts that were counted."""
    if alert.p_value is None and alert.observed is None:
        return "Báo động theo luật: không đếm, nên không có ngày thường để so."
    said = f"Đếm được {usual(alert.observed)} trong ngày báo động; một ngày thường như thế có {usual(alert.expected)}."
    if alert.p_value is None:
        return said
    if alert.p_value >= 0.5:
        return said + " Nay đã trở lại như ngày thường."
    often = number(max(2, round(1 / max(alert.p_value, 1e-6))))
    more = "hơn " if alert.p_value < 1e-6 else "khoảng "
    return f"{said} Nếu không có chuyện gì, {more}{often} ngày mới có một ngày như vậy."


def _may(ask: Ask, alert: Alert) -> dict[str, bool]:
    """Return which acts this role has on this alert now; the order itself judges once more."""
    role, live = ask.role, alert.live
    return {
        "take": alert.status == "open" and role in takers(alert.level, alert.risk) and ask.may("alerts.ack"),
        "confirm": live and not alert.confirmed_by and role in (*HANDLERS, "analyst") and ask.may("alerts.ack"),
        "open": live and not alert.case_id and role in HANDLERS and ask.may("cases.open"),
        "level": live and role in HEADS and role in judges_of_level(alert.level, alert.level)
        and ask.may("alerts.level"),
        "close": alert.status not in ("closed", "merged") and role in closers(alert.peak, alert.risk)
        and ask.may("alerts.verdict"),
    }  # fmt: skip


def series_link(alert: Alert) -> str:
    """Return the posts a series counted on its last day, where its name says which they are."""
    names = {"topic": "chu_de", "tone": "giong"}
    found: dict[str, Any] = {}
    for part in (alert.series or "").split("|"):
        key, equals, value = part.partition("=")
        if equals and key in names:
            found[names[key]] = value
    if not found:
        return ""
    day = hanoi_day(alert.evidence_at)
    return links.posts(**found, tu=day, den=day)


# ---------------------------------------------------------------- acts


@router.post("/{ident}/nhan")
def take(ident: str, ask: Annotated[Ask, needs("alerts.ack")]) -> Response:
    """Take an alert: reminders stop."""
    from langnghe.cases.orders import acknowledge

    return _do(ask, ident, "nhận báo động", "Đã nhận. Máy thôi nhắc báo động này.",
               lambda alert, _: [acknowledge(alert, ask.role, ask.now)])  # fmt: skip


@router.post("/{ident}/xac-nhan")
def confirm(ident: str, ask: Annotated[Ask, needs("alerts.ack")]) -> Response:
    """Say that it is true."""
    from langnghe.cases import orders

    return _do(ask, ident, "xác nhận báo động", "Đã xác nhận việc có thật.",
               lambda alert, s: [orders.confirm(alert, ask.role, s.policy, ask.now)])  # fmt: skip


@router.post("/{ident}/muc")
def level(ident: str, ask: Annotated[Ask, needs("alerts.level")]) -> Response:
    """Set a level with a reason."""
    from langnghe.cases import orders

    why = ask.typed.must("ly_do", "lý do đổi mức")
    to = shared.whole(ask.typed.must("muc", "mức mới"), "mức")
    return _do(ask, ident, "đổi mức báo động", f"Đã đổi thành mức {to}.",
               lambda alert, s: [orders.set_level(alert, ask.role, to or 0, why, s.policy, ask.now)])  # fmt: skip


@router.post("/{ident}/ket-luan")
def close(ident: str, ask: Annotated[Ask, needs("alerts.verdict")]) -> Response:
    """Close an alert with a verdict."""
    from langnghe.cases import orders

    verdict, note = ask.typed.must("ket_luan", "kết luận"), ask.typed.get("ghi_chu", "")
    return _do(ask, ident, "kết luận báo động", f"Đã đóng với kết luận “{verdict}”.",
               lambda alert, _: [orders.close(alert, ask.role, verdict, note, ask.now)])  # fmt: skip


@router.post("/{ident}/ho-so")
def open_case(ident: str, ask: Annotated[Ask, needs("cases.open")]) -> Response:
    """Open a case of an alert; the alert is then in hand."""
    from langnghe.cases.case_orders import open_case as opened

    due = shared.moment_of(ask.typed.get("han", ""), "hạn làm")
    if due is not None and due <= ask.now:
        raise LangngheError("hạn làm đã qua; chọn lúc sau bây giờ")
    made: list[Event] = []

    def make(alert: Alert, state: Desk) -> Sequence[Event]:
        made.extend(
            opened(
                ask.role,
                state.policy,
                ask.now,
                alert=alert,
                title=ask.typed.get("ten", ""),
                owner=ask.typed.get("giao") or None,
                due=due,
            )
        )
        return made

    _do(ask, ident, "mở hồ sơ", "", make)
    case = made[0].id
    return ask.go(links.case(case), f"Đã mở hồ sơ {case}.")


def _do(
    ask: Ask, ident: str, act: str, said: str, make: Callable[[Alert, Desk], Sequence[Event]]
) -> Response:
    """Carry out an order on the alert as it stands now; on an older state it is a conflict."""
    from flows.cases import desk
    from flows.record import record
    from langnghe.cases.case_text import ALERT_VI

    with ask.write() as held:
        state = desk(held.store, held.workspace)
        alert = shared.the_alert(ask, state, ident)
        events = shared.own(state.events, "alert", ident)
        named = next(
            (ALERT_VI.get(e.what, e.what) for e in reversed(events) if e.what not in shared.QUIET),
            "",
        )
        now = shared.facts(
            ("Tình trạng", STATUS_VI[alert.status]), ("Mức", f"{alert.level} – {LEVEL_VI[alert.level]}"),
            ("Hồ sơ", alert.case_id or "chưa có"), ("Kết luận", alert.verdict or "chưa có"),
        )  # fmt: skip
        shared.same(ask, events, what=f"báo động {ident}", now=now, named=named)
        record(held.store, held.workspace, make(alert, state))
    ask.audit(act, ident)
    return ask.go(links.alert(ident), said)
