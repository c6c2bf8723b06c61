"""The office's own terms (retention.toml): closed questions, old pages and papers. Comments go with what
platforms let us keep for a while only, in flows.retention."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.crawl import drop_old_pages
from flows.erase import change_event
from flows.forget_paper import FOLDER as HANDED_OVER
from flows.retention_file import Keep
from langnghe import landing
from langnghe.audit import AuditLog
from langnghe.config import Workspace
from langnghe.records import hanoi_day
from warehouse import Store, expiry
from warehouse import forget as store_of
from warehouse.lines import EXPIRED_VI

KIND_VI: Mapping[str, str] = {
    "inquiries": "câu hỏi, tin nhắn đã đóng",
    "requests": "yêu cầu về dữ liệu đã đóng",
    "raw_pages": "ngày trang báo gốc",
    "papers": "điểm báo, báo cáo",
    "handed_over": "bản xuất đã trao, giấy xoá",
    "audit": "dòng nhật ký",
}


def old_files(workspace: Workspace, keep: Keep, now: datetime) -> dict[str, list[Path]]:
    """Return kind → the papers whose time is over, by when they were written."""
    handed = workspace.output / HANDED_OVER
    found: dict[str, list[Path]] = {"papers": [], "handed_over": []}
    for path in _files(workspace.output):
        kind = "handed_over" if path.is_relative_to(handed) else "papers"
        days = getattr(keep, kind)
        age = timedelta(seconds=now.timestamp() - path.stat().st_mtime)
        if days and age > timedelta(days=days):
            found[kind].append(path)
    return found


def _files(folder: Path) -> Iterator[Path]:
    for top, _, names in os.walk(folder):
        yield from (Path(top) / name for name in sorted(names))


def drop_files(workspace: Workspace, keep: Keep, now: datetime) -> dict[str, int]:
    """Delete pages, papers and months of the audit whose time is over; return kind → how many, only kinds that had some."""
    done = {"raw_pages": drop_old_pages(workspace, hanoi_day(now), days=keep.raw_pages)}
    for kind, paths in old_files(workspace, keep, now).items():
        for path in paths:
            path.unlink(missing_ok=True)
        done[kind] = len(paths)
    done["audit"] = AuditLog.of(workspace.root).cut(_audit_end(keep, now), now) if keep.audit else 0
    return {kind: n for kind, n in done.items() if n}


def old_audit(workspace: Workspace, keep: Keep, now: datetime) -> int:
    """Return how many lines of the audit are past their term: of months that are over as a whole."""
    past = AuditLog.of(workspace.root).past(_audit_end(keep, now)) if keep.audit else []
    return sum(len(path.read_bytes().splitlines()) for path in past)


def _audit_end(keep: Keep, now: datetime) -> date:
    return hanoi_day(now) - timedelta(days=keep.audit)


def old_talk(store: Store, keep: Keep, now: datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Return kind → event_id → the fields that stay, of what was asked of us and closed long ago."""
    over: dict[tuple[str, str], str] = {}  # kind and id of events → kind of retention.toml
    if keep.inquiries:
        talk = store_of.talk_before(store, now - timedelta(days=keep.inquiries))
        over |= {(kind, ident): "inquiries" for kind, ids in talk.items() for ident in ids}
    if keep.requests:
        gone = store_of.requests_before(store, now - timedelta(days=keep.requests))
        over |= {("request", ident): "requests" for ident in gone}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    # Where none is due, none of years of events has to be read.
    for event_id, kind, ident, fields in store_of.events(store) if over else ():
        if term := over.get((kind, ident)):
            kept = store_of.without_person(fields, EXPIRED_VI)
            if kept != fields:
                found.setdefault(term, {})[event_id] = kept
    return found


def blank_talk(
    workspace: Workspace, store: Store, changed: Mapping[str, Mapping[str, Any]]
) -> list[Path]:
    """Take the words and people of some events out of landing and warehouse; return the files."""

    def change(line: bytes) -> bytes | None:
        return change_event(line, changed) if line.startswith(b'{"type": "event"') else None

    files = [p for p in landing.files(workspace.landing) if landing.rewrite(p, change)]
    with store.transaction():
        store_of.set_fields(store, changed)
        expiry.know_again(store, files)
    return files
