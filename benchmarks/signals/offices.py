"""Offices that never were: does a calibrated threshold keep its promise, what reaches leaders.

Every office has its own levels, dispersions and week, and series that are parts of one another
(a topic, its negative part, both again in the province). Its history holds real crises; the year
after it holds none, so that every alarm there is false.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from benchmarks.signals.amoc import Interval
from benchmarks.signals.measures import interval
from langnghe.signals.calendar import Days, days
from langnghe.signals.calibrate import calibrate, starts, until
from langnghe.signals.detectors.watch import watch
from langnghe.signals.panel import Array, Panel
from langnghe.signals.score import judge
from langnghe.signals.synthetic import SHAPES, START, WEEK, events

YEAR = 364
WEEKS = (8, 13, 26)  # of history at the time of calibration
ASKED = (1.0, 0.5, 1 / 3)  # false alarms in 30 days a series
NEGATIVE, HERE = 0.4, 0.3  # share of a topic that is negative, that is of the province
LEADERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What offices with so many weeks of history got for what they asked."""

    weeks: int
    asked: float
    expected: float  # mean of what the papers promise
    got: float
    got_in: Interval  # 95 % of the mean over offices
    middle: Interval  # where four offices of five lie
    uncalibrated: float  # at the shipped scale
    enough: float  # share of offices whose history was enough


def office(seed: int, *, topics: int = 15, weeks: int = 26, crises: bool = True) -> Panel:
    """Return 4 × topics series of `weeks` of history and a quiet year, all columns known."""
    rng = np.random.default_rng((seed, 32_416_190_071))
    length = 7 * weeks + YEAR
    start = START - timedelta(weeks=int(rng.integers(0, 52)))
    calendar = days(events(start, length), start, length)
    mean = np.exp(rng.uniform(np.log(0.5), np.log(40), topics))
    spread = np.exp(rng.uniform(np.log(0.1), np.log(0.8), topics))
    week = WEEK * np.exp(rng.normal(0, 0.06, (topics, 7)))
    week /= week.mean(1, keepdims=True)
    weekday = (start.weekday() + np.arange(length)) % 7
    usual = mean[:, None] * week[:, weekday] * calendar.factor
    size = np.broadcast_to(1 / spread[:, None], usual.shape)
    whole = rng.negative_binomial(size, size / (size + usual))
    if crises:
        for row in np.flatnonzero(rng.random(topics) < 0.5):
            shape = SHAPES[("burst", "ramp")[int(rng.integers(2))]]
            at = int(rng.integers(7, 7 * weeks - 10))
            peak = 3 * np.sqrt(mean[row] + spread[row] * mean[row] ** 2) + 2
            whole[row, at : at + len(shape)] += rng.poisson(peak * np.array(shape))
    return _panel(whole, start, calendar, rng)


def _panel(whole: Array, start: date, calendar: Days, rng: np.random.Generator) -> Panel:
    negative = rng.binomial(whole, NEGATIVE)
    here = rng.binomial(whole, HERE)
    both = rng.binomial(negative, HERE)
    counts = np.vstack([whole, negative, here, both])
    stories = np.where(counts > 0, np.maximum(1, rng.binomial(counts, 0.75)), 0)
    sources = np.where(counts > 0, np.maximum(1, rng.binomial(stories, 0.6)), 0)
    names = ("all", "negative", "here", "negative here")
    return Panel(
        ids=tuple(f"{at}.{name}" for name in names for at in range(len(whole))),
        start=start,
        counts=counts.astype(float),
        calendar=calendar,
        stories=stories.astype(float),
        healthy=np.full(counts.shape, 10.0),
        independent=np.minimum(sources, 12).astype(float),
    )


def promises(offices: int, *, topics: int = 8, histories: Sequence[int] = WEEKS) -> list[Promise]:
    """Return how promises were kept, over so many offices for each length of history."""
    found = []
    for weeks in histories:
        rows: dict[float, list[tuple[float, float, float, bool]]] = {asked: [] for asked in ASKED}
        for seed in range(offices):
            year = office(1000 * weeks + seed, topics=topics, weeks=weeks)
            kept = np.nanmean(year.counts[:, : 7 * weeks], 1) >= 0.2  # rare ones follow a rule
            bare = replace(
                year, ids=tuple(np.array(year.ids)[kept]), counts=year.counts[kept],
                stories=None, healthy=None, independent=None,
            )  # fmt: skip
            score = watch(bare).score
            for asked in ASKED:
                papers = calibrate(until(bare, 7 * weeks), asked)
                rows[asked].append(
                    (papers.expected, _rate(score, 7 * weeks, papers.threshold),
                     _rate(score, 7 * weeks, -np.log10(asked)), papers.enough)
                )  # fmt: skip
        for asked, said in rows.items():
            expected, got, plain, enough = (
                np.array(part, dtype=float) for part in zip(*said, strict=True)
            )
            low, high = np.quantile(got, (0.1, 0.9))
            found.append(
                Promise(weeks=weeks, asked=asked, expected=float(expected.mean()),
                        got=float(got.mean()), got_in=interval(got), middle=(low, high),
                        uncalibrated=float(plain.mean()), enough=float(enough.mean()))
            )  # fmt: skip
    return found


