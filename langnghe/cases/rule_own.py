"""R2: a post of our own under which far more people object than under our posts before it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from langnghe.cases.finding import Finding
from langnghe.cases.rule_rows import Outcome, RuleReport, Watch

ENOUGH = 8  # comments; under fewer no share means anything
POSTS_BEFORE = 5  # own posts with comments, to know what is usual
UNLIKELY = 0.001  # of some two posts a day, one false finding in a year and a half


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One own post and the comments it drew: negative ones of all, and (all, negative) of posts before."""

    post_id: str
    story_id: str
    title: str
    source: str
    since: datetime  # the first comment
    comments: int
    negative: int
    before: tuple[tuple[int, int], ...]


def own_findings(rows: Iterable[OwnRow], watch: Watch) -> RuleReport:
    """Return one finding for each own post whose share of negative comments is out of the usual."""
    report = RuleReport()
    for row in rows:
        report += _judge(row, watch)
    return report


def _judge(row: OwnRow, watch: Watch) -> RuleReport:
    report = RuleReport()
    if row.comments < ENOUGH or len(row.before) < POSTS_BEFORE:
        report.outcomes[Outcome.TOO_FEW] += 1
        return report
    a, b = usual(row.before)
    chance = tail(row.negative, row.comments, a, b)
    expected = row.comments * a / (a + b)
    if chance >= UNLIKELY or row.negative <= expected:
        report.outcomes[Outcome.HEALTHY] += 1
        return report
    severity = 3
    if severity <= watch.known_severity(row.story_id):
        report.outcomes[Outcome.KNOWN] += 1
        return report
    report.outcomes[Outcome.FINDING] += 1
    report.findings.append(
        Finding(
            kind="statistic", risk="R2", subject=row.story_id, at=watch.now, since=row.since,
            severity=severity,
            reason=f"{row.negative} trên {row.comments} bình luận dưới bài của ta là tiêu cực, "
            f"bình thường khoảng {expected:.0f}: “{row.title}”",
            story_ids=(row.story_id,), post_ids=(row.post_id,), sources=(row.source,),
            observed=float(row.negative), expected=expected, p_value=chance,
        )
    )  # fmt: skip
    return report


def usual(before: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Return the beta distribution (a, b) of the negative share of earlier posts, by its moments.

    Posts differ more than chance makes them: a + b is small where they differ much. Between 2 (any
    share is possible) and 200 (all posts alike).
    """
    total = sum(n for n, _ in before)
    mean = (sum(k for _, k in before) + 0.5) / (total + 1)  # never 0 or 1
    if total <= len(before):
        return 2 * mean, 2 * (1 - mean)
    spread = sum(n * (k / n - mean) ** 2 for n, k in before if n) / total
    # Of the spread of shares, chance alone makes mean (1 - mean) posts / comments.
    chance = mean * (1 - mean) * len(before) / total
    between = max(0.0, (spread - chance) / (mean * (1 - mean)))
    size = min(200.0, max(2.0, 1 / between - 1 if between > 0 else 200.0))
    return mean * size, (1 - mean) * size


def tail(hits: int, total: int, a: float, b: float) -> float:
    """Return the beta-binomial probability of at least so many hits of total."""
    return min(1.0, sum(math.exp(_log_mass(k, total, a, b)) for k in range(hits, total + 1)))


def _log_mass(hits: int, total: int, a: float, b: float) -> float:
    ways = math.lgamma(total + 1) - math.lgamma(hits + 1) - math.lgamma(total - hits + 1)
    return ways + _log_beta(hits + a, total - hits + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
