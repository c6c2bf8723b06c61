"""What an information report of some days asks beside the digest: questions, sources, addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from warehouse.store import Store


def heard_days(store: Store, first: date, last: date, known: datetime) -> frozenset[date]:
    """Return the days of a period on which any source could be heard."""
    found = store.rows(
        "select day from main.measured_days($first::date, $last::date, $known::timestamptz) where heard",
        {"first": first, "last": last, "known": known},
    )
    return frozenset(day for (day,) in found)


def inquiries(store: Store, first: date, last: date, known: datetime) -> list[dict[str, Any]]:
    """Return the questions sent to the office in a period, oldest first, without who asked."""
    return store.dicts(_INQUIRIES, {"first": first, "last": last, "known": known})


_INQUIRIES = """
select q.id, q.source, coalesce(s.name, '') as source_name, coalesce(q.topic, '') as topic,
       q.question, q.status, q.received_at, q.post_id,
       ((q.received_at at time zone 'UTC') + interval 7 hour)::date as day,
       coalesce(p.url, '') as url
from staging.stg_inquiry_brief as q
left join raw.source as s on s.source = q.source
left join (select post_id, any_value(url) as url from raw.post group by 1) as p on p.post_id = q.post_id
where q.status <> 'invalid' and coalesce(q.question, '') <> '' and q.received_at <= $known::timestamptz
  and ((q.received_at at time zone 'UTC') + interval 7 hour)::date between $first::date and $last::date
order by q.received_at, q.id
"""


def source_days(store: Store, first: date, last: date, known: datetime) -> list[dict[str, Any]]:
    """Return of each enabled source on how many days it was asked and could be read, and what it gave."""
    return store.dicts(_SOURCES, {"first": first, "last": last, "known": known})


# A source without visits of lists (a channel, an import) is heard where mart.source_heard says so.
_SOURCES = """
with asked as (
    select source, day, bool_or(lists_reached > 0 or stored + revisions + known > 0) as reached,
           any_value(last_reason) as reason
    from mart.source_day where day between $first::date and $last::date group by all
),
heard as (
    select distinct source, bucket::date as day from mart.source_heard
    where bucket::date between $first::date and $last::date
),
days as (
    select coalesce(a.source, h.source) as source, coalesce(a.day, h.day) as day,
           coalesce(a.reached, false) or h.source is not null as reached, a.reason
    from asked as a full join heard as h on h.source = a.source and h.day = a.day
),
had as (
    select source, count(*) as items from staging.stg_post
    where day between $first::date and $last::date and first_seen <= $known::timestamptz group by 1
)
select s.source, s.name, s.declared,
       count(d.day) as asked,
       count(d.day) filter (d.reached) as reached,
       coalesce(any_value(h.items), 0) as items,
       coalesce(max(d.reason) filter (not d.reached), '') as reason
from raw.source as s
left join days as d on d.source = s.source
left join had as h on h.source = s.source
where s.enabled
group by s.source, s.name, s.declared, s.priority
order by s.priority, s.name
"""


def addresses(store: Store, ids: Sequence[str]) -> Mapping[str, str]:
    """Return where the posts and stories of some ids can be read; a story at its first article."""
    return dict(store.rows(_ADDRESSES, {"ids": list(dict.fromkeys(ids))}))


_ADDRESSES = """
with wanted as (select unnest($ids::varchar[]) as id),
found as (
    select w.id, p.url, p.fetched_at from wanted as w join raw.post as p on p.post_id = w.id
    union all
    select w.id, p.url, p.fetched_at from wanted as w
    join raw.story_member as m on m.story_id = w.id
    join raw.post as p on p.post_id = m.post_id
    where p.kind <> 'comment'
)
select id, arg_min(url, fetched_at) from found where url <> '' group by id
"""


def story_days(store: Store, stories: Sequence[str], posts: Sequence[str]) -> list[date]:
    """Return the days on which some stories, or some posts, were told, oldest first."""
    found = store.rows(
        """
        select distinct p.day from staging.stg_post as p
        left join raw.story_member as m using (post_id)
        where p.day is not null
          and (list_contains($stories::varchar[], m.story_id) or list_contains($posts::varchar[], p.post_id))
        order by 1
        """,
        {"stories": list(stories), "posts": list(posts)},
    )
    return [day for (day,) in found]
