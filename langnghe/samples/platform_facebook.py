"""A Graph API for the loopback (platforms.serve_platforms): one office's pages with posts, comments, figures and an inbox.

Speaks the documented payloads (developers.facebook.com, Graph API v26.0): cursors, fields with
summaries, error objects with code and subcode, usage headers, ids as strings, times with +0000.
Names and texts are whatever the caller puts in; nothing here is anybody's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from langnghe.samples.platforms import Asked, Said, json_said

VERSION = "v26.0"
DETAILED = 20  # messages of a conversation whose details may be read: the newest
Row = dict[str, Any]


def stamp(moment: datetime) -> str:
    """Return a moment as the Graph API writes it: 2026-11-20T03:12:45+0000."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment or a reply (parent: the comment's id). by: (id, name), None when not shown."""

    id: str
    by: tuple[str, str] | None
    text: str
    at: datetime
    parent: str | None = None
    likes: int = 0


@dataclass(slots=True, kw_only=True)
class PagePost:
    """A post on a page. media: of photo, video_inline, album, share, or "" (text only)."""

    id: str
    by: tuple[str, str]
    text: str
    at: datetime
    media: str = ""
    shared_from: str | None = None
    comments: list[Comment] = field(default_factory=list)
    reactions: int = 0
    angry: int = 0  # of them
    shares: int = 0
    views: int = 0
    deleted: bool = False
    lacks: frozenset[str] = frozenset()  # fields the platform stopped giving


