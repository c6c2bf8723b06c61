"""From a page, or from its feed entry alone, to a post (pure)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from crawlers.ledger import Input, RawPage
from crawlers.outcomes import Verdict
from langnghe.records import Outcome, Post, canonical_url, post_id_of, utc
from langnghe.text import canonical

FEED_METHOD = "feed"
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.I)
_TAG = re.compile(r"<[^<>]*>")
_GONE = (404, 410)


def read(body: bytes, url: str, item: Input, content_type: str = "") -> tuple[Post, RawPage]:
    """Return the post of an article page, and the page as it came.

    A date that the page does not state is taken from the feed.
    """
    from crawlers.extract import extract

    declared = _CHARSET.search(content_type)
    article = extract(
        body, url, encoding=declared[1] if declared else None, family=named_family(item)
    )
    entry = item.entry
    published = article.published_at or (entry.published_at if entry else None)
    post = Post(
        post_id=post_id_of(url=url, source=item.source.id, native_id=None),
        source=item.source.id,
        kind="article",
        url=canonical_url(url),
        title=article.title or (canonical(entry.title) if entry else ""),
        lead=article.lead,
        text="\n".join(article.body),
        fetched_at=datetime.now(UTC),
        published_at=utc(published) if published else None,
        author=article.author,
        section=article.section,
        method=article.method,
    )
    return post, RawPage(post.post_id, body)


def from_feed(item: Input, verdict: Verdict) -> Post | None:
    """Return the post that a feed entry makes when its page cannot be read, or None.

    Kept when asking again will not help (robots.txt, a refusal, a changed layout, a page too large)
    and the feed gave title and summary. Not kept when the page is gone (404, 410: the outlet took
    it back), is no article, or failed only for now: then the next crawl asks again, and a summary
    stored today would look like an edited article tomorrow.
    """
    entry = item.entry
    if item.role != "article" or entry is None or verdict.reason_class == "temporary":
        return None
    if verdict.outcome in (Outcome.NOT_ARTICLE, Outcome.KNOWN) or verdict.http_status in _GONE:
        return None
    if not (plain(entry.title) and plain(entry.summary)):
        return None
    return of_entry(item)


def of_entry(item: Input) -> Post | None:
    """Return what a feed says of an address as a post, or None when it says nothing."""
    entry = item.entry
    title, summary = (plain(entry.title), plain(entry.summary)) if entry else ("", "")
    if entry is None or not (title or summary):
        return None
    return Post(
        post_id=post_id_of(url=item.url, source=item.source.id, native_id=None),
        source=item.source.id,
        kind="article",
        url=canonical_url(item.url),
        title=title,
        lead="",
        text=summary,
        fetched_at=datetime.now(UTC),
        published_at=utc(entry.published_at) if entry.published_at else None,
        method=FEED_METHOD,
    )


def named_family(item: Input) -> str | None:
    """Return the family sources.toml names; "generic" leaves the choice to the host."""
    from crawlers.sites import FAMILIES

    family = item.source.family
    return family if family in FAMILIES and family != "generic" else None


def plain(text: str) -> str:
    """Return a feed's text without the mark-up some feeds put in."""
    return " ".join(canonical(_TAG.sub(" ", text)).split())
