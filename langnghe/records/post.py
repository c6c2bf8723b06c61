"""A text that was found, and what became of every address asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self

from langnghe.records.naming import digest_of, utc

PostKind = Literal["article", "comment", "post"]
POST_KINDS: tuple[PostKind, ...] = ("article", "comment", "post")


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
