"""The workbook that goes back: the file as it was, every wrong cell red, a column that says why."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from langnghe.registers.batch import CheckedTable, Remark
from langnghe.registers.book import Table
from langnghe.registers.sheet_write import OutSheet, write_workbook

HEADING = "Lỗi"
LIST = "Danh sách lỗi"


def returned_name(path: Path) -> Path:
    """Return where the workbook with the errors of a file is written: beside it."""
    return path.with_name(f"{path.stem.removesuffix('-loi')}-loi.xlsx")


def write_returned(checked: Sequence[CheckedTable], out: Path) -> None:
    """Write every sheet line for line and cell for cell, so that C7 is still C7."""
    sheets = [_copy(each.table, each.errors) for each in checked]
    sheets.append(_list([remark for each in checked for remark in each.errors]))
    part = out.with_name(f".{out.stem}.{os.getpid()}.xlsx")
    try:
        write_workbook(part, sheets)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _copy(table: Table, errors: Sequence[Remark]) -> OutSheet:
    by_line: dict[int, list[Remark]] = defaultdict(list)
    for remark in errors:
        by_line[remark.line].append(remark)
    at = table.header.positions()
    width = max((len(row) for row in table.whole), default=0)
    told = {line: "; ".join(map(_sentence, wrong)) for line, wrong in by_line.items()}
    told[table.header.rows] = HEADING
    return OutSheet(
        title=table.title,
        rows=[
            [*row, *([None] * (width - len(row))), told[line]] if line in told else row
            for line, row in enumerate(table.whole, start=1)
        ],
        widths=[18.0] * width + [80.0],
        bold=table.header.rows,
        red={
            line: frozenset((*(at[r.column] for r in wrong if r.column in at), width))
            for line, wrong in by_line.items()
        },
    )


def _sentence(remark: Remark) -> str:
    where = f"{remark.place} {remark.heading}".strip()
    return f"{where}: {remark.message}" if where else remark.message


def _list(errors: Sequence[Remark]) -> OutSheet:
    """Put every error on a sheet of its own, to work through."""
    headings = ["Trang", "Dòng", "Ô", "Cột", "Đang ghi", "Lỗi và cách sửa"]
    rows = [[r.sheet, r.line, r.place, r.heading, r.value, r.message] for r in errors]
    return OutSheet(title=LIST, rows=[headings, *rows], widths=[22, 8, 8, 26, 30, 90], bold=1)
