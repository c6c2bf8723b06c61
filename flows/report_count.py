"""Count what a report tells: figures of the period and the one before, and the rows behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flows.measure import Sums, answers
from flows.measure_heard import Heard
from flows.report_board import board_lines, year_to_date
from flows.report_units import unit_lines
from langnghe.errors import LangngheError
from langnghe.measure.catalogue import questions
from langnghe.measure.periods import before
from langnghe.measure.records import Figure, Period, Question, Status
from langnghe.records import hanoi_day
from langnghe.report.compose import Asked, Counted
from langnghe.report.model import FigureLine
from langnghe.report.settings import ReportSettings
from langnghe.report.snapshot import ROW_COLUMNS
from langnghe.text import fold
from warehouse import Store
from warehouse import report as kept
from warehouse.measure import standing, units_in_force
from warehouse.measured import prepared
from warehouse.still import still
from warehouse.told import told

if TYPE_CHECKING:
    import pyarrow as pa

FIGURE = tuple(f for f in FigureLine.__dataclass_fields__ if f != "row_count")


def count(
    store: Store,
    period: Period,
    unit: tuple[str, str, str],
    settings: ReportSettings,
    now: datetime,
) -> tuple[Counted, pa.Table]:
    """Return what a report of a unit (code, name, level) tells of a period, and the rows behind it."""
    others = [(each.first, each.last) for each in (before(period), year_to_date(period))]
    # Everything is read as it stands now, once: the views, the posts and stories of all three stretches.
    with (
        still(store),
        prepared(store, period.first, period.last, also=others),
        told(store, [(period.first, period.last), *others], now),
    ):
        return _count(store, period, unit, settings, now)


def _count(
    store: Store,
    period: Period,
    unit: tuple[str, str, str],
    settings: ReportSettings,
    now: datetime,
) -> tuple[Counted, pa.Table]:
    code, name, level = unit
    whole = level in ("province", "national")
    units = None if whole else kept.units_under(store, code, period.first, period.last)
    earlier = before(period)
    to_date, plan = year_to_date(period), [q for q in questions() if not q[0].isdecimal()]
    asked = [q for q in questions() if q[0].isdecimal()]
    now_rows = _tables(store, period, now, units, asked if to_date != period else questions())
    if to_date != period:
        now_rows |= _tables(store, to_date, now, units, plan)
    past_rows = _tables(store, earlier, now, units, settings.main)
    adding = _adding(store, now_rows)
    figures = _by_question(
        answers(store, period, now, units=units, only=asked, adding=adding)
        + answers(store, to_date, now, units=units, only=plan, adding=adding)
    )
    past = _by_question(
        answers(
            store, earlier, now, units=units, only=settings.main, adding=_adding(store, past_rows)
        )
    )
    rows = _joined(now_rows, period)
    now_rows = {
        id_: table for id_, table in now_rows.items() if id_ in plan
    }  # memory: most are large
    mine = {f.question: f.rows for told in past.values() for f in told if f.primary}
    old = _joined(past_rows, earlier, only=mine)
    sizes, old_sizes = _sizes(rows), _sizes(old)
    heard = Heard(store, period, now, units)
    common = _common(store, period, now, figures) if not whole else frozenset()
    lines = {id_: tuple(_line(figure, sizes) for figure in told) for id_, told in figures.items()}
    province = unit_of(store, None, period)[1] if not whole else name
    counted = Counted(
        period=period.id,
        period_name=period.name,
        earlier=earlier.id,
        before_name=earlier.name,
        first=period.first,
        last=period.last,
        unit=code,
        unit_name=name,
        level=level,
        province=province,
        made_at=now,
        over=hanoi_day(now) > period.last,
        asked=[
            Asked(
                id=question.id, wording=question.wording, name=question.name,
                source=question.source, remedy=question.remedy, figures=lines[question.id],
                missing=heard.missing(question), common=question.id in common,
            )
            for question in questions().values()
            if question.id[0].isdecimal()
        ],
        before={
            (f.question, f.key): _line(f, old_sizes)
            for told in past.values() for f in told if f.primary
        },
        targets=board_lines(
            store, period, now, units, {q: figures[q] for q in plan}, lines,
            {q: now_rows[q] for q in plan if q in now_rows},
        ),
        units=unit_lines(store, period, now) if whole else (),
        weeks=_weeks(rows, period, now),
        versions=_versions(store),
    )  # fmt: skip
    import pyarrow as pa

    return counted, pa.concat_tables([rows, old])


def _adding(store: Store, rows: Mapping[str, pa.Table]) -> Callable[[Question], Sums]:
    """Return what tells of a question what its rows add up to: all are added up at once."""
    added = kept.sums_of(store, rows)
    return lambda question: added[question.id]


def _by_question(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.question, []).append(figure)
    return found


def _line(figure: Figure, sizes: Mapping[tuple[str, str, str], int]) -> FigureLine:
    values = {name: getattr(figure, name) for name in FIGURE}
    values["status"] = figure.status.value
    rows = figure.rows or figure.key
    count = sizes.get((figure.question, rows, figure.part), 0)
    return FigureLine(**{**values, "rows": rows, "row_count": count})


def _tables(
    store: Store, period: Period, known: datetime, units: Sequence[str] | None, ids: Iterable[str]
) -> dict[str, pa.Table]:
    """Return the rows of each question that has a view: asked once, then added up and kept."""
    views = standing(store)
    wanted = [questions()[id_] for id_ in ids if id_ in questions()]
    return {
        q.id: kept.counted_table(store, q.view, period.first, period.last, known, units)
        for q in wanted
        if q.view in views
    }


def _joined(
    tables: Mapping[str, pa.Table], period: Period, only: Mapping[str, str] | None = None
) -> pa.Table:
    """Return the rows of all questions as one table; only: one figure's rows a question."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = []
    for id_, rows in tables.items():
        table = rows
        if only is not None:
            table = table.filter(pc.equal(table["figure"], only.get(id_, "")))
        for name, value in (("period", period.id), ("question", id_)):
            table = table.append_column(name, pa.array([value] * table.num_rows, pa.string()))
        found.append(table.select(ROW_COLUMNS).cast(_schema()))
    return pa.concat_tables(found) if found else _schema().empty_table()


