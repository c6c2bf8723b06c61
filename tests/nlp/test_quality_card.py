"""The quality card: intervals and κ that are right, parts kept apart, and words instead of figures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.people import ENOUGH
from nlp.quality import kappa, quality, render, wilson


def verdict(
    number: int, task: str = "tone", *, changed: bool = False, **changes: Any
) -> dict[str, Any]:
    """A row as warehouse.review.verdicts gives it."""
    return {
        "post_id": f"p{number}", "task": task, "machine": ["neutral"],
        "labels": ["negative" if changed else "neutral"], "changed": changed,
        "machine_model": "linear@1", "said_by": "person@analyst", "chosen": "uncertain", **changes,
    }  # fmt: skip


@given(st.integers(1, 5_000), st.data())
def test_an_interval_holds_its_share(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert wilson(hits * 4, n * 4)[1] - wilson(hits * 4, n * 4)[0] < high - low


def test_intervals_of_published_tables() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_kappa_of_a_worked_example() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreement .7, chance .5
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("a", "b"), ("b", "a")]) == -1
    assert kappa([("a", "a")] * 9) is None  # chance alone explains it
    assert kappa([]) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_is_the_same_for_both_people_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    value = kappa(pairs)
    turned = kappa([(b, a) for a, b in pairs])
    assert (value is None) == (turned is None)
    if value is not None:
        assert value == pytest.approx(turned)
        assert value <= 1


def test_only_the_random_part_speaks_of_accuracy() -> None:
    drawn = [verdict(n, changed=n < 3, chosen="random") for n in range(ENOUGH)]
    hard = [verdict(n, changed=True) for n in range(100, 110)]
    card = quality("2026-11", [*drawn, *hard], [])
    assert (card["posts"], card["missing"], card["random_posts"]) == (ENOUGH + 10, 60, ENOUGH)
    assert card["random"]["tone"]["right"] == pytest.approx(0.9)
    assert card["uncertain"]["tone"]["rate"] == 1
    assert card["tasks"]["tone"]["changed"] == 13
    text = render(card)
    assert "tháng 11/2026" in text
    assert "| sắc thái | 30 | 3 | 90,0 % |" in text
    assert "còn thiếu 60" in text
    assert "- sắc thái: trung lập → tiêu cực (13)" in text


def test_too_few_random_posts_give_no_accuracy() -> None:
    card = quality("2026-11", [verdict(n, chosen="random") for n in range(ENOUGH - 1)], [])
    assert card["random"]["tone"]["status"] == "chưa đủ"
    assert f"chưa đủ | cần {ENOUGH} bài" in render(card)


def test_models_stand_apart_and_roles_have_names() -> None:
    rows = [
        verdict(1, changed=True),
        verdict(2, machine_model="accurate@2", said_by="person@chair"),
    ]
    card = quality("2026-11", rows, [])
    assert card["models"]["linear@1"]["tasks"]["tone"]["rate"] == 1
    assert card["models"]["accurate@2"]["tasks"]["tone"]["rate"] == 0
    assert card["roles"] == {"person@analyst": 1, "person@chair": 1}
    assert "Phân tích viên 1, Chủ tịch 1" in render(card)


def test_two_people_on_one_post() -> None:
    pairs = [
        {"post_id": f"p{n}", "task": "tone", "first_labels": ["neutral"],
         "second_labels": ["neutral" if n % 2 else "negative"]}
        for n in range(10)
    ]  # fmt: skip
    card = quality("2026-11", [verdict(1)], pairs)
    assert card["agreement"]["tone"] == {"n": 10, "same": 0.5, "kappa": 0.0, "status": "chưa đủ"}
    assert "| sắc thái | 10 | 50,0 % | 0,00 (chưa đủ) |" in render(card)


def test_an_empty_month_has_a_sentence_and_a_hundred_is_the_goal() -> None:
    assert "chưa ai xem nhãn nào" in render(quality("2026-01", [], []))
    full = quality("2026-01", [verdict(n) for n in range(100)], [])
    assert full["missing"] == 0
    assert "mục tiêu 100 bài một tháng: đạt" in render(full)
