"""A few rows on their way into the warehouse without Arrow: what a form lands is one line.

Importing Arrow costs half a second and 60 MB for the rest of a process's life. The rows go in as one
JSON text: bound value by value, DuckDB looks for pandas at each of them, 0.3 ms a time where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

Types = Mapping[str, str]  # column → DuckDB type


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one shape."""

    types: Types
    rows: Sequence[Mapping[str, Any]]

    @property
    def num_rows(self) -> int:
        """Return how many there are, by the name Arrow has for it."""
        return len(self.rows)


@contextmanager
def standing(store: Store, name: str, batch: pa.Table | Rows) -> Iterator[None]:
    """Let statements read a batch under a name, for the time of a block."""
    if not isinstance(batch, Rows):
        store.connection.register(name, batch)
        try:
            yield
        finally:
            store.connection.unregister(name)
        return
    # Names and types come from warehouse.lines, values are bound.
    columns = ", ".join(f'"{column}" {kind}' for column, kind in batch.types.items())
    shape = json.dumps([dict(batch.types)])
    told = json.dumps(
        [dict(row) for row in batch.rows], default=datetime.isoformat, allow_nan=False
    )
    run = store.connection.execute
    run(f"create or replace temp table {name} ({columns})")
    run(f"insert into {name} by name select unnest(from_json($told, $shape), max_depth := 2)",
        {"told": told, "shape": shape})  # fmt: skip
    try:
        yield
    finally:
        store.connection.execute(f"drop table if exists temp.{name}")


def append(store: Store, table: str, batch: pa.Table | Rows) -> int:
    """Append a batch to a table by column name; return its row count."""
    if batch.num_rows:
        with standing(store, "_batch", batch):
            store.connection.execute(f"insert into {table} by name select * from _batch")  # noqa: S608
    return int(batch.num_rows)
