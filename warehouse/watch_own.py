"""What the rules of the watch read of ourselves: questions asked of us, our own posts, sources that are new.

Rows are plain dicts whose keys are the fields of langnghe.cases.rule_asked, rule_own, rule_page and rule_system.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from warehouse.store import Store
from warehouse.watch_items import Moment, Office, own_sources, prepare_items

Row = dict[str, Any]

ASKED_DAYS = 30  # an older question that nobody answered is a matter of the clock's figures
PAGE_DAYS, PAGE_BEFORE = (
    3,
    60,
)  # what happened lately to own posts, and the posts they are held against
MARK = 1  # day after publication at which reactions are compared
NEW_DAYS = 14


def asked(store: Store, *, until: datetime, moment: Moment = "known") -> list[Row]:
    """Return the valid questions of the last ASKED_DAYS as they stood at `until`, oldest first.

    Keys of AskedRow but about and complaint. asker numbers the people of this very answer.
    """
    since = until - timedelta(days=ASKED_DAYS)
    parameters = {
        "until": until.astimezone(UTC),
        "since": since.astimezone(UTC),
        "by_published": moment == "published",
    }
    return store.dicts(_ASKED, parameters)


def complaint_forms(store: Store) -> list[tuple[str, datetime]]:
    """Return (row id, received_at) of the register's forms that say they are a complaint."""
    found: list[Any] = store.rows(
        "select id, received_at from staging.stg_inquiry_form where intent in ('complain', 'object')"
    )
    return found


def commented(
    store: Store, office: Office, *, until: datetime, moment: Moment = "known"
) -> list[Row]:
    """Return our own posts that drew comments in the last PAGE_DAYS, with what earlier ones drew.

    Keys of OwnRow. Negative is a comment of negative tone or one that blames the union. before: own
    posts of the PAGE_BEFORE days before, whose comments have come in.
    """
    since = until - timedelta(days=PAGE_DAYS + PAGE_BEFORE)
    prepare_items(store, office, since=since, until=until, moment=moment)
    rows = store.dicts(_OWN, {"recent": until - timedelta(days=PAGE_DAYS)})
    for row in rows:
        row["before"] = tuple((one["comments"], one["negative"]) for one in row["before"] or ())
    return rows


def reacted(store: Store, *, until: datetime) -> list[Row]:
    """Return own posts whose reactions were measured a day after they went out, in the last PAGE_DAYS.

    Keys of ReactedRow. Only where the platform tells angry reactions apart: field angry of "measured".
    """
    until = until.astimezone(UTC)
    rows = store.dicts(
        _REACTED,
        {
            "until": until,
            "recent": until - timedelta(days=PAGE_DAYS),
            "since": until - timedelta(days=PAGE_DAYS + PAGE_BEFORE),
            "mark": MARK,
        },
    )
    for row in rows:
        row["before"] = tuple((one["reactions"], one["angry"]) for one in row["before"] or ())
    return rows


def changed(
    store: Store, office: Office, *, until: datetime, moment: Moment = "known"
) -> list[Row]:
    """Return own posts seen edited or taken down in the last PAGE_DAYS. Keys of ChangedRow."""
    until = until.astimezone(UTC)
    since = until - timedelta(days=PAGE_DAYS)
    prepare_items(
        store, office, since=since - timedelta(days=PAGE_BEFORE), until=until, moment=moment
    )
    return store.dicts(
        _CHANGED, {"own": own_sources(store, office), "since": since, "until": until}
    )


def added(store: Store, *, now: datetime) -> list[Row]:
    """Return the declared sources first heard in the last NEW_DAYS. Keys of NewSourceRow."""
    now = now.astimezone(UTC)
    return store.dicts(_ADDED, {"now": now, "since": now - timedelta(days=NEW_DAYS)})


_ASKED = """
with asked as (
    select *, case when $by_published then received_at else opened_at end as known_at
    from staging.stg_inquiry_brief
    where status <> 'invalid' and received_at > $since
)
select id,
       received_at as at,
       question as text,
       source,
       dense_rank() over (order by coalesce(source || '/' || nullif(asker, ''), id))::integer as asker,
       coalesce(topic, '') as topic,
       coalesce(unit, '') as unit,
       coalesce(post_id, '') as post_id,
       coalesce(least(first_reply_at, answered_at, closed_at), 'infinity'::timestamptz) > $until as waits
from asked
where known_at <= $until
order by received_at, id
"""

