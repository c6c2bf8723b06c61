"""The target board as a report shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from langnghe.measure.catalogue import questions
from langnghe.measure.records import Period
from langnghe.report.model import FigureLine, TargetLine
from langnghe.report.words import value_of

if TYPE_CHECKING:
    from warehouse import Store

_UNKNOWN = ("unknown", "○", "chưa có dữ liệu")
_NOT_JUDGED = ("", "·", "chưa so với chỉ tiêu")


def board_lines(
    store: Store,
    period: Period,
    known: datetime,
    units: Sequence[str] | None,
    figures: Mapping[str, Sequence[FigureLine]],
) -> tuple[TargetLine, ...]:
    """Return the rows of the board, in the order of the plan."""
    lines = []
    for question in questions().values():
        if question.id[0].isdecimal():
            continue
        told = tuple(figures[question.id])
        primary = next((f for f in told if f.primary), None)
        light, sign, word = _NOT_JUDGED if primary and primary.told else _UNKNOWN
        lines.append(
            TargetLine(
                id=question.id, wording=question.wording, name=question.name, light=light,
                sign=sign, word=word, told=value_of(primary) if primary and primary.told else "",
                projection="", behind="", note=primary.note if primary else question.remedy,
                figures=told,
            )
        )  # fmt: skip
    return tuple(lines)
