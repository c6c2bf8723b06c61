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
    store.connection.execute(_UNSAID, [task, model])
    for statement in _WAITING:
        store.connection.execute(statement)
    number = store.one("select count(*) from _waiting")
    for start in range(0, number, BATCH):
        yield store.rows(
            "select p.post_id, p.revision, p.kind, p.title, "
            "concat_ws(chr(10), nullif(p.lead, ''), nullif(p.body, '')) "
            "from _waiting as w join raw.post as p on p.rowid = w.row_id "
            "where w.position > ? and w.position <= ? order by w.position",
            [start, start + BATCH],
        )


_UNSAID = """
create or replace temp table _unsaid as
select post_id, revision, rowid as row_id from raw.post
anti join (select post_id, revision from raw.annotation where task = ? and model = ?)
using (post_id, revision)
where method <> 'expired'  -- its labels stand, its words went
"""
# Which wording of a post stands is asked of those posts only.
_WAITING = (
    "create or replace temp view _unsaid_wording as "
    "select p.* from raw.post as p semi join _unsaid as u on u.post_id = p.post_id",
    "create or replace temp table _waiting as "
    "select post_id, revision, row_id, row_number() over (order by post_id) as position "
    "from staging.posts_of('_unsaid_wording') join _unsaid using (post_id, revision)",
)


def add_labels(store: Store, rows: pa.Table) -> int:
    """Append label rows: post_id, revision, task, label, score, model, rank. One moment a batch."""
    import pyarrow as pa

    now = pa.scalar(datetime.now(UTC), pa.timestamp("us", tz="UTC"))
    moments = pa.repeat(now, rows.num_rows) if rows.num_rows else pa.array([], now.type)
    return store.append("raw.annotation", rows.append_column("made_at", moments))


_UNGROUPED = (
    "create or replace temp table _ungrouped as select distinct post_id from raw.post "
    "anti join raw.story_member using (post_id) where kind = 'article'",
    "create or replace temp view _ungrouped_wording as "
    "select p.* from raw.post as p semi join _ungrouped as u on u.post_id = p.post_id",
    "create or replace temp table _ungrouped_post as "
    "select p.post_id, p.revision, p.kind, coalesce(p.published_at, p.first_seen) as told_at, w.row_id "
    "from staging.posts_of('_ungrouped_wording') as p "
    "join (select post_id, revision, rowid as row_id from raw.post) as w using (post_id, revision)",
)


def ungrouped(store: Store, *, limit: int) -> list[dict[str, Any]]:
    """Return the oldest articles that belong to no story yet, with what tells copies apart."""
    for statement in _UNGROUPED:
        store.connection.execute(statement)
    store.connection.execute(
        "create or replace temp table _oldest as select * from _ungrouped_post "
        "where kind = 'article' order by told_at, post_id limit ?",
        [limit],
    )
    return store.dicts(
        "select p.post_id, p.url, p.title, concat_ws(chr(10), p.lead, p.body) as text, "
        "o.told_at as published_at, p.source "
        "from _oldest as o join raw.post as p on p.rowid = o.row_id order by o.told_at, p.post_id"
    )


# A post told within some days has a wording dated, or without a date found, within them.
_BETWEEN = (
    "create or replace temp table _between as select distinct post_id from raw.post "
    "where kind = 'article' and coalesce(published_at, fetched_at) between ? and ?",
    "create or replace temp view _between_wording as "
    "select p.* from raw.post as p semi join _between as b on b.post_id = p.post_id",
    "create or replace temp table _between_post as "
    "select p.post_id, coalesce(p.published_at, p.first_seen) as told_at, p.kind, m.story_id, w.row_id "
    "from staging.posts_of('_between_wording') as p join raw.story_member as m using (post_id) "
    "join (select post_id, revision, rowid as row_id from raw.post) as w using (post_id, revision)",
)


def grouped_between(store: Store, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Return articles with their story whose moment lies in [start, end]."""
    for number, statement in enumerate(_BETWEEN):
        store.connection.execute(statement, None if number else [start, end])
    return store.dicts(
        "select p.post_id, p.url, p.title, concat_ws(chr(10), p.lead, p.body) as text, "
        "b.told_at as published_at, p.source, b.story_id "
        "from _between_post as b join raw.post as p on p.rowid = b.row_id "
        "where b.kind = 'article' and b.told_at between ? and ? order by b.told_at, p.post_id",
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
