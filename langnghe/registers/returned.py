"""The workbook that goes back: the file as it was, every wrong cell red, a column that says why."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.registers.batch import CheckedTable, Remark
from langnghe.registers.book import Table

if TYPE_CHECKING:
    from openpyxl import Workbook

HEADING = "Lỗi"
LIST = "Danh sách lỗi"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_KEPT = (int, float, bool, datetime, date, time, timedelta)


def returned_name(path: Path) -> Path:
    """Return where the workbook with the errors of a file is written: beside it."""
    stem = path.stem.removesuffix("-loi")
    return path.with_name(f"{stem}-loi.xlsx")


def write_returned(checked: Sequence[CheckedTable], out: Path) -> None:
    """Write every sheet line for line and cell for cell, so that C7 is still C7."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for each in checked:
        _copy(book, each.table, each.errors)
    _list(book, [remark for each in checked for remark in each.errors])
    part = out.with_name(f".{out.stem}.{os.getpid()}.xlsx")
    try:
        book.save(part)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _copy(book: Workbook, table: Table, errors: Sequence[Remark]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Font, PatternFill

    sheet = book.create_sheet(_title(table.title))
    by_line: dict[int, list[Remark]] = defaultdict(list)
    for remark in errors:
        by_line[remark.line].append(remark)
    at = table.header.positions()
    width = max((len(row) for row in table.whole), default=0)
    red, bold = PatternFill("solid", fgColor="FFC7CE"), Font(bold=True)
    for letter in range(width):
        sheet.column_dimensions[_letter(letter)].width = 18
    sheet.column_dimensions[_letter(width)].width = 80

    def written(value: Any) -> Any:
        if isinstance(value, _KEPT) or value is None:
            return value
        text = _UNFIT.sub(" ", str(value))
        if text[:1] not in "=+-@\t" or not text:
            return text
        cell = WriteOnlyCell(sheet, value=text)
        cell.data_type = "s"  # what a stranger wrote is never a formula
        return cell

    for line, row in enumerate(table.whole, start=1):
        cells = [written(value) for value in row]
        wrong = by_line.get(line)
        if line == table.header.rows:
            cells += [None] * (width - len(cells))
            cells.append(WriteOnlyCell(sheet, value=HEADING))
            for place, cell in enumerate(cells):
                if not isinstance(cell, Cell):
                    cell = cells[place] = WriteOnlyCell(sheet, value=cell)
                cell.font = bold
        elif wrong:
            cells += [None] * (width - len(cells))
            for place in {at[remark.column] for remark in wrong if remark.column in at}:
                cell = cells[place]
                if not isinstance(cell, Cell):
                    cell = cells[place] = WriteOnlyCell(sheet, value=cell)
                cell.fill = red
            told = WriteOnlyCell(sheet, value="; ".join(_sentence(remark) for remark in wrong))
            told.data_type, told.fill = "s", red
            cells.append(told)
        sheet.append(cells)


def _sentence(remark: Remark) -> str:
    where = f"{remark.place} {remark.heading}".strip()
    return _UNFIT.sub(" ", f"{where}: {remark.message}" if where else remark.message)


def _list(book: Workbook, errors: Sequence[Remark]) -> None:
    """Put every error on a sheet of its own, to work through."""
    sheet = book.create_sheet(LIST)
    for letter, width in zip("ABCDEF", (22, 8, 8, 26, 30, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(["Trang", "Dòng", "Ô", "Cột", "Đang ghi", "Lỗi và cách sửa"])
    from openpyxl.cell import WriteOnlyCell

    for remark in errors:
        words = [remark.sheet, remark.place, remark.heading, remark.value, remark.message]
        cells = [WriteOnlyCell(sheet, value=_UNFIT.sub(" ", word)) for word in words]
        for cell in cells:
            cell.data_type = "s"
        sheet.append([cells[0], remark.line, *cells[1:]])


def _title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Bảng"


def _letter(position: int) -> str:
    from langnghe.registers.book import letter

    return letter(position)
