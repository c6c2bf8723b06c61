"""From what rows add up to, to figures: one function for each way of counting.

Each takes the sums of the classes (part -> Agg), the sum of the whole, and the period, and returns
values, the whole first. A figure without rows is no figure: an empty list, which the caller tells
as “chưa có dữ liệu”, never as 0, except where the question is how many there were.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from langnghe.measure.intervals import wilson
from langnghe.measure.records import Agg, Period, Value

LEAST_N = 10  # below this a share is told as counts only
FEW_COUNTS = "n < 10: chỉ nêu số đếm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a way of counting may need beside the sums."""

    period: Period
    days: int  # of the period that have passed at the moment of asking


Way = Callable[[Mapping[str, Agg], Agg | None, Known], list[Value]]


def _each(one: Callable[[Agg, Known], Value | None]) -> Way:
    """Return a way that counts the whole and each class alike."""

    def way(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
        groups = ([("", whole)] if whole else []) + sorted(parts.items())
        found = [(part, one(agg, known)) for part, agg in groups]
        return [_named(value, part) for part, value in found if value is not None]

    return way


def _named(value: Value, part: str) -> Value:
    from dataclasses import replace

    return replace(value, part=part)


def _count(agg: Agg, known: Known) -> Value:
    return Value(value=agg.distinct, count=agg.distinct, n=agg.rows)


def _sum(agg: Agg, known: Known) -> Value:
    return Value(value=agg.num, count=agg.num, n=agg.rows)


def _per_day(agg: Agg, known: Known) -> Value | None:
    return Value(value=agg.num / known.days, count=agg.num, n=agg.rows) if known.days else None


def _share(agg: Agg, known: Known) -> Value | None:
    """Percent of the denominator, with Wilson's interval; counts only below ten."""
    n = round(agg.den)
    if not n:
        return None
    if n < LEAST_N:
        return Value(count=agg.num, n=n, note=FEW_COUNTS)
    low, high = wilson(agg.num, agg.den)
    return Value(value=100 * agg.num / agg.den, count=agg.num, n=n, low=100 * low, high=100 * high)


def _ratio(agg: Agg, known: Known) -> Value | None:
    if not agg.den:
        return None
    return Value(value=agg.num / agg.den, count=agg.num, n=round(agg.den))


def _of(name: str) -> Callable[[Agg, Known], Value | None]:
    def one(agg: Agg, known: Known) -> Value | None:
        found: float | None = getattr(agg, name)
        return None if found is None else Value(value=found, n=agg.rows)

    return one


def _mix(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Each class as percent of all rows' distinct things; the whole is how many there are."""
    if whole is None or not whole.distinct:
        return []
    n = whole.distinct
    few = n < LEAST_N
    told = [Value(value=float(n), count=n, n=n)]
    for part, agg in sorted(parts.items()):
        low, high = wilson(agg.distinct, n)
        told.append(
            Value(part=part, count=agg.distinct, n=n, note=FEW_COUNTS)
            if few
            else Value(part=part, value=100 * agg.distinct / n, count=agg.distinct, n=n,
                       low=100 * low, high=100 * high)
        )  # fmt: skip
    return told


def _effective(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Effective number of classes: exp of Shannon's entropy of their shares (Hill number of order 1)."""
    counts = [agg.distinct for agg in parts.values() if agg.distinct]
    total = sum(counts)
    if not total:
        return []
    entropy = -sum(c / total * math.log(c / total) for c in counts)
    return [Value(value=math.exp(entropy), count=len(counts), n=total)]


def _top_share(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """The largest class as percent of all, and which one it is."""
    total = sum(agg.distinct for agg in parts.values())
    if not total:
        return []
    part, agg = max(sorted(parts.items()), key=lambda item: item[1].distinct)
    if total < LEAST_N:
        return [Value(count=agg.distinct, n=total, note=FEW_COUNTS)]
    return [Value(value=100 * agg.distinct / total, count=agg.distinct, n=total, note=part)]


HOW: dict[str, Way] = {
    "count": _each(_count),
    "sum": _each(_sum),
    "per_day": _each(_per_day),
    "share": _each(_share),
    "ratio": _each(_ratio),
    "mean": _each(_of("mean")),
    "median": _each(_of("median")),
    "p90": _each(_of("p90")),
    "least": _each(_of("least")),
    "most": _each(_of("most")),
    "mix": _mix,
    "effective": _effective,
    "top_share": _top_share,
}
COUNTS = frozenset({"count", "sum", "per_day"})  # no rows: 0 where everything was handed in
