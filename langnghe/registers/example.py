"""The example row of a template: marked in the first column, and no row while it is as we wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langnghe.registers.cells import blank
from langnghe.registers.columns import Kind
from langnghe.registers.dates import read_day, read_moment, read_month
from langnghe.text import fold

NUMBER_HEADING = "STT"
MARK = "Ví dụ"
_MARKS = frozenset(("vi du", "vd", "mau", "example"))
_READ = {"day": read_day, "moment": read_moment, "month": read_month}


def is_marked(cell: object) -> bool:
    """Say whether the first cell of a row marks an example."""
    return isinstance(cell, str) and fold(cell) in _MARKS


def is_example(kind: Kind, row: Mapping[str, Any]) -> bool:
    """Say whether a row (by column name, STT beside them) is the template's own, untouched.

    Who types over the example and forgets the mark has written a row, and it counts.
    """
    if not is_marked(row.get(NUMBER_HEADING)):
        return False
    return all(
        _same(column.type, row.get(column.name), column.example)
        for column in kind.columns
        if column.name in row
    )


def _same(type_: str, cell: object, example: str) -> bool:
    if blank(cell) or blank(example):
        return blank(cell) and blank(example)
    reader = _READ.get(type_)
    if reader is not None:
        try:
            return reader(cell) == reader(example)
        except ValueError:
            return False
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    typed = str(cell)
    return fold(typed) == fold(example) or typed == example.replace(".", "").replace(",", ".")
