"""Whether a probability means what it says: ECE, Brier and the reliability table of each head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.records import Labels
from nlp.dataset import Example
from nlp.evaluate.bootstrap import interval
from nlp.evaluate.counts import HEADS, Floats, class_index, ratio

BINS = 15


def chances_of(head: str, said: Sequence[Labels]) -> Floats:
    """Return the probabilities of one head (n × classes), as `classify` prints them."""
    if head == "in_scope":
        inside = np.array([float(s.scores["in_scope"]) for s in said])
        return np.column_stack([1 - inside, inside])
    names = [str(c) for c in HEADS[head]]
    return np.array([[float(s.scores[head][c]) for c in names] for s in said]).reshape(
        len(said), len(names)
    )


def _bins(sure: Floats, adaptive: bool) -> NDArray[np.int64]:
    if adaptive:  # equally many texts a bin; equal scores never stand in two bins
        edges = np.unique(np.quantile(sure, np.linspace(0, 1, BINS + 1)[1:-1]))
        return np.searchsorted(edges, sure, side="left")
    return np.minimum((sure * BINS).astype(np.int64), BINS - 1)


def _gap(sure: Floats, hit: Floats, bins: NDArray[np.int64], weights: Floats) -> Floats:
    """Return the mean distance between confidence and accuracy, one value a row of weights."""
    inside = (bins[:, None] == np.unique(bins)).astype(np.float64)
    apart = np.abs(weights @ (inside * (sure - hit)[:, None]))
    gap: Floats = ratio(apart.sum(axis=1), weights.sum(axis=1))
    return gap


def head_calibration(
    head: str, examples: Sequence[Example], said: Sequence[Labels], weights: Floats
) -> dict[str, Any]:
    """Return ece, ece_low, ece_high, ece_adaptive, ece_label, brier and the reliability bins.

    ece: the largest probability against whether that class is right, 15 bins of equal width.
    ece_label: the same for the label that is given, which thresholds may have moved off the
    largest. brier: squared distance summed over the classes (in_scope: of the one probability).
    The interval is that of resampled ECEs, which lie a little above the truth.
    """
    chance, right = chances_of(head, said), class_index(head, examples)
    every, one = np.arange(len(said)), np.ones((1, len(said)))
    top = chance.argmax(axis=1)
    sure, hit = chance[every, top], (top == right).astype(np.float64)
    given = class_index(head, said)
    bins = _bins(sure, adaptive=False)
    miss = chance - (right[:, None] == np.arange(chance.shape[1]))
    brier = float((miss**2).sum(axis=1).mean()) / (2 if head == "in_scope" else 1)
    low, high = interval(_gap(sure, hit, bins, weights))

    def ece(confidence: Floats, correct: Floats, adaptive: bool = False) -> float:
        return round(float(_gap(confidence, correct, _bins(confidence, adaptive), one)[0]), 4)

    return {
        "ece": ece(sure, hit),
        "ece_low": low,
        "ece_high": high,
        "ece_adaptive": ece(sure, hit, adaptive=True),
        "ece_label": ece(chance[every, given], (given == right).astype(np.float64)),
        "brier": round(brier, 4),
        "bins": [
            {
                "low": round(b / BINS, 4),
                "high": round((b + 1) / BINS, 4),
                "n": int(chosen.sum()),
                "confidence": round(float(sure[chosen].mean()), 4),
                "accuracy": round(float(hit[chosen].mean()), 4),
            }
            for b in range(BINS)
            if (chosen := bins == b).any()
        ],
    }


def calibration(
    examples: Sequence[Example], said: Sequence[Labels], weights: Floats
) -> Mapping[str, Mapping[str, Any]]:
    """Return the calibration of every head with probabilities."""
    return {head: head_calibration(head, examples, said, weights) for head in HEADS}
