"""The sheets of a workbook as rows of values, read from its XML many times as fast as by openpyxl.

Three ways, and a test that holds them to the same values as openpyxl: `sheet_scan` for the plain XML
that spreadsheet programs write; a walk with lxml for any other; and openpyxl itself to find the
parts of a workbook that is put together in an unusual way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZipFile

from langnghe.registers.sheet_numbers import day_of, plain_number
from langnghe.registers.sheet_parts import (
    SAFE,
    Odd,
    Parts,
    RefusedError,
    bounded,
    no_declarations,
    parts_by_openpyxl,
    read_parts,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

Row = list[Any]
Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384  # XFD
MOST_CELLS = 20_000_000  # empty ones before a filled one too: a few bytes of XML may stand for many
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One visible sheet, whole. Rows end with their last filled cell; a missing row is empty."""

    title: str
    rows: list[Row]
    merged: tuple[Area, ...]


def read_workbook(path: Path, *, scan: bool = True) -> tuple[list[RawSheet], bool]:
    """Return the visible sheets of a workbook and whether its days count from 1904.

    scan: False reads every part the slow way, for comparing. RefusedError for what no spreadsheet
    program writes; else raise whatever a damaged file makes of it: readers.damaged_errors.
    """
    with bounded(ZipFile(path)) as archive:
        try:
            parts = read_parts(archive)
        except Odd:
            parts = parts_by_openpyxl(path)
        cells = Cells(parts, read_strings(archive, parts.strings, scan=scan))
        sheets = [
            RawSheet(title, *_sheet(archive, part, cells, scan)) for title, part in parts.sheets
        ]
        return sheets, parts.from_1904


def read_strings(archive: ZipFile, part: str | None, *, scan: bool = True) -> Sequence[str]:
    """Return the shared strings."""
    from langnghe.registers.sheet_scan import scan_strings

    if part is None:
        return ()
    if scan:
        try:
            with archive.open(part) as source:
                return scan_strings(source)
        except (Odd, ValueError, LookupError):
            pass  # the walk reads it, or says what is wrong
    with archive.open(part) as source:
        return _walk_strings(source)


def _sheet(
    archive: ZipFile, part: str, cells: Cells, scan: bool
) -> tuple[list[Row], tuple[Area, ...]]:
    from langnghe.registers.sheet_scan import scan_sheet

    if scan:
        try:
            with archive.open(part) as source:
                return scan_sheet(source, cells)
        except (Odd, ValueError, LookupError):
            pass  # the walk reads it, or says what is wrong
    with archive.open(part) as source:
        return _walk(source, cells)


def _walk_strings(source: IO[bytes]) -> list[str]:
    from lxml import etree

    found: list[str] = []
    for _, element in etree.iterparse(source, tag="{*}si", **SAFE):
        if not found:
            no_declarations(element)
        found.append(_words(element))
        _forget(element)
    return found


def _words(element: _Element) -> str:
    """Return the text of a string item or an inline one; phonetic runs (rPh) are no text of it."""
    return "".join(
        part.text or ""
        for part in element.iter("{*}t")
        if not str(part.getparent().tag).endswith("}rPh")  # type: ignore[union-attr]
    )


def _forget(element: _Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _walk(source: IO[bytes], cells: Cells) -> tuple[list[Row], tuple[Area, ...]]:
    from lxml import etree

    found = Rows()
    refs: list[str] = []
    first = True
    for _, element in etree.iterparse(source, tag=("{*}row", "{*}mergeCell"), **SAFE):
        if first:
            no_declarations(element)
            first = False
        if element.tag.endswith("}row"):
            found.add(element.get("r"), cells.row(element))
        else:
            refs.append(element.get("ref", ""))
        _forget(element)
    return found.rows, areas(refs, len(found.rows))


def areas(refs: Sequence[str], rows: int) -> tuple[Area, ...]:
    """Return the merged areas of a sheet of so many rows; one that names no cells is none."""
    found = [at for ref in refs if (at := _AREA.fullmatch(ref))]
    if sum(max(0, min(int(at[4]), rows) - int(at[2])) for at in found) > MOST_CELLS:
        raise RefusedError("có quá nhiều vùng gộp ô chồng lên nhau; bỏ gộp ô rồi nhập lại")
    return tuple((int(at[2]), place_of(at[1]) + 1, int(at[4]), place_of(at[3]) + 1) for at in found)


def place_of(letters: str) -> int:
    """Return the place of a column, counted from 0; RefusedError beyond the last there is."""
    found = 0
    for each in letters[:4]:
        found = found * 26 + ord(each) - 64
    if not 0 < found <= MOST_COLUMNS:
        raise RefusedError(f"có ô ở cột “{letters[:8]}”, cột mà Excel không có; lưu lại bằng Excel")
    return found - 1


class Rows:
    """Collect rows by the lines they say they are."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._cells = 0
        self._last = 0  # also of an empty line, which only a later filled one makes room for

    def add(self, line: str | None, row: Row) -> None:
        """Put a row on its line; a damaged file says a line twice: the first counts."""
        at = int(line) if line else self._last + 1
        self._last = at
        if not row or not len(self.rows) < at <= MOST_ROWS:
            return
        self._cells += len(row)
        if self._cells > MOST_CELLS:
            raise RefusedError("rộng quá: hơn 20 triệu ô kể cả ô trống; chỉ giữ lại bảng cần nhập")
        self.rows.extend([] for _ in range(at - len(self.rows) - 1))
        self.rows.append(row)


class Cells:
    """Read the cells of rows; places of letters and what styles are days are looked up once."""

    def __init__(self, parts: Parts, strings: Sequence[str]) -> None:
        self.strings = strings
        self.places: dict[str, int] = {}
        self.numbers: dict[tuple[str, str], Any] = {}  # days and small counts come often
        self._parts = parts

    def row(self, element: _Element) -> Row:
        """Return the values of one row by position; trailing empty cells are left out."""
        cells: Row = []
        after = 0  # the place after the last cell
        for cell in element:
            ref = cell.get("r")
            at = self.place(ref.rstrip("0123456789")) if ref else after
            after = at + 1
            value = self._value(cell)
            if value is None or at < len(cells):
                continue  # a damaged file says a cell twice: the first counts
            if at > len(cells):
                cells += [None] * (at - len(cells))
            cells.append(value)
        return cells

    def place(self, letters: str) -> int:
        """Return the place of a column, counted from 0."""
        found = self.places.get(letters)
        if found is None:
            found = self.places[letters] = place_of(letters)
        return found

    def _value(self, cell: _Element) -> Any:
        kind = cell.get("t", "n")
        inline = text = None
        for child in cell:
            tag = str(child.tag)
            if tag.endswith("}v"):
                text = child.text
            elif tag.endswith("}is"):
                inline = child
        if kind == "inlineStr":
            return _words(inline) if inline is not None else None
        return self.value(kind, text, cell.get("s", "0")) if text is not None else None

    def value(self, kind: str, text: str, style: str) -> Any:
        """Return the value of a cell that is no inline text, as its type, words and style say."""
        if kind == "n":
            key = (text, style)
            if (found := self.numbers.get(key)) is None:
                found = self.numbers[key] = self._number(text, style)
            return found
        if kind == "s":
            return self.strings[int(text)]
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        return text  # str: of a formula; e: an error

    def _number(self, text: str, style: str) -> Any:
        number = plain_number(text)
        if style not in self._parts.days:
            return number
        spans = style in self._parts.spans
        return day_of(number, span=spans, from_1904=self._parts.from_1904)
