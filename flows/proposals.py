"""What the machine proposed and a person judges: one proposal found by its id or a part of it, one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from flows.record import held, record
from langnghe.cases.rights import require, role_of
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.records import LABELLERS, Event
from warehouse import Store


def judged(
    workspace: Workspace,
    kind: str,
    given: str,
    role: str,
    at: datetime,
    *,
    among: Callable[[Store], Iterable[str]],
    doing: str,
    holds: bool,
    fields: Mapping[str, Any],
) -> Event:
    """Record what a person says of one proposal of a kind (carriage, difference).

    given: its id, or a part of it that only one has. among: the ids there are. doing: what it is
    called, for who may not. holds: confirmed, or refused.
    """
    by = role_of(role)
    require(by, LABELLERS, doing)
    with held(workspace) as store:
        id_ = the_one(among(store), given, kind)
        event = verdict(kind, id_, by, at, holds=holds, fields=fields)
        record(store, workspace, [event])
    return event


def verdict(
    kind: str, id_: str, by: str, at: datetime, *, holds: bool, fields: Mapping[str, Any]
) -> Event:
    """Return what a person said of a proposal; fields: “person”, the word for it, and a note."""
    what = "confirmed" if holds else "refused"
    return Event(kind=kind, id=id_, what=what, by=by, at=at, fields=dict(fields))


_VERB = {"carriage": "lineage", "difference": "differences"}


def the_one(ids: Iterable[str], given: str, kind: str) -> str:
    """Return the id that is given, or the only one it is a part of; the error names those it could be."""
    known = list(ids)
    found = [given] if given in known else [id_ for id_ in known if given and given in id_]
    if len(found) == 1:
        return found[0]
    if found:
        raise LangngheError(f"{given!r} chưa đủ phân biệt: {', '.join(found[:5])}")
    raise LangngheError(
        f"không có đề xuất nào mang mã {given!r}; xem `langnghe {_VERB[kind]} show`"
    )
