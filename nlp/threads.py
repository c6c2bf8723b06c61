"""Which story of today carries on one of the days before: the same event told further, not a copy.

Words and pairs of words are weighed by how rare they are in a year of headlines (the table of
nlp.stories) and in the window itself, so that what every item of an office's week shares ("công
nhân", "Lai Châu") counts little and a company's name counts much. A link needs likeness and at least
one rare name in common; a province is no such name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np

from langnghe.text import fold_key, match_key
from nlp.places import provinces
from nlp.stories.likeness import weight

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cosine from which two items tell one event. Tuned on the sample month; read on four days of a real
# year, 9 of 10 links were right.
LIKE = 0.10
LOOK_AT = 700  # characters: what a report is about is said early
COMMON = 0.12  # a name in more than this share of the window names no event
WEEK = 40  # items: a smaller window is weighed as if it were a usual week
FEW = 3  # … but a name in at most this many items is always rare


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One story as it was told on one day."""

    story_id: str
    title: str
    text: str


def follows(today: Sequence[Told], before: Sequence[Told]) -> dict[str, str]:
    """Return story of today → the most alike story of the days before, where one event links them."""
    several = (*today, *before)
    names = [_names(f"{told.title}. {told.text[:LOOK_AT]}") for told in several]
    named = Counter(name for some in names for name in some)
    total = len(several)
    everywhere = _everywhere()
    rare = {
        name
        for name, times in named.items()
        if times <= max(FEW, COMMON * total) and name not in everywhere
    }
    where: dict[str, list[int]] = defaultdict(list)
    for place in range(len(today), total):
        for name in names[place] & rare:
            where[name].append(place)
    candidates = [
        sorted({other for name in names[place] & rare for other in where[name]})
        for place in range(len(today))
    ]
    found: dict[str, str] = {}
    for place, likeness, other in _likest(several, candidates):
        earlier = before[other - len(today)].story_id
        if likeness >= LIKE and earlier != today[place].story_id:
            found[today[place].story_id] = earlier
    return found


def _likest(
    several: Sequence[Told], candidates: Sequence[Sequence[int]]
) -> Iterator[tuple[int, float, int]]:
    """Yield place, cosine and the most alike of its candidates (the first of equals), if it has any.

    Only what a name brings together is weighed.
    """
    asked = [place for place, others in enumerate(candidates) if others]
    if not asked:
        return
    offered = sorted({other for others in candidates for other in others})
    column = {other: at for at, other in enumerate(offered)}
    weighed = _Weighed.of([_words(told) for told in several])
    terms, values, ends = weighed.terms_of(offered)
    for place in asked:
        own = weighed.whole(place)
        likeness = np.add.reduceat(np.append(values * own[terms], 0.0), ends)
        best = max(candidates[place], key=lambda other: (likeness[column[other]], -other))
        yield place, float(likeness[column[best]]), best


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The words and pairs of neighbours of each text, as vectors of length one, one behind the other.

    A word weighs as it is rare among headlines (a pair: as the mean of both) and in the window.
    """

    terms: NDArray[np.int64]
    values: NDArray[np.float64]
    starts: NDArray[np.int64]  # of each text, and the end
    number: int  # of different terms

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> Self:
        """Weigh texts."""
        ids: dict[str, int] = {}
        flat = np.array(
            [ids.setdefault(word, len(ids)) for text in texts for word in text], np.int64
        )
        text_of = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        size = max(1, len(ids))
        beside = text_of[:-1] == text_of[1:]
        # One number a word, one behind them a pair; with the text's own before it, one to count by.
        terms = np.concatenate([flat, size + flat[:-1][beside] * size + flat[1:][beside]])
        rows = np.concatenate([text_of, text_of[:-1][beside]])
        keys, counts = np.unique(rows * (size + size * size) + terms, return_counts=True)
        rows, terms = np.divmod(keys, size + size * size)
        terms, columns = np.unique(terms, return_inverse=True)
        rare = np.array([_rare(word) for word in ids])
        pairs = np.maximum(terms - size, 0)
        telling = np.where(
            terms < size, rare[terms % size], (rare[pairs // size] + rare[pairs % size]) / 2
        )
        weights = telling * np.log((1 + max(len(texts), WEEK)) / np.bincount(columns))
        values = (1 + np.log(counts)) * weights[columns]
        length = np.sqrt(np.bincount(rows, values * values, len(texts)))
        values /= np.where(length, length, 1.0)[rows]
        return cls(columns, values, np.searchsorted(rows, np.arange(len(texts) + 1)), len(terms))

    def whole(self, text: int) -> NDArray[np.float64]:
        """Return one text's vector with all its zeros."""
        found = np.zeros(self.number)
        part = slice(self.starts[text], self.starts[text + 1])
        found[self.terms[part]] = self.values[part]
        return found

    def terms_of(
        self, texts: Sequence[int]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """Return terms and values of some texts, none of them empty, and where each begins."""
        parts = [slice(self.starts[text], self.starts[text + 1]) for text in texts]
        sizes = [part.stop - part.start for part in parts]
        return (
            np.concatenate([self.terms[part] for part in parts]),
            np.concatenate([self.values[part] for part in parts]),
            np.cumsum([0, *sizes[:-1]]),
        )


def _words(told: Told) -> list[str]:
    title = match_key(told.title).split()
    return (
        title + title + match_key(told.text[:LOOK_AT]).split()
    )  # what the title says counts twice


def _names(text: str) -> frozenset[str]:
    """Return the runs of two or more capitalised words: companies, places, people in office."""
    return frozenset(_named(run) for run in _runs().findall(text))


@lru_cache(maxsize=1 << 14)
def _named(run: str) -> str:
    return match_key(run)


@cache
def _runs() -> re.Pattern[str]:
    upper = "".join(letter for letter in map(chr, range(0x10000)) if letter.isupper())
    return re.compile(rf"\b[{upper}]\w*(?:\s+(?:[{upper}]\w*|\d+\b))+")


@cache
def _rare(word: str) -> float:
    return weight(fold_key(word))


@cache
def _everywhere() -> frozenset[str]:
    return frozenset(match_key(province) for province in provinces())
