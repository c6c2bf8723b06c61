"""A few rows on their way into the warehouse without Arrow: what a form lands is one line.

Importing Arrow costs half a second and 60 MB for the rest of a process's life. Bound as lists, a row
takes some 15 times longer than by Arrow, so this is for small files and for processes that must stay small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
    bound = ", ".join(f"unnest(?::{kind}[])" for kind in batch.types.values())
    store.connection.execute(f"create or replace temp table {name} ({columns})")
    values = [[row.get(column) for row in batch.rows] for column in batch.types]
    store.connection.execute(f"insert into {name} select {bound}", values)
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
