"""Thresholds from the office's own quiet weeks, and what many series together may cost.

The score is on the scale of false alarms a month, so a threshold is −log10 of the rate asked for
plus what the office's own history says the scale is off by. That history is short (8–26 weeks) and
holds real crises: days that stood out are redrawn, then whole weeks are resampled into quiet years,
and the detector itself is run on those.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from langnghe.signals.baseline import OUTLIER, baseline
from langnghe.signals.calendar import days
from langnghe.signals.detectors.watch import watch
from langnghe.signals.negbin import upper_tail
from langnghe.signals.panel import Array, Panel, panel

APART = 3  # quiet days between two episodes
LEAST_WEEKS, MOST_WEEKS = 8, 26
WARM_UP_WEEKS, YEAR_WEEKS = 10, 52  # of a resampled year
PRIOR_MONTHS = 60.0  # series-months of history that weigh as much as the shipped scale
SHIFTS = np.linspace(-0.3, 0.7, 41)  # how far the scale may be off, in powers of ten


def starts(alarm: Array) -> Array:
    """Return where an episode begins: an alarm with no alarm in the three days before."""
    before = np.zeros_like(alarm)
    for back in range(1, APART + 1):
        before[:, back:] |= alarm[:, :-back]
    return alarm & ~before


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A threshold with its papers. Rates in episodes in 30 days a series."""

    on: date  # the last day of the history used
    asked: float  # false alarms asked for
    expected: (
        float  # false alarms promised: those of the resampled history and the scale's, weighted
    )
    threshold: float  # of the score
    series: int
    weeks: int
    enough: bool  # 8 weeks at least; else the shipped scale is taken at its word

    def to_json(self) -> dict[str, object]:
        """Return what is stored."""
        return {
            "on": self.on.isoformat(),
            "asked_per_30d": self.asked,
            "expected_per_30d": round(self.expected, 3),
            "threshold": round(self.threshold, 3),
            "series": self.series,
            "weeks": self.weeks,
            "enough": self.enough,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Calibration:
        """Return what `to_json` stored; KeyError, TypeError or ValueError where it is something else."""
        return cls(
            on=date.fromisoformat(said["on"]),
            asked=float(said["asked_per_30d"]),
            expected=float(said["expected_per_30d"]),
            threshold=float(said["threshold"]),
            series=int(said["series"]),
            weeks=int(said["weeks"]),
            enough=bool(said["enough"]),
        )


def calibrate(
    history: Panel, false_alarms: float, *, most_series: int = 400, seed: int = 0
) -> Calibration:
    """Return the threshold of the score that costs so many false alarms in 30 days a series.

    history: the last 26 weeks are used, days before anything was collected are not. The more
    series-months there are, the more the office's own rate counts against the shipped scale. Equal
    input, equal threshold.
    """
    plain = -math.log10(false_alarms)
    length = history.counts.shape[1]
    on = history.day(length - 1)
    collected = np.isfinite(history.counts).any(0)
    weeks = min((length - int(collected.argmax())) // 7, MOST_WEEKS) if collected.any() else 0
    rng = np.random.default_rng(seed)
    quiet, chosen = (None, 0)
    if weeks >= LEAST_WEEKS:
        quiet, chosen = quiet_years(history, weeks, most_series, rng)
    if quiet is None:
        return Calibration(
            on=on, asked=false_alarms, expected=false_alarms, threshold=plain,
            series=len(history.ids), weeks=weeks, enough=False,
        )  # fmt: skip
    score = watch(quiet).score[:, 7 * WARM_UP_WEEKS :]
    rates = np.array([_rate(score, plain + shift) for shift in SHIFTS])
    # The lowest threshold from which on the rate stays within what was asked.
    over = np.flatnonzero(rates > false_alarms)
    at = min(int(over[-1]) + 1, len(SHIFTS) - 1) if over.size else 0
    months = chosen * weeks * 7 / 30
    weight = months / (months + PRIOR_MONTHS)
    threshold = plain + weight * float(SHIFTS[at])
    # What little history cannot know is promised by the shipped scale.
    expected = weight * _rate(score, threshold) + (1 - weight) * 10**-threshold
    return Calibration(
        on=on, asked=false_alarms, expected=expected, threshold=threshold,
        series=chosen, weeks=weeks, enough=True,
    )  # fmt: skip


def _rate(score: Array, threshold: float) -> float:
    found = starts(score >= threshold)
    return float(found.sum() / found.size * 30)


def quiet_years(
    history: Panel, weeks: int, most_series: int, rng: np.random.Generator
) -> tuple[Panel | None, int]:
    """Return resampled quiet years of the series with enough history, and how many those are.

    Weeks are drawn whole, so weekdays and what one day does to the next stay; planned events are
    divided out; days that stood out are redrawn from the usual day. Rare series take no part.
    """
    usual = baseline(history)
    last = slice(history.counts.shape[1] - 7 * weeks, None)
    counts = history.counts[:, last]
    mean, spread = usual.mean[:, last], usual.dispersion[:, last]
    # The first weeks have no forecast: the series' own later one stands in for it.
    told = np.isfinite(mean).any(1, keepdims=True)
    level = np.nanmedian(np.where(np.isfinite(mean) | ~told, np.where(told, mean, 0.0), np.nan),
                         axis=1, keepdims=True)  # fmt: skip
    mean = np.where(np.isfinite(mean), mean, level * history.calendar.factor[last])
    own = usual.own[:, -1:]
    spread = np.where(np.isfinite(spread), spread, own)
    enough = np.isfinite(counts).mean(1) > 0.8
    enough &= np.nan_to_num(usual.level[:, -1]) >= 0.2
    rows = np.flatnonzero(enough)
    if rows.size == 0:
        return None, 0
    if rows.size > most_series:
        rows = np.sort(rng.choice(rows, most_series, replace=False))
    counts, mean, spread, own = counts[rows], mean[rows], spread[rows], own[rows]
    factor = history.calendar.factor[last]
    size = np.broadcast_to(1 / own, mean.shape)
    drawn = rng.negative_binomial(size, size / (size + mean))
    odd = ~np.isfinite(counts) | (upper_tail(np.nan_to_num(counts), mean, spread) < OUTLIER)
    ordinary = np.where(odd, drawn, counts) / factor
    ordinary = np.floor(ordinary + rng.random(ordinary.shape))  # whole numbers, equal on average
    total = WARM_UP_WEEKS + YEAR_WEEKS
    pick = rng.integers(0, weeks, (rows.size, total))
    by_week = ordinary.reshape(rows.size, weeks, 7)
    resampled = by_week[np.arange(rows.size)[:, None], pick].reshape(rows.size, 7 * total)
    start = history.day(history.counts.shape[1] - 7 * weeks)
    return panel(resampled, start, calendar=days((), start, 7 * total)), int(rows.size)


def until(history: Panel, length: int) -> Panel:
    """Return the first days of a panel: what was known then."""
    calendar = replace(
        history.calendar,
        factor=history.calendar.factor[:length],
        doubt=history.calendar.doubt[:length],
        label=history.calendar.label[:length],
    )

    def cut(extra: Array | None) -> Array | None:
        return None if extra is None else extra[:, :length]

    return replace(
        history,
        counts=history.counts[:, :length],
        calendar=calendar,
        stories=cut(history.stories),
        healthy=cut(history.healthy),
        independent=cut(history.independent),
    )


def step_up(score: Array, false_alarms: float) -> Array:
    """Return which scores stand out of the whole portfolio, shape (S, T).

    false_alarms: false leadership alarms in 30 days over all series together. On each day the
    i-th highest of S scores needs 10^-score ≤ i/S · rate (Benjamini–Hochberg), so one series alone
    must be very unusual, and many that rise together help each other.
    """
    cost = 10.0 ** -np.where(np.isfinite(score), score, -9.0)
    series = score.shape[0]
    order = np.sort(cost, axis=0)
    allowed = np.arange(1, series + 1)[:, None] / series * false_alarms
    passed = order <= allowed
    last = np.where(passed.any(0), series - 1 - passed[::-1].argmax(0), -1)
    limit = np.where(last >= 0, order[np.maximum(last, 0), np.arange(score.shape[1])], -1.0)
    return np.isfinite(score) & (cost <= limit)


def next_review(calibration: Calibration) -> date:
    """Return when the threshold should be set anew: four weeks on, while history still grows."""
    return calibration.on + timedelta(weeks=4)
