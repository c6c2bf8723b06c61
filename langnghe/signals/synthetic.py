"""The synthetic standard: made counts whose truth is known, and the ways a year can go wrong.

Negative-binomial days (mean × weekday × event, size k), 70 days of warm-up, a year that is
scored. A crisis adds Poisson counts with peak M = 3·sd + 2 and a shape. Equal seeds, equal counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from langnghe.signals.calendar import Planned, days, lunar_day
from langnghe.signals.panel import Array, Panel

WARM_UP, SCORED_DAYS = 70, 365
START = date(2024, 11, 4)  # a Monday; the scored year holds one of each event
WEEK = np.array([1.05, 1.1, 1.1, 1.1, 1.05, 0.85, 0.75])
SHAPES: dict[str, tuple[float, ...]] = {
    "burst": (1, 0.7, 0.4, 0.2),
    "ramp": (0.2, 0.4, 0.7, 1, 1, 0.8, 0.5),
    "one day": (1,),
}
MISS = 7  # days of delay a missed crisis counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One setting of the standard. size: k of the negative binomial, smaller is wilder."""

    mean: float
    size: float
    series: int = 300
    seed: int = 1
    week: tuple[float, ...] = tuple(WEEK)
    size_at_end: float | None = None  # dispersion that drifts over the year
    start: date = START

    @property
    def sd(self) -> float:
        """Return the standard deviation of an ordinary day."""
        return float(np.sqrt(self.mean + self.mean**2 / self.size))

    @property
    def peak(self) -> float:
        """Return M, what a crisis adds on its worst day."""
        return 3 * self.sd + 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Crises:
    """A panel with one crisis in each series; onset: its first day, shape (S,)."""

    panel: Panel
    onset: Array


def events(start: date = START, length: int = WARM_UP + SCORED_DAYS) -> tuple[Planned, ...]:
    """Return the four yearly events of the standard, in every year the period touches."""
    found = []
    for year in range(start.year, (start + timedelta(days=length)).year + 1):
        tet = lunar_day(1, 1, year)
        for label, first, count, factor in (
            ("Tết Sum vầy", tet - timedelta(days=13), 11, 1.6),
            ("Nghỉ Tết", tet - timedelta(days=2), 9, 0.35),
            ("Tháng Công nhân", date(year, 5, 1), 30, 1.8),
            ("28/7", date(year, 7, 27), 3, 2.2),
        ):
            found.append(
                Planned(
                    first=first,
                    last=first + timedelta(days=count - 1),
                    label=label,
                    factor=factor,
                )
            )
    return tuple(found)


def null(setting: Standard, campaign: Sequence[Planned] = ()) -> Panel:
    """Return counts without any crisis; a planned campaign lifts them by its factor."""
    rng = np.random.default_rng(setting.seed)
    length = WARM_UP + SCORED_DAYS
    calendar = days((*events(setting.start, length), *campaign), setting.start, length)
    week = np.asarray(setting.week) / np.mean(setting.week)
    weekday = (setting.start.weekday() + np.arange(length)) % 7
    mean = setting.mean * week[weekday] * calendar.factor
    last = setting.size if setting.size_at_end is None else setting.size_at_end
    size = np.geomspace(setting.size, last, length)
    counts = rng.negative_binomial(size, size / (size + mean), (setting.series, length))
    return Panel(
        ids=tuple(f"s{at:04d}" for at in range(setting.series)),
        start=setting.start,
        counts=counts.astype(float),
        calendar=calendar,
    )


def with_crises(setting: Standard, shape: str) -> Crises:
    """Return the null with one crisis a series, somewhere in the scored year."""
    quiet = null(setting)
    rng = np.random.default_rng((setting.seed, 7919, *shape.encode()))
    counts = quiet.counts.copy()
    rows = np.arange(setting.series)
    onset = rng.integers(WARM_UP + 7, WARM_UP + SCORED_DAYS - 14, setting.series)
    for later, share in enumerate(SHAPES[shape]):
        counts[rows, onset + later] += rng.poisson(setting.peak * share, setting.series)
    return Crises(panel=replace(quiet, counts=counts), onset=onset)


