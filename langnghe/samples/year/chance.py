"""Chance that is the same on every machine, in every order: a number is made of its own name alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from langnghe.records import HANOI, digest_of

T = TypeVar("T")


def share(*key: object) -> float:
    """Return a number in [0, 1) that belongs to a name."""
    return int(digest_of("mau", *map(str, key)), 16) / 2**64


def whole(low: int, high: int, *key: object) -> int:
    """Return a whole number from low to high, both possible."""
    return low + int(share(*key) * (high - low + 1))


def pick(choices: Sequence[T], *key: object) -> T:
    """Return one of some choices."""
    return choices[int(share(*key) * len(choices))]


def some(choices: Sequence[T], number: int, *key: object) -> list[T]:
    """Return so many different choices, in their own order."""
    ranked = sorted(range(len(choices)), key=lambda place: share(place, *key))
    return [choices[place] for place in sorted(ranked[:number])]


def clock(day: date, earliest: int, latest: int, *key: object) -> datetime:
    """Return a moment of a Hà Nội day, between two hours."""
    minutes = whole(earliest * 60, latest * 60 - 1, "phút", day, *key)
    return datetime.combine(day, time(minutes // 60, minutes % 60), HANOI)


def days(first: date, last: date) -> list[date]:
    """Return the days from first to last, both among them."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
