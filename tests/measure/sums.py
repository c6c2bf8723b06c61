"""Sums of rows written by hand, as the warehouse gives them to a way of counting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import mean, median, stdev
from typing import Any

from langnghe.measure.periods import period_of
from langnghe.measure.records import Agg, Value
from langnghe.measure.reduce import HOW, Known


def agg(*nums: float, den: float = 0.0, distinct: int | None = None) -> Agg:
    """Return the sums of rows with these numerators; den is their sum of denominators."""
    return Agg(
        rows=len(nums),
        distinct=len(nums) if distinct is None else distinct,
        num=float(sum(nums)),
        den=float(den),
        mean=mean(nums) if nums else None,
        median=median(nums) if nums else None,
        least=min(nums, default=None),
        most=max(nums, default=None),
        sd=stdev(nums) if len(nums) > 1 else None,
    )


def things(count: int) -> Agg:
    """Return the sums of so many counted things, each of num 1."""
    return Agg(rows=count, distinct=count, num=float(count))


def part(num: float, den: float = 0.0) -> Agg:
    """Return the sums of one row."""
    return Agg(rows=1, distinct=1, num=float(num), den=float(den))


def known(period: str = "2026-06", until: date | None = None, **changes: Any) -> Known:
    """Return what is known when a period is over, or on a day of it."""
    asked = period_of(period)
    last = min(asked.last, until or asked.last)
    days = (last - asked.first + timedelta(days=1)).days
    return Known(period=asked, days=max(days, 0), **changes)


def ask(
    how: str,
    parts: Mapping[str, Agg] | None = None,
    whole: Agg | None = None,
    beside: Known | None = None,
) -> dict[str, Value]:
    """Return the values of a way of counting, by part; the whole of parts is their sum unless said."""
    parts = parts or {}
    if whole is None and parts:
        whole = Agg(
            rows=sum(a.rows for a in parts.values()),
            distinct=sum(a.distinct for a in parts.values()),
            num=sum(a.num for a in parts.values()),
            den=sum(a.den for a in parts.values()),
        )
    return {value.part: value for value in HOW[how](parts, whole, beside or known())}
