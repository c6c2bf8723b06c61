"""VnExpress: usi-saas.vnexpress.net/index/get, replies by index/getreplay (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

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


def addresses(page: Selector, _: str) -> list[str]:
    """Return where an article's comments are served."""
    article = page.css("[data-objectid]::attr(data-objectid)").get("")
    if not re.fullmatch(r"\d+", article):
        return []
    query = {
        "offset": 0,
        "limit": PAGE_SIZE,
        "sort": "like",
        "objectid": article,
        "objecttype": page.css("[data-objectid]::attr(data-objecttype)").get("1"),
        "siteid": page.css("meta[name=tt_site_id]::attr(content)").get(""),
        "categoryid": page.css("meta[name=tt_category_id]::attr(content)").get(""),
    }
    return [f"https://usi-saas.vnexpress.net/index/get?{urlencode(query)}"]


def read(data: Mapping[str, Any], url: str) -> SaidPage:
    """Read one page: top comments with their first replies, or the replies of one comment."""
    items = data["items"]
    of_one = "getreplay" in urlsplit(url).path
    said: list[Said] = []
    replies: list[str] = []
    for row in [*items, *([] if of_one else data.get("items_pin") or ())]:
        top = str(row["comment_id"])
        parent = first(row, "parent_id") if of_one else None
        said.append(_one(row, parent or None))
        inside = row.get("replys") or {}
        shown = inside.get("items") or ()
        said += [_one(reply, top) for reply in shown]
        if number(inside.get("total")) > len(shown):
            replies.append(_replies(url, top))
    seen = query_int(url, "offset") + len(items)
    if "total" in data:
        more = bool(items) and seen < number(data["total"])
    else:  # replies do not always tell their number: a full page may have a successor
        more = len(items) >= max(1, query_int(url, "limit"))
    return SaidPage(tuple(said), with_query(url, offset=seen) if more else None, tuple(replies))


def _replies(url: str, comment: str) -> str:
    parts = urlsplit(url)
    path = parts.path.rpartition("/")[0] + "/getreplay"
    asked = urlunsplit(parts._replace(path=path))
    return with_query(asked, id=comment, offset=0, sort_by="like", sort=None)


def _one(row: Mapping[str, Any], parent: str | None) -> Said:
    name = str(row.get("full_name") or "")
    return Said(
        str(row["comment_id"]),
        # Display names repeat; the numeric user id is what tells two readers apart.
        str(row.get("userid") or "") or name,
        words(str(row.get("content") or "")),
        moment(row.get("creation_time")),
        parent,
        number(row.get("userlike")),
        name,
    )
