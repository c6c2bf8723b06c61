"""What was said of posts, and which still wait for a word: labels and stories, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from langnghe.config import Source
from warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

Waiting = tuple[str, str, Literal["article", "comment", "post"], str, str]
BATCH = 4_000  # posts an annotation batch: small enough for 2 GB, large enough for one statement


def waiting(store: Store, *, task: str, model: str) -> Iterator[list[Waiting]]:
    """Yield batches of (post_id, revision, kind, title, lead + body) that `model` has not labelled.

    The list of ids is taken first, so labels may be appended while the batches are read.
    """
    store.connection.execute(
        "create or replace temp table _waiting as "
        "select post_id, revision, row_number() over (order by post_id) as position "
        "from staging.stg_post "
        "anti join (select post_id, revision from raw.annotation where task = ? and model = ?) "
        "using (post_id, revision) where method <> 'expired'",  # its labels stand, its words went
        [task, model],
    )
    number = store.one("select count(*) from _waiting")
    for start in range(0, number, BATCH):
        yield store.rows(
            "select p.post_id, p.revision, p.kind, p.title, "
            "concat_ws(chr(10), nullif(p.lead, ''), nullif(p.body, '')) "
            "from _waiting as w join raw.post as p using (post_id, revision) "
            "where w.position > ? and w.position <= ? order by w.position",
            [start, start + BATCH],
        )


def add_labels(store: Store, rows: pa.Table) -> int:
    """Append label rows: post_id, revision, task, label, score, model, rank. One moment a batch."""
    import pyarrow as pa

    now = pa.scalar(datetime.now(UTC), pa.timestamp("us", tz="UTC"))
    moments = pa.repeat(now, rows.num_rows) if rows.num_rows else pa.array([], now.type)
    return store.append("raw.annotation", rows.append_column("made_at", moments))


def ungrouped(store: Store, *, limit: int) -> list[dict[str, Any]]:
    """Return the oldest articles that belong to no story yet, with what tells copies apart."""
    return store.dicts(
        "select post_id, url, title, concat_ws(chr(10), lead, body) as text, "
        "coalesce(published_at, first_seen) as published_at, source "
        "from staging.stg_post anti join raw.story_member using (post_id) "
        "where kind = 'article' order by 5, post_id limit ?",
        [limit],
    )


def grouped_between(store: Store, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Return articles with their story whose moment lies in [start, end]."""
    return store.dicts(
        "select post_id, url, title, concat_ws(chr(10), lead, body) as text, "
        "coalesce(published_at, first_seen) as published_at, source, story_id "
        "from staging.stg_post join raw.story_member using (post_id) "
        "where kind = 'article' and coalesce(published_at, first_seen) between ? and ? "
        "order by published_at, post_id",
        [start, end],
    )


def add_members(store: Store, story_of: Mapping[str, str]) -> int:
    """Append post → story; a post that has a story keeps it."""
    import pyarrow as pa

    if not story_of:
        return 0
    batch = pa.table({"post_id": list(story_of), "story_id": list(story_of.values())})
    store.connection.register("_members", batch)
    try:
        store.connection.execute(
            "insert into raw.story_member select post_id, story_id, now() from _members "
            "anti join raw.story_member using (post_id)"
        )
    finally:
        store.connection.unregister("_members")
    return len(story_of)


def declare_sources(store: Store, sources: Sequence[Source]) -> None:
    """Write the declared sources as sources.toml has them now."""
    with store.transaction():
        for s in sources:
            store.connection.execute(
                "insert or replace into raw.source by name select ? as source, ? as name, ? as home, "
                '? as type, ? as "group", ? as place, ? as reliability, ? as priority, ? as enabled, '
                "true as declared, ? as expected_per_day, now() as updated_at, ? as own, "
                "nullif(?, '') as unit",
                [s.id, s.name, s.home, s.type, s.group, s.place, s.reliability, s.priority]
                + [s.enabled, s.expected_per_day, s.own, s.unit],
            )
