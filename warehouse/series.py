"""Counts over time for the watch: what was said, by topic, tone, stance, place and source.

A bucket is a Hà Nội day or a quarter of one. Its item is counted where the office first saw it
(moment="known"), so that a bucket that is over never changes; a replay of headlines that were
collected afterwards counts by publication (moment="published").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

from langnghe.records import HANOI
from warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

Step = Literal["day", "6h"]
Moment = Literal["known", "published"]
HOURS: Mapping[Step, int] = {"day": 24, "6h": 6}

# Families of mart.series_items. "full" (topic × tone × stance × place) has many thousand series of
# one post each; the others are its sums that a person could act on.
FAMILIES = (
    "topic_tone", "topic_tone_place", "topic_stance_place", "full", "commune", "source",
    "own_comments", "comments",
)  # fmt: skip
WATCHED = tuple(family for family in FAMILIES if family != "full")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Whose watch it is: the province of the office, and how to name a province of today.

    province_of takes any name a text or sources.toml has (“Bình Dương”, “TP Hồ Chí Minh”) and
    returns the province it belongs to today (“TP.HCM”), or the name itself.
    """

    home: str
    province_of: Callable[[str], str] = str


def series(
    store: Store,
    office: Office,
    *,
    start: date,
    until: datetime,
    step: Step = "day",
    moment: Moment = "known",
    families: Sequence[str] = WATCHED,
    elsewhere: bool = True,
) -> pa.Table:
    """Return the series of the Hà Nội days from `start` to the bucket that holds `until`, as Arrow.

    series_id (sorted), family, bucket (date32 of a day, or the aware start of six hours), items
    (posts), stories, healthy_sources (sources heard in the bucket), independent_sources (copies of
    one wire text once). Every series that has an item in the window has a row in every bucket: 0
    where sources were heard and said nothing, null in items, stories and independent_sources where
    none was heard and nothing came (healthy_sources 0). Of a source's series healthy_sources is 1
    or 0. Nothing that was known after `until` is counted, so the last bucket may be unfinished.
    """
    if wrong := set(families) - set(FAMILIES):
        raise ValueError(f"unknown families {sorted(wrong)}")
    first, last = _edges(start, until, HOURS[step])
    prepare_items(store, office, since=_aware(first), until=until, moment=moment)
    run = store.connection.execute
    run(_ITEMS, {"home": office.home, "families": list(families), "elsewhere": elsewhere})
    run(_HEARD[moment], {"hours": HOURS[step], "first": first, "last": last})
    grid = run(_GRID, {"first": first, "last": last, "hours": HOURS[step]})
    return _with_bucket(grid.to_arrow_table(), step)


def parts(series_id: str) -> dict[str, str]:
    """Return what a series holds: {"topic": "strike", "tone": "negative", "place": "dong-nai"}."""
    return dict(part.split("=", 1) for part in series_id.split("|"))


def prepare_items(
    store: Store, office: Office, *, since: datetime, until: datetime, moment: Moment
) -> None:
    """Make temp view _watch_item: the rows of mart.watch_items from `since` to `until`.

    Only posts that some reader, human or machine, put in scope, articles that open with a death (rules
    read their words), and comments under the office's own pages: labels of a year are then worked out
    for thousands of posts, not for hundreds of thousands.
    One look asks for many windows: the widest is worked out once and kept while no fact is added.
    """
    _prepare_all(store, office, since=since, until=until, moment=moment)
    store.connection.execute(
        "create or replace temp table _watch_window as "
        "select $since::timestamptz as since, $until::timestamptz as until",
        {"since": since, "until": until},
    )


