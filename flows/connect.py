"""Ask the platforms of sources.toml through their connectors; what they say lands as files.

One source that fails never stops the others: how each pull ended is an event of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers.connectors import CONNECTORS
from crawlers.connectors.base import (
    Account,
    Connector,
    ConnectorError,
    Found,
    Refused,
    State,
    run,
)
from crawlers.connectors.client import Client
from crawlers.job import Terms
from crawlers.settings import user_agent
from flows.channels_access import opened
from flows.crawl import chosen
from flows.retention import aging
from langnghe.config import Source, Workspace
from langnghe.errors import ConfigError
from langnghe.landing import LandingWriter
from langnghe.notify.secret import Secrets, read_secrets
from langnghe.privacy import load_key
from langnghe.records import Event, Post, Visit
from warehouse import open_store
from warehouse.health import connector_memories, known_wordings
from warehouse.labels import declare_sources
from warehouse.load import load

# Between two looks of a round that asks only what is due, by priority of the source.
DUE = {1: timedelta(minutes=20), 2: timedelta(hours=1), 3: timedelta(hours=3)}
FOLDER = "connect"  # in the landing folder: what a connector must know before it asks again


def _quiet(_: str) -> None:
    return


@dataclass(slots=True)
class ConnectResult:
    """What the platforms gave. counts as in crawlers.job.CrawlResult; failed: source → reason for
    pulls that reached nothing, partial: source → reason for those that did not reach everything,
    waiting: source → until when its platform asked us to stay away."""

    files: list[Path] = field(default_factory=list)
    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failed: dict[str, str] = field(default_factory=dict)
    partial: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, datetime] = field(default_factory=dict)


def connect_sources(
    workspace: Workspace,
    ids: Sequence[str] | None = None,
    *,
    only_due: bool = False,
    terms: Terms | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] | None = None,
    progress: Callable[[str], None] = _quiet,
) -> ConnectResult:
    """Pull every enabled source that has a connector (or those named) into one landing file.

    terms, now and sleep are for the demo and for tests, as in flows.crawl. A platform that asked us
    to wait (quota, Retry-After) is not asked before; its state stays what it said. only_due: leave
    those alone that were asked less than DUE ago.
    """
    declared = workspace.sources()
    sources = [source for source in chosen(declared, ids) if source.connector in CONNECTORS]
    result = ConnectResult()
    if not sources:
        return result
    landing = workspace.landing / FOLDER
    with open_store(workspace.warehouse) as store:
        load(store, landing)  # what a crash left unloaded is known first: quotas, cursors
        declare_sources(store, declared)
        memories = connector_memories(store)
        known = {source.id: known_wordings(store, source.id, now=now()) for source in sources}
        old = {source.id: aging(store, source, now()) for source in sources}
    with LandingWriter(landing, "connect") as writer:  # line by line: a kill loses nothing
        office = Office(workspace, terms or Terms(), now, sleep, landing, writer=writer)
        for source in sources:
            earlier = memories.get(source.id, {})
            if (retry := earlier.get("retry_at")) and retry > now():
                result.waiting[source.id] = retry
                progress(f"{source.name}: nền tảng yêu cầu chờ đến {retry:%H:%M %d/%m} UTC")
                continue
            looked = earlier.get("looked_at")
            if only_due and looked and now() - looked < DUE.get(source.priority, DUE[3]):
                continue
            state = State(
                memory=earlier.get("memory") or {},
                shared=_shared(source, declared, memories),
                known=known[source.id],
                aging=old[source.id],
                last_success=earlier.get("last_success"),
            )
            event = office.pull(source, state, result)
            memories[source.id] = {"memory": state.memory}
            progress(f"{source.name}: {_sentence(event)}")
    if writer.lines:
        result.files.append(writer.final)
    return result


def _shared(
    source: Source, declared: Sequence[Source], memories: Mapping[str, Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """Return what the other sources of the same secret remember: one secret is one allowance."""
    return tuple(
        memories[other.id]["memory"]
        for other in declared
        if other.id != source.id
        and other.id in memories
        and (other.connector, other.token) == (source.connector, source.token)
    )


@dataclass(slots=True)
class Office:
    """What all pulls of one run share."""

    workspace: Workspace
    terms: Terms
    now: Callable[[], datetime]
    sleep: Callable[[float], None] | None
    landing: Path
    secrets: Secrets | None = None
    writer: LandingWriter | None = (
        None  # of a whole run; None: each pull lands in a file of its own
    )

    def pull(
        self,
        source: Source,
        state: State,
        result: ConnectResult,
        connector: Connector | None = None,
        part: str = "",
    ) -> Event:
        """Land what one source gives; return the event that ends it.

        connector: another than the source's own, for a part of it that is asked apart (its inbox):
        the event then tells of "source.part".
        """
        connector = connector or CONNECTORS[source.connector]
        subject = f"{source.id}.{part}" if part else source.id
        last: Event | None = None
        own = LandingWriter(self.landing, f"connect-{subject}") if self.writer is None else None
        writing = own if own is not None else nullcontext(self.writer)
        with writing as writer, self.client(connector) as client:
            assert writer is not None
            try:
                account = self.account(source, client)
                state.token_expires = account.token_expires
            except ConnectorError as error:
                connector = _refusing(connector, error)
                account = Account(source=source, key=b"")
            for found in run(connector, account, state, client, self.now()):
                match found:
                    case Post():
                        writer.post(found)
                        result.counts[source.id][found.kind] += 1
                    case Visit():
                        writer.visit(found)
                        result.counts[source.id][str(found.outcome or "post")] += 1
                    case Event(kind="connector"):
                        last = replace(found, id=subject)
                        writer.event(last)
                    case Event():
                        writer.event(found)
                        result.counts[source.id][found.what] += 1
        if own is not None:
            result.files.append(own.final)
        assert last is not None  # run always ends with one
        if last.what == "partial":
            result.partial[subject] = str(last.fields["reason"])
        elif last.what != "looked":
            result.failed[subject] = str(last.fields["reason"])
        return last

    def client(self, connector: Connector) -> Client:
        """Return a client that knows who we are; use it as a context manager."""
        pause = connector.pause if self.terms.delay is None else self.terms.delay
        more: dict[str, Any] = {"sleep": self.sleep} if self.sleep else {}
        return Client(
            agent=user_agent(self.workspace.contact() or self.workspace.watchlist().office),
            pause=pause,
            routes=self.terms.routes,
            timeout=self.terms.timeout,
            clock=self.now,
            **more,
        )

    def account(self, source: Source, client: Client) -> Account:
        """Return whom to ask and with what, or raise a ConnectorError: a secret is not there or spent."""
        account = Account(
            source=source,
            token=self._secret(source.token) if source.token else "",
            key=load_key(self.workspace.key_file),
            secret=self._secret,
        )
        return opened(self.workspace, account, client) if source.connector == "zalo" else account

    def _secret(self, name: str) -> str:
        """Return a secret by name; one that nobody has set refuses this source, not the others."""
        try:
            if self.secrets is None:
                self.secrets = read_secrets(self.workspace.root)
            return self.secrets.get(name)
        except ConfigError as error:
            raise Refused(str(error)) from error


def _refusing(connector: Connector, error: ConnectorError) -> Connector:
    """Return a connector that only says why it was not asked: the source's state is told as ever."""

    def pull(*_: object) -> Iterator[Found]:
        raise error
        yield  # a generator that ends before its first item

    return replace(connector, pull=pull, needs_token=False)


def _sentence(event: Event) -> str:
    fields = event.fields
    if event.what == "looked":
        return f"{fields['posts']} tin mới hoặc sửa"
    if event.what == "partial":
        return f"thu chưa đủ: {fields['reason']} ({fields['posts']} tin)"
    return f"không thu được: {fields['reason']}"
