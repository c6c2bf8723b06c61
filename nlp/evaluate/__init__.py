"""How good a classifier is, how sure that is, and the floor below which no model ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nlp.classifiers.base import Classifier, TextItem
from nlp.dataset import Example, gold
from nlp.evaluate.counts import FEW
from nlp.evaluate.scores import GATED, NOISE, Floor, Scores, figures, gate, score

__all__ = [
    "FEW",
    "GATED",
    "NOISE",
    "Floor",
    "Scores",
    "evaluate",
    "figures",
    "gate",
    "items",
    "score",
]


def items(examples: Sequence[Example]) -> list[TextItem]:
    """Return examples without their labels."""
    return [TextItem(id=e.id, kind=e.kind, title=e.title, text=e.text) for e in examples]


def evaluate(classifier: Classifier, data: Path, split: str = "dev") -> Scores:
    """Return the figures of a classifier on gold/SPLIT.

    Where the model has learned from that split, its figures flatter it and only show that it is
    whole; `nlp.evaluate.report` says so. Honest figures are those of the card.
    """
    examples = gold(data, split)
    return score(classifier.name, split, examples, classifier.predict(items(examples)))
