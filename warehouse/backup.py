"""The warehouse in a backup: a copy of its file, or, while another process has it, the last snapshot.

A snapshot holds every row, but no key of a person and no refused line. Landing has both, so that a
restored office gets them back: `refill` reads them from the very lines the rows came from.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from langnghe.errors import WarehouseError
from langnghe.files import PRIVATE
from warehouse.parse import Parsed, parse
from warehouse.snapshot import counts_of
from warehouse.store import Store, open_store


def copy_for_backup(warehouse: Path, folder: Path, *, wait: float) -> Path:
    """Copy the warehouse as it is at one moment into a folder; who asked for the copy deletes it.

    Raise WarehouseBusy while another process has it. It is held while the file is copied and no longer.
    What lies on a disk one can only read is copied with what was not yet written into it.
    """
    drop_copies(folder, warehouse)
    copy = folder / f".{warehouse.name}.{os.getpid()}.sao-luu"
    stuck, late = not os.access(warehouse, os.W_OK), warehouse.with_name(f"{warehouse.name}.wal")
    with open_store(warehouse, read_only=stuck, wait=wait) as store:
        if not stuck:
            store.connection.execute("checkpoint")
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL, PRIVATE))
        shutil.copyfile(warehouse, copy)
        if stuck and late.exists():
            shutil.copyfile(late, copy.with_name(f"{copy.name}.wal"))
    if stuck:
        with open_store(copy, wait=0):
            pass  # closing it writes the rest into the file
    return copy


def drop_copies(folder: Path, warehouse: Path) -> None:
    """Delete copies of a warehouse in a folder, also those of a process that was killed."""
    for left in folder.glob(f".{warehouse.name}.*.sao-luu*"):
        left.unlink(missing_ok=True)


def described(path: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Return table → rows and check → offending rows of a warehouse file nobody writes to."""
    with open_store(path, read_only=True, wait=0) as store:
        return counts_of(store), store.check()


def digests(store: Store) -> dict[str, int]:
    """Return table → a number that changes with any value of any row, whatever their order."""
    return {
        name: int(store.one(f"select coalesce(sum(hash(t)::hugeint), 0) from {name} as t"))  # noqa: S608 - ours
        for name in counts_of(store)
        if name != "main.migration"  # when it was brought up to date is not what it holds
    }


def refill(store: Store, landing: Iterable[Path]) -> int:
    """Put back what a snapshot leaves out, from the landing files; return how many rows got theirs.

    Raise WarehouseError when a row finds no line: then landing and snapshot are not of one office.
    """
    wanted = {name for (name,) in store.rows(_BARE)}
    done = 0
    for path in landing:
        if path.name in wanted:
            with store.transaction():
                done += sum(_refill(store, chunk, path.name) for chunk in parse(path))
    if bare := store.one("select count(*) from raw.post where author_key = ''"):
        raise WarehouseError(
            f"{store.path}: {bare} dòng không tìm thấy dòng gốc trong landing; bản sao lưu không nguyên vẹn"
        )
    return done


def _refill(store: Store, chunk: Parsed, file_id: str) -> int:
    done = 0
    for tables, statement in (
        ((chunk.posts,), _KEYS),
        ((chunk.quarantine, chunk.verdicts), _LINES),
        ((chunk.events,), _FIELDS),
    ):
        for table in tables:
            if not table.num_rows:
                continue
            store.connection.register("_lines", table)
            try:
                done += int(store.one(statement, {"file_id": file_id}) or 0)
            finally:
                store.connection.unregister("_lines")
    return done


_BARE = """
select file_id from raw.post where author_key = '' union
select file_id from raw.quarantine where content = '' union
select file_id from raw.event
"""
_KEYS = """
update raw.post set author_key = l.author_key
from (select post_id, revision, author_key from _lines where author_key is not null
      qualify row_number() over (partition by post_id, revision order by line) = 1) as l
where raw.post.file_id = $file_id and raw.post.author_key = ''
  and raw.post.post_id = l.post_id and raw.post.revision = l.revision
"""
_LINES = """
update raw.quarantine set content = l.content from _lines as l
where raw.quarantine.file_id = $file_id and raw.quarantine.line = l.line
  and raw.quarantine.content = ''
"""
# All of them, for a snapshot also writes every object anew, without the blanks it came with.
_FIELDS = """
update raw.event set fields = l.fields::json from _lines as l
where raw.event.file_id = $file_id and raw.event.event_id = l.event_id
  and raw.event.fields::varchar <> l.fields
"""
