"""What the network is asked: piece ids with the right answers, and the loss of each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from nlp.classifiers.base import TextItem
from nlp.classifiers.heads import COLUMNS, SIZES, TASKS, WIDTH, YES_NO
from nlp.dataset import Example, Helper
from nlp.gold import is_ours
from nlp.perturb import perturb
from nlp.taxonomy import IN_SCOPE_TOPICS, INTENTS, STANCES, TONES

UNKNOWN = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One text to learn from. answers: WIDTH numbers (0–1 or UNKNOWN), or one auxiliary class.

    ours: the answers are of the readers of models/gold, who draw some lines elsewhere than the
    readers of the gold (nlp.gold).
    """

    item: TextItem
    answers: NDArray[np.float32]
    ours: bool = False
    auxiliary: str = ""
    label: int = 0


def answers_of(example: Example) -> NDArray[np.float32]:
    """Return the right answer of every column: 1 for the right class, 0 for the others."""
    out = np.zeros(WIDTH, dtype=np.float32)
    out[COLUMNS["scope"]] = float(example.in_scope)
    out[COLUMNS["topics"]] = [float(t in example.topics) for t in IN_SCOPE_TOPICS]
    for task, names, said in (
        ("tone", TONES, example.tone), ("stance", STANCES, example.stance_union),
        ("intent", INTENTS, example.intent), ("risk", tuple(range(4)), example.risk),
    ):  # fmt: skip
        out[COLUMNS[task].start + names.index(said)] = 1.0
    return out


def lessons(
    examples: Sequence[Example], again: Mapping[str, Example] | None = None, first: float = 0.6
) -> list[Lesson]:
    """Return gold examples as lessons.

    again: id → what a second reader said. Where the two disagree the answer lies between them
    (`first` is the share of the first reader): a text that people read differently has no one tone.
    """
    found = []
    for e in examples:
        answers = answers_of(e)
        if again and (other := again.get(e.id)):
            answers = (first * answers + (1 - first) * answers_of(other)).astype(np.float32)
        item = TextItem(id=e.id, kind=e.kind, title=e.title, text=e.text)
        found.append(Lesson(item=item, answers=answers, ours=is_ours(e.id)))
    return found


def auxiliary_lessons(helper: Helper) -> tuple[list[Lesson], int]:
    """Return a helper set as lessons of a head of its own, and how many classes it has."""
    names = sorted(set(helper.labels))
    nothing = np.full(WIDTH, UNKNOWN, dtype=np.float32)
    rows = [
        Lesson(
            item=TextItem(id=str(i), kind="article" if title else "comment", title=title, text=text),
            answers=nothing, auxiliary=helper.name, label=names.index(label),
        )
        for i, (title, text, label) in enumerate(
            zip(helper.titles, helper.texts, helper.labels, strict=True)
        )
    ]  # fmt: skip
    return rows, len(names)


def varied(lesson: Lesson, chances: Mapping[str, float], rng: Random) -> Lesson:
    """Return the lesson as somebody might have typed it; news is varied a third as often."""
    roll = rng.random() * (1.0 if lesson.item.kind == "comment" else 3.0)
    for how, chance in chances.items():
        roll -= chance
        if roll < 0:
            item = lesson.item
            title, text = perturb(item.title, how, rng), perturb(item.text, how, rng)
            return replace(lesson, item=replace(item, title=title, text=text))
    return lesson


def class_weights(rows: Sequence[Lesson], power: float) -> Tensor:
    """Return a weight for each column: rarer answers weigh more, by (median share / share) ** power.

    Bounded to 4: a class of four texts would else shake the whole network.
    """
    right = np.stack([r.answers for r in rows if not r.auxiliary]).clip(0)
    share = np.maximum(right.mean(axis=0), 1e-4)
    out = np.ones(WIDTH, dtype=np.float32)
    for columns in COLUMNS.values():
        part = share[columns]
        out[columns] = np.clip((np.median(part) / part) ** power, 0.5, 4.0)
    return torch.from_numpy(out)


def loss(
    scores: Tensor, wanted: Tensor, weights: Tensor, shares: Mapping[str, float], smooth: float
) -> Tensor:
    """Return the mean loss of gold rows over all tasks.

    A topic is asked of texts in scope; out of scope it counts a quarter, since scope decides there.
    """
    total = scores.new_zeros(())
    inside = wanted[:, COLUMNS["scope"]]
    for task in TASKS:
        columns = COLUMNS[task]
        z, y, w = scores[:, columns], wanted[:, columns], weights[columns]
        if task in YES_NO:
            soft = y * (1 - smooth) + smooth / 2
            each = functional.binary_cross_entropy_with_logits(
                z, soft, reduction="none", pos_weight=w if task == "topics" else None
            )
            if task == "topics":
                each = (each * (0.25 + 0.75 * inside)).sum(1)
            part = each.mean()
        else:
            soft = y * (1 - smooth) + smooth / SIZES[task]
            row = (y * w).sum(1)
            part = (-(soft * functional.log_softmax(z, dim=1)).sum(1) * row).sum() / row.sum()
        total = total + shares[task] * part
    return total


def distance(scores: Tensor, teacher: Tensor, warmth: float) -> Tensor:
    """Return how far a student's answers are from its teacher's (KL at a temperature, all tasks)."""
    total = scores.new_zeros(())
    for task in TASKS:
        z, t = scores[:, COLUMNS[task]] / warmth, teacher[:, COLUMNS[task]] / warmth
        if task in YES_NO:
            each = functional.binary_cross_entropy_with_logits(
                z, torch.sigmoid(t), reduction="none"
            )
            total = total + each.sum(1).mean() * (0.3 if task == "topics" else 1.0)
        else:
            total = total + functional.kl_div(
                functional.log_softmax(z, 1), functional.softmax(t, 1), reduction="batchmean"
            )
    return total * warmth**2


def arrays(rows: Sequence[Lesson]) -> Any:
    """Return the answers of rows as one tensor."""
    return torch.from_numpy(np.stack([r.answers for r in rows]))