_OWN = """
with posts as (
    select parent_id as post_id,
           any_value(story) as story_id,
           any_value(source) as source,
           min(counted_at) as since,
           count(*) as comments,
           count(*) filter (tone = 'negative' or stance_union = 'negative') as negative
    from _watch_item
    where kind = 'comment' and own and author is null and parent_id is not null  -- what others say
    group by parent_id
),
-- a post whose comments began long ago is of before, even if one more comment came today
earlier as (
    select list({'comments': comments, 'negative': negative} order by since, post_id) as before
    from posts where since <= $recent
)
select p.post_id, p.story_id, coalesce(t.title, '') as title, p.source, p.since, p.comments,
       p.negative, e.before
from posts as p
cross join earlier as e
left join (select post_id, arg_max(title, fetched_at) as title from raw.post
           where post_id in (select post_id from posts) group by post_id) as t
    on t.post_id = p.post_id
where p.since > $recent
order by p.since, p.post_id
"""

_REACTED = """
with figures as (
    select id as post_id, fields ->> 'source' as source, happened_at as measured_at,
           (fields ->> 'reactions')::bigint as reactions, (fields ->> 'angry')::bigint as angry
    from raw.event
    where kind = 'metric' and what = 'measured' and (fields ->> 'mark')::integer = $mark
      and happened_at between $since and $until and (fields ->> 'angry') is not null
    qualify row_number() over (partition by id order by happened_at, event_id) = 1
),
earlier as (
    select list({'reactions': reactions, 'angry': angry} order by measured_at, post_id) as before
    from figures where measured_at <= $recent
)
select f.post_id,
       coalesce(m.story_id, f.post_id) as story_id,
       coalesce(p.title, '') as title,
       f.source,
       coalesce(p.published_at, f.measured_at) as since,
       f.reactions,
       f.angry,
       e.before
from figures as f
cross join earlier as e
left join (select post_id, arg_max(coalesce(nullif(title, ''), left(body, 110)), fetched_at) as title,
                  min(published_at) as published_at
           from raw.post where post_id in (select post_id from figures) group by post_id) as p
    on p.post_id = f.post_id
left join raw.story_member as m on m.post_id = f.post_id
where f.measured_at > $recent and f.reactions is not null
order by f.measured_at, f.post_id
"""

# A feed entry that was later read whole is no edit, and what visitors write on our page is not ours.
_CHANGED = """
with wordings as (
    select post_id, source, fetched_at, published_at, method,
           coalesce(nullif(title, ''), left(body, 110)) as title
    from raw.post
    where list_contains($own::varchar[], source) and kind <> 'comment' and author_key is null
      and fetched_at <= $until
),
posts as (
    select post_id, any_value(source) as source, arg_max(title, fetched_at) as title,
           min(published_at) as published_at,
           max(fetched_at) filter (method <> 'feed') as edited_at,
           count(*) filter (method <> 'feed') as revisions
    from wordings group by post_id
),
gone as (
    select id as post_id, arg_max(what, happened_at) = 'removed' as gone, max(happened_at) as gone_at
    from raw.event
    where kind = 'metric' and what in ('described', 'removed') and happened_at <= $until
    group by id
),
happened as (
    select p.*, coalesce(g.gone, false) as gone, case when g.gone then g.gone_at else p.edited_at end as changed_at
    from posts as p
    left join gone as g on g.post_id = p.post_id
    where p.revisions > 1 or g.gone
),
drew as (
    select parent_id as post_id, count(*) as comments,
           count(*) filter (tone = 'negative' or stance_union = 'negative') as negative
    from _watch_item
    where kind = 'comment' and own and author is null and parent_id is not null
    group by parent_id
)
select h.post_id,
       coalesce(m.story_id, h.post_id) as story_id,
       h.title,
       h.source,
       h.published_at,
       h.changed_at,
       h.gone,
       coalesce(d.comments, 0) as comments,
       coalesce(d.negative, 0) as negative
from happened as h
left join drew as d on d.post_id = h.post_id
left join raw.story_member as m on m.post_id = h.post_id
where h.changed_at > $since
order by h.changed_at, h.post_id
"""

_ADDED = """
with firsts as (
    select source, min(visited_at) as first_item_at from raw.visit
    where outcome = 'stored' and visited_at <= $now group by source
)
select f.source, s.name, f.first_item_at,
       (select min(first_item_at) from firsts) as others_since
from firsts as f
join raw.source as s on s.source = f.source
where s.declared and s.enabled and f.first_item_at > $since
order by f.first_item_at, f.source
"""
