"""Which story of today carries on one of the days before: the same event told further, not a copy.

Words and pairs of words are weighed by how rare they are in a year of headlines (the table of
nlp.stories) and in the window itself, so that what every item of an office's week shares ("công
nhân", "Lai Châu") counts little and a company's name counts much. A link needs likeness and at least
one rare name in common; a province is no such name.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from langnghe.text import fold_key, match_key
from nlp.places import provinces
from nlp.stories.likeness import weight

# Cosine from which two items tell one event. Tuned on the sample month; read on four days of a real
# year, 9 of 10 links were right.
LIKE = 0.10
LOOK_AT = 700  # characters: what a report is about is said early
COMMON = 0.12  # a name in more than this share of the window names no event
WEEK = 40  # items: a smaller window is weighed as if it were a usual week
FEW = 3  # … but a name in at most this many items is always rare

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One story as it was told on one day."""

    story_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Read:
    counts: Mapping[str, int]
    names: frozenset[str]


def follows(today: Sequence[Told], before: Sequence[Told]) -> dict[str, str]:
    """Return story of today → the most alike story of the days before, where one event links them."""
    read = [_read(told) for told in (*today, *before)]
    seen = Counter(word for one in read for word in one.counts)
    named = Counter(name for one in read for name in one.names)
    total = len(read)
    everywhere = _everywhere()
    rare = {
        name
        for name, times in named.items()
        if times <= max(FEW, COMMON * total) and name not in everywhere
    }
    vectors: dict[int, dict[str, float]] = {}

    def vector(place: int) -> dict[str, float]:  # only of those a name brings together
        if place not in vectors:
            vectors[place] = _unit(read[place].counts, seen, total)
        return vectors[place]

    where: dict[str, list[int]] = defaultdict(list)
    for place in range(len(today), total):
        for name in read[place].names & rare:
            where[name].append(place)
    found: dict[str, str] = {}
    for place, told in enumerate(today):
        candidates = {other for name in read[place].names & rare for other in where[name]}
        best = max(
            ((_dot(vector(place), vector(other)), -other) for other in candidates),
            default=(0.0, 0),
        )
        if best[0] >= LIKE:
            earlier = before[-best[1] - len(today)].story_id
            if earlier != told.story_id:
                found[told.story_id] = earlier
    return found


def _read(told: Told) -> _Read:
    text = told.text[:LOOK_AT]
    title = match_key(told.title).split()
    words = title + title + match_key(text).split()  # what the title says counts twice
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return _Read(Counter(words + pairs), frozenset(_names(f"{told.title}. {text}")))


def _names(text: str) -> Iterator[str]:
    """Yield runs of two or more capitalised words: companies, places, people in office."""
    run: list[str] = []
    for word in [*_WORD.findall(text), "."]:
        if word[0].isupper() or (run and word.isdigit()):
            run.append(word)
            continue
        if len(run) > 1:
            yield match_key(" ".join(run))
        run = []


def _unit(counts: Mapping[str, int], seen: Mapping[str, int], total: int) -> dict[str, float]:
    weights = {
        word: (1 + math.log(count)) * _telling(word) * math.log((1 + max(total, WEEK)) / seen[word])
        for word, count in counts.items()
    }
    size = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / size for word, weight in weights.items()}


def _telling(words: str) -> float:
    """Return how rare a word is among headlines; of a pair, the mean of both."""
    one, _, other = words.partition(" ")
    return (_rare(one) + _rare(other)) / 2 if other else _rare(one)


@cache
def _rare(word: str) -> float:
    return weight(fold_key(word))


@cache
def _everywhere() -> frozenset[str]:
    return frozenset(match_key(province) for province in provinces())


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())
