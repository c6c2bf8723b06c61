"""How sure a figure is: percentile bootstrap over texts, and the paired difference of two models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nlp.evaluate.counts import Counts, Floats, f1_of, figures_of, point

RESAMPLES = 1000
SEED = 20_260_701
LEVEL = 0.95

Interval = tuple[float, float]


def draws(n: int, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Return how often each of n texts was drawn in each resample (resamples × n), with replacement."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(n, np.full(n, 1 / n), size=resamples).astype(np.float64)


def interval(values: Floats, level: float = LEVEL) -> Interval:
    """Return the percentile interval of resampled values."""
    rest = (1 - level) / 2 * 100
    low, high = np.percentile(values, [rest, 100 - rest])
    return round(float(low), 4), round(float(high), 4)


def intervals(counts: Counts, weights: Floats) -> dict[str, Interval]:
    """Return the interval of every figure."""
    return {name: interval(values) for name, values in figures_of(counts, weights).items()}


def class_intervals(counts: Counts, weights: Floats, name: str) -> list[Interval]:
    """Return the interval of F1 for every class of a head, in the order of the head's classes."""
    values = f1_of(counts.sums(weights), name)
    return [interval(values[:, c]) for c in range(values.shape[1])]


def differences(
    ours: Counts, theirs: Counts, weights: Floats, names: Sequence[str] | None = None
) -> Mapping[str, Mapping[str, float]]:
    """Return ours − theirs for every figure: difference, low, high, p.

    Both models are judged on the same resamples (the same weights), so that what is hard for both
    cancels. p is two-sided: twice the share of resamples on the other side of zero; with 1,000
    resamples it is never below .002.
    """
    if ours.n != theirs.n:
        raise ValueError("paired figures need the same texts")
    here, there = figures_of(ours, weights), figures_of(theirs, weights)
    mine, other = point(ours), point(theirs)
    found = {}
    for name in names or mine:
        apart = here[name] - there[name]
        low, high = interval(apart)
        count = len(apart)
        tail = min((apart <= 0).sum(), (apart >= 0).sum())
        found[name] = {
            "difference": round(mine[name] - other[name], 4),
            "low": low,
            "high": high,
            "p": round(min(1.0, 2 * (int(tail) + 1) / (count + 1)), 4),
        }
    return found
