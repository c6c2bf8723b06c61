"""Adaptive polling: news brings us back sooner, repetition and failure later, always inside bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import polling
from crawlers.job import FeedState

NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
priorities = st.sampled_from([1, 2, 3])
states = st.builds(
    FeedState,
    interval_minutes=st.floats(polling.FLOOR, polling.DAY),
    fail_count=st.integers(0, 10_000),
)
classes = st.sampled_from(["hard", "soft", "temporary", ""])


def minutes(state: FeedState) -> float:
    assert state.next_due is not None
    return (state.next_due - NOW).total_seconds() / 60


@given(states, priorities, st.integers(0, 500), st.integers(0, 500))
def test_the_interval_stays_between_ten_minutes_and_the_ceiling(
    state: FeedState, priority: int, items: int, new: int
) -> None:
    after = polling.after_success(
        state, now=NOW, priority=priority, items=items, new_items=min(new, items)
    )
    assert polling.FLOOR <= after.interval_minutes <= polling.CEILING[priority]
    assert minutes(after) == pytest.approx(after.interval_minutes)
    assert after.fail_count == 0


@given(states, priorities, st.integers(2, 500))
def test_news_brings_us_back_no_later_than_repetition(
    state: FeedState, priority: int, items: int
) -> None:
    def due(new: int) -> float:
        return minutes(
            polling.after_success(state, now=NOW, priority=priority, items=items, new_items=new)
        )

    assert due(items) <= due(1) <= due(0)


@given(states, classes, priorities)
def test_failures_wait_longer_each_time_but_never_beyond_a_week(
    state: FeedState, kind: str, priority: int
) -> None:
    once = polling.after_failure(state, now=NOW, priority=priority, reason_class=kind)  # type: ignore[arg-type]
    twice = polling.after_failure(once, now=NOW, priority=priority, reason_class=kind)  # type: ignore[arg-type]
    assert polling.FLOOR <= minutes(once) <= minutes(twice) <= polling.HARD_MOST
    assert once.interval_minutes == state.interval_minutes  # good days are remembered
    if kind == "hard":
        assert minutes(once) >= polling.DAY
    if kind in ("soft", ""):
        assert minutes(once) <= polling.DAY


def test_a_feed_without_news_slows_down_to_its_ceiling_and_wakes_up_again() -> None:
    state = polling.first_state(1)
    for _ in range(12):
        state = polling.next_state(
            state, now=NOW, priority=1, outcome="known", items=30, new_items=0
        )
    assert state.interval_minutes == polling.CEILING[1]
    for _ in range(6):
        state = polling.next_state(
            state, now=NOW, priority=1, outcome="known", items=30, new_items=20
        )
    assert state.interval_minutes == polling.FLOOR


def test_a_recovered_feed_goes_on_as_before() -> None:
    state = FeedState(interval_minutes=40, etag='"a"')
    down = polling.next_state(
        state, now=NOW, priority=2, outcome="failed", reason_class="temporary"
    )
    assert (minutes(down), down.fail_count, down.etag) == (80, 1, '"a"')
    up = polling.next_state(
        down, now=NOW, priority=2, outcome="known", items=10, new_items=1, etag='"b"'
    )
    assert (up.interval_minutes, up.fail_count, up.etag) == (32, 0, '"b"')


def test_only_failures_that_time_does_not_heal_call_a_person() -> None:
    state = FeedState(fail_count=polling.FLAG_AFTER)
    assert polling.needs_a_look(state, "hard")
    assert polling.needs_a_look(state, "soft")
    assert not polling.needs_a_look(state, "temporary")
    assert not polling.needs_a_look(FeedState(fail_count=1), "hard")


def test_lists_do_not_all_come_at_one_moment() -> None:
    state = FeedState(interval_minutes=60, next_due=NOW + timedelta(minutes=60))
    dues = {polling.spread(state, f"feed-{n}").next_due for n in range(20)}
    assert len(dues) == 20
    assert all(timedelta(minutes=54) <= due - NOW <= timedelta(minutes=60) for due in dues if due)
