"""Guidance documents: their files read, their citations checked, where their words went; all as events.

Reading a file again changes nothing while file and reader are the same; a list of laws that grew
changes only what it says of a citation. What staff wrote in the register is never touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.record import held, record
from flows.registers import FOLDER as REGISTERS
from flows.registers import settle
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.privacy import scrub
from langnghe.records import Event
from langnghe.registers.document_text import fingerprint, read_document
from nlp.documents import Citation, checked, citations, load_laws, measured, proposed
from nlp.documents.laws import FILE, Laws
from warehouse import Store
from warehouse.load import load
from warehouse.registers import state

READER = "machine@documents-1"  # a new number: every file is read again
OUTCOME_VI: Mapping[str, str] = {
    "read": "đã đọc",
    "unchanged": "không đổi",
    "no_text": "không có chữ (bản quét)",
    "no_file": "chưa ghi tệp",
    "address": "là địa chỉ trên mạng, không phải tệp",
    "failed": "không đọc được",
}
Row = Mapping[str, Any]


@dataclass(slots=True)
class ReadReport:
    """What became of each row of the register: outcomes count all; problems say what to do."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    checked: int = 0  # documents of which the list of laws says something new

    def lines(self) -> list[str]:
        """Return in words how many ended how."""
        return [f"{name}: {self.outcomes[o]}" for o, name in OUTCOME_VI.items() if self.outcomes[o]]


def read(workspace: Workspace, now: datetime) -> ReadReport:
    """Read the files of the register that are new or changed, then check what they cite."""
    report = ReadReport()
    with held(workspace) as store:
        settle(store, workspace, now)
        known = state(store, "document")
        events = [
            event
            for id_, row in register(store).items()
            if (event := _read(workspace, id_, row, known.get(id_, {}), report, now))
        ]
        record(store, workspace, events)
        report.checked = len(_check(store, workspace, now))
    return report


def check(workspace: Workspace, now: datetime) -> list[dict[str, Any]]:
    """Hold every citation against the list of laws of today; return those that are not in force.

    Each row: document, unit, signed_on, title, text, said, status, replaced_by, source.
    """
    with held(workspace) as store:
        load(store, workspace.landing / REGISTERS)
        _check(store, workspace, now)
        rows, found = register(store), state(store, "document")
    return [
        {"document": id_, "name": name_of(row), "unit": row.get("unit"), "title": row.get("title"),
         "signed_on": row.get("signed_on"), **citation}
        for id_, row in rows.items()
        for citation in found.get(id_, {}).get("checked", ())
        if citation["status"] != "in_force"
    ]  # fmt: skip


def show(workspace: Workspace, given: str) -> dict[str, Any]:
    """Return what is known of one document: its row, what was read, and its place among the unit's own."""
    with held(workspace) as store:
        rows, found = register(store), state(store, "document")
    id_ = find(rows, given)
    row, said = rows[id_], found.get(id_, {})
    return {"id": id_, "row": row, "read": said, "rank": _rank(id_, row, rows, found)}


def register(store: Store) -> dict[str, dict[str, Any]]:
    """Return the documents of the register that stand, oldest first."""
    rows = state(store, "register.documents")
    standing = {id_: row for id_, row in rows.items() if not row.get("withdrawn")}
    return dict(sorted(standing.items(), key=lambda each: (str(each[1].get("signed_on")), each[0])))


def find(rows: Mapping[str, Row], given: str) -> str:
    """Return the id of a document by its number and symbol, or by what only one id has in it."""
    wanted = given.strip().casefold()
    named = [id_ for id_, row in rows.items() if name_of(row).casefold() == wanted]
    found = named or [id_ for id_ in rows if wanted and wanted in id_.casefold()]
    if len(found) != 1:
        why = "không có văn bản nào" if not found else "có nhiều văn bản"
        few = f": {'; '.join(found[:5])}" if found else "; xem `langnghe documents read`"
        raise LangngheError(f"{why} mang số {given!r}{few}")
    return found[0]


