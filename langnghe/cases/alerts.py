"""An alert is the fold of its events: last write wins, field by field, in the order they happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from langnghe.cases.fold import change, fold_as
from langnghe.cases.policy import Origin
from langnghe.records import ROLE_VI, Event

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
    titles: tuple[str, ...] = ()  # of its stories, the first ones
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


def changed(
    before: Alert | None, after: Alert, what: str, by: str, at: datetime, **beside: Any
) -> Event:
    """Return the event that turns `before` into `after`; `beside` is said but is no state."""
    return change("alert", before, after, what, by, at, beside)


def fold(events: Iterable[Event]) -> dict[str, Alert]:
    """Return the alerts of some events, by id. Order and repetition of the events do not matter."""
    return fold_as("alert", Alert, events)
