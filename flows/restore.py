"""Make an office again from a backup: all of it, at another place, or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from flows.backup import WAREHOUSE
from flows.backup_archive import ArchiveReader, Contents, Member
from flows.backup_seal import Lid
from flows.forget import replay
from flows.retention import expire
from langnghe import landing
from langnghe.audit import AuditLog, act
from langnghe.config import Workspace
from langnghe.errors import BackupError
from langnghe.files import naming, sync_folder
from langnghe.forgotten import KEY, NAME, Ledger
from langnghe.notify.store import Outbox, State
from langnghe.numbers import number
from warehouse import open_store
from warehouse.backup import refill
from warehouse.load import load
from warehouse.snapshot import counts_of

UNSURE = "khôi phục từ bản sao lưu: có thể đã gửi sau lúc sao lưu"
_WAITS: tuple[State, ...] = ("waiting", "held", "sending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored. missing: secret files that are not there; unsure: messages a person decides on."""

    root: Path
    made_at: datetime
    counts: dict[str, int]
    checks: dict[str, int]
    files: int
    loaded: int  # landing files that the warehouse did not know yet
    missing: tuple[str, ...]
    unsure: int
    expired: int
    forgotten: (
        int  # wordings and questions that were forgotten again before anybody could read them
    )
    seconds: float


