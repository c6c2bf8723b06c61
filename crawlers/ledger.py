"""The book of a crawl: every input is opened once and settled once (pure, no network, no clock).

A list (feed, sitemap, section) is settled only after all addresses it brought are, and its ETag is
kept only if none of them must be asked again. So a crawl that is killed half-way has not claimed a
feed whose articles it did not read: the next crawl is given them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Literal

from langnghe.config import Source
from langnghe.records import Post, Visit, canonical_url

if TYPE_CHECKING:
    from crawlers.outcomes import Verdict

Role = Literal["feed", "sitemap", "section", "article", "thread", "comments"]
LISTS: frozenset[str] = frozenset({"feed", "sitemap", "section"})


@dataclass(slots=True)
class Entry:
    """What a list says of an address before it is read."""

    url: str
    title: str = ""
    summary: str = ""
    published_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Input:
    """One address of one source in one crawl."""

    source: Source
    url: str
    role: Role
    entry: Entry | None = None
    parents: list[Input] = field(default_factory=list)
    started: float = field(default_factory=monotonic)
    settled: bool = False
    open_children: int = 0
    ask_again: bool = False  # a child failed for now: forget the list's ETag
    waiting: Visit | None = None  # the list was read; its children are not done
    pages: int = 0  # comment pages and thread pages read so far
    items: int = 0
    posts: int = 0
    parent_post: str | None = None  # article or thread that comments belong to
    stands_at: str | None = None  # the page on which a reader sees the comments of this address
    replies: list[str] = field(default_factory=list)  # addresses of replies still to be asked
    leapt: int = 0  # pages of a long thread that were not read
    names: set[str] = field(
        default_factory=set
    )  # who spoke on earlier pages: to be masked, not kept


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it came, kept for a while so that parsers can be replayed."""

    post_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """One line of the book: posts that were read and at most one visit."""

    posts: tuple[Post, ...] = ()
    visit: Visit | None = None
    raw: RawPage | None = None


class Ledger:
    """Open and settle inputs; everything opened is in the book exactly once."""

    def __init__(self) -> None:
        self._inputs: dict[tuple[str, str], Input] = {}

    def open(
        self,
        source: Source,
        url: str,
        role: Role,
        *,
        parent: Input | None = None,
        entry: Entry | None = None,
    ) -> Input | None:
        """Return a new input, or None when this source already has this address in this crawl.

        What a second list says of the address (a feed's title, summary, date) is added to it.
        """
        key = (source.id, url if role in LISTS else address_key(url))
        found = self._inputs.get(key)
        if found is None:
            found = self._inputs[key] = Input(source, url, role, entry)
            self._attach(found, parent)
            return found
        # Also listed elsewhere: that list waits for it too. Lists never wait for a list they did
        # not bring: two sitemaps that name each other would wait for ever.
        if not found.settled and role not in LISTS:
            self._attach(found, parent)
            found.entry = _fuller(found.entry, entry)
        return None

    def settle(
        self,
        item: Input,
        verdict: Verdict | None = None,
        *,
        posts: tuple[Post, ...] = (),
        method: str = "",
        http_status: int | None = None,
        new_items: int = 0,
        etag: str | None = None,
        last_modified: str | None = None,
        raw: RawPage | None = None,
    ) -> Iterator[Finished]:
        """Yield the input's line, and the lines of lists that waited for it alone.

        With posts the outcome is left to load (stored, known, revision); a verdict beside them says
        why the page itself could not be read (the post then stands on its feed entry).
        """
        if item.settled or item.waiting is not None:
            return
        visit = Visit(
            source=item.source.id,
            url=item.url,
            role=item.role,
            at=datetime.now(UTC),
            outcome=verdict.outcome if verdict and not posts else None,
            reason=verdict.reason if verdict else "",
            reason_class=verdict.reason_class if verdict else "",
            http_status=http_status or (verdict.http_status if verdict else None),
            method=method,
            post_id=posts[0].post_id if posts else None,
            items=item.items,
            new_items=new_items,
            seconds=round(monotonic() - item.started, 3),
            etag=etag,
            last_modified=last_modified,
        )
        if item.open_children:
            item.waiting = visit
            return
        yield from self._finish(item, visit, posts, raw)

    def unfinished(self, verdict: Verdict) -> Iterator[Finished]:
        """Yield the lines of everything that is still open when a crawl ends early."""
        for lists_too in (False, True):  # children first: they settle the lists they came from
            for item in list(self._inputs.values()):
                if (
                    not item.settled
                    and item.waiting is None
                    and (lists_too or item.role not in LISTS)
                ):
                    yield from self.settle(item, verdict)
        for item in list(self._inputs.values()):
            if item.waiting is not None:
                yield from self._finish(item, item.waiting, (), None)

    def note(self, item: Input, reason: str) -> None:
        """Ask for a list again next time although it was read, and say why."""
        item.ask_again = True
        if item.waiting is not None:
            item.waiting = replace(item.waiting, reason=reason)

    def _attach(self, item: Input, parent: Input | None) -> None:
        if parent is not None and parent not in item.parents and not parent.settled:
            item.parents.append(parent)
            parent.open_children += 1

    def _finish(
        self, item: Input, visit: Visit, posts: tuple[Post, ...], raw: RawPage | None
    ) -> Iterator[Finished]:
        item.settled = True
        item.waiting = None
        if item.ask_again:
            visit = replace(visit, etag=None, last_modified=None)
        yield Finished(posts, visit, raw)
        again = item.ask_again or visit.reason_class == "temporary"
        for parent in item.parents:
            parent.open_children -= 1
            parent.ask_again |= again
            if parent.open_children == 0 and parent.waiting is not None:
                yield from self._finish(parent, parent.waiting, (), None)


def _fuller(one: Entry | None, other: Entry | None) -> Entry | None:
    if one is None or other is None:
        return one or other
    return Entry(
        one.url,
        one.title or other.title,
        one.summary or other.summary,
        one.published_at or other.published_at,
    )


def address_key(url: str) -> str:
    """Return the canonical address, or the string itself where it is no address."""
    try:
        return canonical_url(url)
    except ValueError:
        return url
