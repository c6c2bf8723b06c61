"""The target board as a report shows it: the board's own lines, with how many rows each figure opens to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from langnghe.measure.periods import period_of
from langnghe.measure.records import Figure, Period
from langnghe.report.model import FigureLine, TargetLine
from langnghe.report.words import value_of

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse import Store


def year_to_date(period: Period) -> Period:
    """Return the days of the year that a period ends in, up to its end: what targets are held to."""
    first = date(period.last.year, 1, 1)
    return replace(period, first=first) if period.first > first else period


def _is(table: pa.Table, figure: str) -> Any:
    import pyarrow.compute as pc

    return pc.equal(table["figure"], figure)


def board_lines(
    store: Store,
    period: Period,
    known: datetime,
    units: Sequence[str] | None,
    figures: Mapping[str, Sequence[Figure]],
    told: Mapping[str, Sequence[FigureLine]],
    rows: Mapping[str, pa.Table],
) -> tuple[TargetLine, ...]:
    """Return the rows of the board, in the order of the plan, judged over the year of the period.

    figures: of the year up to the end of the period; told: the same as the report tells them; rows:
    those of each target. A half year that is over is no year that is over: the pace is told.
    """
    from flows.targets import lines, row_of

    year = period_of(str(period.last.year))
    main = {f.question: f.rows for mine in figures.values() for f in mine if f.primary}
    mine_rows = {
        id_: [row_of(row) for row in table.filter(_is(table, main.get(id_, ""))).to_pylist()]
        for id_, table in rows.items()
    }
    known_rows = {id_: mine_rows.get(id_, []) for id_ in figures}
    found = []
    for line in lines(store, year, known, units, figures, known_rows=known_rows, until=period.last):
        mine = tuple(told[line.id])
        primary = next((f for f in mine if f.primary), None)
        found.append(
            TargetLine(
                id=line.id, wording=line.wording, name=line.name, light=line.light.value,
                sign=line.sign, word=line.word, target=line.target,
                told=value_of(primary) if primary and primary.told else "",
                projection=line.projection, behind=line.behind, alternates="; ".join(line.alternates),
                note=line.note, figures=mine,
            )
        )  # fmt: skip
    return tuple(found)
