"""How alike two items are: candidates from sparse products, then a few features, then one number.

Products are exact within a sliding window of days, so nothing is lost to hashing: a year of
headlines needs a few hundred products of some hundred by some thousand rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.stories.read import Reading

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FREQUENCY = Path(__file__).parents[2] / "models" / "stories" / "document_frequency.tsv"
_RARE = 8.0  # documents of the table's 178,638: what it does not list is as rare as this
_COMMON = 3.0  # words in more than 5 % of headlines make no candidate

WINDOW_HOURS = 7 * 24.0
NEAR_HOURS = 3 * 24.0
NEAR_COSINE = 0.22  # a candidate within three days: two of a hundred labelled pairs lie below
FAR_COSINE = 0.55  # a candidate within seven: only a copy
_ROWS_AT_ONCE = 512
_PAIRS_AT_ONCE = 100_000

FEATURES = (
    "body",  # cosine of title + lead, words and pairs of words
    "title",  # cosine of titles
    "inside_most",  # share of one title's weight found in the other item, the higher
    "inside_least",  # … the lower
    "runs",  # shared pairs of words, share of the item with fewer
    "names",  # shared names, share of the item with fewer
    "no_name",  # both name someone, nobody in common
    "numbers",  # shared numbers, share of the item with fewer
    "no_number",  # both have numbers, none in common
    "title_numbers_differ",  # both titles have numbers, not the same
    "days",  # between them
    "one_source",
    "strangers",  # names in each title that the other item does not have, the fewer
    "strange_words",  # … words of the titles
    "strange_numbers",  # … numbers anywhere
    "slot",  # strange words in titles that are else alike: one template, two events
    "copy",  # body cosine above .75, where wording alone decides
)


@cache
def _idf() -> tuple[dict[str, float], float]:
    lines = _FREQUENCY.read_text(encoding="utf-8").splitlines()
    documents = int(lines[0].split("\t")[1])
    pairs = (line.split("\t") for line in lines[1:])
    return {w: math.log(documents / int(n)) for w, n in pairs}, math.log(documents / _RARE)


def weight(word: str) -> float:
    """Return how telling a folded word is: the log of how rarely a headline has it.

    The table is shipped (counts over 178,638 items of 2025-2026), not taken from the batch: two
    items are equally alike alone, among ten and among a million, today and next year.
    """
    table, rare = _idf()
    return table.get(word, rare)


class Corpus:
    """Sparse matrices over some readings, one row an item, one column space for all."""

    def __init__(self, readings: Sequence[Reading], hours: Floats, sources: Sequence[str]) -> None:
        """hours: since any fixed moment, NaN for no date."""
        from scipy import sparse

        columns: dict[str, int] = {}

        def rows(items: Iterable[Mapping[str, float]]) -> Any:
            indptr, indices, data = [0], [], []
            for item in items:
                for key, value in item.items():
                    indices.append(columns.setdefault(key, len(columns)))
                    data.append(value)
                indptr.append(len(indices))
            return sparse.csr_array(
                (np.array(data), np.array(indices, dtype=np.int32), np.array(indptr)),
                shape=(len(indptr) - 1, max(indices, default=0) + 1),
            )

        self.hours = hours
        _, codes = np.unique(np.array([*sources, ""]), return_inverse=True)
        self.sources = codes[:-1]
        words = rows(_words(r) for r in readings)
        self.runs = rows(_runs(r) for r in readings)
        self.title = _unit(rows({w: weight(w) for w in r.title} for r in readings))
        self.names = rows({w: weight(w) for w in r.names} for r in readings)
        self.numbers = rows(dict.fromkeys(r.numbers, 1.0) for r in readings)
        self.title_numbers = rows(dict.fromkeys(r.title_numbers, 1.0) for r in readings)
        self.title_names = rows({w: weight(w) for w in r.title_names} for r in readings)
        for name in ("title", "names", "numbers", "title_names", "title_numbers"):
            _widen(getattr(self, name), len(columns))
        _widen(words, len(columns))
        _widen(self.runs, len(columns))
        self.body = _unit(words + self.runs)
        self.has = words
        self.has.data[:] = 1.0
        self.telling = self.body.copy()
        common = np.array([w in _common_words() for w in columns], dtype=bool)
        self.telling.data[common[self.telling.indices]] = 0.0
        self.telling.eliminate_zeros()

    def __len__(self) -> int:
        return int(self.body.shape[0])


@cache
def _common_words() -> frozenset[str]:
    return frozenset(w for w, idf in _idf()[0].items() if idf < _COMMON)


def _words(reading: Reading) -> dict[str, float]:
    found = {w: weight(w) for w in reading.lead}
    found.update({w: 1.4 * weight(w) for w in reading.title})  # the headline says what it is about
    return found


def _runs(reading: Reading) -> dict[str, float]:
    found: dict[str, float] = {}
    for words in (reading.title, reading.lead):
        for a, b in pairwise(words):
            found[f"{a} {b}"] = 0.4 * (weight(a) + weight(b))
    return found


def _widen(matrix: Any, width: int) -> None:
    matrix.resize((matrix.shape[0], max(width, 1)))


def _unit(matrix: Any) -> Any:
    squares = _sums(matrix.multiply(matrix))
    norms = np.sqrt(np.where(squares > 0, squares, 1.0))
    matrix.data /= np.repeat(norms, np.diff(matrix.indptr))
    return matrix


def candidates(corpus: Corpus, new_from: int = 0) -> Iterator[tuple[Ints, Ints]]:
    """Yield arrays of row pairs that may be one story; one of each pair stands at new_from or later.

    Pairs are unordered; each is given once. Items without a date are compared with all.
    """
    hours = corpus.hours
    order = np.argsort(np.where(np.isnan(hours), -np.inf, hours), kind="stable")
    undated = int(np.isnan(hours).sum())
    sorted_hours = hours[order]
    telling = corpus.telling[order]
    for start in range(0, len(order), _ROWS_AT_ONCE):
        stop = min(start + _ROWS_AT_ONCE, len(order))
        end = len(order)
        if start >= undated:
            end = int(np.searchsorted(sorted_hours[undated:], sorted_hours[stop - 1] + WINDOW_HOURS, "right")) + undated  # fmt: skip
        product = (telling[start:stop] @ telling[start:end].T).tocoo()
        keep = (product.col > product.row) & (product.data >= NEAR_COSINE)
        i, j = product.row[keep] + start, product.col[keep] + start
        apart = np.abs(sorted_hours[j] - sorted_hours[i])
        near = ~(apart > NEAR_HOURS)  # NaN, no date, counts as near
        keep2 = near | ((apart <= WINDOW_HOURS) & (product.data[keep] >= FAR_COSINE))
        i, j = order[i[keep2]], order[j[keep2]]
        fresh = (i >= new_from) | (j >= new_from)
        if fresh.any():
            yield i[fresh].astype(np.int64), j[fresh].astype(np.int64)


def features(corpus: Corpus, i: Ints, j: Ints) -> Floats:
    """Return one row of FEATURES for each pair."""
    blocks = [
        _features(corpus, i[k : k + _PAIRS_AT_ONCE], j[k : k + _PAIRS_AT_ONCE])
        for k in range(0, len(i), _PAIRS_AT_ONCE)
    ]
    return np.concatenate(blocks) if blocks else np.zeros((0, len(FEATURES)))


def _features(c: Corpus, i: Ints, j: Ints) -> Floats:
    body = _dots(c.body, c.body, i, j)
    inside_i, inside_j = _inside(c, i, j), _inside(c, j, i)
    names, any_names = _shared(c.names, i, j, power=0.5)
    numbers, any_numbers = _shared(c.numbers, i, j)
    title_numbers, any_title_numbers = _shared(c.title_numbers, i, j)
    runs, _ = _shared(c.runs, i, j, power=0.5)
    strange = np.minimum(_strange(c.title, c, i, j), _strange(c.title, c, j, i))
    title = _dots(c.title, c.title, i, j)
    days = np.nan_to_num(np.abs(c.hours[i] - c.hours[j]) / 24.0, nan=1.0)
    columns = [
        body,
        title,
        np.maximum(inside_i, inside_j),
        np.minimum(inside_i, inside_j),
        runs,
        names,
        any_names & (names == 0),
        numbers,
        any_numbers & (numbers == 0),
        any_title_numbers & (title_numbers < 1),
        days,
        c.sources[i] == c.sources[j],
        np.minimum(_strange(c.title_names, c, i, j), _strange(c.title_names, c, j, i)),
        strange,
        np.minimum(_strange(c.numbers, c, i, j), _strange(c.numbers, c, j, i)),
        strange * np.clip(title - 0.3, 0, None),
        np.clip(body - 0.75, 0, None),
    ]
    return np.column_stack(columns).astype(np.float64)


def _sums(matrix: Any) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _dots(a: Any, b: Any, i: Ints, j: Ints) -> Floats:
    return _sums(a[i].multiply(b[j]))


def _inside(c: Corpus, i: Ints, j: Ints) -> Floats:
    """Return the share of the weight of title i that item j has."""
    title = c.title[i]
    whole = _sums(title)
    return _sums(title.multiply(c.has[j])) / np.where(whole > 0, whole, 1.0)


def _strange(m: Any, c: Corpus, i: Ints, j: Ints) -> Floats:
    """Return the weight in row i of m that item j does not have at all."""
    row = m[i]
    return _sums(row) - _sums(row.multiply(c.has[j]))


def _shared(m: Any, i: Ints, j: Ints, power: float = 1.0) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the shared weight as a share of the lighter row, and where both rows have any."""
    a, b = m[i], m[j]
    both = a.multiply(b)
    both.data **= power  # a weight met in both rows was squared
    lighter = np.minimum(_sums(a), _sums(b))
    return np.minimum(_sums(both) / np.where(lighter > 0, lighter, 1.0), 1.0), lighter > 0
