"""Publish the snapshot readers work on: after the day's flow and after each watch, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.serve_lock import sole
from langnghe.config import Workspace
from langnghe.errors import AlreadyRunning
from langnghe.numbers import number
from langnghe.records import HANOI
from warehouse import open_store
from warehouse.snapshot import (
    Snapshot,
    copy_aside,
    counts_of,
    drop_aside,
    last_published,
    publish,
    snapshot_of,
)

AGE = timedelta(hours=24)  # what is older is written anew, also when no row was added


def take(workspace: Workspace, *, out: Path | None = None) -> Snapshot:
    """Publish a snapshot for the readers of a workspace, or as another file; never two at once."""
    target = out or snapshot_of(workspace)
    with sole(snapshot_of(workspace).with_name(".lock"), "một bản chụp khác"):
        made = _publish(workspace, target)
    assert made is not None  # nothing was said that would make one needless
    return made


def _publish(workspace: Workspace, target: Path, last: Snapshot | None = None) -> Snapshot | None:
    """Publish from a copy of the file: the warehouse is held while it is copied, not while it is sorted.

    last: what is still in place; None is returned when the warehouse holds nothing else.
    """
    at = datetime.now(UTC)
    try:
        with open_store(workspace.warehouse) as store:
            if last is not None and counts_of(store) == last.counts:
                return None
            copy = copy_aside(store)
        with open_store(copy, wait=0) as mine:
            return publish(mine, target, made_at=at)
    finally:
        drop_aside(workspace.warehouse)


def refresh(workspace: Workspace, *, progress: Callable[[str], None] = lambda _: None) -> list[str]:
    """Publish a snapshot when the warehouse has something new; return what a person must know.

    A snapshot that fails stops nothing: readers keep the last one, and the failure is a line.
    """
    target = snapshot_of(workspace)
    last = last_published(target)
    try:
        with sole(target.with_name(".lock"), "một bản chụp khác"):
            made = _publish(workspace, target, last if last and _still(last, target) else None)
    except AlreadyRunning as error:
        progress(f"Bản chụp: {error}")
        return []
    except Exception as error:  # whatever it is, the day goes on
        at = f"{last.made_at.astimezone(HANOI):%H:%M %d/%m/%Y}" if last else ""
        kept = f"người đọc còn dùng bản lúc {at}" if at else "người đọc chưa có bản nào"
        return [f"KHÔNG LÀM ĐƯỢC BẢN CHỤP, {kept}: {error or type(error).__name__}"]
    if made is not None:
        progress(
            f"Bản chụp cho người đọc: {number(made.seconds)} giây, {number(made.bytes / 1e6)} MB"
        )
    return []


def _still(last: Snapshot, target: Path) -> bool:
    fresh = datetime.now(UTC) - last.made_at < AGE
    return fresh and target.exists() and target.stat().st_size == last.bytes
