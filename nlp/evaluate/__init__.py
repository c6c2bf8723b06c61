"""How good a classifier is, how sure that is, and the floor below which no model ships."""

from __future__ import annotations

from pathlib import Path

from nlp.classifiers.base import Classifier
from nlp.dataset import gold
from nlp.evaluate.counts import FEW
from nlp.evaluate.report import report
from nlp.evaluate.run import items, measure, robust
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
    "measure",
    "report",
    "robust",
    "score",
]


def evaluate(classifier: Classifier, data: Path, split: str = "dev") -> Scores:
    """Return the figures of a classifier on gold/SPLIT.

    Where the model has learned from that split, its figures flatter it and only show that it is
    whole; `measure` says so. Honest figures are those of the card.
    """
    examples = gold(data, split)
    return score(classifier.name, split, examples, classifier.predict(items(examples)))
