"""The target board of a year or a period: figures, targets in force and rows, from the warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from langnghe.errors import LangngheError
from langnghe.measure.board import UNITS, Asked, Levels, line_of
from langnghe.measure.board_model import Board, BoardLine, Row, Target
from langnghe.measure.catalogue import questions
from langnghe.measure.records import Figure, Period, Question
from langnghe.records import hanoi_day

if TYPE_CHECKING:
    from warehouse import Store

_TARGETS = """
select code, name, programme, applies_to, rule, value, measure, period, duty, basis, valid_from, valid_to,
       window_from, window_to, baseline_from, baseline_to
from staging.stg_target where valid_from <= $day::date and duty <> 'definition' and value is not null
order by code, duty = 'must' desc, valid_from desc
"""
_LEVELS = """
select name, value from staging.target_on($day::date) where code = 'Bảng' order by valid_from
"""


def board(
    store: Store, period: Period, known: datetime, units: Sequence[str] | None = None
) -> Board:
    """Return the board of a period as known at a moment; units: of some units only."""
    from flows.measure import answers
    from warehouse.measured import prepared
    from warehouse.still import still

    wanted = [q for q in questions().values() if not q.id[0].isdecimal()]
    # Figures and the rows behind them ask the same views of the same posts: worked out once for both.
    with still(store), prepared(store, period.first, period.last):
        figures = answers(store, period, known, units=units, only=[q.id for q in wanted])
        told: dict[str, list[Figure]] = {q.id: [] for q in wanted}
        for figure in figures:
            told[figure.question].append(figure)
        names = _names(store, period.last)
        asked = list(units or ())
        return Board(
            period=period.id, period_name=period.name, first=period.first, last=period.last,
            known=known, unit=asked[0] if len(asked) == 1 else "",
            unit_name=names.get(asked[0], asked[0]) if len(asked) == 1 else "",
            lines=lines(store, period, known, units, told),
        )  # fmt: skip


def lines(
    store: Store,
    period: Period,
    known: datetime,
    units: Sequence[str] | None,
    figures: Mapping[str, Sequence[Figure]],
    *,
    known_rows: Mapping[str, Sequence[Row]] | None = None,
    until: date | None = None,
) -> tuple[BoardLine, ...]:
    """Return the lines of the board from figures that are known already, in the order of the plan.

    Of some units only those targets that are for units of their level.
    known_rows: those of each main figure, where who asks has them at hand; None: the views are asked.
    until: the last day that is counted, where that is before the end of the period.
    """
    from warehouse.measure import standing
    from warehouse.measured import prepared

    today = min(until or period.last, hanoi_day(known))
    names, levels = _names(store, period.last), _levels(store, today)
    targets = [Target(**row) for row in store.dicts(_TARGETS, {"day": today})]
    levels_asked = _levels_of(store, units, period.last)
    asked = [
        q
        for q in questions().values()
        if not q.id[0].isdecimal() and q.id in figures and _concerns(q.id, targets, levels_asked)
    ]
    rows: Mapping[str, Sequence[Row]]
    if known_rows is not None:
        rows = known_rows
    else:
        views = standing(store)
        with prepared(store, period.first, period.last):
            rows = {
                q.id: _counted(store, q, period, known, units) if q.view in views else []
                for q in asked
            }
    found = []
    for question in asked:
        mine = [t for t in targets if t.code == question.id]
        now = [t for t in mine if t.valid_to is None or t.valid_to >= today]
        found.append(
            line_of(
                Asked(
                    question=question, figures=figures[question.id],
                    rows=rows[question.id],
                    targets=now or mine[:1], in_force=bool(now), period=period, today=today,
                    levels=levels, names=names,
                )
            )
        )  # fmt: skip
    return tuple(found)


def _levels_of(store: Store, units: Sequence[str] | None, day: date) -> frozenset[str] | None:
    """Return the levels of the units that are asked about; None for the whole province."""
    from warehouse.measure import units_in_force

    if units is None:
        return None
    return frozenset(level for code, _, level in units_in_force(store, day) if code in units)


def _concerns(code: str, targets: Sequence[Target], levels: frozenset[str] | None) -> bool:
    """Tell whether a target is for one of these levels; one without a number is for all."""
    meant = {t.applies_to for t in targets if t.code == code}
    if levels is None or not meant:
        return True
    # “Mọi cấp” of what each unit must reach is the province and those above the grassroots.
    each = {"province", "upper"} if code in UNITS else {"province", "upper", "grassroots"}
    reached = {"grassroots" if m == "grassroots_large" else m for m in meant}
    return bool(levels & (reached | (each if "all" in meant else set())))


def rows_of(
    store: Store,
    question: Question,
    period: Period,
    known: datetime,
    units: Sequence[str] | None = None,
    *,
    figure: str | None = None,
) -> list[Row]:
    """Return the rows behind the main figure of a target, or behind another of its figures."""
    from warehouse.measure import standing

    if question.view not in standing(store):
        return []
    return _counted(store, question, period, known, units, figure)


def _counted(
    store: Store,
    question: Question,
    period: Period,
    known: datetime,
    units: Sequence[str] | None,
    figure: str | None = None,
) -> list[Row]:
    from warehouse.measure import counted

    key = figure or next(spec.rows or spec.key for spec in question.figures if spec.primary)
    found = counted(store, question.view, period.first, period.last, known, units, figure=key)
    return [row_of(each) for each in found]


def question_of(code: str) -> Question:
    """Return the question of a target by its number; a clear error for what is none."""
    for question in questions().values():
        if question.id.lower() == code.strip().lower() and not question.id[0].isdecimal():
            return question
    known = ", ".join(q.id for q in questions().values() if not q.id[0].isdecimal())
    raise LangngheError(f"không có chỉ tiêu {code!r}; có: {known}")


def unit_of(store: Store, said: str, day: date) -> str:
    """Return the code of a unit named by its code or its name on a day."""
    names = _names(store, day)
    for code, name in names.items():
        if said.strip().casefold() in (code.casefold(), name.casefold()):
            return code
    raise LangngheError(f"không có đơn vị {said!r} trong sổ đơn vị; ghi mã như ở units.toml")


def row_of(values: Mapping[str, Any]) -> Row:
    """Return a row of a view as the board has it."""
    return Row(
        unit=values["unit"] or "", day=values["day"], figure=values["figure"],
        part=values["part"] or "", num=values["num"], den=values["den"], kind=values["kind"],
        id=str(values["id"]), label=values["label"] or "",
    )  # fmt: skip


def _names(store: Store, day: date) -> dict[str, str]:
    from warehouse.measure import names_of

    return names_of(store, "unit", day)


def _levels(store: Store, day: date) -> Levels:
    found: dict[str, float] = dict(store.rows(_LEVELS, {"day": day}))
    return Levels(
        on_track=found.get("Đang đúng hướng: từ", 100), at_risk=found.get("Có nguy cơ: từ", 100)
    )
