"""R0, the office's own system: silent sources, models that drift, work overdue. Never for leaders."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from langnghe.cases.finding import Finding
from langnghe.cases.rule_rows import (
    Outcome,
    OverdueRow,
    RuleReport,
    ShareRow,
    SourceRow,
    Watch,
)

UNLIKELY = 0.001  # Poisson P(0): a silence this improbable is no chance
NOT_ASKED = timedelta(hours=24)  # a source that nobody asked for so long
OVERDUE = timedelta(hours=6)
# A label's share has drifted when it moved by a third and by ten points' worth of chance at most 1 in
# 10,000: of some twenty labels read daily, one false word in a year and a half.
DRIFT_P = 0.0001
DRIFT_RATIO = 4 / 3
DRIFT_POSTS = 200  # in each period; fewer tell nothing
NEWCOMER = timedelta(days=7)  # a source first heard within it is new …
ESTABLISHED = timedelta(days=28)  # … to an office that has read others for so long
SEVERITY = 2  # the ceiling of R0: levels 3 and up are for people who answer for the news


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSourceRow:
    """A source that was first heard lately. others_since: the oldest source's first item."""

    source: str
    name: str
    first_item_at: datetime
    others_since: datetime


def system_findings(
    watch: Watch,
    *,
    sources: Iterable[SourceRow] = (),
    shares: Iterable[ShareRow] = (),
    overdue: Iterable[OverdueRow] = (),
    added: Iterable[NewSourceRow] = (),
) -> RuleReport:
    """Return what the operator should look at; every finding is R0 with severity at most 2."""
    report = RuleReport()
    found = [
        *(_silence(row, watch) for row in sources),
        *(_drift(row, watch) for row in shares),
        *(_overdue(row, watch) for row in overdue),
        *(_added(row, watch) for row in added),
    ]
    for finding in found:
        if finding is None:
            report.outcomes[Outcome.HEALTHY] += 1
        elif finding.severity <= watch.known.get(finding.subject, 0):
            report.outcomes[Outcome.KNOWN] += 1
        else:
            report.outcomes[Outcome.FINDING] += 1
            report.findings.append(finding)
    return report


def silence(usual: float, hours: float) -> float:
    """Return Poisson P(0): how likely no item in some hours is, at a usual rate a day."""
    return math.exp(-max(0.0, usual) * max(0.0, hours) / 24)


def drift(row: ShareRow) -> float:
    """Return the two-sided p-value that a label's share lately is the share of before (z test)."""
    total = row.before + row.lately
    hits = row.before_hits + row.lately_hits
    if not row.before or not row.lately or hits in (0, total):
        return 1.0
    pooled = hits / total
    spread = math.sqrt(pooled * (1 - pooled) * (1 / row.before + 1 / row.lately))
    z = (row.lately_hits / row.lately - row.before_hits / row.before) / spread
    return math.erfc(abs(z) / math.sqrt(2))


def _silence(row: SourceRow, watch: Watch) -> Finding | None:
    """Tell a source that cannot be reached from one that is reached and says nothing."""
    since = row.last_item_at or row.asked_at
    if row.asked_at is None or since is None:
        return None  # never asked: nothing is known of it yet
    if watch.now - row.asked_at > NOT_ASKED:
        hours = _hours(watch.now, row.asked_at)
        return _r0(watch, f"source:{row.source}", row.asked_at,
                   f"{row.name}: {hours:.0f} giờ nay chưa hỏi nguồn này", 2)  # fmt: skip
    if row.usual is None:
        return None
    hours = _hours(watch.now, since)
    chance = silence(row.usual, hours)
    if chance >= UNLIKELY:
        return None
    reached = row.reached_at is not None and row.reached_at > since
    why = "vào được nhưng không có tin mới" if reached else "không thu được"
    reason = f"{row.name}: {why} {hours:.0f} giờ, bình thường {row.usual:.1f} tin mỗi ngày"
    return _r0(watch, f"source:{row.source}", since, reason, 2, p_value=chance,
               observed=0.0, expected=row.usual * hours / 24)  # fmt: skip


def _drift(row: ShareRow, watch: Watch) -> Finding | None:
    if min(row.before, row.lately) < DRIFT_POSTS:
        return None
    before, lately = row.before_hits / row.before, row.lately_hits / row.lately
    chance = drift(row)
    moved = max(before, lately) >= DRIFT_RATIO * min(before, lately)
    if chance >= DRIFT_P or not moved:
        return None
    reason = (
        f"Tỷ lệ nhãn {row.label} từ {100 * before:.0f} % thành {100 * lately:.0f} %: "
        "mô hình lệch hoặc nguồn tin đổi"
    )
    return _r0(watch, f"label:{row.label}", watch.now, reason, 1, p_value=chance,
               observed=lately, expected=before)  # fmt: skip


def _overdue(row: OverdueRow, watch: Watch) -> Finding | None:
    if not row.waiting or watch.now - row.due_at <= OVERDUE:
        return None
    hours = _hours(watch.now, row.due_at)
    reason = f"Việc {row.task} trễ {hours:.0f} giờ, {row.waiting} mục đang chờ"
    return _r0(watch, f"overdue:{row.task}", row.due_at, reason, 2, observed=float(row.waiting))


def _added(row: NewSourceRow, watch: Watch) -> Finding | None:
    """Tell that a source is new: what it brings is no burst, until its usual day is known."""
    if (
        watch.now - row.first_item_at > NEWCOMER
        or row.first_item_at - row.others_since < ESTABLISHED
    ):
        return None
    reason = (
        f"{row.name}: nguồn mới; ba tuần tới số tin tăng vì có thêm nguồn thì không báo lãnh đạo"
    )
    return _r0(watch, f"added:{row.source}", row.first_item_at, reason, 1)


def _hours(now: datetime, then: datetime) -> float:
    return (now - then).total_seconds() / 3600


def _r0(
    watch: Watch, subject: str, since: datetime, reason: str, severity: int,
    *, p_value: float | None = None, observed: float | None = None, expected: float | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        kind="statistic" if p_value is not None else "rule", risk="R0", subject=subject,
        at=watch.now, since=since, severity=min(severity, SEVERITY), reason=reason,
        observed=observed, expected=expected, p_value=p_value,
    )  # fmt: skip
