"""Bayesian online change-point detection (Adams and MacKay 2007) on Poisson days: a peer."""

from __future__ import annotations

import numpy as np

from langnghe.signals.panel import Array, Panel, Scored

LONGEST = 60  # days a run is remembered; a longer one is counted as so long
HAZARD = 1 / 100  # chance that a run ends on a day
PRIOR_DAYS = 0.5  # what is believed of a new run's rate weighs as much as half a day
RECENT = 3  # a change in so many days is news
LIMIT = 0.5  # probability that alarms
FIRST = 28  # days before anything is said


def bocpd(panel: Panel) -> Scored:
    """Score how probable it is that the rate rose within the last days; alarm at LIMIT."""
    from scipy.special import gammaln

    counts = panel.counts
    series, length = counts.shape
    share = np.zeros((series, LONGEST))  # probability of each run length
    share[:, 0] = 1.0
    items, days = np.zeros((series, LONGEST)), np.zeros((series, LONGEST))  # of each run
    score, expected = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    seen, given = np.zeros(series), np.zeros(series)
    for at in range(length):
        count = counts[:, at]
        known = np.isfinite(count)
        y = np.where(known, count, 0.0)[:, None]
        usual = (seen + 0.5) / (given + 1)
        a = items + PRIOR_DAYS * usual[:, None]
        b = days + PRIOR_DAYS
        like = np.exp(
            gammaln(y + a)
            - gammaln(a)
            - gammaln(y + 1)
            + a * np.log(b / (b + 1))
            - y * np.log(b + 1)
        )
        # A run may begin today: then the day is told by what is believed of a new one.
        before = (1 - HAZARD) * share
        before[:, 0] = HAZARD
        weighed = before * np.maximum(like, 1e-300)
        moved = np.zeros_like(share)  # every run is a day longer now
        moved[:, 1:] = weighed[:, :-1]
        moved[:, -1] += weighed[:, -1]
        moved /= moved.sum(1, keepdims=True)
        share = np.where(known[:, None], moved, share)
        items, days = _longer(items, y, known), _longer(days, np.ones_like(y), known)
        if at >= FIRST:
            level = (share * items).sum(1) / np.maximum((share * days).sum(1), 1e-9)
            rose = np.divide(items, np.maximum(days, 1.0)) > usual[:, None]
            fresh = (share * rose)[:, 1 : RECENT + 1].sum(1)
            odds = np.log(np.maximum(fresh, 1e-12)) - np.log(np.maximum(1 - fresh, 1e-12))
            score[:, at] = np.where(known, odds, np.nan)
            expected[:, at] = level
        seen += np.where(known, count, 0.0)
        given += known
    return Scored(
        expected=expected,
        p_value=np.full(score.shape, np.nan),
        score=score,
        alarm=np.nan_to_num(score, nan=-np.inf) >= np.log(LIMIT / (1 - LIMIT)),
    )


def _longer(sums: Array, new: Array, known: Array) -> Array:
    """Return the sums of runs that are all a day longer; the longest keeps its mean."""
    moved = np.zeros_like(sums)
    moved[:, 1:] = sums[:, :-1] + new
    moved[:, -1] = (sums[:, -1] + new[:, 0]) * (LONGEST - 1) / LONGEST
    return np.where(known[:, None], moved, sums)
