"""What the rules read, and what became of every row: the shapes that the mart fills.

Rows are plain facts as of one moment. Every row ends in exactly one outcome, so that nobody has to
wonder whether a story was weighed or lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from langnghe.cases.finding import Finding
from langnghe.cases.rule_quote import Roster


class Outcome(StrEnum):
    """What became of one row."""

    FINDING = "finding"
    KNOWN = "known_story"  # its finding was made before and is no graver now
    PLANNED = "planned"  # a planned event explains it
    OUTSIDE = "outside_province"  # for the digest
    PLACELESS = "place_unknown"  # an event that names no province: for the digest
    OLD = "old_news"  # published long before the office saw it
    ROUTINE = "routine"  # its topic is watched, but nothing has happened lately
    UNWATCHED = "unwatched"  # no rule speaks of such a text
    OUT_OF_SCOPE = "out_of_scope"
    NO_ROSTER = "no_roster"  # somebody speaks for us, and nobody is on the roster
    TOO_FEW = "too_few"  # below the count a rule asks for
    HEALTHY = "healthy"  # a source or a model that does what it did


OUTCOME_VI: Mapping[Outcome, str] = {
    Outcome.FINDING: "thành tín hiệu",
    Outcome.KNOWN: "việc đã biết",
    Outcome.PLANNED: "nằm trong chiến dịch đã lên lịch",
    Outcome.OUTSIDE: "ngoài tỉnh, đưa vào điểm tin",
    Outcome.PLACELESS: "không rõ nơi xảy ra, đưa vào điểm tin",
    Outcome.OLD: "tin cũ",
    Outcome.ROUTINE: "tin thường kỳ",
    Outcome.UNWATCHED: "không thuộc diện canh",
    Outcome.OUT_OF_SCOPE: "ngoài phạm vi",
    Outcome.NO_ROSTER: "có người nói thay công đoàn, sổ người phát ngôn còn trống nên chưa đối chiếu",
    Outcome.TOO_FEW: "chưa đủ số lượng",
    Outcome.HEALTHY: "bình thường",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One story as told so far: its reports (articles and public posts), not the comments under them.

    sure: of the gravest report, the lesser of the model's scores for scope and risk. topic_scores:
    how likely its surest report makes each topic, 1 where it is not said. voices: independent outlets. text: title, lead and opening of the first report; reports: those of every
    report, none where only the first is at hand. local: told by a source of the office's province.
    registered: of the enterprises, those with a union in the register of units → its name.
    """

    story_id: str
    known_at: datetime  # when the office first saw a report of it
    published_at: datetime | None  # the earliest report's own date
    title: str
    text: str
    in_scope: bool
    press: bool  # an article, not only public posts
    post_ids: tuple[str, ...]
    voices: tuple[str, ...]
    topics: tuple[str, ...]
    risk: int  # the gravest label 0–3
    sure: float
    negative: int = 0  # reports of negative tone
    stance_negative: int = 0  # reports that blame the union
    provinces: tuple[str, ...] = ()  # of today, the most central first
    communes: tuple[str, ...] = ()
    union_units: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    local: bool = False
    own: bool = False  # told by a page of our own
    reports: tuple[str, ...] = ()
    topic_scores: Mapping[str, float] = field(default_factory=dict)
    registered: Mapping[str, str] = field(default_factory=dict)

    def chance(self, topic: str) -> float:
        """Return how likely a story is about a topic: 0 where nobody said so."""
        return self.topic_scores.get(topic, 1.0) if topic in self.topics else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """One public comment or post in scope. asker tells writers apart within one batch of rows, and
    means nothing beyond it; story_id is the story it stands under, or its own id."""

    post_id: str
    story_id: str
    at: datetime
    text: str
    source: str
    asker: int
    intent: str
    topics: tuple[str, ...]
    stance_union: str
    provinces: tuple[str, ...] = ()  # of the text, else of the story it stands under
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """How long a source has been silent. usual: new items a day, None while unknown. asked_at and
    reached_at: when its lists were last asked, and last reached."""

    source: str
    name: str
    usual: float | None
    last_item_at: datetime | None
    asked_at: datetime | None
    reached_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """How often a label was given, before and lately: hits of posts."""

    label: str  # “in_scope=1”, “tone=negative”
    before: int
    before_hits: int
    lately: int
    lately_hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRow:
    """Work that should have been done by now. waiting: how many items wait for it."""

    task: str  # Vietnamese: “gán nhãn”
    due_at: datetime
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A planned event as the calendar has it: it explains talk of its topics (all, if none is given)."""

    first: date
    last: date
    label: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What the rules know beside the rows.

    home: the office's province of today. known: subject, story or post of an earlier finding → the
    severity it had.
    follows: story → an earlier story whose event it carries on (flows asks nlp.threads). roster: who may
    speak for us, None where nobody asked. companies: the register of units has unions of enterprises.
    """

    home: str
    now: datetime
    known: Mapping[str, int] = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)
    planned: tuple[Planned, ...] = ()
    roster: Roster | None = None
    companies: bool | None = None  # None: nobody asked
    sure: float = 0.4  # below, a model's word alone alarms nobody: severity at most 2
    mention: float = (
        0.25  # a text in scope always has a topic; one less likely than this is a guess
    )
    old_after: timedelta = timedelta(days=7)
    question_times: int = 5
    question_days: int = 7

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("the watch's moment has a zone")
        if not self.home:
            raise ValueError("a watch has a province")

    def known_severity(self, story_id: str) -> int:
        """Return the severity already found of a story or of the event it carries on; 0 if none."""
        seen = {story_id}
        gravest = self.known.get(story_id, 0)
        while (story_id := self.follows.get(story_id, "")) and story_id not in seen:
            seen.add(story_id)
            gravest = max(gravest, self.known.get(story_id, 0))
        return gravest


@dataclass(slots=True)
class RuleReport:
    """What the rules found, and what became of every row."""

    findings: list[Finding] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    def __iadd__(self, other: RuleReport) -> RuleReport:
        self.findings += other.findings
        self.outcomes.update(other.outcomes)
        return self
