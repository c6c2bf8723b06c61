"""A handed-in file as the tables of one kind: sheets told apart by their headings, cells by place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from langnghe.errors import LangngheError
from langnghe.registers.columns import Kind, heading_key
from langnghe.registers.example import NUMBER_HEADING
from langnghe.registers.header import LOOKED_AT, Header, find_header
from langnghe.registers.readers import (
    Broken,
    Decode,
    book_sheets,
    csv_lines,
    csv_text,
    json_lines,
    must_exist,
    parquet_rows,
)
from langnghe.registers.sheet_write import letter
from langnghe.registers.sheet_xml import RawSheet
from langnghe.registers.tables import delimiter_of, header_of, no_heading, unknown_suffix

ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "ABSENT"})()  # a key a JSON line lacks
_OURS = frozenset(("huong_dan", "danh_muc", "danh_sach_loi"))  # sheets that templates add
_TOTAL = frozenset(("tong_cong", "tong", "tong_so", "cong", "tong_cong_lai"))


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of the file: which kind its rows are, its headings, its rows by line.

    lettered: its cells have places like C7. whole: every line of the sheet, for giving it back.
    """

    kind: Kind
    title: str
    header: Header
    rows: Sequence[tuple[int, Sequence[Any] | Broken]]
    lettered: bool
    from_1904: bool = False
    whole: Sequence[Sequence[Any]] = field(default=(), repr=False)

    def given(self, cells: Sequence[Any]) -> dict[str, Any]:
        """Return a row by column name; of two headings for one column the filled one counts."""
        pairs = zip(self.header.names, cells, strict=False)
        if not self._doubled:
            return {name: cell for name, cell in pairs if name is not None and cell is not ABSENT}
        found: dict[str, Any] = {}
        for name, cell in pairs:
            if name is not None and cell is not ABSENT and found.get(name) in (None, ""):
                found[name] = cell
        return found

    @cached_property
    def _doubled(self) -> bool:
        named = [name for name in self.header.names if name is not None]
        return len(set(named)) < len(named)

    @cached_property
    def _marked(self) -> int:
        headings = self.header.headings
        return headings.index(NUMBER_HEADING) if NUMBER_HEADING in headings else -1

    def mark(self, cells: Sequence[Any]) -> Any:
        """Return the cell of the row number, where templates mark their example."""
        return cells[self._marked] if 0 <= self._marked < len(cells) else None

    def place(self, line: int, name: str) -> str:
        """Return where a cell stands: C7; "" in files without places."""
        at = self.header.positions().get(name)
        return f"{letter(at)}{line}" if self.lettered and at is not None else ""

    def is_total(self, cells: Sequence[Any]) -> bool:
        """Say whether a row sums up the others."""
        for cell in cells:
            if cell is not None and cell is not ABSENT and (said := str(cell)).strip():
                return "ng" in said.lower() and heading_key(said) in _TOTAL
        return False


