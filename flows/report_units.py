"""Which units have handed in a report of a period (T7): by file, or as the register of reports says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from langnghe.measure.records import Period
from langnghe.report.model import UnitLine
from warehouse import report as kept
from warehouse.measure import units_in_force

if TYPE_CHECKING:
    from warehouse import Store

RECEIVED = "received"  # what happened to a report of a unit: it came in
REPORTING = ("upper",)  # the levels that hand in (plan VI.2)


def unit_lines(store: Store, period: Period, known: datetime) -> tuple[UnitLine, ...]:
    """Return every unit that must hand in, by name, with what is known of its report."""
    came = submissions(store, period.id, known)
    registered: dict[str, dict[str, Any]] = {}
    for row in kept.criteria_reports(store, period.id, known):
        registered.setdefault(row["unit"], row)
    return tuple(
        _line(code, name, level, came.get(code), registered.get(code))
        for code, name, level in units_in_force(store, period.last)
        if level in REPORTING
    )


def submissions(store: Store, period: str, known: datetime) -> dict[str, dict[str, Any]]:
    """Return the newest report file of each unit for a period: the event that received it."""
    return {
        event["fields"]["unit"]: event
        for event in kept.report_events(store)
        if event["what"] == RECEIVED
        and event["fields"]["period"] == period
        and event["happened_at"] <= known
    }


def _line(
    code: str,
    name: str,
    level: str,
    file: dict[str, Any] | None,
    registered: dict[str, Any] | None,
) -> UnitLine:
    ways = (["tệp báo cáo"] if file else []) + (["sổ báo cáo thông tin"] if registered else [])
    times = [file["happened_at"]] if file else []
    times += [registered["sent_at"]] if registered and registered["sent_at"] else []
    due = registered["due_at"] if registered else None
    at = min(times, default=None)
    fields = file["fields"] if file else {}
    return UnitLine(
        code=code,
        name=name,
        level=level,
        submitted=bool(ways),
        at=at,
        way=" và ".join(ways),
        late=bool(at and due and at > due),
        answered=fields.get("answered"),
        total=fields.get("total"),
        note="; ".join(fields.get("notes", ())),
    )
