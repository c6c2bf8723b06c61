"""Put all that the office cannot make again into one file, also while everything runs.

    open     what anybody may unpack: settings, landing, audit, reports, output, the warehouse
    sealed   everything else that is kept: keys, secrets, tokens, accounts, contacts, the outbox
    left     what can be made anew: Prefect, locks, snapshots, pages kept for 30 days, other backups;
             and the ledger of what was forgotten: it lies beside the archives, always as of today

A file nobody thought of is sealed: what must not be read has to be named nowhere. Without a passphrase
nothing is sealed, so those files stay behind, and the list of contents says which.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from flows.backup_archive import ArchiveReader, ArchiveWriter, Contents
from flows.backup_seal import Lid
from flows.schedule import read_schedule
from flows.serve_lock import sole
from flows.serve_state import run_folder
from langnghe.audit import AuditLog, act
from langnghe.config import Workspace
from langnghe.errors import BackupError, WarehouseBusy
from langnghe.files import naming, sync_folder
from langnghe.forgotten import Ledger
from langnghe.landing import recover
from langnghe.notify.store import Outbox
from langnghe.records import HANOI
from warehouse.backup import copy_for_backup, described, drop_copies
from warehouse.snapshot import last_published, snapshot_of

WAREHOUSE = "data/langnghe.duckdb"
OUTBOX = "data/outbox/"
# * stays in its folder, ** goes below.
OPEN = (
    "*.toml", "*.csv", ".env.sample", ".langnghe-demo", "so-mau/**", "output/**", "data/landing/**",
    "data/audit/**", "data/reports/**", "data/*.json", "data/*.jsonl",
)  # fmt: skip
CLOSED = ("**/secrets.toml", "**/.env", "**/*.key", "**/*.pem", "**/*.p12", "**/*.sqlite")
LEFT = (
    WAREHOUSE, "data/forgotten.*", "data/prefect/**", "data/run/**", "data/snapshot/**", "data/raw/**", "data/desk/**",
    "data/.*", "data/*.wal", "data/landing/**.part", "data/outbox/tmp/**", "**/*.lock", "**/*.tmp",
    "**/*.expiring", "**/*.recovered", "**/.khoa",
)  # fmt: skip
KEPT = (
    "data/desk/accounts.sqlite",
    "data/contacts/**",
    "data/waiting/**",
)  # though LEFT names them
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was made and read again. left_out: secret files that had no passphrase."""

    path: Path
    sha256: str
    bytes: int
    files: int
    form: str  # of the warehouse: copy, snapshot or none
    snapshot_at: datetime | None
    left_out: tuple[str, ...]
    removed: tuple[Path, ...]
    seconds: float


def folder_of(workspace: Workspace) -> Path:
    """Return where the backups of a workspace go: [backup] of serve.toml, sao-luu/ in it by default."""
    return workspace.root / read_schedule(workspace).backup.folder


def backups(folder: Path) -> list[Path]:
    """Return the backups of a folder, oldest first."""
    return sorted(folder.glob("langnghe-[0-9]*.zip"))


def back_up(
    workspace: Workspace,
    *,
    to: Path | None = None,
    passphrase: str = "",
    wait: float = 30.0,
    progress: Callable[[str], None] = lambda _: None,
) -> Made:
    """Make a backup in a folder, read it again, and only then delete the oldest above the number kept.

    wait: seconds for the warehouse; held longer, its last snapshot is taken instead.
    """
    start, folder = perf_counter(), to or folder_of(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC)
    final = folder / f"langnghe-{at.astimezone(HANOI):%Y%m%d-%H%M%S}.zip"
    part = folder / f".{final.name}.{os.getpid()}.part"
    with ExitStack() as stack:
        # A disk one cannot write to any more is when a backup is wanted most.
        stuck = not os.access(workspace.root, os.W_OK)
        beside = folder if stuck else workspace.warehouse.parent
        lock = (folder if stuck else run_folder(workspace)) / ".sao-luu.lock"
        stack.enter_context(sole(lock, "một lượt sao lưu khác"))
        for torn in folder.glob(".langnghe-*.zip.*.part"):  # of a run that was killed
            torn.unlink(missing_ok=True)
        stack.callback(lambda: part.unlink(missing_ok=True))
        stack.callback(drop_copies, beside, workspace.warehouse)
        if not stuck:
            recover(workspace.landing)
        # The warehouse first: landing then holds at least every file that the copy has loaded.
        source, told = _warehouse(workspace, beside, wait, progress)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        contents = Contents(made_at=at.isoformat(), versions=_versions(), warehouse=told)
        lid = Lid.new(passphrase) if passphrase else None
        with naming(final):
            sha = _write(workspace, part, contents, lid, source, folder)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
        progress("Đọc lại bản vừa ghi để kiểm tra")
        with ArchiveReader(part) as written:
            written.verify()
        _lay_ledger(workspace, folder, stuck)
        part.replace(final)
        sync_folder(folder)
        removed = _thin(folder, read_schedule(workspace).backup.keep, final)
    if not stuck:
        AuditLog.of(workspace.root).add(
            act("machine@backup", "", "sao lưu", final.name, outcome=sha)
        )
    return Made(
        path=final,
        sha256=sha,
        bytes=final.stat().st_size,
        files=len(contents.files),
        form=told["form"],
        snapshot_at=datetime.fromisoformat(told["made_at"]) if told["form"] == "snapshot" else None,
        left_out=tuple(contents.left_out),
        removed=tuple(removed),
        seconds=round(perf_counter() - start, 2),
    )


def _lay_ledger(workspace: Workspace, folder: Path, stuck: bool) -> None:
    """Lay the ledger of what was forgotten beside the archives, also an empty one: restore asks for it."""
    ledger = Ledger.of(workspace.root)
    if not stuck:
        ledger.begin()
    ledger.copy_to(folder)


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("langnghe", "duckdb", "cryptography")}


