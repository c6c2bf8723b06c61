"""What happened to alerts, cases and claims, as records; and what an alert's stories are, for a reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from langnghe.records import Event
from warehouse.store import Store

_STORIES = """
with wanted as (select unnest($stories::varchar[]) as story_id, unnest(range(len($stories))) as place),
member as materialized (
    select story_id, post_id from raw.story_member where story_id in (select story_id from wanted)
),
-- By their rowids: titles and addresses of a million others are then not read.
wording as materialized (
    select post_id, title, url, source, kind, coalesce(published_at, fetched_at) as told_at
    from raw.post
    where rowid in (select rowid from raw.post where post_id in (select post_id from member))
),
told as (
    select w.story_id, w.place, p.post_id, p.title, p.url, p.source,
           coalesce(s.name, p.source) as source_name, p.told_at
    from wanted as w
    join member as m using (story_id)
    join wording as p on p.post_id = m.post_id
    left join raw.source as s on s.source = p.source
    where p.kind <> 'comment'
)
select story_id,
       arg_min(nullif(title, ''), told_at) filter (title <> '') as title,
       arg_min(url, told_at) as url,
       arg_min(source_name, told_at) as source,
       min(told_at) as first_at,
       count(distinct post_id) as posts,
       count(distinct source) as outlets
from told
group by story_id, place
order by place
"""


def events(store: Store, kinds: Sequence[str] = ("alert", "case", "claim")) -> list[Event]:
    """Return what happened, oldest first, each happening once."""
    return [
        Event(kind=kind, id=key, what=what, by=by, at=at, fields=json.loads(fields))
        for kind, key, what, by, at, fields in store.rows(
            "select kind, id, what, said_by, happened_at, fields::varchar from raw.event "
            "where list_contains($kinds, kind) order by happened_at, event_id",
            {"kinds": list(kinds)},
        )
    ]


def told_stories(store: Store, stories: Sequence[str]) -> list[dict[str, Any]]:
    """Return title, url, source, first_at, posts and outlets of stories, in the order asked for."""
    return store.dicts(_STORIES, {"stories": list(stories)}) if stories else []


def source_names(store: Store) -> dict[str, str]:
    """Return source → the name a reader knows."""
    return dict(store.rows("select source, name from raw.source"))


def reliability(store: Store) -> dict[str, str]:
    """Return source → its reliability class, A to D."""
    return dict(store.rows("select source, reliability from raw.source"))


def series_evidence(
    store: Store, series_id: str, since: datetime, *, most: int = 8
) -> dict[str, tuple[str, ...]]:
    """Return the top stories, the newest posts and the voices that counted in a series since a moment.

    Reads the items that warehouse.series.series has just prepared on this connection.
    """
    row = store.dicts(
        """
        with told as (
            select story, post_id, voice, counted_at from _series_item
            where series_id = $series_id and counted_at >= $since
        )
        select (select list(story order by n desc, story)[1:$most]
                from (select story, count(*) as n from told group by story)) as stories,
               (select list(post_id order by counted_at desc, post_id)[1:$most] from told) as posts,
               (select list_sort(list(distinct voice)) from told) as voices
        """,
        {"series_id": series_id, "since": since, "most": most},
    )[0]
    return {name: tuple(row[name] or ()) for name in ("stories", "posts", "voices")}
