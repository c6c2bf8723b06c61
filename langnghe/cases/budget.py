"""The leaders' alarm budget: what it has spent, what it still admits, and how often a kind was right.

Spent are the alerts that leaders were told in the last 30 days: one each for those judged anything but
“đúng” (a duplicate or a campaign rang in vain, too), and for each that nobody has judged yet the
probability that it is false, which is one minus the past precision of its kind. What leaders are told
next must fit into the rest with its own probability of being false.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from langnghe.cases.alerts import RIGHT, Alert
from langnghe.cases.levels import surprise
from langnghe.cases.policy import Budget, Policy
from langnghe.numbers import number

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Record:
    """How often one kind of alert was right: verdicts of people only."""

    right: int = 0
    n: int = 0


def records(alerts: Iterable[Alert]) -> dict[str, Record]:
    """Return kind → how often it was right before."""
    found: dict[str, Record] = {}
    for alert in alerts:
        if alert.judged:
            old = found.get(alert.kind, Record())
            found[alert.kind] = Record(old.right + (alert.verdict == RIGHT), old.n + 1)
    return found


def chance_false(alert: Alert, past: Mapping[str, Record], budget: Budget) -> float:
    """Return the probability that an alert nobody has judged is false."""
    record = past.get(alert.kind, Record())
    weight = budget.prior_weight
    right = (record.right + weight * budget.prior[alert.origin]) / (record.n + weight)
    return 1 - right


def cost(alert: Alert, past: Mapping[str, Record], budget: Budget) -> float:
    """Return what one alert that leaders were told takes from the budget."""
    if alert.verdict is None:
        return chance_false(alert, past, budget)
    return 0.0 if alert.verdict == RIGHT else 1.0


def spent(alerts: Iterable[Alert], budget: Budget, now: datetime) -> float:
    """Return the false alarms, known and expected, that leaders had in the last days of the budget."""
    everything = list(alerts)
    past, window = records(everything), timedelta(days=budget.days)
    return sum(
        cost(alert, past, budget)
        for alert in everything
        if alert.leaders_at is not None and now - alert.leaders_at < window
    )


def budgeted(alert: Alert) -> bool:
    """Tell whether the budget may hold an alert back: no hard rule, no person, not level 5."""
    return alert.origin in ("statistic", "rule") and not alert.confirmed_by and alert.wanted < 5


def threshold(used: float, budget: Budget) -> float:
    """Return the −log10 p that a statistic needs to reach leaders: it rises as the budget is spent."""
    share = min(1.0, used / budget.allowed) if budget.allowed > 0 else 1.0
    return budget.surprise + budget.surprise_spent * share


def refusal(alert: Alert, used: float, past: Mapping[str, Record], policy: Policy) -> str | None:
    """Say why the budget keeps an alert from leaders, or None when it admits it."""
    budget = policy.budget
    if not budgeted(alert):
        return None
    need = threshold(used, budget)
    if alert.origin == "statistic":
        got = surprise(alert.p_value, 300.0)
        if got < need:
            return (
                f"độ bất ngờ {_vi(got)} dưới ngưỡng lãnh đạo {_vi(need)} "
                f"(ngân sách đã tiêu {_vi(used)} trên {_vi(budget.allowed)})"
            )
    own = chance_false(alert, past, budget)
    if used + own > budget.allowed + _ROUNDING:
        return (
            f"ngân sách báo động lãnh đạo {budget.days} ngày đã tiêu {_vi(used)} trên "
            f"{_vi(budget.allowed)}, báo động này tính thêm {_vi(own)}"
        )
    return None


def _vi(value: float) -> str:
    return number(value, ".2f").rstrip("0").rstrip(",")
