"""Intervals against published figures, and what every interval must be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.measure import intervals


def test_wilson_as_published() -> None:
    # Newcombe (1998), table I: 81 of 263 and 15 of 148, without continuity correction.
    assert intervals.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert intervals.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_wilson_of_none_and_all() -> None:
    assert intervals.wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert intervals.wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    low, high = intervals.wilson(20, 20)
    assert (low, high) == pytest.approx((0.8389, 1.0), abs=5e-5)


def test_poisson_as_published() -> None:
    # Garwood (1936): 0, 1 and 10 events.
    assert intervals.poisson(0) == pytest.approx((0.0, 3.6889), abs=5e-5)
    assert intervals.poisson(1) == pytest.approx((0.0253, 5.5716), abs=5e-5)
    assert intervals.poisson(10) == pytest.approx((4.7954, 18.3904), abs=5e-5)


def test_mean_of_sixteen() -> None:
    # t of 15 degrees is 2.1314; 2.1314 × 2 / 4 = 1.0657.
    assert intervals.mean(10, 2, 16) == pytest.approx((8.9343, 11.0657), abs=5e-5)


def test_difference_as_published() -> None:
    # Newcombe (1998), method 10: 56 of 70 against 48 of 80.
    low, high, p = intervals.difference(56 / 70, 70, 48 / 80, 80)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert p == pytest.approx(0.0080, abs=5e-4)
    assert intervals.difference(0.0, 20, 0.0, 30)[2] == 1.0


def test_ratio_of_counts() -> None:
    # 30 of 30 + 20: Wilson 0.4618 … 0.7239, as odds 0.858 … 2.622.
    assert intervals.ratio(30, 20) == pytest.approx((0.8581, 2.6222), abs=5e-4)
    low, high = intervals.ratio(0, 20)
    assert low == 0.0
    assert high < 1


shares = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))  # k of n


@given(shares)
def test_wilson_holds_its_share_between_none_and_all(pair: tuple[int, int]) -> None:
    k, n = pair
    low, high = intervals.wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1


@given(shares)
def test_wilson_grows_with_the_count(pair: tuple[int, int]) -> None:
    k, n = pair
    if k < n:
        (low, high), (more_low, more_high) = intervals.wilson(k, n), intervals.wilson(k + 1, n)
        assert low <= more_low
        assert high <= more_high


@given(shares, st.integers(2, 20))
def test_wilson_narrows_with_more_of_the_same(pair: tuple[int, int], times: int) -> None:
    k, n = pair
    low, high = intervals.wilson(k, n)
    near_low, near_high = intervals.wilson(k * times, n * times)
    assert near_high - near_low <= high - low + 1e-12


@given(st.integers(0, 40_000).map(lambda quarters: quarters / 4))  # weighted counts too
def test_poisson_holds_its_count(k: float) -> None:
    low, high = intervals.poisson(k)
    assert 0 <= low <= k <= high


@given(shares, shares)
def test_difference_holds_its_gap_and_turns_with_its_sides(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    p, q = one[0] / one[1], other[0] / other[1]
    low, high, chance = intervals.difference(p, one[1], q, other[1])
    assert -1 <= low <= p - q + 1e-12
    assert p - q - 1e-12 <= high <= 1
    assert 0 <= chance <= 1
    back = intervals.difference(q, other[1], p, one[1])
    assert back == pytest.approx((-high, -low, chance))


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_ratio_holds_its_own(now: int, base: int) -> None:
    low, high = intervals.ratio(now, base)
    assert 0 <= low <= now / base * (1 + 1e-9)
    assert now / base <= high * (1 + 1e-9) or math.isinf(high)
