"""Counts over time for the watch: what was said, by topic, tone, stance, place and source.

A bucket is a Hà Nội day or a quarter of one. Its item is counted where the office first saw it
(moment="known"), so that a bucket that is over never changes; a replay of headlines that were
collected afterwards counts by publication (moment="published").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from langnghe.records import HANOI
from warehouse.store import Store
from warehouse.watch_items import (
    DEATHS,
    Moment,
    Office,
    home_sources,
    own_sources,
    prepare_items,
)

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "DEATHS", "FAMILIES", "WATCHED", "Moment", "Office", "Step", "commune_names", "home_sources", "own_sources",
    "parts", "planned_rows", "prepare_items", "series",
]  # fmt: skip

Step = Literal["day", "6h"]
HOURS: Mapping[Step, int] = {"day": 24, "6h": 6}

# Families of mart.series_items, and the questions people ask us (mart.inquiry_items). The full ones
# (topic × tone × stance …) have many thousand series of one post each; the others are their sums that
# a person could act on.
INQUIRIES = "inquiries"
FAMILIES = (
    "topic_tone", "topic_tone_place", "topic_stance_place", "full", "commune", "source",
    "own_comments", "own_comments_topic", "own_comments_full", "comments", INQUIRIES,
)  # fmt: skip
WATCHED = tuple(family for family in FAMILIES if "full" not in family)


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
    or 0; of comments under our posts and of questions it counts our own channels alone, and is 1 where
    the office has none that could be heard: its door is always open. Of questions independent_sources
    counts who asked. Nothing that was known after `until` is counted, so the last bucket may be
    unfinished.
    """
    if wrong := set(families) - set(FAMILIES):
        raise ValueError(f"unknown families {sorted(wrong)}")
    first, last = _edges(start, until, HOURS[step])
    prepare_items(store, office, since=_aware(first), until=until, moment=moment)
    run = store.connection.execute
    run(_ITEMS, {"home": office.home, "families": list(families), "elsewhere": elsewhere})
    if INQUIRIES in families:
        run(_ASKED, {"by_published": moment == "published", "since": _aware(first), "until": until})
    run(_HEARD[moment], {"hours": HOURS[step], "first": first, "last": last})
    window = {"first": first, "last": last, "hours": HOURS[step]}
    grid = run(_GRID, {**window, "own": own_sources(store, office)})
    return _with_bucket(grid.to_arrow_table(), step)


def parts(series_id: str) -> dict[str, str]:
    """Return what a series holds: {"topic": "strike", "tone": "negative", "place": "dong-nai"}."""
    return dict(part.split("=", 1) for part in series_id.split("|"))


def commune_names(store: Store, office: Office) -> dict[str, str]:
    """Return commune of a series → its name, of the items just prepared: “xa-bum-nua” is “xã Bum Nưa”."""
    return dict(
        store.rows(
            "select distinct staging.slug(name), name from (select left(commune, length(commune) "
            "- length($home) - 2) as name from (select unnest(communes) as commune from _watch_item) "
            "where suffix(commune, ', ' || $home)) order by name",
            {"home": office.home},
        )
    )


def planned_rows(store: Store) -> list[dict[str, Any]]:
    """Return the office's register of planned events: label, date_from, date_to, factor (or None)."""
    return store.dicts(
        "select label, date_from, date_to, factor from staging.stg_planned_event "
        "where label <> '' and date_from is not null order by date_from, date_to, label"
    )


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


_ITEMS = """
create or replace temp table _series_item as
select * from mart.series_items('_watch_item', $home)
where list_contains($families, family)
  and ($elsewhere or not contains(series_id, '|place=')
       or list_contains(split(series_id, '|'), 'place=' || staging.slug($home)))
"""

_ASKED = """
insert into _series_item
select * from mart.inquiry_items($by_published)
where counted_at between $since and $until
"""

_HEARD: Mapping[Moment, str] = {
    # Of the window alone: a warehouse knows the visits of years.
    "known": """
create or replace temp table _heard as
select source, bucket from mart.sources_heard_by('_watch_visit', $hours)
where bucket between $first and $last
""",
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
offsets as (
    select bucket, count(*) as sources, count(*) filter (list_contains($own::varchar[], source)) as own
    from heard group by bucket
),
-- an office that never heard a channel of its own still has its door: one that is always open
door as (select coalesce(sum(own), 0) = 0 as only from offsets),
buckets as (
    select unnest(range($first, $last + to_hours($hours), to_hours($hours))) as bucket
),
ids as (
    select series_id, any_value(family) as family,
           case when any_value(family) = 'source'
                then regexp_extract(series_id, '^source=([^|]+)', 1) end as source,
           any_value(family) = 'inquiries' or starts_with(any_value(family), 'own_comments') as ours
    from counts group by series_id
)
select i.series_id,
       i.family,
       i.bucket,
       case when heard_here > 0 then coalesce(i.items, 0) end::integer as items,
       case when heard_here > 0 then coalesce(i.stories, 0) end::integer as stories,
       heard_here::integer as healthy_sources,
       case when heard_here > 0 then coalesce(i.independent_sources, 0) end::integer
           as independent_sources
from (
    select i.*, b.bucket, c.items, c.stories, c.independent_sources,
           case when i.source is not null then (h.source is not null)::integer
                when not i.ours then coalesce(o.sources, 0)
                when d.only then 1
                -- what came was heard: a note of the hotline on a day when no page was read
                else greatest(coalesce(o.own, 0), (c.series_id is not null)::integer) end as heard_here
    from ids as i
    cross join buckets as b
    cross join door as d
    left join counts as c on c.series_id = i.series_id and c.bucket = b.bucket
    left join offsets as o on o.bucket = b.bucket
    left join heard as h on h.source = i.source and h.bucket = b.bucket
) as i
order by i.series_id, i.bucket
"""
