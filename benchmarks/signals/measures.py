"""What a detector's alarms are worth: false episodes, delay, and what chance alone explains."""

from __future__ import annotations

import numpy as np

from langnghe.signals.panel import Array
from langnghe.signals.synthetic import MISS, WARM_UP

APART = 3  # quiet days between two episodes
RESAMPLES = 400


def episodes(alarm: Array) -> Array:
    """Return false episodes of each series in the scored year, shape (S,)."""
    from langnghe.signals.calibrate import starts

    return np.asarray(starts(alarm[:, WARM_UP:]).sum(1))


def per_month(alarm: Array) -> float:
    """Return false episodes in 30 days a series."""
    return float(episodes(alarm).mean() / (alarm.shape[1] - WARM_UP) * 30)


def threshold_for(score: Array, false_alarms: float) -> float:
    """Return the lowest threshold that costs at most so many false episodes in 30 days."""
    known = score[:, WARM_UP:]
    known = known[np.isfinite(known)]
    low, high = float(np.quantile(known, 0.5)), float(known.max()) + 1e-9
    for _ in range(40):
        middle = (low + high) / 2
        if per_month(score >= middle) > false_alarms:
            low = middle
        else:
            high = middle
    return high


def delays(alarm: Array, onset: Array) -> Array:
    """Return days from onset to the first alarm within a week, MISS where there is none."""
    window = np.stack([alarm[np.arange(len(onset)), onset + day] for day in range(MISS)], 1)
    return np.where(window.any(1), window.argmax(1), MISS).astype(float)


def interval(values: Array, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of a mean by bootstrap over series."""
    rng = np.random.default_rng(seed)
    draws = values[rng.integers(0, len(values), (RESAMPLES, len(values)))].mean(1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return float(low), float(high)