def _warehouse(
    workspace: Workspace, beside: Path, wait: float, progress: Callable[[str], None]
) -> tuple[Path | None, dict[str, Any]]:
    """Return the file that stands for the warehouse, and what to say of it in the list of contents."""
    if not workspace.warehouse.exists():
        return None, {"form": "none"}
    at = datetime.now(UTC)
    try:
        source = copy_for_backup(workspace.warehouse, beside, wait=wait)
        form = "copy"
    except WarehouseBusy as busy:
        snapshot = snapshot_of(workspace)
        last = last_published(snapshot)
        if last is None or not snapshot.exists():
            raise BackupError(
                f"{busy}. Chưa có bản chụp nào để sao lưu thay; chạy lại khi việc ấy xong"
            ) from busy
        # Hold it by its inode: the next snapshot takes its name, not its bytes.
        source = beside / f".{workspace.warehouse.name}.{os.getpid()}.sao-luu"
        source.unlink(missing_ok=True)
        try:
            os.link(snapshot, source)
        except OSError:  # a disk that knows no links
            shutil.copyfile(snapshot, source)
        at, form = last.made_at, "snapshot"
        progress("Kho đang có việc khác: sao lưu bản chụp gần nhất, landing thì đủ đến lúc này")
    counts, checks = described(source)
    told = {"form": form, "made_at": at.isoformat(), "counts": counts, "checks": checks}
    return source, told


def _write(
    workspace: Workspace,
    part: Path,
    contents: Contents,
    lid: Lid | None,
    warehouse: Path | None,
    folder: Path,
) -> str:
    writer = ArchiveWriter(part, contents, lid)
    try:
        if warehouse is not None:
            writer.add(warehouse, WAREHOUSE)
        seen: set[str] = set()
        # The chain of acts as one whole, and each message in one place: their writers wait meanwhile.
        alone = os.access(workspace.root, os.W_OK)
        with AuditLog.of(workspace.root).held() if alone else nullcontext():
            _add(writer, workspace, folder, seen, "data/audit/")
        if workspace.outbox.exists():
            with Outbox(workspace.outbox).changing() if alone else nullcontext():
                _add(writer, workspace, folder, seen, OUTBOX)
        # Landing files come while we write: look until nothing is new.
        while _add(writer, workspace, folder, seen, ""):
            pass
        contents.left_out.sort()
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


def _add(
    writer: ArchiveWriter, workspace: Workspace, folder: Path, seen: set[str], only: str
) -> int:
    """Add what is not in yet and begins with `only`; return how many files that were."""
    new = 0
    for path, kind in chosen(workspace, folder):
        if path in seen or not path.startswith(only) or (path.startswith(OUTBOX) and not only):
            continue
        seen.add(path)
        if kind == "sealed" and writer.contents.seal is None:
            writer.contents.left_out.append(path)
            continue
        try:
            with _steady(workspace.root / path) as source:
                writer.add(source, path, sealed=kind == "sealed")
        except FileNotFoundError:
            continue  # what it said is over
        new += 1
    return new


def chosen(workspace: Workspace, besides: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield (path, "open" or "sealed") of every file that a backup holds, but for the warehouse.

    besides: a folder in the workspace that is left out, where backups themselves go.
    """
    root = workspace.root.resolve()
    own = {(besides or folder_of(workspace)).resolve(), folder_of(workspace).resolve()}
    done: set[Path] = set()
    for top, folders, names in os.walk(root, followlinks=True):
        here = Path(top)
        # A link may lead in a circle, and data/ may be one to a larger disk.
        if here.resolve() in done or here.resolve() in own:
            folders.clear()
            continue
        done.add(here.resolve())
        folders.sort()
        for name in sorted(names):
            path = (here / name).relative_to(root).as_posix()
            if path != WAREHOUSE and (kind := kind_of(path)) and (here / name).is_file():
                yield path, kind


def kind_of(path: str) -> str:
    """Return "open", "sealed" or "" (left out) of a path in the workspace."""
    if _like(path, LEFT) and not _like(path, KEPT):
        return ""
    return "open" if _like(path, OPEN) and not _like(path, CLOSED) else "sealed"


def _like(path: str, patterns: tuple[str, ...]) -> bool:
    return any(_compiled(pattern).fullmatch(path) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    parts = re.split(r"(\*\*/|\*\*|\*)", pattern)
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts), re.DOTALL)


@contextmanager
def _steady(path: Path) -> Iterator[Path]:
    """Yield a file that does not change under our hands: of a database in use, a copy it makes itself."""
    with path.open("rb") as file:
        database = file.read(len(_SQLITE)) == _SQLITE
    if not database:
        yield path
        return
    with TemporaryDirectory(prefix="langnghe-") as folder:
        copy, source = Path(folder) / path.name, path
        if not os.access(path.parent, os.W_OK):  # SQLite itself needs to write beside it
            source = Path(shutil.copy(path, Path(folder) / "nguon"))
            if (late := path.with_name(f"{path.name}-wal")).exists():
                shutil.copy(late, Path(folder) / "nguon-wal")
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as live,
            closing(sqlite3.connect(copy)) as mine,
        ):
            live.backup(mine)
            mine.execute("pragma journal_mode = delete")
        copy.chmod(path.stat().st_mode & 0o777)
        yield copy


def _thin(folder: Path, keep: int, newest: Path) -> list[Path]:
    """Delete the oldest backups above the number kept; the one just made is never among them."""
    old = [path for path in backups(folder) if path != newest]
    gone = old[: max(0, len(old) + 1 - keep)]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
