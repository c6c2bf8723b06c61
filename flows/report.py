"""Make the report of a period by the five criteria: counted, composed, frozen, remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.record import held, record
from flows.registers import settle
from flows.report_count import FIGURE, count, unit_of
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.measure.catalogue import questions
from langnghe.measure.periods import period_of
from langnghe.measure.records import Period, Question
from langnghe.records import Event, hanoi_day
from langnghe.report.compose import compose
from langnghe.report.model import Report
from langnghe.report.settings import read_settings
from langnghe.report.snapshot import Snapshot, freeze, snapshots
from warehouse import Store
from warehouse import report as kept
from warehouse.measure import units_in_force

MACHINE = "machine@report"
LOCKERS = ("propaganda_head", "vice_chair", "chair")  # measurement.md section 3: who locks a report


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
    with _open(workspace, asked, now) as store:
        code, name, level = unit_of(store, unit, asked)
        counted, rows = count(store, asked, (code, name, level), settings, now)
        report = compose(counted, settings)
        beside = _submission(store, report, asked, now)
        frozen = freeze(folder_of(workspace), report, _catalogue(), rows, beside)
        _remember(store, workspace, frozen, now)
    return frozen


@contextmanager
def _open(workspace: Workspace, period: Period, now: datetime) -> Iterator[Store]:
    """Open the warehouse; one that knows no unit yet, as after `init`, takes in units.toml first."""
    with held(workspace) as store:
        if not units_in_force(store, period.last):
            settle(store, workspace, now)
        yield store


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
    names = (*FIGURE, "report_id", "made_at")
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
    with _open(workspace, asked, now) as store:
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


def listed(workspace: Workspace) -> list[str]:
    """Return one line a snapshot: its id, when it was made, who locked it, whether it is whole."""
    from langnghe.records import ROLE_VI
    from langnghe.report.words import moment

    with held(workspace) as store:
        locks = {e["id"]: e["said_by"] for e in kept.report_events(store) if e["what"] == "locked"}
    lines = []
    for path in sorted(folder_of(workspace).glob("*/manifest.json")):
        snapshot = Snapshot(path.parent)
        try:
            report = snapshot.report
        except LangngheError as error:
            lines.append(str(error))
            continue
        told = [
            f"{snapshot.id}  {report.unit_name}, {report.period_name}",
            f"lập {moment(report.made_at)}",
            f"trả lời {report.answered}/{report.total}",
        ]
        if who := locks.get(snapshot.id):
            told.append(f"đã khoá ({ROLE_VI.get(who, who)})")
        if wrong := snapshot.damage():
            told.append(f"HỎNG: {', '.join(wrong)}")
        lines.append("; ".join(told))
    return lines
