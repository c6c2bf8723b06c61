"""The posts that the questions of a period look at, with their labels, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from warehouse.store import Store

AROUND = timedelta(days=62)  # before the period before, and after: what a question may look at


@contextmanager
def prepared(
    store: Store, first: date, last: date, *, also: Sequence[tuple[date, date]] = ()
) -> Iterator[None]:
    """Work out once the labels of the posts that the questions of a period look at.

    Posts seen or published from the period before (and two months more) to two months after it. While
    it lasts, main.measured_post is that temporary table; without it the same view asks everything.
    also: first and last days of further periods that are asked meanwhile. Inside another `prepared` that
    has all of them nothing is worked out again.
    """
    periods = [(first, last), *also]
    start = min(first - (last - first) - AROUND for first, last in periods)
    end = max(last + AROUND for _, last in periods)
    window = {"first": start, "last": end}
    if store.one(_COVERED, window):
        yield
        return
    _work_out(store, window)
    try:
        yield
    finally:
        store.connection.execute("reset variable measured")
        for name in _PREPARED:
            store.connection.execute(f"drop table if exists temp.{name}")


def _work_out(store: Store, window: Mapping[str, date]) -> None:
    for number, statement in enumerate(_PREPARE):
        store.connection.execute(statement, None if number else dict(window))
    said = "set variable measured = $first::date || '/' || $last::date"
    store.connection.execute(said, dict(window))


_COVERED = (
    "select split_part(getvariable('measured'), '/', 1)::date <= $first::date "
    "and split_part(getvariable('measured'), '/', 2)::date >= $last::date"
)
# Only who may be in scope has its labels folded: whom no machine ever put in scope, nobody judged, and
# who is neither ours nor said to us is out of scope whatever else was said of it (main.measured_posts tells
# no more). Of these alone the words stand beside (measured_word): who needs those of others asks raw.post.
_PREPARED = (
    "measured_post", "measured_word", "_measured_label", "_measured_annotation", "_measured_known", "_measured_asked",
    "_measured_standing",
)  # fmt: skip
_PREPARE = (
    "create or replace temp table _measured_standing as "
    "select * replace ('' as lead, '' as body, null::varchar as author, null::varchar as section) "
    "from staging.stg_post "
    "where day between $first and $last or first_seen_day between $first and $last",
    "create or replace temp table _measured_asked as "
    "select distinct a.post_id from raw.annotation as a "
    "semi join _measured_standing as m on m.post_id = a.post_id "
    "where (a.task = 'in_scope' and a.label = '1') or a.model ^@ 'person@' "
    "union "
    "select post_id from _measured_standing "
    "where source in (select source from raw.source where own) "
    "or post_id in (select id from main.own_ids()) or parent_id in (select id from main.own_ids())",
    "create or replace temp table _measured_known as "
    "select distinct a.post_id from raw.annotation as a "
    "semi join _measured_standing as m on m.post_id = a.post_id "
    "where a.model not like 'watchlist@%' or a.task = 'watch'",
    "create or replace temp table _measured_annotation as "
    "select a.* from raw.annotation as a semi join _measured_asked as m on m.post_id = a.post_id",
    "create or replace temp table _measured_label as from staging.labels_of('_measured_annotation')",
    "create or replace temp view _measured_mart as "
    "select p.* replace (k.post_id is not null as labelled) "
    "from mart.posts_from('_measured_standing', '_measured_label') as p "
    "left join _measured_known as k on k.post_id = p.post_id",
    "create or replace temp table measured_post as from main.measured_posts('_measured_mart')",
    "create or replace temp table measured_word as "
    "select p.post_id, p.revision, p.title, p.lead, p.body from raw.post as p "
    "semi join (select post_id, revision from measured_post where in_scope) as m "
    "on m.post_id = p.post_id and m.revision = p.revision",
    "drop view temp._measured_mart",
    "drop table temp._measured_standing",
    "drop table temp._measured_annotation",
)


def known_stories(store: Store, start: str) -> list[str]:
    """Return at most six ids of stories (or of posts outside any) that begin so; a whole id alone."""
    found = store.rows(
        """
        select distinct id from (
            select story_id as id from raw.story_member where starts_with(story_id, $start)
            union all
            select post_id from raw.post
            where starts_with(post_id, $start) and kind <> 'comment'
              and post_id not in (select post_id from raw.story_member)
        ) where $start <> '' order by id limit 6
        """,
        {"start": start},
    )
    ids = [str(row[0]) for row in found]
    return [start] if start in ids else ids


def stories(store: Store, first: date, last: date, known: datetime) -> list[dict[str, Any]]:
    """Return the stories in scope of some days, most told first: sources, level, what people said."""
    with prepared(store, first, last):
        return store.dicts(_STORIES, {"first": first, "last": last, "known": known})


# Level and class are those of the criteria: what stands here is what a report will count.
_STORIES = """
with said as (
    select id, list(what order by happened_at) as codes from raw.event
    where kind = 'story' and not said_by ^@ 'machine@' and happened_at <= $known::timestamptz group by id
),
level as (
    select id, part::integer as level from mart.c1_06($first::date, $last::date, $known::timestamptz)
    where figure = 'levels'
),
class as (
    select id, max(part) filter (figure = 'classes') as trust,
           max(part) filter (figure = 'admiralty') as admiralty
    from mart.c1_05($first::date, $last::date, $known::timestamptz) group by id
)
select s.story_id, s.day, s.title, s.posts, s.independent, l.level, c.trust, c.admiralty,
       coalesce(w.codes, []) as codes
from main.measured_stories($first::date, $last::date, $known::timestamptz) as s
left join level as l on l.id = s.story_id
left join class as c on c.id = s.story_id
left join said as w on w.id = s.story_id
order by l.level desc, s.independent desc, s.posts desc, s.day desc, s.story_id
"""