def read_book(path: Path, kind: Kind, decode: Decode) -> list[Table]:
    """Return the tables of a file; a file with no heading of ours is one LangngheError."""
    must_exist(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        sheets, from_1904 = book_sheets(path)
        tables = [t for sheet in sheets if (t := _of_sheet(path, sheet, kind, from_1904))]
        if not tables:
            raise no_heading(path, kind.aliases())
        return tables
    if suffix in (".csv", ".tsv"):
        return [_of_text(path, kind, decode)]
    if suffix in (".jsonl", ".ndjson"):
        return [_of_objects(path, kind, list(json_lines(path, decode)))]
    if suffix == ".parquet":
        return [_of_objects(path, kind, list(parquet_rows(path, lambda _: None)))]
    if suffix == ".toml":
        return [_of_objects(path, kind, list(_toml_rows(path, kind)))]
    raise unknown_suffix(path)


def _which(kind: Kind, top: Sequence[Sequence[Any]], title: str) -> Kind | None:
    """Return the table of a kind whose headings these are; a sheet's title settles a draw."""
    scores = []
    for table in kind.tables():
        header = find_header(top, table.aliases())
        if header is not None:
            required = {c.name for c in table.columns if c.required and c.default is None}
            named = set(header.names)
            same_title = heading_key(title) == heading_key(table.title)
            found = len(required & named) / max(1, len(required))
            scores.append((same_title, found, header.score, table))
    if not scores:
        return None
    return max(scores, key=lambda score: score[:3])[3]


def _of_sheet(path: Path, sheet: RawSheet, kind: Kind, from_1904: bool) -> Table | None:
    if heading_key(sheet.title) in _OURS:
        return None
    rows = _spread(sheet)
    table = _which(kind, rows[: LOOKED_AT + 2], sheet.title)
    if table is None:
        return None
    header = header_of(path, rows[: LOOKED_AT + 2], table.aliases())
    width = len(header.names)
    numbered = list(enumerate(rows, start=1))[header.rows :]
    return Table(
        kind=table,
        title=sheet.title,
        header=header,
        rows=[(line, _wide(cells, width)) for line, cells in numbered if not _empty(cells[:width])],
        lettered=True,
        from_1904=from_1904,
        whole=sheet.rows,
    )


def _spread(sheet: RawSheet) -> Sequence[Sequence[Any]]:
    """Return the rows with every merged area filled downwards: it says one thing of all its rows."""
    tall = [area for area in sheet.merged if area[2] > area[0]]
    if not tall:
        return sheet.rows
    rows = [list(row) for row in sheet.rows]
    for top, left, bottom, _ in tall:
        if top <= len(rows) and left <= len(rows[top - 1]):
            for line in range(top, min(bottom, len(rows))):
                row = rows[line]
                row += [None] * (left - len(row))
                row[left - 1] = rows[top - 1][left - 1]
    return rows


def _empty(cells: Sequence[Any]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _wide(cells: Sequence[Any], width: int) -> Sequence[Any]:
    """Return the cells under the headings; those a short line lacks are empty."""
    return [*cells[:width], *([None] * (width - len(cells)))]


def _of_text(path: Path, kind: Kind, decode: Decode) -> Table:
    text = csv_text(path, decode)
    every: dict[str, str] = {}
    for table in kind.tables():
        every = {**table.aliases(), **every}
    tab = path.suffix.lower() == ".tsv"
    lines = list(csv_lines(text, "\t" if tab else delimiter_of(text, every)))
    top = [cells if isinstance(cells, list) else [] for _, cells in lines[: LOOKED_AT + 2]]
    which = _which(kind, top, path.stem)
    if which is None:
        raise no_heading(path, kind.aliases())
    header = header_of(path, top, which.aliases())
    width = len(header.names)
    rows: list[tuple[int, Sequence[Any] | Broken]] = []
    for line, cells in lines[header.rows :]:
        if isinstance(cells, Broken):
            rows.append((line, cells))
        elif not _empty(cells[width:]):
            spilt = "thừa ô; đặt dấu ngoặc kép quanh ô có dấu phân cách"
            rows.append((line, Broken(spilt, width)))
        elif not _empty(cells):
            rows.append((line, _wide(cells, width)))
    whole = [cells if isinstance(cells, list) else ["".join(cells.message)] for _, cells in lines]
    return Table(kind=which, title=path.stem, header=header, rows=rows, lettered=True, whole=whole)


def _of_objects(
    path: Path, kind: Kind, rows: Sequence[tuple[int, dict[str, Any] | Broken]]
) -> Table:
    """Return the table of JSON objects: their keys are its headings."""
    headings = list(dict.fromkeys(key for _, row in rows if isinstance(row, dict) for key in row))
    table = _which(kind, [headings], "")
    if table is None:
        raise no_heading(path, kind.aliases())
    header = header_of(path, [headings], table.aliases())
    cells: list[tuple[int, Sequence[Any] | Broken]] = [
        (line, row if isinstance(row, Broken) else [row.get(key, ABSENT) for key in headings])
        for line, row in rows
    ]
    return Table(kind=table, title=path.stem, header=header, rows=cells, lettered=False)


def _toml_rows(path: Path, kind: Kind) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a TOML file (unit = [{…}, one a line]) with the line each begins on."""
    name = kind.id.removesuffix("s")
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = tomllib.loads(text).get(name, [])
    except (ValueError, RecursionError) as error:
        raise LangngheError(f"{path}: không đọc được TOML ({error}); sửa dòng đó") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LangngheError(f"{path}: {name} phải là danh sách các dòng {{…}}")
    begins = (f"[[{name}]]", "{")
    begun = [n for n, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(begins)]
    yield from zip(begun, rows, strict=False)
