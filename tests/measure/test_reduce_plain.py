"""Counts, shares, middles: every figure computed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.measure.reduce import COUNTS, HOW
from tests.measure.sums import agg, ask, known, part, things


def test_a_thing_of_two_rows_is_counted_once() -> None:
    found = ask("count", {}, agg(1, 1, 1, distinct=2))[""]
    assert (found.value, found.n) == (2, 3)


def test_a_day_of_what_has_passed() -> None:
    assert ask("per_day", {}, agg(6))[""].value == pytest.approx(0.2)  # of 30 days of June
    on_the_tenth = known(until=known().period.first.replace(day=10))
    assert ask("per_day", {}, agg(6), on_the_tenth)[""].value == pytest.approx(0.6)
    assert ask("per_30_days", {}, agg(6), on_the_tenth)[""].value == pytest.approx(18)
    not_begun = known(until=known().period.first.replace(month=5))
    assert ask("per_day", {}, agg(6), not_begun) == {}


def test_a_share_of_forty() -> None:
    found = ask("share", {"a": part(30, 40)})["a"]
    assert (found.value, found.count, found.n) == (75.0, 30, 40)
    assert (found.low, found.high) == pytest.approx((59.81, 85.81), abs=0.01)


def test_nine_are_told_as_counts_and_ten_as_a_share() -> None:
    nine, ten = ask("share", {}, part(3, 9))[""], ask("share", {}, part(3, 10))[""]
    assert (nine.value, nine.count, nine.n, nine.note) == (None, 3, 9, "n < 10: chỉ nêu số đếm")
    assert ten.value == 30.0
    twelve = ask("share", {}, part(3, 12), known(least_n=20))[""]
    assert (twelve.value, twelve.note) == (None, "n < 20: chỉ nêu số đếm")


def test_no_rows_are_no_figure() -> None:
    for how in HOW:
        assert ask(how, {}, None) == {}, how
    assert ask("share", {}, part(0, 0)) == {}
    assert set(HOW) >= COUNTS


def test_middles_are_of_the_rows() -> None:
    rows = agg(4, 1, 10)
    assert [ask(how, {}, rows)[""].value for how in ("median", "mean", "least", "most")] == [
        4, 5, 1, 10
    ]  # fmt: skip


def test_a_cell_of_an_hour_says_nothing_below_what_the_catalogue_asks() -> None:
    found = ask("mean", {"T2>08": agg(*[7] * 20), "T2>09": agg(*[9] * 19)}, None, known(least_n=20))
    assert found["T2>08"].value == 7
    assert (found["T2>09"].value, found["T2>09"].n) == (None, 19)


def test_a_text_of_two_topics_counts_in_both() -> None:
    found = ask("mix", {"tet": things(8), "wage": things(6)}, agg(*[1] * 14, distinct=10))
    assert (found[""].value, found["tet"].value, found["wage"].value) == (10, 80, 60)


def test_effective_number_of_classes() -> None:
    even = ask("effective", {name: things(5) for name in "abcd"})[""]
    assert even.value == pytest.approx(4)
    # 8, 1, 1 of ten: entropy 0.6390, exp 1.8946.
    uneven = ask("effective", {"a": things(8), "b": things(1), "c": things(1)})[""]
    assert uneven.value == pytest.approx(1.8946, abs=1e-4)
    assert ask("classes", {"a": things(8), "b": things(1)})[""].value == 2


def test_the_largest_class_is_named() -> None:
    found = ask("top_share", {"a": things(12), "b": things(4), "c": things(4)})[""]
    assert (found.value, found.named) == (60, "a")


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 500), min_size=1))
def test_effective_number_is_between_one_and_all(counts: dict[str, int]) -> None:
    found = ask("effective", {name: things(n) for name, n in counts.items()})[""]
    assert found.value is not None
    assert 1 - 1e-9 <= found.value <= len(counts) + 1e-9


quarters = st.integers(0, 2000).map(lambda number: number / 4)  # weighted counts


@given(quarters, quarters)
def test_shares_stay_between_none_and_all(one: float, more: float) -> None:
    told = ask("share", {}, part(one, one + more))
    if one + more < 10:
        assert all(value.value is None for value in told.values())
        return
    found = told[""]
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100
