"""Texts of our own outlets, to be held against each other."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from langnghe.records import HANOI
from warehouse.store import Store

# Posts of ours with a date, or without one found, in some days; then their wordings alone, by row.
_NEAR = (
    "create or replace temp table _own_row as select rowid as row_id from raw.post where post_id in ("
    "select p.post_id from raw.post as p join raw.source as s on s.source = p.source and s.own "
    "where coalesce(p.published_at, p.fetched_at) >= $since and coalesce(p.published_at, p.fetched_at) < $until)",
    "create or replace temp view _own_wording as "
    "select * from raw.post where rowid in (select row_id from _own_row)",
)
_OWN = """
select p.post_id as id, p.source as outlet, coalesce(s.name, p.source) as outlet_name, p.day, p.url,
       concat_ws(chr(10), nullif(p.title, ''), nullif(p.lead, ''), p.body) as text
from staging.posts_of('_own_wording') as p
join raw.source as s on s.source = p.source and s.own
where p.kind <> 'comment' and p.day between $first and $last
  -- what is shared from elsewhere is not our word
  and not exists (from raw.event as e where e.kind = 'metric' and e.what = 'described' and e.id = p.post_id
                  and (e.fields ->> 'shared') = 'true')
order by p.day, p.post_id
"""


def own_texts(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """Return what our own outlets wrote in some days: id, outlet, outlet_name, day, url, text."""
    since, until = (
        datetime.combine(day, time(), HANOI) for day in (first, last + timedelta(days=1))
    )
    store.connection.execute(_NEAR[0], {"since": since, "until": until})
    store.connection.execute(_NEAR[1])
    return store.dicts(_OWN, {"first": first, "last": last})


def documents(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """Return the documents sent in some days: id, title, day."""
    return store.dicts(
        "select id, concat_ws(' ', concat_ws('/', number, symbol), title) as title, "
        "coalesce(sent_on, signed_on) as day from staging.stg_document "
        "where coalesce(sent_on, signed_on) between $first and $last order by day, id",
        {"first": first, "last": last},
    )
