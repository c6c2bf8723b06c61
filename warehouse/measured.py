"""The posts that the questions of a period look at, with their labels, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from warehouse.store import Store

AROUND = timedelta(days=62)  # before the period before, and after: what a question may look at


@contextmanager
def prepared(store: Store, first: date, last: date) -> Iterator[None]:
    """Work out once the labels of the posts that the questions of a period look at.

    Posts seen or published from the period before (and two months more) to two months after it. While
    it lasts, main.measured_post is that temporary table; without it the same view asks everything.
    """
    start, end = first - (last - first) - AROUND, last + AROUND
    for number, statement in enumerate(_PREPARE):
        store.connection.execute(statement, None if number else {"first": start, "last": end})
    try:
        yield
    finally:
        for name in _PREPARED:
            store.connection.execute(f"drop table if exists temp.{name}")


# Ids first: the label view then works on these posts' annotations and not on those of all years.
_PREPARED = ("measured_post", "_measured_label", "_measured_annotation", "_measured_id")
_PREPARE = (
    "create or replace temp table _measured_id as select post_id from staging.stg_post "
    "where day between $first and $last or first_seen_day between $first and $last",
    "create or replace temp table _measured_annotation as "
    "select a.* from raw.annotation as a semi join _measured_id as m on m.post_id = a.post_id",
    "create or replace temp table _measured_label as from staging.labels_of('_measured_annotation')",
    "create or replace temp view _measured_mart as select p.* "
    "from mart.posts_with('_measured_label') as p semi join _measured_id as m on m.post_id = p.post_id",
    "create or replace temp table measured_post as from main.measured_posts('_measured_mart')",
    "drop view temp._measured_mart",
)
