"""An alert is the fold of its events: last write wins, field by field, in the order they happened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from langnghe.cases.policy import Origin
from langnghe.records import ROLE_VI, Event, digest_of, utc

Status = Literal["open", "acknowledged", "in_hand", "closed", "faded", "merged"]
STATUS_VI: dict[Status, str] = {
    "open": "chưa ai nhận",
    "acknowledged": "đã nhận",
    "in_hand": "đang xử lý",
    "closed": "đã đóng",
    "faded": "tự lắng",
    "merged": "gộp vào báo động khác",
}
LIVE: tuple[Status, ...] = ("open", "acknowledged", "in_hand")

VERDICTS = ("đúng", "nhiễu", "trùng", "chiến dịch")
RIGHT = "đúng"
LEVEL_VI = {
    1: "thông tin",
    2: "theo dõi",
    3: "báo Trưởng Ban",
    4: "báo Phó Chủ tịch, Chủ tịch trong 1 giờ",
    5: "báo ngay",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One story, or one episode of a series, that somebody should know of.

    level is what holds now; wanted what the table says; peak the highest level so far; rung the
    highest level people were told. held says why level is below wanted. independent: most sources
    that one finding could tell apart. pinned: the severity at which a person set the level.
    """

    id: str
    origin: Origin
    risk: str
    scct: str
    owner: str
    severity: int
    level: int
    wanted: int
    peak: int
    since: datetime
    opened_at: datetime
    evidence_at: datetime  # the last time something new was found
    status: Status = "open"
    why: str = ""
    held: str = ""
    rung: int = 0
    rung_at: datetime | None = None
    leaders_at: datetime | None = None  # when leaders were first told
    stage: int = 0  # reminders since the level rang
    decayed_at: datetime | None = None
    confirmed_by: str | None = None
    pinned: int | None = None
    planned: str | None = None
    subjects: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()  # that no other alert is about
    related: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    independent: int = 0
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)  # who found it → one sentence
    series: str | None = None
    observed: float | None = None
    expected: float | None = None
    p_value: float | None = None
    negative: float | None = None
    score: float = 0.0
    factors: Mapping[str, float] = field(default_factory=dict)
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    case_id: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    verdict: str | None = None
    note: str = ""
    merged_into: str | None = None

    @property
    def live(self) -> bool:
        """Tell whether somebody still has to do something about it."""
        return self.status in LIVE

    @property
    def kind(self) -> str:
        """Name the kind whose precision is kept: risk and origin."""
        return f"{self.risk}/{self.origin}"

    @property
    def judged(self) -> bool:
        """Tell whether a person gave a verdict; a machine's merge is none."""
        return self.verdict is not None and self.closed_by in ROLE_VI


_FIELDS = tuple(f.name for f in fields(Alert))
_TIMES = frozenset(f.name for f in fields(Alert) if "datetime" in str(f.type))
_LISTS = frozenset(f.name for f in fields(Alert) if "tuple" in str(f.type))


def to_fields(alert: Alert) -> dict[str, Any]:
    """Return plain JSON values, without the id."""
    return {name: _plain(getattr(alert, name)) for name in _FIELDS if name != "id"}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value).isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def changed(
    before: Alert | None, after: Alert, what: str, by: str, at: datetime, **beside: Any
) -> Event:
    """Return the event that turns `before` into `after`; `beside` is said but is no state."""
    old = to_fields(before) if before else {}
    new = {name: value for name, value in to_fields(after).items() if old.get(name, ...) != value}
    return Event(kind="alert", id=after.id, what=what, by=by, at=at, fields={**new, **beside})


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return events as they happened, each once; of one moment the opening first, the closing last.

    What else happened in one moment goes by the name of the event, as in the warehouse's views.
    """

    def moment(event: Event) -> tuple[datetime, bool, bool]:
        return event.at, event.what != "opened", event.what == "closed"

    found: list[Event] = []
    for _, together in groupby(sorted(events, key=moment), key=moment):
        first, *rest = together
        if rest:  # rare, and naming an event costs more than all the rest
            named = {event_id(event): event for event in (first, *rest)}
            found += [named[name] for name in sorted(named)]
        else:
            found.append(first)
    return found


def event_id(event: Event) -> str:
    """Return the name of an event: raw.event.event_id of the warehouse."""
    return digest_of(json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True))


def fold(events: Iterable[Event]) -> dict[str, Alert]:
    """Return the alerts of some events, by id. Order and repetition of the events do not matter."""
    states: dict[str, dict[str, Any]] = {}
    for event in in_order(e for e in events if e.kind == "alert"):
        states.setdefault(event.id, {}).update(event.fields)
    return {key: _alert(key, state) for key, state in states.items() if "opened_at" in state}


def _alert(key: str, state: Mapping[str, Any]) -> Alert:
    values: dict[str, Any] = {"id": key}
    for name, value in state.items():
        if name in _TIMES and value is not None:
            value = datetime.fromisoformat(value)
        elif name in _LISTS:
            value = tuple(value)
        if name in _FIELDS:
            values[name] = value
    return Alert(**values)
