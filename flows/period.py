"""Make the review of a week or a month, and the chairman's page of a week, from the warehouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from flows.digest import reading_of
from flows.period_board import source_lines, targets_at_risk
from flows.period_parts import (
    alert_lines,
    asked,
    numbers,
)
from langnghe.config import Workspace
from langnghe.digest.period import asked_lines, by_day, days_of, stories_of, voices_asking
from langnghe.digest.period_model import Kind, Review
from langnghe.errors import LangngheError
from langnghe.measure.periods import before, period_of
from langnghe.measure.records import Period
from langnghe.records import hanoi_day
from warehouse import Store
from warehouse import period as rows_of
from warehouse.digest import digest_rows
from warehouse.measured import prepared
from warehouse.still import still

TITLE: dict[Kind, str] = {
    "weekly": "Báo cáo tuần",
    "monthly": "Báo cáo tháng",
    "chair": "Trang tuần của Chủ tịch",
}
TOP = {"weekly": 8, "monthly": 15, "chair": 3}


def review(
    store: Store,
    workspace: Workspace,
    name: str,
    made_at: datetime,
    *,
    reader: Literal["all", "chair"] = "all",
) -> Review:
    """Return the review of a week (2026-W23) or a month (2026-06), of what was known when it is made.

    reader "chair": the one-page version of a week. Raises LangngheError for other periods and for
    one that has not begun.
    """
    period = period_of(name)
    kind = _kind(period, reader)
    if period.first > hanoi_day(made_at):
        raise LangngheError(f"{period.name} chưa bắt đầu; chọn kỳ khác")
    earlier, last = before(period), min(period.last, hanoi_day(made_at))
    year = period_of(str(last.year))  # of the targets
    also = [(each.first, each.last) for each in (earlier, year)]
    # Numbers, rows and targets ask the same views of the same posts: worked out once for all.
    with still(store), prepared(store, period.first, period.last, also=also):
        return _review(store, workspace, period, earlier, last, made_at, kind)


def _review(
    store: Store,
    workspace: Workspace,
    period: Period,
    earlier: Period,
    last: date,
    made_at: datetime,
    kind: Kind,
) -> Review:
    days = days_of(period.first, last)
    reading = reading_of(workspace)
    past = days_of(earlier.first, earlier.last)
    old = voices_asking(
        digest_rows(store, past), (taken := asked(store, earlier.first, earlier.last, made_at))[1]
    )
    heard_before = rows_of.heard_days(store, earlier.first, earlier.last, made_at)
    rows = digest_rows(store, days, cutoff=made_at)
    urgent, top, rest, digest = stories_of(rows, days, made_at, reading, TOP[kind])
    heard = rows_of.heard_days(store, period.first, last, made_at)
    sent, ours = asked(store, period.first, last, made_at)
    told = [*sent, *voices_asking(rows, ours)]
    spoke_before = [*taken[0], *old] if heard_before or taken[0] else None
    alerts, cases, _ = alert_lines(store, workspace, period.first, last, made_at)
    lines, topics, unmeasured = numbers(store, period, earlier, made_at)
    return Review(
        kind=kind, code=code_of(kind, period.id), title=TITLE[kind], subject=period.name,
        period=period.id, before_name=earlier.name, first=period.first, last=last, made_at=made_at,
        over=hanoi_day(made_at) > period.last, office=reading.office,
        home_place=reading.home_place, heard_days=len(heard),
        unheard=tuple(day for day in days if day not in heard), by_day=by_day(rows, days, heard),
        alerts=alerts, cases=cases, numbers=lines, topics=topics, unmeasured=unmeasured,
        urgent=urgent, top=top, rest=rest, asked=asked_lines(told, spoke_before, reading),
        targets=targets_at_risk(store, last, made_at),
        sources=source_lines(store, period.first, last, made_at), model=digest.model,
        notes=tuple(note for note in digest.notes if "ngày thường" not in note),
    )  # fmt: skip


def _kind(period: Period, reader: str) -> Kind:
    if reader == "chair":
        if "-W" not in period.id:
            raise LangngheError(f"trang của Chủ tịch là của một tuần, như 2026-W23, không phải {period.id}")  # fmt: skip
        return "chair"
    if "-W" in period.id:
        return "weekly"
    if len(period.id) == len("2026-06") and period.id[5:].isdecimal():
        return "monthly"
    raise LangngheError(
        f"“{period.id}”: điểm tin theo kỳ là của một tuần (2026-W23) hoặc một tháng (2026-06); "
        "6 tháng và năm có `langnghe report --period`"
    )


def code_of(kind: Kind, period: str) -> str:
    """Return the code of a review in the register of information reports."""
    return f"BC-{period}" + ("-CT" if kind == "chair" else "")


def with_sending(found: Review, reissue_of: str, recipients: tuple[str, ...], code: str) -> Review:
    """Return a report as it is sent: to whom, under which code, and what it is issued again for."""
    return replace(found, reissue_of=reissue_of, recipients=recipients, code=code)
