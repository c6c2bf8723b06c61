"""Texts in which a guidance document may have been carried on, and the settings of criterion 2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from warehouse.store import Store

BATCH = 4_000  # texts read at a time

# Articles in scope, talk on platforms, own posts: a text outside these carries no guidance of a union.
_CANDIDATES = """
create or replace temp table _candidate as
with post as (
    select post_id, revision, p.source, day
    from query_table($$posts$$) as p
    left join raw.source as s on s.source = p.source
    where day between $first and $last
      and (kind <> 'article' or coalesce(s.own, false)
           or post_id in (select post_id from raw.annotation where task = 'in_scope' and label = '1'))
)
select post.*, wording.row_id, row_number() over (order by day, post_id) as position
from post
join (select post_id, revision, rowid as row_id from raw.post) as wording using (post_id, revision)
"""
_TEXTS = """
select c.post_id, c.source, c.day, p.title || chr(10) || p.lead || chr(10) || p.body as text
from _candidate as c join raw.post as p on p.rowid = c.row_id
where c.position > $after and c.position <= $after + $batch
order by c.position
"""


def candidates(
    store: Store, first: date, last: date, *, arrived: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the texts of some days that may carry a document, by day: post_id, source, day, text.

    arrived: only of those that warehouse.arrived found. The list of posts is taken first.
    """
    posts = "_arrived_post" if arrived else "staging.stg_post"
    store.connection.execute(
        _CANDIDATES.replace("$$posts$$", f"'{posts}'"), {"first": first, "last": last}
    )
    for after in range(0, store.one("select count(*) from _candidate"), BATCH):
        yield from store.dicts(_TEXTS, {"after": after, "batch": BATCH})


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