def stack(panels: Sequence[Panel]) -> Panel:
    """Return one panel of several of the same days: one pass over the days serves them all."""
    first = panels[0]
    if any(p.start != first.start or p.calendar.labels != first.calendar.labels for p in panels):
        raise ValueError("panels of other days or calendars")
    ids = tuple(f"{at}.{name}" for at, p in enumerate(panels) for name in p.ids)
    return replace(first, ids=ids, counts=np.vstack([p.counts for p in panels]))


def _sides(setting: Standard, counts: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return stories and independent sources of counts: some items are copies of one story."""
    stories = np.where(counts > 0, np.maximum(1, rng.binomial(counts.astype(int), 0.75)), 0)
    sources = np.where(counts > 0, np.maximum(1, rng.binomial(stories, 0.6)), 0)
    return stories.astype(float), np.minimum(sources, 12).astype(float)


def observed(setting: Standard, *, healthy: float = 10, quiet: Panel | None = None) -> Panel:
    """Return the null with stories, independent sources and healthy sources beside the counts."""
    quiet = quiet or null(setting)
    rng = np.random.default_rng((setting.seed, 104_729))
    stories, sources = _sides(setting, quiet.counts, rng)
    return replace(
        quiet,
        stories=stories,
        independent=sources,
        healthy=np.full(quiet.counts.shape, float(healthy)),
    )


def new_feed(setting: Standard, *, lift: float = 1.5) -> Panel:
    """Return a year in which one source of ten is added and counts rise for good by `lift`."""
    year = observed(setting)
    assert year.healthy is not None
    rng = np.random.default_rng((setting.seed, 15_485_863))
    from_day = WARM_UP + 120
    extra = np.asarray(rng.poisson(setting.mean * (lift - 1), year.counts.shape))
    extra[:, :from_day] = 0
    counts = year.counts + extra
    stories, sources = _sides(setting, counts, rng)
    healthy = year.healthy.copy()
    healthy[:, from_day:] += 1
    return replace(year, counts=counts, stories=stories, independent=sources, healthy=healthy)


def dead_feed(setting: Standard, *, lost: float = 0.5, length: int = 21) -> Panel:
    """Return a year in which half the sources die for three weeks and then come back."""
    year = observed(setting)
    assert year.healthy is not None
    rng = np.random.default_rng((setting.seed, 32_452_843))
    at = slice(WARM_UP + 120, WARM_UP + 120 + length)
    counts = year.counts.copy()
    counts[:, at] = rng.binomial(counts[:, at].astype(int), 1 - lost)
    stories, sources = _sides(setting, counts, rng)
    healthy = year.healthy.copy()
    healthy[:, at] = np.round(healthy[:, at] * (1 - lost))
    return replace(year, counts=counts, stories=stories, independent=sources, healthy=healthy)


def syndication(setting: Standard, *, copies: float = 8.0) -> tuple[Panel, int]:
    """Return a year in which one day's stories are each copied by many sites, and that day.

    Items multiply, stories and independent sources do not: one text, however often it stands.
    """
    year = observed(setting)
    at = WARM_UP + 150
    counts = year.counts.copy()
    counts[:, at] = np.round(counts[:, at] * copies + copies)
    return replace(year, counts=counts), at


def planned_campaign(setting: Standard, *, factor: float = 2.0, length: int = 14) -> Panel:
    """Return a year with a campaign of the office in September, which the calendar knows."""
    first = date(setting.start.year + 1, 9, 8)
    campaign = Planned(
        first=first,
        last=first + timedelta(days=length - 1),
        label="Chiến dịch của đơn vị",
        factor=factor,
    )
    return observed(setting, quiet=null(setting, (campaign,)))
