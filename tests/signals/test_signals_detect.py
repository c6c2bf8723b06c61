"""The default detector on made years: one scale, quiet when nothing happens, loud when it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from langnghe.signals import forecast
from langnghe.signals.baseline import baseline
from langnghe.signals.calibrate import LEAST_WEEKS, Calibration, calibrate, starts, step_up, until
from langnghe.signals.detectors import DETECTORS
from langnghe.signals.detectors.watch import SHIPPED, watch
from langnghe.signals.panel import Panel
from langnghe.signals.score import judge
from langnghe.signals.synthetic import (
    WARM_UP,
    Standard,
    dead_feed,
    new_feed,
    null,
    observed,
    stack,
    syndication,
    with_crises,
)

FEW = Standard(mean=8, size=4, series=20, seed=3)


@pytest.fixture(scope="module")
def quiet() -> Panel:
    return stack(
        [null(replace(FEW, mean=mean, size=k)) for mean, k in ((0.5, 1), (2, 2), (8, 4), (30, 6))]
    )


def test_false_alarms_cost_what_the_scale_says(quiet: Panel) -> None:
    score = watch(quiet).score[:, WARM_UP:]
    for threshold in (0.0, 0.31, 1.0):
        rate = starts(score >= threshold).sum() / score.size * 30
        assert rate == pytest.approx(10**-threshold, rel=0.35)


def test_a_burst_is_seen_by_its_second_day() -> None:
    made = with_crises(replace(FEW, series=40), "burst")
    alarm = watch(made.panel).alarm
    rows = np.arange(40)
    assert (alarm[rows, made.onset] | alarm[rows, made.onset + 1]).mean() > 0.7


def test_no_count_is_ever_too_large_to_alarm(quiet: Panel) -> None:
    counts = quiet.counts.copy()
    counts[:, 200] = 100_000
    loud = watch(replace(quiet, counts=counts))
    assert np.isfinite(loud.score[:, WARM_UP:]).all()
    assert (loud.score[:, 200] > 3).all()
    assert loud.alarm[:, 215].mean() < 0.15  # over soon after, but for chance


def test_equal_histories_give_equal_scores_whatever_comes_later(quiet: Panel) -> None:
    assert np.array_equal(
        watch(until(quiet, 150)).score, watch(quiet).score[:, :150], equal_nan=True
    )


def test_rare_series_alarm_at_any_mention() -> None:
    year = null(replace(FEW, mean=0.05, size=1))
    found = watch(year)
    mentioned = year.counts[:, WARM_UP:] >= 1
    assert found.alarm[:, WARM_UP:][mentioned].mean() > 0.95


@pytest.mark.parametrize(
    ("year", "first", "days"),
    [
        (new_feed(FEW), 190, 60),
        (new_feed(FEW, lift=2.5), 190, 60),
        (dead_feed(FEW), 190, 60),
        (dead_feed(FEW, lost=1.0), 190, 60),
        (*syndication(FEW), 3),
    ],
    ids=["new", "large new", "half dead", "all dead", "copies"],
)
def test_feeds_that_come_and_go_are_no_news_for_leaders(year: Panel, first: int, days: int) -> None:
    level = judge(year).level
    assert level is not None
    assert (level[:, first : first + days] < 4).all()


def test_thresholds_come_with_their_papers(quiet: Panel) -> None:
    found = calibrate(until(quiet, 182), 0.5)
    assert found.enough
    assert found.weeks == 26
    assert found.expected == pytest.approx(0.5, rel=0.5)
    assert found.to_json()["on"] == quiet.day(181).isoformat()
    short = calibrate(until(quiet, 7 * LEAST_WEEKS - 1), 0.5)
    assert not short.enough
    assert short.threshold == pytest.approx(0.301, abs=0.001)


def test_a_scale_found_too_loud_is_too_loud_for_leaders_too() -> None:
    year = observed(replace(FEW, series=30, seed=9))
    plain = judge(year)
    shipped = -np.log10(SHIPPED)
    papers = Calibration(
        on=year.day(0), asked=SHIPPED, expected=SHIPPED, threshold=shipped, series=30, weeks=26,
        enough=True,
    )  # fmt: skip
    same = judge(year, papers=papers)
    higher = judge(year, papers=replace(papers, threshold=shipped + 0.5))
    assert plain.level is not None
    assert same.level is not None
    assert higher.level is not None
    assert np.array_equal(plain.level, same.level)
    assert (higher.level <= plain.level).all()
    assert 0 < (higher.level >= 3).sum() < (plain.level >= 3).sum()


def test_many_that_rise_together_help_each_other() -> None:
    score = np.full((100, 2), -1.0)
    score[0, 0] = 2.0
    score[:20, 1] = 2.0
    assert not step_up(score, 0.05)[:, 0].any()
    assert step_up(score, 0.05)[:, 1].sum() == 20


def test_a_forecast_beats_the_long_run_share(quiet: Panel) -> None:
    usual = baseline(quiet)
    came = forecast.outcome(quiet, usual)
    came[:, :WARM_UP] = -1
    said = forecast.forecast(quiet, usual)
    assert forecast.brier(said.probability, came) < 0.9 * forecast.brier(
        forecast.climatology(came), came
    )
    assert np.allclose(said.probability[:, WARM_UP:].sum(-1), 1)
    assert said.said(0, 200)[0] in forecast.DIRECTIONS


@pytest.mark.parametrize("name", DETECTORS)
def test_every_peer_scores_what_it_alarms(name: str, quiet: Panel) -> None:
    found = DETECTORS[name](quiet)
    later = found.score[:, WARM_UP:]
    assert np.isfinite(later).all()
    assert 0 < found.alarm[:, WARM_UP:].mean() < 0.3
