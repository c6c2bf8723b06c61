"""The sheets of the workbook that list what was counted: hundreds of thousands of lines, so written whole.

A cell at a time, as for the other sheets, they would take longer than counting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from langnghe.report.cut import first_rows
from langnghe.report.model import CRITERIA, Report
from langnghe.report.words import plain

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST = 5_000  # rows of one figure: more no one reads in a spreadsheet, rows.parquet has them all
FIRST = 4  # line (1-based) of the first row, below title and headings
TARGETS, BEFORE = "Dòng chỉ tiêu", "Dòng kỳ trước"
CHUNK = 10_000  # lines
_DAY_ZERO = date(1899, 12, 30).toordinal()  # of a spreadsheet


@dataclass
class Lists:
    """The row lists by sheet, and the first and last line (1-based) of each figure and class."""

    lists: list[tuple[str, Mapping[str, Sequence[Any]]]] = field(default_factory=list)
    places: dict[tuple[str, str, str, str], tuple[str, int, int]] = field(default_factory=dict)
    whole: int = 0  # rows there are
    shown: int = 0  # rows that stand in the sheets

    @property
    def cut(self) -> str:
        """Return what a reader must know of rows that do not stand here; empty when all do."""
        if self.shown == self.whole:
            return ""
        return (
            f"Mỗi con số chỉ nêu {plain(MOST, 0)} dòng đầu ở tệp này: {plain(self.shown, 0)} dòng trong "
            f"{plain(self.whole, 0)} dòng được đếm. Danh sách đủ nằm ở tệp rows.parquet của bản chụp."
        )


def lists_of(report: Report, rows: pa.Table) -> Lists:
    """Return the rows of a report sheet by sheet, at most MOST of a figure."""
    import numpy as np

    found = Lists()
    kept = first_rows(rows, MOST)
    found.whole, found.shown = rows.num_rows, kept.num_rows
    sheets = np.array(
        [_sheet(report.period, p, q) for p, q in zip(*_columns(kept, "period", "question"), strict=True)]
    )  # fmt: skip
    for name in [f"Dòng TC{n}" for n in CRITERIA] + [TARGETS, BEFORE]:
        mine = kept.filter(sheets == name) if kept.num_rows else kept
        if not mine.num_rows:
            continue
        columns = mine.to_pydict()
        found.lists.append((name, columns))
        keys = (columns[n] for n in ("period", "question", "figure", "part"))
        for line, (period, question, figure, part) in enumerate(zip(*keys, strict=True), FIRST):
            for piece in {"", part, *part.split(">")} if part else ("",):
                spot = (period, question, figure, piece)
                first = found.places[spot][1] if spot in found.places else line
                found.places[spot] = (name, first, line)
    return found


def _sheet(now: str, period: str, question: str) -> str:
    if period != now:
        return BEFORE
    return f"Dòng TC{question[0]}" if question[0].isdecimal() else TARGETS


def _columns(rows: pa.Table, *names: str) -> list[list[Any]]:
    return [rows[name].to_pylist() for name in names]


def add_list(book: Workbook, sheet: Worksheet, columns: Mapping[str, Sequence[Any]], day: Format) -> None:  # fmt: skip
    """Give a sheet with title and headings its rows, as XML that stands in no cells; day: the shape of dates."""
    lines = _lines(columns, book.str_table)
    chunks: list[str] = []
    while chunk := list(islice(lines, CHUNK)):
        chunks.append("".join(chunk))
    above = sheet._write_rows

    def write_rows() -> None:
        last, sheet.dim_rowmax = sheet.dim_rowmax, FIRST - 2
        above()
        sheet.dim_rowmax = last
        shape = str(day._get_xf_index())  # known only when the book closes
        for chunk in chunks:
            sheet.fh.write(chunk.replace("@", shape))

    sheet._write_rows = write_rows
    sheet.dim_rowmax = FIRST - 2 + len(columns["id"])
    sheet.autofilter(FIRST - 2, 0, sheet.dim_rowmax, sheet.dim_colmax)


def _lines(columns: Mapping[str, Sequence[Any]], texts: Any) -> Iterator[str]:
    """Yield each row as XML, in the words xlsxwriter would write; @ is the shape of dates."""
    index = texts._get_shared_string_index
    words = (columns[name] for name in ("question", "figure", "part", "label", "kind", "id"))
    others = (columns[name] for name in ("unit_name", "unit", "day", "num", "den"))
    for at, (*texts_of, unit_name, unit, day, num, den) in enumerate(
        zip(*words, *others, strict=True), FIRST
    ):
        a, b, c, f, i, j = (index(text or "") for text in texts_of)
        e = index(unit_name or unit or "")
        g = "" if num is None else f'<c r="G{at}"><v>{num:.16G}</v></c>'
        h = "" if den is None else f'<c r="H{at}"><v>{den:.16G}</v></c>'
        yield (
            f'<row r="{at}" spans="1:10"><c r="A{at}" t="s"><v>{a}</v></c>'
            f'<c r="B{at}" t="s"><v>{b}</v></c><c r="C{at}" t="s"><v>{c}</v></c>'
            f'<c r="D{at}" s="@"><v>{day.toordinal() - _DAY_ZERO}</v></c>'
            f'<c r="E{at}" t="s"><v>{e}</v></c><c r="F{at}" t="s"><v>{f}</v></c>{g}{h}'
            f'<c r="I{at}" t="s"><v>{i}</v></c><c r="J{at}" t="s"><v>{j}</v></c></row>'
        )
