"""Dân trí: apicomment.dantri.com.vn/api/comment/list/… as old public crawlers knew it (pure).

Not checked on today's site: an answer of another shape is reported, nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector

from crawlers.comments.said import Said, SaidPage, first, moment, number, words
from langnghe.errors import FeedError

MOST = 200  # the address has no pages, only a number
_ARTICLE = re.compile(r"-(\d{14,17})\.htm")


def addresses(_: Selector, url: str) -> list[str]:
    """Return where an article's comments are served."""
    found = _ARTICLE.search(url)
    host = "https://apicomment.dantri.com.vn"
    return [f"{host}/api/comment/list/1-{found[1]}-0-0-{MOST}.htm"] if found else []


def read(body: bytes, url: str) -> SaidPage:
    """Read the one page: a list of comments, replies inside; null when there is none."""
    data = json.loads(body)
    if data is None:
        return SaidPage(())
    if not isinstance(data, list):
        raise FeedError(url, "bình luận có cấu trúc lạ")
    return SaidPage(tuple(_rows(data, None, 0)))


def _rows(rows: Any, parent: str | None, depth: int) -> Iterator[Said]:
    for row in rows or ():
        native = first(row, "CommentId", "Id")
        if not native:
            raise KeyError("Id")
        name = first(row, "SenderFullName", "FullName")
        yield Said(
            native,
            first(row, "UserId", "SenderEmail") or name,
            words(first(row, "Content", "CommentContent")),
            moment(row.get("CreatedDate"), site="dantri.com.vn"),
            parent,
            number(row.get("LikeCount")),
            name,
        )
        if depth < 5:
            yield from _rows(row.get("Replies"), native, depth + 1)
