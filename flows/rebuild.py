"""Build the warehouse anew from landing, beside the old file, and change the two in one moment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from flows.annotate import annotate
from flows.registers import settle
from flows.serve_lock import holder, said, sole
from flows.serve_state import serve_lock
from langnghe import landing
from langnghe.audit import AuditLog, act
from langnghe.config import Workspace
from langnghe.errors import WarehouseBusy, WarehouseError
from langnghe.files import sync_folder
from langnghe.records import HANOI
from warehouse import open_store
from warehouse.load import load
from warehouse.salvage import OWN, salvage
from warehouse.snapshot import counts_of, snapshot_of

WHAT_VI = {
    "raw.annotation": "nhãn máy",
    "raw.story_member": "mã tin",
    "raw.edition_item": "bài đã cho xem ở các điểm báo",
    "raw.figure": "con số của các báo cáo đã lập",
}
_LOST_VI = {
    "raw.annotation": "máy gán nhãn lại",
    "raw.story_member": "máy gom lại, mã tin có thể khác trước",
    "raw.edition_item": "điểm báo sau có thể nhắc lại bài đã đăng",
    "raw.figure": "con số vẫn còn trong data/reports",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What was built. kept: the old file; told: a sentence for each table, where it came from or is lost."""

    counts: dict[str, int]
    checks: dict[str, int]
    files: int
    quarantined: int
    kept: Path | None
    told: tuple[str, ...]
    seconds: float


def rebuild(
    workspace: Workspace,
    *,
    profile: str | None = None,
    now: datetime | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Rebuilt:
    """Load all of landing into a new file, save from the old one and the snapshot what only they know.

    The old file stays beside the new one under another name, for a week (flows.retention). Raise WarehouseBusy
    while `serve` or another process works on the warehouse, WarehouseError when nothing has landed.
    """
    start, at = perf_counter(), now or datetime.now(UTC)
    if who := holder(serve_lock(workspace)):
        raise WarehouseBusy(f"`langnghe serve` đang chạy ({said(who)}); dừng nó rồi chạy lại")
    old = workspace.warehouse
    if not landing.files(workspace.landing):
        raise WarehouseError(
            f"{workspace.landing}: không có tệp landing nào để dựng lại kho; phục hồi từ bản sao lưu "
            "(`langnghe restore`)"
        )
    with sole(old.with_name(".dung-lai.lock"), "một lượt dựng lại kho"):
        _nobody_holds(old)
        fresh = old.with_name(f".{old.name}.{os.getpid()}.dung-lai")
        _sweep(old)
        try:
            with open_store(fresh, wait=0) as store:
                report = load(store, workspace.landing)
                settle(store, workspace, at)
                progress("Đã nạp lại từ landing; lấy lại điều chỉ kho cũ biết")
                found = salvage(store, [old, snapshot_of(workspace)])
                annotate(store, workspace.watchlist(), profile=profile, progress=progress)
                store.connection.execute("checkpoint")
                counts, checks = counts_of(store), store.check()
            kept = _change(old, fresh, at)
        finally:
            _sweep(old)
    AuditLog.of(workspace.root).add(
        act("machine@rebuild", "", "dựng lại kho", kept.name if kept else old.name)
    )
    return Rebuilt(
        counts=counts, checks={name: rows for name, rows in checks.items() if rows}, files=report.files,
        quarantined=report.quarantined, kept=kept, told=tuple(_told(found, old)),
        seconds=round(perf_counter() - start, 2),
    )  # fmt: skip


def _nobody_holds(old: Path) -> None:
    """Raise WarehouseBusy while another process works on the file; a damaged file holds nobody up."""
    if not old.exists():
        return
    try:
        with open_store(old, read_only=True, wait=5):
            pass
    except WarehouseBusy:
        raise
    except WarehouseError:
        return


def _change(old: Path, fresh: Path, at: datetime) -> Path | None:
    """Put the new file into the old one's place; return the name the old one has now."""
    kept = None
    if old.exists():
        kept = old.with_name(f"{old.stem}.cu-{at.astimezone(HANOI):%Y%m%d-%H%M%S}{old.suffix}")
        log = old.with_name(old.name + ".wal")
        if log.exists():  # beside the new file it would be taken for the new file's
            log.rename(kept.with_name(kept.name + ".wal"))
        try:
            kept.hardlink_to(old)
        except OSError:  # a disk without links: for a moment there is no warehouse
            old.rename(kept)
    fresh.replace(old)
    sync_folder(old.parent)
    return kept


def _sweep(old: Path) -> None:
    """Delete what a killed rebuild left."""
    for left in old.parent.glob(f".{old.name}.*.dung-lai*"):
        left.unlink(missing_ok=True)
    for folder in old.parent.glob(".cuu-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _told(found: dict[str, Path | None], old: Path) -> list[str]:
    told = []
    for table in OWN:
        if (source := found[table]) is None:
            told.append(f"{WHAT_VI[table]}: không lấy lại được, {_LOST_VI[table]}")
        elif source != old:
            told.append(
                f"{WHAT_VI[table]}: lấy từ bản chụp, điều có sau bản chụp thì {_LOST_VI[table]}"
            )
    return told
