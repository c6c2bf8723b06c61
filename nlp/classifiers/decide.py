"""From probabilities to labels: thresholds, the rule of scope, one to three topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.records import Labels
from nlp.taxonomy import IN_SCOPE_TOPICS, INTENTS, OFF_TOPIC, STANCES, TONES

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Calibrated probabilities of n texts: scope (n), topics (n × 25, independent), the rest softmax."""

    scope: Floats
    topics: Floats
    tone: Floats
    stance: Floats
    intent: Floats
    risk: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Where a probability becomes a label; chosen on held-out folds, kept with the weights.

    tone and stance are factors on the probabilities before the largest wins; risk_* are the least
    sums of the probabilities of that level and above.
    """

    scope: float = 0.5
    topics: float = 0.3
    tone: tuple[float, ...] = (1.0, 1.0, 1.0)
    stance: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    risk_1: float = 0.5
    risk_2: float = 0.3
    risk_3: float = 0.5

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Cuts:
        """Return cuts from JSON values."""
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        return cls(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Labels of n texts as arrays: indices into the taxonomy; topics in rank order, -1 for none."""

    scope: NDArray[np.bool_]
    topics: NDArray[np.int64]  # n × 3
    tone: NDArray[np.int64]
    stance: NDArray[np.int64]
    intent: NDArray[np.int64]
    risk: NDArray[np.int64]


def decide(chances: Chances, cuts: Cuts) -> Decisions:
    """Return the labels; out of scope there is no topic, no stance and no risk (the guide's rule)."""
    scope = chances.scope > cuts.scope
    order = np.argsort(-chances.topics, axis=1, kind="stable")[:, :3]
    sure = np.take_along_axis(chances.topics, order, axis=1) > cuts.topics
    sure[:, 0] = True  # in scope there is always a most central topic
    topics = np.where(sure & scope[:, None], order, -1)
    at_least = np.cumsum(chances.risk[:, ::-1], axis=1)[:, ::-1]  # P(risk ≥ level)
    risk = np.zeros(len(scope), dtype=np.int64)
    for level, cut in ((1, cuts.risk_1), (2, cuts.risk_2), (3, cuts.risk_3)):
        risk[(at_least[:, level] > cut) & (risk == level - 1)] = level
    # A warning must not be missed because the step below it was unsure.
    risk[(at_least[:, 2] > cuts.risk_2) & (risk < 2)] = 2
    return Decisions(
        scope=scope,
        topics=topics,
        tone=np.argmax(chances.tone * np.array(cuts.tone), axis=1),
        stance=np.where(scope, np.argmax(chances.stance * np.array(cuts.stance), axis=1), 0),
        intent=np.argmax(chances.intent, axis=1),
        risk=np.where(scope, risk, 0),
    )


def topic_names(ranked: NDArray[np.int64]) -> tuple[str, ...]:
    """Return the topic ids of one row of Decisions.topics."""
    names = tuple(IN_SCOPE_TOPICS[i] for i in ranked if i >= 0)
    return names or (OFF_TOPIC,)


def labels(chances: Chances, said: Decisions, model: str) -> list[Labels]:
    """Return full Labels. Topic scores are independent probabilities and need not sum to 1."""

    def table(names: tuple[str, ...], row: Floats) -> dict[str, float]:
        return dict(zip(names, np.round(row, 6).tolist(), strict=True))

    levels = tuple(str(level) for level in range(4))
    return [
        Labels(
            in_scope=bool(said.scope[i]),
            topics=topic_names(said.topics[i]),
            tone=TONES[said.tone[i]],
            stance_union=STANCES[said.stance[i]],
            intent=INTENTS[said.intent[i]],
            risk=int(said.risk[i]),
            scores={
                "in_scope": round(float(chances.scope[i]), 6),
                "topics": table(IN_SCOPE_TOPICS, chances.topics[i]),
                "tone": table(TONES, chances.tone[i]),
                "stance_union": table(STANCES, chances.stance[i]),
                "intent": table(INTENTS, chances.intent[i]),
                "risk": table(levels, chances.risk[i]),
            },
            model=model,
        )
        for i in range(len(said.scope))
    ]
