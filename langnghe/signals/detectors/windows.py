"""Peers that compare a day with the days just before it: what media monitors and EARS ship."""

from __future__ import annotations

import numpy as np

from langnghe.signals.panel import Array, Panel, Scored

LEAST_SD = 0.5  # of a window of equal counts: no division by zero


def _window(counts: Array, length: int, gap: int) -> tuple[Array, Array]:
    """Return mean and sd of the `length` days that end `gap` + 1 days before each day."""
    days = counts.shape[1]
    mean, sd = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    first = length + gap
    if days > first:
        cut = np.lib.stride_tricks.sliding_window_view(counts, length, axis=1)[:, : days - first]
        mean[:, first:] = cut.mean(-1)
        sd[:, first:] = cut.std(-1, ddof=1)
    return mean, np.maximum(sd, LEAST_SD)


def _scored(mean: Array, score: Array, threshold: float) -> Scored:
    return Scored(
        expected=mean,
        p_value=np.full(score.shape, np.nan),
        score=score,
        alarm=np.nan_to_num(score, nan=-np.inf) >= threshold,
    )


def ratio(panel: Panel) -> Scored:
    """Alarm at half as much again as the mean of the last 7 days."""
    mean, _ = _window(panel.counts, 7, 0)
    return _scored(mean, panel.counts / np.maximum(mean, 0.5), 1.5)


def two_sd(panel: Panel) -> Scored:
    """Alarm 2 sd above the last 7 days, as Socialmetrix does."""
    mean, sd = _window(panel.counts, 7, 0)
    return _scored(mean, (panel.counts - mean) / sd, 2.0)


def ears_c1(panel: Panel) -> Scored:
    """Alarm 3 sd above the last 7 days (EARS C1): the same score, a higher threshold."""
    mean, sd = _window(panel.counts, 7, 0)
    return _scored(mean, (panel.counts - mean) / sd, 3.0)


def huginn(panel: Panel) -> Scored:
    """Alarm 3 sd above the last 14 days, as Huginn's peak detector does."""
    mean, sd = _window(panel.counts, 14, 0)
    return _scored(mean, (panel.counts - mean) / sd, 3.0)


def ears_c2(panel: Panel) -> Scored:
    """Alarm 3 sd above the 7 days that end 3 days ago (EARS C2)."""
    mean, sd = _window(panel.counts, 7, 2)
    return _scored(mean, (panel.counts - mean) / sd, 3.0)


def ears_c3(panel: Panel) -> Scored:
    """Alarm when C2 above 1, summed over three days, passes 2 (EARS C3)."""
    mean, sd = _window(panel.counts, 7, 2)
    over = np.maximum((panel.counts - mean) / sd - 1, 0)
    total = over.copy()
    for back in (1, 2):
        total[:, back:] += np.nan_to_num(over[:, :-back])
    return _scored(mean, total, 2.0)


def weekly_z(panel: Panel) -> Scored:
    """Alarm when the last 7 days lie 2 sd above the 8 weeks before them."""
    weeks = 8
    counts = panel.counts
    total = np.full(counts.shape, np.nan)
    if counts.shape[1] >= 7:
        total[:, 6:] = np.lib.stride_tricks.sliding_window_view(counts, 7, axis=1).sum(-1)
    before = np.full((weeks, *counts.shape), np.nan)
    for back in range(1, weeks + 1):
        before[back - 1][:, 7 * back :] = total[:, : counts.shape[1] - 7 * back]
    mean, sd = before.mean(0), np.maximum(before.std(0, ddof=1), LEAST_SD)
    return _scored(mean / 7, (total - mean) / sd, 2.0)


def kleinberg(panel: Panel) -> Scored:
    """Weigh a state of twice the usual rate against the usual one (Kleinberg 2002, two states).

    Online: the cost saved by being in the burst, never below zero; entering it costs ln 56.
    """
    mean, _ = _window(panel.counts, 56, 2)
    usual = np.maximum(mean, 0.1)
    saved = panel.counts * np.log(2.0) - usual  # Poisson, rate doubled
    weight = np.zeros(panel.counts.shape)
    running = np.zeros(panel.counts.shape[0])
    for at in range(panel.counts.shape[1]):
        running = np.maximum(running + np.nan_to_num(saved[:, at]), 0.0)
        weight[:, at] = running
    weight[np.isnan(mean) | np.isnan(panel.counts)] = np.nan
    return _scored(mean, weight, float(np.log(56)))
