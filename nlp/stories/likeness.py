"""How alike two items are: candidates from sparse products, then a few features, then one number.

Products are exact within a sliding window of days, so nothing is lost to hashing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
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
_CANDIDATES_AT_MOST = 60  # of one item
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
    """Return how telling a folded word is: the log of how rarely a headline has it. The table is shipped (counts over 178,638 items of 2025-2026), not taken from the batch: two
    items are equally alike alone, among ten and among a million, today and next year.
    """
    table, rare = _idf()
    return table.get(word, rare)


class Corpus:
    """Sparse matrices over some readings, one row an item; words, names and numbers share columns.

    body, title: unit rows, weighted. names, title_names: weighted. has, runs, numbers,
    title_numbers: 0/1 (runs, of two words, weighted). telling: body without common words.
    """

    def __init__(self, readings: Sequence[Reading], hours: Floats, sources: Sequence[str]) -> None:
        """hours: since any fixed moment, NaN for no date."""
        self.hours = hours
        _, codes = np.unique(np.array([*sources, ""]), return_inverse=True)
        self.sources = codes[:-1]
        columns = _Columns()
        title = _numbered((r.title for r in readings), columns)
        lead = _numbered((r.lead for r in readings), columns)
        sets = {
            name: _numbered((getattr(r, name) for r in readings), columns)
            for name in ("names", "numbers", "title_names", "title_numbers")
        }
        weights = np.array(columns.weights)
        width = max(len(weights), 1)
        in_title = _matrix(*title, len(readings), width)
        self.has = _matrix(
            np.concatenate([title[0], lead[0]]),
            np.concatenate([title[1], lead[1]]),
            len(readings),
            width,
        )
        self.names = _weighted(_matrix(*sets["names"], len(readings), width), weights)
        self.title_names = _weighted(_matrix(*sets["title_names"], len(readings), width), weights)
        self.numbers = _matrix(*sets["numbers"], len(readings), width)
        self.title_numbers = _matrix(*sets["title_numbers"], len(readings), width)
        self.title = _unit(_weighted(in_title, weights))
        self.runs = _runs(title, lead, weights, len(readings))
        # the headline says what it is about
        words = _weighted(self.has, weights) + _weighted(in_title, 0.4 * weights)
        norms = _norms(words, self.runs)
        self.body = _scaled(words, norms)
        self.body_runs = _scaled(self.runs, norms)
        telling = self.body.copy()
        telling.data[weights[telling.indices] < _COMMON] = 0.0
        telling.eliminate_zeros()
        self.telling = _beside(telling, self.body_runs)


class _Columns(dict[str, int]):
    """Number words as they come, and remember their weights."""

    def __init__(self) -> None:
        self.weights: list[float] = []

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self.weights)
        self.weights.append(weight(word))
        return number


def _numbered(rows: Iterable[Iterable[str]], columns: _Columns) -> tuple[Ints, Ints]:
    """Return row and column of every word, in order."""
    found: list[int] = []
    lengths: list[int] = []
    for row in rows:
        before = len(found)
        found.extend([columns[word] for word in row])
        lengths.append(len(found) - before)
    return np.repeat(np.arange(len(lengths)), lengths), np.array(found, dtype=np.int64)


def _matrix(rows: Ints, columns: Ints, height: int, width: int) -> Any:
    from scipy import sparse

    matrix = sparse.csr_array(
        (np.ones(len(rows)), (rows, columns)), shape=(height, width), dtype=np.float64
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def _weighted(matrix: Any, weights: Floats) -> Any:
    return type(matrix)(
        (weights[matrix.indices], matrix.indices, matrix.indptr), shape=matrix.shape
    )


def _runs(title: tuple[Ints, Ints], lead: tuple[Ints, Ints], weights: Floats, height: int) -> Any:
    """Return runs of two words; none spans title and lead."""
    rows: list[Ints] = []
    firsts: list[Ints] = []
    seconds: list[Ints] = []
    for row, word in (title, lead):
        inside = row[1:] == row[:-1]
        rows.append(row[1:][inside])
        firsts.append(word[:-1][inside])
        seconds.append(word[1:][inside])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    keys, columns = np.unique(first * len(weights) + second, return_inverse=True)
    matrix = _matrix(np.concatenate(rows), columns, height, max(len(keys), 1))
    if len(keys):
        both = weights[keys // len(weights)] + weights[keys % len(weights)]
        matrix = _weighted(matrix, 0.4 * both)
    return matrix


def _norms(*parts: Any) -> Floats:
    squares = sum(_sums(part.multiply(part)) for part in parts)
    norms: Floats = np.sqrt(np.where(squares > 0, squares, 1.0))
    return norms


def _scaled(matrix: Any, norms: Floats) -> Any:
    data = matrix.data / np.repeat(norms, np.diff(matrix.indptr))
    return type(matrix)((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _unit(matrix: Any) -> Any:
    return _scaled(matrix, _norms(matrix))


def _beside(a: Any, b: Any) -> Any:
    from scipy import sparse

    return sparse.hstack([a, b], format="csr")


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
        keep = np.flatnonzero((product.col > product.row) & (product.data >= NEAR_COSINE))
        keep = _nearest(product.row[keep], product.data[keep], keep)
        i, j = product.row[keep] + start, product.col[keep] + start
        apart = np.abs(sorted_hours[j] - sorted_hours[i])
        near = ~(apart > NEAR_HOURS)  # NaN, no date, counts as near
        keep2 = near | ((apart <= WINDOW_HOURS) & (product.data[keep] >= FAR_COSINE))
        i, j = order[i[keep2]], order[j[keep2]]
        fresh = (i >= new_from) | (j >= new_from)
        if fresh.any():
            yield i[fresh].astype(np.int64), j[fresh].astype(np.int64)


def _nearest(rows: Ints, values: Floats, places: Ints) -> Ints:
    """Keep the likeliest of each row: a flood of one template must not stop the day."""
    order = np.lexsort((-values, rows))
    rows = rows[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept: Ints = np.sort(places[order][rank < _CANDIDATES_AT_MOST])
    return kept


def features(corpus: Corpus, i: Ints, j: Ints) -> Floats:
    """Return one row of FEATURES for each pair."""
    blocks = [
        _features(corpus, i[k : k + _PAIRS_AT_ONCE], j[k : k + _PAIRS_AT_ONCE])
        for k in range(0, len(i), _PAIRS_AT_ONCE)
    ]
    return np.concatenate(blocks) if blocks else np.zeros((0, len(FEATURES)))


def _features(c: Corpus, i: Ints, j: Ints) -> Floats:
    body = _dots(c.body, c.body, i, j) + _dots(c.body_runs, c.body_runs, i, j)
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
