"""Make the report of a period by the five criteria: counted, composed, frozen, remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.measure import answers
from flows.measure_heard import Heard
from flows.record import held, record
from flows.report_board import board_lines
from flows.report_units import unit_lines
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.measure.catalogue import questions
from langnghe.measure.periods import before, period_of
from langnghe.measure.records import Figure, Period, Question, Status
from langnghe.records import Event, hanoi_day
from langnghe.report.compose import Asked, Counted, compose
from langnghe.report.model import FigureLine, Report
from langnghe.report.settings import ReportSettings, read_settings
from langnghe.report.snapshot import ROW_COLUMNS, Snapshot, freeze, snapshots
from langnghe.text import fold
from warehouse import Store
from warehouse import report as kept
from warehouse.measure import standing, units_in_force
from warehouse.measured import prepared

if TYPE_CHECKING:
    import pyarrow as pa

MACHINE = "machine@report"
LOCKERS = ("propaganda_head", "vice_chair", "chair")  # measurement.md section 3: who locks a report
_FIGURE = tuple(f for f in FigureLine.__dataclass_fields__ if f != "row_count")


def folder_of(workspace: Workspace) -> Path:
    """Return where the frozen reports of a workspace lie."""
    return workspace.root / "data" / "reports"


def make(workspace: Workspace, period: str, unit: str | None, now: datetime) -> Snapshot:
    """Count, compose and freeze the report of a period; the same content is not frozen twice.

    unit: code or name; None: the province. Figures of what has not happened yet are of the days
    that have passed. Raises LangngheError for a period or a unit nobody knows.
    """
    asked, settings = period_of(period), read_settings(workspace.root)
    if asked.first > hanoi_day(now):
        raise LangngheError(f"{asked.name} chưa bắt đầu; chọn kỳ khác")
    with held(workspace) as store:
        code, name, level = unit_of(store, unit, asked)
        counted, rows = _count(store, asked, (code, name, level), settings, now)
        report = compose(counted, settings)
        beside = _submission(store, report, asked, now)
        frozen = freeze(folder_of(workspace), report, _catalogue(), rows, beside)
        _remember(store, workspace, frozen, now)
    return frozen


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
    figures = _by_question(answers(store, period, now, units=units))
    past = _by_question(answers(store, earlier, now, units=units, only=settings.main))
    rows = _rows(store, period, now, units, questions())
    mine = {f.question: f.rows for told in past.values() for f in told if f.primary}
    old = _rows(store, earlier, now, units, [q for q in questions() if q in mine], only=mine)
    sizes, old_sizes = _sizes(rows), _sizes(old)
    heard = Heard(store, period, now, units)
    common = _common(store, period, now, figures) if not whole else frozenset()
    lines = {id_: tuple(_line(figure, sizes) for figure in told) for id_, told in figures.items()}
    province = unit_of(store, None, period)[1] if not whole else name
    counted = Counted(
        period=period.id,
        period_name=period.name,
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
        targets=board_lines(store, period, now, units, lines),
        units=unit_lines(store, period, now) if whole else (),
        weeks=_weeks(rows, period, now),
        versions=_versions(store),
    )  # fmt: skip
    import pyarrow as pa

    return counted, pa.concat_tables([rows, old])


def _by_question(figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.question, []).append(figure)
    return found


def _line(figure: Figure, sizes: Mapping[tuple[str, str, str], int]) -> FigureLine:
    values = {name: getattr(figure, name) for name in _FIGURE}
    values["status"] = figure.status.value
    rows = figure.rows or figure.key
    count = sizes.get((figure.question, rows, figure.part), 0)
    return FigureLine(**{**values, "rows": rows, "row_count": count})


def _rows(
    store: Store,
    period: Period,
    known: datetime,
    units: Sequence[str] | None,
    ids: Any,
    only: Mapping[str, str] | None = None,
) -> pa.Table:
    """Return the rows behind the figures of a period; only: one figure's rows a question."""
    import pyarrow as pa
    import pyarrow.compute as pc

    views, found = standing(store), []
    with prepared(store, period.first, period.last):
        for question in (questions()[id_] for id_ in ids):
            if question.view not in views:
                continue
            table = kept.counted_table(
                store, question.view, period.first, period.last, known, units
            )
            if only is not None:
                table = table.filter(pc.equal(table["figure"], only[question.id]))
            for name, value in (("period", period.id), ("question", question.id)):
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
        told = [f for f in figures[question.id] if f.status != Status.NONE]
        return not told and kept.of_no_unit(store, question.view, period.first, period.last, known)

    with prepared(store, period.first, period.last):
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


