"""The registers of the sample year as the Excel files that staff would hand in: the templates, filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.records import HANOI
from langnghe.registers.columns import Column, Kind
from langnghe.registers.kinds import KINDS
from langnghe.registers.template import write_template
from langnghe.samples import year
from nlp.taxonomy import IN_SCOPE_TOPICS, TOPIC_VI

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Row = Mapping[str, object]
START = "ban-dau"  # what an office tells once: units, calendar, messages, spokespersons


def half_name(first: date) -> str:
    """Return the name of the half year that begins on a day: 2025-H2."""
    return f"{first.year}-H{1 if first.month == 1 else 2}"


def write_books(folder: Path) -> dict[str, list[Path]]:
    """Write every register as a workbook, in a folder for each time it is handed in; return the paths.

    folder/ban-dau, folder/2025-H2, folder/2026-H1 → in the order in which they are to be imported.
    """
    names = {str(row["code"]): str(row["name"]) for row in year.registers()["units"]}
    found: dict[str, list[Path]] = {START: []}
    for first, last in year.HALVES:
        half = half_name(first)
        found[half] = []
        rows = year.registers_of(first, last)
        for kind in KINDS.values():
            tables = {table.id: rows.get(table.id, ()) for table in kind.tables()}
            if any(tables.values()):
                when = half if kind.id in year.DATED or kind.id == "media_groups" else START
                path = folder / when / f"{kind.id}.xlsx"
                _write(kind, tables, path, names)
                found[when].append(path)
    return found


def _write(
    kind: Kind, tables: Mapping[str, Sequence[Row]], path: Path, names: Mapping[str, str]
) -> None:
    from openpyxl import load_workbook

    topics = [TOPIC_VI[topic] for topic in IN_SCOPE_TOPICS]
    write_template(kind, path, units=list(names.values()), topics=topics)
    book = load_workbook(path)
    for table in kind.tables():
        _fill(book[table.title], table, tables[table.id], names)
    book.save(path)


def _fill(sheet: Worksheet, table: Kind, rows: Sequence[Row], names: Mapping[str, str]) -> None:
    """Write the rows under the headings; the first takes the place of the example."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill

    for cell in sheet[2]:
        cell.value = None
        cell.font, cell.fill, cell.border = Font(name="Calibri"), PatternFill(), Border()
        cell.alignment = Alignment()
    top = Alignment(wrap_text=True, vertical="top")
    shapes = [
        sheet.cell(row=2, column=place).number_format for place in range(1, len(table.columns) + 2)
    ]
    for line, row in enumerate(rows, start=2):
        sheet.cell(row=line, column=1, value=line - 1)
        for place, column in enumerate(table.columns, start=2):
            value = cell_of(column, row.get(column.name), names)
            if value is not None:
                cell = sheet.cell(row=line, column=place, value=value)
                if shapes[place - 1] != "General":
                    cell.number_format = shapes[place - 1]
                if column.type == "long":  # a style a cell is what takes longest
                    cell.alignment = top
    sheet.row_dimensions[2].height = None


def cell_of(column: Column, value: object, names: Mapping[str, str]) -> Any:
    """Return a value as a person types it: names for codes and ids, Có or Không, Hà Nội time."""
    if isinstance(value, list):
        return "; ".join(str(_word(column, each, names)) for each in value)
    return _word(column, value, names)


def _word(column: Column, value: object, names: Mapping[str, str]) -> Any:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return value.astimezone(HANOI).replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    if column.type in ("choice", "choices"):
        return column.choices[value]
    if column.type in ("topic", "topics"):
        return TOPIC_VI[value]
    return names.get(value, value) if column.type == "unit" else value
