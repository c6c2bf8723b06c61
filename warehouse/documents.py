"""Texts in which a guidance document may have been carried on, and the settings of criterion 2."""

from __future__ import annotations

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


def settings(store: Store, code: str) -> list[dict[str, Any]]:
    """Return the numbers of one code of the register of targets: measure, value, valid_from, valid_to."""
    return store.dicts(
        "select measure, value, valid_from, coalesce(valid_to, date '9999-12-31') as valid_to "
        "from staging.stg_target where code = $code order by measure, valid_from, id",
        {"code": code},
    )


_ASKED = """
select id, question, ((received_at at time zone 'UTC') + interval 7 hour)::date as day
from staging.stg_inquiry_brief
where status <> 'invalid' and question <> ''
order by received_at, id
"""


def asked(store: Store) -> list[dict[str, Any]]:
    """Return the questions that were asked, oldest first: id, question, Hà Nội day."""
    return store.dicts(_ASKED)
