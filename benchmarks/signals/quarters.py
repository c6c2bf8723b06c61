"""Would series of six hours alarm sooner? The standard folded to quarters of a day, at equal false alarms.

The watch looks through the day at what today has brought so far, held against the whole usual day. Against
that: the same hours of other days, six hours alone or the day so far, and evidence that runs from quarter to
quarter. Each way's threshold is set so that quiet years cost the same false episodes in 30 days; a delay
runs from the quarter in which the crisis begins to the end of the one that alarms, a miss counts a week.

    nice -n 10 python -m benchmarks.signals.quarters --series 200
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from benchmarks.signals.measures import interval, threshold_for
from benchmarks.signals.settings import STANDARD
from benchmarks.signals.tables import decimal, told
from langnghe.signals.baseline import Baseline, baseline
from langnghe.signals.detectors.watch import (
    CARRIED,
    LARGEST,
    LASTING,
    SIZES,
    less_planned,
    new_peak,
    weigh,
)
from langnghe.signals.negbin import log_ratio
from langnghe.signals.panel import Array, Panel
from langnghe.signals.scale import to_scale
from langnghe.signals.synthetic import MISS, SHAPES, WARM_UP, Standard, null

SHARES = np.array([0.06, 0.40, 0.32, 0.22])  # of a day's items: night, morning, afternoon, evening
QUARTERS = len(SHARES)
HOURS = 24 // QUARTERS
BUDGETS = (0.5, 1.0)  # false episodes in 30 days a series

Way = Callable[[Panel, Array], Array]  # whole days, (S, T, 4) items → scores (S, T, 4)


def _scaled(panel: Panel, usual: Baseline, total: Array) -> Array:
    """Put evidence of each quarter on the scale of days, less what a plan explains."""
    spread = usual.own + usual.own_sd / 2
    peak = new_peak(panel)
    scores = [
        less_planned(to_scale(np.log(np.maximum(total[..., q], 1e-60)), usual.level, spread), peak)
        for q in range(QUARTERS)
    ]
    known = np.isfinite(usual.mean)
    return np.where(known[..., None], np.stack(scores, -1), np.nan)


def so_far_against_the_day(panel: Panel, quarters: Array) -> Array:
    """Score as the watch does: what today has brought so far, against the whole usual day."""
    usual = baseline(panel)
    today = quarters.cumsum(-1)
    sd = np.sqrt(usual.level + usual.own * usual.level**2)
    total = np.zeros(quarters.shape)
    for size in SIZES:
        steps = []
        for q in range(QUARTERS):
            ratio = log_ratio(
                today[..., q], usual.mean, usual.dispersion, size * (3 * sd + 2)
            )  # fmt: skip
            told_of = np.where(np.isfinite(ratio) & ~usual.silent, ratio, 0.0)
            steps.append(np.exp(np.clip(told_of, -LARGEST, LARGEST)))
        running = np.zeros(len(quarters))
        for at in range(quarters.shape[1]):
            carried = 1 + np.minimum(LASTING * running, CARRIED)
            for q in range(QUARTERS):
                total[:, at, q] += carried * steps[q][:, at]
            running = carried * steps[-1][:, at]
    return _scaled(panel, usual, total)


def so_far_against_the_hours(panel: Panel, quarters: Array) -> Array:
    """Score what today has brought so far against the same hours of other days."""
    today = quarters.cumsum(-1)
    return np.stack([weigh(replace(panel, counts=today[..., q]))[1] for q in range(QUARTERS)], -1)


def six_hours_alone(panel: Panel, quarters: Array) -> Array:
    """Score each six hours against the same six hours of other days."""
    return np.stack(
        [weigh(replace(panel, counts=quarters[..., q]))[1] for q in range(QUARTERS)], -1
    )


def from_quarter_to_quarter(panel: Panel, quarters: Array) -> Array:
    """Score evidence that runs through the quarters, their usual shares known without error."""
    usual = baseline(panel)
    sd = np.sqrt(usual.level + usual.own * usual.level**2)
    total = np.zeros(quarters.shape)
    for size in SIZES:
        running = np.zeros(len(quarters))
        for at in range(quarters.shape[1]):
            for q, share in enumerate(SHARES):
                ratio = log_ratio(
                    quarters[:, at, q],
                    usual.mean[:, at] * share,
                    usual.dispersion[:, at],
                    size * (3 * sd[:, at] + 2) * share,
                )
                ratio = np.where(np.isfinite(ratio) & ~usual.silent[:, at], ratio, 0.0)
                step = np.exp(np.clip(ratio, -LARGEST, LARGEST))
                running = (1 + np.minimum(LASTING**0.25 * running, CARRIED)) * step
                total[:, at, q] += running
    return _scaled(panel, usual, total)


WAYS: Mapping[str, Way] = {
    "hôm nay tới giờ, so với cả ngày (luồng canh)": so_far_against_the_day,
    "hôm nay tới giờ, so với cùng giờ": so_far_against_the_hours,
    "từng 6 giờ, so với cùng 6 giờ": six_hours_alone,
    "dồn bằng chứng qua từng 6 giờ": from_quarter_to_quarter,
}


def split(counts: Array, seed: int) -> Array:
    """Return the items of each quarter, (S, T, 4); their sum is the day's count."""
    rng = np.random.default_rng((seed, 6))
    return np.asarray(rng.multinomial(counts.astype(int), SHARES), dtype=float)


