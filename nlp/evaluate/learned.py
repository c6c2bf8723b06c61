"""Whether a model has already seen the texts it is judged on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from nlp.classifiers.base import Classifier
from nlp.dataset import corpus_sha, gold

SPLITS = ("train", "dev")


def learned_from(
    classifier: Classifier, data: Path, folder: Path | None = None
) -> tuple[str, ...] | None:
    """Return the gold splits a model learned from; () for none, None where nobody can say.

    A classifier may say so itself (attribute learned_from); else the description beside its weights
    does (`learned_by`). The keyword rules learned from nothing.
    """
    told: Sequence[str] | None = getattr(classifier, "learned_from", None)
    if told is not None:
        return tuple(told)
    if classifier.name.startswith("keyword@"):
        return ()
    described = description(classifier.name, folder)
    return None if described is None else learned_by(described, data, folder)


def learned_by(
    described: Mapping[str, Any], data: Path, folder: Path | None = None
) -> tuple[str, ...] | None:
    """Return the gold splits behind weights with this description, None where it cannot be said.

    A transformer has also learned what the linear model that advises it has learned; that one's
    description stands in the same folder (None: what is shipped).
    """
    own = _own(described, data)
    adviser = _described(lambda row: row["sha256"] == described.get("linear_sha256"), folder)
    if own is None or "linear_sha256" not in described:
        return own
    advised = None if adviser is None else _own(adviser, data)
    return None if advised is None else tuple(dict.fromkeys([*own, *advised]))


def _own(described: Mapping[str, Any], data: Path) -> tuple[str, ...] | None:
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


def description(name: str, folder: Path | None = None) -> dict[str, Any] | None:
    """Return what is shipped beside the weights of the model called name, None if nothing is."""
    return _described(lambda row: row["name"] == name, folder)


def _described(
    wanted: Callable[[Mapping[str, Any]], bool], folder: Path | None = None
) -> dict[str, Any] | None:
    from nlp import registry

    for kind in dict.fromkeys(kind for kinds in registry.PROFILES.values() for kind in kinds):
        try:
            described = registry.about(kind, folder or registry.MODELS)
        except ModelError:
            continue
        if wanted(described):
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
