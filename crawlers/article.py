"""What one news page says: the record that extraction hands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from langnghe.records import HANOI


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as read from its page; texts are canonical (NFC, one kind of space).

    published_at is aware, in Hà Nội time, or None when the page does not say.
    method names the rules that read the body ("vccorp@2", "generic@1") or the fallback
    ("fallback:trafilatura"), so that fallbacks can be counted per site.
    """

    url: str
    title: str
    lead: str
    body: tuple[str, ...]
    author: str | None
    published_at: datetime | None
    method: str
    site: str
    section: str | None = None

    def __post_init__(self) -> None:
        if not (self.title or self.lead or self.body):
            raise ValueError(f"{self.url}: an article without text")
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError(f"{self.url}: {self.published_at} has no time zone")

    @property
    def text(self) -> str:
        """Return the body as one string, a paragraph a line."""
        return "\n".join(self.body)

    @property
    def fallback(self) -> bool:
        """Say whether no rule of the site's own family read this page."""
        return self.method.startswith(("fallback:", "generic"))

    def to_json(self) -> dict[str, Any]:
        """Return the eight public fields: time as ISO 8601 +07:00, null for what is not there."""
        moment = self.published_at
        return {
            "url": self.url,
            "title": self.title or None,
            "lead": self.lead or None,
            "body": list(self.body),
            "author": self.author,
            "published_at": moment.astimezone(HANOI).isoformat() if moment else None,
            "method": self.method,
            "site": self.site,
        }
