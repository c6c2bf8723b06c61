"""Messages on their way: what the machine proposed is judged by a person and drawn as a trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Literal

from flows.lineage_look import BENT, LineageReport, update
from flows.proposals import judged, the_one
from langnghe.config import LineageNear, Workspace
from langnghe.errors import LangngheError
from langnghe.records import HANOI, Event
from nlp.lineage import RELATION_VI, Finder, Message, Relation
from nlp.lineage.picture import Mark
from warehouse import Store, lineage, open_store
from warehouse.registers import state

__all__ = [
    "BENT", "LineageReport", "judge", "machine_word", "overview", "trace", "update",
]  # fmt: skip
_LANES: Mapping[str, Literal["own", "article", "talk"]] = {
    "own": "own", "article": "article", "talk": "talk",
}  # fmt: skip


def judge(
    workspace: Workspace, given: str, role: str, at: datetime, *, relation: str, note: str = ""
) -> Event:
    """Record what a person found of one proposal; relation: of RELATION_VI, “none” refuses it.

    given: the id of the proposal, or a part of it that only one has.
    """
    if relation not in RELATION_VI:
        raise LangngheError(f"{relation!r}: chọn một trong {', '.join(RELATION_VI)}")
    return judged(
        workspace, "carriage", given, role, at,
        among=lambda store: [row["id"] for row in lineage.carriages(store)],
        doing="xác nhận bài mang thông điệp", holds=relation != "none",
        fields={"person": relation, "note": note.strip()},
    )  # fmt: skip


def machine_word(workspace: Workspace, given: str) -> Relation | Literal["none"]:
    """Return what the machine read of a proposal, to confirm it as it stands."""
    with open_store(workspace.warehouse) as store:
        read = {row["id"]: row["relation"] for row in lineage.carriages(store)}
    word: Relation | Literal["none"] = read[the_one(read, given, "carriage")]
    return word


def overview(workspace: Workspace) -> list[dict[str, Any]]:
    """Return the messages with how often each was found, and how much waits for a person."""
    with open_store(workspace.warehouse) as store:
        rows = lineage.carriages(store)
        told = []
        for message in lineage.messages(store):
            mine = [r for r in rows if r["message"] == message["code"]]
            words = [r["person"] or r["relation"] for r in mine]
            told.append(
                {
                    **message, "carries": words.count("carries"),
                    "bent": sum(word in BENT for word in words),
                    "waiting": sum(r["person"] is None and r["relation"] != "carries" for r in mine),
                }
            )  # fmt: skip
        return told


def trace(workspace: Workspace, code: str) -> tuple[dict[str, Any], list[Mark]]:
    """Return a message and the marks of its trace, oldest first: documents, own posts, articles, talk."""
    with open_store(workspace.warehouse) as store:
        known = {row["code"]: row for row in lineage.messages(store)}
        if code not in known:
            raise LangngheError(
                f"không có thông điệp {code!r} trong sổ; có: {', '.join(known) or 'chưa có thông điệp nào'}"
            )
        return known[code], [
            *_documents(store, known[code], workspace.lineage().near), *_marks(store, code),
        ]  # fmt: skip


def _documents(store: Store, message: Mapping[str, Any], near: LineageNear) -> list[Mark]:
    """Return documents that name the message in the register, or say it in the text that was read."""
    asked = Message(code=message["code"], text=message["text"], variants=tuple(message["variants"]))
    finder = Finder([asked], near)
    said = {
        id_: found[0].relation
        for id_, row in state(store, "document").items()
        if row.get("text") and (found := finder.find(row["text"]))
    }
    return [
        Mark(
            lane="document", at=datetime.combine(row["day"], time(8), HANOI),
            title=f"{row['number'] or ''}/{row['symbol']} {row['title']}".strip("/ "),
            source="văn bản", url="", relation=said.get(row["id"], "carries"), judged=False,
            id=row["id"],
        )
        for row in lineage.documents_of(store, list(said), message["code"])
    ]  # fmt: skip


def _marks(store: Store, code: str) -> list[Mark]:
    return [
        Mark(
            lane=_LANES[row["lane"]], at=row["at"], title=row["title"], source=row["source"],
            url=row["url"], relation=row["person"] or row["relation"],
            judged=row["person"] is not None, id=row["id"], why=row["why"] or "",
            sentence=row["sentence"] or "",
        )
        for row in lineage.marks(store, code)
    ]  # fmt: skip
