"""What readers say in public: comment payloads of the sites we know, as plain facts (pure).

Handles live in `Said.handle` only as long as it takes to hash them; see spiders.talk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from langnghe.errors import FeedError
from langnghe.records import HANOI
from langnghe.text import canonical

PAGE_SIZE = 25
_BREAK = re.compile(r"<(?:br|/p|/div)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]*>")
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Said:
    """One public comment. handle is the name as shown: hash it, never store it."""

    native_id: str
    handle: str
    text: str
    at: datetime | None
    reply_to: str | None = None
    likes: int = 0


@dataclass(frozen=True, slots=True)
class SaidPage:
    """One page of comments and the address of the next."""

    said: tuple[Said, ...]
    next: str | None = None


def parse(body: bytes, url: str) -> SaidPage:
    """Return the comments of a payload; its shape tells which site's it is."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FeedError(url, "bình luận không phải JSON đọc được") from error
    if not isinstance(data, dict):
        raise FeedError(url, "bình luận có cấu trúc lạ")
    inner = data.get("data")
    try:
        if "items" in data:
            return _plain(data, url)
        if isinstance(inner, dict) and "comments" in inner:
            return _vietnamnet(inner, url)
        if isinstance(inner, dict) and "items" in inner:
            return _vnexpress(inner, url)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise FeedError(url, f"bình luận có cấu trúc lạ ({type(error).__name__})") from error
    if inner in (None, [], {}):  # a page without comments, in every dialect
        return SaidPage(())
    raise FeedError(url, "bình luận có cấu trúc lạ")


def words(markup: str) -> str:
    """Return a comment's mark-up as plain lines."""
    return canonical(_TAG.sub("", _BREAK.sub("\n", markup)))


def _plain(data: Mapping[str, Any], url: str) -> SaidPage:
    """Read `{"items": [{id, author, text, time, likes, replies}], "next": url | null}`."""
    following = data.get("next")
    return SaidPage(
        tuple(_plain_items(data["items"], None, 0)),
        urljoin(url, following) if isinstance(following, str) and following else None,
    )


def _plain_items(items: Any, parent: str | None, depth: int) -> Iterator[Said]:
    for row in items or ():
        native = str(row["id"])
        yield Said(
            native,
            str(row.get("author") or ""),
            words(str(row.get("text") or "")),
            moment(row.get("time")),
            parent,
            int(row.get("likes") or 0),
        )
        if depth < MAX_DEPTH:
            yield from _plain_items(row.get("replies"), native, depth + 1)


def _vnexpress(data: Mapping[str, Any], url: str) -> SaidPage:
    """Read usi-saas.vnexpress.net/index/get: top comments with their first replies."""
    said: list[Said] = []
    for row in data["items"]:
        said.append(_vnexpress_one(row, None))
        replies = row.get("replys") or {}
        said += [_vnexpress_one(r, str(row["comment_id"])) for r in replies.get("items") or ()]
    seen = _query_int(url, "offset") + len(data["items"])
    more = bool(data["items"]) and seen < int(data.get("total") or 0)
    return SaidPage(tuple(said), _with(url, offset=seen) if more else None)


def _vnexpress_one(row: Mapping[str, Any], parent: str | None) -> Said:
    # Display names repeat; the numeric user id is what tells two readers apart.
    handle = str(row.get("userid") or "") or str(row.get("full_name") or "")
    return Said(
        str(row["comment_id"]),
        handle,
        words(str(row.get("content") or "")),
        moment(row.get("creation_time")),
        parent,
        int(row.get("userlike") or 0),
    )


def _vietnamnet(data: Mapping[str, Any], url: str) -> SaidPage:
    """Read comment.vietnamnet.vn/api/Comment/Gets; replies are pages of their own (ParentId)."""
    rows = data["comments"] or ()
    said: list[Said] = []
    for row in rows:
        said.append(_vietnamnet_one(row))
        said += [_vietnamnet_one(r) for r in row.get("comments") or ()]
    index, size = int(data.get("pageIndex") or 0), int(data.get("pageSize") or PAGE_SIZE)
    more = bool(rows) and (index + 1) * size < int(data.get("totalRow") or 0)
    return SaidPage(tuple(said), _with(url, PageIndex=index + 1) if more else None)


def _vietnamnet_one(row: Mapping[str, Any]) -> Said:
    handle = str(row.get("userId") or "") or str(row.get("userName") or "")
    return Said(
        str(row["commentId"]),
        handle,
        words(str(row.get("commentContent") or "")),
        moment(row.get("createdDate")),
        str(row.get("parentId") or "") or None,
        int(row.get("totalLike") or 0),
    )


def moment(value: Any) -> datetime | None:
    """Return an aware time from ISO 8601 (Hà Nội where no zone is given) or epoch seconds."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        found = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=HANOI)


def _query_int(url: str, name: str) -> int:
    value = dict(parse_qsl(urlsplit(url).query)).get(name, "0")
    return int(value) if value.isascii() and value.isdigit() else 0


def _with(url: str, **changes: int) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **{k: str(v) for k, v in changes.items()}}
    return urlunsplit(parts._replace(query=urlencode(query)))
