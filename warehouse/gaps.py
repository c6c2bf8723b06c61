"""What people asked, what own pages posted, and which guidance documents went out, by topic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from warehouse.measured import prepared
from warehouse.store import Store


def asked(
    store: Store, first: date, last: date, known: datetime, units: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Return id, where, topic, day, words and by_person of every question of some days, oldest first.

    by_person: whether a person said what topic it is. where: inquiry, comment, activity, group_note. units: codes asked about; None: the whole province,
    with comments on what others published. A comment that was taken down as a question is counted once.
    """
    with prepared(store, first, last):
        return store.dicts(_ASKED, _values(first, last, known, units))


def posted(
    store: Store, first: date, last: date, known: datetime, units: Sequence[str] | None = None
) -> dict[str, int]:
    """Return how many own posts of some days have each main topic; shared and removed ones are none."""
    with prepared(store, first, last):
        return dict(store.rows(_POSTED, _values(first, last, known, units)))


def documents(
    store: Store, first: date, last: date, known: datetime, units: Sequence[str] | None = None
) -> dict[str, int]:
    """Return how many guidance documents sent on some days name each topic."""
    return dict(store.rows(_DOCUMENTS, _values(first, last, known, units)))


def has_page(store: Store, units: Sequence[str]) -> bool:
    """Tell whether any of some units has a page that is read; a page of no unit is the province's."""
    return bool(store.one(_HAS_PAGE, {"units": list(units)}))


def _values(
    first: date, last: date, known: datetime, units: Sequence[str] | None
) -> dict[str, Any]:
    return {
        "first": first,
        "last": last,
        "known": known,
        "units": None if units is None else list(units),
    }


_ASKED = """
with province as (
    select min(code) as code from staging.unit_on($last::date) where level = 'province'
),
-- A question is of its own unit, else of that of its page, else of the province.
sorted as (
    select id, bool_or(not said_by ^@ 'machine@') as by_person from raw.event
    where kind = 'inquiry' and json_exists(fields, '$.topic') and happened_at <= $known::timestamptz
    group by id
),
inquiries as (
    select 'inquiry' as where_asked, i.id, i.topic, i.question as words,
           ((i.received_at at time zone 'UTC') + interval 7 hour)::date as day, i.post_id,
           coalesce(w.by_person, false) as by_person,
           coalesce(nullif(i.unit, ''), nullif(s.unit, ''), (select code from province)) as unit
    from mart.inquiry as i left join raw.source as s on s.source = i.source
    left join sorted as w on w.id = i.id
    where i.status <> 'invalid' and i.opened_at <= $known::timestamptz
),
comments as (
    select 'comment' as where_asked, m.post_id as id, m.topics[1] as topic, r.body as words, m.day,
           m.reviewed as by_person,
           case when m.own then coalesce(nullif(m.source_unit, ''), (select code from province)) end as unit
    from measured_post as m
    join raw.post as r on r.post_id = m.post_id and r.revision = m.revision
    where m.kind = 'comment' and m.intent = 'ask' and m.in_scope and m.first_seen <= $known::timestamptz
      and not (m.own and r.author is not null)
      and m.post_id not in (select post_id from inquiries where post_id <> '')
),
sessions as (
    select 'activity' as where_asked, q.id, q.topic, q.question as words,
           coalesce(s.held_on, s.starts_on) as day, s.unit, true as by_person
    from staging.stg_activity_question as q
    join staging.stg_register_row as w on w.register = 'activity_questions' and w.id = q.id
    join staging.stg_activity_session as s on s.code = q.activity and s.session = q.session
    where s.status = 'done' and w.recorded_at <= $known::timestamptz
),
notes as (
    select 'group_note' as where_asked, n.id, n.topic, n.note as words, n.noted_on as day, g.owner as unit,
           true as by_person
    from staging.stg_group_note as n
    join staging.stg_register_row as w on w.register = 'group_notes' and w.id = n.id
    left join staging.stg_media_group as g on g.code = n."group"
    where w.recorded_at <= $known::timestamptz
),
everything as (
    select * exclude (post_id) from inquiries
    union all by name from comments
    union all by name from sessions
    union all by name from notes
)
select id, where_asked as "where", coalesce(topic, '') as topic, day, words, by_person
from everything
where day between $first::date and $last::date and coalesce(topic, '') <> 'off_topic' and ($units::varchar[] is null or list_contains($units::varchar[], unit))
order by day, where_asked, id
"""

_POSTED = """
with province as (
    select min(code) as code from staging.unit_on($last::date) where level = 'province'
),
posts as (
    select m.post_id, m.topics[1] as topic, coalesce(nullif(m.source_unit, ''), (select code from province)) as unit
    from mart.own_post as o join measured_post as m on m.post_id = o.post_id
    where not o.shared and not o.gone and m.in_scope and o.first_seen <= $known::timestamptz
      and o.day between $first::date and $last::date
)
select topic, count(*) from posts where topic is not null and topic <> 'off_topic' and ($units::varchar[] is null or list_contains($units::varchar[], unit))
group by topic order by topic
"""

_DOCUMENTS = """
with sent as (
    select d.id, d.unit, unnest(d.topics) as topic
    from staging.stg_document as d
    join staging.stg_register_row as w on w.register = 'documents' and w.id = d.id
    where coalesce(d.sent_on, d.signed_on) between $first::date and $last::date
      and w.recorded_at <= $known::timestamptz
)
select topic, count(distinct id) from sent where ($units::varchar[] is null or list_contains($units::varchar[], unit)) group by topic order by topic
"""

_HAS_PAGE = """
select exists (
    from raw.source
    where own and list_contains($units::varchar[], coalesce(nullif(unit, ''), (
        select min(code) from staging.stg_unit where level = 'province')))
)
"""
