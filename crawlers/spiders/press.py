"""The spider: lists give addresses, addresses give posts, every address ends once in the ledger.

One engine reads all sources, so that delay, robots.txt and closed hosts hold across them.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.http import Response

from crawlers import outcomes
from crawlers.home import MAX_URL, is_web
from crawlers.job import MAX_BYTES
from crawlers.ledger import Entry, Finished, Input, address_key
from crawlers.outcomes import Verdict, of_status
from crawlers.politeness import place_of
from crawlers.sites import FAMILIES, family_for
from crawlers.spiders import articles, talk
from crawlers.spiders.base import LedgerSpider
from crawlers.spiders.lists import MAX_SITEMAPS, Asked, Listing, reader_of, seeds, start_of
from langnghe.errors import FeedError, LayoutChanged
from langnghe.records import Post

if TYPE_CHECKING:
    from crawlers.sites.family import Family
    from langnghe.config import Source

MAX_RECHECKS = 50  # articles per source looked at again in one crawl, newest first
_LIST_PRIORITY = 100  # lists before articles: a short crawl sees every source
_AGAIN_PRIORITY = -10  # and what is new before what may have been edited


class PressSpider(LedgerSpider):
    """Read the sources of one job: lists, then what they name."""

    # ---- beginnings

    async def start(self) -> AsyncIterator[Any]:
        """Yield the lists that are due, then recent articles that are looked at again for edits."""
        now = datetime.now(UTC)
        due = {
            source.id: [(role, url) for role, url in seeds(source) if self.job.is_due(url, now)]
            for source in self.job.sources
        }
        looked_at = sorted((s for s in self.job.sources if due[s.id]), key=lambda s: s.priority)
        # Opened before any list can answer: what a list then names again is already being looked at,
        # else it would be put down as known and nobody would see that it was edited.
        again = [
            thing
            for source in (() if self.job.backfill_from else looked_at)
            for url in tuple(self.job.recheck.get(source.id, ()))[:MAX_RECHECKS]
            for thing in self._candidate(source, Entry(url), None, again=True)
        ]
        for source in looked_at:
            for role, url in due[source.id]:
                if item := self.ledger.open(source, url, role):
                    for thing in self._ask_list(item):
                        yield thing
        for thing in again:
            yield thing

    def _ask_list(self, item: Input) -> Iterator[Any]:
        headers = {}
        if (state := self.job.feed_state.get(item.url)) and not self.job.backfill_from:
            if state.etag:
                headers["If-None-Match"] = state.etag
            if state.last_modified:
                headers["If-Modified-Since"] = state.last_modified
        yield from self._ask(item, self.on_list, headers, _LIST_PRIORITY)

    # ---- lists

    def on_list(self, response: Response, item: Input) -> Iterator[Any]:
        """Read a list; ask what is new in it."""
        if self.job.backfill_from:
            yield from self._older(response, item)
        if response.status == 304:
            # Kept: the server still has what we were given.
            state = self.job.feed_state.get(item.url)
            yield from self.ledger.settle(
                item,
                outcomes.NOT_MODIFIED,
                etag=state.etag if state else None,
                last_modified=state.last_modified if state else None,
            )
            return
        if verdict := of_status(response.status):
            yield from self.ledger.settle(item, verdict)
            return
        family = family_of(item.source)
        listing = reader_of(item.role, family)(
            Asked(
                unzipped(response.body),
                response.url,
                family,
                start_of(self.job.backfill_from),
                datetime.now(UTC),
            )
        )
        yield from self._take(response, item, listing)

    def _older(self, response: Response, item: Input) -> Iterator[Any]:
        """Ask the sitemaps that robots.txt names: lists of old articles for a backfill."""
        home = self.homes[item.source.id]
        for url in self.sitemaps.get(place_of(response.url), ())[:MAX_SITEMAPS]:
            if home.owns(url) and (found := self.ledger.open(item.source, url, "sitemap")):
                yield from self._ask_list(found)

    def _take(self, response: Response, item: Input, listing: Listing) -> Iterator[Any]:
        item.items = len(listing.entries) + len(listing.more)
        known = self.known[item.source.id]
        new = sum(address_key(entry.url) not in known for entry in listing.entries)
        left_out = 0
        for url in listing.more:
            if child := self.ledger.open(item.source, url, "sitemap", parent=item):
                yield from self._ask_list(child)
        if item.source.feed_only and item.role == "feed":
            yield from self._entries(item, listing)
        for entry in () if item.source.feed_only else listing.entries:
            if not self._has_budget(item.source) and not self._is_known(item.source, entry.url):
                left_out += 1
                continue
            yield from self._candidate(item.source, entry, item, role=listing.of)
        if left_out:
            item.ask_again = True
        reason = f"còn {left_out} địa chỉ chờ lượt sau" if left_out else ""
        yield from self.ledger.settle(
            item,
            Verdict(outcomes.KNOWN.outcome, reason, "", response.status),
            new_items=new,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
        )

    def _entries(self, item: Input, listing: Listing) -> Iterator[Any]:
        """Take the entries of a feed for posts; nothing they point at is asked, wherever it is."""
        for entry in listing.entries:
            child = self.ledger.open(item.source, entry.url, "article", parent=item, entry=entry)
            if child is None:
                continue
            post = None if self._is_known(item.source, entry.url) else articles.of_entry(child)
            if post:
                yield from self.ledger.settle(child, posts=(post,), method=post.method)
            else:
                known = self._is_known(item.source, entry.url)
                yield from self.ledger.settle(
                    child, outcomes.KNOWN if known else outcomes.EMPTY_ENTRY
                )

    def _has_budget(self, source: Source) -> bool:
        return self.asked[source.id] < self.job.max_articles_per_source

    def _is_known(self, source: Source, url: str) -> bool:
        return address_key(url) in self.known[source.id]

    def _candidate(
        self,
        source: Source,
        entry: Entry,
        parent: Input | None,
        *,
        role: Any = "article",
        again: bool = False,
    ) -> Iterator[Any]:
        item = self.ledger.open(source, entry.url[: 4 * MAX_URL], role, parent=parent, entry=entry)
        if item is None:
            return
        if is_web(item.url) and not self.homes[source.id].owns(item.url):
            yield from self.ledger.settle(item, outcomes.OFF_SITE)
        elif role == "article" and not again and self._is_known(source, entry.url):
            yield from self.ledger.settle(item, outcomes.KNOWN)
        else:
            self.asked[source.id] += not again  # second looks do not eat the budget for news
            yield from self._ask(
                item,
                self.on_thread if role == "thread" else self.on_article,
                priority=_AGAIN_PRIORITY if again else 0,
            )

    # ---- pages

    def on_article(self, response: Response, item: Input) -> Iterator[Any]:
        """Read an article, then ask for its public comments where the source has them."""
        if verdict := of_status(response.status):
            yield from self.unread(item, verdict)
            return
        post, raw = articles.read(
            response.body, response.url, item, header(response, "Content-Type") or ""
        )
        yield from self.ledger.settle(
            item, posts=(post,), method=post.method, http_status=response.status, raw=raw
        )
        if item.source.comments:
            for url in talk.comment_pages(response.body, response.url):
                child = self.ledger.open(item.source, url, "comments")
                if child is not None:
                    child.parent_post, child.stands_at = post.post_id, post.url
                    yield from self._ask(child, self.on_comments)

    def on_comments(self, response: Response, item: Input) -> Iterator[Any]:
        """Read one page of comments; ask for the next."""
        if verdict := of_status(response.status):
            yield from self.ledger.settle(item, verdict)
            return
        page = talk.comments(response.body, response.url)
        item.replies += page.replies
        yield from self._talk(
            response, item, talk.comment_posts(page.said, item, self.key), page.next
        )

    def on_thread(self, response: Response, item: Input) -> Iterator[Any]:
        """Read one page of a forum thread; ask for the next."""
        if verdict := of_status(response.status):
            yield from self.ledger.settle(item, verdict)
            return
        known = self._is_known(item.source, item.url)
        most = talk.KNOWN_PAGES if known else talk.MAX_PAGES
        page, title, leapt = talk.thread(
            response.body, response.url, family_of(item.source), most=most, read=item.pages + 1
        )
        item.leapt += 0 if known else leapt
        if not page.said and not item.pages:
            raise LayoutChanged(response.url, "không thấy bài viết nào trong chủ đề")
        posts = talk.thread_posts(page.said, item, self.key, title)
        yield from self._talk(response, item, posts, page.next)

    def _talk(
        self, response: Response, item: Input, posts: list[Post], following: str | None
    ) -> Iterator[Any]:
        item.pages += 1
        item.items += len(posts)
        if posts:
            yield Finished(tuple(posts))
        if following == response.url:  # a page that names itself as the next
            following = None
        if following is None and item.replies:
            following = item.replies.pop(0)
        if following and item.pages < talk.MAX_PAGES:
            callback = self.on_thread if item.role == "thread" else self.on_comments
            yield self.request(item, following, callback)
            return
        left = f"còn trang chưa đọc sau {item.pages} trang" if following else ""
        if item.leapt:
            left = f"chủ đề dài: bỏ qua {item.leapt} trang ở giữa"
        yield from self.ledger.settle(
            item,
            Verdict(outcomes.KNOWN.outcome, left, "", response.status),
            new_items=item.items,
        )


def family_of(source: Source) -> Family:
    """Return the family sources.toml names; "generic" leaves the choice to the host."""
    named = FAMILIES.get(source.family)
    return named if named and named.name != "generic" else family_for(source.home)


def header(response: Response, name: str) -> str | None:
    """Return a response header as text, bounded: it comes back in every later request."""
    value = response.headers.get(name)
    return value.decode("latin-1")[:200] if value else None


def unzipped(body: bytes) -> bytes:
    """Return a .gz list opened, never beyond the size limit."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    opener = zlib.decompressobj(wbits=31)
    try:
        opened = opener.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise FeedError("", "tệp nén bị hỏng") from error
    if len(opened) > MAX_BYTES:
        raise outcomes.Settled(outcomes.BOMB)
    return opened
