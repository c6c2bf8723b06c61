"""Years that go wrong without a crisis: what reaches leaders then. Also forecasts, speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from langnghe.signals import forecast
from langnghe.signals.baseline import baseline
from langnghe.signals.calibrate import starts
from langnghe.signals.detectors import DETECTORS
from langnghe.signals.panel import Array, Panel
from langnghe.signals.score import judge
from langnghe.signals.synthetic import (
    SHAPES,
    WARM_UP,
    Standard,
    dead_feed,
    new_feed,
    null,
    observed,
    planned_campaign,
    syndication,
    with_crises,
)

LEADERS = 4
AFTER = 60  # days from the event on in which an alert would be blamed on it


def _leaders(year: Panel, first: int, days: int) -> Array:
    level = judge(year).level
    assert level is not None
    return np.asarray((level[:, first : first + days] >= LEADERS).any(1))


def broken_feeds(settings: Mapping[float, Standard], series: int) -> dict[str, tuple[int, int]]:
    """Return scenario → (series with an alert to leaders after it, series)."""
    makers: dict[str, Callable[[Standard], tuple[Panel, int, int]]] = {
        "nguồn mới, ×1,5": lambda s: (new_feed(s), WARM_UP + 120, AFTER),
        "nguồn mới, ×2,5": lambda s: (new_feed(s, lift=2.5), WARM_UP + 120, AFTER),
        "nguồn chết, rồi sống lại": lambda s: (dead_feed(s), WARM_UP + 120, AFTER),
        "mất cả, rồi sống lại": lambda s: (dead_feed(s, lost=1.0), WARM_UP + 120, AFTER),
        "bài chép lại ×8": lambda s: (*syndication(s), 7),
    }
    found = {}
    for name, make in makers.items():
        hit = total = 0
        for setting in settings.values():
            year, first, days = make(replace(setting, series=series))
            hit += int(_leaders(year, first, days).sum())
            total += series
        found[name] = (hit, total)
    return found


def campaign(settings: Mapping[float, Standard], series: int) -> tuple[float, float, float]:
    """Return alarms of bare counts, alarms, and alerts to leaders of a planned campaign, a series.

    The campaign lasts two weeks. Bare counts have no stories or sources that could hold them back.
    """
    bare = loud = leaders = total = 0
    for setting in settings.values():
        year = planned_campaign(replace(setting, series=series))
        judged = judge(year)
        assert judged.level is not None
        label = year.calendar.labels.index("Chiến dịch của đơn vị")
        during = year.calendar.label == label
        only = judge(replace(year, stories=None, healthy=None, independent=None))
        bare += int(starts(only.scored.alarm)[:, during].sum())
        loud += int(starts(judged.scored.alarm)[:, during].sum())
        leaders += int(starts(judged.level >= LEADERS)[:, during].sum())
        total += series
    return bare / total, loud / total, leaders / total


def within_campaign(
    settings: Mapping[float, Standard], series: int, *, sizes: Sequence[float] = (0, 1, 2, 4)
) -> dict[float, tuple[float, float, float]]:
    """Return size → (alarm, let through by score, by score or share) in days 0 and 1 of a burst, a series.

    The burst (size · M) begins on the fifth day of the campaign; size 0: none, all fourteen days count. Bare
    counts of negative items, a fifth of all talk; what the burst adds is negative.
    """
    found = {}
    for size in sizes:
        sums, total = np.zeros(3), 0
        for setting in settings.values():
            year = planned_campaign(replace(setting, series=series))
            year = replace(year, stories=None, healthy=None, independent=None)
            label = year.calendar.labels.index("Chiến dịch của đơn vị")
            first = int(np.flatnonzero(year.calendar.label == label)[0])
            others = planned_campaign(
                replace(setting, mean=4 * setting.mean, series=series, seed=setting.seed + 13)
            ).counts
            rng = np.random.default_rng((setting.seed, 31))
            counts = year.counts.copy()
            for later, share in enumerate(SHAPES["burst"]):
                counts[:, first + 4 + later] += rng.poisson(size * setting.peak * share, series)
            loud = replace(year, counts=counts)
            days = slice(first + 4, first + 6) if size else slice(first, first + 14)
            plain, shared = judge(loud), judge(loud, total=others + counts)
            for at, seen in enumerate((plain.scored.alarm, plain.beyond, shared.beyond)):
                sums[at] += int(seen[:, days].any(1).sum())
            total += series
        alarm, by_score, by_either = (float(one) / total for one in sums)
        found[size] = (alarm, by_score, by_either)
    return found


def briers(settings: Mapping[float, Standard], series: int) -> dict[float, tuple[float, float]]:
    """Return level → (Brier of the forecast, of climatology), a third of the series with a ramp."""
    found = {}
    for level, setting in settings.items():
        quiet = null(replace(setting, series=series))
        year = with_crises(
            replace(setting, series=max(series // 2, 1), seed=setting.seed + 5), "ramp"
        )
        year_panel = replace(
            quiet,
            ids=quiet.ids + tuple(f"c{name}" for name in year.panel.ids),
            counts=np.vstack([quiet.counts, year.panel.counts]),
        )
        usual = baseline(year_panel)
        came = forecast.outcome(year_panel, usual)
        came[:, :WARM_UP] = -1
        said = forecast.forecast(year_panel, usual).probability
        found[level] = (
            forecast.brier(said, came),
            forecast.brier(forecast.climatology(came), came),
        )
    return found


def seconds() -> dict[str, float]:
    """Return processor seconds for 500 series of 365 days and 70 of warm-up, peers in the same run.

    The peer of one series at a time is what a call per series costs, as most tools are called.
    """
    setting = Standard(mean=8, size=4, series=500, seed=5)
    bare, whole = null(setting), observed(setting)
    few = [replace(bare, ids=bare.ids[at : at + 1], counts=bare.counts[at : at + 1])
           for at in range(0, 500, 50)]  # fmt: skip

    def each() -> None:
        for one in few:
            judge(one)

    return {
        "mặc định, chỉ số tin": _timed(lambda: judge(bare)),
        "mặc định, đủ cột (tin, truyện, nguồn)": _timed(lambda: judge(whole)),
        "EARS C2": _timed(lambda: DETECTORS["EARS C2"](bare)),
        "Kleinberg, s = 2": _timed(lambda: DETECTORS["Kleinberg, s = 2"](bare)),
        "NB-CUSUM + weekday + calendar": _timed(
            lambda: DETECTORS["NB-CUSUM + weekday + calendar"](bare)
        ),
        "mặc định, từng chuỗi một (10 chuỗi × 50)": 50 * _timed(each),
    }


def _timed(work: Callable[[], object]) -> float:
    """Return the better of two runs."""
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best
