"""Agreement of readings, capture and recapture, differences in differences: computed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.measure.capture import estimate
from langnghe.measure.records import Agg
from tests.measure.sums import ask, known, part, things


def pairs(**counts: int) -> dict[str, Agg]:
    return {name.replace("_", ">"): things(n) for name, n in counts.items()}


def test_kappa_of_the_textbook_table() -> None:
    # 20 yes-yes, 5 and 10 apart, 15 no-no: seen 0.7, by chance 0.5, kappa 0.4.
    found = ask("kappa", pairs(yes_yes=20, yes_no=5, no_yes=10, no_no=15))[""]
    assert found.value == pytest.approx(0.4)
    assert found.note == "giống nhau 70 %"
    assert found.low is not None
    assert found.high is not None
    assert 0.1 < found.low < 0.4 < found.high < 0.7


def test_levels_that_lie_far_apart_cost_more() -> None:
    near = {"1>1": things(10), "2>2": things(10), "3>3": things(10), "1>2": things(6)}
    far = {"1>1": things(10), "2>2": things(10), "3>3": things(10), "1>3": things(6)}
    one, other = (ask("weighted_kappa", t)[""].value for t in (near, far))
    assert one is not None
    assert other is not None
    assert one > other
    # near: rows 16 10 10, columns 10 16 10; seen 6; expected (160+100 + 100+160 + 4·(160+100)) / 36.
    assert one == pytest.approx(1 - 6 / ((16 * 16 + 10 * 10 + 10 * 10 + 10 * 16 + 4 * (160 + 100)) / 36))  # fmt: skip


def test_one_level_only_has_no_kappa() -> None:
    found = ask("weighted_kappa", {"3>3": things(12)})[""]
    assert (found.value, found.count, found.n) == (None, 12, 12)
    assert "không tính được κ" in found.note


def test_nine_pairs_are_counts() -> None:
    assert ask("kappa", pairs(yes_yes=9))[""].value is None


def test_macro_f1_is_of_the_classes_people_found() -> None:
    # said>right. negative: hit 8 of 12 said and 10 right; neutral: 14 of 18 and 20; F1 0.7273, 0.7368.
    table = {
        "negative>negative": things(8), "negative>neutral": things(4),
        "neutral>negative": things(2), "neutral>neutral": things(14), "positive>neutral": things(2),
    }  # fmt: skip
    found = ask("macro_f1", table)
    assert found["negative"].value == pytest.approx(2 * 8 / 22)
    assert found["neutral"].value == pytest.approx(2 * 14 / (18 - 2 + 20))
    assert found[""].value == pytest.approx((16 / 22 + 28 / 36) / 2)
    assert "positive" not in found
    assert found["negative"].note == "độ chính xác 0,67; độ phủ 0,80"
    assert found[""].estimate


def test_a_stratified_sample_counts_by_weight() -> None:
    # Of the rare stratum all 10 were read, of the common one 10 of 100: each stands for ten.
    table = {"a>a": part(10), "b>b": part(50), "b>a": part(50)}
    table = {name: Agg(rows=n, distinct=n, num=a.num) for (name, a), n in zip(table.items(), (10, 5, 5), strict=True)}  # fmt: skip
    found = ask("macro_f1", table, None, known(least_n=5))
    assert found["a"].value == pytest.approx(2 * 10 / (10 + 60))


def test_chapmans_estimate() -> None:
    # 10 and 15, 5 in both: 11 · 16 / 6 − 1.
    found = estimate(10, 15, 5)
    assert found.everything == pytest.approx(28.3333, abs=1e-4)
    assert found.coverage == pytest.approx(10 / 28.3333, abs=1e-4)


def test_coverage_of_a_sampled_week() -> None:
    found = ask(
        "capture_recapture", {"machine": things(170), "staff": things(4), "both": things(26)}
    )
    # 197 · 31 / 27 − 1 = 225.185; 196 of them.
    assert found[""].value == pytest.approx(87.04, abs=0.01)
    assert found[""].n == 30
    assert found[""].note == "cả hai cách cùng thấy 26; máy thu 196; cán bộ tự tìm 30"
    population = ask("population", {"machine": things(170), "staff": things(4), "both": things(26)})
    assert population[""].value == pytest.approx(225.19, abs=0.01)
    assert population[""].low is not None
    assert population[""].low >= 200  # so many were seen


def test_everything_staff_found_was_known_and_that_is_not_certainty() -> None:
    found = ask("capture_recapture", {"machine": things(170), "both": things(30)})[""]
    assert found.value == pytest.approx(100, abs=0.5)
    assert found.low is not None
    assert found.low < 95


def test_a_machine_that_found_little_does_not_make_staff_all_knowing() -> None:
    found = ask("capture_recapture", {"staff": things(40), "both": things(4)})[""]
    assert found.value == pytest.approx(100 * 4 / 44)  # 5 · 45 / 5 − 1
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low > 5


def test_a_sample_of_nine_is_told_as_counts() -> None:
    found = ask("capture_recapture", {"machine": things(50), "both": things(9)})[""]
    assert (found.value, found.count, found.n) == (None, 9, 9)
    assert ask("capture_recapture", {"machine": things(50)}) == {}


@settings(max_examples=200)
@given(st.integers(0, 500), st.integers(0, 300), st.integers(0, 300))
def test_coverage_is_a_share_and_everything_at_least_what_was_seen(
    machine: int, staff: int, both: int
) -> None:
    if staff + both:
        found = estimate(machine + both, staff + both, both)
        assert 0 <= found.low <= found.coverage <= found.high <= 1
        assert found.least <= found.everything <= found.most
        assert found.everything >= machine + staff + both - 1e-9


def cells(story: str, before: int, after: int, other: int, other_after: int, den: int = 0) -> dict[str, Agg]:  # fmt: skip
    counts = zip(
        ("union>before", "union>after", "other>before", "other>after"),
        (before, after, other, other_after),
        strict=True,
    )
    return {f"{story}>{cell}": part(n, den) for cell, n in counts}


def test_talk_of_the_union_rose_and_all_talk_rose_too() -> None:
    # +50 % less +20 %.
    found = ask("did", cells("tin-1", 40, 60, 100, 120))[""]
    assert found.value == pytest.approx(30.0)
    assert found.n == 1
    assert found.note == "về công đoàn: trước 40, sau 60; chủ đề khác: trước 100, sau 120"
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < 30 < found.high  # so few words prove nothing
    assert found.estimate


def test_many_stories_are_drawn_whole() -> None:
    parts: dict[str, Agg] = {}
    for number in range(12):
        parts |= cells(f"tin-{number}", 20, 40 + number, 50, 50)
    found = ask("did", parts)[""]
    assert found.value == pytest.approx(100 * ((480 + 66) / 240 - 1))
    assert found.low is not None
    assert found.high is not None
    assert 100 < found.low < found.high < 150


def test_blame_among_what_was_said() -> None:
    # 20 % → 30 % of the union's, 10 % → 15 % of the others: +10 less +5 points.
    found = ask("did_share", cells("tin-1", 20, 30, 10, 15, den=100))[""]
    assert found.value == pytest.approx(5.0)


def test_fewer_than_ten_words_before_are_counts() -> None:
    found = ask("did", cells("tin-1", 9, 60, 100, 120))[""]
    assert (found.value, found.count) == (None, 60)
    assert found.note.endswith("số lời < 10: chỉ nêu số đếm")
    assert ask("did", {"tin-1>rác": part(3)}) == {}
