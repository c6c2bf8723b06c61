"""What every way of counting shares: its shape, what it may know beside the sums, how it says few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from langnghe.measure.correction import Confusion
from langnghe.measure.records import Agg, Period, Value
from langnghe.numbers import number

LEAST_N = 10  # below this a share is told as counts only
SEED = 20260701  # of every bootstrap: the same rows give the same interval, today and in a rebuild
RESAMPLES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a way of counting may need beside the sums."""

    period: Period
    days: int  # of the period that have passed at the moment of asking
    least_n: int = 0  # as the catalogue asks; 0: as the way itself holds proper
    confusion: Confusion | None = None  # of the model in use, for the label of the figure

    @property
    def last(self) -> date:
        """Return the last day that has passed; the day before the period where none has."""
        return self.period.first + timedelta(days=self.days - 1)

    def least(self, otherwise: int = LEAST_N) -> int:
        """Return how many there must be before more than counts is told."""
        return self.least_n or otherwise


Way = Callable[[Mapping[str, Agg], Agg | None, Known], list[Value]]


def each(one: Callable[[Agg, Known], Value | None]) -> Way:
    """Return a way that counts the whole and each class alike."""

    def way(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
        groups = ([("", whole)] if whole else []) + sorted(parts.items())
        found = [(part, one(agg, known)) for part, agg in groups]
        return [replace(value, part=part) for part, value in found if value is not None]

    return way


def few(known: Known, otherwise: int = LEAST_N, what: str = "n") -> str:
    """Return the note that stands where there are too few for more than counts."""
    return f"{what} < {known.least(otherwise)}: chỉ nêu số đếm"


def vi(value: float, digits: int = 1, *, sign: bool = False) -> str:
    """Return a number as Vietnamese text writes it: decimal comma, a true minus."""
    return number(float(value), f"{'+' if sign else ''},.{digits}f").replace("-", "−")


def grouped(parts: Mapping[str, Agg]) -> dict[str, dict[str, Agg]]:
    """Return classes in two steps (“a>b”) by their first step; one-step classes under ""."""
    found: dict[str, dict[str, Agg]] = {}
    for part, agg in sorted(parts.items()):
        group, _, rest = part.rpartition(">")
        found.setdefault(group, {})[rest] = agg
    return found


def within(low: float, value: float, high: float) -> tuple[float, float]:
    """Return an interval that holds its own estimate (resampling may miss it by a hair)."""
    return min(low, value), max(high, value)


def total(aggs: Iterable[Agg]) -> float:
    """Return the sum of the numerators."""
    return sum(agg.num for agg in aggs)
