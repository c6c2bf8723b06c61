"""Texts of our own outlets, to be held against each other."""

from __future__ import annotations

from datetime import date
from typing import Any

from warehouse.store import Store

_OWN = """
select p.post_id as id, p.source as outlet, coalesce(s.name, p.source) as outlet_name, p.day, p.url,
       concat_ws(chr(10), nullif(p.title, ''), nullif(p.lead, ''), p.body) as text
from staging.stg_post as p
join raw.source as s on s.source = p.source and s.own
where p.kind <> 'comment' and p.day between $first and $last
  -- what is shared from elsewhere is not our word
  and not exists (from raw.event as e where e.kind = 'metric' and e.what = 'described' and e.id = p.post_id
                  and (e.fields ->> 'shared') = 'true')
order by p.day, p.post_id
"""


def own_texts(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """Return what our own outlets wrote in some days: id, outlet, outlet_name, day, url, text."""
    return store.dicts(_OWN, {"first": first, "last": last})


def documents(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """Return the documents sent in some days: id, title, day."""
    return store.dicts(
        "select id, concat_ws(' ', concat_ws('/', number, symbol), title) as title, "
        "coalesce(sent_on, signed_on) as day from staging.stg_document "
        "where coalesce(sent_on, signed_on) between $first and $last order by day, id",
        {"first": first, "last": last},
    )
