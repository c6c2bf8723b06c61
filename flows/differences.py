"""What own outlets say differently of one event: looked for, proposed, judged by a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flows.proposals import judged
from flows.record import held, record
from langnghe.config import Workspace
from langnghe.records import Event
from nlp.differences import Difference, Fact, Own, differences
from warehouse import Store, open_store
from warehouse.differences import documents, own_texts
from warehouse.registers import state

READER = "machine@differences"
DOCUMENTS = "văn bản"  # all documents are one outlet: the newer replaces the older on purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceReport:
    """texts: how many own texts were held against each other; found: new proposals."""

    texts: int
    found: int


def update(workspace: Workspace, first: date, last: date, now: datetime) -> DifferenceReport:
    """Hold the own texts of some days against each other; land what is newly found.

    What a person judged stays as it is; looking again lands nothing that is known.
    """
    with held(workspace) as store:
        texts = list(_texts(store, first, last))
        known = state(store, "difference")
        told = {own.id: (name, url) for own, name, url in texts}
        found = {
            d.id: {**_fields(d, told), "gone": False}
            for d in differences((own for own, _, _ in texts), workspace.lineage().differences)
        }
        for id_, row in known.items():  # looked at again and no longer found: taken back
            if id_ not in found and {row["one"]["id"], row["other"]["id"]} <= told.keys():
                found[id_] = {"gone": True}
        events = [
            Event(
                kind="difference", id=id_, by=READER, at=now, fields=fields,
                what="withdrawn" if fields["gone"] else "proposed",
            )
            for id_, fields in found.items()
            if "person" not in known.get(id_, {})
            and any(known.get(id_, {}).get(name) != value for name, value in fields.items())
        ]  # fmt: skip
        record(store, workspace, events)
    return DifferenceReport(
        texts=len(texts), found=sum(event.what == "proposed" for event in events)
    )


def _texts(store: Store, first: date, last: date) -> Iterator[tuple[Own, str, str]]:
    """Yield own texts with the name of their outlet and their address."""
    for row in own_texts(store, first, last):
        own = Own(id=row["id"], outlet=row["outlet"], day=row["day"], text=row["text"])
        yield own, row["outlet_name"], row["url"]
    read = state(store, "document")
    for row in documents(store, first, last):
        text = read.get(row["id"], {}).get("text")
        if text:
            yield (
                Own(id=row["id"], outlet=DOCUMENTS, day=row["day"], text=text),
                f"{DOCUMENTS} {row['title']}",
                "",
            )


def _fields(found: Difference, told: dict[str, tuple[str, str]]) -> dict[str, Any]:
    return {
        "attribute": found.one.attribute, "alike": found.alike,
        "one": _side(found.one, *told[found.one.own.id]),
        "other": _side(found.other, *told[found.other.own.id]),
    }  # fmt: skip


def _side(fact: Fact, outlet: str, url: str) -> dict[str, str]:
    return {
        "id": fact.own.id, "outlet": outlet, "url": url, "day": fact.own.day.isoformat(),
        "value": fact.written, "sentence": fact.sentence,
    }  # fmt: skip


def listed(workspace: Workspace, *, every: bool = False) -> list[dict[str, Any]]:
    """Return the proposals that wait for a person (all: judged ones too), newest texts first."""
    with open_store(workspace.warehouse) as store:
        rows = [{"id": id_, **row} for id_, row in state(store, "difference").items()]
    shown = [r for r in rows if not r.get("gone") and (every or "person" not in r)]
    return sorted(shown, key=lambda row: (row["other"]["day"], row["id"]), reverse=True)


def judge(
    workspace: Workspace, given: str, role: str, at: datetime, *, so: bool, note: str = ""
) -> Event:
    """Record whether two own texts really say one thing differently.

    given: the id of the proposal, or a part of it that only one has.
    """
    return judged(
        workspace, "difference", given, role, at,
        among=lambda store: state(store, "difference"), doing="xác nhận chỗ nói khác nhau", holds=so,
        fields={"person": "differs" if so else "same", "note": note.strip()},
    )  # fmt: skip
