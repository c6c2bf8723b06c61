"""The next 72 hours of a series: more, about as many, or fewer, each with a probability.

The sum of three days is predicted as negative binomial around the usual level, moved by how far
the last days stand above or below it (a burst halves in about two days, a lull likewise). "Ổn
định" is within 25 % or one standard deviation of the last three days' own forecast, whichever is
wider. Days used: up to and with the day of the forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from langnghe.signals.baseline import Baseline
from langnghe.signals.negbin import upper_tail
from langnghe.signals.panel import Array, Panel

Direction = Literal["tăng", "ổn định", "giảm"]
DIRECTIONS: tuple[Direction, ...] = ("giảm", "ổn định", "tăng")
HOURS = 72
AHEAD = HOURS // 24
HALF_LIFE = 2.0  # days in which half of an excess is gone
BAND = 0.25  # a change under a quarter is none
MEMORY = 0.6  # share of an excess that carries on, where it is more than chance …
CHANCE, SURE = 1.5, 3.5  # … from so many sd of a three-day sum on, wholly from so many
DOUBT = 0.03  # squared coefficient of variation of the level itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Probabilities (S, T, 3) in the order of DIRECTIONS, and the expected 72-hour sum (S, T)."""

    probability: Array
    expected: Array

    def said(self, series: int, at: int) -> tuple[Direction, float]:
        """Return the likeliest direction of a series on a day, and its probability."""
        row = self.probability[series, at]
        best = int(np.argmax(row))
        return DIRECTIONS[best], float(row[best])


def _ahead(panel: Panel, usual: Baseline) -> Array:
    """Return what is planned and usual of the next AHEAD days, in ordinary days, (S, T).

    Weekday factors are those of a week before each day ahead, so nothing unknown is used.
    """
    factor = panel.calendar.factor
    week = usual.mean / (usual.level * factor)
    known = np.full(week.shape, 1.0)
    known[:, 7:] = week[:, :-7]
    known[~np.isfinite(known)] = 1.0
    daily = known * factor
    daily = np.concatenate([daily, np.repeat(daily[:, -1:], AHEAD, axis=1)], axis=1)
    length = week.shape[1]
    return np.asarray(sum(daily[:, day : day + length] for day in range(1, AHEAD + 1)))


def recent(counts: Array) -> Array:
    """Return the sum of a day and the two before it, (S, T); NaN where one is missing."""
    total = np.full(counts.shape, np.nan)
    total[:, AHEAD - 1 :] = sum(
        counts[:, d : counts.shape[1] - AHEAD + 1 + d] for d in range(AHEAD)
    )
    return total


def bounds(past: Array, level: Array, own: Array) -> tuple[Array, Array]:
    """Return below and above which the next three days differ from the past three."""
    sd = np.sqrt(AHEAD * (level + own * level**2))
    half = np.maximum(np.maximum(BAND * past, 0.5 * sd), 1.0)
    return past - half, past + half


def forecast(panel: Panel, usual: Baseline) -> Forecast:
    """Return the forecast made at the end of every day; NaN while history is too short."""
    past = recent(panel.counts)
    level, own = usual.level, usual.own
    now = recent(np.where(np.isfinite(usual.mean), usual.mean, np.nan))
    excess = past - now
    sd = np.sqrt(AHEAD * (level + own * level**2))
    sure = np.clip((np.abs(excess) / sd - CHANCE) / (SURE - CHANCE), 0.0, 1.0)
    decay = sum(0.5 ** ((day + 2) / HALF_LIFE) for day in range(AHEAD)) / AHEAD
    usual_sum = level * _ahead(panel, usual)
    mean = np.maximum(usual_sum + MEMORY * sure * excess * decay, 0.1 * usual_sum + 0.01)
    spread = own / AHEAD + DOUBT
    low, high = bounds(past, level, own)
    more = upper_tail(np.floor(high) + 1, mean, spread)
    fewer = 1 - upper_tail(np.ceil(low), mean, spread)
    probability = np.stack([fewer, np.clip(1 - more - fewer, 0, 1), more], -1)
    probability = probability / probability.sum(-1, keepdims=True)
    return Forecast(probability=probability, expected=mean + 0 * past)


def outcome(panel: Panel, usual: Baseline) -> Array:
    """Return which direction came true, as an index of DIRECTIONS, −1 where nobody can know."""
    past = recent(panel.counts)
    following = np.full(past.shape, np.nan)
    following[:, :-AHEAD] = past[:, AHEAD:]
    low, high = bounds(past, usual.level, usual.own)
    known = np.isfinite(past) & np.isfinite(following) & np.isfinite(usual.level)
    came = np.where(following < low, 0, np.where(following > high, 2, 1))
    return np.where(known, came, -1)


def brier(probability: Array, came: Array) -> float:
    """Return the mean of the summed squared errors over the three directions; 0 is perfect.

    Days of which nothing was said, or of which nobody can know, do not count; NaN if none is left.
    """
    known = (came >= 0) & np.isfinite(probability).all(-1)
    if not known.any():
        return float("nan")
    truth = np.eye(len(DIRECTIONS))[came[known]]
    return float(((probability[known] - truth) ** 2).sum(-1).mean())


def climatology(came: Array) -> Array:
    """Return the long-run share of each direction as a forecast for every day, (S, T, 3)."""
    share = np.bincount(came[came >= 0], minlength=len(DIRECTIONS)) / max((came >= 0).sum(), 1)
    return np.broadcast_to(share, (*came.shape, len(DIRECTIONS)))
