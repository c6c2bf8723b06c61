"""One opinion of two models: calibrated, for news and for comments apart.

For each task the scores are a · z(encoder) + b · z(linear) + bias, where z is a logit (yes/no) or a
log-probability. Fitted on texts neither model had learned from, a, b and the biases are at once the
ensemble and the temperature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifiers.decide import Chances
from nlp.classifiers.heads import COLUMNS, TASKS, WIDTH, YES_NO

Floats = NDArray[np.floating[Any]]
DOMAINS: tuple[str, ...] = ("comments", "news")
TINY = 1e-6


def opinions(chances: Chances) -> Floats:
    """Return a model's probabilities as texts × WIDTH logits and log-probabilities."""
    parts = []
    for task in TASKS:
        p = np.asarray(getattr(chances, task), dtype=np.float64)
        p = p[:, None] if p.ndim == 1 else p
        p = np.clip(p, TINY, 1 - TINY)
        parts.append(np.log(p / (1 - p)) if task in YES_NO else np.log(p))
    return np.hstack(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """The factors. encoder, linear: domain × task; bias: domain × WIDTH."""

    encoder: Floats
    linear: Floats
    bias: Floats

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Blend:
        """Return a blend from JSON values; a table of another width is an error."""
        made = cls(**{name: np.asarray(row[name], dtype=np.float64) for name in cls.__slots__})
        shape = (len(DOMAINS), len(TASKS))
        if made.encoder.shape != shape or made.linear.shape != shape:
            raise ValueError("blend: wrong number of tasks")
        if made.bias.shape != (len(DOMAINS), WIDTH):
            raise ValueError("blend: wrong number of columns")
        return made

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values with 5 decimals."""
        return {name: np.round(getattr(self, name), 5).tolist() for name in self.__slots__}

    def chances(self, encoder: Floats, linear: Floats, news: NDArray[np.bool_]) -> Chances:
        """Return calibrated probabilities. encoder, linear: texts × WIDTH; news: texts."""
        domain = news.astype(np.int64)
        found: dict[str, Floats] = {}
        for index, task in enumerate(TASKS):
            columns = COLUMNS[task]
            a, b = self.encoder[domain, index, None], self.linear[domain, index, None]
            z = a * centred(encoder[:, columns], task) + b * linear[:, columns]
            found[task] = probabilities(z + self.bias[domain, columns], task)
        found["scope"] = found["scope"][:, 0]
        return Chances(**found)


def centred(z: Floats, task: str) -> Floats:
    """Return scores as log-probabilities where one of several is right; logits as they are."""
    if task in YES_NO:
        return z
    top = z.max(axis=1, keepdims=True)
    found: Floats = z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
    return found


def probabilities(z: Floats, task: str) -> Floats:
    """Return sigmoid or softmax of scores."""
    if task in YES_NO:
        yes: Floats = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        return yes
    power: Floats = np.exp(z - z.max(axis=1, keepdims=True))
    shares: Floats = power / power.sum(axis=1, keepdims=True)
    return shares
