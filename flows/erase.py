"""Take what a ledger names out of an office: every file first, then landing, then the warehouse.

The warehouse goes last because it is where the words are looked up: killed on the way, the next call
finds the same and does the rest. Nothing is deleted that a count of a month gone by rests on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.erase_files import Trace, sweep
from flows.record import record
from flows.snapshot import take
from langnghe import landing
from langnghe.config import Workspace
from langnghe.forgotten import Ledger
from langnghe.landing import home_of
from langnghe.privacy.contacts import Contacts
from langnghe.privacy.passages import GONE_VI, Passages
from langnghe.records import Event
from warehouse import Store, expiry, open_store
from warehouse import forget as store_of
from warehouse.forget import Held
from warehouse.lines import FORGOTTEN, FORGOTTEN_VI, read
from warehouse.load import load
from warehouse.salvage import set_aside
from warehouse.snapshot import snapshot_of

FOLDER = "retention"  # of landing


@dataclass(slots=True)
class Erased:
    """What went, or would go. Places are folders and kinds of a workspace, in Vietnamese."""

    wordings: Counter[str] = field(default_factory=Counter)  # source → wordings
    posts: set[str] = field(default_factory=set)
    talks: int = 0  # questions and messages of inboxes
    events: int = 0  # happenings that quoted
    landing_lines: int = 0
    landing_files: int = 0
    refused_lines: int = 0
    contacts: int = 0
    traces: list[Trace] = field(default_factory=list)
    snapshot: bool = False

    @property
    def anything(self) -> bool:
        """Tell whether there was anything."""
        return bool(self.wordings or self.talks or self.events or self.traces or self.landing_lines)


def erase(
    workspace: Workspace,
    ledger: Ledger,
    now: datetime,
    *,
    archives: Path,
    request: str = "",
    dry: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Erased:
    """Take out what a ledger names; dry: only count. archives: the folder that is left alone."""
    done = Erased()
    if not workspace.warehouse.exists() and not landing.files(workspace.landing):
        return done
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        held = store_of.marked(store, ledger)
        talk = store_of.talk_marked(store, ledger)
        words = [*(one.text for one in held), *store_of.words_of_talk(store, talk)]
        passages = Passages.of(words, _names(held))
        done.wordings.update(one.source for one in held)
        done.posts.update(one.post_id for one in held)
        done.talks = sum(map(len, talk.values()))
        if held or words:
            progress("Tìm chữ ấy trong mọi tệp của cơ quan")
            done.traces = sweep(workspace.root, passages, skip=archives, dry=dry)
            for replaced in set_aside(
                workspace.warehouse
            ):  # damaged, kept by a rebuild, words and all
                done.traces.append(Trace(path=f"data/{replaced.name}", fate="deleted"))
                if not dry:
                    replaced.unlink()
        changed = _changed(store, talk, passages)
        done.events = len(changed)
        gone = {one.post_id: one.home for one in held}
        if gone or changed:
            _landing(workspace, store, gone, changed, passages, done, dry=dry)
        done.contacts = _contacts(workspace, talk, dry=dry)
        if dry:
            return done
        if held or changed:
            expiry.owe(workspace.warehouse)
            _rows(workspace, store, held, changed, passages, done)
        untold = expiry.untold(store, FORGOTTEN_VI, FORGOTTEN)
    if untold or expiry.owed(workspace.warehouse):
        _afresh(workspace, done, progress)
    if untold or done.talks:
        _tell(workspace, untold, done, request, now)
    return done


def _names(held: Iterable[Held]) -> set[str]:
    """Return what names some posts elsewhere: their ids, and addresses that are theirs alone."""
    own = {one.url for one in held if one.kind != "comment" and one.url != one.home}
    own |= {one.url for one in held if "#" in one.url or "comment" in one.url}
    return {one.post_id for one in held} | own


def _changed(
    store: Store, talk: Mapping[str, set[str]], passages: Passages
) -> dict[str, dict[str, Any]]:
    """Return event_id → the fields that stay of it, of the events that do not stay as they are."""
    found = {}
    for event_id, kind, ident, fields in store_of.events(store):
        kept = fields
        if ident in talk.get(kind, ()):
            kept = store_of.without_person(fields, GONE_VI)
        if passages:
            kept = passages.redact(kept)
        if kept != fields:
            found[event_id] = kept
    return found


def _landing(
    workspace: Workspace,
    store: Store,
    gone: Mapping[str, str],
    changed: Mapping[str, Mapping[str, Any]],
    passages: Passages,
    done: Erased,
    *,
    dry: bool,
) -> None:
    """Put tombstones in the place of lines; what an event keeps stands under its first name."""
    ids = [post_id.encode() for post_id in gone]

    def change(line: bytes) -> bytes | None:
        kind = line[:20]
        if kind.startswith((b'{"type": "post"', b'{"type": "visit"')):
            return _without(line, gone) if any(one in line for one in ids) else None
        if kind.startswith(b'{"type": "event"'):
            return change_event(line, changed)
        if kind.startswith((b'{"type": "verdict"', b'{"type": "expired"', b'{"type": "refused"')):
            return None
        # A line that could not be read holds what it holds: it stays one that cannot be read.
        return (
            b'{"type": "forgotten"}' if passages.stand_in(line.decode("utf-8", "replace")) else None
        )

    for path in landing.files(workspace.landing):
        if dry:
            with path.open("rb") as file:
                lines = sum(change(line) is not None for line in file)
        else:
            lines = landing.rewrite(path, change)
        done.landing_lines += lines
        done.landing_files += lines > 0
        if lines and not dry:
            expiry.know_again(store, [path])


def _without(line: bytes, gone: Mapping[str, str]) -> bytes | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    post_id = row.get("post_id")
    if post_id not in gone:
        return None
    if row["type"] == "post":
        return landing.stone(row, gone[post_id], FORGOTTEN)
    told = {**row, "url": home_of(str(row.get("url") or "")), "etag": None, "last_modified": None}
    return json.dumps(told, ensure_ascii=False).encode() if told != row else None


def change_event(line: bytes, changed: Mapping[str, Mapping[str, Any]]) -> bytes | None:
    """Return an event's line with the fields that stay of it, under its first name; None: it stays."""
    if not changed:
        return None
    found = read([(1, line)], "").events
    if not found or found[0]["event_id"] not in changed:
        return None
    event_id, row = found[0]["event_id"], json.loads(line)
    told = {**row, "fields": changed[event_id], "event_id": event_id}
    return json.dumps(told, ensure_ascii=False).encode() if told != row else None


