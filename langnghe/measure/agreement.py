"""How well two readings agree: kappa of labels and of levels, macro-F1 of a model against people.

Parts are “one>other”: what the first said, then the second (for F1: the model, then the person); num is
the weight of the pair (1, or more in a stratified sample).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import RESAMPLES, SEED, Known, Way, few, vi, within

if TYPE_CHECKING:
    import numpy as np


def _table(parts: Mapping[str, Agg]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the labels, the weighted table and the table of plain counts."""
    import numpy as np

    pairs = {tuple(part.split(">")): agg for part, agg in parts.items() if part.count(">") == 1}
    labels = sorted({label for pair in pairs for label in pair}, key=_order)
    place = {label: number for number, label in enumerate(labels)}
    weights, counts = np.zeros((2, len(labels), len(labels)))
    for (one, other), agg in pairs.items():
        weights[place[one], place[other]] = agg.num
        counts[place[one], place[other]] = agg.rows
    return labels, weights, counts


def _order(label: str) -> tuple[float, str]:
    return (float(label), "") if label.lstrip("-").isdigit() else (0.0, label)


def _again(weights: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return resampled tables (RESAMPLES, K, K): pairs drawn with replacement, each with its weight."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    n = round(counts.sum())
    drawn = rng.multinomial(n, (counts / counts.sum()).ravel(), size=RESAMPLES)
    each = np.divide(weights, counts, out=np.zeros_like(weights), where=counts > 0)
    return np.asarray(drawn.reshape(RESAMPLES, *counts.shape) * each)


def _kappas(tables: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Return 1 − observed / expected disagreement of tables (B, K, K); NaN where none is possible."""
    import numpy as np

    shares = tables / tables.sum(axis=(1, 2), keepdims=True)
    chance = shares.sum(axis=2)[:, :, None] * shares.sum(axis=1)[:, None, :]
    seen, expected = (shares * distance).sum(axis=(1, 2)), (chance * distance).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - seen / expected, np.nan)


def _agreement(parts: Mapping[str, Agg], known: Known, *, levels: bool) -> list[Value]:
    import numpy as np

    labels, weights, counts = _table(parts)
    n = round(float(counts.sum()))
    if not n:
        return []
    same = float(np.trace(counts))
    if n < known.least():
        return [Value(count=same, n=n, note=few(known))]
    if levels:
        at = np.array([float(label) for label in labels])
        distance = (at[:, None] - at[None, :]) ** 2
    else:
        distance = 1.0 - np.eye(len(labels))
    value = float(_kappas(weights[None], distance)[0])
    agreed = f"giống nhau {vi(100 * same / n, 0)} %"
    if np.isnan(value):
        return [Value(count=same, n=n, note=f"{agreed}; chỉ có một mức nên không tính được κ")]
    again = _kappas(_again(weights, counts), distance)
    low, high = np.nanpercentile(again, [2.5, 97.5])
    low, high = within(float(low), value, float(high))
    return [Value(value=value, count=same, n=n, low=low, high=high, estimate=True, note=agreed)]


def _kappa(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Cohen's (1960) kappa of labels; bootstrap interval."""
    return _agreement(parts, known, levels=False)


def _weighted_kappa(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Cohen's (1968) kappa of levels, quadratic weights; bootstrap interval."""
    return _agreement(parts, known, levels=True)


def _scores(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return precision, recall and F1 (B, K) of tables (B, model, person); NaN: neither has the class."""
    import numpy as np

    hit = np.diagonal(tables, axis1=1, axis2=2)
    said, right = tables.sum(axis=2), tables.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return hit / said, hit / right, np.where(said + right > 0, 2 * hit / (said + right), np.nan)


def _macro_f1(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Mean of the F1 of the classes that people found (Sokolova and Lapalme 2009); each by its part."""
    import numpy as np

    labels, weights, counts = _table(parts)
    n = round(float(counts.sum()))
    if not n:
        return []
    same = float(np.trace(counts))
    if n < known.least():
        return [Value(count=same, n=n, note=few(known))]
    found = counts.sum(axis=0) > 0
    precision, recall, f1 = (score[0] for score in _scores(weights[None]))
    again = _scores(_again(weights, counts))[2]
    macro = float(np.nanmean(f1[found]))
    low, high = np.percentile(np.nanmean(again[:, found], axis=1), [2.5, 97.5])
    low, high = within(float(low), macro, float(high))
    told = [Value(value=macro, count=same, n=n, low=low, high=high, estimate=True)]
    for number in np.flatnonzero(found):
        right = round(float(counts[:, number].sum()))
        hit = float(counts[number, number])
        if right < known.least():
            told.append(Value(part=labels[number], count=hit, n=right, note=few(known)))
            continue
        low, high = np.nanpercentile(again[:, number], [2.5, 97.5])
        low, high = within(float(low), float(f1[number]), float(high))
        note = f"độ phủ {vi(recall[number], 2)}"
        if not np.isnan(precision[number]):
            note = f"độ chính xác {vi(precision[number], 2)}; {note}"
        told.append(
            Value(part=labels[number], value=float(f1[number]), count=hit, n=right, low=low,
                  high=high, estimate=True, note=note)
        )  # fmt: skip
    return told


WAYS: Mapping[str, Way] = {
    "kappa": _kappa,
    "weighted_kappa": _weighted_kappa,
    "macro_f1": _macro_f1,
}