def name_of(row: Row) -> str:
    """Return number and symbol as people write them: 12/HD-LĐLĐ."""
    number, symbol = (str(row.get(name) or "").strip() for name in ("number", "symbol"))
    return f"{number}/{symbol}" if number and symbol else number or symbol


def _read(
    workspace: Workspace, id_: str, row: Row, known: Row, report: ReadReport, now: datetime
) -> Event | None:
    file = str(row.get("file") or "").strip()
    if not file or file.startswith(("http://", "https://")):
        report.outcomes["address" if file else "no_file"] += 1
        return None
    path = Path(file.replace("\\", "/"))
    path = path if path.is_absolute() else workspace.root / path
    try:
        same = known.get("sha256") == fingerprint(path) and known.get("reader") == READER
        if same:
            report.outcomes["unchanged"] += 1
            return None
        document = read_document(path)
    except LangngheError as error:
        report.outcomes["failed"] += 1
        report.problems.append(f"{name_of(row)}: {error}")
        return None
    outcome = "read" if document.text else "no_text"
    report.outcomes[outcome] += 1
    if outcome == "no_text":
        report.problems.append(f"{name_of(row)}: {file} chỉ có ảnh chụp trang; nộp thêm bản có chữ")
    fields = {
        "file": file, "sha256": document.sha256, "reader": READER, "readable": bool(document.text),
        "pages": document.pages, "pages_counted": document.counted, **_said(document.text, row),
    }  # fmt: skip
    return Event(kind="document", id=id_, what="read", by=READER, at=now, fields=fields)


def _said(text: str, row: Row) -> dict[str, Any]:
    """Return what a text comes to, as plain values; a picture of pages has words nobody knows: null."""
    if not text:
        names = ("text", "words", "sentences", "a_sentence", "longest", "density", "says", "cites")
        return dict.fromkeys(names)
    counts = measured(text)
    return {
        "text": scrub(text),
        "words": counts.words,
        "sentences": counts.sentences,
        "a_sentence": counts.a_sentence,
        "longest": counts.longest,
        "density": counts.density,
        "says": {point: bool(sentence) for point, sentence in proposed(text).items()},
        "cites": [_plain(c) for c in citations(text, own=name_of(row), names=load_laws().names)],
    }


def _plain(citation: Citation) -> dict[str, Any]:
    return {name: getattr(citation, name) for name in Citation.__slots__}


def _check(store: Store, workspace: Workspace, now: datetime) -> Sequence[Event]:
    laws = load_laws(workspace.root / FILE)
    rows, found = register(store), state(store, "document")
    events = [
        Event(kind="document", id=id_, what="checked", by=READER, at=now, fields={"checked": said})
        for id_, row in rows.items()
        if (said := _worth(found.get(id_, {}), row, laws)) is not None
        and said != found[id_].get("checked")
    ]
    record(store, workspace, events)
    return events


def _worth(known: Row, row: Row, laws: Laws) -> list[dict[str, Any]] | None:
    """Return what the citations of a document were worth on the day it was signed."""
    cites: Iterable[Row] | None = known.get("cites")
    if cites is None:
        return None
    signed = date.fromisoformat(str(row["signed_on"])[:10])
    return list(checked(tuple(Citation(**cite) for cite in cites), laws, signed))


def _rank(id_: str, row: Row, rows: Mapping[str, Row], found: Mapping[str, Row]) -> dict[str, Any]:
    """Return the share of the unit's documents of the 12 months before that were no longer, in percent."""
    day = date.fromisoformat(str(row["signed_on"])[:10])
    before = [
        known
        for other, known in found.items()
        if other != id_
        and other in rows
        and rows[other].get("unit") == row.get("unit")
        and 0 <= (day - date.fromisoformat(str(rows[other]["signed_on"])[:10])).days <= 365
    ]
    told: dict[str, Any] = {"documents": len(before)}
    for name in ("words", "a_sentence"):
        mine = found.get(id_, {}).get(name)
        others = [known[name] for known in before if known.get(name) is not None]
        if mine is not None and others:
            told[name] = 100 * sum(other <= mine for other in others) / len(others)
    return told
