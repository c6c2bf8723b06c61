"""The truth lies in the 95 % interval in at least 90 % of simulations, seeds fixed."""

from __future__ import annotations

import numpy as np
import pytest

from langnghe.measure.capture import estimate
from langnghe.measure.correction import Confusion, corrected
from langnghe.measure.intervals import difference, wilson

ENOUGH = 0.90
# How the shipped models err, roughly: tone on its 476 texts, stance with few texts that blame.
TONE = np.array([[0.90, 0.09, 0.01], [0.20, 0.70, 0.10], [0.05, 0.20, 0.75]])
STANCE = np.array(
    [[0.99, 0.008, 0.001, 0.001], [0.10, 0.80, 0.09, 0.01], [0.02, 0.33, 0.62, 0.03],
     [0.03, 0.20, 0.02, 0.75]]
)  # fmt: skip


def covered(
    chances: np.ndarray, measured: tuple[int, ...], true: np.ndarray, n: int, times: int = 70
) -> tuple[np.ndarray, float, np.ndarray]:
    """Return how often each share and positive less negative lay inside, and the naive shares' rate.

    Each time the model is measured anew on so many texts of each label, and reads n new texts.
    """
    rng = np.random.default_rng(20260701)
    sign = np.zeros(len(true))
    sign[-2], sign[-1] = 1, -1
    inside, naive, net = np.zeros(len(true)), np.zeros(len(true)), 0
    for number in range(times):
        counts = tuple(
            tuple(map(float, rng.multinomial(m, row)))
            for m, row in zip(measured, chances, strict=True)
        )
        said = rng.multinomial(n, true @ chances)
        table = Confusion(labels=tuple("abcd"[: len(true)]), counts=counts)
        once, again = corrected(tuple(map(float, said)), table, 300, number)
        low, high = np.percentile(again, [2.5, 97.5], axis=0)
        inside += (np.minimum(low, once) <= true) & (true <= np.maximum(high, once))
        net_low, net_high = np.percentile(again @ sign, [2.5, 97.5])
        net += int(net_low <= true @ sign <= net_high)
        bounds = np.array([wilson(k, n) for k in said])
        naive += (bounds[:, 0] <= true) & (true <= bounds[:, 1])
    return inside / times, net / times, naive / times


@pytest.mark.parametrize(
    ("chances", "measured", "true", "n"),
    [
        (TONE, (221, 140, 115), (0.3, 0.5, 0.2), 400),
        (TONE, (221, 140, 115), (0.1, 0.7, 0.2), 40),
        (STANCE, (402, 34, 36, 4), (0.1, 0.5, 0.35, 0.05), 300),
        (STANCE, (402, 34, 36, 30), (0.05, 0.35, 0.4, 0.2), 150),
    ],
    ids=["tone", "tone of few", "stance as measured", "much blame"],
)
def test_corrected_shares_hold_the_truth(
    chances: np.ndarray, measured: tuple[int, ...], true: tuple[float, ...], n: int
) -> None:
    inside, net, _ = covered(chances, measured, np.array(true), n)
    assert inside.min() >= ENOUGH
    assert net >= ENOUGH


def test_uncorrected_shares_do_not() -> None:
    _, _, naive = covered(TONE, (221, 140, 115), np.array([0.05, 0.75, 0.2]), 400, times=40)
    assert naive.min() < 0.5


@pytest.mark.parametrize(
    ("everything", "machine", "staff"),
    [
        (300, 0.87, 0.15),
        (300, 0.95, 0.12),
        (100, 0.6, 0.4),
        (1000, 0.8, 0.05),
        (60, 0.9, 0.5),
        (60, 0.08, 0.7),
    ],
)
def test_capture_and_recapture_hold_the_truth(
    everything: int, machine: float, staff: float
) -> None:
    rng = np.random.default_rng(20260701)
    coverage = size = 0
    for _ in range(400):
        one, other = rng.random(everything) < machine, rng.random(everything) < staff
        found = estimate(int(one.sum()), max(1, int(other.sum())), int((one & other).sum()))
        coverage += found.low <= one.sum() / everything <= found.high
        size += found.least <= everything <= found.most
    assert coverage / 400 >= ENOUGH
    assert size / 400 >= ENOUGH


def test_the_difference_of_two_waves_holds_the_truth() -> None:
    rng = np.random.default_rng(20260701)
    inside = sure = 0
    for _ in range(400):
        before, now = rng.binomial(80, 0.55), rng.binomial(120, 0.70)
        low, high, _ = difference(now / 120, 120, before / 80, 80)
        inside += low <= 0.15 <= high
        before, now = rng.binomial(80, 0.6), rng.binomial(120, 0.6)
        sure += difference(now / 120, 120, before / 80, 80)[2] < 0.05
    assert inside / 400 >= ENOUGH
    assert sure / 400 <= 0.08  # a change that is none is called sure in about one of twenty
