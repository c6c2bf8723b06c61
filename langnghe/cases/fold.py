"""What is told in events: a record is the fold of its events, last write wins, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Literal, Protocol, TypeVar

from langnghe.errors import LangngheError
from langnghe.records import Event, digest_of, utc

Kind = Literal["alert", "case", "inquiry", "register.answers", "request"]


class Told(Protocol):
    """A frozen dataclass with an id and opened_at: an alert or a case."""

    @property
    def id(self) -> str:
        """Name it."""


T = TypeVar("T", bound=Told)


@cache
def _named(cls: type) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    """Return the names of a record's fields: all, times, lists."""
    found = fields(cls)
    return (
        tuple(f.name for f in found),
        frozenset(f.name for f in found if "datetime" in str(f.type)),
        frozenset(f.name for f in found if "tuple" in str(f.type)),
    )


def to_fields(record: Told) -> dict[str, Any]:
    """Return plain JSON values, without the id."""
    names, _, _ = _named(type(record))
    return {name: _plain(getattr(record, name)) for name in names if name != "id"}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value).isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def change(
    kind: Kind, before: T | None, after: T, what: str, by: str, at: datetime,
    beside: Mapping[str, Any],
) -> Event:  # fmt: skip
    """Return the event that turns `before` into `after`; `beside` is said but is no state."""
    old = to_fields(before) if before else {}
    new = {name: value for name, value in to_fields(after).items() if old.get(name, ...) != value}
    return Event(kind=kind, id=after.id, what=what, by=by, at=at, fields={**new, **beside})


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return events as they happened, each once; of one moment the opening first, the closing last.

    What else happened in one moment goes by the name of the event, as in the warehouse's views.
    """

    def moment(event: Event) -> tuple[datetime, bool, bool]:
        return event.at, event.what != "opened", event.what == "closed"

    found: list[Event] = []
    for _, together in groupby(sorted(events, key=moment), key=moment):
        first, *rest = together
        if rest:  # rare, and naming an event costs more than all the rest
            named = {event_id(event): event for event in (first, *rest)}
            found += [named[name] for name in sorted(named)]
        else:
            found.append(first)
    return found


def event_id(event: Event) -> str:
    """Return the name of an event: raw.event.event_id of the warehouse."""
    return digest_of(json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True))


def fold_as(kind: Kind, cls: type[T], events: Iterable[Event]) -> dict[str, T]:
    """Return the records of one kind, by id. Order and repetition of the events do not matter."""
    states: dict[str, dict[str, Any]] = {}
    for event in in_order(e for e in events if e.kind == kind):
        states.setdefault(event.id, {}).update(event.fields)
    return {key: _made(cls, key, state) for key, state in states.items() if "opened_at" in state}


def _made(cls: type[T], key: str, state: Mapping[str, Any]) -> T:
    names, times, lists = _named(cls)
    values: dict[str, Any] = {"id": key}
    for name, value in state.items():
        if name in times and value is not None:
            value = datetime.fromisoformat(value)
        elif name in lists:
            value = tuple(value)
        if name in names:
            values[name] = value
    return cls(**values)


def find_as(called: str, listed_by: str, records: Mapping[str, T], given: str) -> T:
    """Return the record of an id, or of a part of an id that only one has.

    called: what it is in Vietnamese; listed_by: the verb that lists them.
    """
    key = given.strip().upper()
    same = [r for r in records.values() if r.id.upper() == key]
    near = same or [r for r in records.values() if key and key in r.id.upper()]
    if len(near) == 1:
        return near[0]
    if near:
        few = ", ".join(sorted(r.id for r in near)[:5])
        raise LangngheError(f"{given}: khớp {len(near)} {called} ({few}…); ghi đủ mã")
    raise LangngheError(f"{given}: không có {called} này; xem `langnghe {listed_by} list --all`")
