"""What a digest is: rows already decided, nothing left to compute for a renderer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One post inside a story, as a reader may open it."""

    post_id: str
    kind: str  # article, comment, post
    source: str
    source_name: str
    title: str
    url: str
    published_at: datetime | None
    revisions: int = 1  # 2 and more: the outlet edited it
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """One story of the day with all its copies; every copy stands in one story of one digest only."""

    story_id: str
    title: str
    quote: str  # at most two sentences, verbatim from `quote_url`; "" when there is none
    quote_url: str
    quote_source: str
    url: str
    copies: tuple[Copy, ...]
    outlets: int  # distinct sources with an article
    comments: int  # public comments in scope counted to this story today
    topics: tuple[str, ...]  # display names, most central first
    tone: Literal["positive", "neutral", "negative"]
    stance_union: Literal["positive", "neutral", "negative", "none"]
    risk: int  # 0–3, highest of the copies
    risk_reason: str  # Vietnamese: which label, model and score say so
    places: tuple[str, ...]
    watch: tuple[str, ...]  # names of watch-list entries that match
    continuing: bool  # a copy was in an earlier day
    since: date | None  # first day of the story
    new_copies: int  # copies of today
    late: bool  # "thu muộn": found after the edition of its day
    unsure: bool  # a label is under the stated confidence
    follows: str = ""  # title of the earlier story whose event this seems to carry on
    follows_url: str = ""
    places_now: tuple[str, ...] = ()  # for each of places its province of today
    communes: tuple[str, ...] = ()  # of the home province: "huyện Sìn Hồ", "xã Bum Nưa"
    units: tuple[str, ...] = ()  # union units it names
    at_home: bool = False  # a place of it lies in the office's province


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One public text that asks, complains or suggests; never with a name."""

    post_id: str
    source_name: str
    text: str  # verbatim, contact data masked
    url: str
    intent: str  # ask, complain, suggest, call_to_action, praise, inform
    topics: tuple[str, ...]
    tone: str
    about: str  # title of the article or thread it stands under, "" if unknown
    published_at: datetime | None
    risk: int = 0  # 0–3, as of a story


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What one source gave today. state: ok (items came), quiet ("0 tin": reached, nothing new),
    failed ("không thu được": not reached or unreadable), blocked, unseen (not asked today)."""

    source: str
    name: str
    group: str
    state: Literal["ok", "quiet", "failed", "blocked", "unseen"]
    items: int  # posts of the day
    in_scope: int
    reason: str  # Vietnamese, for failed and blocked
    last_success: datetime | None
    outcomes: tuple[tuple[str, int], ...] = ()  # Vietnamese outcome name, count


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counts of the day against the usual day (median of the same 28 days before; None if unknown)."""

    collected: int
    in_scope: int
    stories: int
    about_union: int
    negative: int
    positive: int
    comments: int
    usual_in_scope: float | None
    usual_negative: float | None
    days_known: int  # days of history behind "usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs from yesterday: kind (edited, new_source_failure, source_back,
    story_grew, story_ended), a Vietnamese sentence, a link or ""."""

    kind: str
    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertItem:
    """One alert that somebody still has to do something about, in words for a reader."""

    alert_id: str
    level: int  # 1–5
    level_word: str  # “báo Trưởng Ban”
    risk: str  # “R3 Ngừng việc, ngộ độc, tai nạn, nợ lương”
    what: str  # one sentence
    status: str  # “chưa ai nhận”
    opened_at: datetime
    sources: int  # independent ones
    new: bool  # opened on a day this digest covers
    places: tuple[str, ...] = ()
    story_ids: tuple[str, ...] = ()
    case_id: str = ""
    outlook: str = ""  # of the next 72 hours: “tăng (62 %)”, “chưa đủ dữ liệu”; "" without a series


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """One case that is being worked on."""

    case_id: str
    title: str
    level: int
    status: str
    owner: str  # a role, as a reader knows it
    due: datetime | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The press review of one Hà Nội day (kind "day") or the 07:00 edition ("edition")."""

    kind: Literal["day", "edition"]
    day: date
    covers: tuple[date, ...]  # calendar days inside
    made_at: datetime
    office: str
    home_place: str
    urgent: tuple[StoryItem, ...]  # risk ≥ 2, most pressing first
    top: tuple[StoryItem, ...]  # the stories a leader reads
    rest: tuple[StoryItem, ...]  # every other in-scope story, one line each
    voices: tuple[Voice, ...]  # public texts that ask, complain, suggest
    other_voices: tuple[Voice, ...]  # the remaining in-scope comments
    coverage: Coverage
    by_day: tuple[tuple[date, int | None], ...]  # last 14 days, in-scope items; None: not collected
    sources: tuple[SourceState, ...]
    changes: tuple[Change, ...]
    own_posts: int | None  # None: no own channel connected
    open_inquiries: int | None
    model: str  # classifier name@version behind the labels
    notes: tuple[str, ...] = ()  # honest remarks: missing model, small history …
    alerts: tuple[AlertItem, ...] | None = None  # gravest first; None: nobody has kept watch
    cases: tuple[CaseItem, ...] = ()  # overdue first
    other_days: tuple[tuple[date, str], ...] = ()  # day, name of its digest.html beside this one
