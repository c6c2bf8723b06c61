"""The unlabelled texts an encoder reads: headlines, articles, comments; none that is kept aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from langnghe.text import canonical
from nlp.dataset import aside, aside_key, corpus

# An article is cut at sentence ends into pieces of about this size, so that all of it is read.
PIECE_CHARS = 480


def corpora(data: Path, names: Sequence[str]) -> dict[str, list[str]]:
    """Return corpus name → texts in file order, canonical, without texts kept aside.

    Masked words would not leak a label, but a text kept aside is then truly unseen.
    """
    keys = aside(data)
    return {
        name: [
            piece
            for title, text in corpus(data, name)
            if aside_key(title, text) not in keys
            for piece in pieces(title, text)
        ]
        for name in names
    }


def pieces(title: str, text: str) -> Iterator[str]:
    """Yield title and text in pieces of at most about PIECE_CHARS characters.

    >>> list(pieces("Lương tối thiểu", "Tăng từ 1/1."))
    ['Lương tối thiểu. Tăng từ 1/1.']
    """
    whole = canonical(". ".join(part for part in (title, text) if part.strip()))
    while len(whole) > PIECE_CHARS:
        cut = max(whole.rfind(mark, 160, PIECE_CHARS) for mark in (". ", "? ", "! ", "\n"))
        cut = cut + 1 if cut > 0 else PIECE_CHARS
        yield whole[:cut].strip()
        whole = whole[cut:].strip()
    if whole:
        yield whole


def mixture(
    texts: Mapping[str, Sequence[str]], shares: Mapping[str, float], seed: int
) -> Iterator[str]:
    """Yield texts for ever, each from a corpus drawn by its share; a corpus never repeats before it ends."""
    rng = np.random.default_rng(seed)
    names = list(shares)
    weights = np.array([shares[name] for name in names], dtype=float)
    orders: dict[str, Iterator[int]] = {}
    while True:
        for choice in rng.choice(len(names), size=1024, p=weights / weights.sum()):
            name = names[choice]
            index = next(orders.get(name, iter(())), None)
            if index is None:
                orders[name] = iter(rng.permutation(len(texts[name])).tolist())
                index = next(orders[name])
            yield texts[name][index]


def sha_of(texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return corpus name → SHA-256 of its texts in order."""
    found = {}
    for name, rows in texts.items():
        total = hashlib.sha256()
        for row in rows:
            total.update(row.encode("utf-8", "surrogatepass") + b"\n")
        found[name] = total.hexdigest()
    return found
