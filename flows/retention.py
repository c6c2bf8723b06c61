"""What a platform lets us keep for a while only: looked at again in time, or gone for good.

One platform has such a term today: YouTube, 30 days. A post that was not seen again by then loses its
words, its address and its writer in every landing file and in the warehouse; that it was found, its
day and its labels stay, so that counts of months gone by stay what they were. An event of kind
"retention" tells how many went, when and under which term.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawlers.connectors import CONNECTORS
from crawlers.connectors.base import Connector, Kept
from flows.backup import folder_of
from flows.forget import in_lake, replay
from langnghe import landing
from langnghe.config import Source, Workspace
from langnghe.landing import LandingWriter
from langnghe.records import Event
from warehouse import Store, expiry, open_store
from warehouse.load import load

AHEAD = timedelta(days=10)  # before its time is over a post is looked at again
EARLY = timedelta(days=1)  # before it is over it goes: tomorrow's run would be too late
# What would go within some days goes with it: to write a warehouse of years anew takes minutes.
TOGETHER = timedelta(days=5)
FOLDER = "retention"  # of landing


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """What went. counts: source → wordings; files: landing files that hold tombstones now."""

    counts: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
    lake: str = ""  # what came of it in the store that several machines share

    @property
    def total(self) -> int:
        """Return how many wordings went."""
        return sum(self.counts.values())


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
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        gone = [one for connector in CONNECTORS.values() for one in _due(store, connector, now)]
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
        untold = Counter(expiry.untold(store))
    if not untold:
        return Expired()
    expiry.compact(workspace.warehouse)
    with LandingWriter(workspace.landing / FOLDER, "retention") as writer:
        for source, wordings in sorted(untold.items()):
            writer.event(
                Event(
                    kind="retention",
                    id=source,
                    what="expired",
                    by="machine@retention",
                    at=now,
                    fields={"wordings": wordings, "reason": "hết hạn lưu theo điều khoản nền tảng"},
                )
            )
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
    return Expired(counts=dict(untold), files=files, lake=in_lake(workspace))


def _due(store: Store, connector: Connector, now: datetime) -> list[expiry.Due]:
    if connector.keep is None:
        return []
    method, end = f"{connector.name}@", now - connector.keep
    if not expiry.due(store, method=method, before=end + EARLY):
        return []
    return expiry.due(store, method=method, before=end + TOGETHER)