def restore(
    archive: Path,
    target: Path,
    *,
    passphrase: str = "",
    secrets: bool = True,
    ledger: Path | None = None,
    without_ledger: bool = False,
    now: datetime | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Unpack a backup into a folder that is empty or not there yet; whole, or nothing is left of it.

    secrets: without them keys, accounts and the outbox stay in the archive. ledger: of what was
    forgotten since; the one beside the archive when none is given. Raise BackupError where there is
    none (without_ledger: go on all the same), naming
    the file when one was changed or is cut short, and when a table or a check is not as it was.
    """
    start, at = perf_counter(), now or datetime.now(UTC)
    root = target.resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise BackupError(
            f"{target}: đã có dữ liệu ở đây, không ghi đè; chọn một thư mục mới hoặc trống"
        )
    root.parent.mkdir(parents=True, exist_ok=True)
    with ArchiveReader(archive) as reader:
        contents = reader.contents
        lid = _lid(reader, passphrase, secrets)
        fresh = root.with_name(f".{root.name}.{os.getpid()}.khoi-phuc")
        _sweep(root, fresh)
        try:
            _room(contents, root.parent)
            with naming(target):
                _unpack(reader, fresh, lid)
            progress("Đã giải nén và đối chiếu từng tệp; kiểm tra kho dữ liệu")
            counts, checks, loaded = _warehouse(Workspace(fresh), contents)
            unsure = _hold_back(Workspace(fresh), at)
            forgotten = _forget_again(
                Workspace(fresh), ledger or archive.with_name(NAME), without_ledger, at
            )
            fresh.replace(root)
            sync_folder(root.parent)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    place = Workspace(root)
    outcome = f"bản lúc {contents.made_at}, {reader.sha256()}"
    AuditLog.of(root).add(act("machine@restore", "", "khôi phục", archive.name, outcome=outcome))
    gone = expire(place, at)  # what its platform lets nobody keep that long
    return Restored(
        root=root,
        made_at=datetime.fromisoformat(contents.made_at),
        counts=counts,
        checks=checks,
        files=len(contents.files),
        loaded=loaded,
        missing=tuple(
            contents.left_out
            if lid is None and secrets
            else [m.path for m in contents.files if m.sealed and lid is None]
        ),
        unsure=unsure,
        expired=gone.total,
        forgotten=forgotten,
        seconds=round(perf_counter() - start, 2),
    )


def _forget_again(place: Workspace, ledger: Path, without: bool, now: datetime) -> int:
    """Forget what was asked to be forgotten since the backup; nobody can read the office before that."""
    if not ledger.exists():
        if without:
            return 0
        raise BackupError(
            f"{ledger}: không thấy sổ đã xoá cạnh bản sao lưu; ai đó có thể đã được hứa xoá. Chép "
            f"{NAME} và {KEY} từ thư mục sao lưu (hay data/ của cơ quan cũ) tới đây, hoặc --ledger TỆP; "
            "chắc chắn chưa từng xoá cho ai thì --without-ledger"
        )
    mine = Ledger.of(place.root)
    mine.join(Ledger.read(ledger), now)
    done = replay(place, now, archives=place.root / "sao-luu")
    return sum(done.wordings.values()) + done.talks


def _sweep(root: Path, fresh: Path) -> None:
    """Delete what a killed restore of this folder left: it may hold secrets that were opened."""
    import psutil

    for left in root.parent.glob(f".{root.name}.*.khoi-phuc"):
        pid = left.suffixes[-2].lstrip(".") if len(left.suffixes) > 1 else ""
        if left == fresh or not (pid.isdecimal() and psutil.pid_exists(int(pid))):
            shutil.rmtree(left, ignore_errors=True)


def _lid(reader: ArchiveReader, passphrase: str, secrets: bool) -> Lid | None:
    if reader.contents.seal is None or not secrets:
        return None
    if not passphrase:
        raise BackupError(
            f"{reader.path}: có phần kín (khoá, tài khoản, hộp gửi), cần câu mật khẩu: thêm "
            "--passphrase-from TỆP; mất câu ấy thì dùng --no-secrets để lấy phần còn lại"
        )
    return reader.lid(passphrase)


def _room(contents: Contents, place: Path) -> None:
    needed = sum(member.bytes for member in contents.files)
    free = shutil.disk_usage(place).free
    if needed > free:
        raise BackupError(
            f"{place}: cần {number(needed / 1e9)} GB, đĩa chỉ còn {number(free / 1e9)} GB; dọn bớt hoặc "
            "khôi phục ra ổ khác"
        )


def _unpack(reader: ArchiveReader, fresh: Path, lid: Lid | None) -> None:
    fresh.mkdir(mode=0o700)
    for member in reader.contents.files:
        if member.sealed and lid is None:
            continue
        _unpack_one(reader, member, fresh / member.path, lid)
    for name in ("landing", "raw"):
        (fresh / "data" / name).mkdir(parents=True, exist_ok=True)


def _unpack_one(reader: ArchiveReader, member: Member, path: Path, lid: Lid | None) -> None:
    private = 0o700 if member.sealed or member.path.startswith("data/audit/") else 0o777
    path.parent.mkdir(mode=private, parents=True, exist_ok=True)
    mode = member.mode & (0o600 if member.sealed else 0o666) | 0o600
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for block in reader.blocks(member, lid):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)
    with suppress(OverflowError):
        os.utime(path, (member.mtime, member.mtime))


def _warehouse(place: Workspace, contents: Contents) -> tuple[dict[str, int], dict[str, int], int]:
    """Bring the warehouse up to date and compare it with what was written down of it."""
    told, files = contents.warehouse, landing.files(place.landing)
    if told["form"] == "none":
        if not files:
            return {}, {}, 0
        with open_store(place.root / WAREHOUSE, wait=0) as store:
            load(store, place.landing)
            return counts_of(store), store.check(), len(files)
    with open_store(place.root / WAREHOUSE, wait=0) as store:
        counts, checks = counts_of(store), store.check()
        for name, rows in told["counts"].items():
            if counts.get(name) != rows and name != "main.migration":
                raise BackupError(
                    f"{WAREHOUSE}: bảng {name} có {counts.get(name)} dòng, lúc sao lưu có {rows}; "
                    "bản này không nguyên vẹn, dùng bản khác"
                )
        for name, rows in checks.items():
            if rows and rows != told["checks"].get(name):
                raise BackupError(f"{WAREHOUSE}: kiểm tra {name} không đạt ({rows} dòng)")
        if told["form"] == "snapshot":
            refill(store, files)
        known = {name for (name,) in store.rows("select file_id from raw.landing_file")}
        if lost := known - {path.name for path in files}:
            raise BackupError(
                f"{min(lost)}: kho đã nạp tệp landing này mà bản sao lưu không có; dùng bản khác"
            )
        return counts, checks, load(store, place.landing).files


def _hold_back(place: Workspace, now: datetime) -> int:
    """Let nothing be sent twice: what waited then may have gone out since, so a person decides."""
    if not (place.outbox / "waiting").exists():
        return 0
    box, held = Outbox(place.outbox).open(), 0
    for state in _WAITS:
        for record in box.read(state, []):
            box.move(replace(record, why=UNSURE, settled_at=now), state, "unknown")
            held += 1
    return held
