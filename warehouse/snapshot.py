"""Snapshots: a whole copy of the warehouse for those who only read, put in place in one moment.

A reader that holds the copy of an hour ago keeps it until it looks again; who publishes waits for
nobody. Keys of people stay in the warehouse: a snapshot is written anew, table by table, without them.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from langnghe.config import Workspace, settings
from langnghe.errors import WarehouseError
from langnghe.files import PRIVATE, replace_file, sync_folder
from warehouse.anew import tables_of, write_anew
from warehouse.locked import lock_down
from warehouse.ready import prepare
from warehouse.sql import literal
from warehouse.store import Store, draw_no_progress, open_store
from warehouse.words import weave, words_of

if TYPE_CHECKING:
    import pyarrow as pa

# What differs from the warehouse, by table. A comment keeps that somebody wrote it ('' is not null).
# Askers and conversations are told apart inside one snapshot, as views count them, by a digest whose
# salt is thrown away: it leads to nobody, and not to the same person in the next snapshot.
_WITHOUT_KEYS = {
    "raw.post": "replace (case when author_key is not null then '' end as author_key)",
    "raw.quarantine": "replace ('' as content)",  # a line as it came may hold anything
    "raw.event": "replace (json_merge_patch(fields, "
    "case when coalesce(fields ->> 'asker', '') = '' then '{}'::json else "
    "json_object('asker', left(sha256($salt || (fields ->> 'asker')), 24)) end, "
    "case when coalesce(fields ->> 'conversation', '') = '' then '{}'::json else "
    "json_object('conversation', left(sha256($salt || (fields ->> 'conversation')), 24)) end"
    ") as fields)",
}


def snapshot_of(workspace: Workspace) -> Path:
    """Return where the readers of a workspace find its snapshot."""
    return workspace.root / "data" / "snapshot" / "kho.duckdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was published. counts: table → rows; seconds: how long it took."""

    made_at: datetime
    counts: dict[str, int]
    bytes: int
    sha256: str
    seconds: float


def publish(store: Store, target: Path, *, made_at: datetime | None = None) -> Snapshot:
    """Write a snapshot of an open warehouse and put it in the place of the last one.

    The file changes its name only when it is whole and on the disk; a failure leaves the last one.
    Beside it lies NAME.json with what was published.
    """
    import duckdb

    start = perf_counter()
    at = made_at or datetime.now(UTC)
    target.parent.mkdir(parents=True, exist_ok=True)
    for torn in target.parent.glob(f".{target.name}.*.fresh*"):  # of a run that was killed
        torn.unlink(missing_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.fresh")
    try:
        counts = write_anew(
            store, fresh, changed=_WITHOUT_KEYS, values={"salt": secrets.token_hex(16)}
        )
        with open_store(fresh, wait=0) as written:
            prepare(written)
            _index(written, words_of(target))
        sha = _to_disk(fresh)
        size = fresh.stat().st_size
        fresh.replace(target)
        sync_folder(target.parent)
    except duckdb.Error as error:
        raise WarehouseError(
            f"{target}: không ghi được bản chụp ({str(error).splitlines()[0]}); bản trước vẫn dùng được, "
            "kiểm tra ổ đĩa"
        ) from error
    finally:
        for left in target.parent.glob(f"{fresh.name}*"):
            left.unlink(missing_ok=True)
    made = Snapshot(
        made_at=at, counts=counts, bytes=size, sha256=sha, seconds=round(perf_counter() - start, 3)
    )
    said = json.dumps({**asdict(made), "made_at": at.isoformat()}, ensure_ascii=False, indent=1)
    replace_file(told_of(target), said.encode())
    return made


def copy_aside(store: Store) -> Path:
    """Copy an open warehouse file as it is, for this process to work on once the warehouse is closed.

    To copy a file takes a twentieth of the time a snapshot takes, and only so long others have to wait.
    The copy holds keys of people: who asked for it deletes it (`drop_aside`).
    """
    if store.path is None:
        raise WarehouseError("kho trong bộ nhớ không có tệp để chép")
    drop_aside(store.path)
    copy = store.path.with_name(f".{store.path.name}.{os.getpid()}.copy")
    store.connection.execute("checkpoint")
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL, PRIVATE))
    shutil.copyfile(store.path, copy)
    return copy


def drop_aside(warehouse: Path) -> None:
    """Delete copies that lie beside a warehouse, also those of a process that was killed."""
    for left in warehouse.parent.glob(f".{warehouse.name}.*.copy*"):
        left.unlink(missing_ok=True)


def told_of(target: Path) -> Path:
    """Return where it is told what a snapshot holds."""
    return target.with_suffix(".json")


def last_published(target: Path) -> Snapshot | None:
    """Return what was published last, None when nothing was or nobody can tell."""
    try:
        said = json.loads(told_of(target).read_text(encoding="utf-8"))
        return Snapshot(**{**said, "made_at": datetime.fromisoformat(said["made_at"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def counts_of(store: Store) -> dict[str, int]:
    """Return table → rows, of all tables of facts."""
    return {name: int(store.one(f"select count(*) from {name}")) for name in tables_of(store)}  # noqa: S608 - ours


def _index(store: Store, path: Path) -> None:
    """Bring the words of a snapshot up to date; without them searches read texts, and all else goes on."""
    try:
        weave(store, path)
    except (sqlite3.Error, OSError):
        for left in path.parent.glob(f"{path.name}*"):  # made whole at the next time
            left.unlink(missing_ok=True)


def _to_disk(fresh: Path) -> str:
    with fresh.open("rb+") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return sha


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
