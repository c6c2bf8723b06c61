"""What other thresholds would give: the watch's trade of recall for false alarms, and abstaining."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from langnghe.records import Labels
from nlp.dataset import Example
from nlp.evaluate.calibration import chances_of
from nlp.evaluate.counts import Floats, class_index

# The false alarm rates at which the crisis watch asks for recall.
ALARMS: Mapping[str, tuple[float, ...]] = {
    "negative": (0.02, 0.05, 0.08, 0.10),
    "risk2": (0.01, 0.02, 0.03, 0.05),
}


def recall_at(score: Floats, right: NDArray[np.bool_], alarms: float) -> tuple[float, float]:
    """Return the most recall at a false alarm rate of at most `alarms`, and the least score for it.

    The threshold is read off the very texts it is judged on: an upper bound, not a promise.
    """
    if not right.any():
        return 0.0, 1.0
    calm = np.sort(score[~right])[::-1]
    allowed = int(alarms * len(calm))
    # Scores above this cut raise at most `allowed` false alarms.
    cut = float(calm[allowed]) if allowed < len(calm) else -1.0
    above = score > cut
    kept = score[above]
    least = float(kept.min()) if len(kept) else float(np.nextafter(cut, np.inf))
    return float(above[right].mean()), least


def watch(examples: Sequence[Example], said: Sequence[Labels]) -> dict[str, list[dict[str, float]]]:
    """Return for negatives and for risk ≥ 2: recall and threshold at each false alarm rate."""
    scores = {
        "negative": chances_of("tone", said)[:, 0],
        "risk2": chances_of("risk", said)[:, 2:].sum(axis=1),
    }
    rights = {
        "negative": class_index("tone", examples) == 0,
        "risk2": class_index("risk", examples) >= 2,
    }
    found: dict[str, list[dict[str, float]]] = {}
    for name, rates in ALARMS.items():
        rows = []
        for rate in rates:
            recall, least = recall_at(scores[name], rights[name], rate)
            rows.append({"false_alarms": rate, "recall": recall, "threshold": least})
        found[name] = rows
    return found


def abstaining(
    examples: Sequence[Example], said: Sequence[Labels], floors: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Return for each task with a floor: the share a person is asked for, and both accuracies.

    A text is asked about when the probability of the label it was given is under the floor.
    """
    found = {}
    for head, floor in floors.items():
        if head not in ("in_scope", "tone", "stance_union", "intent", "risk"):
            continue
        given, right = class_index(head, said), class_index(head, examples)
        sure = chances_of(head, said)[np.arange(len(said)), given]
        asked, hit = sure < floor, given == right
        found[head] = {
            "floor": floor,
            "asked": float(asked.mean()),
            "accuracy": float(hit.mean()),
            "accuracy_kept": float(hit[~asked].mean()) if (~asked).any() else 0.0,
            "accuracy_asked": float(hit[asked].mean()) if asked.any() else 0.0,
        }
    return found
