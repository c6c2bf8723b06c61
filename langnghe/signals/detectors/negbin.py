"""Peers on the same forecast as the default: the tail of one day, and a CUSUM over days."""

from __future__ import annotations

import numpy as np

from langnghe.signals.baseline import Rules, baseline
from langnghe.signals.negbin import log_ratio, upper_tail
from langnghe.signals.panel import Panel, Scored

TAIL = 0.005  # probability that alarms
CUSUM_LIMIT = 4.0  # log-likelihood units


def tail(panel: Panel, rules: Rules | None = None) -> Scored:
    """Alarm on a day less probable than TAIL (Farrington's idea with a negative binomial)."""
    usual = baseline(panel, rules)
    p = upper_tail(panel.counts, usual.mean, usual.dispersion)
    score = -np.log10(p)
    return Scored(
        expected=usual.mean, p_value=p, score=score, alarm=np.nan_to_num(p, nan=1.0) < TAIL
    )


def cusum(panel: Panel, rules: Rules | None = None) -> Scored:
    """Add up the evidence of a shift by 2 sd, never below zero; alarm at CUSUM_LIMIT."""
    usual = baseline(panel, rules)
    sd = np.sqrt(usual.level + usual.own * usual.level**2)
    gain = np.nan_to_num(log_ratio(panel.counts, usual.mean, usual.dispersion, 2 * sd))
    score = np.zeros(gain.shape)
    running = np.zeros(gain.shape[0])
    for at in range(gain.shape[1]):
        running = np.maximum(running + gain[:, at], 0.0)
        score[:, at] = running
    score[np.isnan(usual.mean) | np.isnan(panel.counts)] = np.nan
    return Scored(
        expected=usual.mean,
        p_value=upper_tail(panel.counts, usual.mean, usual.dispersion),
        score=score,
        alarm=np.nan_to_num(score) >= CUSUM_LIMIT,
    )


def both(panel: Panel, rules: Rules | None = None) -> Scored:
    """Alarm where the tail or the CUSUM does; the score is the higher in units of its threshold."""
    one, two = tail(panel, rules), cusum(panel, rules)
    score = np.maximum(one.score / -np.log10(TAIL), two.score / CUSUM_LIMIT)
    return Scored(
        expected=one.expected, p_value=one.p_value, score=score, alarm=one.alarm | two.alarm
    )
