"""What an information report is: a review of a week or month, a brief, the chairman's page, all decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from langnghe.digest.model import StoryItem

Kind = Literal["weekly", "monthly", "quick", "thematic", "chair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """One counted thing behind a number: what it is, when, and where it can be read ("" nowhere)."""

    kind: str  # post, story, inquiry, alert, day, register.documents …
    id: str
    day: date | None
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLine:
    """One number beside that of the period before, each with its rows; value None: not known."""

    id: str  # “1.02.relevant”: the question and its figure
    name: str
    unit: str
    digits: int
    value: float | None
    before: float | None
    rows: tuple[RowLine, ...]
    rows_before: tuple[RowLine, ...]
    n: int = 0
    of: int = 0  # not 0: too few for a share, value is a count out of so many
    of_before: int = 0
    low: float | None = None  # 95 % interval
    high: float | None = None
    note: str = ""
    moved: float | None = (
        None  # the change in units of what chance alone would do; None: not comparable
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One alert that was opened or judged in the period, in words for a reader."""

    alert_id: str
    level: int  # the highest it had: 1–5
    level_word: str
    risk: str
    what: str
    status: str
    opened_at: datetime
    new: bool  # opened in the period
    verdict: str = ""  # what a person concluded: đúng, nhiễu, trùng, chiến dịch
    note: str = ""
    closed_at: datetime | None = None
    sources: int = 0
    places: tuple[str, ...] = ()
    story_ids: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # ids
    case_id: str = ""
    live: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case that was open in the period, with what is proposed, verbatim."""

    case_id: str
    title: str
    risk: str
    level: int
    status: str
    owner: str
    opened_at: datetime
    due: datetime | None
    late: bool
    live: bool
    alerts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    workers: int | None = None
    proposal: str = ""
    grounds: str = ""
    proposed_by: str = ""
    approved_by: str = ""
    informed: str = ""
    press: str = ""
    outcome: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One thing that happened to a case or its alerts."""

    at: datetime
    who: str
    what: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """At most two sentences of one public text or question, verbatim; never with a name."""

    id: str
    text: str
    source: str
    at: datetime | None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """What people ask or complain about one topic; quotes are a few of its rows."""

    topic: str
    count: int
    before: int | None  # in the period before; None: nobody could hear then
    quotes: tuple[Quote, ...]
    rows: tuple[RowLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """One target of the plan that is at risk."""

    id: str
    name: str
    sign: str
    word: str
    told: str
    behind: str = ""
    note: str = ""
    rows: tuple[RowLine, ...] = ()  # the first of those behind it
    more: int = 0  # how many there are beyond them


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """Something to write next: a post or a guidance document, and the counts that say why."""

    form: str
    topic: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """What one source gave in the period: on how many of the days it was asked it could be read."""

    name: str
    state: Literal["ok", "quiet", "failed", "unseen"]
    asked: int  # days
    reached: int
    items: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One information report. alerts, targets None: nobody kept watch, nothing was judged."""

    kind: Kind
    code: str  # in the register of information reports, before a re-issue
    title: str  # “Báo cáo tuần”
    subject: str  # “tuần 23 năm 2026 (01/06–07/06/2026)”
    period: str  # “2026-W23”
    before_name: str  # the period its numbers are compared with
    first: date
    last: date
    made_at: datetime
    over: bool  # else the period is still running
    office: str
    home_place: str
    heard_days: int
    unheard: tuple[date, ...]
    by_day: tuple[tuple[date, int | None], ...]  # items in scope; None: not collected
    alerts: tuple[AlertLine, ...] | None
    cases: tuple[CaseLine, ...]
    numbers: tuple[NumberLine, ...]
    topics: tuple[NumberLine, ...]
    unmeasured: tuple[tuple[str, str], ...]  # name of a number, why it is not there
    urgent: tuple[StoryItem, ...]
    top: tuple[StoryItem, ...]
    rest: tuple[StoryItem, ...]
    asked: tuple[AskedLine, ...]
    targets: tuple[TargetLine, ...] | None
    sources: tuple[SourceLine, ...]
    proposals: tuple[ProposalLine, ...] = ()
    steps: tuple[StepLine, ...] = ()
    model: str = ""
    notes: tuple[str, ...] = ()
    reissue_of: str = ""  # code of the report this is issued again for
    recipients: tuple[str, ...] = field(default=())
