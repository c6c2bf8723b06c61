"""Which day which source could be heard: “có tin”, “0 tin” and “không thu được” never look alike.

“thu bù”: nobody reached the source on that day, but posts of that day came later.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from warehouse.snapshot import Reader

if TYPE_CHECKING:
    import pyarrow as pa

STATES = ("có tin", "thu bù", "0 tin", "không thu được")

# A source with addresses of lists is heard on the days on which one could be read. One without (an
# import) was never visited on the day: it is heard but for silences that its usual rate makes very
# unlikely. Before a source was first asked, it has no day at all. The day of a post is Hà Nội's.
_DAYS = """
with asked as (
    select source, min(day) as since, sum(lists_asked) > 0 as by_lists from mart.source_day group by source
),
posts as (
    select source, day, count(*) as posts from staging.stg_post
    where kind <> 'comment' and not undated and day between $first and $last group by all
),
since as (
    select a.source, a.by_lists, case when a.by_lists then a.since else f.since end as since
    from asked as a
    left join (select source, min(day) as since from posts group by source) as f using (source)
),
days as (
    select s.source, s.by_lists, d::date as day
    from since as s, unnest(generate_series(greatest(s.since, $first), $last, interval 1 day)) as t(d)
),
heard as (
    select h.source, h.bucket::date as day from mart.source_heard as h
    join since as s on s.source = h.source and s.by_lists
    union
    select h.source, h.day from mart.sources_published('staging.stg_post', $last) as h
    join since as s on s.source = h.source and not s.by_lists
),
states as (
    select d.source, d.day, coalesce(p.posts, 0) as posts,
           case when h.day is null then if(p.posts > 0, 'thu bù', 'không thu được')
                else if(p.posts > 0, 'có tin', '0 tin') end as state
    from days as d
    left join posts as p using (source, day)
    left join heard as h using (source, day)
)
"""

_STATES_NAMED = """
select coalesce(n.name, s.source) as source_name, s.* from states as s left join raw.source as n using (source)
order by source_name, day
"""

_RUNS = """, runs as (
    select *, day - row_number() over (partition by source, state order by day)::integer as run from states
),
told as (
    select source, state, min(day)::timestamp as since, max(day)::timestamp + interval 1 day as until,
           count(*) as days, sum(posts)::bigint as posts
    from runs group by source, state, run
)
select coalesce(n.name, s.source) as source_name, s.* from told as s left join raw.source as n using (source)
order by source_name, since
"""

_DEAF_RUNS = """, deaf as (
    select d::date as day from unnest(generate_series($first, $last, interval 1 day)) as t(d)
    where d::date not in (select day from heard)
),
runs as (select day, day - row_number() over (order by day)::integer as run from deaf)
select min(day)::timestamp as since, max(day)::timestamp + interval 1 day as until, count(*) as days
from runs group by run order by since
"""

_DAY_STATES, _STRETCHES, _DEAF = (_DAYS + rest for rest in (_STATES_NAMED, _RUNS, _DEAF_RUNS))

_STROKES = {"source_name": "string", "at": "timestamp[us]"}


def day_states(kho: Reader, first: date, last: date) -> pa.Table:
    """Return one row a source and Hà Nội day since it was first asked: source_name, source, day, posts, state."""
    return kho.arrow(_DAY_STATES, {"first": first, "last": last})


def stretches(kho: Reader, first: date, last: date) -> pa.Table:
    """Return one row a source and stretch of days in one state: source_name, source, state, since, until, days.

    until is the midnight after its last day: the stretch as a bar.
    """
    return kho.arrow(_STRETCHES, {"first": first, "last": last})


def hatching(runs: pa.Table, every: int = 5) -> pa.Table:
    """Return where to draw strokes over stretches that were not collected: source_name, at; one in `every` days."""
    import pyarrow as pa

    at = [
        {"source_name": row["source_name"], "at": row["since"] + timedelta(days=offset + gap / 2)}
        for row in runs.to_pylist()
        if row["state"] == STATES[-1]
        for gap in (min(every, row["days"]),)
        for offset in range(0, row["days"] - gap + 1, gap)
    ]
    return pa.table(
        {name: pa.array([row[name] for row in at], kind) for name, kind in _STROKES.items()}
    )


def deaf_days(kho: Reader, first: date, last: date) -> pa.Table:
    """Return the stretches of days on which no source at all was heard: since, until, days."""
    return kho.arrow(_DEAF, {"first": first, "last": last})
