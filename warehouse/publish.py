"""Publish a snapshot: the last one carried on where that can be proven right, else written anew, table by table.

Keys of people stay in the warehouse. The file changes its name only when it is whole and on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from langnghe.errors import WarehouseError
from langnghe.files import PRIVATE, replace_file, sync_folder
from warehouse.anew import write_anew
from warehouse.grown import Mark, grow, lift, marks_of
from warehouse.ready import prepare
from warehouse.snapshot import Snapshot, told_of
from warehouse.store import Store, open_store
from warehouse.words import weave, words_of

WHOLE = timedelta(days=7)  # a file carried on for longer is written anew, in order and without gaps

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file that holds what the warehouse held, not yet made ready for readers."""

    path: Path
    counts: dict[str, int]
    marks: dict[str, Mark]
    whole_at: datetime  # when it was last written anew


@contextmanager
def making(target: Path) -> Iterator[Path]:
    """Give the path of a file to write in a target's folder; whatever is left of it at the end is deleted."""
    import duckdb

    target.parent.mkdir(parents=True, exist_ok=True)
    for torn in target.parent.glob(f".{target.name}.*.fresh*"):  # of a run that was killed
        torn.unlink(missing_ok=True)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.fresh")
    try:
        yield fresh
    except duckdb.Error as error:
        raise WarehouseError(
            f"{target}: không ghi được bản chụp ({str(error).splitlines()[0]}); bản trước vẫn dùng được, "
            "kiểm tra ổ đĩa"
        ) from error
    finally:
        for left in target.parent.glob(f"{fresh.name}*"):
            left.unlink(missing_ok=True)


def write_whole(store: Store, fresh: Path, at: datetime) -> Written:
    """Write all of an open warehouse into a new file, without keys of people."""
    counts = write_anew(store, fresh, changed=_WITHOUT_KEYS, values=_salt())
    return Written(path=fresh, counts=counts, marks=marks_of(store), whole_at=at)


def lifted(target: Path, last: Snapshot | None, fresh: Path, at: datetime) -> bool:
    """Copy the last snapshot to be carried on; False where there is none, or none that may be."""
    if last is None or last.whole_at is None or at - last.whole_at > WHOLE or not target.exists():
        return False
    return lift(target, fresh, last.sha256)


def carry_on(store: Store, fresh: Path, last: Snapshot) -> Written | None:
    """Put what the open warehouse has beyond the last snapshot into a copy of it; None where it must be written anew."""
    grown = grow(store, fresh, last.marks, changed=_WITHOUT_KEYS, values=_salt())
    if grown is None or last.whole_at is None:
        for left in fresh.parent.glob(f"{fresh.name}*"):
            left.unlink()
        return None
    counts, marks = grown
    return Written(path=fresh, counts=counts, marks=marks, whole_at=last.whole_at)


def put_in_place(written: Written, target: Path, *, made_at: datetime, start: float) -> Snapshot:
    """Make a written file ready for readers and put it in the place of the last one.

    Beside it lies NAME.json with what was published. start: perf_counter() when the work began.
    """
    with open_store(written.path, wait=0) as store:
        prepare(store)
        _index(store, words_of(target))
    sha = _to_disk(written.path)
    size = written.path.stat().st_size
    written.path.replace(target)
    sync_folder(target.parent)
    made = Snapshot(
        made_at=made_at, counts=written.counts, bytes=size, sha256=sha,
        seconds=round(perf_counter() - start, 3), marks=written.marks, whole_at=written.whole_at,
    )  # fmt: skip
    replace_file(told_of(target), json.dumps(made.to_json(), ensure_ascii=False, indent=1).encode())
    return made


def publish(store: Store, target: Path, *, made_at: datetime | None = None) -> Snapshot:
    """Write a snapshot of an open warehouse anew and put it in the place of the last one.

    A failure leaves the last one.
    """
    start, at = perf_counter(), made_at or datetime.now(UTC)
    with making(target) as fresh:
        return put_in_place(write_whole(store, fresh, at), target, made_at=at, start=start)


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


def _salt() -> dict[str, str]:
    return {"salt": secrets.token_hex(16)}


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
