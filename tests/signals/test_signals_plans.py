"""What a planned campaign explains, and what breaks out of it: planted crises, planted tones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from langnghe.signals.calibrate import starts
from langnghe.signals.panel import Array, Panel
from langnghe.signals.plans import lower_bound, planned_days, share_stands_out
from langnghe.signals.score import judge
from langnghe.signals.synthetic import Standard, planned_campaign

SETTING = Standard(mean=2, size=2, series=60, seed=4711)


def campaign() -> tuple[Panel, int]:
    """Return sixty quiet years with a campaign of twice the usual day, and its first day."""
    year = planned_campaign(SETTING)
    label = year.calendar.labels.index("Chiến dịch của đơn vị")
    return year, int(np.flatnonzero(year.calendar.label == label)[0])


def burst(year: Panel, day: int, size: float) -> Panel:
    """Add a crisis of so many times the standard's size, new stories of many sources."""
    counts = year.counts.copy()
    for later, share in enumerate((1, 0.7, 0.4, 0.2)):
        counts[:, day + later] += np.round(size * SETTING.peak * share)
    return replace(year, counts=counts, stories=counts, independent=np.minimum(counts, 12))


def test_a_campaign_as_planned_is_explained_and_a_great_crisis_within_it_is_not() -> None:
    year, first = campaign()
    window = slice(first, first + 14)
    calm = judge(year)
    assert starts(calm.beyond)[:, window].sum() <= 0.03 * SETTING.series
    assert calm.level is not None
    assert (calm.level[:, window] <= 2).mean() > 0.99
    loud = judge(burst(year, first + 4, 5))
    seen = loud.beyond[:, first + 4 : first + 6].any(1)
    assert seen.mean() > 0.8
    assert loud.level is not None
    assert (loud.level[:, first + 4 : first + 6].max(1)[seen] >= 3).all()


def test_beyond_a_plan_is_only_said_of_planned_days() -> None:
    year, first = campaign()
    judged = judge(burst(year, first - 20, 6))
    assert judged.scored.alarm[:, first - 20].mean() > 0.9
    assert not judged.beyond[:, ~planned_days(year)].any()


def test_a_negative_share_beyond_the_usual_is_seen_in_a_peak() -> None:
    year, first = campaign()
    total = year.counts * 5  # a fifth of the talk is negative, in campaigns as on other days
    usual = share_stands_out(year, total)
    assert not usual[:, first:].any()
    sour = total.copy()
    sour[:, first + 3] = year.counts[:, first + 3] * 1.25  # four in five are
    told = share_stands_out(year, sour)[:, first + 3]
    many = year.counts[:, first + 3] >= 8
    assert told[many].all()
    assert many.any()
    assert not told[year.counts[:, first + 3] <= 1].any()  # one of one says nothing
    unknown = np.full(total.shape, np.nan)
    assert not share_stands_out(year, unknown).any()


def test_a_sour_peak_needs_less_than_a_large_one() -> None:
    year, first = campaign()
    loud = burst(year, first + 4, 2.2)
    day = slice(first + 4, first + 6)

    def through(total: Array | None) -> float:
        return float(judge(loud, total=total).beyond[:, day].any(1).mean())

    alone, same = through(None), through(loud.counts * 5)
    sour = year.counts * 5 + (loud.counts - year.counts)  # all that is new is negative
    assert through(sour) > alone + 0.2
    assert same == alone  # as sour as ever: a larger campaign, no other one


def test_lower_bound_is_wilsons() -> None:
    found = lower_bound(np.array([0.0, 5.0, 50.0, 0.0]), np.array([10.0, 10.0, 100.0, 0.0]))
    assert np.allclose(found, [0.0, 0.2366, 0.4038, 0.0], atol=1e-3)
