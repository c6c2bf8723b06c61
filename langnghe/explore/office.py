"""Open what an office published for its readers, and learn what stretch of time it is about."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from langnghe.config import Workspace, settings
from langnghe.errors import ConfigError
from warehouse.series import Moment
from warehouse.snapshot import Reader, open_snapshot, snapshot_of

YEAR = timedelta(days=364)  # before the last day: a year with both ends in it
LATE = 3  # days after publication from which on a post was collected afterwards


def folder(workspace: Path | str | None = None) -> Workspace:
    """Return the workspace: the one named, else LANGNGHE_WORKSPACE, else the current folder."""
    found = Workspace(Path(workspace) if workspace is not None else settings().workspace)
    if not (found.root / "sources.toml").exists():
        raise ConfigError(
            f"{found.root.resolve()}: không phải thư mục làm việc (không có sources.toml); đặt biến môi "
            "trường LANGNGHE_WORKSPACE, hoặc mở sổ tay từ thư mục ấy"
        )
    return found


def open(workspace: Path | str | None = None) -> Reader:  # noqa: A001 - read as explore.open()
    """Return a reader of the workspace's snapshot; nothing can be written through it, nobody waits for it.

    A snapshot published later is read from the next question on.
    """
    place = folder(workspace)
    if not snapshot_of(place).exists():
        raise ConfigError(
            f"{place.root.resolve()}: chưa có bản chụp để đọc; chạy `langnghe snapshot --workspace "
            f"{place.root}`"
        )
    return open_snapshot(place)


def span(kho: Reader) -> tuple[date, date]:
    """Return the first and the last day of the newest year that has articles with a date of their own."""
    last, first = kho.rows(
        "select max(day), min(day) from staging.stg_post where not undated and kind <> 'comment'"
    )[0]
    if last is None:
        raise ConfigError("kho chưa có bài nào có ngày; chạy `langnghe run` hoặc `langnghe import`")
    return max(first, last - YEAR), last


def moment(kho: Reader) -> Moment:
    """Return by what the newest posts count: when they were seen, or (collected afterwards) published."""
    late = kho.rows(
        "select avg((date_diff('day', day, first_seen_day) > $late)::integer) from staging.stg_post "
        "where not undated and day > $last - interval 30 day",
        {"late": LATE, "last": span(kho)[1]},
    )[0][0]
    return "published" if (late or 0) > 0.5 else "known"
