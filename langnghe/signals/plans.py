"""A planned peak explains what campaigns bring, and no more: what breaks out of it is let through.

The baseline already multiplies the usual day by the plan's factor, put right by what earlier days of the same
plan really brought; a score stands for what is left over. Two things break out: a score that quiet
campaigns hardly ever reach, and, from a lower one on, a share of negative talk beyond what campaigns
(or, before there was one, ordinary days) have.
"""

from __future__ import annotations

import numpy as np

from langnghe.signals.panel import Array, Panel

# Measured on 400 quiet campaigns of two weeks (benchmarks.signals, “chiến dịch có kế hoạch”).
BEYOND = 2.0  # score: one in a hundred months of a series, plan and all
BEYOND_WITH_SHARE = 1.0  # enough where the share of negative talk stands out too
SHARE = 1.5  # times the usual share
KNOWN = 30  # items on planned days from which their share is known
WILSON = 1.96**2


def planned_days(panel: Panel) -> Array:
    """Return the days of which more than usual is planned, shape (T,)."""
    return np.asarray((panel.calendar.label > 0) & (panel.calendar.factor > 1))


def beyond_plan(panel: Panel, score: Array, total: Array | None = None) -> Array:
    """Return the planned days that the plan does not explain, (S, T).

    total: all items of the same topic and place beside the panel's negative ones, same shape; rows of NaN
    where a series has no such total, None where none has.
    """
    known = np.nan_to_num(score, nan=-9.0)
    out = known >= BEYOND
    if total is not None:
        out |= (known >= BEYOND_WITH_SHARE) & share_stands_out(panel, total)
    return np.asarray(out & planned_days(panel)[None, :])


def share_stands_out(panel: Panel, total: Array) -> Array:
    """Return where the lower bound (95 %) of a day's negative share exceeds SHARE times the usual one.

    The usual share is that of earlier planned days once they have KNOWN items, else of all earlier days.
    """
    given = np.isfinite(panel.counts) & np.isfinite(total)
    negative, whole = np.where(given, panel.counts, 0.0), np.where(given, total, 0.0)
    peak = planned_days(panel)[None, :]
    of_peaks = _earlier(negative * peak), _earlier(whole * peak)
    of_days = _earlier(negative), _earlier(whole)
    enough = of_peaks[1] >= KNOWN
    hits, items = (np.where(enough, one, two) for one, two in zip(of_peaks, of_days, strict=True))
    usual = np.where(items >= KNOWN, hits / np.maximum(items, 1.0), np.inf)
    return np.asarray(given & (lower_bound(negative, whole) > SHARE * usual))


def lower_bound(hits: Array, total: Array) -> Array:
    """Return Wilson's lower bound (95 %) of a share; 0 of nothing."""
    whole = np.maximum(total, 1.0)
    share = np.minimum(hits / whole, 1.0)
    middle = share + WILSON / (2 * whole)
    spread = np.sqrt(WILSON * (share * (1 - share) / whole + WILSON / (4 * whole**2)))
    low = np.maximum(0.0, (middle - spread) / (1 + WILSON / whole))
    return np.asarray(np.where(total > 0, low, 0.0))


def _earlier(values: Array) -> Array:
    """Return the sum of all days before each day."""
    return np.asarray(np.cumsum(values, axis=1) - values)