def _catalogue() -> list[dict[str, Any]]:
    def plain(question: Question) -> dict[str, Any]:
        row = {name: getattr(question, name) for name in Question.__dataclass_fields__}
        row["figures"] = [
            {n: getattr(f, n) for n in type(f).__dataclass_fields__ if n != "part_names"}
            | {"part_names": dict(f.part_names)}
            for f in question.figures
        ]
        return row

    return [plain(question) for question in questions().values()]


def _submission(store: Store, report: Report, period: Period, now: datetime) -> bytes:
    if report.whole:
        return b""
    from flows.report_receive import submission

    return submission(store, report, period, now)


def _remember(store: Store, workspace: Workspace, frozen: Snapshot, now: datetime) -> None:
    """Land that a report was made, and keep its figures as rows; said once of each snapshot."""
    if all(event["id"] != frozen.id for event in kept.report_events(store)):
        report, manifest = frozen.report, frozen.manifest
        fields = {
            "period": report.period, "unit": report.unit, "answered": report.answered,
            "total": report.total, "content": manifest["content"], "sha256": manifest["sha256"],
        }  # fmt: skip
        made = Event(kind="report", id=frozen.id, what="made", by=MACHINE, at=now, fields=fields)
        record(store, workspace, [made])
    keep(store, frozen)


def keep(store: Store, frozen: Snapshot) -> int:
    """Put the figures of a snapshot into raw.figure, once; return how many were new."""
    names = (*_FIGURE, "report_id", "made_at")
    report = frozen.report
    rows = [
        {**asdict(figure), "report_id": report.id, "made_at": report.made_at}
        for figure in report.figures()
    ]
    return kept.keep_figures(
        store, report.id, [{n: row[n] for n in names if n != "rows"} for row in rows]
    )


def found(workspace: Workspace, name: str) -> Snapshot:
    """Return a snapshot by id; the error names those there are."""
    folder = folder_of(workspace)
    snapshot = Snapshot(folder / name)
    if not (snapshot.folder / "manifest.json").exists():
        near = sorted(path.name for path in folder.glob("*-*") if path.is_dir())[-6:]
        told = f"; có: {', '.join(near)}" if near else "; chưa có bản nào"
        raise LangngheError(f"không có bản báo cáo {name!r}{told}")
    if wrong := snapshot.damage():
        raise LangngheError(
            f"{snapshot.folder}: {', '.join(wrong)} không khớp SHA-256 trong manifest.json; "
            "bản đã chụp bị sửa hoặc hỏng, lấy lại từ bản sao lưu"
        )
    return snapshot


def locked(workspace: Workspace, store: Store, period: str, unit: str) -> Snapshot | None:
    """Return the locked report of a period and unit, the latest if several were."""
    own = {snapshot.id: snapshot for snapshot in snapshots(folder_of(workspace), period, unit)}
    names = [e["id"] for e in kept.report_events(store) if e["what"] == "locked"]
    return next((own[name] for name in reversed(names) if name in own), None)


def current(
    workspace: Workspace, period: str, unit: str | None, now: datetime, *, fresh: bool
) -> tuple[Snapshot, bool]:
    """Return the report to show of a period, and whether it is a locked one: that wins unless fresh."""
    asked = period_of(period)
    with held(workspace) as store:
        code = unit_of(store, unit, asked)[0]
        standing_one = None if fresh else locked(workspace, store, asked.id, code)
    if standing_one is not None:
        return found(workspace, standing_one.id), True
    return make(workspace, period, unit, now), False


def lock(workspace: Workspace, name: str, role: str, now: datetime) -> Event:
    """Lock a snapshot: from now on it is the report of its period; who may not is told so."""
    from langnghe.cases.rights import require, role_of

    by = role_of(role)
    require(by, LOCKERS, "khoá báo cáo")
    snapshot = found(workspace, name)
    report = snapshot.report
    if not report.over:
        raise LangngheError(f"{report.period_name} chưa hết; chỉ khoá báo cáo của kỳ đã qua")
    with held(workspace) as store:
        said = [e for e in kept.report_events(store) if e["id"] == name and e["what"] == "locked"]
        if said:
            raise LangngheError(f"{name}: đã khoá từ trước")
        fields = {"period": report.period, "unit": report.unit,
                  "sha256": snapshot.manifest["sha256"]}  # fmt: skip
        event = Event(kind="report", id=name, what="locked", by=by, at=now, fields=fields)
        keep(store, snapshot)
        record(store, workspace, [event])
    return event
