"""Tuổi Trẻ (JSON inside JSON) and Thanh Niên (an HTML fragment): sites on VCCorp's system (pure).

Tuổi Trẻ's own pages send a front-end key along; we do not, and an endpoint that insists is reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from lxml import etree
from parsel import Selector

from crawlers.comments.said import (
    PAGE_SIZE,
    Said,
    SaidPage,
    first,
    moment,
    number,
    query_int,
    with_query,
    words,
)
from crawlers.page import Page, select, text_of
from langnghe.errors import FeedError

_ARTICLE = re.compile(r"-(\d{15,20})\.htm")
_LIKES = (
    "likes", "loves", "stars", "hahas", "wows", "sads", "wraths",
)  # fmt: skip


def tuoitre(page: Selector, url: str) -> list[str]:
    """Return where an article's comments are served."""
    if not (article := _article(page, url)):
        return []
    query = {
        "pageindex": 1, "pagesize": PAGE_SIZE, "objId": article, "objType": 1, "sort": 2,
    }  # fmt: skip
    return [f"https://id.tuoitre.vn/api/getlist-comment.api?{urlencode(query)}"]


def thanhnien(page: Selector, url: str) -> list[str]:
    """Return where an article's comments are served."""
    if not (article := _article(page, url)):
        return []
    query = {
        "page": 1, "NewsID": article, "pageSize": PAGE_SIZE, "iObjectType": 1, "SiteName": "thanhnien",
    }  # fmt: skip
    return [f"https://eth2.cnnd.vn/api/ajax/ListComment.htm?{urlencode(query)}"]


def _article(page: Selector, url: str) -> str:
    hidden = page.css("#hdNewsId::attr(value)").get("")
    found = _ARTICLE.search(url)
    return hidden if re.fullmatch(r"\d{15,20}", hidden) else found[1] if found else ""


# ---- Tuổi Trẻ


def read_tuoitre(body: bytes, url: str) -> SaidPage:
    """Read id.tuoitre.vn/api/getlist-comment.api: {"Success", "Data": "[…]"}, replies inside."""
    data = json.loads(body)
    if not data.get("Success", True):
        raise FeedError(url, "máy chủ bình luận không trả lời cho khách không có khoá")
    inner = data.get("Data")
    rows = json.loads(inner) if isinstance(inner, str) and inner.strip() else inner or []
    if not isinstance(rows, list):
        raise FeedError(url, "bình luận có cấu trúc lạ")
    full = len(rows) >= max(1, query_int(url, "pagesize") or PAGE_SIZE)
    following = with_query(url, pageindex=query_int(url, "pageindex") + 1) if full else None
    return SaidPage(tuple(_tuoitre(rows, None, 0)), following)


def _tuoitre(rows: Any, parent: str | None, depth: int) -> Iterator[Said]:
    for row in rows or ():
        native = str(row["id"])
        name = first(row, "sender_fullname")
        yield Said(
            native,
            first(row, "user_id", "sender_id", "sender_email") or name,
            words(str(row.get("content") or "")),
            moment(first(row, "published_date", "created_date"), site="tuoitre.vn"),
            parent or first(row, "parent_id") or None,
            sum(number(row.get(field)) for field in _LIKES),
            name,
        )
        if depth < 5:
            yield from _tuoitre(row.get("child_comments"), native, depth + 1)


# ---- Thanh Niên


def read_thanhnien(body: bytes, url: str) -> SaidPage:
    """Read eth2.cnnd.vn/api/ajax/ListComment.htm: items with their replies in .box-reply."""
    if body.lstrip()[:1] in (b"{", b"["):
        raise FeedError(url, "bình luận có cấu trúc lạ")
    page = Page.of(b"<html><body>" + body + b"</body></html>", url)
    items = select(page.root, ".box_cm[data-cmid]")
    said = tuple(one for item in items if (one := _thanhnien(item)))
    if items and not said:
        raise FeedError(url, "bình luận có cấu trúc lạ")
    tops = sum(one.reply_to is None for one in said)
    full = tops >= max(1, query_int(url, "pageSize") or PAGE_SIZE)
    following = with_query(url, page=query_int(url, "page") + 1) if full else None
    return SaidPage(said, following)


def _thanhnien(item: etree._Element) -> Said | None:
    # A reply is an item inside an item: its own parts are those no deeper item holds.
    above = next((a for a in item.iterancestors() if a.get("data-cmid") and _is_item(a)), None)
    texts = [n for n in select(item, ".text-comment") if _item_of(n) is item]
    if not texts:
        return None
    names = [n for n in select(item, "a.user-name", ".user-name") if _item_of(n) is item]
    name = text_of(names[0]) if names else ""
    stamps = [n for n in select(item, ".time-ago[title]") if _item_of(n) is item]
    likes = [n for n in select(item, ".total-like") if _item_of(n) is item]
    liked = text_of(likes[0]) if likes else ""
    return Said(
        str(item.get("data-cmid")),
        name,
        text_of(texts[0]),
        moment(stamps[0].get("title"), site="thanhnien.vn") if stamps else None,
        str(above.get("data-cmid")) if above is not None else None,
        int(liked) if liked.isdecimal() else 0,
        name,
    )


def _is_item(node: etree._Element) -> bool:
    return "box_cm" in (node.get("class") or "").split()


def _item_of(node: etree._Element) -> etree._Element | None:
    return next((a for a in node.iterancestors() if a.get("data-cmid") and _is_item(a)), None)
