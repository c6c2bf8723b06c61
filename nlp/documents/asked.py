"""The questions that were asked most, near-alike ones counted together, and whether a document answers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from langnghe.text import fold, loose_key
from nlp.documents.measure import PHRASES
from nlp.stories.likeness import weight

ALIKE = 0.4  # shared weight of words (weighted Jaccard) from which two questions ask the same
ANSWERS = 0.6  # of a question's weight that stands in a document
LEAST_SIZE = 2  # asked once is not asked often

_EMPTY = frozenset(fold(phrase) for phrase in PHRASES if " " not in phrase) | frozenset(
    "em anh chi minh toi ban xin hoi vay a nhe oi cho sao nao bao nhieu the ad admin".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that ask the same. example: the id of the first; words: what most of them say."""

    example: str
    size: int
    words: frozenset[str]

    def answered_by(self, text: str) -> bool:
        """Tell whether a document has the words of the question: a proposal, people judge."""
        said = frozenset(loose_key(text).split())
        whole = _weight(self.words)
        return bool(whole) and _weight(self.words & said) / whole >= ANSWERS


def most_asked(questions: Iterable[tuple[str, str]], most: int) -> list[Group]:
    """Return the groups of questions (id, words) that were asked most, at most so many, largest first."""
    groups: list[tuple[str, list[frozenset[str]]]] = []
    for id_, question in questions:
        words = _telling(question)
        if not words:
            continue
        best = max(groups, key=lambda group: _alike(words, group[1][0]), default=None)
        if best is not None and _alike(words, best[1][0]) >= ALIKE:
            best[1].append(words)
        else:
            groups.append((id_, [words]))
    found = [
        Group(example=id_, size=len(said), words=_common(said))
        for id_, said in groups
        if len(said) >= LEAST_SIZE
    ]
    return sorted(found, key=lambda group: -group.size)[:most]


def _telling(question: str) -> frozenset[str]:
    return frozenset(loose_key(question).split()) - _EMPTY


def _weight(words: Iterable[str]) -> float:
    return sum(weight(word) for word in words)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    whole = _weight(one | other)
    return _weight(one & other) / whole if whole else 0.0


def _common(said: list[frozenset[str]]) -> frozenset[str]:
    counts = Counter(word for words in said for word in words)
    return frozenset(word for word, n in counts.items() if 2 * n >= len(said))
