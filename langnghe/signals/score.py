"""From a panel to what is written back: score, alarm and level of every day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from langnghe.signals.calibrate import Calibration, calibrate, until
from langnghe.signals.detectors.watch import SHIPPED, told, weigh
from langnghe.signals.levels import corroborated, levels
from langnghe.signals.panel import Array, Panel, Scored
from langnghe.signals.plans import beyond_plan

REVIEWS = (70, 182)  # days of history after which --calibrate sets thresholds anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Scores of a panel; level (S, T) where stories or sources stand beside the counts."""

    scored: Scored
    threshold: Array  # (T,), of the score
    level: Array | None
    beyond: Array  # (S, T): planned days that the plan does not explain
    calibrations: tuple[Calibration, ...] = ()


def judge(
    panel: Panel,
    *,
    false_alarms: float | None = None,
    papers: Calibration | None = None,
    total: Array | None = None,
) -> Judged:
    """Score a panel at the shipped thresholds, or at those that cost so many false alarms.

    What is said of a day uses that day and the days before it, thresholds included; `papers`, a
    threshold that was set before, holds for every day. total: all items of what the panel counts the
    negative ones of (plans.beyond_plan).
    """
    items, stories, sources = _scores(panel)
    score = corroborated(items.score, stories, sources)
    length = panel.counts.shape[1]
    plain = _plain(false_alarms, papers)
    threshold = np.full(length, plain if papers is None else papers.threshold)
    done: list[Calibration] = [] if papers is None else [papers]
    if false_alarms is not None:
        for at in (day for day in REVIEWS if day <= length):
            found = calibrate(until(panel, at), false_alarms)
            done.append(found)
            threshold[at:] = found.threshold
    rare = items.rare if items.rare is not None else np.zeros_like(items.alarm)
    score = np.where(rare, np.maximum(score, threshold[None, :]), score)
    alarm = score >= threshold[None, :]
    level = None
    # What the office's own history says the scale is off by holds for every level.
    off = (threshold - plain)[None, :]
    if any(extra is not None for extra in (panel.stories, panel.healthy, panel.independent)):
        higher = _higher(stories, sources)
        level = levels(panel, score - off, alarm, None if higher is None else higher - off, total)
    scored = replace(items, score=score, alarm=alarm)
    beyond = alarm & beyond_plan(panel, score - off, total)
    return Judged(
        scored=scored, threshold=threshold, level=level, beyond=beyond, calibrations=tuple(done)
    )


def _scores(panel: Panel) -> tuple[Scored, Array | None, Array | None]:
    """Return what is said of the items, and the scores of stories and of independent sources.

    All are counts of the same days: one pass over the days serves them, whatever their number.
    """
    extras = [extra for extra in (panel.stories, panel.independent) if extra is not None]
    times = 1 + len(extras)
    whole = replace(
        panel,
        ids=panel.ids * times,
        counts=np.vstack([panel.counts, *extras]),
        healthy=None if panel.healthy is None else np.vstack([panel.healthy] * times),
        stories=None,
        independent=None,
    )
    usual, score, rare = weigh(whole)
    parts = iter(np.split(score, times)[1:])
    stories = None if panel.stories is None else next(parts)
    sources = None if panel.independent is None else next(parts)
    return told(panel.counts, usual, score, rare), stories, sources


def _plain(false_alarms: float | None, papers: Calibration | None) -> float:
    """Return the score that costs what was asked for, were the scale exact."""
    asked = papers.asked if papers is not None else false_alarms
    return float(-np.log10(SHIPPED if asked is None else asked))


def _higher(one: Array | None, other: Array | None) -> Array | None:
    if one is None or other is None:
        return other if one is None else one
    return np.fmax(one, other)
