"""Public talk under articles and in forums: where it is, and posts without anybody's name (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from parsel import Selector

from crawlers import comments as payloads
from crawlers.comments import Said, SaidPage
from crawlers.connectors.said import tidy
from crawlers.ledger import Input
from crawlers.sites.xenforo import next_page
from langnghe.privacy import pseudonym, scrub
from langnghe.records import Post, canonical_url, post_id_of, utc
from langnghe.text import canonical

if TYPE_CHECKING:
    from crawlers.sites.family import Family

MAX_PAGES = 40  # of one article's comments (replies too) or one thread, per crawl
KNOWN_PAGES = 5  # of a thread that was read before: its first page and its last


def comment_pages(body: bytes, url: str) -> list[str]:
    """Return where the public comments of an article page are served."""
    return payloads.addresses(body, url)


def comments(body: bytes, url: str) -> SaidPage:
    """Return one page of an article's comments."""
    return payloads.parse(body, url)


def thread(
    body: bytes, url: str, family: Family, *, most: int = MAX_PAGES, read: int = 1
) -> tuple[SaidPage, str, int]:
    """Return one page of a forum thread, the thread's title, and how many pages were leapt over.

    most: pages of this thread in this crawl; read: pages read so far, this one too.
    """
    assert family.messages is not None
    page = Selector(text=body.decode("utf-8", "replace"))
    said = tuple(
        Said(m.native_id, m.author, m.text, _moment(m.published_at), name=m.author)
        for m in family.messages(body, url)
    )
    title = canonical(" ".join(page.css("h1").xpath("string()").getall()[:1]))
    following, leapt = next_page(body, url, most=most, read=read)
    return SaidPage(said, following), title, leapt


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def comment_posts(said: Iterable[Said], item: Input, key: bytes) -> list[Post]:
    """Return comments as posts under their article: hashed handles, contact data masked."""
    return [
        post
        for one in unaddressed(said, item.names)
        if (post := _post(one, item, key, "comment", "", item.parent_post)) is not None
    ]


def unaddressed(said: Iterable[Said], known: set[str] | None = None) -> list[Said]:
    """Return comments without the @names with which people answer each other.

    known: the names of earlier pages; those of this page are added.
    """
    said = list(said)
    names = known if known is not None else set()
    names |= {name for one in said for name in (one.handle, one.name) if len(name) > 1}
    if not names:
        return said
    longest = sorted(names, key=len, reverse=True)
    calls = re.compile("@(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)", re.I)
    return [replace(one, text=calls.sub("@[bạn đọc]", one.text)) for one in said]


def thread_posts(said: Iterable[Said], item: Input, key: bytes, title: str) -> list[Post]:
    """Return a thread's messages: the first is a post, the others are comments under it."""
    posts = []
    if "?" in item.url:  # index.php?threads/…: the canonical form would not open in a browser
        item.stands_at = item.url
    for one in unaddressed(said, item.names):
        opening = item.parent_post is None
        post = _post(
            one,
            item,
            key,
            "post" if opening else "comment",
            scrub(title) if opening else "",
            item.parent_post,
        )
        if post is None:
            continue
        if opening:
            item.parent_post = post.post_id
        posts.append(post)
    return posts


def _post(
    one: Said, item: Input, key: bytes, kind: str, title: str, parent: str | None
) -> Post | None:
    text = tidy(one.text)
    if not text:
        return None
    # Comment ids count per article on some sites: the article is part of the name.
    native = f"{kind}:{parent or canonical_url(item.url)}:{one.native_id}"
    if item.role == "thread":
        native = f"message:{one.native_id}"
    return Post(
        post_id=post_id_of(url=None, source=item.source.id, native_id=native),
        source=item.source.id,
        kind=kind,  # type: ignore[arg-type]
        url=item.stands_at or canonical_url(item.url),  # a reader opens the page, not its JSON
        title=title,
        lead="",
        text=text,
        fetched_at=datetime.now(UTC),
        published_at=utc(one.at) if one.at else None,
        author_key=pseudonym(key, item.source.id, one.handle) if one.handle else None,
        native_id=native,
        parent_id=parent,
        method="xenforo" if item.role == "thread" else "comments",
    )
