"""The default: a Shiryaev–Roberts sum over when a crisis began and how large it is.

For every day a crisis may have begun, and for several sizes, the evidence of the days since is a
likelihood ratio of negative binomials; the ratios are added up (a crisis ends with a fixed chance
a day, so old evidence fades). One number so covers the single day, the burst and the ramp. It is
then put on one scale for all series: −log10 of the false alarms a month that its threshold costs.
"""

from __future__ import annotations

import math

import numpy as np

from langnghe.signals.baseline import Baseline, Rules, baseline
from langnghe.signals.negbin import log_ratio, upper_tail
from langnghe.signals.panel import Array, Panel, Scored
from langnghe.signals.scale import to_scale

SIZES = (0.5, 0.9)  # of a crisis, in units of 3·sd + 2 items a day
LASTING = 0.95  # chance that a crisis goes on another day
SHIPPED = 0.49  # false alarms in 30 days on the scale; planned days make it a little fewer
RARE = 0.2  # items a day: under it, by more than chance, any mention is an alarm
PLANNED = 0.36  # of a score at SHIPPED a plan explains, while its peak is new: 56 % fewer alarms …
UNPLANNED = (
    0.1  # … and nothing of scores up to here: who asks for many alarms gets them in peaks too
)
PEAK = 14  # days a planned peak is new; then its own days tell the usual one
CARRIED = math.exp(5)  # evidence kept for tomorrow: what is over shall soon be quiet again
LARGEST = 60.0  # of one day's log ratio: no single day may say more


def evidence(counts: Array, usual: Baseline) -> Array:
    """Return the logarithm of the Shiryaev–Roberts sum, (S, T); NaN without count or history."""
    sd = np.sqrt(usual.level + usual.own * usual.level**2)
    counted = np.isfinite(counts) & np.isfinite(usual.mean)
    told = counted & ~usual.silent  # a silence is no evidence
    total = np.zeros_like(counts)
    for size in SIZES:
        ratio = log_ratio(counts, usual.mean, usual.dispersion, size * (3 * sd + 2))
        step = np.exp(np.clip(np.where(told, ratio, 0.0), -LARGEST, LARGEST))
        running = np.zeros(counts.shape[0])
        for at in range(counts.shape[1]):
            carried = np.minimum(LASTING * running, CARRIED)
            running = (counted[:, at] + carried) * step[:, at]
            total[:, at] += running
    return np.asarray(np.log(np.where(counted, np.maximum(total, 1e-60), np.nan)))


def new_peak(panel: Panel) -> Array:
    """Return the days of the first two weeks of every planned peak, shape (T,)."""
    label = np.where(panel.calendar.factor > 1, panel.calendar.label, 0)
    before = np.concatenate([np.zeros(PEAK, dtype=label.dtype), label[:-PEAK]])
    return np.asarray((label > 0) & (label != before))


def less_planned(score: Array, peak: Array) -> Array:
    """Return the score less what the plan of a new peak explains of it; still rising throughout.

    A campaign that goes as planned alarms by chance like any two weeks; its bar is lower than that.
    The whole of PLANNED is taken off from SHIPPED on; taken off every score it would hide one
    crisis in thirty from those who calibrate to one false alarm a month.
    """
    shipped = -math.log10(SHIPPED)
    share = (shipped - UNPLANNED) / (shipped + PLANNED - UNPLANNED)
    above = np.maximum(score - UNPLANNED, 0.0)
    explained = np.minimum((1 - share) * above, PLANNED)
    return np.asarray(score - np.where(peak, explained, 0.0))


def weigh(panel: Panel, rules: Rules | None = None) -> tuple[Baseline, Array, Array]:
    """Return the usual days, the score, and where any mention of a rare series alarms.

    A series that has surely fewer than RARE items a day is no matter of statistics: any mention of
    it is an alarm.
    """
    usual = baseline(panel, rules)
    # A dispersion that is poorly known is charged for: the false alarms of a wild series count.
    spread = usual.own + usual.own_sd / 2
    score = to_scale(evidence(panel.counts, usual), usual.level, spread)
    if rules is None or rules.calendar:
        score = less_planned(score, new_peak(panel))
    rare = (usual.level + usual.level_sd / 4 < RARE) & (panel.counts >= 1)
    return usual, np.where(rare, np.maximum(score, -math.log10(SHIPPED)), score), rare


def watch(panel: Panel, rules: Rules | None = None) -> Scored:
    """Score every day of every series; the alarm is at the shipped threshold."""
    usual, score, rare = weigh(panel, rules)
    return told(panel.counts, usual, score, rare)


def told(counts: Array, usual: Baseline, score: Array, rare: Array) -> Scored:
    """Return the first series of what `weigh` gives, as many as there are counts."""
    some = len(counts)
    return Scored(
        expected=usual.mean[:some],
        p_value=upper_tail(counts, usual.mean[:some], usual.dispersion[:some]),
        score=score[:some],
        alarm=score[:some] >= -math.log10(SHIPPED),
        rare=rare[:some],
    )