def crises(setting: Standard, quiet: Array, shape: str) -> tuple[Array, Array]:
    """Return quarters with one crisis a series, and the number of the quarter it begins in.

    It begins when people speak, and its days of 24 hours run from then on.
    """
    rng = np.random.default_rng((setting.seed, 24, *shape.encode()))
    flat = quiet.reshape(len(quiet), -1).copy()
    days = quiet.shape[1]
    day = rng.integers(WARM_UP + 7, days - 14, len(quiet))
    onset = day * QUARTERS + rng.choice(QUARTERS, len(quiet), p=SHARES)
    rows = np.arange(len(quiet))
    for number, height in enumerate(np.repeat(SHAPES[shape], QUARTERS)):
        share = SHARES[(onset + number) % QUARTERS]
        flat[rows, onset + number] += rng.poisson(setting.peak * height * share)
    return flat.reshape(quiet.shape), onset


def delays(alarm: Array, onset: Array) -> Array:
    """Return hours from onset to the end of the quarter that alarms, a week for a miss."""
    flat = alarm.reshape(len(alarm), -1)
    window = np.stack([flat[np.arange(len(onset)), onset + n] for n in range(MISS * QUARTERS)], 1)
    return np.where(window.any(1), (window.argmax(1) + 1) * HOURS, MISS * 24).astype(float)


def main() -> None:
    """Print one table a level."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=200)
    for line in lines(parser.parse_args().series):
        print(line, flush=True)


def lines(series: int) -> Iterator[str]:
    """Yield a Markdown table: hours of delay and share within 24 hours, at two budgets."""
    yield (
        "| μ | cách chấm | báo nhầm/30 ngày | bùng: trễ (giờ) | trong 24 giờ | dốc: trễ (giờ) |\n"
        "|---|---|---|---|---|---|"
    )
    for level, standard in STANDARD.items():
        setting = replace(standard, series=series)
        year = null(setting)
        quiet = split(year.counts, setting.seed)
        made = {shape: crises(setting, quiet, shape) for shape in ("burst", "ramp")}
        for name, way in WAYS.items():
            calm = way(year, quiet)
            worst = np.fmax.reduce(calm, axis=-1)
            hit = {
                shape: way(replace(year, counts=items.sum(-1)), items)
                for shape, (items, _) in made.items()
            }
            for budget in BUDGETS:
                limit = threshold_for(worst, budget)
                late = {
                    shape: delays(np.nan_to_num(hit[shape], nan=-9.0) >= limit, onset)
                    for shape, (_, onset) in made.items()
                }
                burst, ramp = late["burst"], late["ramp"]
                soon = (burst <= 24).astype(float)
                yield (
                    f"| {decimal(level, 1)} | {name} | {decimal(budget, 1)} "
                    f"| {told(burst.mean(), interval(burst))} | {told(soon.mean(), interval(soon))} "
                    f"| {told(ramp.mean(), interval(ramp))} |"
                )


if __name__ == "__main__":
    main()
