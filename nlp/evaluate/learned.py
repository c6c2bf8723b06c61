"""Whether a model has already seen the texts it is judged on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from nlp.classifiers.base import Classifier
from nlp.dataset import corpus_sha, gold

SPLITS = ("train", "dev")


def learned_from(classifier: Classifier, data: Path) -> tuple[str, ...] | None:
    """Return the gold splits a model learned from; () for none, None where nobody can say.

    A classifier may say so itself (attribute learned_from); else the description beside its weights
    does (`learned_by`). The keyword rules learned from nothing.
    """
    told: Sequence[str] | None = getattr(classifier, "learned_from", None)
    if told is not None:
        return tuple(told)
    if classifier.name.startswith("keyword@"):
        return ()
    described = description(classifier.name)
    return None if described is None else learned_by(described, data)


def learned_by(described: Mapping[str, Any], data: Path) -> tuple[str, ...] | None:
    """Return the gold splits behind weights with this description, None where it cannot be said."""
    if "learned_from" in described:
        return tuple(described["learned_from"])
    # Training measures a model on dev only where it has not learned from it.
    if any(row["how"] == "dev" for row in described.get("scores", ())):
        return ("train",)
    pinned = described["inputs"].get("gold", {}).get("sha256")
    for splits in (SPLITS, ("train",), ("dev",)):
        if corpus_sha([e for split in splits for e in gold(data, split)]) == pinned:
            return splits
    return None


def description(name: str) -> dict[str, Any] | None:
    """Return what is shipped beside the weights of the model called name, None if nothing is."""
    from nlp import registry

    for kind in dict.fromkeys(kind for kinds in registry.PROFILES.values() for kind in kinds):
        try:
            described = registry.about(kind)
        except ModelError:
            continue
        if described["name"] == name:
            return described
    return None


def warning(learned: Sequence[str] | None, split: str) -> str | None:
    """Return the sentence that must stand beside figures which flatter, None where none is due."""
    if learned is None:
        return "Không rõ mô hình có học từ phần dữ liệu này không; chưa thể coi các con số là trung thực."
    if split in learned:
        return (
            f"Mô hình đã học từ chính phần {split} này: các con số dưới đây đẹp hơn thực tế và chỉ"
            " cho biết mô hình còn nguyên vẹn. Con số trung thực nằm trong models/CARD.md."
        )
    return None
