"""The board as plain text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from langnghe.measure.board_model import Board, Row
from langnghe.numbers import number
from langnghe.records import HANOI

SCHEMA_VERSION = 1


def heading(board: Board) -> str:
    """Return the title: what, whose, which period."""
    whose = board.unit_name or "toàn tỉnh"
    return f"Bảng chỉ tiêu {board.period_name} – {whose}"


def known_words(board: Board) -> str:
    """Return the moment as of which the board stands, in words."""
    return f"Tính đến {board.known.astimezone(HANOI):%H:%M ngày %d/%m/%Y}."


def text(board: Board) -> str:
    """Return the board as lines for a terminal."""
    said = [heading(board), known_words(board), ""]
    for line in board.lines:
        said.append(f"{line.sign} {line.id:<4} {line.name}: {line.word}")
        value = "; ".join(filter(None, [line.told, line.target and f"chỉ tiêu {line.target}"]))
        under = (value, line.projection, line.behind, *line.alternates, line.note)
        said += [f"       {words}" for words in under if words]
    said += ["", "Mở dòng đứng sau một con số: langnghe targets rows T3a"]
    return "\n".join(said) + "\n"


def as_json(board: Board) -> str:
    """Return the board as JSON, with schema_version."""
    values = {"schema_version": SCHEMA_VERSION, **asdict(board)}
    return json.dumps(values, ensure_ascii=False, indent=2, default=str) + "\n"


def rows_text(rows: Sequence[Row], names: dict[str, str]) -> str:
    """Return rows behind a number, one a line: day, unit, what it adds, what it is."""
    said = []
    for row in rows:
        adds = "" if row.num is None else f"{number(row.num, ',.6g')}"
        of = "" if row.den is None else f"/{number(row.den, ',.6g')}"
        unit = names.get(row.unit, row.unit) or "–"
        part = f" [{row.part}]" if row.part else ""
        said.append(
            f"{row.day:%d/%m/%Y}  {adds}{of}  {unit}{part}  {row.label}  ({row.kind} {row.id})"
        )
    return "\n".join([*said, f"{len(rows)} dòng"]) + "\n"
