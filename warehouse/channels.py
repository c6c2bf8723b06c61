"""The union's own channels: what is due to be measured, which messages came, what was posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from warehouse.store import Store

Row = dict[str, Any]

FORMAT_VI: Mapping[str, str] = {
    "photo": "ảnh",
    "video": "video",
    "link": "liên kết",
    "article": "bài viết",
    "text": "chữ",
    "other": "khác",
}

# A mark may be late by its own length; after that the figure would say something else, and is given up.
_DUE = """
with marks as (
    select p.post_id, p.source, p.native_id, m.mark,
           p.published_at + to_days(m.mark) as due_at
    from staging.stg_post as p, (select unnest($marks::integer[]) as mark) as m
    where list_contains($sources, p.source) and p.kind = 'post' and p.author is not null
      and p.native_id is not null and p.published_at > $now - to_days(2 * $longest::integer)
), gone as (
    select id as post_id
    from raw.event
    where kind = 'metric' and what in ('described', 'removed')
    group by id
    having arg_max((fields ->> 'gone')::boolean, happened_at)
)
select m.source, m.post_id, m.native_id, m.mark, m.due_at
from marks as m
anti join mart.own_metric as k on k.post_id = m.post_id and k.mark = m.mark
anti join gone using (post_id)
where m.due_at <= $now and m.due_at + to_days(m.mark) > $now
order by m.source, m.due_at, m.post_id, m.mark
"""

_UNTOLD = """
select p.post_id, p.source, p.kind
from staging.stg_post as p
anti join (select id as post_id from raw.event where kind = 'metric' and what = 'described')
    using (post_id)
where list_contains($sources, p.source) and p.kind in ('post', 'article')
  and p.post_id not in (
      select post_id from raw.post where author_key is not null and list_contains($sources, source))
order by p.post_id
"""

_MESSAGES = """
select id, fields ->> 'platform' as platform, fields ->> 'source' as source,
       fields ->> 'conversation' as conversation, fields ->> 'asker' as asker,
       (fields ->> 'ours')::boolean as ours, fields ->> 'text' as text, happened_at as sent_at
from raw.event
where kind = 'message' and happened_at >= $since and (fields ->> 'conversation') <> ''  -- forgotten: ''
qualify row_number() over (partition by id order by happened_at, event_id) = 1
order by sent_at, id
"""

_POSTS = """
select post_id, source, source_name, url, title, body, published_at, day, format, shared, edited, gone,
       reactions_1d, comments_1d, shares_1d, views_1d,
       reactions_7d, comments_7d, shares_7d, views_7d,
       reactions_30d, comments_30d, shares_30d, views_30d
from mart.own_post
where day between $since and $until and ($source is null or source = $source)
order by published_at desc nulls last, post_id
"""


def due(
    store: Store, sources: Sequence[str], now: datetime, marks: Sequence[int] = (1, 7, 30)
) -> list[Row]:
    """Return the snapshots to take now: source, post_id, native_id, mark (days), due_at (UTC).

    Only of posts the platform's interface named (native_id) and that still stand; what visitors
    wrote on our page is not ours.
    """
    return store.dicts(
        _DUE,
        {
            "sources": list(sources),
            "marks": list(marks),
            "longest": max(marks),
            "now": now.astimezone(UTC),
        },
    )


def untold(store: Store, sources: Sequence[str]) -> list[Row]:
    """Return own posts of which nothing but their words is known: post_id, source, kind."""
    return store.dicts(_UNTOLD, {"sources": list(sources)})


def messages(store: Store, since: datetime) -> list[Row]:
    """Return the inbox messages sent since a moment, oldest first, each once.

    id (cases.inquiry.message_name), platform, source, conversation and asker (keyed hashes), ours,
    text (scrubbed), sent_at (UTC).
    """
    return store.dicts(_MESSAGES, {"since": since.astimezone(UTC)})


def own_posts(
    store: Store, *, now: datetime, days: int = 30, source: str | None = None
) -> list[Row]:
    """Return the own posts of the last days (Hà Nội), newest first, with their figures at each mark."""
    until = (now.astimezone(UTC) + timedelta(hours=7)).date()
    since = until - timedelta(days=days - 1)
    return store.dicts(_POSTS, {"since": since, "until": until, "source": source})
