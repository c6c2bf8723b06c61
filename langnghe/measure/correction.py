"""Shares corrected for what a model confuses: how often each label was said, and of what it is said.

A model that misses half of the blame and mistakes little else for it shows half the blame. With the
table of confusions of the texts it was measured on (its card), the true shares are those under which
what was said is most likely: the constrained form of Rogan and Gladen (1978), found by expectation
maximisation, so that no share is below 0 and all add up to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

STEPS = 400  # of expectation maximisation at most
STILL = 1e-5  # a step that moves no share further than this is the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """What a model said (columns) of texts whose right label is known (rows), as counts."""

    labels: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]  # counts[right][said]
    model: str = ""

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.labels) or any(
            len(row) != len(self.labels) for row in self.counts
        ):
            raise ValueError(f"{self.model}: a table of {len(self.labels)} labels is not square")


def confusion_of(domain: Any, task: str, model: str) -> Confusion | None:
    """Return the table of confusions of one label from a domain of a model's card, if it is there.

    The card lists how many texts of each label there were, how many were found, and the commonest
    mistakes; what is left of a row is spread over its other cells.
    """
    heads = domain.get("heads", {}).get(task)
    if not heads:
        return None
    labels = tuple(heads)
    listed: dict[tuple[str, str], float] = {}
    for row in domain.get("confusions", {}).get(task, ()):
        listed[str(row["right"]), str(row["said"])] = float(row["n"])
    counts = []
    for right in labels:
        n = float(heads[right]["n"])
        found = round(n * heads[right]["recall"])
        rest = n - found - sum(listed.get((right, said), 0.0) for said in labels if said != right)
        blank = [said for said in labels if said != right and (right, said) not in listed]
        spread = max(0.0, rest) / len(blank) if blank else 0.0
        counts.append(
            tuple(found if said == right else listed.get((right, said), spread) for said in labels)
        )
    return Confusion(labels=labels, counts=tuple(counts), model=model)


def true_shares(said: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Return the most likely true shares, (B, K), of counts said (B, K) and chances (B, right, said)."""
    import numpy as np

    shares = np.full(said.shape, 1.0 / said.shape[1])
    seen = said / said.sum(axis=1, keepdims=True)
    for step in range(STEPS):
        expected = np.einsum("br,brs->bs", shares, chances)
        nearer = shares * np.einsum("brs,bs->br", chances, seen / np.maximum(expected, 1e-300))
        still = step % 20 == 0 and float(np.abs(nearer - shares).max()) < STILL
        shares = nearer
        if still:
            break
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


@lru_cache(maxsize=64)  # praise less blame and the shares themselves are asked of the same counts
def corrected(
    said: tuple[float, ...], confusion: Confusion, resamples: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the corrected shares (K) and resampled ones (resamples, K) of counts said.

    Resampled are both the counts said (multinomial) and the table of confusions (each row Dirichlet
    with one pseudo-text spread evenly: a row of four texts is hardly known, and its interval says so).
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    table = np.asarray(confusion.counts, dtype=float) + 1.0 / len(confusion.labels)
    seen = np.asarray(said, dtype=float)
    once = true_shares(seen[None], (table / table.sum(axis=1, keepdims=True))[None])[0]
    drawn = rng.standard_gamma(table, size=(resamples, *table.shape))
    drawn /= drawn.sum(axis=2, keepdims=True)
    # Counts said are drawn smoothed: a label said of none of 40 texts may still be said of some.
    smooth = seen + 0.5
    again = rng.multinomial(round(seen.sum()), smooth / smooth.sum(), size=resamples)
    return once, true_shares(again.astype(float), drawn)
