"""The linear model: one n-gram matrix times one weight matrix, then a small second stage.

First stage: 43 heads (scope, 25 topics, every tone, stance, intent, risk) as columns of one
matrix, so that a text costs one sparse product. Second stage: each task's softmax reads all heads
and the signs of `signs.py`, apart for news and for comments; it was fitted on held-out scores,
which makes its probabilities calibrated. Needs numpy and scipy; no scikit-learn, no pickle.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.errors import ModelError
from nlp.classifiers.arrays import ArrayClassifier
from nlp.classifiers.base import TextItem
from nlp.classifiers.blend import probabilities
from nlp.classifiers.decide import Chances, Cuts, Decisions, decide
from nlp.classifiers.features import F32s, prepared
from nlp.classifiers.heads import TASKS
from nlp.classifiers.signs import signs
from nlp.classifiers.vocabulary import Vocabulary
from nlp.packed import arrays
from nlp.taxonomy import IN_SCOPE_TOPICS, INTENTS, STANCES, TONES

HEADS: tuple[str, ...] = (
    "in_scope",
    *(f"topic:{t}" for t in IN_SCOPE_TOPICS),
    *(f"tone:{t}" for t in TONES),
    *(f"stance:{s}" for s in STANCES),
    *(f"intent:{i}" for i in INTENTS),
    *(f"risk:{r}" for r in range(4)),
    "risk:2+",
    "risk:1+",
)
NEWSNESS: Mapping[str, float] = {"article": 1.0, "post": 0.5, "comment": 0.0}


def second_stage_inputs(heads: F32s, signs_scaled: F32s) -> F32s:
    """Return the second stage's columns; the factors put both parts on one scale for the penalty."""
    one = np.ones((len(heads), 1), dtype=np.float32)
    joined: F32s = np.hstack([2 * heads, 0.5 * signs_scaled, one]).astype(np.float32)
    return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All numbers of a linear model."""

    vocabulary: Vocabulary
    first: F32s  # n-grams × heads
    first_bias: F32s  # 2 × heads: for comments, for news
    sign_mean: F32s
    sign_scale: F32s
    stack: Mapping[str, F32s]  # task → 2 × inputs × classes: common part, news part
    cuts: Cuts

    def heads(self, items: Sequence[tuple[str, str]], news: F32s) -> F32s:
        """Return the first stage's scores of prepared texts (n × heads)."""
        grams = self.vocabulary.matrix([t for t, _ in items], [x for _, x in items])
        bias = news[:, None] * self.first_bias[1] + (1 - news[:, None]) * self.first_bias[0]
        found: F32s = np.asarray(grams @ self.first, dtype=np.float32) + bias.astype(np.float32)
        return found

    def chances(self, heads: F32s, sign: F32s, news: F32s) -> Chances:
        """Return calibrated probabilities from first-stage scores and signs."""
        inputs = second_stage_inputs(heads, (sign - self.sign_mean) / self.sign_scale)
        found = {}
        for task in TASKS:
            common, more = self.stack[task]
            logits = inputs @ common + news[:, None] * (inputs @ more)
            found[task] = probabilities(logits, task)
        found["scope"] = found["scope"][:, 0]
        return Chances(**found)


class LinearClassifier(ArrayClassifier):
    """Label texts with the linear model."""

    def __init__(self, name: str, weights: Weights) -> None:
        self.name = name
        self.weights = weights

    def judge(self, items: Sequence[TextItem]) -> tuple[Chances, Decisions]:
        """Return probabilities and labels as arrays."""
        texts = [prepared(item.title, item.text) for item in items]
        news = np.array([NEWSNESS[item.kind] for item in items], dtype=np.float32)
        heads = self.weights.heads(texts, news)
        sign = signs([t for t, _ in texts], [x for _, x in texts])
        chances = self.weights.chances(heads, sign, news)
        return chances, decide(chances, self.weights.cuts)


def to_bytes(weights: Weights) -> bytes:
    """Return the weights as one .npz: first stage in 8 bits a number, equal input → equal bytes."""
    scale = np.maximum(np.abs(weights.first).max(axis=0), 1e-9) / 127
    table: dict[str, NDArray[Any]] = {
        "names": weights.vocabulary.names,
        "bounds": weights.vocabulary.bounds,
        "idf": weights.vocabulary.idf.astype(np.float16),
        "first": np.round(weights.first / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "first_bias": weights.first_bias,
        "sign_mean": weights.sign_mean,
        "sign_scale": weights.sign_scale,
    }
    table |= {f"stack_{task}": weights.stack[task].astype(np.float32) for task in TASKS}
    file = io.BytesIO()
    np.savez_compressed(file, **table)  # type: ignore[arg-type]
    return file.getvalue()


def from_bytes(data: bytes, cuts: Cuts) -> Weights:
    """Return the weights of `to_bytes`; never unpickles."""
    try:
        file = arrays(data)
        return Weights(
            vocabulary=Vocabulary(file["names"], file["bounds"], file["idf"].astype(np.float32)),
            first=file["first"].astype(np.float32) * file["scale"],
            first_bias=file["first_bias"],
            sign_mean=file["sign_mean"],
            sign_scale=file["sign_scale"],
            stack={task: file[f"stack_{task}"] for task in TASKS},
            cuts=cuts,
        )
    except (ValueError, KeyError) as error:
        raise ModelError(
            f"tệp trọng số hỏng ({error}); cài lại gói hoặc chạy `langnghe train`"
        ) from error
