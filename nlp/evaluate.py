"""How good a classifier is, and the floor below which no model ships."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.classifiers.base import Classifier, TextItem
from nlp.dataset import Example, corpus_sha, gold
from nlp.taxonomy import INTENTS, STANCES, TONES, TOPICS

# Two honest runs differ by about this much: the standard error of a macro-F1 on 4,000 items.
NOISE = 0.01
FEW = 8  # a class with fewer items has no F1 worth averaging

GATED = ("in_scope_macro_f1", "tone_macro_f1", "stance_macro_f1", "intent_macro_f1",
         "topics_micro_f1", "topics_macro_f1", "risk2_recall")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Figures of one model on one corpus. how: "5-fold", "dev", … slices: news, comments."""

    model: str
    how: str
    corpus_sha: str
    n: int
    figures: Mapping[str, float]
    slices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    per_topic: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, figures with 4 decimals."""

        def short(value: Any) -> Any:
            if isinstance(value, Mapping):
                return {k: short(v) for k, v in value.items()}
            return round(value, 4) if isinstance(value, float) else value

        return {k: short(v) for k, v in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least figures a model must reach, pinned to the corpus they were measured on."""

    corpus_sha: str
    figures: Mapping[str, float]

    @classmethod
    def read(cls, path: Path, key: str) -> Floor:
        """Return one floor of floor.json."""
        try:
            row = json.loads(path.read_text(encoding="utf-8"))[key]
            return cls(corpus_sha=row["corpus_sha"], figures=row["figures"])
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"{path}: không có mức sàn {key!r}; chạy `langnghe train`") from error


def gate(scores: Scores, floor: Floor) -> None:
    """Raise ModelError when a figure is below its floor, or the corpus is another one."""
    if scores.corpus_sha != floor.corpus_sha:
        raise ModelError(
            f"{scores.model}: bộ dữ liệu đánh giá đã đổi "
            f"({scores.corpus_sha[:12]} thay vì {floor.corpus_sha[:12]}); "
            "nếu cố ý, hãy đo lại rồi ghi mức sàn mới vào models/floor.json"
        )
    for name, least in floor.figures.items():
        value = scores.figures.get(name, float("nan"))
        if not value >= least - NOISE:
            raise ModelError(f"{scores.model}: {name} = {value:.3f}, dưới mức sàn {least:.3f}")


def f1(right: NDArray[Any], said: NDArray[Any]) -> float:
    """Return the F1 of one class; 0 when it is neither there nor said."""
    total = float(right.sum() + said.sum())
    return 2 * float((right & said).sum()) / total if total else 0.0


def _macro(right: NDArray[Any], said: NDArray[Any], least: int = 1) -> float:
    """Return macro-F1 over the classes that stand at least `least` times in `right`."""
    names = [c for c in np.unique(right) if (right == c).sum() >= least]
    return float(np.mean([f1(right == c, said == c) for c in names])) if names else 0.0


def _share(hit: NDArray[Any], of: NDArray[Any]) -> float:
    return float(hit[of].mean()) if of.any() else 0.0


def figures(examples: Sequence[Example], said: Sequence[Labels]) -> dict[str, float]:
    """Return every figure of the model card for these texts."""

    def column(name: str, names: Sequence[Any], rows: Sequence[Any]) -> NDArray[Any]:
        return np.array([names.index(getattr(r, name)) for r in rows])

    scope, scope_said = (np.array([r.in_scope for r in rows]) for rows in (examples, said))
    tone, tone_said = (column("tone", TONES, rows) for rows in (examples, said))
    stance, stance_said = (column("stance_union", STANCES, rows) for rows in (examples, said))
    intent, intent_said = (column("intent", INTENTS, rows) for rows in (examples, said))
    risk, risk_said = (np.array([r.risk for r in rows]) for rows in (examples, said))
    topics, topics_said = (
        np.array([[t in r.topics for t in TOPICS] for r in rows]) for rows in (examples, said)
    )
    often = np.flatnonzero(topics.sum(axis=0) >= FEW)
    negative = tone == 0
    return {
        "in_scope_macro_f1": _macro(scope, scope_said),
        "in_scope_recall": _share(scope_said, scope),
        "in_scope_precision": _share(scope, scope_said),
        "tone_macro_f1": _macro(tone, tone_said),
        "negative_recall": _share(tone_said == 0, negative),
        "negative_false_alarms": _share(tone_said == 0, ~negative),
        # none, neutral, positive; negative is too rare to average and stands beside them
        "stance_macro_f1": float(np.mean([f1(stance == c, stance_said == c) for c in range(3)])),
        "stance_negative_f1": f1(stance == 3, stance_said == 3),
        "intent_macro_f1": _macro(intent, intent_said, FEW),
        "risk_macro_f1": _macro(risk, risk_said, FEW),
        "risk2_recall": _share(risk_said >= 2, risk >= 2),
        "risk2_false_alarms": _share(risk_said >= 2, risk < 2),
        "topics_micro_f1": f1(topics, topics_said),
        "topics_macro_f1": float(
            np.mean([f1(topics[:, t], topics_said[:, t]) for t in often]) if len(often) else 0.0
        ),
        "primary_topic_accuracy": float(
            np.mean([e.topics[0] == s.topics[0] for e, s in zip(examples, said, strict=True)])
        ),
    }


def score(model: str, how: str, examples: Sequence[Example], said: Sequence[Labels]) -> Scores:
    """Return all figures, for all texts and for news and comments apart."""
    slices: dict[str, Mapping[str, float]] = {}
    for name, wanted in (("news", True), ("comments", False)):
        chosen = [i for i, e in enumerate(examples) if (e.kind == "article") == wanted]
        if chosen:
            part = figures([examples[i] for i in chosen], [said[i] for i in chosen])
            slices[name] = {"n": len(chosen), **part}
    per_topic = {}
    for topic in TOPICS:
        right = np.array([topic in e.topics for e in examples])
        got = np.array([topic in s.topics for s in said])
        per_topic[topic] = {
            "n": int(right.sum()),
            "precision": _share(right, got),
            "recall": _share(got, right),
            "f1": f1(right, got),
        }
    return Scores(
        model=model, how=how, corpus_sha=corpus_sha(examples), n=len(examples),
        figures=figures(examples, said), slices=slices, per_topic=per_topic,
    )  # fmt: skip


def items(examples: Sequence[Example]) -> list[TextItem]:
    """Return examples without their labels."""
    return [TextItem(id=e.id, kind=e.kind, title=e.title, text=e.text) for e in examples]


def evaluate(classifier: Classifier, data: Path, split: str = "dev") -> Scores:
    """Return the figures of a classifier on gold/SPLIT.

    The shipped model has learned from train and dev: on them its figures flatter it and only show
    that it is whole. Its honest figures are those of its card (held-out folds).
    """
    examples = gold(data, split)
    return score(classifier.name, split, examples, classifier.predict(items(examples)))
