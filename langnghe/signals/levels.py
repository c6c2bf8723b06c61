"""From scores to levels 0–5: what it takes to disturb somebody.

0 nothing · 1 worth a line · 2 watch · 3 Trưởng Ban · 4 Phó Chủ tịch, Chủ tịch · 5 at once.
Items alone never reach leadership: stories or independent sources must rise too, at least two
sources must tell it, no source may have just come back or been added, and no plan explain it.
"""

from __future__ import annotations

import numpy as np

from langnghe.signals.calibrate import step_up
from langnghe.signals.panel import Array, Panel
from langnghe.signals.plans import beyond_plan, planned_days

HEAD = 1.0  # score of level 3: one false alarm in 300 days a series
LEADERS = 0.02  # false leadership alarms in 30 days over all series by chance; corroboration apart
AT_ONCE = 1.5  # score above that of level 4 for level 5
TWO_SOURCES, MANY_SOURCES = 2, 4
SETTLING = 21  # days after a change of sources during which a rise is no news for leaders
PLANNED_TOO = 3.0  # score at which even a planned peak may be told to leaders


def corroborated(items: Array, stories: Array | None, sources: Array | None) -> Array:
    """Return the score that copies cannot raise: items and (stories or sources) must both be odd."""
    if stories is None:
        return items
    known = np.where(np.isfinite(stories), stories, np.inf)
    if sources is not None:
        known = np.where(np.isfinite(sources), np.maximum(known, sources), known)
    return np.minimum(items, known)


def unsettled(healthy: Array | None, shape: tuple[int, ...]) -> Array:
    """Return the days within SETTLING days of a rise of the healthy sources, (S, T)."""
    found = np.zeros(shape, dtype=bool)
    if healthy is None:
        return found
    filled = healthy.copy()
    for at in range(1, filled.shape[1]):  # an unknown day is as the day before
        filled[:, at] = np.where(np.isfinite(filled[:, at]), filled[:, at], filled[:, at - 1])
    rose = np.zeros(shape, dtype=bool)
    rose[:, 1:] = filled[:, 1:] > filled[:, :-1]
    for back in range(SETTLING):
        found[:, back:] |= rose[:, : shape[1] - back]
    return found


def levels(
    panel: Panel,
    score: Array,
    alarm: Array,
    support: Array | None,
    total: Array | None = None,
) -> Array:
    """Return the level of every day, (S, T) of integers.

    support: the higher score of stories and independent sources; None where neither is known. total: all
    items beside negative ones (plans.beyond_plan): what breaks out of a plan may be told to the heads.
    """
    known = np.nan_to_num(score, nan=-9.0)
    level = np.where(known >= 0, 1, 0)
    level = np.where(alarm, 2, level)
    level = np.where(alarm & (known >= HEAD), 3, level)
    changing = unsettled(panel.healthy, score.shape)
    planned = planned_days(panel)[None, :]
    quiet = changing | (planned & ~beyond_plan(panel, score, total))
    if panel.independent is not None and support is not None:
        told = np.nan_to_num(panel.independent)
        grave = alarm & step_up(score, LEADERS) & (np.nan_to_num(support, nan=-9.0) >= HEAD)
        level = np.where(grave & (told >= TWO_SOURCES), 4, level)
        most = np.log10(score.shape[0] / LEADERS) + AT_ONCE
        level = np.where((level == 4) & (known >= most) & (told >= MANY_SOURCES), 5, level)
    level = np.where(planned & (known < PLANNED_TOO), np.minimum(level, 3), level)
    return np.where(quiet, np.minimum(level, 2), level)