@dataclass(slots=True, kw_only=True)
class Thread:
    """A conversation of the inbox; messages: (id, from the page, text, moment), oldest first."""

    id: str
    person: tuple[str, str]
    messages: list[tuple[str, bool, str, datetime]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Page:
    """A page and what stands on it, in any order."""

    id: str
    name: str
    posts: list[PagePost] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    ours: bool = True  # the token was given by somebody who manages it

    @property
    def by(self) -> tuple[str, str]:
        return (self.id, self.name)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Graph:
    """The running interface. budget: calls that are left, None for no limit; size: of an hour."""

    pages: list[Page] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    expired: set[str] = field(default_factory=set)
    approved: bool = False  # Page Public Content Access
    now: Callable[[], datetime] = _now  # nothing younger than this is shown
    budget: int | None = None
    size: int = 200
    most: int = 100  # rows of a page of an answer

    def __call__(self, asked: Asked) -> Said:
        """Answer one request."""
        token = asked.headers.get("authorization", "").removeprefix("Bearer ").strip()
        token = token or asked.query.get("access_token", "")
        if token in self.expired:
            return error(190, "Error validating access token: Session has expired", subcode=463)
        if token not in self.tokens:
            return error(190, "Invalid OAuth access token - Cannot parse access token")
        if self.budget is not None:
            if self.budget <= 0:
                return error(
                    80001,
                    "There have been too many calls to this Page account",
                    usage=self._usage(),
                )
            self.budget -= 1
        found = re.fullmatch(r"/v\d+\.\d+/([\w-]+)(?:/(\w+))?", asked.path)
        if found is None:
            return error(2500, "Unknown path components")
        reply = self._node(found[1], found[2] or "", asked)
        return Said(reply.status, reply.body, {**reply.headers, **self._usage()})

    def _usage(self) -> dict[str, str]:
        if self.budget is None:
            return {}
        spent = min(100, round(100 * (1 - self.budget / self.size)))
        row = {
            "type": "pages",
            "call_count": spent,
            "total_cputime": spent // 4,
            "total_time": spent // 3,
            "estimated_time_to_regain_access": 0 if self.budget else 19,
        }
        used = {k: row[k] for k in ("call_count", "total_cputime", "total_time")}
        return {
            "X-App-Usage": json.dumps(used),
            "X-Business-Use-Case-Usage": json.dumps({"1000": [row]}),
        }

    def _node(self, name: str, edge: str, asked: Asked) -> Said:
        for page in self.pages:
            if name == page.id:
                return self._page(page, edge, asked)
            for post in page.posts:
                if name == post.id and self._shown(post):
                    return self._post(page, post, edge, asked)
            for thread in page.threads:
                if name == thread.id and edge == "messages":
                    return self._cut([_message(page, thread, m) for m in self._said(thread)], asked)
        return error(
            100,
            f"Unsupported get request. Object with ID '{name}' does not exist, cannot be loaded"
            " due to missing permissions, or does not support this operation",
            subcode=33,
        )

    def _shown(self, post: PagePost) -> bool:
        return not post.deleted and post.at <= self.now()

    def _said(self, thread: Thread) -> list[tuple[str, bool, str, datetime]]:
        said = [m for m in thread.messages if m[3] <= self.now()]
        return sorted(said, key=lambda m: m[3], reverse=True)[:DETAILED]

    def _page(self, page: Page, edge: str, asked: Asked) -> Said:
        if not page.ours and not self.approved:
            return error(
                10,
                "(#10) This endpoint requires the 'pages_read_engagement' permission or the"
                " 'Page Public Content Access' feature.",
            )
        if edge in ("published_posts", "feed", "visitor_posts"):
            own = {"published_posts": (True,), "visitor_posts": (False,), "feed": (True, False)}
            posts = [p for p in page.posts if self._shown(p) and (p.by[0] == page.id) in own[edge]]
            since = int(asked.query.get("since") or 0)
            posts = [p for p in posts if p.at.timestamp() >= since]
            posts.sort(key=lambda p: (p.at, p.id), reverse=True)
            return self._cut([self._post_row(page, p) for p in posts], asked)
        if edge == "conversations" and page.ours:
            threads = [t for t in page.threads if self._said(t)]
            threads.sort(key=lambda t: self._said(t)[0][3], reverse=True)
            return self._cut([self._thread_row(page, t) for t in threads], asked)
        if edge:
            return error(100, f"(#100) Tried accessing nonexisting field ({edge})")
        return json_said({"id": page.id, "name": page.name})

    def _thread_row(self, page: Page, thread: Thread) -> Row:
        said = [m for m in thread.messages if m[3] <= self.now()]
        return {
            "id": thread.id,
            "updated_time": stamp(max(m[3] for m in said)),
            "message_count": len(said),
            "participants": {"data": [_who(thread.person), _who(page.by)]},
        }

    def _comments(self, post: PagePost) -> list[Comment]:
        return [c for c in post.comments if c.at <= self.now()]

    def _post_row(self, page: Page, post: PagePost) -> Row:
        row: Row = {
            "id": post.id,
            "created_time": stamp(post.at),
            "permalink_url": f"https://www.facebook.example/{page.id}/posts/{post.id.split('_')[-1]}",
            "status_type": _STATUS.get(post.media, "mobile_status_update"),
            "is_published": True,
            "from": _who(post.by),
            "reactions": {"data": [], "summary": {"total_count": post.reactions}},
            "comments": {
                "data": [],
                "summary": {"order": "chronological", "total_count": len(self._comments(post))},
            },
        }
        if post.text:
            row["message"] = post.text
        if post.shares:
            row["shares"] = {"count": post.shares}
        if post.shared_from:
            row["parent_id"] = post.shared_from
        if post.media:
            row["attachments"] = {"data": [{"media_type": _MEDIA[post.media], "type": post.media}]}
        return {name: value for name, value in row.items() if name not in post.lacks}

    def _post(self, page: Page, post: PagePost, edge: str, asked: Asked) -> Said:
        if edge == "comments":
            newest_first = asked.query.get("order") == "reverse_chronological"
            stream = asked.query.get("filter") == "stream"
            rows = [c for c in self._comments(post) if stream or c.parent is None]
            rows.sort(key=lambda c: (c.at, c.id), reverse=newest_first)
            return self._cut([_comment(c, with_id=page.ours) for c in rows], asked)
        if edge == "insights" and page.ours:
            wanted = asked.query.get("metric", "").split(",")
            if unknown := [name for name in wanted if name not in _INSIGHTS]:
                return error(100, f"(#100) The value must be a valid insights metric: {unknown[0]}")
            return json_said({"data": [_insight(post, name) for name in wanted]})
        row = self._post_row(page, post)
        if _ANGRY.search(asked.query.get("fields", "")):  # given under the name that was asked for
            row["angry"] = {"data": [], "summary": {"total_count": post.angry}}
        return json_said(row)

    def _cut(self, rows: Sequence[Row], asked: Asked) -> Said:
        """Return one page of rows with the cursor of the next, as cursor paging does."""
        limit = min(int(asked.query.get("limit") or 25), self.most)
        start = int(asked.query["after"][1:]) if asked.query.get("after") else 0
        data = list(rows[start : start + limit])
        paging: Row = {"cursors": {"before": f"c{start}", "after": f"c{start + len(data)}"}}
        if start + limit < len(rows):
            paging["next"] = f"https://graph.facebook.example{asked.path}?after=c{start + limit}"
        return json_said({"data": data, "paging": paging} if data else {"data": []})


_MEDIA = {"photo": "photo", "album": "album", "video_inline": "video", "share": "link"}
_STATUS = {"photo": "added_photos", "album": "added_photos", "video_inline": "added_video",
           "share": "shared_story"}  # fmt: skip
_ANGRY = re.compile(r"reactions\.type\(ANGRY\)[^,]*\.summary\([^)]*\)[^,]*\.as\(angry\)")
_INSIGHTS = ("post_media_view", "post_total_media_view_unique", "post_clicks")


def _who(by: tuple[str, str]) -> Row:
    return {"name": by[1], "id": by[0]}


def _comment(comment: Comment, *, with_id: bool) -> Row:
    row: Row = {
        "created_time": stamp(comment.at),
        "message": comment.text,
        "like_count": comment.likes,
        "comment_count": 0,
    }
    if with_id:  # not given under Page Public Content Access
        row["id"] = comment.id
    if comment.by is not None:
        row["from"] = _who(comment.by)
    if comment.parent is not None and with_id:
        row["parent"] = {"id": comment.parent, "created_time": stamp(comment.at)}
    return row


def _message(page: Page, thread: Thread, said: tuple[str, bool, str, datetime]) -> Row:
    name, ours, text, at = said
    sender, reader = (page.by, thread.person) if ours else (thread.person, page.by)
    row: Row = {
        "id": name,
        "created_time": stamp(at),
        "from": {**_who(sender), "email": f"{sender[0]}@facebook.example"},
        "to": {"data": [_who(reader)]},
        "message": text,
    }
    if not text:
        row["attachments"] = {"data": [{"id": f"{name}-1", "mime_type": "image/jpeg"}]}
    return row


def _insight(post: PagePost, name: str) -> Row:
    share = {"post_media_view": 1.0, "post_total_media_view_unique": 0.7, "post_clicks": 0.1}
    return {
        "name": name,
        "period": "lifetime",
        "values": [{"value": int(post.views * share[name])}],
        "id": f"{post.id}/insights/{name}/lifetime",
    }


def error(
    code: int,
    message: str,
    *,
    subcode: int | None = None,
    usage: Mapping[str, str] | None = None,
) -> Said:
    """Return a Graph API error object."""
    body: Row = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1b2C3"}
    if subcode is not None:
        body["error_subcode"] = subcode
    status = 403 if code in (4, 10, 17, 32, 613, 80001) or 200 <= code < 300 else 400
    said = json_said({"error": body}, status)
    return Said(said.status, said.body, {**said.headers, **(usage or {})})
