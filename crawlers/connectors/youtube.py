"""YouTube: videos of a channel or of a search, and the public comments under them.

A search word is asked as often as the day's 100 searches allow; a channel's uploads cost one unit. A
video is followed for FOLLOW days; its comments are read again only when their number has changed.
The API's terms (developers.google.com/youtube/terms/developer-policies, III.E.4) let us keep what it
said for 30 days: what is older is asked again (youtube_fresh), or goes (flows.retention).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlencode

from crawlers.connectors.base import (
    Account,
    Connector,
    ConnectorError,
    Found,
    Json,
    QuotaExhausted,
    Refused,
    State,
    TokenExpired,
)
from crawlers.connectors.client import Client
from crawlers.connectors.said import moment
from crawlers.connectors.youtube_api import (
    HOST,
    LIMITS,
    PAGE,
    Api,
    Budget,
    Gone,
)
from crawlers.connectors.youtube_fresh import refresh
from crawlers.connectors.youtube_talk import comments, videos
from crawlers.connectors.youtube_task import Task
from langnghe.records import utc

KEEP = timedelta(days=30)  # what was not seen again goes
FOLLOW = timedelta(days=14)  # after a video appeared
MOST_VIDEOS = 150  # followed at once, newest first
BACK = timedelta(days=7)  # a first search looks this far
OVERLAP = timedelta(days=1)  # the index of search is not immediate
SEARCH_PAGES = 2
UPLOAD_PAGES = 2
RESERVE = 10  # searches of a day that are kept back for a person
CANNOT_SEE = (
    "video và bình luận riêng tư, đã gỡ, chờ duyệt hoặc bị YouTube ẩn; video không khớp từ tìm hay "
    "kênh đã khai; bình luận sửa mà số bình luận không đổi; lời đã lưu mà 30 ngày không thấy lại (chính "
    "sách của YouTube: lấy lại hoặc xoá)"
)


def pull(account: Account, state: State, client: Client, now: datetime) -> Iterator[Found]:
    """Yield new and edited videos and comments of the source's channel and search words."""
    budget = Budget(state, now)
    budget.tell()
    this = Task(account, state, Api(client, account.token, budget), now)
    yield from _discover(this)
    followed = _followed(this)
    yield from videos(this, followed)
    for video in followed:
        if video in this.videos:
            yield from comments(this, video)
    yield from refresh(this)


# ---- which videos


def _discover(this: Task) -> Iterator[Found]:
    """Ask the channel's uploads and the words that are due; one that fails leaves the others."""
    if this.account.source.account:
        try:
            yield from _uploads(this)
        except Gone as error:
            yield this.trouble(error, "feed")
        except (QuotaExhausted, TokenExpired, Refused):
            raise
        except ConnectorError as error:
            yield this.trouble(error, "feed")
    for word in _due(this):
        try:
            yield from _search(this, word)
        except (TokenExpired, Refused):
            raise
        except QuotaExhausted as error:  # of the searches: comments have units of their own
            yield this.trouble(error, "feed")
            return
        except ConnectorError as error:
            yield this.trouble(error, "feed")


def _uploads(this: Task) -> Iterator[Found]:
    memory, name = this.state.memory, this.account.source.account
    uploads = memory.get("uploads") or {}
    if uploads.get("of") != name:
        by = {"id": name} if name.startswith("UC") else {"forHandle": name}
        items = this.api.call("channels", {"part": "contentDetails,snippet", **by}).get("items")
        if not items:
            raise Gone(f"không có kênh {name}", url=f"{HOST}/channels?id={name}")
        playlist = items[0]["contentDetails"]["relatedPlaylists"]["uploads"]
        uploads = {"of": name, "list": playlist, "title": items[0]["snippet"]["title"]}
        memory["uploads"] = uploads
    params = {"part": "contentDetails", "playlistId": uploads["list"], "maxResults": PAGE}
    count = new = 0
    for items in this.api.pages("playlistItems", params, most=UPLOAD_PAGES):
        found = [str(item["contentDetails"]["videoId"]) for item in items]
        recent = [
            video
            for item, video in zip(items, found, strict=True)
            if (at := moment(item["contentDetails"].get("videoPublishedAt"))) is None
            or at > this.now - FOLLOW
        ]
        count, new = count + len(found), new + _follow(this, recent)
        if len(recent) < len(found):  # newest first: the rest is older still
            break
    yield this.visit(f"{HOST}/playlistItems?playlistId={uploads['list']}", "feed", count, new)


def _due(this: Task) -> list[str]:
    """Return the words to search now: each as often as its share of the day's searches allows."""
    words = this.account.source.searches
    others = sum(len(memory.get("searched") or ()) for memory in this.state.shared)
    share = (LIMITS["search"] - RESERVE) / SEARCH_PAGES / max(1, len(words) + others)
    gap = timedelta(days=1) / max(share, 1e-9)
    searched = this.state.memory.get("searched") or {}
    at = {word: moment(searched.get(word)) for word in words}
    due = [word for word in words if (last := at[word]) is None or last + gap <= this.now]
    return sorted(due, key=lambda word: at[word] or datetime.min.replace(tzinfo=this.now.tzinfo))


def _search(this: Task, word: str) -> Iterator[Found]:
    searched: Json = dict(this.state.memory.get("searched") or {})
    last = moment(searched.get(word))
    since = max(last - OVERLAP, this.now - FOLLOW) if last else this.now - BACK
    params = {
        "part": "snippet", "type": "video", "order": "date", "q": word, "maxResults": PAGE,
        "relevanceLanguage": "vi", "regionCode": "VN",
        "publishedAfter": utc(since).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }  # fmt: skip
    count = new = 0
    for items in this.api.pages("search", params, most=SEARCH_PAGES, bucket="search"):
        found = [str(i["id"]["videoId"]) for i in items if (i.get("id") or {}).get("videoId")]
        count, new = count + len(found), new + _follow(this, found)
    searched[word] = utc(this.now).isoformat()  # only a search that was read to its end counts
    words = this.account.source.searches
    this.state.memory["searched"] = {w: at for w, at in searched.items() if w in words}
    yield this.visit(f"{HOST}/search?{urlencode({'q': word})}", "feed", count, new)


def _follow(this: Task, videos: list[str]) -> int:
    new = [video for video in videos if video not in this.videos]
    for video in new:
        this.videos[video] = {"since": utc(this.now).isoformat(timespec="minutes")}
    return len(new)


def _followed(this: Task) -> list[str]:
    """Forget old videos; return the others, newest first."""
    start = this.now - FOLLOW
    kept = {v: k for v, k in this.videos.items() if (moment(k.get("since")) or this.now) > start}
    newest = sorted(kept, key=lambda video: str(kept[video].get("since")), reverse=True)
    this.state.memory["videos"] = {video: kept[video] for video in newest[:MOST_VIDEOS]}
    return newest[:MOST_VIDEOS]


CONNECTOR = Connector(name="youtube", pull=pull, cannot_see=CANNOT_SEE, pause=0.2, keep=KEEP)