def _prepare_all(
    store: Store, office: Office, *, since: datetime, until: datetime, moment: Moment
) -> None:
    """Fill temp table _watch_all from REACH before `until` on, unless it is there and still true.

    What came after `until` may be in it: whose voice a report is depends on earlier reports only.
    """
    facts = store.rows(_FACTS)[0]
    known = _PREPARED.get(store)
    if known and (known.office, known.moment, known.facts) == (office, moment, facts):
        if known.since <= since:
            return
        since = min(since, known.since)
    _PREPARED.pop(store, None)
    since = min(since, until - REACH)
    run = store.connection.execute
    by_published = moment == "published"
    own, now = own_sources(store, office), provinces_now(store, office)
    run(_CANDIDATES, {"own": own, "since": since, "by_published": by_published, "deaths": DEATHS})
    for statement in _LABELS:
        run(statement)
    run(
        _WATCHED_ITEMS,
        {
            "written": list(now),
            "now": list(now.values()),
            "own": own,
            "by_published": by_published,
            "since": since,
        },
    )
    run("create temp table if not exists _watch_window (since timestamptz, until timestamptz)")
    run(_WINDOW)
    _PREPARED[store] = _Prepared(office=office, moment=moment, since=since, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """What temp table _watch_all of a connection holds; facts tells whether anything was added since."""

    office: Office
    moment: Moment
    since: datetime
    facts: tuple[Any, ...]


_PREPARED: WeakKeyDictionary[Store, _Prepared] = WeakKeyDictionary()
DEATHS = "tử vong|thiệt mạng|tử nạn|chết|thi thể|mất tích|mất liên lạc|vùi|thương vong|không qua khỏi"  # fmt: skip
NATIONAL = ("news", "labour_press")
REACH = timedelta(days=183)  # as far back as the series of a look go

# Facts are only ever appended, or forgotten: their numbers tell whether any of them is new.
_FACTS = """
select (select count(*) from raw.post), (select count(*) from raw.annotation),
       (select count(*) from raw.story_member), (select max(updated_at) from raw.source)
"""


def own_sources(store: Store, office: Office) -> list[str]:
    """Return the office's own pages: sources of type union that write of its province."""
    return [s for s in home_sources(store, office) if s in _of_type(store, "union")]


def home_sources(store: Store, office: Office) -> list[str]:
    """Return the sources that write of the office's province: what they tell happens there.

    A national paper that is made in the province is none of them: it writes of the whole world.
    """
    return [
        source
        for source, place, kind in store.rows(
            "select source, place, type from raw.source order by 1"
        )
        if place and kind not in NATIONAL and office.province_of(place) == office.home
    ]


def provinces_now(store: Store, office: Office) -> dict[str, str]:
    """Return every province name the labels have → the province it belongs to today."""
    names = store.rows("select distinct label from raw.annotation where task = 'place'")
    return {name: office.province_of(name) for (name,) in sorted(names) if name != "-"}


def _of_type(store: Store, kind: str) -> set[str]:
    return {row[0] for row in store.rows("select source from raw.source where type = ?", [kind])}


def _edges(start: date, until: datetime, hours: int) -> tuple[datetime, datetime]:
    """Return the naive Hà Nội starts of the first and of the last bucket."""
    if until.tzinfo is None:
        raise ValueError(f"{until.isoformat()} has no time zone")
    here = until.astimezone(HANOI).replace(tzinfo=None)
    last = datetime.combine(here.date(), time(here.hour // hours * hours))
    first = datetime.combine(start, time())
    if last < first:
        raise ValueError(f"the window ends on {here:%d/%m/%Y} before it starts on {start:%d/%m/%Y}")
    return first, last


def _aware(bucket: datetime) -> datetime:
    return bucket.replace(tzinfo=HANOI).astimezone(UTC)


def _with_bucket(table: pa.Table, step: Step) -> pa.Table:
    """Name the bucket as readers do: a day by its date, six hours by the moment they begin."""
    import pyarrow as pa
    import pyarrow.compute as pc

    at = table.schema.get_field_index("bucket")
    local: Any = table["bucket"]
    if step == "day":
        return table.set_column(at, "bucket", local.cast(pa.date32()))
    moment = pc.subtract(local, pa.scalar(timedelta(hours=7), pa.duration("us")))
    return table.set_column(at, "bucket", pc.assume_timezone(moment, "UTC"))


_CANDIDATES = """
create or replace temp table _watch_post as
with wanted as (
    select distinct post_id from raw.annotation where task = 'in_scope' and label = '1'
    union
    select post_id from raw.post where kind = 'comment' and list_contains($own::varchar[], source)
    union
    select post_id from raw.post
    where kind = 'article' and fetched_at >= $since
      and regexp_matches(lower(left(concat_ws(' ', title, lead, body), 420)), $deaths)
)
select p.post_id
from (select post_id, min(fetched_at) as first_seen,
             arg_min(published_at, fetched_at) filter (published_at is not null) as published_at
      from raw.post semi join wanted using (post_id) group by post_id) as p
where case when $by_published then least(coalesce(published_at, first_seen), first_seen)
           else first_seen end >= $since
"""

_LABELS = (
    "create or replace temp table _watch_annotation as "
    "select a.* from raw.annotation as a semi join _watch_post as p on p.post_id = a.post_id",
    "create or replace temp table _watch_label as from staging.labels_of('_watch_annotation')",
    "create or replace temp table _watch_reading as "
    "select p.* from mart.posts_with('_watch_label') as p "
    "semi join _watch_post as w on w.post_id = p.post_id",
)

_WATCHED_ITEMS = """
create or replace temp table _watch_all as
select * from mart.watch_items('_watch_reading', map($written::varchar[], $now::varchar[]),
                               $own::varchar[], $by_published)
where counted_at >= $since
order by counted_at
"""

# A view: whole texts of half a year are not copied for every question.
_WINDOW = """
create or replace temp view _watch_item as
select * from _watch_all
where counted_at between (select since from _watch_window) and (select until from _watch_window)
"""

_ITEMS = """
create or replace temp table _series_item as
select * from mart.series_items('_watch_item', $home)
where list_contains($families, family)
  and ($elsewhere or not contains(series_id, '|place=')
       or list_contains(split(series_id, '|'), 'place=' || staging.slug($home)))
"""

_HEARD: Mapping[Moment, str] = {
    "known": "create or replace temp table _heard as "
    "select source, bucket from mart.sources_heard($hours) where bucket between $first and $last",
    "published": """
create or replace temp table _heard as
select source, day + to_hours(part) as bucket
from mart.sources_published('staging.stg_post', $last::date),
     range(0, 24, $hours) as parts(part)
where day + to_hours(part) between $first and $last
""",
}

_GRID = """
with counts as (
    select * from mart.series_counts('_series_item', $hours) where bucket between $first and $last
),
-- who gave something was heard, whatever the visits say
heard as (
    select source, bucket from _heard
    union
    select i.source, staging.bucket(i.counted_at, $hours) from _watch_item as i where not i.late
),
offsets as (select bucket, count(*) as sources from heard group by bucket),
buckets as (
    select unnest(range($first, $last + to_hours($hours), to_hours($hours))) as bucket
),
ids as (
    select series_id, any_value(family) as family,
           case when any_value(family) = 'source'
                then regexp_extract(series_id, '^source=([^|]+)', 1) end as source
    from counts group by series_id
)
select i.series_id,
       i.family,
       i.bucket,
       case when heard_here > 0 then coalesce(c.items, 0) end::integer as items,
       case when heard_here > 0 then coalesce(c.stories, 0) end::integer as stories,
       heard_here::integer as healthy_sources,
       case when heard_here > 0 then coalesce(c.independent_sources, 0) end::integer
           as independent_sources
from (
    select i.*, b.bucket,
           case when i.source is null then coalesce(o.sources, 0)
                else (h.source is not null)::integer end as heard_here
    from ids as i
    cross join buckets as b
    left join offsets as o on o.bucket = b.bucket
    left join heard as h on h.source = i.source and h.bucket = b.bucket
) as i
left join counts as c on c.series_id = i.series_id and c.bucket = i.bucket
order by i.series_id, i.bucket
"""