def _rows(
    workspace: Workspace,
    store: Store,
    held: Sequence[Held],
    changed: Mapping[str, Mapping[str, Any]],
    passages: Passages,
    done: Erased,
) -> None:
    with store.transaction():
        store_of.set_fields(store, changed)
        done.refused_lines = store_of.blank_refused_lines(store, passages.stand_in)
    due = [
        expiry.Due(post_id=o.post_id, revision=o.revision, source=o.source, home=o.home)
        for o in held
    ]
    expiry.blank(store, due, [], said=FORGOTTEN_VI)


def _contacts(workspace: Workspace, talk: Mapping[str, set[str]], *, dry: bool) -> int:
    drawer = Contacts.of(workspace.root)
    wanted = [ident for ident in drawer.idents() if ident in talk.get("inquiry", ())]
    return len(wanted) if dry else sum(drawer.forget(ident) for ident in wanted)


def _afresh(workspace: Workspace, done: Erased, progress: Callable[[str], None]) -> None:
    """Write anew what else holds rows: the warehouse file, the snapshot and its index of words."""
    progress("Ghi lại kho dữ liệu và bản chụp, để không khối nào của tệp còn chữ cũ")
    for pattern in (".*.copy*", ".*.sao-luu*", ".*.fresh*"):
        for left in workspace.warehouse.parent.glob(pattern):
            left.unlink(missing_ok=True)
    expiry.compact(workspace.warehouse)
    target = snapshot_of(workspace)
    if target.exists():
        # The index keeps no texts, but syllables: it is made again out of what is left.
        for left in target.parent.glob(f"{target.stem}.tim*"):
            left.unlink(missing_ok=True)
        take(workspace)
        done.snapshot = True


def _tell(
    workspace: Workspace, untold: Mapping[str, int], done: Erased, request: str, now: datetime
) -> None:
    told = [(source, {"wordings": n}) for source, n in sorted(untold.items())]
    if done.talks:
        told.append(("hoi-dap", {"talks": done.talks}))
    events = [
        Event(kind="retention", id=ident, what=FORGOTTEN, by="machine@forget", at=now,
              fields={**fields, "reason": "xoá theo yêu cầu", "request": request})
        for ident, fields in told
    ]  # fmt: skip
    with open_store(workspace.warehouse) as store:
        record(store, workspace, events, FOLDER)
