"""Marks of 1 to 5 and waves of a survey: every figure computed by hand."""

from __future__ import annotations

import pytest

from tests.measure.sums import agg, ask, known, part

MARKS = {"3": part(5), "4": part(10), "5": part(5)}  # 20 answers: mean 4, spread 10/19


def test_a_mean_mark_with_students_interval() -> None:
    found = ask("mean_score", MARKS)[""]
    assert (found.value, found.n) == (4.0, 20)
    # √(10/19/20) = 0.16222; t of 19 degrees 2.0930: ±0.33954.
    assert (found.low, found.high) == pytest.approx((3.6605, 4.3395), abs=1e-4)
    assert ask("top_scores", MARKS)[""].value == 75.0


def test_nine_marks_have_no_mean() -> None:
    found = ask("mean_score", {"5": part(9)})[""]
    assert (found.value, found.n, found.note) == (None, 9, "n < 10: chỉ nêu số đếm")


def test_an_interval_stays_on_the_scale() -> None:
    found = ask("mean_score", {"5": part(11), "1": part(1)})[""]
    assert found.high == 5


def test_a_mark_nobody_gave_is_not_imputed() -> None:
    assert ask("mean_score", {"5": part(0)}) == {}


def test_brier_of_forecasts() -> None:
    found = ask("brier", {}, agg(*[0.0] * 5, *[0.4] * 5))[""]
    assert found.value == pytest.approx(0.2)
    # sd 0.21082, t of 9 degrees 2.2622, /√10: ±0.15081.
    assert (found.low, found.high) == pytest.approx((0.0492, 0.3508), abs=1e-4)
    assert ask("brier", {}, agg(0.2, 0.3))[""].value is None


def test_the_newest_wave_against_the_one_before() -> None:
    found = ask("wave", {"2025-11-01 Đợt 1": part(48, 80), "2026-05-01 Đợt 2": part(56, 70)})
    assert (found[""].value, found[""].n, found[""].count) == (80.0, 70, 56)
    assert found["2025-11-01 Đợt 1"].value == 60.0
    # Newcombe (1998): 5.24 to 33.39 points.
    assert found[""].note == (
        "đợt 2026-05-01 Đợt 2; so với đợt 2025-11-01 Đợt 1: +20,0 điểm % "
        "(khoảng 95 %: +5,2 đến +33,4), đã đổi"
    )


def test_a_small_difference_is_not_sure() -> None:
    found = ask("wave", {"2025-11-01": part(46, 80), "2026-05-01": part(48, 80)})[""]
    assert "+2,5 điểm %" in found.note
    assert found.note.endswith("chưa chắc đã đổi")


def test_groups_count_by_their_people_when_all_are_known() -> None:
    parts = {
        "2026-05-01>May mặc": part(40, 50), "2026-05-01>May mặc>population": part(900),
        "2026-05-01>Xây dựng": part(20, 50), "2026-05-01>Xây dựng>population": part(100),
    }  # fmt: skip
    found = ask("wave", parts)[""]
    assert found.value == pytest.approx(76.0)  # 0.9 × 80 % + 0.1 × 40 %
    assert (found.count, found.n) == (60, 100)
    assert "tính trọng số" in found.note
    del parts["2026-05-01>Xây dựng>population"]
    plain = ask("wave", parts)[""]
    assert plain.value == pytest.approx(60.0)
    assert "trọng số" not in plain.note


def test_weights_make_a_small_group_less_sure() -> None:
    even = ask("wave", {"2026-05-01": part(60, 100)})[""]
    lopsided = ask(
        "wave",
        {"2026-05-01>A": part(54, 90), "2026-05-01>A>population": part(100),
         "2026-05-01>B": part(6, 10), "2026-05-01>B>population": part(900)},
    )[""]  # fmt: skip
    assert even.low is not None
    assert even.high is not None
    assert lopsided.low is not None
    assert lopsided.high is not None
    assert lopsided.high - lopsided.low > 2 * (even.high - even.low)


def test_a_wave_of_nine_is_told_as_counts() -> None:
    found = ask("wave", {"2026-05-01": part(8, 9)})[""]
    assert (found.value, found.count, found.n) == (None, 8, 9)


def test_scores_of_two_waves() -> None:
    parts = {
        f"2025-11-01>{m}": part(a.num - 2 if m == "5" else a.num + 1) for m, a in MARKS.items()
    }
    parts |= {f"2026-05-01>{m}": a for m, a in MARKS.items()}
    found = ask("wave_score", parts, None, known())
    assert found[""].value == 4.0
    # 6 threes, 11 fours, 3 fives: 77 / 20.
    assert found["2025-11-01"].value == pytest.approx(3.85)
    assert "+0,15 điểm" in found[""].note
    assert found[""].note.endswith("chưa chắc đã đổi")
