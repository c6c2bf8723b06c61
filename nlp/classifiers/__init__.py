"""Classifiers behind one shape: `load` one, or `predict_batches` over both cores."""

from __future__ import annotations

from nlp.classifiers.base import Classifier, Columns, TextItem, annotation_columns
from nlp.classifiers.bulk import annotate_batches, predict_batches

__all__ = [
    "Classifier",
    "Columns",
    "TextItem",
    "annotate_batches",
    "annotation_columns",
    "load",
    "predict_batches",
]


def load(profile: str | None = None) -> Classifier:
    """Return the classifier of a profile: fast, accurate or baseline; None is the best shipped."""
    from nlp import registry

    return registry.classifier(registry.profile_of(profile))
