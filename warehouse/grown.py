"""A snapshot carried on: the last one copied, and what came to the warehouse since put on top of it.

To write years anew for the sake of an hour takes minutes. It is done all the same wherever it is not proven
that the old rows still stand as they were published: what was taken away from the warehouse must lie in no
block of what readers get.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warehouse.anew import copy_rows, tables_of
from warehouse.sql import literal
from warehouse.store import Store

# Tables that rows are only added to, and what tells whether an old row is still the one it was. Of a text
# its revision speaks, and the method of what became of it; keys of people are in no snapshot.
GROWS = {
    "raw.post": "post_id, revision, source, kind, url, native_id, parent_id, method, published_at, fetched_at",
    "raw.annotation": "post_id, revision, task, label, score, model, rank, made_at",
    "raw.story_member": "post_id, story_id, grouped_at",
    "raw.visit": "source, url, visited_at, outcome, post_id, file_id",
}
# Small and carried over whole; but words of people stand in it, and none of them may have been taken away.
_STILL = {"raw.event": "event_id, fields"}
Mark = tuple[int, int, int]  # rows, and two sums of their hashes that know no order
_BLOCK = 1 << 22


def marks_of(store: Store) -> dict[str, Mark]:
    """Return table → what names its rows of now."""
    return {name: _mark(store, name) for name in (*GROWS, *_STILL)}


def lift(target: Path, fresh: Path, sha256: str) -> bool:
    """Copy a published snapshot; return False, and leave nothing, where it is not the file that was told."""
    digest = hashlib.sha256()
    with target.open("rb") as old, fresh.open("xb") as new:
        while block := old.read(_BLOCK):
            digest.update(block)
            new.write(block)
    shutil.copymode(target, fresh)  # who might read the last one may read this one
    if digest.hexdigest() == sha256:
        return True
    fresh.unlink()
    return False


def grow(
    store: Store, fresh: Path, marks: Mapping[str, Mark], *, changed: Mapping[str, str], values: Mapping[str, Any]
) -> tuple[dict[str, int], dict[str, Mark]] | None:  # fmt: skip
    """Add to a copy of the last snapshot what the open warehouse has beyond it; return table → rows and marks.

    marks: of the rows that the snapshot holds; changed, values: as in `write_anew`. None, and the copy is of
    no use, where an old row is not what it was or tables and views are of another program.
    """
    edges: dict[str, int | None] = {}
    now: dict[str, Mark] = {}
    for name in (*GROWS, *_STILL):
        if name not in marks:
            return None
        edge = edges[name] = _edge(store, name, marks[name][0])
        if _mark(store, name, "" if edge is None else f"where rowid < {edge}") != marks[name]:
            return None
        now[name] = marks[name]
        if edge is not None:
            old, new = marks[name], _mark(store, name, f"where rowid >= {edge}")
            now[name] = (old[0] + new[0], old[1] ^ new[1], old[2] + new[2])
    run, counts = store.connection.execute, {}
    run(f"attach {literal(fresh)} as _anew")
    try:
        made = "select name, sha256 from {}main.migration order by all"
        if store.rows(made.format("")) != store.rows(made.format("_anew.")):
            return None
        for name in tables_of(store):
            where = ""
            if name in GROWS:
                where = "where false" if edges[name] is None else f"where rowid >= {edges[name]}"
            else:
                run(f"delete from _anew.{name}")  # noqa: S608 - ours
            counts[name] = copy_rows(store, name, fresh, changed.get(name, ""), values, where)
        run("checkpoint _anew")
    finally:
        run("detach _anew")
    return counts, now


def _edge(store: Store, name: str, rows: int) -> int | None:
    """Return the rowid at which what is beyond the first rows begins, None where nothing is."""
    found = store.rows(f"select rowid from {name} limit 1 offset {rows:d}")  # noqa: S608 - ours
    return int(found[0][0]) if found else None


def _mark(store: Store, name: str, where: str = "") -> Mark:
    columns = GROWS.get(name) or _STILL[name]
    sql = (
        "select count(*), coalesce(bit_xor(h), 0), coalesce(sum(h), 0) "  # noqa: S608 - ours
        f"from (select hash({columns}) as h from {name} {where})"
    )
    rows, mixed, added = store.rows(sql)[0]
    return int(rows), int(mixed), int(added)
