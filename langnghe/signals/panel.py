"""Counts of many series over the same days: what every detector is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np

from langnghe.signals.calendar import Days, days

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Daily counts of S series over T consecutive days.

    counts: (S, T), NaN where nothing was collected: a zero is a fact, a gap is not. stories,
    healthy (sources that worked) and independent (sources that told it, copies of one wire text
    counted once): the same shape, None where not known.
    """

    ids: tuple[str, ...]
    start: date
    counts: Array
    calendar: Days
    stories: Array | None = None
    healthy: Array | None = None
    independent: Array | None = None

    def __post_init__(self) -> None:
        shape = self.counts.shape
        if len(shape) != 2 or shape[0] != len(self.ids):
            raise ValueError(f"{len(self.ids)} ids for counts of shape {shape}")
        for extra in (self.stories, self.healthy, self.independent):
            if extra is not None and extra.shape != shape:
                raise ValueError(f"shape {extra.shape} beside counts of {shape}")
        if self.calendar.factor.shape != shape[1:]:
            raise ValueError("the calendar covers other days")

    @property
    def weekday(self) -> Array:
        """Return the day of the week of each day, Monday 0, shape (T,)."""
        return (self.start.weekday() + np.arange(self.counts.shape[1])) % 7

    def day(self, at: int) -> date:
        """Return the date of a column."""
        return self.start + timedelta(days=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a detector says of each series and day, shape (S, T); NaN while history is too short.

    expected: the usual count of that day. p_value: how probable so many or more are on a usual day.
    score: higher is more alarming. alarm: true where the detector's own threshold is reached, or
    where `rare` holds: a series hardly ever mentioned was mentioned.
    """

    expected: Array
    p_value: Array
    score: Array
    alarm: Array
    rare: Array | None = None


def panel(counts: Array, start: date, *, calendar: Days | None = None) -> Panel:
    """Return a panel of bare counts with made-up ids; no calendar means no planned event."""
    counts = np.asarray(counts, dtype=float)
    return Panel(
        ids=tuple(f"s{at}" for at in range(counts.shape[0])),
        start=start,
        counts=counts,
        calendar=calendar or days((), start, counts.shape[1]),
    )
