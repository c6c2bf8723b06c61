"""The records that stages hand to each other: frozen facts, valid from birth."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

HANOI = timezone(timedelta(hours=7), "+07")  # no daylight saving since 1975: exact

PostKind = Literal["article", "comment", "post"]
POST_KINDS: tuple[PostKind, ...] = ("article", "comment", "post")

_TRACKING = tuple("utm_ fbclid gclid zarsrc _gl ref vn_source vn_medium vn_campaign".split())


class Outcome(StrEnum):
    """What became of one input. Every input ends in exactly one of these."""

    STORED = "stored"
    KNOWN = "known"
    REVISION = "revision"
    NOT_ARTICLE = "not_article"
    LAYOUT_CHANGED = "layout_changed"
    ROBOTS = "robots"
    BLOCKED = "blocked"
    FAILED = "failed"


OUTCOME_VI: Mapping[Outcome, str] = {
    Outcome.STORED: "lưu mới",
    Outcome.KNOWN: "đã có",
    Outcome.REVISION: "bản sửa",
    Outcome.NOT_ARTICLE: "không phải bài viết",
    Outcome.LAYOUT_CHANGED: "trang đổi bố cục",
    Outcome.ROBOTS: "robots.txt không cho phép",
    Outcome.BLOCKED: "trang chặn",
    Outcome.FAILED: "lỗi",
}


def hanoi_day(moment: datetime) -> date:
    """Return the Hà Nội calendar day of an aware moment."""
    return moment.astimezone(HANOI).date()


def utc(moment: datetime) -> datetime:
    """Return an aware moment in UTC; a naive one is an error."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def canonical_url(url: str) -> str:
    """Return the address that identifies a page: https, lower-case host, no fragment or tracking."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower().removeprefix("www.")
    if parts.port and parts.port not in (80, 443):
        host = f"{host}:{parts.port}"
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not k.lower().startswith(_TRACKING)
    ]
    path = parts.path.rstrip("/") or "/"
    return urlunsplit(("https", host, path, urlencode(query), ""))


def digest_of(*parts: str) -> str:
    """Return the 16-hex-digit name of some strings (blake2b, unit separator between parts)."""
    return hashlib.blake2b(
        "\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8
    ).hexdigest()


def post_id_of(*, url: str | None, source: str, native_id: str | None) -> str:
    """Return a post's id: from source + native id where there is one, else from the canonical URL."""
    if native_id:
        return digest_of(source, native_id)
    if url:
        return digest_of(canonical_url(url))
    raise ValueError("a post needs a url or a native id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One text that was found: an article, a comment, a social post. An edit is a new revision.

    text holds paragraphs, one a line, NFC, never empty. author is a press by-line or an office;
    commenters exist only as author_key (privacy.pseudonym).
    """

    post_id: str
    source: str
    kind: PostKind
    url: str
    title: str
    lead: str
    text: str
    fetched_at: datetime
    published_at: datetime | None = None
    author: str | None = None
    author_key: str | None = None
    native_id: str | None = None
    parent_id: str | None = None  # the article or thread a comment stands under
    section: str | None = None
    method: str = "unknown"  # how it was read: "vccorp@2", "trafilatura", "feed", "import" …

    def __post_init__(self) -> None:
        if self.kind not in POST_KINDS:
            raise ValueError(f"{self.url}: unknown kind {self.kind!r}")
        if not (self.title or self.lead or self.text).strip():
            raise ValueError(f"{self.url}: a post without text")
        for moment in (self.fetched_at, self.published_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{self.url}: {moment.isoformat()} has no time zone")

    @property
    def revision(self) -> str:
        """Name this wording; the same words give the same name."""
        return digest_of(self.title, self.lead, self.text)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, times as ISO 8601 UTC."""
        row = {name: getattr(self, name) for name in _POST_FIELDS}
        for name in _POST_TIMES:
            row[name] = utc(row[name]).isoformat() if row[name] is not None else None
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the post of to_json; unknown keys are an error."""
        if extra := row.keys() - _POST_NAMES:
            raise ValueError(f"unknown fields {sorted(extra)}")
        times = {name: datetime.fromisoformat(row[name]) for name in _POST_TIMES if row.get(name)}
        return cls(**{**row, **times})


# Taken once: asdict() copies deeply and was half the time of an import.
_POST_FIELDS = tuple(f.name for f in fields(Post))
_POST_NAMES = frozenset(_POST_FIELDS)
_POST_TIMES = ("published_at", "fetched_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What became of one address in one crawl.

    role: feed, sitemap, section, article, thread, comments, robots.
    outcome None means "a post was read": load decides between stored, known and revision.
    reason_class: hard (gone, forbidden), soft (layout, empty), temporary (time-out, 5xx), or "".
    """

    source: str
    url: str
    role: str
    at: datetime
    outcome: Outcome | None
    reason: str = ""
    reason_class: Literal["", "hard", "soft", "temporary"] = ""
    http_status: int | None = None
    method: str = ""  # extraction method for articles
    post_id: str | None = None
    items: int = 0  # entries found, for feeds and lists
    new_items: int = 0
    seconds: float = 0.0
    etag: str | None = None
    last_modified: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, times as ISO 8601 UTC."""
        outcome = str(self.outcome) if self.outcome else None
        return {**asdict(self), "at": utc(self.at).isoformat(), "outcome": outcome}


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What a model (name@version) or a person (person@role, see Verdict) said of one post.

    task: in_scope, topic, tone, stance_union, intent, risk, watch, and what a text names: place,
    commune, union_unit, enterprise, role.
    Several labels of one task (topics, places, watch) are several rows; rank 0 is the most central.
    """

    post_id: str
    revision: str
    task: str
    label: str
    score: float
    model: str
    rank: int = 0


# The roles of the office (plan V.5.3, V.2.2, VI). A person stands in the data as a role, never by name.
ROLE_VI: Mapping[str, str] = {
    "chair": "Chủ tịch",
    "vice_chair": "Phó Chủ tịch phụ trách",
    "propaganda_head": "Trưởng Ban Tuyên giáo",
    "policy_head": "Trưởng Ban Chính sách pháp luật",
    "legal_team": "Tổ tư vấn pháp luật",
    "department_head": "Lãnh đạo Ban, đơn vị khác",
    "upper_union": "Công đoàn cấp trên trực tiếp cơ sở",
    "grassroots": "Công đoàn cơ sở, báo cáo viên",
    "spokesperson": "Người phát ngôn",
    "analyst": "Phân tích viên",
    "admin": "Quản trị",
}
# Who may judge labels: those who read the whole press review. Administrators edit no content.
# Add, never remove: landing files are replayed, and a verdict of an unknown role is refused.
LABELLERS: tuple[str, ...] = tuple(
    "analyst propaganda_head policy_head legal_team vice_chair chair".split()
)

Chosen = Literal["uncertain", "random"]
CHOSEN: tuple[Chosen, ...] = ("uncertain", "random")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person judged of one task of one wording, beside what the machine had said of it.

    labels equal to machine: the person confirmed. Several labels (topics) stand most central first.
    reader is the keyed hash of a reader's own code, or "": it only tells two readers apart.
    chosen: how the post came to be read; only the random part estimates overall accuracy.
    """

    post_id: str
    revision: str
    task: str
    labels: tuple[str, ...]
    machine: tuple[str, ...]
    machine_model: str
    role: str
    at: datetime
    chosen: Chosen
    reader: str = ""

    def __post_init__(self) -> None:
        if not (self.post_id and self.revision and self.task and self.machine_model):
            raise ValueError("a verdict names post, revision, task and the model it judges")
        for said in (self.labels, self.machine):
            if not said or not all(isinstance(label, str) and label for label in said):
                raise ValueError(f"{self.post_id}: {self.task}: labels {said!r}")
        if self.role not in LABELLERS:
            raise ValueError(f"{self.post_id}: role {self.role!r} does not judge labels")
        if self.chosen not in CHOSEN:
            raise ValueError(f"{self.post_id}: chosen {self.chosen!r}")
        if self.at.tzinfo is None:
            raise ValueError(f"{self.post_id}: {self.at.isoformat()} has no time zone")

    @property
    def model(self) -> str:
        """Name who speaks, as annotations do."""
        return f"person@{self.role}"

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, the moment as ISO 8601 UTC."""
        lists = {"labels": list(self.labels), "machine": list(self.machine)}
        return {**asdict(self), **lists, "at": utc(self.at).isoformat()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the verdict of to_json; unknown keys are an error."""
        if extra := row.keys() - {f.name for f in fields(cls)}:
            raise ValueError(f"unknown fields {sorted(extra)}")
        lists = {name: row[name] for name in ("labels", "machine")}
        if not all(isinstance(said, list) for said in lists.values()):
            raise ValueError(f"labels and machine are lists, not {lists!r:.80}")
        tuples = {name: tuple(said) for name, said in lists.items()}
        return cls(**{**row, **tuples, "at": datetime.fromisoformat(row["at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to an alert, a case or a claim; their state is the fold of their events.

    by: a role of ROLE_VI, or machine@detector. fields: plain JSON values, new ones in full.
    """

    kind: Literal["alert", "case", "claim"]
    id: str
    what: str
    by: str
    at: datetime
    fields: Mapping[str, Any]

    def __post_init__(self) -> None:
        known = self.kind in ("alert", "case", "claim") and self.id and self.what
        if not known or self.at.tzinfo is None:
            raise ValueError(f"an event names its subject, what happened and when: {self!r:.200}")
        if self.by not in ROLE_VI and not self.by.startswith("machine@"):
            raise ValueError(f"{self.id}: {self.by!r} is neither a role nor machine@…")

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, the moment as ISO 8601 UTC."""
        return {**asdict(self), "at": utc(self.at).isoformat()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the event of to_json; unknown keys are an error."""
        return cls(**{**row, "at": datetime.fromisoformat(row["at"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """All that a classifier says of one text. scores: per task, label → probability, summing to 1
    (in_scope: one probability; topics: independent probabilities)."""

    in_scope: bool
    topics: tuple[str, ...]
    tone: str
    stance_union: str
    intent: str
    risk: int
    scores: Mapping[str, Any]
    model: str
