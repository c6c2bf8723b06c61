"""The union's own channels: figures of own posts at their marks, inboxes, and who hands them on.

Posts and comments come with everything else that is collected (flows.collect). Here is what only we
may see of our own pages and accounts, and where messages become questions (flows.inquiries).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

from crawlers.connectors import facebook, facebook_own, zalo
from crawlers.connectors.base import Account, Connector, Found, State
from crawlers.connectors.own_figures import Due
from crawlers.connectors.own_inbox import InboxMessage
from crawlers.job import Terms
from flows.connect import ConnectResult, Office
from flows.crawl import chosen
from flows.record import record
from langnghe.config import Source, Workspace
from langnghe.landing import LandingWriter
from langnghe.privacy.contacts import Contacts
from langnghe.records import Event
from warehouse import Store, channels, open_store
from warehouse.health import connector_memories
from warehouse.labels import declare_sources
from warehouse.load import load

if TYPE_CHECKING:
    from crawlers.connectors.client import Client
    from flows.inquiries import Taken
    from langnghe.cases.inquiry_talk import Reader

FOLDER = "channels"  # of landing: what own channels alone tell
BACK = timedelta(days=60)  # how far messages are handed on; what is known already changes nothing
SETTLED = timedelta(hours=1)  # how long a way to answer waits after its messages were handed on

_PARTS: Mapping[str, tuple[ModuleType, Connector]] = {
    "facebook": (facebook_own, facebook.CONNECTOR),
    "zalo": (zalo, zalo.CONNECTOR),
}


@dataclass(slots=True, kw_only=True)
class LookedAfter:
    """What one round did. counts: source → how many measured, removed, sent (messages) …
    failed, partial: part of a source ("id.inbox", "id.figures") → why; waiting: until when."""

    described: int = 0
    counts: Mapping[str, Counter[str]] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    partial: Mapping[str, str] = field(default_factory=dict)
    waiting: dict[str, datetime] = field(default_factory=dict)
    taken: Taken | None = None

    def total(self, what: str) -> int:
        """Return how often something happened, over all channels."""
        return sum(counted[what] for counted in self.counts.values())


def look_after(
    workspace: Workspace,
    ids: Sequence[str] | None = None,
    *,
    terms: Terms | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    read: Reader | None = None,
) -> LookedAfter:
    """Measure what is due, read the inboxes, hand messages on. One channel that fails leaves the others.

    terms, now and sleep are for the demo and for tests, as in flows.connect; read as in flows.inquiries.
    """
    declared = workspace.sources()
    own = [source for source in chosen(declared, ids) if source.own]
    done = LookedAfter()
    if not own:
        return done
    result = ConnectResult()
    with open_store(workspace.warehouse) as store:
        declare_sources(store, declared)
        load(store, workspace.landing)
        done.described = _describe(store, workspace, own, now())
        due = _due(store, own, now())
        memories = connector_memories(store)
    landing = workspace.landing / FOLDER
    with LandingWriter(landing, "channels") as writer:  # line by line: a kill loses nothing
        office = Office(workspace, terms or Terms(), now, sleep, landing, writer=writer)
        for source in own:
            for part, connector in _parts(workspace, source, due.get(source.id, [])):
                earlier = memories.get(f"{source.id}.{part}", {})
                if (retry := earlier.get("retry_at")) and retry > now():
                    done.waiting[f"{source.id}.{part}"] = retry
                    continue
                state = State(
                    memory=earlier.get("memory") or {}, last_success=earlier.get("last_success")
                )
                event = office.pull(source, state, result, connector, part)
                reason = f": {event.fields['reason']}" if event.fields["reason"] else ""
                progress(f"{source.name} ({PART_VI[part]}): {event.what}{reason}")
    done.counts, done.failed, done.partial = result.counts, result.failed, result.partial
    done.taken = hand_over(workspace, now(), read=read)
    return done


PART_VI = {"figures": "số liệu bài", "inbox": "hộp thư"}


def _describe(store: Store, workspace: Workspace, own: Sequence[Source], now: datetime) -> int:
    """Tell of own posts that came as pages or tables that they are ours, and what they are."""
    events = [
        Event(
            kind="metric",
            id=row["post_id"],
            what="described",
            by="machine@own",
            at=now,
            fields={
                "source": row["source"],
                "format": "article" if row["kind"] == "article" else "other",
                "shared": False,
                "gone": False,
            },
        )
        for row in channels.untold(store, [source.id for source in own])
    ]
    return record(store, workspace, events)


def _due(store: Store, own: Sequence[Source], now: datetime) -> dict[str, list[Due]]:
    asked = [source.id for source in own if source.connector in _PARTS]
    found: dict[str, list[Due]] = {}
    for row in channels.due(store, asked, now):
        found.setdefault(row.pop("source"), []).append(Due(**row))
    return found


def _parts(
    workspace: Workspace, source: Source, due: Sequence[Due]
) -> Iterator[tuple[str, Connector]]:
    """Yield what is asked of an own channel beside its posts."""
    if source.connector not in _PARTS:
        return
    module, connector = _PARTS[source.connector]

    def figures(account: Account, state: State, client: Client, at: datetime) -> Iterator[Found]:
        yield from module.measure(account, state, client, at, due)

    def inbox(account: Account, state: State, client: Client, at: datetime) -> Iterator[Found]:
        for found in module.inbox(account, state, client, at):
            yield keep(workspace, found) if isinstance(found, InboxMessage) else found

    if due:
        yield "figures", replace(connector, pull=figures)
    yield "inbox", replace(connector, pull=inbox)


# ---- messages: they land without their people, wait, and are handed on


def keep(workspace: Workspace, message: InboxMessage) -> Event:
    """Return what of a message may land; how to answer its person is locked away first."""
    if not message.ours and message.reply_to:
        _waiting(workspace).keep(message.conversation, message.reply_to)
    return message.to_event()


def land(workspace: Workspace, messages: Iterable[InboxMessage]) -> int:
    """Land messages as one file, whole on the disk when this returns; return how many."""
    with LandingWriter(workspace.landing / FOLDER, "inbox") as writer:
        for message in messages:
            writer.event(keep(workspace, message))
    return writer.lines


def _waiting(workspace: Workspace) -> Contacts:
    """Return the drawer of ways to answer whose question is not opened yet, with a key of its own."""
    data = workspace.root / "data"
    return Contacts(data / "waiting", data / "waiting.key")


def hand_over(workspace: Workspace, now: datetime, *, read: Reader | None = None) -> Taken:
    """Give all messages that landed to those who keep questions; what they know changes nothing."""
    from flows.inquiries import take_in

    waiting = _waiting(workspace)
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        rows = channels.messages(store, now - BACK)
    kept = {ident: waiting.kept_since(ident) for ident in waiting.idents()}
    known = {row["conversation"] for row in rows}
    ways = {ident: waiting.reveal(ident, lambda: None) for ident in kept if ident in known}
    taken = take_in(workspace, [_message(row, ways) for row in rows], now, read=read)
    for ident, since in kept.items():
        # What came in while we read is not among the rows: its way to answer stays for the next time.
        if since < (now - SETTLED).timestamp():
            waiting.forget(ident)
    return taken


def _message(row: Mapping[str, Any], ways: Mapping[str, str]) -> InboxMessage:
    return InboxMessage(
        platform=row["platform"],
        source=row["source"],
        conversation=row["conversation"],
        message_id=row["id"],  # a digest of the platform's: the same however the message came
        ours=row["ours"],
        text=row["text"],
        at=row["sent_at"],
        asker=row["asker"],
        reply_to=ways.get(row["conversation"], ""),
    )
