"""What an office took out of its landing files leaves the lake as well, with the history that holds it.

The office at the head has every file of the lake. Where a file of its landing is not what was published
(a tombstone stands in it, by request or by the calendar), the lake's lines are replaced by it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe import landing
from langnghe.forgotten import Ledger
from warehouse.lake import Lake
from warehouse.lake_files import described

if TYPE_CHECKING:
    import pyarrow as pa

_KEY = "key"


def give(lake: Lake, ledger: Ledger) -> int:
    """Tell the lake what was forgotten, so that every replica hears of it; return how many marks were new."""
    known = _marks(lake)
    told = [*sorted(ledger.marks), (_KEY, ledger.key.hex())] if ledger.marks else []
    fresh = [one for one in told if one not in known]

    def work() -> int:
        for kind, mark in fresh:
            lake.connection.execute("insert into forgotten values (?, ?)", [kind, mark])
        return len(fresh)

    return lake.commit(work) if fresh else 0


def join(lake: Lake, ledger: Ledger, now: datetime) -> int:
    """Take over what was forgotten elsewhere; return how many marks were new here."""
    marks = _marks(lake)
    keys = {mark for kind, mark in marks if kind == _KEY}
    if not keys:
        return 0
    other = Ledger(ledger.path, bytes.fromhex(min(keys)), {m for m in marks if m[0] != _KEY})
    return ledger.join(other, now)


def _marks(lake: Lake) -> set[tuple[str, str]]:
    lake.connection.execute("create table if not exists forgotten (kind varchar, mark varchar)")
    return {(kind, mark) for kind, mark in lake.rows("select kind, mark from forgotten")}


def renew(lake: Lake, folder: Path) -> int:
    """Put the landing files of an office in the place of those the lake has otherwise; return how many.

    A line of which the words are gone in the lake stays gone: an office restored from an old backup
    brings nothing back.
    """
    known = dict(lake.rows("select file_id, sha256 from file"))
    done = 0
    for path in landing.files(folder):
        if path.name not in known or described(path)[0]["sha256"] == known[path.name]:
            continue
        row, lines = described(path, _joined(lake, path))
        if row["sha256"] == known[path.name]:
            continue

        def work(row: dict[str, Any] = row, lines: pa.Table = lines) -> None:
            name = row["file_id"]
            lake.connection.execute("delete from line where file_id = ?", [name])
            lake.append("line", lines)
            lake.connection.execute(
                "update file set sha256 = ?, bytes = ? where file_id = ?",
                [row["sha256"], row["bytes"], name],
            )

        lake.commit(work)
        done += 1
    return done


def _joined(lake: Lake, path: Path) -> bytes:
    """Return a landing file with the lake's line wherever only that one is without words."""
    rows = lake.rows("select content from line where file_id = ? order by n", [path.name])
    theirs = [bytes(content) for (content,) in rows]
    mine = path.read_bytes().split(b"\n")[:-1]
    if len(mine) != len(theirs):  # not the same file: the lake's is left as it is
        return b"".join(line + b"\n" for line in theirs)
    pairs = zip(mine, theirs, strict=True)
    return b"".join((b if _bare(b) and not _bare(a) else a) + b"\n" for a, b in pairs)


def _bare(line: bytes) -> bool:
    stones = (b'{"type": "expired"', b'{"type": "refused"', b'{"type": "forgotten"')
    return line.startswith(stones) or b'"event_id": "' in line


def purge(lake: Lake) -> None:
    """Drop all history of the lake and the files only history needs: none may hold what was deleted."""
    for call in (
        "ducklake_flush_inlined_data('lake')",
        "ducklake_rewrite_data_files('lake', delete_threshold => 0)",
        "ducklake_merge_adjacent_files('lake')",
        "ducklake_expire_snapshots('lake', older_than => now())",
        "ducklake_cleanup_old_files('lake', cleanup_all => true)",
    ):
        lake.connection.execute(f"call {call}")
    with suppress(Exception):  # the catalog's own dead rows: PostgreSQL sweeps them sooner or later
        lake.connection.execute("call postgres_execute('guard', 'vacuum')")
