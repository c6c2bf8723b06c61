"""Refused lines: replay them when the loader has learnt, land them put right, or say they are worth nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flows.record import record
from flows.serve_queue import writable
from langnghe import landing
from langnghe.config import Workspace
from langnghe.errors import LandingError
from langnghe.landing import LandingWriter
from langnghe.records import Event
from warehouse import open_store
from warehouse.lines import read
from warehouse.load import load
from warehouse.quarantine import KIND, Refused, refused, replay

FOLDER = "quarantine"  # of landing: lines put right


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replay: every line that was tried is in one of the two."""

    mended: int
    still: tuple[Refused, ...]


def listed(workspace: Workspace, *, everything: bool = False) -> list[Refused]:
    """Return the refused lines of an office that wait for a decision, or all."""
    with open_store(workspace.warehouse) as store:
        return refused(store, everything=everything)


def found(workspace: Workspace, name: str) -> Refused:
    """Return one refused line by its name FILE:LINE."""
    for one in listed(workspace, everything=True):
        if one.name == name:
            return one
    raise LandingError(f"{name}: không có dòng cách ly này; xem `langnghe quarantine list`")


def replay_all(workspace: Workspace, name: str | None = None) -> Replayed:
    """Load all refused lines again, or one of them, from their landing files."""
    if name is not None:
        found(workspace, name)
    with open_store(workspace.warehouse) as store:
        wanted = [one for one in refused(store) if name in (None, one.name)]
        files = {path.name: path for path in landing.files(workspace.landing)}
        mended, _ = replay(store, files, wanted)
        names = {one.name for one in wanted}
        still = tuple(one for one in refused(store) if one.name in names)
    return Replayed(mended=mended, still=still)


def correct(workspace: Workspace, name: str, line: str, by: str, at: datetime) -> None:
    """Land a refused line put right, then load it; raise LandingError when it would be refused again."""
    old = _open(workspace, name)
    try:
        row = json.loads(line)
        kind = row.pop("type")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LandingError(
            f"dòng sửa của {name}: cần một đối tượng JSON có mục type ({error})"
        ) from error
    if bad := read([(1, line.encode())], name).quarantine:
        raise LandingError(f"dòng sửa của {name} vẫn không dùng được: {bad[0]['reason']}")
    folder = workspace.landing / FOLDER
    with writable(workspace) as store:
        with LandingWriter(folder, FOLDER) as writer:
            writer.row(kind, row)
            writer.event(_said(old, "corrected", by, at, {"landed_as": f"{writer.final.name}:1"}))
        load(store, folder, only=[writer.final])


def drop(workspace: Workspace, name: str, reason: str, by: str, at: datetime) -> None:
    """Say that a refused line is worth nothing, and why. It stays where it is, and is counted."""
    if not reason.strip():
        raise LandingError(f"{name}: ghi lý do bỏ dòng này")
    old = _open(workspace, name)
    with writable(workspace) as store:
        record(store, workspace, [_said(old, "dropped", by, at, {"reason": reason})], FOLDER)


def _open(workspace: Workspace, name: str) -> Refused:
    old = found(workspace, name)
    if old.settled:
        raise LandingError(f"{name}: đã quyết định rồi ({SETTLED_VI[old.settled]})")
    return old


SETTLED_VI = {"corrected": "đã nạp dòng sửa", "dropped": "đã bỏ"}


def _said(old: Refused, what: str, by: str, at: datetime, more: dict[str, str]) -> Event:
    return Event(
        kind=KIND, id=old.name, what=what, by=by, at=at, fields={"was": old.reason, **more}
    )
