"""Find the row of headings: under a title, over two lines, merged, with a row of (1) (2) (3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langnghe.registers.columns import heading_key

LOOKED_AT = 15  # rows from the top in which headings are sought

# Headings that are no column of ours and nobody misses: row numbers, our own notes of errors.
SILENT = frozenset(("stt", "tt", "so_tt", "so_thu_tu", "no", "loi", "dong_goc", "ghi_chu_mau"))
_PRIVATE = re.compile(
    r"(?:^|_)(?:ho_(?:va_)?ten|ten_nguoi|nguoi_(?:hoi|gui|goi)|sdt|dien_thoai|so_dt|phone|mobile|e?_?mail"
    r"|thu_dien_tu|cccd|cmnd|can_cuoc|ho_chieu|ngay_sinh|nam_sinh|dia_chi_(?:nha|rieng)|so_tai_khoan"
    r"|stk|facebook_ca_nhan|nick)(?:_|$)"
)
_ORDINAL = re.compile(r"\(?(\d{1,2})\)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where the headings stand and which column of ours each position is."""

    rows: int  # how many of the rows looked at belong to title and headings
    names: tuple[str | None, ...]  # by position; None: no column of ours
    headings: tuple[str, ...]
    lines: int = 1  # over which the headings stand

    @property
    def score(self) -> int:
        return len(set(self.names) - {None})

    def positions(self) -> dict[str, int]:
        """Return column name → its first position."""
        found: dict[str, int] = {}
        for place, name in enumerate(self.names):
            if name is not None:
                found.setdefault(name, place)
        return found

    def extra(self) -> list[str]:
        """Return headings that are no column of ours, without row numbers and the like."""
        pairs = zip(self.names, self.headings, strict=True)
        return [h for name, h in pairs if name is None and h and heading_key(h) not in SILENT]


def is_private(heading: str) -> bool:
    """Say whether a heading tells of a private person's data."""
    return _PRIVATE.search(heading_key(heading)) is not None


def find_header(rows: Sequence[Sequence[Any]], aliases: Mapping[str, str]) -> Header | None:
    """Return the headings among the first rows of a table; None when no row names a column."""
    best: Header | None = None
    for place, row in enumerate(rows[:LOOKED_AT]):
        found = [_of(place + 1, [_word(cell) for cell in row], aliases)]
        if place + 1 < len(rows):
            below = rows[place + 1]
            found.append(_of(place + 2, _joined(row, below, aliases), aliases, lines=2))
        for header in found:
            if best is None or header.score > best.score:
                best = header if header.score else None
            elif header.score == best.score and header.lines < best.lines:
                best = header  # one line says it all: what stands above is a title
    if best is not None and best.rows < len(rows) and _numbers_columns(rows[best.rows]):
        best = Header(rows=best.rows + 1, names=best.names, headings=best.headings)
    return best


def _word(cell: Any) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _of(
    rows: int, headings: Sequence[str], aliases: Mapping[str, str], *, lines: int = 1
) -> Header:
    names = tuple(aliases.get(heading_key(heading)) if heading else None for heading in headings)
    return Header(rows=rows, names=names, headings=tuple(headings), lines=lines)


def _joined(upper: Sequence[Any], lower: Sequence[Any], aliases: Mapping[str, str]) -> list[str]:
    """Return the headings of two lines: a group above reaches over the empty cells to its right."""
    joined, group = [], ""
    for place in range(max(len(upper), len(lower))):
        above = _word(upper[place]) if place < len(upper) else ""
        below = _word(lower[place]) if place < len(lower) else ""
        group = above or group
        if not below:
            joined.append(above)
            group = above
        elif heading_key(f"{group} {below}") in aliases:
            joined.append(f"{group} {below}")
        else:
            joined.append(
                below if heading_key(below) in aliases or not above else f"{above} {below}"
            )
    return joined


def _numbers_columns(row: Sequence[Any]) -> bool:
    """Say whether a row only numbers the columns: (1) (2) (3) …"""
    found = [_ORDINAL.fullmatch(_word(cell)) for cell in row if _word(cell)]
    numbers = [int(each[1]) for each in found if each]
    first = numbers[0] if numbers else -1
    return (
        len(found) == len(numbers) >= 3
        and first in (0, 1)
        and numbers == list(range(first, first + len(numbers)))
    )
