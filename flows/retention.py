"""What may be kept for a while only: looked at again in time, or gone for good.

The office sets a term for each kind in retention.toml; a platform may set one of its own. One platform
has such a term today: YouTube, 30 days. A post that was not seen again by then loses its words, its
address and its writer in every landing file and in the warehouse; that it was found, its day and its
labels stay, so that counts of months gone by stay what they were. An event of kind "retention" tells
how many went, when and under which term.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crawlers.connectors import CONNECTORS
from crawlers.connectors.base import Connector, Kept
from flows.backup import folder_of
from flows.erase import FOLDER
from flows.forget import in_lake, replay
from flows.record import record
from flows.retention_file import Keep, read_retention
from flows.retention_kinds import (
    KIND_VI,
    blank_talk,
    drop_files,
    old_audit,
    old_files,
    old_talk,
)
from langnghe import landing
from langnghe.config import Source, Workspace
from langnghe.numbers import number
from langnghe.records import Event
from warehouse import Store, expiry, open_store
from warehouse.load import load
from warehouse.salvage import set_aside

AHEAD = timedelta(days=10)  # before its time is over a post is looked at again
EARLY = timedelta(days=1)  # before it is over it goes: tomorrow's run would be too late
# What would go within some days goes with it: to write a warehouse of years anew takes minutes.
TOGETHER = timedelta(days=5)
KEPT_ASIDE = timedelta(days=7)  # a warehouse file that `langnghe rebuild` has replaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """What went. counts: source → wordings; files: landing files that were rewritten."""

    counts: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)  # of retention.toml: questions, papers …
    lake: str = ""  # what came of it in the store that several machines share

    @property
    def total(self) -> int:
        """Return how many wordings went."""
        return sum(self.counts.values())

    def lines(self) -> list[str]:
        """Return a line in Vietnamese for each source and each kind."""
        said = [f"{source}: {number(n)} lời hết hạn lưu đã xoá khỏi kho và tệp landing." for source, n in self.counts.items()]  # fmt: skip
        said += [
            f"{KIND_VI[kind]}: {number(n)} hết hạn lưu đã xoá." for kind, n in self.kinds.items()
        ]
        return [*said, *([f"Kho chung: {self.lake}"] if self.lake else [])]


def aging(store: Store, source: Source, now: datetime, *, most: int = 3_000) -> tuple[Kept, ...]:
    """Return what of a source has to be seen again soon, the oldest first."""
    connector = CONNECTORS[source.connector]
    if connector.keep is None:
        return ()
    rows = expiry.aging(
        store,
        source.id,
        method=f"{connector.name}@",
        before=now - connector.keep + AHEAD,
        most=most,
    )
    return tuple(
        Kept(post_id=post_id, revision=revision, native_id=native_id, url=url, parent_id=parent_id)
        for post_id, revision, native_id, url, parent_id in rows
    )


def expire(workspace: Workspace, now: datetime) -> Expired:
    """Take away what may be kept no longer. Killed half-way, the next call does the rest."""
    if not workspace.warehouse.exists():
        return Expired()
    replay(workspace, now, archives=folder_of(workspace))  # what a killed `forget` left
    for torn in workspace.landing.rglob("*.expiring"):  # of a run that was killed: it holds words
        torn.unlink(missing_ok=True)
    for replaced in set_aside(workspace.warehouse):  # a rebuild kept it, in case
        if now.timestamp() - replaced.stat().st_ctime > KEPT_ASIDE.total_seconds():
            replaced.unlink()
    keep = read_retention(workspace).keep
    kinds = drop_files(workspace, keep, now)
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        gone = due(workspace, store, keep, now)
        files = 0
        if gone:
            # Files before tables: a kill in between finds the same wordings due again.
            stones = {(one.post_id, one.revision): one.home for one in gone}
            held = set(expiry.files_of(store, gone))
            rewritten = [
                path
                for path in landing.files(workspace.landing)
                if path.name in held and landing.expire(path, stones)
            ]
            files = len(rewritten)
            expiry.blank(
                store, gone, [p for p in landing.files(workspace.landing) if p.name in held]
            )
        talk = old_talk(store, keep, now)
        changed = {event: fields for kind in talk.values() for event, fields in kind.items()}
        if changed:
            expiry.owe(workspace.warehouse)
            files += len(blank_talk(workspace, store, changed))
            kinds |= {kind: len(events) for kind, events in talk.items()}
        untold = Counter(expiry.untold(store))
    late = expiry.owed(workspace.warehouse)
    if late or untold:
        expiry.compact(workspace.warehouse)
    if not untold and not kinds:
        return Expired()
    _tell(workspace, untold, kinds, now)
    lake = in_lake(workspace) if untold or changed else ""
    return Expired(counts=dict(untold), files=files, kinds=kinds, lake=lake)


def _tell(
    workspace: Workspace, untold: Mapping[str, int], kinds: Mapping[str, int], now: datetime
) -> None:
    told: list[tuple[str, dict[str, Any]]] = [
        (source, {"wordings": wordings, "reason": "hết hạn lưu"})
        for source, wordings in sorted(untold.items())
    ]
    told += [
        (f"loai-{kind}", {"number": n, "reason": f"hết hạn lưu: {KIND_VI[kind]}"})
        for kind, n in sorted(kinds.items())
    ]
    events = [
        Event(
            kind="retention",
            id=ident,
            what="expired",
            by="machine@retention",
            at=now,
            fields=fields,
        )
        for ident, fields in told
    ]
    with open_store(workspace.warehouse) as store:
        record(store, workspace, events, FOLDER)


def due(workspace: Workspace, store: Store, keep: Keep, now: datetime) -> list[expiry.Due]:
    """Return the wordings whose time is over: of a platform's term, and of the office's own."""
    found = [one for connector in CONNECTORS.values() for one in _due(store, connector, now)]
    if keep.comments:
        end = now - timedelta(days=keep.comments)
        own = [source.id for source in workspace.sources() if source.own]
        if expiry.talked(store, own=own, before=end + EARLY):
            found += expiry.talked(store, own=own, before=end + TOGETHER)
    return list({(one.post_id, one.revision): one for one in found}.values())


def looked(workspace: Workspace, now: datetime) -> list[str]:
    """Return a line a kind: how much has come to its end, with nothing touched."""
    keep = read_retention(workspace).keep
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        gone, talk = due(workspace, store, keep, now), old_talk(store, keep, now)
    counts = {
        "bình luận, bài diễn đàn, lời YouTube": len(gone),
        **{KIND_VI[kind]: len(talk.get(kind, ())) for kind in ("inquiries", "requests")},
        **{KIND_VI[kind]: len(paths) for kind, paths in old_files(workspace, keep, now).items()},
        KIND_VI["audit"]: old_audit(workspace, keep, now),
    }
    return [f"{kind}: {number(n)} đến hạn" for kind, n in counts.items()]


def _due(store: Store, connector: Connector, now: datetime) -> list[expiry.Due]:
    if connector.keep is None:
        return []
    method, end = f"{connector.name}@", now - connector.keep
    if not expiry.due(store, method=method, before=end + EARLY):
        return []
    return expiry.due(store, method=method, before=end + TOGETHER)
