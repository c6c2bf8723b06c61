"""Rows of piece ids as arrays of one width: the same at run time as in training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Row = Sequence[int]

PAD = 1  # the number of <pad> in the shipped tokenizer, as in XLM-R, E5 and PhoBERT


def by_length(rows: Sequence[Row], tokens: int) -> Iterator[list[int]]:
    """Yield the numbers of rows that go together, short with short, none wider than `tokens` in all."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    batch: list[int] = []
    for index in order:
        widest = max(len(rows[index]), len(rows[batch[0]]) if batch else 0)
        if batch and (len(batch) + 1) * widest > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def padded(rows: Sequence[Row], pad: int = PAD) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows as one array filled with `pad`, and 1 where a piece stands."""
    width = max(len(row) for row in rows)
    ids = np.full((len(rows), width), pad, dtype=np.int64)
    mask = np.zeros_like(ids)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return ids, mask
