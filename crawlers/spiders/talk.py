"""Public talk under articles and in forums: where it is, and posts without anybody's name (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from parsel import Selector

from crawlers import comments as payloads
from crawlers.comments import PAGE_SIZE, Said, SaidPage
from crawlers.ledger import Input
from langnghe.privacy import pseudonym, scrub
from langnghe.records import Post, canonical_url, post_id_of, utc
from langnghe.text import canonical

if TYPE_CHECKING:
    from crawlers.sites.family import Family

MAX_PAGES = 20  # of one article's comments or one thread, per crawl


def comment_pages(body: bytes, url: str) -> list[str]:
    """Return where the public comments of an article page are served."""
    if b"comment" not in body and b"objectid" not in body:
        return []
    page = Selector(text=body.decode("utf-8", "replace"))
    if own := page.css("#comments::attr(data-comments-url)").get():
        return [urljoin(url, own)]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if host == "vnexpress.net":
        return _vnexpress(page)
    if host == "vietnamnet.vn":
        return _vietnamnet(page)
    return []


def _vnexpress(page: Selector) -> list[str]:
    number = page.css("[data-objectid]::attr(data-objectid)").get("")
    site = page.css("meta[name=tt_site_id]::attr(content)").get("")
    category = page.css("meta[name=tt_category_id]::attr(content)").get("")
    if not re.fullmatch(r"\d+", number):
        return []
    query = {
        "offset": 0,
        "limit": PAGE_SIZE,
        "sort": "like",
        "objectid": number,
        "objecttype": page.css("[data-objectid]::attr(data-objecttype)").get("1"),
        "siteid": site,
        "categoryid": category,
    }
    return [f"https://usi-saas.vnexpress.net/index/get?{urlencode(query)}"]


def _vietnamnet(page: Selector) -> list[str]:
    box = page.css("#infoConfigGlobalId, [data-objectid][data-websiteid]")
    number, website = box.css("::attr(data-objectid)").get(""), "000003"
    if not re.fullmatch(r"\d+", number):
        return []
    query = {
        "ObjectId": number,
        "WebsiteId": box.css("::attr(data-websiteid)").get() or website,
        "PageIndex": 0,
        "PageSize": PAGE_SIZE,
    }
    return [f"https://comment.vietnamnet.vn/api/Comment/Gets?{urlencode(query)}"]


def comments(body: bytes, url: str) -> SaidPage:
    """Return one page of an article's comments."""
    return payloads.parse(body, url)


def thread(body: bytes, url: str, family: Family) -> tuple[SaidPage, str]:
    """Return one page of a forum thread and the thread's title."""
    assert family.messages is not None
    page = Selector(text=body.decode("utf-8", "replace"))
    said = tuple(
        Said(m.native_id, m.author, m.text, _moment(m.published_at))
        for m in family.messages(body, url)
    )
    title = canonical(" ".join(page.css("h1").xpath("string()").getall()[:1]))
    following = page.css(
        "a.pageNav-jump--next::attr(href), .PageNav a.text:last-child::attr(href),"
        " link[rel=next]::attr(href)"
    ).get()
    return SaidPage(said, urljoin(url, following) if following else None), title


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def comment_posts(said: Iterable[Said], item: Input, key: bytes) -> list[Post]:
    """Return comments as posts under their article: hashed handles, contact data masked."""
    said = unaddressed(said)
    return [
        post
        for one in said
        if (post := _post(one, item, key, "comment", "", item.parent_post)) is not None
    ]


def unaddressed(said: Iterable[Said]) -> list[Said]:
    """Return comments without the @names with which people answer each other."""
    said = list(said)
    names = sorted({one.handle for one in said if len(one.handle) > 1}, key=len, reverse=True)
    if not names:
        return said
    calls = re.compile("@(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.I)
    return [replace(one, text=calls.sub("@[bạn đọc]", one.text)) for one in said]


def thread_posts(said: Iterable[Said], item: Input, key: bytes, title: str) -> list[Post]:
    """Return a thread's messages: the first is a post, the others are comments under it."""
    posts = []
    for one in unaddressed(said):
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
    text = scrub(canonical(one.text))
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
