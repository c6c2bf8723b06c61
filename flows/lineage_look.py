"""Messages looked for in what was published: what is newly found is proposed, what is gone is taken back.

A message is held against every text of its days once; after that only against texts that arrived since,
and again against all of them when its own words, its days or how near is near were changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

from flows.record import held, record
from langnghe.config import LineageNear, Workspace
from langnghe.records import Event, digest_of, hanoi_day
from nlp.lineage import Finder, Message
from warehouse import Store, lineage
from warehouse.arrived import arrived, mark
from warehouse.registers import state

READER = "machine@lineage"
VERSION = 1  # of how messages are looked for: another looks at everything again
LOOK = "messages"  # the id, of kind “look”, of what tells how far the warehouse had come at the last look
BENT: tuple[str, ...] = ("distorts", "contradicts")
Known = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageReport:
    """messages: how many were looked for, in how many texts; found, bent: new pairs, and those of them that differ."""

    messages: int
    texts: int
    found: int
    bent: int
    sampled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    message: Message
    first: date
    last: date
    seen: str  # when the newest text of its days came in
    near: LineageNear
    afresh: bool  # held against all texts of its days, not only what arrived
    arrived: bool  # texts of its days did

    @property
    def id(self) -> str:
        """Return the id of what is told of the look."""
        return f"look/{self.message.code}"

    def told(self) -> dict[str, Any]:
        """Return what a look says of itself: the same look again says the same."""
        words = (self.message.text, *self.message.variants, "/", *self.message.opposites)
        return {
            "message": self.message.code, "first": self.first.isoformat(),
            "last": self.last.isoformat(), "wording": digest_of(*words), "seen": self.seen,
            "version": VERSION, "near": self.near.model_dump(),
        }  # fmt: skip


def update(workspace: Workspace, now: datetime) -> LineageReport:
    """Look for every registered message in the texts of its days; land what is new.

    A message is looked for again only where its words changed or new texts of its days came in. What a
    person judged stays, unless the machine never proposed it.
    """
    settings = workspace.lineage()
    with held(workspace) as store:
        known = state(store, "carriage")
        far = {**mark(store), "until": hanoi_day(now).isoformat()}
        before = state(store, "look").get(LOOK, {})
        asked = list(_asked(store, known, before, now, settings.near))
        due = [d for d in asked if d.arrived or _differs(d.told(), known.get(d.id, {}))]
        texts, events = 0, []
        for afresh in (True, False):
            read, found = _search(store, [d for d in due if d.afresh == afresh], known, now)
            texts += read
            events += found
        new = {e.id: e.fields for e in events if e.what == "proposed"}
        drawn = list(_drawn(store, due, {**known, **new}, now, settings.sample.one_of))
        looks = [_said(d.id, "looked", d.told(), now) for d in due]
        if asked and _differs(far, before):
            told = {**far, "at": _plain(now)}
            looks.append(Event(kind="look", id=LOOK, what="read", by=READER, at=now, fields=told))
        record(store, workspace, [*events, *drawn, *looks])
    return LineageReport(
        messages=len(due), texts=texts, found=len(new), sampled=len(drawn),
        bent=sum(fields["relation"] in BENT for fields in new.values()),
    )  # fmt: skip


def _said(id_: str, what: str, fields: Mapping[str, Any], now: datetime) -> Event:
    return Event(kind="carriage", id=id_, what=what, by=READER, at=now, fields=dict(fields))


def _differs(told: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    return any(before.get(name) != value for name, value in told.items())


def _asked(
    store: Store, known: Known, last_look: Mapping[str, Any], now: datetime, near: LineageNear
) -> Iterator[_Due]:
    """Yield the messages whose days have texts; what arrived since the last look stands ready then."""
    today = hanoi_day(now)
    rows = [row for row in lineage.messages(store) if row["valid_from"] <= today]
    until = date.fromisoformat(last_look["until"]) if last_look else date.min
    # What bore a day that had not come at the last look counts as arrived too.
    ready = bool(last_look) and arrived(store, last_look, until=until, at=last_look["at"])
    fresh = lineage.newest_seen(store, arrived=True) if ready else {}
    every: Mapping[date, datetime] | None = None
    for row in rows:
        due = _Due(
            message=Message(
                code=row["code"], text=row["text"], variants=tuple(row["variants"]),
                opposites=tuple(row["opposites"]),
            ),
            first=row["valid_from"], last=min(row["valid_to"] or today, today), seen="", near=near,
            afresh=True, arrived=False,
        )  # fmt: skip
        before = known.get(f"look/{row['code']}", {})
        if ready and _stands(due, before, until, row["valid_to"]):
            came = [at for day, at in fresh.items() if due.first <= day <= due.last]
            seen = max([_plain(at) for at in came] + [before["seen"]])
            yield replace(due, seen=seen, afresh=False, arrived=bool(came))
            continue
        if every is None:
            every = lineage.newest_seen(store)
        came = [at for day, at in every.items() if due.first <= day <= due.last]
        if came:
            yield replace(due, seen=_plain(max(came)), arrived=True)


def _stands(due: _Due, before: Mapping[str, Any], until: date, valid_to: date | None) -> bool:
    """Tell whether the last look held the same message against all texts of its days until then."""
    told = {
        **due.told(),
        "seen": before.get("seen"),
        "last": min(valid_to or until, until).isoformat(),
    }
    return bool(before) and not _differs(told, before)


def _plain(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _search(
    store: Store, due: Sequence[_Due], known: Known, now: datetime
) -> tuple[int, list[Event]]:
    """Return how many texts were read, and what is newly found or gone: of all texts, or of what arrived."""
    if not due:
        return 0, []
    afresh = due[0].afresh
    finder = Finder([d.message for d in due], due[0].near)
    days = {d.message.code: (d.first, d.last) for d in due}
    events: list[Event] = []
    again: set[str] = set()
    looked: set[str] = set()
    span = (min(d.first for d in due), max(d.last for d in due))
    for post in lineage.candidates(store, *span, arrived=not afresh):
        looked.add(post["post_id"])
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
            if _differs(fields, before):
                events.append(_said(id_, "proposed", fields, now))
    stood = {
        id_: row
        for id_, row in known.items()
        if row.get("message") in days and "person" not in row and id_ not in again
        and row.get("relation") not in (None, "none")
    }  # fmt: skip
    if not afresh:
        gone = looked | set(lineage.wordless(store, [row["post_id"] for row in stood.values()]))
        stood = {id_: row for id_, row in stood.items() if row["post_id"] in gone}
    for id_, row in stood.items():  # nobody judged it and the machine no longer says it: taken back
        fields = {"message": row["message"], "relation": "none", "why": ""}
        events.append(_said(id_, "withdrawn", fields, now))
    return len(looked), events


def _drawn(
    store: Store, due: Sequence[_Due], known: Known, now: datetime, one_of: int
) -> Iterator[Event]:
    """Yield articles in which a message was not found, drawn by their ids: a person says what was missed."""
    for afresh in (True, False):
        codes = [d.message.code for d in due if d.afresh == afresh]
        if not codes:
            continue
        for code, post_id in lineage.campaign_articles(store, codes, now, arrived=not afresh):
            id_ = f"message/{code}/{post_id}"
            if id_ not in known and not crc32(id_.encode()) % one_of:
                fields = {
                    "message": code, "post_id": post_id, "relation": "none", "way": "", "why": "",
                }  # fmt: skip
                yield _said(id_, "sampled", fields, now)
