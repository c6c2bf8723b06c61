"""The 24-hour clock of an answer: wall time from the moment a question came, nights and Tết included.

It never pauses and never starts anew. Only a person's reply that says something stops it; an automatic
one never does. Hours are real hours: moments are compared in UTC, so no zone's summer time bends them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from langnghe.records import utc

ANSWER_WITHIN = timedelta(
    hours=24
)  # of the plan: “trong vòng 24h”; the office's file may say otherwise
SKEW = timedelta(minutes=5)  # how far the clocks of two machines may differ
_EDGES = (1.0, 4.0, 8.0, 24.0)
BUCKETS: tuple[str, ...] = ("≤1", "1–4", "4–8", "8–24", ">24")


def hours_between(start: datetime, end: datetime) -> float:
    """Return the real hours from start to end (aware); a platform whose clock runs a little ahead gives 0."""
    return max(0.0, (utc(end) - utc(start)).total_seconds() / 3600)


def due_at(received_at: datetime, within: timedelta = ANSWER_WITHIN) -> datetime:
    """Return when the time runs out, in UTC."""
    return utc(received_at) + within


def started(sent_at: datetime, seen_at: datetime) -> datetime:
    """Return when the clock starts: when it was sent, but not later than we saw it.

    A platform whose clock runs ahead would otherwise give us hours that nobody has.
    """
    return min(utc(sent_at), utc(seen_at))


def belongs(reply_at: datetime, received_at: datetime) -> bool:
    """Tell whether a reply can be to this question: not before it, but for the difference of two clocks."""
    return utc(reply_at) >= utc(received_at) - SKEW


def in_time(
    received_at: datetime,
    replied_at: datetime | None,
    now: datetime,
    within: timedelta = ANSWER_WITHIN,
) -> bool | None:
    """Tell whether it was answered in time (24:00:00 is in time); None while time is left."""
    if replied_at is not None and utc(replied_at) <= utc(now):
        return utc(replied_at) <= due_at(received_at, within)
    return False if utc(now) > due_at(received_at, within) else None


def bucket(hours: float) -> str:
    """Return the class of a reply's time: ≤1, 1–4, 4–8, 8–24, >24 hours; an edge belongs below."""
    return BUCKETS[sum(hours > edge for edge in _EDGES)]


def due_step(
    received_at: datetime, now: datetime, steps: Sequence[float], done: float = 0.0
) -> float | None:
    """Return the highest step (hours) that has come and is above those already told; None if there is none.

    After a pause only the highest is told: three notices of one question at once help nobody.
    """
    gone = (utc(now) - utc(received_at)).total_seconds() / 3600
    come = [step for step in steps if done < step <= gone]
    return max(come, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One valid question as the clock sees it. replied_at: the first human reply that says something."""

    received_at: datetime
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFigures:
    """How a set of questions was answered, as of one moment.

    n: those whose fate is known (answered, or out of time); share = in_time / n, None of none.
    p50, p90: hours to the first reply over n, by nearest rank; inf: that many have no reply yet.
    waiting: unanswered with time left, in no other figure. overdue: unanswered, out of time, now.
    """

    n: int
    in_time: int
    share: float | None
    low: float | None  # 95 % interval (Wilson)
    high: float | None
    p50: float | None
    p90: float | None
    buckets: Mapping[str, int]
    overdue: int
    waiting: int


def figures(
    questions: Iterable[Asked], now: datetime, within: timedelta = ANSWER_WITHIN
) -> ClockFigures:
    """Return T3b and T6: of valid questions, how many had a first human reply in time."""
    hours: list[float] = []
    kept = waiting = overdue = 0
    for question in questions:
        fate = in_time(question.received_at, question.replied_at, now, within)
        if fate is None:
            waiting += 1
            continue
        kept += fate
        if question.replied_at is None or utc(question.replied_at) > utc(now):
            overdue += 1
            hours.append(math.inf)
        else:
            hours.append(hours_between(question.received_at, question.replied_at))
    counted = Counter(bucket(h) for h in hours if h != math.inf)
    low, high = wilson(kept, len(hours)) if hours else (None, None)
    return ClockFigures(
        n=len(hours),
        in_time=kept,
        share=kept / len(hours) if hours else None,
        low=low,
        high=high,
        p50=nearest_rank(hours, 0.5),
        p90=nearest_rank(hours, 0.9),
        buckets={name: counted[name] for name in BUCKETS},
        overdue=overdue,
        waiting=waiting,
    )


def nearest_rank(values: Sequence[float], share: float) -> float | None:
    """Return the quantile that is one of the values (the ⌈share·n⌉-th smallest); None of none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values) - 1e-9) - 1)]


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share."""
    p, z2 = hits / n, z * z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # At the ends rounding must not shut the share itself out.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == n else min(1.0, middle + half)


def rising(steps: Sequence[float]) -> bool:
    """Tell whether steps are positive and rise."""
    return bool(steps) and steps[0] > 0 and all(a < b for a, b in pairwise(steps))
