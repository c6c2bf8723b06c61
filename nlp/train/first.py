"""First stage: ridge regression on n-grams, solved in its dual, for all heads at once.

With 4,000 texts and 150,000 n-grams the dual is a 4,000 × 4,000 system: one factorisation serves
every head, and each fold costs a second. Auxiliary sets enter as the scores of their own linear
models; those are linear in the same n-grams, so in the end all folds into one weight matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifiers.features import prepared
from nlp.classifiers.linear import HEADS, NEWSNESS
from nlp.classifiers.vocabulary import Vocabulary
from nlp.dataset import Example, Helper

Matrix = NDArray[np.float64]

LEAST_OF_A_CLASS = 30  # a class of an auxiliary set with fewer texts gets no head


def newsness(examples: Sequence[Example]) -> Matrix:
    """Return 1 for news, 0 for comments, a half for posts."""
    return np.array([NEWSNESS[e.kind] for e in examples])


def shared_targets(
    examples: Sequence[Example], again: Mapping[str, Example], first: float
) -> Matrix:
    """Return examples × HEADS between −1 and 1: where a second reader disagrees, between the two."""
    found = targets(examples)
    both = [i for i, e in enumerate(examples) if e.id in again]
    if both:
        second = targets([again[examples[i].id] for i in both])
        found[both] = first * found[both] + (1 - first) * second
    return found


def targets(examples: Sequence[Example]) -> Matrix:
    """Return examples × HEADS of ±1."""
    rows = []
    for e in examples:
        yes = {"in_scope"} if e.in_scope else set()
        yes |= {f"topic:{t}" for t in e.topics}
        yes |= {
            f"tone:{e.tone}",
            f"stance:{e.stance_union}",
            f"intent:{e.intent}",
            f"risk:{e.risk}",
        }
        yes |= {f"risk:{level}+" for level in (1, 2) if e.risk >= level}
        rows.append([1.0 if head in yes else -1.0 for head in HEADS])
    return np.array(rows)


def texts_of(examples: Sequence[Example]) -> tuple[list[str], list[str]]:
    """Return prepared titles and texts."""
    pairs = [prepared(e.title, e.text) for e in examples]
    return [t for t, _ in pairs], [x for _, x in pairs]


def helper_weights(
    vocabulary: Vocabulary, helpers: Sequence[Helper], penalty: float, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return n-grams × helper heads and their biases (linear support vectors, one against the rest)."""
    from sklearn.svm import LinearSVC

    columns: list[NDArray[np.float32]] = []
    biases: list[float] = []
    for helper in helpers:
        pairs = [prepared(t, x) for t, x in zip(helper.titles, helper.texts, strict=True)]
        grams = vocabulary.matrix([t for t, _ in pairs], [x for _, x in pairs])
        said = np.array(helper.labels)
        names, counts = np.unique(said, return_counts=True)
        wanted = [n for n, c in zip(names, counts, strict=True) if c >= LEAST_OF_A_CLASS]
        for name in wanted[:1] if len(names) == 2 else wanted:
            model = LinearSVC(C=penalty, random_state=seed).fit(grams, said == name)
            columns.append(model.coef_[0].astype(np.float32))
            biases.append(float(model.intercept_[0]))
    if not columns:
        return np.zeros((len(vocabulary), 0), dtype=np.float32), np.zeros(0)
    return np.stack(columns, axis=1), np.array(biases)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStage:
    """Weights of all heads in n-gram space, and their bias for comments and for news."""

    first: NDArray[np.float32]
    bias: NDArray[np.float32]


class Ridge:
    """The dual problem of one training set: kernels once, then any fold and the final fit."""

    def __init__(
        self, vocabulary: Vocabulary, examples: Sequence[Example], helpers: Sequence[Helper],
        settings: dict[str, Any], seed: int, again: Mapping[str, Example], first_reader: float,
    ) -> None:  # fmt: skip
        titles, texts = texts_of(examples)
        step = 500
        from scipy.sparse import vstack

        self.grams = vstack(
            [
                vocabulary.matrix(titles[i : i + step], texts[i : i + step])
                for i in range(0, len(titles), step)
            ]
        ).tocsr()
        self.news = newsness(examples)
        self.wanted = shared_targets(examples, again, first_reader)
        self.penalty = float(settings["penalty"])
        self._kind_share = float(settings["kind_share"])
        self._helper_share = float(settings["helper_share"])

        self._helper, bias = helper_weights(
            vocabulary, helpers, float(settings["helper_penalty"]), seed
        )
        advice = np.asarray(self.grams @ self._helper, dtype=np.float64) + bias
        self._mean = advice.mean(axis=0) - bias
        self._spread = np.maximum(advice.std(axis=0), 1e-6)
        self._advice = (advice - advice.mean(axis=0)) / self._spread
        self._kinds = np.stack([1 - self.news, self.news], axis=1)

        plain = (self.grams @ self.grams.T).toarray().astype(np.float64)
        self._scale = 1 / np.diag(plain).mean()
        width = max(1, self._advice.shape[1])
        self._advice_scale = self._helper_share / width
        self.kernel = (
            self._scale * plain
            + self._kind_share * (self._kinds @ self._kinds.T)
            + self._advice_scale * (self._advice @ self._advice.T)
        )

    def _solve(self, chosen: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
        from scipy.linalg import cho_factor, cho_solve

        inside = self.kernel[np.ix_(chosen, chosen)] + self.penalty * np.eye(len(chosen))
        mean = self.wanted[chosen].mean(axis=0)
        return cho_solve(cho_factor(inside), self.wanted[chosen] - mean), mean

    def held_out(self, parts: Sequence[NDArray[np.int64]]) -> Matrix:
        """Return each part's scores from a model that saw only the others and what is in no part."""
        every = np.arange(len(self.wanted))
        scores = np.zeros_like(self.wanted)
        for part in parts:
            chosen = np.setdiff1d(every, part)
            dual, mean = self._solve(chosen)
            scores[part] = self.kernel[np.ix_(part, chosen)] @ dual + mean
        return scores

    def final(self) -> FirstStage:
        """Return weights fitted on every example, helpers folded in."""
        dual, mean = self._solve(np.arange(len(self.wanted)))
        weights = self._scale * np.asarray(self.grams.T @ dual)
        by_helper = self._advice_scale * (self._advice.T @ dual) / self._spread[:, None]
        weights += self._helper @ by_helper
        kinds = self._kind_share * (self._kinds.T @ dual)
        bias = kinds + mean - self._mean @ by_helper
        return FirstStage(first=weights.astype(np.float32), bias=bias.astype(np.float32))
