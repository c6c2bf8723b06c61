"""The sheets of a workbook, read from its XML: several times as fast as openpyxl's own rows.

openpyxl opens the workbook (parts, styles, which formats are dates); only the walk over shared
strings, rows and cells is ours, with lxml. A test holds both to the same values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = list[Any]
Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1
MOST_ROWS = 1_048_576
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False}


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One visible sheet, whole. Rows end with their last filled cell; a missing row is empty."""

    title: str
    rows: list[Row]
    merged: tuple[Area, ...]


def read_workbook(path: Path) -> tuple[list[RawSheet], bool]:
    """Return the visible sheets of a workbook and whether its days count from 1904.

    Raise whatever a damaged file makes of it: readers.damaged_errors.
    """
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.utils.datetime import CALENDAR_MAC_1904
    from openpyxl.xml.constants import SHARED_STRINGS

    # Step by step, not load_workbook: that walks whole sheets only to learn their size.
    reader = ExcelReader(path, read_only=True, data_only=True)
    with reader.archive as archive:
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(archive, reader.wb)
        part = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        strings = _strings(archive, part.PartName[1:]) if part is not None else []
        cells = _Cells(reader.wb, strings)
        sheets = []
        for sheet, rel in reader.parser.find_sheets():
            if sheet.state == "visible" and "worksheet" in rel.Type:
                with archive.open(rel.target) as source:
                    sheets.append(RawSheet(sheet.name, *_walk(source, cells)))
        return sheets, reader.wb.epoch == CALENDAR_MAC_1904


def _strings(archive: Any, part: str) -> list[str]:
    from lxml import etree

    found = []
    with archive.open(part) as source:
        for _, element in etree.iterparse(source, tag="{*}si", **_SAFE):
            found.append(_words(element))
            _forget(element)
    return found


def _words(element: Any) -> str:
    """Return the text of a string item or an inline one; phonetic runs (rPh) are no text of it."""
    inner = element
    while len(inner) == 1:
        inner = inner[0]
    if inner.tag.endswith("}t") and not inner.getparent().tag.endswith("}rPh"):
        return inner.text or ""  # nearly all: one <t>
    return "".join(
        part.text or ""
        for part in element.iter("{*}t")
        if not part.getparent().tag.endswith("}rPh")
    )


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _walk(source: Any, cells: _Cells) -> tuple[list[Row], tuple[Area, ...]]:
    from lxml import etree
    from openpyxl.utils.cell import range_boundaries

    rows: list[Row] = []
    merged: list[Area] = []
    for _, element in etree.iterparse(source, tag=("{*}row", "{*}mergeCell"), **_SAFE):
        if element.tag.endswith("}row"):
            line = int(element.get("r") or len(rows) + 1)
            # A damaged file says a row twice: the first counts.
            if len(rows) < line <= MOST_ROWS and (row := cells.row(element)):
                rows.extend([] for _ in range(line - len(rows) - 1))
                rows.append(row)
        elif ref := element.get("ref"):
            left, top, right, bottom = range_boundaries(ref)
            if left and top and right and bottom:
                merged.append((top, left, bottom, right))
        _forget(element)
    return rows, tuple(merged)


class _Cells:
    """Read the cells of rows; places of letters and what styles are dates are looked up once."""

    def __init__(self, book: Any, strings: Sequence[str]) -> None:
        self._strings = strings
        self._dates = {str(style) for style in book._date_formats}
        self._spans = {str(style) for style in book._timedelta_formats}
        self._epoch = book.epoch
        self._places: dict[str, int] = {}
        self._numbers: dict[tuple[str, str | None], Any] = {}  # days and small counts come often

    def row(self, element: Any) -> Row:
        """Return the values of one row by position; trailing empty cells are left out."""
        cells: Row = []
        for cell in element:
            ref = cell.get("r")
            at = self._place(ref) if ref else len(cells)
            value = self._value(cell)
            if value is None or at < len(cells):
                continue
            if at > len(cells):
                cells += [None] * (at - len(cells))
            cells.append(value)
        return cells

    def _place(self, ref: str) -> int:
        letters = ref.rstrip("0123456789")
        found = self._places.get(letters)
        if found is None:
            found = 0
            for each in letters:
                found = found * 26 + ord(each) - 64
            self._places[letters] = found = found - 1
        return found

    def _value(self, cell: Any) -> Any:
        kind = cell.get("t")
        if kind == "inlineStr":
            return _words(cell)
        text = None
        for child in cell:
            if child.tag.endswith("}v"):
                text = child.text
        if text is None:
            return None
        if kind == "s":
            return self._strings[int(text)]
        if kind in ("str", "e"):
            return text
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        key = (text, cell.get("s"))
        if (found := self._numbers.get(key)) is None:
            found = self._numbers[key] = self._number(*key)
        return found

    def _number(self, text: str, style: str | None) -> Any:
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
        if style not in self._dates:
            return number
        from openpyxl.utils.datetime import from_excel

        try:
            return from_excel(number, self._epoch, timedelta=style in self._spans)
        except (OverflowError, ValueError):
            return "#VALUE!"  # marked as a date, and beyond the calendar
