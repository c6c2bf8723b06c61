"""Messages on their way: looked for in what was published, proposed, judged by a person, drawn as a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal
from zlib import crc32

from flows.proposals import judged, the_one
from flows.record import held, record
from langnghe.config import LineageNear, Workspace
from langnghe.errors import LangngheError
from langnghe.records import HANOI, Event, digest_of, hanoi_day
from nlp.lineage import RELATION_VI, Finder, Message, Relation
from nlp.lineage.picture import Mark
from warehouse import Store, lineage, open_store
from warehouse.registers import state

READER = "machine@lineage"
VERSION = 1  # of how messages are looked for: another looks at everything again
BENT: tuple[str, ...] = ("distorts", "contradicts")
_LANES: Mapping[str, Literal["own", "article", "talk"]] = {
    "own": "own", "article": "article", "talk": "talk",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageReport:
    """messages: how many were looked for, in how many texts; found, bent: new pairs, and those of them that differ."""

    messages: int
    texts: int
    found: int
    bent: int
    sampled: int


def update(workspace: Workspace, now: datetime) -> LineageReport:
    """Look for every registered message in the texts of its days; land what is new.

    A message is looked for again only where its words changed or new texts of its days came in. What a
    person judged stays, unless the machine never proposed it.
    """
    settings = workspace.lineage()
    with held(workspace) as store:
        known = state(store, "carriage")
        due = list(_due(store, known, now, settings.near))
        events, texts = _search(store, due, known, now, settings.near) if due else ([], 0)
        found = [e for e in events if e.what == "proposed"]
        gone = [e for e in events if e.what == "withdrawn"]
        drawn = _drawn(
            store, due, {**known, **{e.id: e.fields for e in found}}, now, settings.sample.one_of
        )
        looks = [
            Event(
                kind="carriage", id=f"look/{d.message.code}", what="looked", by=READER, at=now,
                fields=d.told(),
            )
            for d in due
        ]  # fmt: skip
        record(store, workspace, [*found, *gone, *drawn, *looks])
    return LineageReport(
        messages=len(due), texts=texts, found=len(found), sampled=len(drawn),
        bent=sum(e.fields["relation"] in BENT for e in found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    message: Message
    first: date
    last: date
    seen: str  # when the newest text of its days came in
    near: LineageNear

    def told(self) -> dict[str, Any]:
        """Return what a look says of itself: the same look again says the same."""
        words = (self.message.text, *self.message.variants, "/", *self.message.opposites)
        return {
            "message": self.message.code, "first": self.first.isoformat(),
            "last": self.last.isoformat(), "wording": digest_of(*words), "seen": self.seen,
            "version": VERSION, "near": self.near.model_dump(),
        }  # fmt: skip


def _due(
    store: Store, known: Mapping[str, Mapping[str, Any]], now: datetime, near: LineageNear
) -> Iterator[_Due]:
    today = hanoi_day(now)
    for row in lineage.messages(store):
        last = min(row["valid_to"] or today, today)
        newest = lineage.newest_seen(store, row["valid_from"], last)
        if row["valid_from"] > today or newest is None:
            continue
        due = _Due(
            message=Message(
                code=row["code"], text=row["text"], variants=tuple(row["variants"]),
                opposites=tuple(row["opposites"]),
            ),
            first=row["valid_from"], last=last, seen=newest.astimezone(UTC).isoformat(),
            near=near,
        )  # fmt: skip
        told, before = due.told(), known.get(f"look/{row['code']}", {})
        if any(before.get(name) != told[name] for name in told):
            yield due


def _search(
    store: Store,
    due: list[_Due],
    known: Mapping[str, Mapping[str, Any]],
    now: datetime,
    near: LineageNear,
) -> tuple[list[Event], int]:
    """Return what is newly found, and how many texts were read."""
    finder = Finder([d.message for d in due], near)
    days = {d.message.code: (d.first, d.last) for d in due}
    events, texts = [], 0
    again: set[str] = set()
    span = (min(d.first for d in due), max(d.last for d in due))
    for post in lineage.candidates(store, *span):
        texts += 1
        for found in finder.find(post["text"]):
            first, last = days[found.message]
            id_ = f"message/{found.message}/{post['post_id']}"
            fields = {
                "message": found.message, "post_id": post["post_id"], "relation": found.relation,
                "way": found.way, "containment": found.containment, "similarity": found.similarity,
                "sentence": found.sentence, "why": "; ".join(found.why),
            }  # fmt: skip
            before = known.get(id_, {})
            again.add(id_)
            if not first <= post["day"] <= last or "person" in before:
                continue
            if any(before.get(name) != value for name, value in fields.items()):
                events.append(
                    Event(
                        kind="carriage", id=id_, what="proposed", by=READER, at=now, fields=fields
                    )
                )
    return [*events, *_gone(days, known, again, now)], texts


def _gone(
    days: Mapping[str, tuple[date, date]],
    known: Mapping[str, Mapping[str, Any]],
    again: set[str],
    now: datetime,
) -> Iterator[Event]:
    """Yield what takes back proposals nobody judged and the machine no longer makes."""
    for id_, row in known.items():
        if id_ in again or row.get("message") not in days or "person" in row:
            continue
        if row.get("relation") not in (None, "none"):
            fields = {"message": row["message"], "relation": "none", "why": ""}
            yield Event(kind="carriage", id=id_, what="withdrawn", by=READER, at=now, fields=fields)


def _drawn(
    store: Store,
    due: list[_Due],
    known: Mapping[str, Mapping[str, Any]],
    now: datetime,
    one_of: int,
) -> list[Event]:
    """Return articles in which a message was not found, drawn by their ids: a person says what was missed."""
    events = []
    for one in due:
        code = one.message.code
        for post_id in lineage.campaign_articles(store, code, now):
            id_ = f"message/{code}/{post_id}"
            if id_ in known or crc32(id_.encode()) % one_of:
                continue
            fields = {"message": code, "post_id": post_id, "relation": "none", "way": "", "why": ""}
            events.append(
                Event(kind="carriage", id=id_, what="sampled", by=READER, at=now, fields=fields)
            )
    return events


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
