"""The way in for events: landed as one file, then loaded; orders are judged with the warehouse held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from flows.serve_queue import writable
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.records import Event
from warehouse import Store
from warehouse.load import load

FOLDER = "events"  # of landing: what happened to alerts, cases, claims and questions, apart

S = TypeVar("S")


def record(
    store: Store, workspace: Workspace, events: Sequence[Event], folder: str = FOLDER
) -> int:
    """Land what was said as one file, then load it; return how many events were new."""
    if not events:
        return 0
    landing = workspace.landing / folder
    with LandingWriter(landing, folder) as writer:
        writer.events(events)
    return load(store, landing, only=[writer.final]).events


@contextmanager
def held(workspace: Workspace) -> Iterator[Store]:
    """Open the warehouse and first load what a crash left landed, so that all that was said counts."""
    with writable(workspace) as store:
        load(store, workspace.landing / FOLDER)
        yield store


def order(
    workspace: Workspace,
    state: Callable[[Store, Workspace], S],
    make: Callable[[S], Sequence[Event] | Event],
) -> list[Event]:
    """Carry out what a person ordered: judged against the state of now, with the warehouse held."""
    with held(workspace) as store:
        made = make(state(store, workspace))
        events = [made] if isinstance(made, Event) else list(made)
        record(store, workspace, events)
    return events
