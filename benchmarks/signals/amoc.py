"""False alarms against delay, for every detector on the same made counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.signals.measures import delays, episodes, interval, per_month, threshold_for
from langnghe.signals.detectors import Detector
from langnghe.signals.panel import Array, Panel, Scored
from langnghe.signals.synthetic import SCORED_DAYS, Standard, null, stack, with_crises

RATES = (2.0, 1.0, 0.5, 1 / 3, 0.2, 0.1)  # false alarms in 30 days along the curve
THIRD = 1 / 3  # one in 90 days: what risk.md calls leadership grade
SHAPES = ("burst", "ramp", "one day")
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One detector at one level. Each figure is followed by its 95 % interval."""

    false_shipped: float
    false_shipped_in: Interval
    shipped: Mapping[str, float]  # burst by day 1, burst, ramp, one day: at shipped thresholds
    shipped_in: Mapping[str, Interval]
    at_one: Mapping[str, float]  # the same at one false alarm in 30 days
    at_one_in: Mapping[str, Interval]
    at_third: Mapping[str, float]  # the same at one in 90 days
    at_third_in: Mapping[str, Interval]
    curve: tuple[tuple[float, float], ...]  # (false alarms in 30 days, mean delay of a burst)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The stacked panels of every level: quiet, then one per shape."""

    panel: Panel
    onset: Mapping[tuple[float, str], Array]
    levels: tuple[float, ...]
    series: int

    def part(self, found: Array, level: float, which: int) -> Array:
        """Return the rows of one level: 0 quiet, 1 burst, 2 ramp, 3 one day."""
        at = (self.levels.index(level) * (1 + len(SHAPES)) + which) * self.series
        return found[at : at + self.series]


def make(settings: Mapping[float, Standard], series: int) -> Counts:
    """Return the counts of settings, `series` series each."""
    panels, onset = [], {}
    for level, setting in settings.items():
        sized = replace(setting, series=series)
        panels.append(null(sized))
        for shape in SHAPES:
            crises = with_crises(sized, shape)
            panels.append(crises.panel)
            onset[level, shape] = crises.onset
    return Counts(panel=stack(panels), onset=onset, levels=tuple(settings), series=series)


def measure(counts: Counts, detector: Detector) -> dict[float, Row]:
    """Return what a detector does at every level."""
    scored: Scored = detector(counts.panel)
    score = np.nan_to_num(scored.score, nan=-np.inf)
    return {level: _row(counts, level, score, scored.alarm) for level in counts.levels}


def _row(counts: Counts, level: float, score: Array, alarm: Array) -> Row:
    quiet = counts.part(alarm, level, 0)
    false = episodes(quiet) / SCORED_DAYS * 30
    quiet_score = counts.part(score, level, 0)
    shipped, shipped_in = _detected(counts, level, alarm)
    at_one, at_one_in = _detected(counts, level, score >= threshold_for(quiet_score, 1.0))
    third, third_in = _detected(counts, level, score >= threshold_for(quiet_score, THIRD))
    curve = []
    for rate in RATES:
        limit = threshold_for(quiet_score, rate)
        found = delays(counts.part(score, level, 1) >= limit, counts.onset[level, "burst"])
        curve.append((per_month(quiet_score >= limit), float(found.mean())))
    return Row(
        false_shipped=float(false.mean()), false_shipped_in=interval(false),
        shipped=shipped, shipped_in=shipped_in, at_one=at_one, at_one_in=at_one_in,
        at_third=third, at_third_in=third_in, curve=tuple(curve),
    )  # fmt: skip


def _detected(
    counts: Counts, level: float, alarm: Array
) -> tuple[dict[str, float], dict[str, Interval]]:
    values = {}
    for which, shape in enumerate(SHAPES, start=1):
        values[shape] = delays(counts.part(alarm, level, which), counts.onset[level, shape])
    values["by day 1"] = (values["burst"] <= 1).astype(float)
    return (
        {name: float(found.mean()) for name, found in values.items()},
        {name: interval(found) for name, found in values.items()},
    )
