"""One scale for all series: what a statistic costs in false alarms a month.

scale.json holds, for series of several levels and dispersions, which value of the statistic is
exceeded by how many false episodes in 30 days (benchmarks/signals/build_scale.py simulates it;
no crisis and no acceptance series takes part). Score s: a threshold of s costs 10^-s episodes.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

import numpy as np

from langnghe.signals.panel import Array

Tables: TypeAlias = tuple[Array, Array, Array, Array]


@lru_cache(maxsize=1)
def _tables() -> Tables:
    """Return log levels (L,), log dispersions (D,), scores (R,), statistics (L, D, R)."""
    data = json.loads(files("langnghe.signals").joinpath("scale.json").read_text("utf-8"))
    return (
        np.log(data["level"]),
        np.log(data["dispersion"]),
        -np.log10(data["false_alarms_per_30d"]),
        np.array(data["statistic"]),
    )


def to_scale(statistic: Array, level: Array, dispersion: Array) -> Array:
    """Return the score of a statistic in a series of that level and dispersion; finite or NaN."""
    levels, dispersions, scores, table = _tables()
    row, row_share = _between(levels, np.log(np.maximum(level, 1e-6)))
    column, column_share = _between(dispersions, np.log(np.maximum(dispersion, 1e-6)))
    knots = (
        table[row, column] * ((1 - row_share) * (1 - column_share))[..., None]
        + table[row + 1, column] * (row_share * (1 - column_share))[..., None]
        + table[row, column + 1] * ((1 - row_share) * column_share)[..., None]
        + table[row + 1, column + 1] * (row_share * column_share)[..., None]
    )
    # Piecewise linear between the knots, the outer pieces carried on: always rising, never flat.
    place = np.clip((statistic[..., None] >= knots).sum(-1) - 1, 0, len(scores) - 2)
    below = np.take_along_axis(knots, place[..., None], -1)[..., 0]
    above = np.take_along_axis(knots, place[..., None] + 1, -1)[..., 0]
    share = (statistic - below) / np.maximum(above - below, 1e-6)
    return scores[place] + share * (scores[place + 1] - scores[place])  # type: ignore[no-any-return]


def _between(knots: Array, value: Array) -> tuple[Array, Array]:
    """Return index and share of the interval a value lies in, the ends held."""
    value = np.where(np.isfinite(value), value, knots[0])
    index = np.clip(np.searchsorted(knots, value, side="right") - 1, 0, len(knots) - 2)
    share = np.clip((value - knots[index]) / (knots[index + 1] - knots[index]), 0.0, 1.0)
    return index, share
