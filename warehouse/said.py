"""What was said lately, in or out of scope: texts to hold against refuted claims and each other.

A rumour is a rumour whatever a model thinks of its scope, so nothing is left out here but time.
Writers are told apart within one answer by their key, which flows hand on to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from warehouse.series import Moment
from warehouse.sql import wordings
from warehouse.store import Store

Row = dict[str, Any]

OPENING = 280  # characters of a post that a reader of an alert sees


def said(
    store: Store,
    *,
    since: datetime,
    until: datetime,
    also: Sequence[str] = (),
    talk: bool = False,
    moment: Moment = "known",
) -> list[Row]:
    """Return the newest wording of every post first seen after `since` and up to `until`.

    also: ids of earlier posts to return besides. talk: comments and public posts only. moment: what
    counts is when a post was first seen, or when it was published, as in warehouse.series. Keys:
    post_id, source, outlet (publishing house), kind, title, lead, body, first_seen, published_at,
    author_key, story (its own; "" of a comment, which stands under another's), in_scope,
    stance_union, places. Oldest first.
    """
    run = store.connection.execute
    run(
        _CHOSEN,
        {
            "since": since.astimezone(UTC),
            "until": until.astimezone(UTC),
            "also": list(also),
            "talk": talk,
            "by_published": moment == "published",
        },
    )
    if not store.one("select count(*) from _said"):
        return []  # the newest wordings of years need not be looked up for nothing
    for statement in _THEIRS:
        run(statement)
    return store.dicts(_SAID)


def headlines(
    store: Store, *, since: datetime, until: datetime, moment: Moment = "known"
) -> list[str]:
    """Return the press titles of a stretch of time: words that people share."""
    rows = store.rows(
        "select distinct title from raw.post where kind = 'article' and title <> '' "
        "and case when $by_published then least(coalesce(published_at, fetched_at), fetched_at) "
        "else fetched_at end between $since and $until",
        {
            "since": since.astimezone(UTC),
            "until": until.astimezone(UTC),
            "by_published": moment == "published",
        },
    )
    return [title for (title,) in rows]


def told_posts(store: Store, posts: Sequence[str]) -> list[Row]:
    """Return posts as evidence: title (or how the text begins), url, source, first_at, posts, outlets.

    The newest first; rows have the keys of warehouse.alerts.told_stories.
    """
    if not posts:
        return []
    store.connection.execute(_TOLD_ID, {"posts": list(posts)})
    store.connection.execute(_TOLD_WORDING)
    return store.dicts(_TOLD, {"opening": OPENING})


_CHOSEN = """
create or replace temp table _said as
select post_id,
       case when $by_published then least(min(published_at), min(fetched_at))
            else min(fetched_at) end as counted_at
from raw.post
where kind <> 'article' or not $talk
group by post_id
having (counted_at > $since and counted_at <= $until)
    or (list_contains($also::varchar[], post_id) and counted_at <= $until)
"""

_THEIRS = (
    "create or replace temp table _said_annotation as "
    "select a.* from raw.annotation as a semi join _said as s on s.post_id = a.post_id",
    *wordings("_said", "select post_id from _said"),
    "create or replace temp table _said_post as from staging.posts_of('_said_wording')",
)

_SAID = """
with labels as (from staging.labels_of('_said_annotation'))
select p.post_id, p.source, coalesce(nullif(s."group", ''), p.source) as outlet, p.kind,
       p.title, p.lead, p.body, p.first_seen, p.published_at, w.author_key,
       case when p.kind = 'comment' then '' else coalesce(m.story_id, p.post_id) end as story,
       coalesce(l.in_scope, false) as in_scope,
       coalesce(l.stance_union, 'none') as stance_union,
       coalesce(l.places, []) as places
from _said_post as p
left join (select post_id, any_value(author_key) as author_key from _said_wording group by post_id) as w on w.post_id = p.post_id
left join labels as l on l.post_id = p.post_id
left join raw.story_member as m on m.post_id = p.post_id
left join raw.source as s on s.source = p.source
order by p.first_seen, p.post_id
"""

_TOLD_ID = "create or replace temp table _told_id as select unnest($posts::varchar[]) as post_id"
# A view, by rowids: of all other posts nothing but the id is read.
_TOLD_WORDING = """
create or replace temp view _told_wording as
select * from raw.post
where rowid in (select rowid from raw.post where post_id in (select post_id from _told_id))
"""
_TOLD = """
select p.post_id as story_id,
       case when p.title <> '' then p.title
            when length(p.body) > $opening then left(p.body, $opening) || '…' else p.body end
           as title,
       p.url, coalesce(s.name, p.source) as source,
       coalesce(p.published_at, p.first_seen) as first_at, 1 as posts, 1 as outlets
from staging.posts_of('_told_wording') as p
left join raw.source as s on s.source = p.source
order by p.first_seen desc, p.post_id
"""