def _rate(score: Array, first: int, threshold: float) -> float:
    alarm = np.nan_to_num(score, nan=-np.inf) >= threshold
    return float(starts(alarm)[:, first:].sum() / alarm[:, first:].size * 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Over a whole portfolio in 30 days, and how soon a real crisis reaches leaders."""

    series: int
    offices: int
    alarms: float  # episodes of all series at the shipped thresholds
    heads: float  # of level 3 and above
    leaders: float  # of level 4 and above, one a topic and episode
    leaders_in: Interval
    uncorrected: float  # the same were each series held to the rate alone, no step-up
    seen: dict[float, float]  # size of a crisis in M → share at level 4 by its second day


def portfolio(offices: int, *, topics: int = 15, sizes: Sequence[float] = (1, 2, 4)) -> Portfolio:
    """Return what reaches whom in quiet years of so many offices with 4 × topics series each."""
    first, rows = 26 * 7, []
    seen: dict[float, list[float]] = {size: [] for size in sizes}
    for seed in range(offices):
        year = office(500_000 + seed, topics=topics, crises=False)
        judged = judge(year)
        assert judged.level is not None
        months = YEAR / 30
        alone = judged.scored.score >= 1.7  # 0.02 in 30 days, a series
        rows.append(
            [starts(judged.scored.alarm)[:, first:].sum() / months,
             _episodes(judged.level >= 3, topics, first) / months,
             _episodes(judged.level >= LEADERS, topics, first) / months,
             _episodes(alone & (judged.level >= 2), topics, first) / months]
        )  # fmt: skip
        for size in sizes:
            seen[size].append(_seen(year, topics, size, seed))
    table = np.array(rows)
    return Portfolio(
        series=4 * topics, offices=offices, alarms=table[:, 0].mean(), heads=table[:, 1].mean(),
        leaders=table[:, 2].mean(), leaders_in=interval(table[:, 2]),
        uncorrected=table[:, 3].mean(),
        seen={size: float(np.mean(values)) for size, values in seen.items()},
    )  # fmt: skip


def _episodes(alarm: Array, topics: int, first: int) -> int:
    """Count episodes of topics: its four series tell one thing, and make one alert."""
    by_topic = np.asarray(alarm.reshape(4, topics, -1).any(0))
    return int(starts(by_topic)[:, first:].sum())


def _seen(year: Panel, topics: int, size: float, seed: int) -> float:
    """Return the share of topics whose own burst is at level 4 by the day after its first day.

    The burst is negative and of the province, so all four series of the topic carry it; each
    topic has its own week, so that none helps another.
    """
    rng = np.random.default_rng((seed, 86_028_121))
    assert year.stories is not None
    assert year.independent is not None
    counts, stories = year.counts.copy(), year.stories.copy()
    independent = year.independent.copy()
    onset = 26 * 7 + 20 + 20 * rng.permutation(topics)[:topics]
    usual = year.counts[:topics]
    peak = size * (3 * usual.std(1) + 2)
    for later, share in enumerate(SHAPES["burst"]):
        added = rng.poisson(peak * share)
        told = rng.binomial(added, 0.75)
        for block in range(4):
            at = np.arange(topics) + block * topics
            counts[at, onset + later] += added
            stories[at, onset + later] += told
            independent[at, onset + later] = np.minimum(
                12, independent[at, onset + later] + rng.binomial(told, 0.6)
            )
    level = judge(replace(year, counts=counts, stories=stories, independent=independent)).level
    assert level is not None
    by_topic = level.reshape(4, topics, -1).max(0)
    rows = np.arange(topics)
    worst = np.maximum(by_topic[rows, onset], by_topic[rows, onset + 1])
    return float((worst >= LEADERS).mean())
