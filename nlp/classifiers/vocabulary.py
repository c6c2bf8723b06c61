"""The n-grams a model knows: from hashes to rows of a sparse matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifiers.features import VIEWS, F32s, I64s, U64s, grams

SLOT_BITS = 22
_SLOT_MASK = np.uint64((1 << SLOT_BITS) - 1)


def counted(name: U64s, doc: I64s) -> tuple[I64s, I64s, I64s]:
    """Return (doc, name, how often) without repeats, sorted by doc, then name."""
    pairs, counts = np.unique((doc << 32) | name.astype(np.int64), return_counts=True)
    return pairs >> 32, pairs & 0xFFFFFFFF, counts


class Vocabulary:
    """The n-grams a model knows, their rarity, and the way from a hash to a row of weights.

    names: 32-bit hashes, view after view, sorted inside a view; bounds: where each view begins
    and ends; idf: the weight of each.
    """

    def __init__(self, names: NDArray[np.uint32], bounds: I64s, idf: F32s) -> None:
        self.names, self.bounds, self.idf = names, bounds, idf
        self.view = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        # A slot for each of 2**22 low halves; the whole hash is compared on the way out, so a
        # stranger is never taken for a known n-gram. Of two that share a slot the earlier stays.
        self._slot = np.full(1 << SLOT_BITS, -1, dtype=np.int32)
        at = (names & np.uint32((1 << SLOT_BITS) - 1)).astype(np.int64)
        self._slot[at[::-1]] = np.arange(len(names), dtype=np.int32)[::-1]

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def learn(
        cls,
        titles: Sequence[str],
        texts: Sequence[str],
        *,
        at_least: Sequence[int],
        step: int = 500,
    ) -> Vocabulary:
        """Return the n-grams that stand in enough documents, one least number for each view."""
        found: list[list[NDArray[np.uint32]]] = [[] for _ in VIEWS]
        for begin in range(0, len(titles), step):
            views = grams(titles[begin : begin + step], texts[begin : begin + step])
            for view, part in enumerate(views):
                found[view].append(counted(part.name, part.doc)[1].astype(np.uint32))
        names, idf, bounds = [], [], [0]
        for view, parts in enumerate(found):
            name, docs = np.unique(np.concatenate(parts), return_counts=True)
            keep = docs >= at_least[view]
            names.append(name[keep])
            idf.append(np.log((1 + len(titles)) / (1 + docs[keep])) + 1)
            bounds.append(bounds[-1] + int(keep.sum()))
        return cls(
            np.concatenate(names),
            np.array(bounds, dtype=np.int64),
            np.concatenate(idf).astype(np.float32),
        )

    def joined(self, other: Vocabulary) -> Vocabulary:
        """Return both vocabularies as one; where both know an n-gram, this one's rarity stands."""
        names, idf, bounds = [], [], [0]
        for view in range(len(VIEWS)):
            mine = slice(self.bounds[view], self.bounds[view + 1])
            more = slice(other.bounds[view], other.bounds[view + 1])
            new = ~np.isin(other.names[more], self.names[mine])
            name = np.concatenate([self.names[mine], other.names[more][new]])
            order = np.argsort(name)
            names.append(name[order])
            idf.append(np.concatenate([self.idf[mine], other.idf[more][new]])[order])
            bounds.append(bounds[-1] + len(name))
        return Vocabulary(
            np.concatenate(names), np.array(bounds, dtype=np.int64), np.concatenate(idf)
        )

    def matrix(self, titles: Sequence[str], texts: Sequence[str]) -> Any:
        """Return documents × n-grams (scipy CSR, float32): (1 + log tf)·idf, length 1 in each view."""
        from scipy.sparse import csr_matrix

        views = grams(titles, texts)
        name = np.concatenate([v.name for v in views])
        doc = np.concatenate([v.doc for v in views])
        row = self._slot[name & _SLOT_MASK]
        known = row >= 0
        row, doc, name = row[known], doc[known], name[known]
        same = self.names[row] == name
        doc, row, count = counted(row[same].astype(np.uint64), doc[same])
        value = (1 + np.log(count.astype(np.float32))) * self.idf[row]
        group = doc * len(VIEWS) + self.view[row]
        norm = np.sqrt(
            np.bincount(group, weights=value * value, minlength=len(titles) * len(VIEWS))
        )
        value /= np.maximum(norm, 1e-9).astype(np.float32)[group]
        ends = np.searchsorted(doc, np.arange(len(titles) + 1))
        return csr_matrix((value, row.astype(np.int32), ends), shape=(len(titles), len(self)))