def _schema() -> pa.Schema:
    import pyarrow as pa

    kinds = {"day": pa.date32(), "num": pa.float64(), "den": pa.float64()}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in ROW_COLUMNS])


def _sizes(rows: pa.Table) -> dict[tuple[str, str, str], int]:
    """Return how many rows each figure and each class, also each step of a class, opens to."""
    grouped = rows.group_by(["question", "figure", "part"]).aggregate([("id", "count")])
    found: dict[tuple[str, str, str], int] = {}
    for row in grouped.to_pylist():
        part, count = row["part"], row["id_count"]
        for piece in {"", part, *part.split(">")}:
            place = (row["question"], row["figure"], piece)
            found[place] = found.get(place, 0) + count
    return found


def _common(
    store: Store, period: Period, known: datetime, figures: Mapping[str, Sequence[Figure]]
) -> frozenset[str]:
    """Return the questions that no unit has figures of, because they are measured for the province."""
    views = standing(store)

    def whole(question: Question) -> bool:
        told = any(f.primary and f.status != Status.NONE for f in figures[question.id])
        return not told and kept.of_no_unit(store, question.view, period.first, period.last, known)

    return frozenset(q.id for q in questions().values() if q.view in views and whole(q))


def _weeks(rows: pa.Table, period: Period, known: datetime) -> list[tuple[date, float | None, int]]:
    """Return each week's items in scope and its days not heard; None where no day was heard."""
    import pyarrow.compute as pc

    def by_day(figure: str) -> dict[date, float]:
        wanted = pc.and_(pc.equal(rows["question"], "1.02"), pc.equal(rows["figure"], figure))
        found: dict[date, float] = {}
        table = rows.filter(wanted).select(["day", "num"]).to_pydict()
        for day, num in zip(table["day"], table["num"], strict=True):
            found[day] = found.get(day, 0.0) + (num or 0.0)
        return found

    items, lost = by_day("relevant"), by_day("unheard_days")
    if not items:
        return []
    days = [period.first + timedelta(days=n) for n in range(period.days)]
    weeks: dict[date, list[date]] = {}
    for day in days:
        if day <= hanoi_day(known):
            weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    told: list[tuple[date, float | None, int]] = []
    for monday, inside in weeks.items():
        silent = sum(1 for day in inside if lost.get(day))
        value = None if silent == len(inside) else sum(items.get(day, 0.0) for day in inside)
        told.append((max(monday, period.first), value, silent))
    return told


def _versions(store: Store) -> dict[str, str]:
    from importlib.metadata import version

    return {"langnghe": version("langnghe"), **kept.versions(store)}


def unit_of(store: Store, given: str | None, period: Period) -> tuple[str, str, str]:
    """Return code, name and level of a unit by code or name; None: the province of that day."""
    known = units_in_force(store, period.last) + units_in_force(store, period.first)
    if given is None:
        found = sorted(unit for unit in known if unit[2] == "province")
        if not found:
            raise LangngheError("chưa có đơn vị cấp tỉnh trong sổ đơn vị; kiểm tra units.toml")
        return found[0]
    wanted = fold(given)
    for unit in known:
        if wanted in (fold(unit[0]), fold(unit[1])):
            return unit
    near = [f"{code} ({name})" for code, name, _ in known if wanted in fold(name)][:5]
    more = f"; có phải {', '.join(dict.fromkeys(near))}?" if near else "; mã ở sổ đơn vị"
    raise LangngheError(f"không có đơn vị “{given}” trong kỳ{more}")
