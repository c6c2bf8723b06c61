"""Snapshots: a whole copy of the warehouse for those who only read, put in place in one moment.

A reader that holds the copy of an hour ago keeps it until it looks again; who publishes waits for
nobody. How one is written: `warehouse.publish`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from langnghe.config import Workspace, settings
from langnghe.errors import WarehouseError
from warehouse.anew import tables_of
from warehouse.locked import lock_down
from warehouse.sql import literal
from warehouse.store import Store, draw_no_progress

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.grown import Mark


def snapshot_of(workspace: Workspace) -> Path:
    """Return where the readers of a workspace find its snapshot."""
    return workspace.root / "data" / "snapshot" / "kho.duckdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was published. counts: table → rows; seconds: how long it took.

    marks: what names the rows it holds; whole_at: when it was last written anew, and not carried on.
    """

    made_at: datetime
    counts: dict[str, int]
    bytes: int
    sha256: str
    seconds: float
    marks: dict[str, Mark] = field(default_factory=dict)
    whole_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        times = {
            name: at and at.isoformat()
            for name, at in (("made_at", self.made_at), ("whole_at", self.whole_at))
        }
        return {**asdict(self), **times}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Return what to_json told."""
        whole = said.get("whole_at")
        return cls(
            **{
                **said,
                "made_at": datetime.fromisoformat(said["made_at"]),
                "whole_at": datetime.fromisoformat(whole) if whole else None,
                "marks": {name: (a, b, c) for name, (a, b, c) in said.get("marks", {}).items()},
            }
        )


def told_of(target: Path) -> Path:
    """Return where it is told what a snapshot holds."""
    return target.with_suffix(".json")


def last_published(target: Path) -> Snapshot | None:
    """Return what was published last, None when nothing was or nobody can tell."""
    try:
        return Snapshot.from_json(json.loads(told_of(target).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def counts_of(store: Store) -> dict[str, int]:
    """Return table → rows, of all tables of facts."""
    return {name: int(store.one(f"select count(*) from {name}")) for name in tables_of(store)}  # noqa: S608 - ours


class Reader:
    """A snapshot being read: opened when first asked, and anew whenever another one was published.

    For notebooks and other programs beside the flow. Nothing can be written through it, and SQL reaches
    no file, network or extension: a cell copied from somewhere reads the snapshot and nothing else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._store: Store | None = None
        self._lock = threading.RLock()

    @property
    def store(self) -> Store:
        """Return the snapshot of now as an open warehouse, for every function that takes one."""
        with self._lock:
            found = self._stamp()
            if self._store is None or found != self._seen:
                self.close()
                self._store, self._seen = self._attach(), found
            return self._store

    def rows(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """Return all rows of a query; parameters are bound, never pasted."""
        return self.store.rows(sql, parameters)

    def dicts(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> list[dict[str, Any]]:
        """Return all rows of a query as dicts."""
        return self.store.dicts(sql, parameters)

    def arrow(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pa.Table:
        """Return the answer of a query as an Arrow table."""
        return self.store.connection.execute(sql, parameters or None).to_arrow_table()

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        with self._lock:
            if self._store is not None:
                self._store.connection.close()
            self._store = self._seen = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = self.path.stat()
        except OSError as error:
            raise WarehouseError(
                f"{self.path}: chưa có bản chụp; chạy `langnghe snapshot` trước"
            ) from error
        return found.st_dev, found.st_ino, found.st_mtime_ns

    def _attach(self) -> Store:
        """Open the file in a database of its own.

        `connect(path)` would give the copy that this process still holds open under the same name.
        """
        import duckdb

        connection = duckdb.connect(":memory:")
        try:
            for setting in ("TimeZone = 'UTC'", f"memory_limit = '{settings().memory}'"):
                connection.execute(f"set {setting}")
            draw_no_progress(connection)
            connection.execute(f"attach {literal(self.path.resolve())} as kho (read_only)")
            connection.execute("use kho")
            lock_down(connection)
        except duckdb.Error as error:
            connection.close()
            raise WarehouseError(
                f"{self.path}: không đọc được bản chụp ({str(error).splitlines()[0]}); chạy lại "
                "`langnghe snapshot`"
            ) from error
        return Store(connection, self.path)


def open_snapshot(workspace: Workspace | Path) -> Reader:
    """Return a reader of a workspace's snapshot (the workspace or its folder), or of a snapshot file."""
    if isinstance(workspace, Workspace):
        return Reader(snapshot_of(workspace))
    return Reader(workspace if workspace.suffix == ".duckdb" else snapshot_of(Workspace(workspace)))
