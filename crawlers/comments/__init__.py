"""What readers say in public under articles: where it is served, and payloads as plain facts (pure).

Handles live in `Said` only as long as it takes to hash them; see spiders.talk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from crawlers.comments import dantri, vccorp, vietnamnet, vnexpress
from crawlers.comments.said import PAGE_SIZE, Said, SaidPage, moment, words
from crawlers.page import joined
from langnghe.errors import FeedError

__all__ = ["PAGE_SIZE", "Said", "SaidPage", "addresses", "moment", "parse", "words"]

MAX_DEPTH = 20

# Site → where the comments of one of its articles are.
SERVED: Mapping[str, Callable[[Selector, str], list[str]]] = {
    "vnexpress.net": vnexpress.addresses,
    "vietnamnet.vn": vietnamnet.addresses,
    "tuoitre.vn": vccorp.tuoitre,
    "thanhnien.vn": vccorp.thanhnien,
    "dantri.com.vn": dantri.addresses,
}
# Hosts whose answers are no object of JSON with a shape of its own.
READERS: Mapping[str, Callable[[bytes, str], SaidPage]] = {
    "id.tuoitre.vn": vccorp.read_tuoitre,
    "eth2.cnnd.vn": vccorp.read_thanhnien,
    "apicomment.dantri.com.vn": dantri.read,
}


def addresses(body: bytes, url: str) -> list[str]:
    """Return where the public comments of an article page are served."""
    page = Selector(text=body.decode("utf-8", "replace"))
    if own := page.css("#comments::attr(data-comments-url)").get():
        return [address] if (address := joined(url, own)) else []
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    served = SERVED.get(host)
    return served(page, url) if served else []


def parse(body: bytes, url: str) -> SaidPage:
    """Return the comments of a payload; its host or its shape tells which site's it is."""
    reader = READERS.get(urlsplit(url).hostname or "", _by_shape)
    try:
        return reader(body, url)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError):
            raise FeedError(url, "bình luận không phải JSON đọc được") from error
        raise FeedError(url, "bình luận có cấu trúc lạ (ValueError)") from error
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise FeedError(url, f"bình luận có cấu trúc lạ ({type(error).__name__})") from error


def _by_shape(body: bytes, url: str) -> SaidPage:
    data = json.loads(body)
    if not isinstance(data, dict):
        raise FeedError(url, "bình luận có cấu trúc lạ")
    inner = data.get("data")
    if "items" in data:
        return _plain(data, url)
    if isinstance(inner, dict) and "comments" in inner:
        return vietnamnet.read(inner, url)
    if isinstance(inner, dict) and "items" in inner:
        return vnexpress.read(inner, url)
    if inner in (None, [], {}):  # a page without comments, in every dialect
        return SaidPage(())
    raise FeedError(url, "bình luận có cấu trúc lạ")


def _plain(data: Mapping[str, Any], url: str) -> SaidPage:
    """Read `{"items": [{id, author, text, time, likes, replies}], "next": url | null}`."""
    following = data.get("next")
    return SaidPage(
        tuple(_plain_items(data["items"], None, 0)),
        urljoin(url, following) if isinstance(following, str) and following else None,
    )


def _plain_items(items: Any, parent: str | None, depth: int) -> Iterator[Said]:
    for row in items or ():
        native, name = str(row["id"]), str(row.get("author") or "")
        yield Said(
            native,
            name,
            words(str(row.get("text") or "")),
            moment(row.get("time")),
            parent,
            int(row.get("likes") or 0),
            name,
        )
        if depth < MAX_DEPTH:
            yield from _plain_items(row.get("replies"), native, depth + 1)
