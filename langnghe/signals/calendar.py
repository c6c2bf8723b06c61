"""Planned events, solar and lunar: what explains a peak before anybody is alarmed by it.

A planned event is days, a label and a factor (counts as a multiple of the usual day). The office
edits calendar.toml; lunar days are reckoned by `lunar_vn` in Hà Nội time (UTC+7), which is what
sets Tết: Beijing's can fall on another day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from langnghe.errors import ConfigError

if TYPE_CHECKING:
    from langnghe.signals.calendar_file import Event
    from langnghe.signals.panel import Array

YEARS = range(1901, 2100)  # what lunar_vn knows
DOUBT = 0.15  # log-sd of a stated factor: a campaign seldom goes quite as planned
UNKNOWN_FACTOR, UNKNOWN_DOUBT = 1.5, 0.6  # of an event nobody has put a number on


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One planned event of one year. Both days count. factor > 0; doubt: log-sd of the factor."""

    first: date
    last: date
    label: str
    factor: float | None = None
    doubt: float | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.label}: {self.last} is before {self.first}")
        if self.factor is not None and not (0 < self.factor < math.inf):
            raise ValueError(f"{self.label}: factor {self.factor}")
        if not self.label:
            raise ValueError("an event has a label")

    @property
    def expected(self) -> float:
        """Return the factor, or what is assumed where none is stated."""
        return UNKNOWN_FACTOR if self.factor is None else self.factor

    @property
    def unsure(self) -> float:
        """Return how far off the factor may be, as a log-sd."""
        if self.doubt is not None:
            return self.doubt
        return UNKNOWN_DOUBT if self.factor is None else DOUBT


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What a calendar says of each day of a period, arrays of length T.

    label: which of `labels` holds, 0 for an ordinary day (labels[0] is "").
    """

    factor: Array
    doubt: Array
    label: Array  # of integers
    labels: tuple[str, ...]


def lunar_day(day: int, month: int, year: int) -> date:
    """Return the solar date of a lunar day in Hà Nội: lunar_day(1, 1, 2026) is Tết Bính Ngọ."""
    from lunar_vn import convert_lunar_to_solar

    return convert_lunar_to_solar(day, month, year)


def planned(years: Iterable[int], path: Path | None = None) -> tuple[Planned, ...]:
    """Return the events of calendar.toml in those years, oldest first; the shipped file by default.

    An event stands under the year it is anchored in: Tết Sum vầy 2026 may begin in 2025.
    """
    known = [year for year in years if year in YEARS]
    found = [event for rule in _rules(path) for event in rule.in_years(known)]
    return tuple(sorted(found, key=lambda e: (e.first, e.last, e.label)))


def _rules(path: Path | None) -> Sequence[Event]:
    from langnghe.config import read_toml
    from langnghe.signals.calendar_file import CalendarFile

    if path is not None:
        return read_toml(path, CalendarFile).event
    shipped = files("langnghe.defaults").joinpath("calendar.toml")
    if not isinstance(shipped, Path):
        raise ConfigError("calendar.toml: chương trình cần được cài thành thư mục")
    return read_toml(shipped, CalendarFile).event


def days(events: Iterable[Planned], start: date, length: int) -> Days:
    """Return factor, doubt and label of each day; factors of events that overlap multiply."""
    log_factor, variance = np.zeros(length), np.zeros(length)
    names: list[list[str]] = [[] for _ in range(length)]
    for event in events:
        first = max((event.first - start).days, 0)
        last = min((event.last - start).days + 1, length)
        if first >= last:
            continue
        log_factor[first:last] += math.log(event.expected)
        variance[first:last] += event.unsure**2
        for at in range(first, last):
            if event.label not in names[at]:
                names[at].append(event.label)
    said = [" · ".join(found) for found in names]
    labels = ("", *sorted(set(said) - {""}))
    index = {label: at for at, label in enumerate(labels)}
    return Days(
        factor=np.exp(log_factor),
        doubt=np.sqrt(variance),
        label=np.array([index[label] for label in said], dtype=np.int64),
        labels=labels,
    )


def shifted(anchor: date, begin: int, count: int) -> tuple[date, date]:
    """Return first and last day of an event of so many days that begins so far from its anchor."""
    first = anchor + timedelta(days=begin)
    return first, first + timedelta(days=count - 1)
