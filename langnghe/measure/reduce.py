"""From what rows add up to, to figures: the ways of counting by name.

Each takes the sums of the classes (part -> Agg), the sum of the whole, and what is known beside them,
and returns values, the whole first. A figure without rows is no figure: an empty list, which the
caller tells as “chưa có dữ liệu”, never as 0, except where the question is how many there were.
What each expects of the rows stands in docs/measure.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from langnghe.measure import agreement, capture, effects, gaps, plain, rates, scores, shares, waves
from langnghe.measure.ways import LEAST_N, Known, Way

__all__ = ["COUNTS", "HOW", "LEAST_N", "Known", "Way"]

HOW: Mapping[str, Way] = {
    **plain.WAYS,
    **rates.WAYS,
    **gaps.WAYS,
    **scores.WAYS,
    **waves.WAYS,
    **agreement.WAYS,
    **shares.WAYS,
    **capture.WAYS,
    **effects.WAYS,
}
# Without rows these are 0 (or “all of it”) where everything was handed in.
COUNTS = frozenset(
    {"count", "sum", "per_day", "per_30_days", "classes", "months_without", "weeks_without",
     "longest_gap"}
)  # fmt: skip
