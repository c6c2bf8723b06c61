"""Counts, shares and middles: what rows add up to, told as it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from langnghe.measure import intervals
from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import Known, Way, each, few


def _count(agg: Agg, known: Known) -> Value:
    return Value(value=agg.distinct, count=agg.distinct, n=agg.rows)


def _sum(agg: Agg, known: Known) -> Value:
    return Value(value=agg.num, count=agg.num, n=agg.rows)


def _per_day(agg: Agg, known: Known) -> Value | None:
    return Value(value=agg.num / known.days, count=agg.num, n=agg.rows) if known.days else None


def _per_30_days(agg: Agg, known: Known) -> Value | None:
    if not known.days:
        return None
    return Value(value=30 * agg.num / known.days, count=agg.num, n=agg.rows)


def share_of(count: float, n: float, known: Known, part: str = "") -> Value | None:
    """Return count of n in percent with Wilson's interval; the counts only where n is too small."""
    if not round(n):
        return None
    if n < known.least():
        return Value(part=part, count=count, n=round(n), note=few(known))
    low, high = intervals.wilson(count, n)
    return Value(
        part=part, value=100 * count / n, count=count, n=round(n), low=100 * low, high=100 * high
    )


def _share(agg: Agg, known: Known) -> Value | None:
    return share_of(agg.num, agg.den, known)


def _ratio(agg: Agg, known: Known) -> Value | None:
    if not agg.den:
        return None
    return Value(value=agg.num / agg.den, count=agg.num, n=round(agg.den))


def _per_whole(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """The whole's and each class's numerators by the one denominator of all: texts a day heard."""
    if whole is None or not whole.den:
        return []
    den, n = whole.den, round(whole.den)
    told = [Value(value=whole.num / den, count=whole.num, n=n)]
    return told + [
        Value(part=part, value=agg.num / den, count=agg.num, n=n)
        for part, agg in sorted(parts.items())
    ]


def _of(name: str) -> Callable[[Agg, Known], Value | None]:
    def one(agg: Agg, known: Known) -> Value | None:
        found: float | None = getattr(agg, name)
        if found is None:
            return None
        if agg.rows < known.least(1):
            return Value(n=agg.rows, note=few(known))
        return Value(value=found, n=agg.rows)

    return one


def _mix(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Each class as percent of all rows' distinct things; the whole is how many there are."""
    if whole is None or not whole.distinct:
        return []
    n = whole.distinct
    told = [share_of(agg.distinct, n, known, part) for part, agg in sorted(parts.items())]
    return [Value(value=float(n), count=n, n=n, total=True), *filter(None, told)]


def _classes(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """How many different classes have rows."""
    if whole is None:
        return []
    used = sum(1 for agg in parts.values() if agg.rows)
    return [Value(value=float(used), count=used, n=whole.rows)]


def _effective(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Effective number of classes: exp of Shannon's entropy of their shares (Hill number of order 1)."""
    counts = [agg.distinct for agg in parts.values() if agg.distinct]
    total = sum(counts)
    if not total:
        return []
    entropy = -sum(c / total * math.log(c / total) for c in counts)
    return [Value(value=math.exp(entropy), count=len(counts), n=total)]


def _top_share(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """The largest class as percent of all; which one it is, the caller names by its part."""
    total = sum(agg.distinct for agg in parts.values())
    if not total:
        return []
    part, agg = max(sorted(parts.items()), key=lambda item: item[1].distinct)
    if total < known.least():
        return [Value(count=agg.distinct, n=total, note=few(known))]
    share = 100 * agg.distinct / total
    return [Value(value=share, count=agg.distinct, n=total, named=part)]


WAYS: Mapping[str, Way] = {
    "count": each(_count),
    "sum": each(_sum),
    "per_day": each(_per_day),
    "per_30_days": each(_per_30_days),
    "share": each(_share),
    "ratio": each(_ratio),
    "per_whole": _per_whole,
    "mean": each(_of("mean")),
    "median": each(_of("median")),
    "p90": each(_of("p90")),
    "least": each(_of("least")),
    "most": each(_of("most")),
    "mix": _mix,
    "classes": _classes,
    "effective": _effective,
    "top_share": _top_share,
}
