"""What word segmentation costs and gives: the same TF-IDF model with and without underthesea."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.classifiers.features import shorten
from nlp.dataset import Example, gold
from nlp.evaluate.bootstrap import draws, interval

HEADS = {"tone": "tone", "scope": "in_scope"}


def _joined(examples: Sequence[Example]) -> list[str]:
    return [shorten(f"{e.title}\n{e.text}".strip()) for e in examples]


def _f1s(right: Any, said: Any, weights: Any) -> Any:
    """Return macro-F1 for every row of weights."""
    per_class = []
    for name in np.unique(right):
        is_right, is_said = right == name, said == name
        total = weights @ is_right + weights @ is_said
        per_class.append(2 * (weights @ (is_right & is_said)) / np.maximum(total, 1))
    return np.mean(per_class, axis=0)


def _fit(train: list[str], dev: list[str], right: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    grams = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
    )
    model = make_pipeline(grams, LinearSVC(C=0.5, class_weight="balanced"))
    return model.fit(train, right).predict(dev)


def gain(data: Path) -> dict[str, Any]:
    """Return macro-F1 on gold/dev after gold/train, plain and segmented, and their difference."""
    from underthesea import word_tokenize

    train, dev = gold(data, "train"), gold(data, "dev")
    plain = [_joined(train), _joined(dev)]
    busy = time.process_time()
    cut = [[word_tokenize(text, format="text") for text in texts] for texts in plain]
    cost = time.process_time() - busy
    weights = draws(len(dev))
    found: dict[str, Any] = {
        "texts": len(train) + len(dev),
        "segmentation_cpu_seconds": round(cost, 1),
        "texts_per_cpu_second": round((len(train) + len(dev)) / cost, 1),
    }
    for name, head in HEADS.items():
        taught, right = (np.array([str(getattr(e, head)) for e in rows]) for rows in (train, dev))
        said = [_fit(texts[0], texts[1], taught) for texts in (plain, cut)]
        without, segmented = (_f1s(right, labels, weights) for labels in said)
        one = np.ones((1, len(dev)))
        low, high = interval(segmented - without)
        found[name] = {
            "plain": round(float(_f1s(right, said[0], one)[0]), 4),
            "segmented": round(float(_f1s(right, said[1], one)[0]), 4),
            "difference_low": low,
            "difference_high": high,
        }
    return found
