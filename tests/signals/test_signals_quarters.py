"""The measurement of six-hour series: quarters add up, crises begin where they are said to, delays are hours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.signals.quarters import HOURS, QUARTERS, WAYS, crises, delays, split
from langnghe.signals.synthetic import Standard, null

SETTING = Standard(mean=8, size=4, series=12, seed=99)


def test_quarters_of_a_day_add_up_to_the_day_and_follow_the_hours() -> None:
    year = null(SETTING)
    quarters = split(year.counts, 1)
    assert (quarters.sum(-1) == year.counts).all()
    assert quarters.sum((0, 1)).argmax() == 1  # mornings are busiest
    assert (split(year.counts, 1) == quarters).all()


def test_a_crisis_begins_in_its_quarter_and_leaves_what_was_before() -> None:
    quiet = split(null(SETTING).counts, 1)
    loud, onset = crises(SETTING, quiet, "burst")
    extra = (loud - quiet).reshape(len(quiet), -1)
    for row, at in enumerate(onset):
        assert extra[row, :at].sum() == 0
        assert extra[row, at : at + QUARTERS].sum() == pytest.approx(SETTING.peak, rel=0.6)
        assert extra[row, at + 4 * QUARTERS :].sum() == 0  # a burst lasts four days


def test_a_delay_runs_to_the_end_of_the_quarter_that_alarms() -> None:
    alarm = np.zeros((3, 20, QUARTERS), dtype=bool)
    alarm[0, 5, 1] = alarm[1, 6, 0] = True
    onset = np.array([5 * QUARTERS + 1] * 3)
    assert delays(alarm, onset).tolist() == [HOURS, 4 * HOURS, 7 * 24]


@pytest.mark.parametrize("way", list(WAYS))
def test_every_way_knows_only_what_was_said_by_then(way: str) -> None:
    """What the evening brings changes nothing that was said at noon, nor on any day before."""
    year = null(SETTING)
    quarters = split(year.counts, 1)
    later = quarters.copy()
    later[:, -1, 2:] += 40
    one = WAYS[way](replace(year, counts=quarters.sum(-1)), quarters)
    two = WAYS[way](replace(year, counts=later.sum(-1)), later)
    assert np.array_equal(one[:, :-1], two[:, :-1], equal_nan=True)
    assert np.array_equal(one[:, -1, :2], two[:, -1, :2], equal_nan=True)
    assert (two[:, -1, -1] > one[:, -1, -1]).all()
