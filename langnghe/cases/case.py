"""A case is what people do about an alert: the fold of its events, and the orders that make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from langnghe.cases.fold import change, find_as, fold_as, in_order
from langnghe.records import Event

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


def changed(
    before: Case | None, after: Case, what: str, by: str, at: datetime, **beside: Any
) -> Event:
    """Return the event that turns `before` into `after`; `beside` is said but is no state."""
    return change("case", before, after, what, by, at, beside)


def fold_cases(events: Iterable[Event]) -> dict[str, Case]:
    """Return the cases of some events, by id. Order and repetition of the events do not matter."""
    return fold_as("case", Case, events)


def timeline(events: Iterable[Event], case: Case) -> list[Event]:
    """Return what happened to a case and to its alerts, oldest first."""
    keys = {("case", case.id), *(("alert", alert) for alert in case.alerts)}
    return in_order(event for event in events if (event.kind, event.id) in keys)


def find_case(cases: Mapping[str, Case], given: str) -> Case:
    """Return the case of an id, or of a part of an id that only one has."""
    return find_as("hồ sơ", "case", cases, given)
