"""How often to ask a list: more often when it brings news, less when it repeats itself, and with
growing patience when it fails. Pure: a state and what happened give the next state.

The interval of one list moves between 10 minutes and a ceiling set by its source's priority:
it halves when at least half of what the list shows is new, shrinks a little for some news, and grows
by half when there is none. A temporary failure doubles the wait, a soft one (layout, empty) waits an
hour at least, a hard one (gone, forbidden) a day; a list that keeps failing hard is flagged.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from crawlers.job import FeedState

ReasonClass = Literal["", "hard", "soft", "temporary"]

FLOOR = 10.0  # minutes
DAY = 24 * 60.0
CEILING: dict[int, float] = {1: 60.0, 2: 6 * 60.0, 3: DAY}  # minutes, by priority
START: dict[int, float] = {1: 20.0, 2: 60.0, 3: 180.0}
SOFT_LEAST = 60.0
HARD_LEAST = DAY
HARD_MOST = 7 * DAY
FLAG_AFTER = 3  # hard or soft failures in a row after which a person should look


def first_state(priority: int) -> FeedState:
    """Return the state of a list that was never asked."""
    return FeedState(interval_minutes=START.get(priority, START[3]))


def after_success(
    state: FeedState,
    *,
    now: datetime,
    priority: int,
    items: int,
    new_items: int,
    etag: str | None = None,
    last_modified: str | None = None,
) -> FeedState:
    """Return the state after a list was read (items 0: not modified)."""
    share = new_items / items if items else 0.0
    factor = 0.5 if share >= 0.5 else 0.8 if new_items else 1.5
    interval = bounded(state.interval_minutes * factor, priority)
    return FeedState(
        etag=etag,
        last_modified=last_modified,
        interval_minutes=interval,
        next_due=now + timedelta(minutes=interval),
        fail_count=0,
    )


def after_failure(
    state: FeedState, *, now: datetime, priority: int, reason_class: ReasonClass
) -> FeedState:
    """Return the state after a list could not be read; the interval of good days is kept."""
    fails = state.fail_count + 1
    doubled = state.interval_minutes * 2.0 ** min(fails, 12)
    if reason_class == "hard":
        wait = min(max(doubled, HARD_LEAST), HARD_MOST)
    elif reason_class == "soft":
        wait = min(max(doubled, SOFT_LEAST), DAY)
    else:
        wait = min(doubled, DAY)
    return replace(state, next_due=now + timedelta(minutes=max(wait, FLOOR)), fail_count=fails)


def next_state(
    state: FeedState | None,
    *,
    now: datetime,
    priority: int,
    outcome: str,
    reason_class: ReasonClass = "",
    items: int = 0,
    new_items: int = 0,
    etag: str | None = None,
    last_modified: str | None = None,
) -> FeedState:
    """Return the state after one visit of a list, as the visit's row tells it."""
    state = state or first_state(priority)
    if outcome in ("known", "stored", "revision"):
        return after_success(
            state,
            now=now,
            priority=priority,
            items=items,
            new_items=new_items,
            etag=etag,
            last_modified=last_modified,
        )
    return after_failure(state, now=now, priority=priority, reason_class=reason_class)


def needs_a_look(state: FeedState, reason_class: ReasonClass) -> bool:
    """Tell whether a person should look at a list: it keeps failing in a way time does not heal."""
    return reason_class in ("hard", "soft") and state.fail_count >= FLAG_AFTER


def bounded(minutes: float, priority: int) -> float:
    """Return an interval inside 10 minutes and the ceiling of a priority."""
    return min(max(minutes, FLOOR), CEILING.get(priority, DAY))


def spread(state: FeedState, seed: str, share: float = 0.1) -> FeedState:
    """Return the state due up to a tenth earlier, by name: lists must not all come at one moment."""
    if state.next_due is None:
        return state
    early = random.Random(seed).random() * share * state.interval_minutes  # noqa: S311
    return replace(state, next_due=state.next_due - timedelta(minutes=early))
