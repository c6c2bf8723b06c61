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
from typing import TYPE_CHECKING

from langnghe.text import fold_key, match_key
from nlp.places import provinces
from nlp.stories.likeness import weight

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Cosine from which two items tell one event. Tuned on the sample month; read on four days of a real
# year, 9 of 10 links were right.
LIKE = 0.10
LOOK_AT = 700  # characters: what a report is about is said early
COMMON = 0.12  # a name in more than this share of the window names no event
WEEK = 40  # items: a smaller window is weighed as if it were a usual week
BLOCK = 64  # stories of today weighed at once: what that takes does not grow with the day
FEW = 3  # … but a name in at most this many items is always rare


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
    where: dict[str, list[int]] = defaultdict(list)
    for place in range(len(today), total):
        for name in read[place].names & rare:
            where[name].append(place)
    candidates = [
        sorted({other for name in read[place].names & rare for other in where[name]})
        for place in range(len(today))
    ]
    found: dict[str, str] = {}
    for place, likeness, other in _likest(read, seen, candidates):
        earlier = before[other - len(today)].story_id
        if likeness >= LIKE and earlier != today[place].story_id:
            found[today[place].story_id] = earlier
    return found


def _likest(
    read: Sequence[_Read], seen: Mapping[str, int], candidates: Sequence[Sequence[int]]
) -> Iterator[tuple[int, float, int]]:
    """Yield place, cosine and the most alike of its candidates (the first of equals), if it has any.

    Only what a name brings together is weighed, all pairs of some places at once.
    """
    asked = [place for place, others in enumerate(candidates) if others]
    if not asked:
        return
    offered = sorted({other for others in candidates for other in others})
    column = {other: at for at, other in enumerate(offered)}
    weigh, ids = _Weights(seen, len(read)), _Ids()
    against = _matrix([read[place].counts for place in offered], weigh, ids)
    for first in range(0, len(asked), BLOCK):
        places = asked[first : first + BLOCK]
        rows = _matrix([read[place].counts for place in places], weigh, ids)
        against.resize(len(offered), len(ids))
        for place, likeness in zip(places, (rows @ against.T).toarray(), strict=True):
            best = max(candidates[place], key=lambda other: (likeness[column[other]], -other))
            yield place, float(likeness[column[best]]), best


class _Ids(dict[str, int]):
    """Word → its column."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self)
        return self[word]


class _Weights(dict[str, float]):
    """Word → how much it tells: rare among headlines, rare in the window."""

    def __init__(self, seen: Mapping[str, int], total: int) -> None:
        super().__init__()
        self.seen, self.most = seen, 1 + max(total, WEEK)

    def __missing__(self, word: str) -> float:
        self[word] = _telling(word) * math.log(self.most / self.seen[word])
        return self[word]


def _matrix(several: Sequence[Mapping[str, int]], weigh: _Weights, ids: _Ids) -> csr_matrix:
    """Return the words of each as a row of length one."""
    import numpy as np
    from scipy.sparse import csr_matrix

    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for counts in several:
        row = [
            weigh[word] if count == 1 else (1 + math.log(count)) * weigh[word]
            for word, count in counts.items()
        ]
        size = math.sqrt(sum(value * value for value in row)) or 1.0
        values += [value / size for value in row]
        columns += [ids[word] for word in counts]
        ends.append(len(values))
    return csr_matrix(
        (np.array(values), np.array(columns), np.array(ends)), shape=(len(several), len(ids))
    )


def _read(told: Told) -> _Read:
    text = told.text[:LOOK_AT]
    title = match_key(told.title).split()
    words = title + title + match_key(text).split()  # what the title says counts twice
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return _Read(Counter(words + pairs), frozenset(_names(f"{told.title}. {text}")))


def _names(text: str) -> list[str]:
    """Return the runs of two or more capitalised words: companies, places, people in office."""
    return [match_key(run) for run in _runs().findall(text)]


@cache
def _runs() -> re.Pattern[str]:
    upper = "".join(letter for letter in map(chr, range(0x10000)) if letter.isupper())
    return re.compile(rf"\b[{upper}]\w*(?:\s+(?:[{upper}]\w*|\d+\b))+")


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
