"""The 24-hour clock: real hours, at night, over Tết, on leap days, whatever zone a platform writes."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.cases.clock import (
    BUCKETS,
    SKEW,
    Asked,
    belongs,
    bucket,
    due_at,
    due_step,
    figures,
    hours_between,
    in_time,
    started,
    wilson,
)
from langnghe.records import HANOI

DAY = timedelta(hours=24)
MICRO = timedelta(microseconds=1)
ZONES = [
    HANOI,
    UTC,
    ZoneInfo("America/Los_Angeles"),
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Asia/Seoul"),
]
moments = st.integers(0, 16 * 365 * 86400).map(
    lambda second: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
NOTABLE = [  # Hà Nội
    datetime(2026, 6, 12, 23, 59, 59, tzinfo=HANOI),  # a minute to midnight
    datetime(2026, 2, 16, 22, 0, tzinfo=HANOI),  # the last evening of the lunar year
    datetime(2027, 2, 5, 23, 30, tzinfo=HANOI),
    datetime(2028, 2, 28, 20, 0, tzinfo=HANOI),  # a leap day follows
    datetime(2028, 2, 29, 20, 0, tzinfo=HANOI),
    datetime(2026, 12, 31, 23, 0, tzinfo=HANOI),
    datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/Los_Angeles")),  # an hour that is skipped
    datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo("America/Los_Angeles")),  # a day of 25 hours
    datetime(2026, 3, 28, 20, 0, tzinfo=ZoneInfo("Europe/Berlin")),
]


@pytest.mark.parametrize("asked", NOTABLE, ids=str)
def test_exactly_24_hours_is_in_time_and_a_moment_more_is_late(asked: datetime) -> None:
    start = asked.astimezone(UTC)
    late = start + DAY + MICRO
    assert due_at(asked) == start + DAY
    assert in_time(asked, start + DAY, late) is True
    assert in_time(asked, late, late) is False
    assert in_time(asked, None, start + DAY) is None
    assert in_time(asked, None, late) is False


@settings(max_examples=30, deadline=None)
@given(
    moments,
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_the_zone_a_platform_writes_in_changes_nothing(
    asked: datetime, wait: timedelta, ours: ZoneInfo, theirs: ZoneInfo
) -> None:
    reply = asked + wait
    there, here = asked.astimezone(theirs), reply.astimezone(ours)
    assert hours_between(there, here) == pytest.approx(wait.total_seconds() / 3600)
    assert in_time(there, here, here) == (wait <= DAY)
    assert due_at(there) == due_at(asked)


@settings(max_examples=30, deadline=None)
@given(moments, st.timedeltas(-SKEW, timedelta(0)))
def test_a_reply_stamped_a_little_before_its_question_took_no_time(
    asked: datetime, skew: timedelta
) -> None:
    assert belongs(asked + skew, asked)
    assert hours_between(asked, asked + skew) == 0
    assert not belongs(asked - SKEW - MICRO, asked)


@settings(max_examples=30, deadline=None)
@given(moments, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_a_platform_whose_clock_runs_ahead_gives_us_no_time(
    seen: datetime, ahead: timedelta
) -> None:
    assert started(seen + ahead, seen) == seen
    assert started(seen - ahead, seen) == seen - ahead


@pytest.mark.parametrize(
    ("hours", "name"),
    [(0, "≤1"), (1, "≤1"), (1.001, "1–4"), (4, "1–4"), (8, "4–8"), (24, "8–24"), (24.001, ">24")],
)
def test_an_edge_belongs_to_the_class_below(hours: float, name: str) -> None:
    assert bucket(hours) == name


def test_a_step_is_told_once_and_after_a_pause_only_the_highest() -> None:
    asked, steps = NOTABLE[0], (12, 20, 24)
    at = [asked + timedelta(hours=h) for h in (11.99, 12, 13, 20, 30)]
    assert [due_step(asked, moment, steps) for moment in at] == [None, 12, 12, 20, 24]
    assert due_step(asked, at[2], steps, done=12) is None
    assert due_step(asked, at[4], steps, done=24) is None


rows = st.lists(
    st.builds(
        lambda asked, wait: Asked(
            received_at=asked, replied_at=None if wait is None else asked + wait
        ),
        moments,
        st.none() | st.timedeltas(timedelta(0), timedelta(days=5)),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(rows, moments)
def test_every_question_is_counted_once(questions: list[Asked], now: datetime) -> None:
    come = [q for q in questions if q.received_at <= now]
    found = figures(come, now)
    assert found.n + found.waiting == len(come)
    assert sum(found.buckets.values()) + found.overdue == found.n
    assert list(found.buckets) == list(BUCKETS)
    if found.n:
        assert found.share is not None
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.share <= found.high <= 1
        assert found.p50 is not None
        assert found.p90 is not None
        assert found.p50 <= found.p90


def test_what_has_no_reply_and_no_time_left_took_for_ever() -> None:
    asked, now = NOTABLE[0], NOTABLE[0] + timedelta(days=3)
    answered = [
        Asked(received_at=asked, replied_at=asked + timedelta(hours=h)) for h in range(1, 9)
    ]
    found = figures([*answered, Asked(received_at=asked), Asked(received_at=asked)], now)
    assert (found.n, found.in_time, found.overdue) == (10, 8, 2)
    assert (found.p50, found.p90) == (5, math.inf)
    assert figures([], now).share is None


def test_the_interval_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
