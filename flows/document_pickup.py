"""Where the words of guidance documents went, and which frequent questions they answer; as events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flows.documents import READER, read, register
from flows.record import held, record
from langnghe.config import Workspace
from langnghe.records import Event, hanoi_day
from nlp.documents.asked import most_asked
from nlp.documents.pickup import Carried, Originals
from warehouse import Store
from warehouse.arrived import arrived, mark
from warehouse.documents import asked, candidates, settings
from warehouse.registers import state

LOOK = "documents"  # the id of what tells how far the warehouse had come at the last look
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupReport:
    """documents: how many were held against texts; carried: new pairs of document and text."""

    documents: int
    texts: int
    carried: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """A document that was read, and the days on which its words may come back."""

    id: str
    text: str
    sha256: str
    first: date
    last: date

    @property
    def told(self) -> str:
        """Return what a look says of a document it held against texts."""
        return f"{self.sha256} {self.first} {self.last}"


def look_after(workspace: Workspace, now: datetime) -> dict[str, Any]:
    """Read and follow for a day's flow. What fails is a line of the answer: the digest is never lost over it."""
    try:
        unread, found = len(read(workspace, now).problems), follow(workspace, now)
    except Exception as error:
        said = str(error) or type(error).__name__
        return {"error": said, "lines": [f"VĂN BẢN LỖI, chưa đọc tệp: {said}"]}
    lines = []
    if found.carried:
        lines.append(f"Văn bản định hướng: thêm {found.carried} bài mang nội dung.")
    if unread:
        lines.append(f"{unread} tệp văn bản không đọc được: xem `langnghe documents read`.")
    return {"error": "", "lines": lines, "unread": unread, "carried": found.carried}


def follow(workspace: Workspace, now: datetime) -> PickupReport:
    """Hold documents against what was published in the days after they were sent.

    A document whose days are over is held once more for as many days, for what is found late; then
    it is done, until its file changes.
    """
    today = hanoi_day(now)
    with held(workspace) as store:
        known = state(store, "document")
        everything = list(_sent(store, known, today))
        sent = [s for s in everything if _due(s, known[s.id], today)]
        texts, found = _carriages(store, sent, now)
        done = [s for s in sent if s.last < today and _compared(s) != _told(known[s.id])]
        found += [
            Event(kind="document", id=s.id, what="compared", by=READER, at=now, fields=_compared(s))
            for s in done
        ]
        answers = _answers(store, everything, known, now)
        record(store, workspace, [*found, *answers])
    return PickupReport(
        documents=len(sent),
        texts=texts,
        carried=sum(event.what == "proposed" for event in found),
        answered=len(answers),
    )


def _sent(store: Store, known: Mapping[str, Row], today: date) -> Iterator[_Sent]:
    near = _Setting(store, "2.06")
    for id_, row in register(store).items():
        said = known.get(id_, {})
        day = row.get("sent_on") or row.get("signed_on")
        if not said.get("text") or not day:
            continue
        first = date.fromisoformat(str(day)[:10])
        days = near.on(first, "ngày")
        if days is not None and first <= today:
            yield _Sent(
                id=id_, text=said["text"], sha256=said["sha256"], first=first,
                last=first + timedelta(days=int(days)),
            )  # fmt: skip


def _compared(sent: _Sent) -> dict[str, str]:
    return {"compared_sha256": sent.sha256, "compared_to": sent.last.isoformat()}


def _told(known: Row) -> dict[str, Any]:
    return {name: known.get(name) for name in ("compared_sha256", "compared_to")}


def _due(sent: _Sent, known: Row, today: date) -> bool:
    late = sent.last + (sent.last - sent.first)
    return _compared(sent) != _told(known) or today <= late


def _carriages(store: Store, sent: Sequence[_Sent], now: datetime) -> tuple[int, list[Event]]:
    """Return how many texts were looked at, and the pairs that nobody has landed yet.

    A document is held against every text of its days once, then against what arrived since.
    """
    if not sent:
        return 0, []
    known = state(store, "carriage")
    before = state(store, "look").get(LOOK, {})
    far = {**mark(store), "until": hanoi_day(now).isoformat(), "held": {s.id: s.told for s in sent}}
    ready = bool(before) and arrived(
        store, before, until=date.fromisoformat(before["until"]), at=before["at"]
    )
    old = [s for s in sent if ready and before["held"].get(s.id) == s.told]
    new = [s for s in sent if s not in old]
    texts, events = 0, []
    for some, stretches, few in (
        (new, _stretches(new), False),
        (old, [(min(s.first for s in old), max(s.last for s in old))] if old else [], True),
    ):
        days = {s.id: (s.first, s.last) for s in some}
        originals = Originals({s.id: s.text for s in some})
        for first, last in stretches:
            for post in candidates(store, first, last, arrived=few):
                texts += 1
                for carried in originals.carried(post["text"]):
                    begins, ends = days[carried.document]
                    if begins <= post["day"] <= ends:
                        events.append(_carriage(carried, post["post_id"], now))
    found = [e for e in events if known.get(e.id, {}).get("containment") != e.fields["containment"]]
    if any(before.get(name) != value for name, value in far.items()):
        fields = {**far, "at": now.isoformat()}
        found.append(Event(kind="look", id=LOOK, what="read", by=READER, at=now, fields=fields))
    return texts, found


def _carriage(carried: Carried, post_id: str, now: datetime) -> Event:
    fields = {
        "document": carried.document, "post_id": post_id,
        "containment": round(carried.containment, 4), "shared": carried.shared,
    }  # fmt: skip
    id_ = f"document/{carried.document}/{post_id}"
    return Event(kind="carriage", id=id_, what="proposed", by=READER, at=now, fields=fields)


def _stretches(sent: Sequence[_Sent]) -> list[tuple[date, date]]:
    """Return the days of all documents as runs without gaps, at most a month long: a batch each."""
    days = sorted(
        {s.first + timedelta(days=n) for s in sent for n in range((s.last - s.first).days + 1)}
    )
    found: list[tuple[date, date]] = []
    for day in days:
        if found and (day - found[-1][1]).days == 1 and (day - found[-1][0]).days < 31:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _answers(
    store: Store, sent: Sequence[_Sent], known: Mapping[str, Row], now: datetime
) -> list[Event]:
    """Return which of the questions asked most before a document was sent it answers, where it is new."""
    fresh = [s for s in sent if known[s.id].get("answers_sha256") != s.sha256]
    if not fresh:
        return []
    before, questions = _Setting(store, "2.08"), asked(store)
    events = []
    for each in fresh:
        days, most = before.on(each.first, "ngày"), before.on(each.first, "câu hỏi")
        if days is None or most is None:
            continue
        since = each.first - timedelta(days=int(days))
        groups = most_asked(
            [(row["id"], row["question"]) for row in questions if since <= row["day"] < each.first],
            int(most),
        )
        fields = {
            "answers_sha256": each.sha256,
            "asked": sum(group.size for group in groups),
            "groups": len(groups),
            "answers": [group.example for group in groups if group.answered_by(each.text)],
        }
        events.append(
            Event(kind="document", id=each.id, what="answers", by=READER, at=now, fields=fields)
        )
    return events


class _Setting:
    """The numbers of one code of the register of targets, read once."""

    def __init__(self, store: Store, code: str) -> None:
        self._rows = settings(store, code)

    def on(self, day: date, measure: str) -> float | None:
        """Return the number of a measure as of a day."""
        return next(
            (
                float(row["value"])
                for row in self._rows
                if row["measure"] == measure and row["valid_from"] <= day <= row["valid_to"]
            ),
            None,
        )
