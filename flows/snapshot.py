"""Publish the snapshot readers work on: after the day's flow and after each watch, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from flows.serve_lock import sole
from langnghe.config import Workspace
from langnghe.errors import AlreadyRunning
from langnghe.numbers import number
from langnghe.records import HANOI
from warehouse import open_store
from warehouse.publish import (
    carry_on,
    copy_aside,
    drop_aside,
    lifted,
    making,
    put_in_place,
    write_whole,
)
from warehouse.snapshot import Snapshot, counts_of, last_published, snapshot_of

AGE = timedelta(hours=24)  # what is older is written anew, also when no row was added


def take(workspace: Workspace, *, out: Path | None = None) -> Snapshot:
    """Write a snapshot anew for the readers of a workspace, or as another file; never two at once."""
    target = out or snapshot_of(workspace)
    with sole(snapshot_of(workspace).with_name(".lock"), "một bản chụp khác"):
        return _publish(workspace, target, None)


def _publish(workspace: Workspace, target: Path, last: Snapshot | None) -> Snapshot:
    """Carry `last` on, or write anew from a copy of the file; the warehouse is held for moments only.

    A copy is copied, not sorted: the warehouse is free again while the snapshot is written.
    """
    start, at = perf_counter(), datetime.now(UTC)
    try:
        with making(target) as fresh:
            lift = lifted(target, last, fresh, at)
            with open_store(workspace.warehouse) as store:
                written = carry_on(store, fresh, last) if lift and last else None
                copy = None if written else copy_aside(store)
            if written is None:
                assert copy is not None
                with open_store(copy, wait=0) as mine:
                    written = write_whole(mine, fresh, at)
            return put_in_place(written, target, made_at=at, start=start)
    finally:
        drop_aside(workspace.warehouse)


def _is_new(workspace: Workspace, last: Snapshot) -> bool:
    with open_store(workspace.warehouse) as store:
        return counts_of(store) != last.counts


def refresh(workspace: Workspace, *, progress: Callable[[str], None] = lambda _: None) -> list[str]:
    """Publish a snapshot when the warehouse has something new; return what a person must know.

    A snapshot that fails stops nothing: readers keep the last one, and the failure is a line.
    """
    target = snapshot_of(workspace)
    last = last_published(target)
    try:
        with sole(target.with_name(".lock"), "một bản chụp khác"):
            if last and _still(last, target) and not _is_new(workspace, last):
                return []
            made = _publish(workspace, target, last)
    except AlreadyRunning as error:
        progress(f"Bản chụp: {error}")
        return []
    except Exception as error:  # whatever it is, the day goes on
        at = f"{last.made_at.astimezone(HANOI):%H:%M %d/%m/%Y}" if last else ""
        kept = f"người đọc còn dùng bản lúc {at}" if at else "người đọc chưa có bản nào"
        return [f"KHÔNG LÀM ĐƯỢC BẢN CHỤP, {kept}: {error or type(error).__name__}"]
    progress(f"Bản chụp cho người đọc: {number(made.seconds)} giây, {number(made.bytes / 1e6)} MB")
    return []


def _still(last: Snapshot, target: Path) -> bool:
    fresh = datetime.now(UTC) - last.made_at < AGE
    return fresh and target.exists() and target.stat().st_size == last.bytes
