"""VietNamNet: comment.vietnamnet.vn/api/Comment/Gets; replies by the same call with ParentId (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from parsel import Selector

from crawlers.comments.said import PAGE_SIZE, Said, SaidPage, moment, number, with_query, words

WEBSITE = "000003"


def addresses(page: Selector, _: str) -> list[str]:
    """Return where an article's comments are served."""
    box = page.css("#infoConfigGlobalId, [data-objectid][data-websiteid]")
    article = box.css("::attr(data-objectid)").get("")
    if not re.fullmatch(r"\d+", article):
        return []
    query = {
        "ObjectId": article,
        "WebsiteId": box.css("::attr(data-websiteid)").get() or WEBSITE,
        "PageIndex": 0,
        "PageSize": PAGE_SIZE,
    }
    return [f"https://comment.vietnamnet.vn/api/Comment/Gets?{urlencode(query)}"]


def read(data: Mapping[str, Any], url: str) -> SaidPage:
    """Read one page of comments, or of the replies to one."""
    rows = data["comments"] or ()
    of_one = "ParentId=" in urlsplit(url).query
    said: list[Said] = []
    replies: list[str] = []
    for row in rows:
        inside = row.get("comments") or ()
        said.append(_one(row))
        said += [_one(reply) for reply in inside]
        if not of_one and number(row.get("totalAnswer")) > len(inside):
            replies.append(with_query(url, ParentId=str(row["commentId"]), PageIndex=0))
    index, size = number(data.get("pageIndex")), number(data.get("pageSize")) or PAGE_SIZE
    more = bool(rows) and (index + 1) * size < number(data.get("totalRow"))
    following = with_query(url, PageIndex=index + 1) if more else None
    return SaidPage(tuple(said), following, tuple(replies))


def _one(row: Mapping[str, Any]) -> Said:
    name = str(row.get("userName") or "")
    return Said(
        str(row["commentId"]),
        str(row.get("userId") or "") or name,
        words(str(row.get("commentContent") or "")),
        moment(row.get("createdDate")),
        str(row.get("parentId") or "") or None,
        number(row.get("totalLike")),
        name,
    )
