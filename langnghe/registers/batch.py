"""Check a whole table against what was said before: every row in one counted outcome, and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from langnghe.errors import RowError
from langnghe.records import Event
from langnghe.registers.book import Table
from langnghe.registers.cells import Context, Value, blank
from langnghe.registers.check import Errors, Row, check_row
from langnghe.registers.choose import folded
from langnghe.registers.example import NUMBER_HEADING, is_example
from langnghe.registers.header import is_private
from langnghe.registers.readers import Broken
from langnghe.registers.versions import unit_problems

State = Mapping[str, Mapping[str, Value]]  # row id → its present values
WHOLE_ROW = "(cả dòng)"


class RowOutcome(StrEnum):
    """What became of one row of a file."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    REFUSED = "refused"
    SKIPPED = "skipped"  # the template's example, a line of totals


ROW_OUTCOME_VI: Mapping[RowOutcome, str] = {
    RowOutcome.NEW: "mới",
    RowOutcome.CHANGED: "sửa",
    RowOutcome.KNOWN: "đã có",
    RowOutcome.REFUSED: "lỗi",
    RowOutcome.SKIPPED: "bỏ qua (ví dụ, dòng tổng)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to tell of a cell: an error, or a note on a row that was taken."""

    sheet: str
    line: int
    column: str  # its name; WHOLE_ROW
    heading: str
    place: str  # C7; "" in files without places
    value: str  # as it stands in the file
    message: str

    def error(self, *, sheets: bool) -> RowError:
        """Return it as a row error; sheets: the file has several, so name which."""
        at = f"ô {self.place}" if self.place else ""
        if sheets and at:
            at = f"trang “{self.sheet}”, {at}"
        said = f"{at} ({self.heading}): {self.message}" if at else self.message
        return RowError(line=self.line, column=self.column, message=said)


@dataclass(slots=True)
class CheckedTable:
    """What one table came to."""

    table: Table
    rows: list[Row] = field(default_factory=list)  # new and changed ones
    outcomes: dict[RowOutcome, int] = field(default_factory=lambda: dict.fromkeys(RowOutcome, 0))
    errors: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def unread(self) -> list[str]:
        """Return the headings nobody reads."""
        return [h for h in self.table.header.extra() if not is_private(h)]

    @property
    def private(self) -> list[str]:
        """Return the headings left out because they tell of private persons."""
        return [h for h in self.table.header.extra() if is_private(h)]


@dataclass(frozen=True, slots=True)
class _Read:
    line: int
    cells: Sequence[Any]
    row: Row


def check_table(
    table: Table, context: Context, state: State, *, by: str, at: datetime
) -> CheckedTable:
    """Check every row of a table; good new and changed rows become events of one moment."""
    checked = CheckedTable(table)
    context = replace(context, from_1904=table.from_1904, read={})
    reads: list[_Read] = []
    first_line: dict[str, int] = {}
    for line, cells, given in _given(table, checked):
        found = check_row(table.kind, given, context)
        if isinstance(found, Row) and found.id in first_line:
            again = f"trùng với dòng {first_line[found.id]}; giữ một dòng"
            found = {_naming(table, found): again}
        if isinstance(found, Row):
            first_line[found.id] = line
            reads.append(_Read(line, cells, found))
        else:
            _refuse(checked, line, cells, found)
    if table.kind.versioned:
        told = unit_problems([read.row for read in reads], context.units, state)
        bad = {place: errors for place, errors in told.items() if errors}
        for place, errors in bad.items():
            _refuse(checked, reads[place].line, reads[place].cells, errors)
        reads = [read for place, read in enumerate(reads) if place not in bad]
    for read in reads:
        _settle(checked, read, state.get(read.row.id), by, at)
    checked.errors.sort(key=lambda remark: remark.line)
    return checked


def _naming(table: Table, row: Row) -> str:
    """Return the column that names a row: where a doublet is told."""
    at = table.header.positions()
    for key in table.kind.keys:
        first = key[0].partition(".")[0]
        if first in at and not blank(row.values.get(first)):
            return first
    return WHOLE_ROW


def _given(
    table: Table, checked: CheckedTable
) -> Iterator[tuple[int, Sequence[Any], dict[str, Any]]]:
    """Yield rows by column name; what is no row is counted here."""
    kind = table.kind
    first: dict[str, dict[str, Any]] = {}
    for line, cells in table.rows:
        if isinstance(cells, Broken):
            _refuse(checked, line, (), {WHOLE_ROW: cells.message})
            continue
        given = table.given(cells)
        mark = table.mark(cells)
        example = mark is not None and is_example(kind, {**given, NUMBER_HEADING: mark})
        if example or table.is_total(cells):
            checked.outcomes[RowOutcome.SKIPPED] += 1
            continue
        if kind.inherit:
            _inherit(kind.inherit, given, first)
        yield line, cells, given


def _inherit(names: Sequence[str], given: dict[str, Any], first: dict[str, dict[str, Any]]) -> None:
    """Fill what later rows of one code leave empty from the first row of that code."""
    code = given.get(names[0])
    if blank(code):
        return
    before = first.setdefault(folded(str(code)), given)  # its own empty cells stay empty
    for name in names[1:]:
        if blank(given.get(name)) and not blank(before.get(name)):
            given[name] = before[name]


def _refuse(checked: CheckedTable, line: int, cells: Sequence[Any], errors: Errors) -> None:
    checked.outcomes[RowOutcome.REFUSED] += 1
    checked.errors += [
        _remark(checked.table, line, cells, name, message) for name, message in errors.items()
    ]


def _remark(table: Table, line: int, cells: Sequence[Any], name: str, message: str) -> Remark:
    at = table.header.positions().get(name)
    value = cells[at] if at is not None and at < len(cells) else None
    column = table.kind.by_name.get(name)
    return Remark(
        sheet=table.title,
        line=line,
        column=name,
        heading=column.heading if column else "",
        place=table.place(line, name),
        value="" if value is None else str(value)[:200],
        message=message,
    )


def _settle(
    checked: CheckedTable, read: _Read, before: Mapping[str, Value] | None, by: str, at: datetime
) -> None:
    """Count a good row and make the event of what is new in it."""
    row, kind = read.row, checked.table.kind
    for name, message in row.notes.items():
        checked.notes.append(_remark(checked.table, read.line, read.cells, name, message))
    if before is None:
        outcome, what = RowOutcome.NEW, "opened"
        fields = {name: value for name, value in row.values.items() if not blank(value)}
    else:
        outcome, what = RowOutcome.CHANGED, "updated"
        fields = {
            name: value
            for name, value in row.values.items()
            if not _same(before.get(name), value) and not (name in row.assumed and name in before)
        }
    if not fields:
        checked.outcomes[RowOutcome.KNOWN] += 1
        return
    checked.outcomes[outcome] += 1
    checked.rows.append(row)
    event = Event(kind=kind.subject, id=row.id, what=what, by=by, at=at, fields=fields)
    checked.events.append(event)


def _same(before: Value, value: Value) -> bool:
    return before == value or (blank(before) and blank(value))
