"""A page that lists several digests, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from langnghe.digest.model import Digest
from langnghe.digest.render import environment
from langnghe.digest.view import arrange


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One line of the list. href: the digest's .html file, relative to the index."""

    day: date
    title: str
    href: str
    level: Literal["alarm", "unknown", "calm"]
    headline: str
    in_scope: int
    missing: int  # sources that could not be collected
    lead: str = ""  # title of the most pressing story

    @classmethod
    def of(cls, digest: Digest, href: str) -> Self:
        """Return the line of a digest stored at href."""
        view = arrange(digest)
        first = next(iter((*digest.urgent, *digest.top)), None)
        return cls(
            day=digest.day,
            title=view.title,
            href=href,
            level=view.verdict.level,
            headline=view.verdict.headline,
            in_scope=digest.coverage.in_scope,
            missing=len(view.missing),
            lead=first.title if first else "",
        )


def render_index(entries: Iterable[IndexEntry], office: str = "") -> str:
    """Return an HTML page that links to every digest, newest day first."""
    rows = sorted(entries, key=lambda e: (e.day, e.title), reverse=True)
    return environment("html").get_template("index.html.j2").render(rows=rows, office=office)
