"""Facebook pages: our own with their inbox and figures, others' once the platform approved it.

Every pull lists the posts of the last WINDOW days anew, a call or two for a page: so an edit, a
deletion and a new number of comments are seen without any cursor that a crash could lose. Comments
are read where their number changed, or the post is young; at the marks of its figures (1, 7, 30 days)
all of them are read once more, so that what was edited late under an old post is seen too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.connectors.base import (
    Account,
    Connector,
    ConnectorError,
    Found,
    Refused,
    State,
    Unavailable,
    visit_of,
)
from crawlers.connectors.facebook_graph import BASE, BadField, Graph, Missing
from crawlers.connectors.facebook_rows import (
    COMMENT_FIELDS,
    POST_FIELDS,
    PageRow,
    Place,
    comment,
    page_post,
)
from crawlers.connectors.own_figures import MARKS, described, removed, reply
from langnghe.errors import LayoutChanged
from langnghe.records import Outcome, Post, Visit, post_id_of, utc

if TYPE_CHECKING:
    from crawlers.connectors.client import Client

WINDOW = timedelta(days=35)  # longer than the last mark of the figures (30 days)
YOUNG = timedelta(days=2)  # a comment deleted and one written leave the number as it was:
AGAIN = timedelta(hours=6)  # under a young post they are read again after this, whatever the number
SIZE = 100  # rows asked for at once

CANNOT_SEE = "nhóm Facebook, trang cá nhân, bài hẹn giờ; tin nhắn cũ hơn 20 tin gần nhất của một cuộc trò chuyện"


def pull(account: Account, state: State, client: Client, now: datetime) -> Iterator[Found]:
    """Yield posts, comments and what was learned of them.

    memory: {"posts": {id: null (comments not all read) or [their number, when they were read]}}.
    """
    source = account.source
    if not source.own and not source.approved:
        raise Refused(
            "chưa được phép: trang không phải của ta; cần Facebook duyệt quyền"
            " Page Public Content Access rồi đặt approved = true"
        )
    if not source.account:
        raise Refused(f"nguồn {source.id} chưa khai account (mã số trang Facebook)")
    graph = Graph(account, state, client, now)
    place = place_of(graph)
    reading = _Reading(graph=graph, place=place)
    for edge, ours in (("published_posts", True), ("visitor_posts", False)) if source.own else (
        ("feed", None),
    ):  # fmt: skip
        yield from reading.posts(edge, ours)
    yield from reading.gone()
    yield from reading.all_comments()


def place_of(graph: Graph) -> Place:
    """Return the page as the platform names it: the first call also tries the token."""
    source = graph.account.source
    page = graph.get(source.account, {"fields": "id,name"})
    if not page.get("id"):
        raise ConnectorError("Facebook không cho biết mã số trang", url=f"{BASE}/{source.account}")
    return Place(
        source=source.id,
        home=source.home,
        page=str(page["id"]),
        name=str(page.get("name") or source.name),
        key=graph.account.key,
        now=graph.now,
    )


def read(source: str, address: str, role: str, at: datetime, items: int, new: int) -> Visit:
    """Return the visit of a call that was answered."""
    return Visit(
        source=source,
        url=address,
        role=role,
        at=at,
        outcome=Outcome.KNOWN,
        items=items,
        new_items=new,
        http_status=200,
        method="facebook",
    )


def odd(source: str, error: LayoutChanged, role: str, at: datetime) -> Visit:
    """Return the visit of a row that has not the documented shape."""
    return Visit(
        source=source,
        url=error.url,
        role=role,
        at=at,
        outcome=Outcome.LAYOUT_CHANGED,
        reason=error.reason,
        reason_class="soft",
        method="facebook",
    )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One pull under way."""

    graph: Graph
    place: Place
    listed: dict[str, PageRow] = field(default_factory=dict)  # by the platform's id, newest first
    whole: bool = True  # every list was read to its end

    @property
    def _memory(self) -> dict[str, Any]:
        found: dict[str, Any] = self.graph.state.memory.setdefault("posts", {})
        return found

    def posts(self, edge: str, ours: bool | None) -> Iterator[Found]:
        """Yield the posts of one list; a list that breaks off costs only its rest."""
        graph, source = self.graph, self.place.source
        since = int((graph.now - WINDOW).timestamp())
        params = {"fields": POST_FIELDS, "limit": SIZE, "since": since}
        path = f"{self.place.page}/{edge}"
        first = not self.listed
        try:
            for rows in graph.pages(path, params):
                first = False
                new = 0
                for row in rows:
                    try:
                        found = page_post(row, self.place, ours=ours)
                    except LayoutChanged as error:
                        yield self._odd(error, "feed")
                        continue
                    self.listed.setdefault(str(found.post.native_id), found)
                    if graph.state.is_new(found.post):
                        new += 1
                        yield found.post
                        if graph.account.source.own and found.ours:
                            yield described(found.post, found.format, found.shared, graph.now)
                yield read(source, f"{BASE}/{path}", "feed", graph.now, len(rows), new)
        except BadField:
            if edge != "visitor_posts":  # not every kind of page has that list
                raise
        except Unavailable as error:
            if first:
                raise  # nothing at all came: the pull has failed
            self.whole = False
            yield self._trouble(error, "feed")

    def gone(self) -> Iterator[Found]:
        """Yield what says that a post known of earlier is not on the page any more."""
        if not self.graph.account.source.own or not self.whole:
            return
        for native in [name for name in self._memory if name not in self.listed]:
            try:
                self.graph.get(native, {"fields": "id,created_time"})
            except Missing:
                post_id = post_id_of(url=None, source=self.place.source, native_id=native)
                yield removed(post_id, self.place.source, "facebook", self.graph.now)
            except Unavailable as error:
                yield self._trouble(error, "feed")
                continue
            del self._memory[native]  # removed, or older than the window

    def all_comments(self) -> Iterator[Found]:
        """Yield the comments of the posts where something may have been said."""
        now = self.graph.now
        for native, row in self.listed.items():
            before = self._memory.get(native)
            number, at = before if isinstance(before, list) else (None, None)
            age = now - utc(row.post.published_at or now)
            fresh = at is not None and now - datetime.fromisoformat(at) < AGAIN
            whole = _marked(row.post.published_at, at, now)
            same = row.comments is not None and row.comments == number and (age > YOUNG or fresh)
            same = same and not whole
            if row.comments == 0 or same:
                self._memory[native] = before if same else [0, utc(now).isoformat()]
                continue
            self._memory[native] = None  # until all of them were read
            try:
                yield from self._comments(row.post, finished=before is not None and not whole)
            except (Unavailable, Missing, BadField) as error:
                yield self._trouble(error, "comments")
                continue
            self._memory[native] = [row.comments, utc(now).isoformat()]

    def _comments(self, under: Post, *, finished: bool) -> Iterator[Found]:
        graph = self.graph
        params = {
            "fields": COMMENT_FIELDS,
            "filter": "stream",  # replies stand among the comments
            "order": "reverse_chronological",
            "limit": SIZE,
        }
        path = f"{under.native_id}/comments"
        for rows in graph.pages(path, params):
            new = 0
            for each in rows:
                try:
                    found = comment(each, self.place, under)
                except LayoutChanged as error:
                    yield self._odd(error, "comments")
                    continue
                if graph.state.is_new(found.post):
                    new += 1
                    yield found.post
                    if found.ours and found.reply_to and graph.account.source.own:
                        yield reply(found.post, found.reply_to, graph.now)
            yield read(self.place.source, f"{BASE}/{path}", "comments", graph.now, len(rows), new)
            if finished and new < len(rows):
                return  # what is older than a known one was read by an earlier pull

    def _odd(self, error: LayoutChanged, role: str) -> Visit:
        self.graph.state.troubles.append(ConnectorError(error.reason, url=error.url))
        return odd(self.place.source, error, role, self.graph.now)

    def _trouble(self, error: ConnectorError, role: str) -> Visit:
        self.graph.state.troubles.append(error)
        return visit_of(self.graph.account.source, error, self.graph.now, role)


def _marked(published_at: datetime | None, read_at: str | None, now: datetime) -> bool:
    """Tell whether a mark has passed since the comments of a post were last read."""
    if published_at is None or read_at is None:
        return False
    last = datetime.fromisoformat(read_at)
    marks = (published_at + timedelta(days=days) for days in MARKS)
    return any(last < mark <= now for mark in marks)


CONNECTOR = Connector(name="facebook", pull=pull, cannot_see=CANNOT_SEE)
