"""How good a classifier is, and the floor below which no model ships."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.dataset import Example, corpus_sha
from nlp.evaluate.counts import Counts, point
from nlp.taxonomy import TOPICS

# Two honest runs differ by about this much: the standard error of a macro-F1 on 4,000 items.
NOISE = 0.01
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


def figures(examples: Sequence[Example], said: Sequence[Labels]) -> dict[str, float]:
    """Return every figure of the model card for these texts."""
    return point(Counts(examples, said))


def domains(examples: Sequence[Example]) -> dict[str, list[int]]:
    """Return which texts are news (kind article) and which comments (the rest); none left empty."""
    found = {
        name: [i for i, e in enumerate(examples) if (e.kind == "article") == wanted]
        for name, wanted in (("news", True), ("comments", False))
    }
    return {name: chosen for name, chosen in found.items() if chosen}


def score(model: str, how: str, examples: Sequence[Example], said: Sequence[Labels]) -> Scores:
    """Return all figures, for all texts and for news and comments apart."""
    slices: dict[str, Mapping[str, float]] = {}
    for name, chosen in domains(examples).items():
        part = figures([examples[i] for i in chosen], [said[i] for i in chosen])
        slices[name] = {"n": len(chosen), **part}
    counts = Counts(examples, said)
    return Scores(
        model=model, how=how, corpus_sha=corpus_sha(examples), n=len(examples),
        figures=point(counts), slices=slices,
        per_topic=per_class(counts, "topics", TOPICS),
    )  # fmt: skip


def per_class(counts: Counts, head: str, names: Sequence[Any]) -> dict[str, dict[str, float]]:
    """Return n, precision, recall and F1 of every class of a head."""
    found = {}
    for at, name in enumerate(names):
        right, said, both = (
            float(counts.present[f"{head}:{part}"][0, at]) for part in ("right", "said", "both")
        )
        found[str(name)] = {
            "n": int(right),
            "precision": both / said if said else 0.0,
            "recall": both / right if right else 0.0,
            "f1": 2 * both / (right + said) if right + said else 0.0,
        }
    return found
