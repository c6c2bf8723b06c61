"""What level a signal deserves: the product of risk.md section 3 for printing, a table for deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from math import log2, log10, prod

from langnghe.cases.alerts import Alert
from langnghe.cases.policy import LevelRow, Policy

FACTOR_VI = {
    "severity": "mức nghiêm trọng",
    "negative": "tỉ lệ phê phán (cận dưới)",
    "surprise": "độ bất ngờ (−log10 p)",
    "spread": "lan rộng (1 + log2 số nguồn)",
    "authority": "độ tin cậy của nguồn",
    "persistence": "dai dẳng (1 + giờ/24)",
}
SYSTEM = "R0"  # our own faults: for operators, never for leaders
SYSTEM_MOST = 3


def surprise(p_value: float | None, most: float) -> float:
    """Return −log10 p between 0 and `most`; 0 where there is no p."""
    return min(most, max(0.0, -log10(max(p_value, 1e-300)))) if p_value is not None else 0.0


def factors(
    alert: Alert, policy: Policy, reliability: Mapping[str, str], now: datetime
) -> dict[str, float]:
    """Return each factor of the score by name; one that has no number here counts 1."""
    numbers = policy.score
    classes = [reliability.get(source, "C") for source in alert.sources]
    weights = {str(name): weight for name, weight in numbers.authority.items()}
    hours = max(0.0, (now - alert.since).total_seconds() / 3600)
    found = {
        "severity": float(alert.severity),
        "negative": alert.negative if alert.negative is not None else 1.0,
        "surprise": surprise(alert.p_value, numbers.surprise_most)
        if alert.p_value is not None
        else 1.0,
        "spread": 1 + log2(max(1, alert.independent)),
        "authority": max((weights.get(name, 1.0) for name in classes), default=1.0),
        "persistence": min(numbers.persistence_most, 1 + hours / 24),
    }
    return {name: round(value, 3) for name, value in found.items()}


def scored(alert: Alert, policy: Policy, reliability: Mapping[str, str], now: datetime) -> Alert:
    """Return the alert with its factors, their product and what the table says of it."""
    parts = factors(alert, policy, reliability, now)
    known = replace(alert, factors=parts, score=round(prod(parts.values()), 2))
    row = next(row for row in policy.level if _holds(row, known))
    wanted = min(row.level, SYSTEM_MOST) if alert.risk == SYSTEM else row.level
    return replace(known, wanted=wanted, why=known.why if by_person(known) else row.why)


def by_person(alert: Alert) -> bool:
    """Tell whether a person set the level, and nothing graver has happened since."""
    return alert.pinned is not None and alert.severity <= alert.pinned


def _holds(row: LevelRow, alert: Alert) -> bool:
    return (
        alert.origin in row.origin
        and (not row.risk or alert.risk in row.risk)
        and alert.severity >= row.severity
        and alert.independent >= row.sources
        and alert.score >= row.score
    )
