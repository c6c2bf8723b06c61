"""A unit's report goes up and comes in: its registers travel with it, and count once at the province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.record import held, record
from flows.registers import FOLDER, beside_of, context_of, known_codes
from flows.report_units import RECEIVED, submissions
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.measure.periods import period_of
from langnghe.measure.records import Period
from langnghe.records import Event
from langnghe.registers.batch import CheckedTable, check_table
from langnghe.registers.book import Table
from langnghe.registers.columns import Kind
from langnghe.registers.header import Header
from langnghe.registers.kinds import KINDS, REGISTERS
from langnghe.registers.readers import Broken
from langnghe.report.model import Report
from langnghe.report.submission import Submission, pack, read_submission
from langnghe.text import fold
from warehouse import Store
from warehouse import report as kept
from warehouse.registers import state

SENDER = (
    "machine@submission"  # who says what a unit handed in: the province's own word stands apart
)
# What a unit records of itself. Units, targets and the calendar are the province's to say.
CARRIED = tuple(k for k in KINDS if k not in ("posts", "units", "targets", "calendar"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of a report file."""

    submission: Submission
    new: bool  # False: this very file had been received
    rows: Mapping[str, int] = field(default_factory=dict)  # by register: new and changed rows
    kept_out: Mapping[str, int] = field(default_factory=dict)  # the province holds these itself
    refused: Sequence[str] = ()
    withdrawn: int = 0  # rows of an earlier file that this one no longer has


# Going up


def submission(store: Store, report: Report, period: Period, now: datetime) -> bytes:
    """Return what a unit hands in: the figures of its report and its register rows of the period."""
    units = kept.units_under(store, report.unit, period.first, period.last)
    return pack(report, f"{report.period}-{report.unit}", _own_rows(store, units, period, now))


