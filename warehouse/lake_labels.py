"""What the machine said, through the lake: which files wait for a word, labels and stories in and out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa

from warehouse.lake import Lake
from warehouse.lake_files import finish
from warehouse.store import Store

_ROWS = 100_000  # label rows brought at a time

# Labels say the same whoever says them, so what stands in the replica is not brought again. Two days
# back from the newest: a label is in the lake within minutes of the moment it bears.
_SINCE = "select max(made_at) - interval 2 day from raw.annotation where not starts_with(model, 'person')"

_BRING = """
insert into raw.annotation by name
select i.* from _incoming as i
semi join raw.post using (post_id, revision)
anti join raw.annotation using (post_id, revision, task, model, rank)
"""


def waiting(lake: Lake, model: str) -> list[tuple[str, int]]:
    """Return (file, posts in it) of the landed files that a model has not read, oldest first."""
    return lake.rows(
        "select file_id, posts from landed "
        "anti join (select file_id from labelled where model = ?) using (file_id) "
        "where posts > 0 order by file_id",
        [model],
    )


def said(lake: Lake, model: str, posts: Sequence[str]) -> set[tuple[str, str]]:
    """Return which (post, revision) of some posts a model has labelled."""
    return set(
        lake.rows(
            "select distinct post_id, revision from annotation "
            "where model = ? and task = 'tone' and list_contains(?, post_id)",
            [model, list(posts)],
        )
    )


def publish_labels(
    lake: Lake,
    job: str,
    files: Sequence[str],
    model: str,
    tables: Sequence[pa.Table],
    *,
    worker: str,
) -> bool:
    """Put the labels of some files into the lake, whole and once; return False when the job was done."""
    now = datetime.now(UTC)
    moment = pa.scalar(now, pa.timestamp("us", tz="UTC"))
    stamped = [
        t.append_column("made_at", pa.repeat(moment, t.num_rows)) for t in tables if t.num_rows
    ]
    read = pa.table(
        {"file_id": list(files), "model": [model] * len(files), "labelled_at": [now] * len(files)}
    )

    def work() -> bool:
        if not finish(lake, job, uuid.uuid4().hex, worker):
            return False
        for table in stamped:
            lake.append("annotation", table)
        lake.append("labelled", read)
        return True

    return lake.commit(work)


def pull_labels(lake: Lake, store: Store) -> int:
    """Bring labels of posts that a replica has; return how many rows were new."""
    before = store.one("select count(*) from raw.annotation")
    reader = lake.connection.execute(
        "select post_id, revision, task, label, score, model, rank, made_at from label "
        "where made_at > coalesce(?::timestamptz, '-infinity'::timestamptz)",
        [store.one(_SINCE)],
    ).to_arrow_reader(_ROWS)
    for batch in reader:
        store.connection.register("_incoming", pa.Table.from_batches([batch]))
        try:
            store.connection.execute(_BRING)
        finally:
            store.connection.unregister("_incoming")
    return int(store.one("select count(*) from raw.annotation") - before)


def push_stories(lake: Lake, store: Store) -> int:
    """Put the stories of the head's replica into the lake, those it has not; return how many posts."""
    rows = store.connection.execute(
        "select post_id, story_id, grouped_at from raw.story_member"
    ).to_arrow_table()

    def work() -> int:
        lake.connection.register("_members", rows)
        try:
            before = lake.one("select count(*) from story_member")
            lake.connection.execute(
                "insert into story_member by name "
                "select * from _members anti join story_member using (post_id)"
            )
            return int(lake.one("select count(*) from story_member") - before)
        finally:
            lake.connection.unregister("_members")

    return lake.commit(work)


def pull_stories(lake: Lake, store: Store) -> int:
    """Bring the stories of posts that a replica has and that are in none there; return how many."""
    rows = lake.connection.execute(
        "select post_id, story_id, grouped_at from story"
    ).to_arrow_table()
    before = store.one("select count(*) from raw.story_member")
    store.connection.register("_members", rows)
    try:
        store.connection.execute(
            "insert into raw.story_member by name select m.* from _members as m "
            "semi join raw.post using (post_id) anti join raw.story_member using (post_id)"
        )
    finally:
        store.connection.unregister("_members")
    return int(store.one("select count(*) from raw.story_member") - before)
