"""What is taken for what: counts and ids, never texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from langnghe.records import Labels
from nlp.dataset import Example
from nlp.evaluate.counts import HEADS, class_index

MOST = 10  # pairs a head
IDS = 12  # ids a pair: enough to go and look


def pairs(examples: Sequence[Example], said: Sequence[Labels]) -> dict[str, list[dict[str, Any]]]:
    """Return the most frequent wrong right → said pairs of each head, with some ids.

    topics are compared by the most central one.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for head in (*HEADS, "primary_topic"):
        seen: dict[tuple[str, str], list[str]] = defaultdict(list)
        for example, labels in zip(examples, said, strict=True):
            if head == "primary_topic":
                right, got = example.topics[0], labels.topics[0]
            else:
                right, got = str(getattr(example, head)), str(getattr(labels, head))
            if right != got:
                seen[right, got].append(example.id)
        ranked = sorted(seen.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MOST]
        found[head] = [
            {"right": right, "said": got, "n": len(ids), "ids": ids[:IDS]}
            for (right, got), ids in ranked
        ]
    return found


def matrices(examples: Sequence[Example], said: Sequence[Labels]) -> dict[str, list[list[int]]]:
    """Return the confusion matrix of each head: row = right, column = said, order as HEADS."""
    found = {}
    for head, classes in HEADS.items():
        table = np.zeros((len(classes), len(classes)), dtype=np.int64)
        np.add.at(table, (class_index(head, examples), class_index(head, said)), 1)
        found[head] = table.tolist()
    return found
