"""Landing files into the lake, each job once; out of it into a replica, as one PC would load them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe import landing
from langnghe.errors import WarehouseError
from warehouse.lake import Lake
from warehouse.lines import read
from warehouse.load import LoadReport, load
from warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "kho-chung"  # in the landing folder of a replica: what other machines landed


def done(lake: Lake, jobs: Collection[str]) -> set[str]:
    """Return those of some jobs that are done."""
    rows = lake.rows("select distinct job from done where list_contains(?, job)", [list(jobs)])
    return {row[0] for row in rows}


def finish(lake: Lake, job: str, attempt: str, worker: str) -> bool:
    """Mark a job as done inside a transaction; return False, and mark nothing, when it was."""
    if done(lake, [job]):
        return False
    lake.connection.execute(
        "insert into done values (?, ?, ?, ?)", [job, attempt, worker, datetime.now(UTC)]
    )
    return True


def publish(lake: Lake, job: str, files: Sequence[Path], *, worker: str) -> bool:
    """Put all landing files of a job into the lake, whole and once; return False when the job was done.

    The lines and the word that the job is done are one transaction: a process killed at any moment
    leaves the job done with everything, or not begun.
    """
    told = [described(path) for path in files]
    attempt = uuid.uuid4().hex

    def work() -> bool:
        if not finish(lake, job, attempt, worker):
            return False
        for row, lines in told:
            lake.connection.execute(
                "insert into file by name select ? as file_id, ? as job, ? as attempt, "
                "?::varchar[] as sources, ? as sha256, ? as bytes, ? as lines, ? as posts, "
                "? as worker, ? as published_at",
                [row["file_id"], job, attempt, row["sources"], row["sha256"], row["bytes"]]
                + [row["lines"], row["posts"], worker, datetime.now(UTC)],
            )
            lake.append("line", lines)
        return True

    return lake.commit(work)


def push(lake: Lake, folder: Path, *, worker: str) -> int:
    """Put those landing files of an office into the lake that it has not; return how many."""
    known = {row[0] for row in lake.rows("select file_id from file")}
    fresh = [path for path in landing.files(folder) if path.name not in known]
    return sum(publish(lake, f"push/{path.name}", [path], worker=worker) for path in fresh)


def pull(
    lake: Lake, store: Store, folder: Path, *, sources: Collection[str] | None = None
) -> LoadReport:
    """Load the lake's files that a replica has not, in the order of their names, as landing files.

    sources: only files in which one of these speaks. The bytes are those that were published (SHA-256).
    """
    known = {row[0] for row in store.rows("select file_id from raw.landing_file")}
    wanted = [
        (name, sha)
        for name, sha in lake.rows(
            "select file_id, sha256 from landed "
            "where ?::varchar[] is null or list_has_any(sources, ?::varchar[]) order by file_id",
            [list(sources) if sources is not None else None] * 2,
        )
        if name not in known
    ]
    here = {path.name: path for path in landing.files(folder)}
    return load(store, folder, only=_brought(lake, wanted, here, folder / FOLDER))


def wordings(lake: Lake, files: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the posts of some landed files as rows of raw.post, of each post the newest wording there."""
    newest: dict[str, dict[str, Any]] = {}
    for name in files:
        lines = [(n, bytes(content)) for n, content in lake.rows(
            "select n, content from line where file_id = ? and is_post order by n", [name])]  # fmt: skip
        for row in read(lines, name).posts:
            other = newest.get(row["post_id"])
            if other is None or _rank(row) >= _rank(other):
                newest[row["post_id"]] = row
    yield from newest.values()


def _rank(row: dict[str, Any]) -> tuple[bool, datetime]:
    return row["method"] != "feed", row["fetched_at"]  # as staging.stg_post chooses


def _brought(
    lake: Lake, wanted: Sequence[tuple[str, str]], here: dict[str, Path], folder: Path
) -> Iterator[Path]:
    for name, sha in wanted:
        path = here.get(name)
        if path is None:
            path = _write(lake, name, sha, folder)
        yield path


def _write(lake: Lake, name: str, sha: str, folder: Path) -> Path:
    if Path(name).name != name or not name.endswith(".jsonl"):  # another machine named it
        raise WarehouseError(f"kho chung: tên tệp landing lạ {name!r}; tệp này không được nạp")
    rows = lake.rows("select content from line where file_id = ? order by n", [name])
    content = b"".join(bytes(row[0]) + b"\n" for row in rows)
    if hashlib.sha256(content).hexdigest() != sha:
        raise WarehouseError(
            f"kho chung: tệp {name} không còn nguyên vẹn; khôi phục dữ liệu kho chung từ bản sao lưu"
        )
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.fresh"
    part.write_bytes(content)
    return part.replace(folder / name)


def described(path: Path, content: bytes | None = None) -> tuple[dict[str, Any], pa.Table]:
    """Return what the lake says of a landing file, and its lines. Raise when its last line is torn.

    content: what is to stand under its name, when that is not what lies on the disk.
    """
    import pyarrow as pa

    content = path.read_bytes() if content is None else content
    lines = content.split(b"\n")
    if lines[-1:] != [b""]:
        raise WarehouseError(
            f"{path}: dòng cuối chưa trọn; tệp landing hỏng không được đưa lên kho chung"
        )
    lines = lines[:-1]
    posts = [b'"type": "post"' in line[:40] or b'"type": "expired"' in line[:40] for line in lines]
    sources = {name for line in lines if (name := _speaker(line))}
    table = pa.table(
        {
            "file_id": pa.repeat(path.name, len(lines)),
            "n": pa.array(range(1, len(lines) + 1), pa.int32()),
            "is_post": pa.array(posts, pa.bool_()),
            "content": pa.array(lines, pa.binary()),
        }
    )
    row = {
        "file_id": path.name, "sources": sorted(sources), "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content), "lines": len(lines), "posts": sum(posts),
    }  # fmt: skip
    return row, table


def _speaker(line: bytes) -> str:
    """Return the source of a line, "" of a line that names none: loading will say what is wrong with it."""
    try:
        row = json.loads(line)
        name = row.get("source") or (row["id"] if row.get("kind") == "connector" else "")
    except (ValueError, AttributeError, KeyError):
        return ""
    return name if isinstance(name, str) else ""
