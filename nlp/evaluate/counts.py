"""Every figure as sums over texts, so that a thousand resamples are one matrix product.

A figure of the card is a ratio of counts: how often a class is right, said, and both. Counts are
sums over texts, so weights (how often a resample drew each text) times an indicator matrix give
the counts of all resamples at once, and a figure is arithmetic on columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.records import Labels
from nlp.dataset import Example
from nlp.taxonomy import INTENTS, RISKS, STANCES, TONES, TOPICS

FEW = 8  # a class with fewer items has no F1 worth averaging

Floats = NDArray[np.float64]

# head → its classes, as they stand in confusions and tables
HEADS: Mapping[str, tuple[Any, ...]] = {
    "in_scope": (False, True),
    "tone": TONES,
    "stance_union": STANCES,
    "intent": INTENTS,
    "risk": RISKS,
}
TOPIC_COUNT = len(TOPICS)


def class_index(head: str, rows: Sequence[Example] | Sequence[Labels]) -> NDArray[np.int64]:
    """Return the class of one head for each row, as an index into HEADS[head]."""
    classes = HEADS[head]
    return np.array([classes.index(getattr(row, head)) for row in rows], dtype=np.int64)


def topic_table(rows: Sequence[Example] | Sequence[Labels]) -> NDArray[np.bool_]:
    """Return which topics stand on each row (n × 26)."""
    return np.array([[t in row.topics for t in TOPICS] for row in rows], dtype=bool).reshape(
        len(rows), TOPIC_COUNT
    )


class Counts:
    """Right, said and both of every class of n texts, ready to be weighted."""

    def __init__(self, examples: Sequence[Example], said: Sequence[Labels]) -> None:
        if len(examples) != len(said):
            raise ValueError(f"{len(examples)} texts but {len(said)} labels")
        self.n = len(examples)
        self._at: dict[str, slice] = {}
        self._columns: list[NDArray[np.bool_]] = []
        for head, classes in HEADS.items():
            index = np.arange(len(classes))
            right, got = class_index(head, examples), class_index(head, said)
            self._add(head, right[:, None] == index, got[:, None] == index)
        self._add("topics", topic_table(examples), topic_table(said))
        risky = np.array([e.risk >= 2 for e in examples])[:, None]
        self._add("risk2", risky, np.array([s.risk >= 2 for s in said])[:, None])
        first = np.array(
            [e.topics[0] == s.topics[0] for e, s in zip(examples, said, strict=True)], dtype=bool
        )
        self._put("primary", first[:, None])
        self._matrix = np.hstack(self._columns).astype(np.float64)
        self.present = self.sums(np.ones((1, self.n)))

    def _add(self, name: str, right: NDArray[np.bool_], said: NDArray[np.bool_]) -> None:
        self._put(f"{name}:right", right)
        self._put(f"{name}:said", said)
        self._put(f"{name}:both", right & said)

    def _put(self, name: str, columns: NDArray[np.bool_]) -> None:
        begin = sum(c.shape[1] for c in self._columns)
        self._at[name] = slice(begin, begin + columns.shape[1])
        self._columns.append(columns)

    def sums(self, weights: Floats) -> dict[str, Floats]:
        """Return the weighted counts (resamples × classes) under "head:right", ":said", ":both"."""
        total = weights @ self._matrix
        found = {name: total[:, at] for name, at in self._at.items()}
        found["n"] = weights.sum(axis=1)
        return found

    def often(self, name: str, least: int) -> NDArray[np.int64]:
        """Return the classes that stand at least `least` times among all texts.

        Chosen once, on all texts: an average over other classes in each resample would be another
        figure each time.
        """
        return np.flatnonzero(self.present[f"{name}:right"][0] >= least)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, 0 where there is nothing."""
    return np.divide(part, whole, out=np.zeros_like(part, dtype=np.float64), where=whole > 0)


def f1_of(sums: Mapping[str, Floats], name: str) -> Floats:
    """Return F1 of every class of a head (resamples × classes)."""
    return ratio(2 * sums[f"{name}:both"], sums[f"{name}:right"] + sums[f"{name}:said"])


def _macro(counts: Counts, sums: Mapping[str, Floats], name: str, least: int) -> Floats:
    chosen = counts.often(name, least)
    if not len(chosen):
        return np.zeros(len(sums["n"]))
    mean: Floats = f1_of(sums, name)[:, chosen].mean(axis=1)
    return mean


def figures_of(counts: Counts, weights: Floats) -> dict[str, Floats]:
    """Return every figure of the model card, one value a row of weights."""
    sums = counts.sums(weights)
    n = sums["n"]

    def one(name: str, index: int) -> tuple[Floats, Floats, Floats]:
        right, said, both = (sums[f"{name}:{part}"][:, index] for part in ("right", "said", "both"))
        return right, said, both

    scope_right, scope_said, scope_both = one("in_scope", 1)
    bad_right, bad_said, bad_both = one("tone", 0)
    hot_right, hot_said, hot_both = one("risk2", 0)
    # none, neutral, positive; negative is too rare to average and stands beside them
    stances = [c for c in counts.often("stance_union", 1) if c < 3]
    stance = f1_of(sums, "stance_union")
    return {
        "in_scope_macro_f1": _macro(counts, sums, "in_scope", 1),
        "in_scope_recall": ratio(scope_both, scope_right),
        "in_scope_precision": ratio(scope_both, scope_said),
        "tone_macro_f1": _macro(counts, sums, "tone", 1),
        "negative_recall": ratio(bad_both, bad_right),
        "negative_false_alarms": ratio(bad_said - bad_both, n - bad_right),
        "negative_precision": ratio(bad_both, bad_said),
        "stance_macro_f1": stance[:, stances].mean(axis=1) if stances else np.zeros(len(n)),
        "stance_negative_f1": stance[:, 3],
        "intent_macro_f1": _macro(counts, sums, "intent", FEW),
        "risk_macro_f1": _macro(counts, sums, "risk", FEW),
        "risk2_recall": ratio(hot_both, hot_right),
        "risk2_false_alarms": ratio(hot_said - hot_both, n - hot_right),
        "topics_micro_f1": ratio(
            2 * sums["topics:both"].sum(axis=1),
            sums["topics:right"].sum(axis=1) + sums["topics:said"].sum(axis=1),
        ),
        "topics_macro_f1": _macro(counts, sums, "topics", FEW),
        "primary_topic_accuracy": ratio(sums["primary"][:, 0], n),
    }


def point(counts: Counts) -> dict[str, float]:
    """Return the figures of the texts as they are."""
    return {k: float(v[0]) for k, v in figures_of(counts, np.ones((1, counts.n))).items()}


# Where less is better: a rise is a loss, a drop a gain.
LOWER_IS_BETTER = frozenset({"negative_false_alarms", "risk2_false_alarms", "tone_ece"})
