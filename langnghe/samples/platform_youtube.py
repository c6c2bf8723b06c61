"""A YouTube Data API v3 for the loopback (platforms.serve_platforms): search, uploads, videos, comments.

Speaks the documented payloads (developers.google.com/youtube/v3/docs): page tokens, quota in two
buckets with a reset the caller orders, error objects with reasons, commentThreads with at most five
replies inside. Texts and names are whatever the caller puts in; nothing here is anybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from langnghe.samples.platforms import Asked, Said, json_said

HOST = "www.googleapis.com"
INLINE_REPLIES = 5
Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment or a reply. by: (channel id, name as shown)."""

    id: str
    by: tuple[str, str]
    text: str
    at: datetime
    replies: list[Comment] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Video:
    """A video of a channel; gone: removed or private; closed: comments are off."""

    id: str
    channel: str
    title: str
    text: str
    at: datetime
    comments: list[Comment] = field(default_factory=list)
    gone: bool = False
    closed: bool = False


@dataclass(slots=True, kw_only=True)
class YouTube:
    """What is on the platform, and what is left of the caller's allowance."""

    key: str
    channels: dict[str, str] = field(default_factory=dict)  # id → title
    videos: list[Video] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=lambda: {"search": 100, "units": 10_000})
    page: int = 100  # the most items of a page, less than what is asked for when smaller
    now: Callable[[], datetime] | None = None  # nothing younger than this is shown; None: all is

    def __call__(self, asked: Asked) -> Said:
        """Return what the platform says."""
        method = asked.path.rpartition("/")[2]
        if asked.query.get("key") != self.key:
            return wrong(400, "keyInvalid", "API key not valid.", details="API_KEY_INVALID")
        bucket = "search" if method == "search" else "units"
        if self.left[bucket] <= 0:
            return wrong(403, "quotaExceeded", "The request cannot be completed.")
        self.left[bucket] -= 1
        answer = {
            "search": self._search,
            "channels": self._channels,
            "playlistItems": self._playlist,
            "videos": self._videos,
            "commentThreads": self._threads,
            "comments": self._replies,
        }.get(method)
        return answer(asked) if answer else wrong(404, "notFound", "Not Found")

    def reset(self) -> None:
        """Begin a new day of the allowance."""
        self.left = {"search": 100, "units": 10_000}

    def _public(self) -> list[Video]:
        return [v for v in self.videos if not v.gone and (not self.now or v.at <= self.now())]

    def _shown(self, comments: list[Comment]) -> list[Comment]:
        return [c for c in comments if not self.now or c.at <= self.now()]

    def _listing(self, asked: Asked, rows: list[Row], kind: str) -> Said:
        start = int(asked.query.get("pageToken") or "0")
        most = min(int(asked.query.get("maxResults") or 5), self.page)
        more = start + most < len(rows)
        info = {"totalResults": len(rows), "resultsPerPage": most}
        body: Row = {"kind": f"youtube#{kind}ListResponse", "etag": "e", "pageInfo": info}
        if more:
            body["nextPageToken"] = str(start + most)
        return json_said({**body, "items": rows[start : start + most]})

    def _search(self, asked: Asked) -> Said:
        words = asked.query.get("q", "").casefold().split()
        after = asked.query.get("publishedAfter", "")
        found = [
            v
            for v in self._public()
            if stamp(v.at) >= after
            and all(word in f"{v.title} {v.text}".casefold() for word in words)
        ]
        found.sort(key=lambda v: v.at, reverse=True)
        return self._listing(
            asked,
            [
                {
                    "kind": "youtube#searchResult",
                    "id": {"kind": "youtube#video", "videoId": v.id},
                    "snippet": {**self._snippet(v), "description": v.text[:60]},
                }
                for v in found
            ],
            "search",
        )

    def _channels(self, asked: Asked) -> Said:
        wanted = asked.query.get("id") or asked.query.get("forHandle") or ""
        if wanted not in self.channels:
            return json_said({"kind": "youtube#channelListResponse", "pageInfo": {}})
        row = {
            "id": wanted,
            "snippet": {"title": self.channels[wanted]},
            "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": f"UU{wanted[2:]}"}},
        }
        return self._listing(asked, [row], "channel")

    def _playlist(self, asked: Asked) -> Said:
        channel = "UC" + asked.query.get("playlistId", "")[2:]
        uploads = [v for v in self._public() if v.channel == channel]
        uploads.sort(key=lambda v: v.at, reverse=True)
        rows: list[Row] = [
            {"contentDetails": {"videoId": v.id, "videoPublishedAt": stamp(v.at)}} for v in uploads
        ]
        return self._listing(asked, rows, "playlistItem")

    def _videos(self, asked: Asked) -> Said:
        wanted = asked.query.get("id", "").split(",")
        rows: list[Row] = []
        for video in self._public():
            if video.id in wanted:
                figures = {"viewCount": "10", "likeCount": "1"}
                if not video.closed:
                    figures["commentCount"] = str(
                        sum(1 + len(self._shown(c.replies)) for c in self._shown(video.comments))
                    )
                rows.append(
                    {"id": video.id, "snippet": self._snippet(video), "statistics": figures}
                )
        return self._listing(asked, rows, "video")

    def _threads(self, asked: Asked) -> Said:
        wanted = asked.query.get("videoId", "")
        video = next((v for v in self._public() if v.id == wanted), None)
        if video is None:
            return wrong(404, "videoNotFound", "The video cannot be found.")
        if video.closed:
            return wrong(403, "commentsDisabled", "The video has disabled comments.")
        newest = sorted(self._shown(video.comments), key=lambda c: c.at, reverse=True)
        rows: list[Row] = []
        for comment in newest:
            replies = self._shown(comment.replies)
            row: Row = {
                "id": comment.id,
                "snippet": {
                    "videoId": video.id,
                    "topLevelComment": _comment(comment),
                    "totalReplyCount": len(replies),
                    "isPublic": True,
                },
            }
            if replies:
                shown = replies[:INLINE_REPLIES]
                row["replies"] = {"comments": [_comment(r, comment.id) for r in shown]}
            rows.append(row)
        return self._listing(asked, rows, "commentThread")

    def _replies(self, asked: Asked) -> Said:
        if named := asked.query.get("id"):
            ids = set(named.split(","))
            rows = [
                _comment(one, None if one is top else top.id)
                for video in self._public()
                for top in self._shown(video.comments)
                for one in (top, *self._shown(top.replies))
                if one.id in ids
            ]
            return json_said({"kind": "youtube#commentListResponse", "items": rows})
        wanted = asked.query.get("parentId", "")
        for video in self.videos:
            for comment in video.comments:
                if comment.id == wanted:
                    rows = [_comment(r, wanted) for r in self._shown(comment.replies)]
                    return self._listing(asked, rows, "comment")
        return wrong(404, "commentNotFound", "The comment cannot be found.")

    def _snippet(self, video: Video) -> Row:
        return {
            "publishedAt": stamp(video.at),
            "channelId": video.channel,
            "channelTitle": self.channels.get(video.channel, "Kênh lạ"),
            "title": video.title,
            "description": video.text,
        }


def stamp(moment: datetime) -> str:
    """Return a moment as YouTube writes it: 2026-06-01T03:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def wrong(status: int, reason: str, message: str, details: str = "") -> Said:
    """Return an error as the platform words it."""
    error: Row = {
        "code": status,
        "message": message,
        "errors": [{"message": message, "domain": "youtube", "reason": reason}],
    }
    if details:
        error["details"] = [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": details}
        ]
    return json_said({"error": error}, status)


def _comment(comment: Comment, parent: str | None = None) -> Row:
    said: Row = {
        "textDisplay": comment.text,
        "textOriginal": comment.text,
        "authorDisplayName": comment.by[1],
        "authorChannelId": {"value": comment.by[0]},
        "authorChannelUrl": f"http://www.youtube.com/{comment.by[1]}",
        "likeCount": 0,
        "publishedAt": stamp(comment.at),
        "updatedAt": stamp(comment.at),
    }
    if parent:
        said["parentId"] = parent
    return {"kind": "youtube#comment", "id": comment.id, "snippet": said}
