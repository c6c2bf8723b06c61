"""Marks of 1 to 5, and probabilities held against what came. What was not answered is not imputed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from langnghe.measure import intervals
from langnghe.measure.plain import share_of
from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import Known, Way, few

LOWEST, HIGHEST, CONTENT = 1, 5, 4  # a mark of four and five is content, on a scale of five


def marks(parts: Mapping[str, Agg]) -> dict[float, float]:
    """Return how many gave each mark, of parts that are the marks ("1" … "5") with num how many."""
    return {float(part): agg.num for part, agg in parts.items() if agg.num > 0}


def mean_mark(given: Mapping[float, float], known: Known, part: str = "") -> Value | None:
    """Return the mean mark with Student's interval, kept on the scale; n alone where too few."""
    n = round(sum(given.values()))
    if not n:
        return None
    if n < known.least():
        return Value(part=part, n=n, note=few(known))
    middle = sum(mark * count for mark, count in given.items()) / n
    square = sum(count * (mark - middle) ** 2 for mark, count in given.items()) / (n - 1)
    low, high = intervals.mean(middle, math.sqrt(square), n)
    return Value(part=part, value=middle, n=n, low=max(low, LOWEST), high=min(high, HIGHEST))


def _mean_score(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    told = mean_mark(marks(parts), known)
    return [told] if told else []


def _top_scores(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Share of marks of four and five."""
    given = marks(parts)
    told = share_of(
        sum(count for mark, count in given.items() if mark >= CONTENT), sum(given.values()), known
    )
    return [told] if told else []


def _brier(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Mean of the Brier scores of single forecasts (num), with Student's interval."""
    if whole is None or whole.mean is None:
        return []
    if whole.rows < known.least() or whole.sd is None:
        return [Value(n=whole.rows, note=few(known))]
    low, high = intervals.mean(whole.mean, whole.sd, whole.rows)
    return [Value(value=whole.mean, n=whole.rows, low=max(0.0, low), high=min(2.0, high))]


WAYS: Mapping[str, Way] = {
    "mean_score": _mean_score,
    "top_scores": _top_scores,
    "brier": _brier,
}