def _own_rows(
    store: Store, units: Sequence[str], period: Period, now: datetime
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in CARRIED:
        kind = KINDS[name]
        ids = set(kept.register_rows(store, name, units, period.first, period.last, now))
        if not ids:
            continue
        told = state(store, kind.subject)
        mine = [told[id_] for id_ in sorted(ids) if id_ in told]
        yield from ((name, _portable(kind, values)) for values in mine)
        codes = {fold(str(values["code"])) for values in mine if values.get("code")}
        for sheet in kind.sheets:
            parents = [column for column, other in sheet.refers if other == name]
            for _, values in sorted(state(store, sheet.subject).items()):
                if any(fold(str(values.get(column) or "")) in codes for column in parents):
                    yield sheet.id, _portable(sheet, values)


def _portable(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values another office may read: no keyed hash of a person, which only here means one."""
    private = {column.name for column in kind.columns if column.type == "speaker"}
    names = set(kind.by_name) - private
    return {n: v for n, v in values.items() if n in names and v not in (None, "", [])}


# Coming in


def receive(workspace: Workspace, path: Path, now: datetime) -> Received:
    """Take in a unit's report file: checked whole, landed as events; the same file changes nothing.

    A row counts only where the province has none of its own in that register of that unit in the
    period. A later file of the same unit and period takes the place of the earlier one.
    """
    handed = read_submission(path)
    period = period_of(handed.period)
    with held(workspace) as store:
        units = kept.units_under(store, handed.unit, period.first, period.last)
        if len(units) == 1 and not _known_unit(store, handed.unit):
            raise LangngheError(
                f"{path}: đơn vị {handed.unit_name} ({handed.unit}) không có trong sổ đơn vị của tỉnh"
            )
        before = submissions(store, handed.period, now).get(handed.unit)
        if before and before["fields"]["sha256"] == handed.sha256:
            return Received(submission=handed, new=False)
        return _take_in(store, workspace, handed, units, period, now)


def _known_unit(store: Store, code: str) -> bool:
    return any(row.get("code") == code for row in state(store, "register.units").values())


def _take_in(
    store: Store,
    workspace: Workspace,
    handed: Submission,
    units: Sequence[str],
    period: Period,
    now: datetime,
) -> Received:
    context = context_of(store, workspace, now)
    rows: dict[str, int] = {}
    kept_out: dict[str, int] = {}
    refused: list[str] = []
    events: list[Event] = []
    checked: list[CheckedTable] = []
    withdrawn = 0
    for name, kind in REGISTERS.items():
        given = handed.rows.get(name, ())
        own = _held_here(store, name, units, period, now)
        mine = [v for v in given if _counts(v, kind, own, units, checked)]
        if out := len(given) - len(mine):
            kept_out[name] = out
        if name == "info_reports" and (receipt := _receipt(store, handed, period, mine, now)):
            mine.append(receipt)
        context = replace(context, known=known_codes(store, kind, checked))
        before = state(store, kind.subject)
        found = check_table(_table(kind, mine), context, before, by=SENDER, at=now)
        checked.append(found)
        refused += [f"{kind.title}: {remark.message}" for remark in found.errors]
        events += found.events
        if found.rows:
            rows[name] = len(found.rows)
            beside = beside_of(name)
            events += beside(store, workspace, found.rows, SENDER, now) if beside else ()
        gone = _gone(store, name, units, period, now, found, mine, kind)
        events += [
            Event(kind=kind.subject, id=id_, what="updated", by=SENDER, at=now,
                  fields={"withdrawn": True})
            for id_ in gone
        ]  # fmt: skip
        withdrawn += len(gone)
    notes = [
        f"{KINDS[n].title if n in KINDS else n}: tỉnh đã có, không cộng thêm" for n in kept_out
    ]
    told = Event(
        kind="report", id=f"{handed.period}-{handed.unit}", what=RECEIVED, by=SENDER, at=now,
        fields={
            "period": handed.period, "unit": handed.unit, "sha256": handed.sha256,
            "made_at": handed.made_at, "answered": handed.answered, "total": handed.total,
            "figures": [dict(f) for f in handed.figures], "rows": rows, "notes": notes,
            "refused": refused[:50],
        },
    )  # fmt: skip
    record(store, workspace, events, FOLDER)
    record(store, workspace, [told])
    return Received(
        submission=handed, new=True, rows=rows, kept_out=kept_out, refused=refused,
        withdrawn=withdrawn,
    )  # fmt: skip


def _counts(
    values: Mapping[str, Any],
    kind: Kind,
    own: frozenset[str],
    units: Sequence[str],
    checked: Sequence[CheckedTable],
) -> bool:
    """Say whether a row is the unit's to tell and the province has not recorded it by itself.

    A row of a further sheet names no unit: it goes with the row whose code it names.
    """
    for column, other in kind.refers:
        taken = [each.table for each in checked if each.table.kind.id == other]
        codes = {
            fold(str(table.given(cells).get("code")))
            for table in taken for _, cells in table.rows if not isinstance(cells, Broken)
        }  # fmt: skip
        if kind.id not in KINDS and fold(str(values.get(column))) not in codes:
            return False
    if kind.id not in KINDS:
        return True
    owner = values.get("unit") or values.get("owner")
    return owner in units and owner not in own


def _receipt(
    store: Store,
    handed: Submission,
    period: Period,
    mine: Sequence[Mapping[str, Any]],
    now: datetime,
) -> dict[str, Any] | None:
    """Return the line that says a report by the five criteria has come; None where one stands already."""

    def tells(values: Mapping[str, Any]) -> bool:
        return (
            values.get("unit") == handed.unit
            and values.get("type") == "criteria"
            and values.get("period") == handed.period
        )

    title = f"Báo cáo theo 5 tiêu chí, {period.name} (tệp nhận)"
    known = [v for v in state(store, KINDS["info_reports"].subject).values() if tells(v)]
    own = next((v for v in known if v.get("title") == title), None)
    if any(map(tells, mine)) or (known and own is None):
        return None
    sent = own["sent_at"] if own else now.isoformat()
    return {"unit": handed.unit, "type": "criteria", "title": title, "period": handed.period,
            "sent_at": sent, "status": "sent"}  # fmt: skip


def _held_here(
    store: Store, name: str, units: Sequence[str], period: Period, now: datetime
) -> frozenset[str]:
    """Return the units whose rows of a register in the period the province has by itself."""
    if name not in KINDS:
        return frozenset()
    found = set()
    for unit in units:
        ids = kept.register_rows(store, name, [unit], period.first, period.last, now)
        if any(by != SENDER for by in kept.first_said(store, name, ids).values()):
            found.add(unit)
    return frozenset(found)


def _gone(
    store: Store,
    name: str,
    units: Sequence[str],
    period: Period,
    now: datetime,
    found: CheckedTable,
    mine: Sequence[Mapping[str, Any]],
    kind: Kind,
) -> list[str]:
    """Return the rows of an earlier file of the unit that this one no longer has."""
    from langnghe.registers.check import row_id

    if name not in KINDS:
        return []
    ids = kept.register_rows(store, name, units, period.first, period.last, now)
    sent = [id_ for id_, by in kept.first_said(store, name, ids).items() if by == SENDER]
    still = {row.id for row in found.rows} | {row_id(kind, values) for values in mine}
    return sorted(set(sent) - still)


def _table(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return rows of plain values as a table that the register's own checks read."""
    names = tuple(kind.by_name)
    header = Header(rows=1, names=names, headings=tuple(kind.by_name[n].heading for n in names))
    cells = [(line, [row.get(n) for n in names]) for line, row in enumerate(rows, start=2)]
    return Table(kind=kind, title=kind.title, header=header, rows=cells, lettered=False)
