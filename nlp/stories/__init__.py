"""Stories: near-copies across outlets and re-posts as one, different events of one kind apart.

`group` for a file, `assign` for what came in since. Both judge a pair of items by the same
number, which depends on the two items alone (shipped word counts and weights), so a story does
not change because something else was collected.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from langnghe.records import digest_of
from nlp.stories.cluster import join
from nlp.stories.likeness import (
    FEATURES,
    WINDOW_HOURS,
    Corpus,
    Floats,
    candidates,
    features,
)
from nlp.stories.read import StoryInput, read, strip_outlet

__all__ = ["Grouper", "StoryInput", "assign", "group", "likeness", "strip_outlet"]

_MODEL = Path(__file__).parents[2] / "models" / "stories" / "likeness.json"
_ITEMS_AT_ONCE = 30_000  # rows of a corpus in memory
_TOO_SHORT_FOR_TWINS = 40  # characters: "Chia buồn" is said of many
_WORTH_KEEPING = 0.02  # a likeness under this speaks like none at all


def group(items: Sequence[StoryInput]) -> dict[str, str]:
    """Return the story of each item, by id. The order of items does not matter.

    A story is named after its earliest item, so adding later items does not rename it.
    """
    return assign(items, ())


def assign(new: Sequence[StoryInput], recent: Sequence[tuple[StoryInput, str]]) -> dict[str, str]:
    """Return the story of each new item: one of recent, or a story of its own.

    recent: what was grouped before, with its story; a week of it is enough. Stories that exist
    keep their items and never merge. An item that recent has already keeps its story.
    """
    known = {item.id: story for item, story in recent}
    old = sorted((item for item, _ in recent), key=_age)
    unique = {item.id: item for item in new if item.id not in known}
    fresh = sorted(unique.values(), key=_age)
    twins = _twins(fresh)
    rows = [*old, *(item for item in fresh if item.id not in twins)]
    fixed = {row: known[item.id] for row, item in enumerate(old)}
    groups = join(len(rows), _pairs(rows, len(old)), threshold(), fixed)
    stories: dict[int, str] = {root: known[rows[root].id] for root in groups[: len(old)]}
    for row in range(len(old), len(rows)):
        # rows stand in order of time: the first of a group is its earliest
        stories.setdefault(groups[row], f"s-{digest_of(rows[row].id)}")
    found = {item.id: stories[groups[row]] for row, item in enumerate(rows)}
    found.update({twin: found[first] for twin, first in twins.items()})
    return {item.id: found[item.id] for item in new}


def _twins(items: Sequence[StoryInput]) -> dict[str, str]:
    """Return items that say word for word what one within the day before said, and that one.

    items stand in order of time. Ten thousand copies of one text are compared once, not
    fifty million times.
    """
    first: dict[tuple[str, str], StoryInput] = {}
    twins: dict[str, str] = {}
    for item in items:
        if len(item.title) + len(item.text) < _TOO_SHORT_FOR_TWINS:
            continue
        before = first.setdefault((item.title, item.text), item)
        if before is item:
            continue
        if _age(item)[0] - _age(before)[0] <= 86_400:  # never so for two without a date
            twins[item.id] = before.id
        else:
            first[item.title, item.text] = item
    return twins


class Grouper:
    """Grouping that goes on: keeps the last days and assigns what comes in."""

    def __init__(self, days: float = 8.0) -> None:
        self._days = days
        self._recent: dict[str, tuple[StoryInput, str]] = {}

    def add(self, items: Sequence[StoryInput]) -> dict[str, str]:
        """Return the story of each item and remember it."""
        stories = assign(items, tuple(self._recent.values()))
        self._recent.update({item.id: (item, stories[item.id]) for item in items})
        times = [i.published_at for i, _ in self._recent.values() if i.published_at]
        if times:
            oldest = max(times).timestamp() - self._days * 86_400
            self._recent = {
                key: (item, story)
                for key, (item, story) in self._recent.items()
                if item.published_at is None or item.published_at.timestamp() >= oldest
            }
        return stories


def likeness(a: StoryInput, b: StoryInput) -> float:
    """Return how surely two items are one story, 0 to 1."""
    corpus = _corpus([a, b])
    return float(_score(features(corpus, np.array([0]), np.array([1])))[0])


def threshold() -> float:
    """Return the likeness from which two items are one story."""
    return _model()[0]


@cache
def _model() -> tuple[float, float, Floats]:
    model = json.loads(_MODEL.read_text("utf-8"))
    weights = np.array([model["weights"][name] for name in FEATURES])
    return float(model["threshold"]), float(model["intercept"]), weights


def _score(rows: Floats) -> Floats:
    _, intercept, weights = _model()
    scores: Floats = 1.0 / (1.0 + np.exp(-(rows @ weights + intercept)))
    return scores


def _corpus(items: Sequence[StoryInput]) -> Corpus:
    hours = np.array(
        [i.published_at.timestamp() / 3600 if i.published_at else math.nan for i in items]
    )
    return Corpus([read(item) for item in items], hours, [item.source for item in items])


def _pairs(items: Sequence[StoryInput], new_from: int = 0) -> Iterator[tuple[float, int, int]]:
    """Yield likeness and rows of every pair that may matter, one of them at new_from or later.

    One stretch of time after another, each with the week before it: memory does not grow with
    the years. Items without a date come last and meet everything.
    """
    order = sorted(range(len(items)), key=lambda row: _age(items[row]))
    ages = [_age(items[row])[0] for row in order]
    for start in range(0, len(order), _ITEMS_AT_ONCE):
        stop = min(start + _ITEMS_AT_ONCE, len(order))
        reach = ages[start] - WINDOW_HOURS * 3600 if ages[stop - 1] < math.inf else -math.inf
        since = bisect_left(ages, reach, 0, start)
        rows = np.array(order[since:stop], dtype=np.int64)
        if len(rows) < 2 or rows.max() < new_from:
            continue
        corpus = _corpus([items[row] for row in rows])
        for i, j in candidates(corpus, start - since):
            fresh = np.maximum(rows[i], rows[j]) >= new_from
            i, j = i[fresh], j[fresh]
            scores = _score(features(corpus, i, j))
            keep = scores >= _WORTH_KEEPING
            found = (scores[keep], rows[i[keep]], rows[j[keep]])
            yield from zip(*(part.tolist() for part in found), strict=True)


def _age(item: StoryInput) -> tuple[float, str]:
    return (item.published_at.timestamp() if item.published_at else math.inf, item.id)
