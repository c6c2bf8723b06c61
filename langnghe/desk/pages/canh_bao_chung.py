"""What the pages of alerts, cases and questions share: who sees which, versions, what happened, moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException

from langnghe.cases.alerts import LEVEL_VI
from langnghe.cases.case_text import step
from langnghe.cases.finding import RISK_VI
from langnghe.cases.levels import SYSTEM
from langnghe.cases.policy import LEADERS
from langnghe.desk import render, rights
from langnghe.desk.conflict import require_version, version_of
from langnghe.errors import LangngheError
from langnghe.records import HANOI, ROLE_VI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.cases import Desk
    from langnghe.cases.alerts import Alert
    from langnghe.cases.case import Case
    from langnghe.desk.ask import Ask
    from langnghe.records import Event

# What the machine notes by itself and what nobody's form can stand on: no reason for a conflict.
QUIET = ("escalated", "decayed", "warned", "contact_read", "contact_deleted")
LEVELS = [(n, f"{n} – {name}") for n, name in LEVEL_VI.items()]
RISKS = [(key, f"{key} {name}") for key, name in RISK_VI.items()]
_OPERATORS = (rights.ADMIN, rights.ANALYST, rights.HEAD, rights.DEPUTY, rights.CHAIR)


def sees_case(role: str, case: Case, now: datetime) -> bool:
    """Return whether a role may see a case: other departments while it is lent to them, the
    spokesperson from the leaders' level, our own faults those who run the system."""
    if case.risk == SYSTEM or role == rights.ADMIN:
        return case.risk == SYSTEM and role in _OPERATORS
    if role == rights.OTHER:
        lent = case.access_until is None or now <= case.access_until
        return case.owner == role and lent
    return role != rights.VOICE or case.level >= LEADERS or case.owner == role


def sees_alert(role: str, alert: Alert, cases: Mapping[str, Case], now: datetime) -> bool:
    """Return whether a role may see an alert, by its level and risk, or with the case it is in."""
    if alert.risk == SYSTEM or role == rights.ADMIN:
        return alert.risk == SYSTEM and role in _OPERATORS
    if role in (rights.OTHER, rights.VOICE):
        case = cases.get(alert.case_id or "")
        if case is not None and sees_case(role, case, now):
            return True
        return role == rights.VOICE and (alert.peak >= LEADERS or alert.owner == role)
    return True


def the_alert(ask: Ask, state: Desk, ident: str) -> Alert:
    """Return an alert this person may see, or say why there is none."""
    found = state.alerts.get(ident)
    if found is None:
        raise HTTPException(404, f"Không có báo động {ident[:40]}.")
    if not sees_alert(ask.role, found, state.cases, ask.now):
        raise HTTPException(403, f"Báo động mức {found.level} này không gửi tới vai trò của bạn.")
    return found


def the_case(ask: Ask, state: Desk, ident: str) -> Case:
    """Return a case this person may see, or say why there is none."""
    found = state.cases.get(ident)
    if found is None:
        raise HTTPException(404, f"Không có hồ sơ {ident[:40]}.")
    if not sees_case(ask.role, found, ask.now):
        raise HTTPException(403, "Hồ sơ này không giao cho vai trò của bạn, hoặc hạn xem đã hết.")
    return found


def own(events: Iterable[Event], kind: str, ident: str) -> list[Event]:
    """Return what happened to one alert, case or question, oldest first."""
    return [event for event in events if event.kind == kind and event.id == ident]


def version(events: Iterable[Event]) -> str:
    """Return the version a form stands on: of what people and findings said, not of reminders."""
    return version_of(
        (e.what, e.by, e.at.isoformat(), e.fields) for e in events if e.what not in QUIET
    )


def same(
    ask: Ask, events: Sequence[Event], *, what: str, now: Sequence[tuple[str, str]], named: str
) -> None:
    """Refuse a form that was filled in before the newest of these events; named: what that did."""
    told = [event for event in events if event.what not in QUIET]
    by = ""
    if told:
        last = told[-1]
        by = f"{ROLE_VI.get(last.by, 'máy')} {named} lúc {render.moment(last.at)}"
    require_version(ask.typed, version(events), what=what, now=now, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of a timeline."""

    at: datetime
    who: str
    what: str
    more: str
    kind: str  # alert, case, inquiry
    machine: bool


def course(events: Sequence[Event]) -> list[Told]:
    """Return a timeline for a reader, newest first; the machine's repeated updates become one line."""
    lines = [_told(event) for event in events]
    found: list[Told] = []
    for _, group in groupby(
        lines, key=lambda t: (t.who, t.what, t.more, t.kind) if t.machine else t
    ):
        same_lines = list(group)
        last = same_lines[-1]
        if len(same_lines) > 1:
            more = "; ".join(filter(None, (last.more, f"{len(same_lines)} lần, lần cuối lúc này")))
            last = Told(at=last.at, who=last.who, what=last.what, more=more, kind=last.kind, machine=True)  # fmt: skip
        found.append(last)
    return found[::-1]


def _told(event: Event) -> Told:
    who, what, more = step(event)
    if event.kind == "case" and event.what == "closed":
        more = str(event.fields.get("outcome", ""))
    if event.kind == "case" and event.what == "assigned" and "owner" in event.fields:
        more = ROLE_VI.get(str(event.fields["owner"]), "")
    return Told(
        at=event.at, who=who, what=what, more=more, kind=event.kind, machine=event.by not in ROLE_VI
    )


def blocks(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return plain lines as parts of a page: ("h", [heading]), ("p", [sentence]), ("ul", items)."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        text = line.strip()
        if text.startswith("- "):
            if found and found[-1][0] == "ul":
                found[-1][1].append(text[2:])
            else:
                found.append(("ul", [text[2:]]))
        elif text:
            head = text[0].isdigit() and text[1:3] == ". "
            found.append(("h" if head else "p", [text]))
    return found


def moment_of(text: str, called: str) -> datetime | None:
    """Return the Hà Nội moment of a field, None of an empty one; a day alone is its working end, 17:00."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise LangngheError(f"không hiểu {called} {text[:30]!r}; chọn lại ngày giờ") from None
    if "T" not in text and ":" not in text:
        found = datetime.combine(found.date(), time(17))
    return found if found.tzinfo else found.replace(tzinfo=HANOI)


def age(seconds: float) -> str:
    """Return how long in words; of days, only the days.

    >>> age(7500), age(200_000)
    ('2 giờ 5 phút', '2 ngày')
    """
    return (
        f"{render.number(int(seconds // 86400))} ngày"
        if seconds >= 2 * 86400
        else render.span(seconds)
    )


def local_moment(value: datetime | None) -> str:
    """Return the value of a datetime-local field."""
    return "" if value is None else f"{value.astimezone(HANOI):%Y-%m-%dT%H:%M}"


def whole(text: str, called: str) -> int | None:
    """Return the whole number of a field, None of an empty one; 1.200 is 1200."""
    plain = text.replace(".", "").replace(" ", "")
    if not plain:
        return None
    if not plain.isdecimal() or len(plain) > 9:
        raise LangngheError(f"{called} phải là số nguyên không âm, không phải {text[:30]!r}")
    return int(plain)


def roles(allowed: Iterable[str]) -> list[tuple[str, str]]:
    """Return roles as the choices of a field."""
    return [(role, ROLE_VI[role]) for role in allowed]


def facts(*pairs: tuple[str, Any]) -> list[tuple[str, str]]:
    """Return (name, value) of what a conflict page shows."""
    return [(name, str(value)) for name, value in pairs]
