"""The register of requests about personal data: taken down, watched by a clock, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.record import held, order, record
from flows.retention_file import read_retention
from langnghe.cases.request import (
    KIND,
    Request,
    closed,
    find_request,
    fold_requests,
    looked,
    opened,
    working_days,
)
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.privacy.contacts import Contacts
from langnghe.records import Event
from warehouse import Store
from warehouse.alerts import events as events_of


@dataclass(frozen=True, slots=True)
class Register:
    """All requests, by id, and what happened to them, in the order it was told."""

    requests: Mapping[str, Request]
    events: Sequence[Event] = ()


def register(store: Store, _: Workspace) -> Register:
    """Return the state of all requests."""
    events = events_of(store, [KIND])
    return Register(fold_requests(events), events)


def add(
    workspace: Workspace, role: str, now: datetime, *, wish: str, how: str, note: str,
    received_at: datetime | None = None, contact: str = "",
) -> Request:  # fmt: skip
    """Take a request down; contact goes into the locked drawer. The same one twice is one: as it stands."""
    from langnghe.signals.calendar import lunar_day

    clock = read_retention(workspace).request
    event = opened(
        wish=wish, how=how, note=note, received_at=received_at or now, now=now, by=role,
        working=working_days(lunar_day, off=clock.days_off, on=clock.days_on), days=clock.working_days,
    )  # fmt: skip
    known: list[Request] = []

    def make(state: Register) -> list[Event]:
        known.extend(filter(None, [state.requests.get(event.id)]))
        # What is closed needs no answer any more; what was begun keeps the newest way to answer.
        if contact and not (known and known[0].closed_at):
            Contacts.of(workspace.root).keep(event.id, contact)
        return [] if known else [event]

    order(workspace, register, make)
    return known[0] if known else fold_requests([event])[event.id]


def contact_of(workspace: Workspace, given: str, role: str, now: datetime) -> str:
    """Return how to answer somebody; who looked is written down before anything is opened."""
    with held(workspace) as store:
        found = find_request(register(store, workspace).requests, given)

        def noted() -> None:
            if record(store, workspace, [looked(found, role, now)]) != 1:
                raise LangngheError("không ghi được ai xem; chưa mở cách trả lời, thử lại")

        return Contacts.of(workspace.root).reveal(found.id, noted)


def close(
    workspace: Workspace, role: str, now: datetime, given: str, *, result: str, reason: str = ""
) -> Request:
    """Close a request and throw away how to reach who asked."""
    found: list[Request] = []

    def make(state: Register) -> Event:
        found.append(find_request(state.requests, given))
        return closed(found[0], result, reason, role, now)

    order(workspace, register, make)
    Contacts.of(workspace.root).forget(found[0].id)
    return found[0]


def listed(workspace: Workspace, *, everything: bool = False) -> list[Request]:
    """Return the requests that wait, or all, the soonest due first."""
    with held(workspace) as store:
        rows = register(store, workspace).requests.values()
    return sorted((r for r in rows if everything or r.closed_at is None), key=lambda r: r.due_at)


def due(store: Store) -> Sequence[tuple[str, datetime]]:
    """Return (id, due_at) of the requests that wait, the soonest first: for those who watch over them."""
    waiting = [r for r in fold_requests(events_of(store, [KIND])).values() if r.closed_at is None]
    return [(r.id, r.due_at) for r in sorted(waiting, key=lambda r: r.due_at)]
