"""Texts in which a guidance document may have been carried on, and the settings of criterion 2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from warehouse.store import Store

# Articles in scope, talk on platforms, own posts: a text outside these carries no guidance of a union.
_CANDIDATES = """
select p.post_id, p.source, p.day, p.title || chr(10) || p.lead || chr(10) || p.body as text
from staging.stg_post as p
left join raw.source as s on s.source = p.source
where p.day between $first and $last
  and (p.kind <> 'article' or coalesce(s.own, false)
       or exists (from raw.annotation as a
                  where a.post_id = p.post_id and a.task = 'in_scope' and a.label = '1'))
order by p.day, p.post_id
"""


def candidates(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """Return the texts of some days that may carry a document: post_id, source, day, text."""
    return store.dicts(_CANDIDATES, {"first": first, "last": last})


def setting(store: Store, code: str, measure: str, day: date) -> float | None:
    """Return a number of the register of targets as of a day: code "2.06", measure "ngày"."""
    found: float | None = store.one(
        "select any_value(value order by programme, id) from staging.target_on($day::date) "
        "where code = $code and measure = $measure",
        {"code": code, "measure": measure, "day": day},
    )
    return found


_ASKED = """
select id, question, topic,
       ((received_at at time zone 'UTC') + interval 7 hour)::date as day
from staging.stg_inquiry
where status <> 'invalid' and question <> ''
  and ((received_at at time zone 'UTC') + interval 7 hour)::date between $first and $last
order by received_at, id
"""


def asked(store: Store, first: date, last: date) -> Sequence[dict[str, Any]]:
    """Return the questions of some Hà Nội days: id, question, topic, day."""
    return store.dicts(_ASKED, {"first": first, "last": last})
