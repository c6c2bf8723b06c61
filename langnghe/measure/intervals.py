"""95 % intervals, each with the paper it comes from. Shares are 0…1 here; percent is made later."""

from __future__ import annotations

import math

Z95 = 1.959963984540054


def wilson(k: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Return Wilson's score interval of k of n (0 ≤ k ≤ n, n > 0), as shares.

    Wilson (1927); k may be a weighted count.
    """
    p, square = k / n, z * z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(max(0.0, p * (1 - p)) / n + square / (4 * n * n))
    # The bounds of 0 of n and n of n are 0 and 1; rounding must not put the share outside.
    return min(p, max(0.0, middle - half)), max(p, min(1.0, middle + half))


def poisson(k: float) -> tuple[float, float]:
    """Return Garwood's (1936) exact interval of the mean of a count k ≥ 0."""
    from scipy.special import gammaincinv  # scipy.stats says the same and loads for seconds

    low = float(gammaincinv(k, 0.025)) if k > 0 else 0.0
    return low, float(gammaincinv(k + 1, 0.975))


def mean(middle: float, sd: float, n: int) -> tuple[float, float]:
    """Return Student's interval of a mean of n ≥ 2 values with the sample's standard deviation."""
    half = t_of(0.975, n - 1) * sd / math.sqrt(n)
    return middle - half, middle + half


def t_of(chance: float, freedom: float) -> float:
    """Return the quantile of Student's distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, chance))


def difference(
    one: float, n_one: float, other: float, n_other: float
) -> tuple[float, float, float]:
    """Return the interval of one − other of two independent shares, and the p value of no change.

    The interval is Newcombe's (1998) hybrid of two Wilson intervals; p is of the pooled z test. The
    sizes may be effective sizes of weighted samples.
    """
    low_one, high_one = wilson(one * n_one, n_one)
    low_other, high_other = wilson(other * n_other, n_other)
    gap = one - other
    low = gap - math.hypot(one - low_one, high_other - other)
    high = gap + math.hypot(high_one - one, other - low_other)
    pooled = (one * n_one + other * n_other) / (n_one + n_other)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n_one + 1 / n_other))
    p = math.erfc(abs(gap) / error / math.sqrt(2)) if error else 1.0
    return max(-1.0, low), min(1.0, high), p


def ratio(now: float, base: float) -> tuple[float, float]:
    """Return the interval of the ratio of two Poisson means, given their counts (base > 0).

    Of now + base events, now are binomial (Przyborowski and Wilenski 1940); Wilson's interval of
    that share is turned into odds.
    """
    low, high = wilson(now, now + base)
    return low / (1 - low), high / (1 - high) if high < 1 else math.inf
