"""A case is what people do about an alert: the fold of its events, and the orders that make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from langnghe.cases.alerts import in_order
from langnghe.errors import LangngheError
from langnghe.records import Event, utc

CaseStatus = Literal["open", "proposed", "approved", "closed"]
CASE_STATUS_VI: dict[CaseStatus, str] = {
    "open": "chưa có phương án",
    "proposed": "chờ duyệt phương án",
    "approved": "đã duyệt, đang làm",
    "closed": "đã đóng",
}
WHAT_VI = {
    "opened": "mở hồ sơ",
    "edited": "bổ sung hồ sơ",
    "assigned": "giao việc",
    "proposed": "đề xuất phương án",
    "approved": "duyệt phương án",
    "returned": "trả lại phương án",
    "acted": "đã làm",
    "informed": "thông tin nội bộ",
    "press": "với báo chí",
    "closed": "đóng hồ sơ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known and done. risk is the cause; workers, how many it touches; times aware."""

    id: str
    title: str
    risk: str
    scct: str
    level: int
    owner: str
    opened_at: datetime
    opened_by: str
    status: CaseStatus = "open"
    alerts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    workers: int | None = None
    due: datetime | None = None
    access_until: datetime | None = None  # of a department that is lent the case
    proposal: str = ""
    grounds: str = ""
    proposed_at: datetime | None = None
    proposed_by: str | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    returned_why: str = ""
    informed_at: datetime | None = None  # “đã thông tin nội bộ?”
    informed: str = ""
    press_at: datetime | None = None  # “báo chí?”
    press: str = ""
    actions: int = 0
    positive: int = 0  # positive articles posted
    closed_at: datetime | None = None
    closed_by: str | None = None
    outcome: str = ""
    lesson: str = ""

    @property
    def live(self) -> bool:
        """Tell whether it is still being worked on."""
        return self.status != "closed"

    def late(self, now: datetime) -> bool:
        """Tell whether its time has run out."""
        return self.live and self.due is not None and now > self.due


_FIELDS = tuple(f.name for f in fields(Case))
_TIMES = frozenset(f.name for f in fields(Case) if "datetime" in str(f.type))
_LISTS = frozenset(f.name for f in fields(Case) if "tuple" in str(f.type))


def to_fields(case: Case) -> dict[str, Any]:
    """Return plain JSON values, without the id."""
    found: dict[str, Any] = {}
    for name in _FIELDS[1:]:
        value = getattr(case, name)
        if isinstance(value, datetime):
            value = utc(value).isoformat()
        found[name] = list(value) if isinstance(value, tuple) else value
    return found


def changed(
    before: Case | None, after: Case, what: str, by: str, at: datetime, **beside: Any
) -> Event:
    """Return the event that turns `before` into `after`; `beside` is said but is no state."""
    old = to_fields(before) if before else {}
    new = {name: value for name, value in to_fields(after).items() if old.get(name, ...) != value}
    return Event(kind="case", id=after.id, what=what, by=by, at=at, fields={**new, **beside})


def fold_cases(events: Iterable[Event]) -> dict[str, Case]:
    """Return the cases of some events, by id. Order and repetition of the events do not matter."""
    states: dict[str, dict[str, Any]] = {}
    for event in in_order(e for e in events if e.kind == "case"):
        states.setdefault(event.id, {}).update(event.fields)
    return {key: _case(key, state) for key, state in states.items() if "opened_at" in state}


def _case(key: str, state: Mapping[str, Any]) -> Case:
    values: dict[str, Any] = {"id": key}
    for name, value in state.items():
        if name in _TIMES and value is not None:
            value = datetime.fromisoformat(value)
        elif name in _LISTS:
            value = tuple(value)
        if name in _FIELDS:
            values[name] = value
    return Case(**values)


def timeline(events: Iterable[Event], case: Case) -> list[Event]:
    """Return what happened to a case and to its alerts, oldest first."""
    keys = {("case", case.id), *(("alert", alert) for alert in case.alerts)}
    return in_order(event for event in events if (event.kind, event.id) in keys)


def find_case(cases: Mapping[str, Case], given: str) -> Case:
    """Return the case of an id, or of a part of an id that only one has."""
    key = given.strip().upper()
    same = [c for c in cases.values() if c.id.upper() == key]
    near = same or [c for c in cases.values() if key and key in c.id.upper()]
    if len(near) == 1:
        return near[0]
    if near:
        few = ", ".join(sorted(c.id for c in near)[:5])
        raise LangngheError(f"{given}: khớp {len(near)} hồ sơ ({few}…); ghi đủ mã")
    raise LangngheError(f"{given}: không có hồ sơ này; xem `langnghe case list --all`")
