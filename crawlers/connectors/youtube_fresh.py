"""Look again at what was kept from YouTube for weeks: what is still public stays, the rest runs out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.connectors.base import ConnectorError, Found, Json, Kept, QuotaExhausted, TokenExpired
from crawlers.connectors.said import moment, post_of
from crawlers.connectors.youtube_api import PAGE
from crawlers.connectors.youtube_task import METHOD, Task
from langnghe.records import Outcome, PostKind, Visit

MOST = 3_000  # posts looked at again in one pull: 60 units of the day's 10,000


def refresh(this: Task) -> Iterator[Found]:
    """Yield a visit for each post that still says the same, the new wording of one that does not.

    What the platform shows no more gives nothing: nobody saw it, and its time runs out.
    """
    asked = this.state.aging[:MOST]
    for kind in ("post", "comment"):
        due = {
            k.native_id.partition(":")[2]: k for k in asked if k.native_id.startswith(f"{kind}:")
        }
        names = list(due)
        for start in range(0, len(names), PAGE):
            batch = names[start : start + PAGE]
            try:
                items = _videos(this, batch) if kind == "post" else _comments(this, batch)
            except (QuotaExhausted, TokenExpired):
                raise
            except ConnectorError as error:  # days are left to ask again
                yield this.trouble(error, kind)
                continue
            for item in items:
                if (name := str(item.get("id"))) in due:
                    yield from _seen(this, kind, due[name], item["snippet"])


def _videos(this: Task, names: Sequence[str]) -> list[Json]:
    return this.api.videos(names)


def _comments(this: Task, names: Sequence[str]) -> list[Json]:
    params = {"part": "snippet", "id": ",".join(names), "textFormat": "plainText"}
    return list(this.api.call("comments", params).get("items") or ())


def _seen(this: Task, kind: PostKind, kept: Kept, said: Json) -> Iterator[Found]:
    channel: Any = said.get("authorChannelId") or {}
    declared = (this.state.memory.get("uploads") or {}).get("title")
    own = kind == "post" and bool(declared) and said.get("channelTitle") == declared
    handle = channel.get("value") or said.get("authorDisplayName") or said.get("channelId") or ""
    post = post_of(
        this.account,
        kind=kind,
        native_id=kept.native_id.partition(":")[2],
        url=kept.url,
        title=str(said.get("title") or ""),
        text=str(
            said.get("description") or said.get("textDisplay") or said.get("textOriginal") or ""
        ),
        fetched_at=this.api.client.clock(),
        at=moment(said.get("publishedAt")),
        handle="" if own else str(handle),
        author=str(declared) if own else None,
        parent_id=kept.parent_id,
        method=METHOD,
    )
    if post is None:
        return
    if post.revision != kept.revision and this.state.is_new(post):
        yield post
        return
    yield Visit(
        source=this.account.source.id,
        url=kept.url,
        role=kind,
        at=this.api.client.clock(),
        outcome=Outcome.KNOWN,
        method=METHOD,
        post_id=kept.post_id,
    )
