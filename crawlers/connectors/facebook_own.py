"""What only our own Facebook page shows: figures of its posts and the messages of its inbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawlers.connectors.base import Account, ConnectorError, Json, State, Unavailable, visit_of
from crawlers.connectors.facebook import odd, place_of, read
from crawlers.connectors.facebook_graph import BASE, BadField, Graph, Missing, count, moment
from crawlers.connectors.facebook_rows import (
    ANGRY_FIELD,
    FIGURE_FIELDS,
    MESSAGE_FIELDS,
    Place,
    figures,
    inbox_message,
)
from crawlers.connectors.own_figures import Due, measured, removed
from crawlers.connectors.own_inbox import InboxMessage
from langnghe.errors import LayoutChanged
from langnghe.records import Event, Visit, utc

if TYPE_CHECKING:
    from crawlers.connectors.client import Client

# The figures of a post that outlived the great removals of 2025 and 2026. Each is asked for by
# itself: one unknown name would cost the answer of all.
INSIGHTS = {
    "views": "post_media_view",
    "reach": "post_total_media_view_unique",
    "clicks": "post_clicks",
}
ANGRY = "angry"
OVERLAP = timedelta(minutes=10)  # a platform's clock, and messages that arrive while we read
FIRST = timedelta(days=30)  # how far the first look at an inbox goes back
THREADS, DETAILED = 50, 20  # rows asked for; the platform tells no more of a conversation


def measure(
    account: Account, state: State, client: Client, now: datetime, due: Sequence[Due]
) -> Iterator[Event | Visit]:
    """Yield one snapshot for each mark that is due; what cannot be asked now stays due."""
    if not due:
        return
    graph = Graph(account, state, client, now)
    source = account.source
    known = {**INSIGHTS, ANGRY: ANGRY_FIELD}  # without the figures this page is not given
    asked: dict[str, dict[str, int | None]] = {}
    for one in due:
        if one.native_id not in asked:
            try:
                told = _counted(graph, one.native_id, known)
                asked[one.native_id] = {**figures(told), **_insights(graph, one.native_id, known)}
            except Missing:
                asked[one.native_id] = {}
                yield removed(one.post_id, source.id, "facebook", now)
            except Unavailable as error:
                state.troubles.append(error)
                yield visit_of(source, error, now, "metrics")
                continue
            yield read(source.id, f"{BASE}/{one.native_id}", "metrics", now, 1, 0)
        if asked[one.native_id]:
            yield measured(one, source.id, "facebook", asked[one.native_id], now)


def _counted(graph: Graph, native_id: str, known: dict[str, str]) -> Json:
    """Return the counts of a post. One name that is not given would cost the others: then without it."""
    if ANGRY in known:
        try:
            return graph.get(native_id, {"fields": f"{FIGURE_FIELDS},{ANGRY_FIELD}"})
        except BadField:
            del known[ANGRY]
    return graph.get(native_id, {"fields": FIGURE_FIELDS})


def _insights(graph: Graph, native_id: str, known: dict[str, str]) -> dict[str, int | None]:
    found: dict[str, int | None] = dict.fromkeys(INSIGHTS)
    for name, metric in [(name, known[name]) for name in INSIGHTS if name in known]:
        try:
            told = graph.get(f"{native_id}/insights", {"metric": metric})
        except BadField:
            del known[name]  # not a figure any more, or a page of fewer than 100 followers
            continue
        rows = told.get("data")
        for row in rows if isinstance(rows, list) else ():
            values = row.get("values") if isinstance(row, dict) else None
            if isinstance(values, list) and values and isinstance(values[-1], dict):
                found[name] = count(values[-1].get("value"))
    return found


def inbox(
    account: Account, state: State, client: Client, now: datetime
) -> Iterator[InboxMessage | Visit]:
    """Yield the inbox's messages since the last whole look; memory: {"since": moment}.

    Yields a message again rather than missing one: whoever takes it knows it by its name.
    """
    graph = Graph(account, state, client, now)
    place = place_of(graph)
    since = _since(state.memory, now)
    whole = True
    path = f"{place.page}/conversations"
    params = {
        "platform": "messenger",
        "fields": "id,updated_time,message_count",
        "limit": THREADS,
    }
    for rows in graph.pages(path, params):
        fresh = [row for row in rows if (moment(row.get("updated_time")) or now) >= since]
        yield read(place.source, f"{BASE}/{path}", "inbox", now, len(rows), len(fresh))
        for row in fresh:
            try:
                yield from _thread(graph, place, row, since)
            except (Unavailable, Missing) as error:
                whole = False
                state.troubles.append(error)
                yield visit_of(account.source, error, now, "inbox")
        if rows and not fresh:
            break  # the newest conversations come first
    if whole:
        state.memory["since"] = utc(now).isoformat()


def _thread(
    graph: Graph, place: Place, row: Json, since: datetime
) -> Iterator[InboxMessage | Visit]:
    name = str(row.get("id") or "")
    # A conversation's id leads to a person: errors and visits tell of the inbox only.
    shown = f"{place.page}/conversations"
    messages, oldest = 0, since
    params = {"fields": MESSAGE_FIELDS, "limit": DETAILED}
    for rows in graph.pages(f"{name}/messages", params, shown=shown) if name else ():
        for each in rows:
            at = moment(each.get("created_time"))
            if at is not None and at < since:
                return
            try:
                yield inbox_message(each, place, name)
            except (LayoutChanged, ValueError) as error:
                told = LayoutChanged(f"{BASE}/{shown}", getattr(error, "reason", "tin nhắn lạ"))
                graph.state.troubles.append(ConnectorError(told.reason, url=told.url))
                yield odd(place.source, told, "inbox", graph.now)
                continue
            messages, oldest = messages + 1, at or oldest
    if messages >= DETAILED and (count(row.get("message_count")) or 0) > messages:
        hidden = ConnectorError(
            f"một cuộc trò chuyện có hơn {DETAILED} tin mới; Facebook không cho đọc các tin trước đó",
            url=f"{BASE}/{shown}",
        )
        if oldest > since:
            graph.state.troubles.append(hidden)
            yield visit_of(graph.account.source, hidden, graph.now, "inbox")


def _since(memory: Json, now: datetime) -> datetime:
    told = memory.get("since")
    return datetime.fromisoformat(told) - OVERLAP if isinstance(told, str) else now - FIRST
