"""What YouTube says: the followed videos themselves, and the public comments under them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawlers.connectors.base import (
    ConnectorError,
    Found,
    Json,
    QuotaExhausted,
    TokenExpired,
    visit_of,
)
from crawlers.connectors.said import moment, post_id, post_of
from crawlers.connectors.youtube_api import COMMENT_PAGE, HOST, CommentsClosed, Gone
from crawlers.connectors.youtube_task import METHOD, Task
from langnghe.records import Post

THREAD_PAGES = 20  # of 100 threads, of one video, in one pull
REPLY_PAGES = 5


def videos(this: Task, followed: list[str]) -> Iterator[Found]:
    """Yield the videos themselves; one that is no longer public is followed no more."""
    if not followed:
        return
    found = {str(item["id"]): item for item in this.api.videos(followed)}
    count = 0
    for video in followed:
        if video not in found:
            del this.videos[video]
            gone = Gone("video đã gỡ hoặc chuyển riêng tư", url=_watch(video))
            yield visit_of(this.account.source, gone, this.api.client.clock(), "article")
            continue
        item = found[video]
        # No number at all: the owner switched comments off.
        said = (item.get("statistics") or {}).get("commentCount")
        this.counts[video] = None if said is None else int(said)
        post = _video_post(this, video, item["snippet"])
        if post and this.state.is_new(post):
            count += 1
            yield post
    yield this.visit(f"{HOST}/videos", "videos", len(found), count)


def _video_post(this: Task, video: str, snippet: Json) -> Post | None:
    declared = (this.state.memory.get("uploads") or {}).get("title")
    own = bool(declared) and snippet.get("channelTitle") == declared
    return post_of(
        this.account,
        kind="post",
        native_id=video,
        url=_watch(video),
        title=str(snippet.get("title") or ""),
        text=str(snippet.get("description") or ""),
        fetched_at=this.api.client.clock(),
        at=moment(snippet.get("publishedAt")),
        handle="" if own else str(snippet.get("channelId") or ""),
        author=str(declared) if own else None,
        method=METHOD,
    )


def comments(this: Task, video: str) -> Iterator[Found]:
    """Yield the comments of a video when their number has changed since they were read whole."""
    known, count = this.videos[video], this.counts.get(video)
    if count is None or count == int(known.get("read") or 0):
        return
    url = f"{HOST}/commentThreads?videoId={video}"
    tally = _Tally()
    try:
        yield from _threads(this, video, count - int(known.get("read") or 0), tally)
    except (QuotaExhausted, TokenExpired):
        raise
    except CommentsClosed as error:
        known["read"] = count
        yield this.visit(url, "comments", 0, 0, error.reason)
        return
    except Gone as error:
        del this.videos[video]
        yield visit_of(this.account.source, error, this.api.client.clock(), "comments")
        return
    except ConnectorError as error:  # what was read stays; "read" does not move: asked again
        yield this.trouble(error, "comments")
        return
    known["read"] = count
    reason = "" if tally.whole else f"chỉ đọc {THREAD_PAGES * COMMENT_PAGE} chuỗi mới nhất"
    yield this.visit(url, "comments", tally.read, tally.new, reason)


@dataclass(slots=True)
class _Tally:
    read: int = 0
    new: int = 0
    whole: bool = False


def _threads(this: Task, video: str, expected: int, tally: _Tally) -> Iterator[Found]:
    """Yield what is new, newest threads first, until all that is expected was seen."""
    params = {
        "part": "snippet,replies", "videoId": video, "order": "time",
        "maxResults": COMMENT_PAGE, "textFormat": "plainText",
    }  # fmt: skip
    pages = this.api.pages("commentThreads", params, most=THREAD_PAGES)
    for number, items in enumerate(pages, 1):
        before = tally.new
        for thread in items:
            top = thread["snippet"]["topLevelComment"]
            replies = list((thread.get("replies") or {}).get("comments") or ())
            if int(thread["snippet"].get("totalReplyCount") or 0) > len(replies):
                replies = list(_replies(this, str(top["id"])))
            for comment in (top, *replies):
                tally.read += 1
                post = _comment_post(this, video, comment)
                if post and this.state.is_new(post):
                    tally.new += 1
                    yield post
        if tally.new == before and tally.new >= expected > 0:
            tally.whole = True
            return
        tally.whole = number < THREAD_PAGES


def _replies(this: Task, thread: str) -> Iterator[Json]:
    params = {
        "part": "snippet", "parentId": thread, "maxResults": COMMENT_PAGE, "textFormat": "plainText",
    }  # fmt: skip
    for items in this.api.pages("comments", params, most=REPLY_PAGES):
        yield from items


def _comment_post(this: Task, video: str, comment: Json) -> Post | None:
    said: Json = comment["snippet"]
    channel: Any = said.get("authorChannelId") or {}
    native = str(comment["id"])
    return post_of(
        this.account,
        kind="comment",
        native_id=native,
        url=f"{_watch(video)}&lc={native}",
        text=str(said.get("textDisplay") or said.get("textOriginal") or ""),
        fetched_at=this.api.client.clock(),
        at=moment(said.get("publishedAt")),
        handle=str(channel.get("value") or said.get("authorDisplayName") or ""),
        parent_id=post_id(this.account, "post", video),
        method=METHOD,
    )


def _watch(video: str) -> str:
    return f"https://www.youtube.com/watch?v={video}"
