"""What only a warehouse knows, taken out of a damaged file or its snapshot into one built anew from landing.

Facts come from landing. Labels of machines, which posts make one story, what editions have shown and the
figures of reports stand in the warehouse alone: labels and stories could be worked out again, but stories
would get other names, and what was shown or reported would be forgotten.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from langnghe.config import settings
from warehouse.sql import literal
from warehouse.store import Store

# table → the columns that name a row. What landing has brought already stays as landing brought it.
OWN = {
    "raw.annotation": ("post_id", "revision", "task", "label", "model", "rank"),
    "raw.story_member": ("post_id",),
    "raw.edition_item": ("edition_day", "post_id"),
    "raw.figure": ("report_id", "question", "key", "part"),
}
_OF_POSTS = ("raw.annotation", "raw.story_member", "raw.edition_item")


def salvage(store: Store, sources: Sequence[Path]) -> dict[str, Path | None]:
    """Copy the tables of OWN from the first source that still gives a whole table; return where from.

    sources: warehouse files nobody writes to, the best first; they are only read, each in a database of
    its own, so that a file that breaks while it is read breaks nothing else. None: no source had it.
    """
    found: dict[str, Path | None] = {}
    with TemporaryDirectory(prefix=f".cuu-{os.getpid()}-", dir=_beside(store)) as name:
        for table in OWN:
            took = Path(name) / "bang.parquet"
            found[table] = next((path for path in sources if _take(path, table, took)), None)
            if found[table] is not None:
                _put(store, table, took)
    return found


def set_aside(warehouse: Path) -> list[Path]:
    """Return the files that a rebuild has replaced and kept, with their logs: they hold all that was in them."""
    return sorted(warehouse.parent.glob(f"{warehouse.stem}.cu-*{warehouse.suffix}*"))


def _beside(store: Store) -> Path:
    assert store.path is not None
    return store.path.parent


def _open(path: Path):  # type: ignore[no-untyped-def]  # duckdb is loaded where it is needed
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set memory_limit = '{settings().memory}'")
    connection.execute(f"attach {literal(path)} as kho (read_only)")
    return connection


def _take(path: Path, table: str, target: Path) -> bool:
    import duckdb

    if not path.exists():
        return False
    try:
        with _open(path) as connection:
            connection.execute(f"copy kho.{table} to {literal(target)} (format parquet)")
    except duckdb.Error:
        return False
    return True


def _put(store: Store, table: str, took: Path) -> None:
    key = ", ".join(OWN[table])
    of_posts = "semi join raw.post using (post_id)" if table in _OF_POSTS else ""
    store.connection.execute(
        f"insert into {table} by name select * from read_parquet($took) {of_posts} "  # noqa: S608 - ours
        f"anti join {table} using ({key})",
        {"took": str(took)},
    )
