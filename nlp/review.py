"""When the machine is too unsure to be taken at its word, and the words people answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langnghe.errors import ModelError
from nlp.taxonomy import INTENT_VI, OFF_TOPIC, RISK_VI, STANCE_VI, TASKS, TONE_VI, TOPIC_VI, problem

# Below these scores a label goes to the review queue, where the model's description states no floor
# of its own ("abstain"). A topic competes with 24 others, so its floor is the lowest.
DEFAULT_FLOORS: Mapping[str, float] = {
    "in_scope": 0.65,
    "topic": 0.25,
    "tone": 0.50,
    "stance_union": 0.50,
    "intent": 0.45,
    "risk": 0.50,
}

SHARE = 0.25  # of what a person reads, drawn at random: what estimates overall accuracy

TASK_VI: Mapping[str, str] = {
    "in_scope": "phạm vi",
    "topic": "chủ đề",
    "tone": "sắc thái",
    "stance_union": "thái độ với công đoàn",
    "intent": "ý định",
    "risk": "rủi ro",
}

# What annotations hold → what a person reads and types.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "in_scope": {"1": "trong phạm vi", "0": "ngoài phạm vi"},
    "topic": TOPIC_VI,
    "tone": TONE_VI,
    "stance_union": STANCE_VI,
    "intent": INTENT_VI,
    "risk": {str(level): f"{level} – {name}" for level, name in RISK_VI.items()},
}


def floors(profile: str | None = None) -> Mapping[str, float]:
    """Return task → the least score that needs no person, of a profile's model.

    What the model's description states ("abstain") wins over DEFAULT_FLOORS, task by task.
    """
    from nlp import registry

    return merged(registry.floors(profile))


def merged(stated: Mapping[str, Any]) -> Mapping[str, float]:
    """Return DEFAULT_FLOORS with what a model states; a floor that is no probability is refused."""
    found = dict(DEFAULT_FLOORS)
    for name, value in stated.items():
        task = "topic" if name == "topics" else name
        if task not in found or isinstance(value, bool) or not isinstance(value, int | float):
            raise ModelError(f"mô tả mô hình: abstain: không hiểu {name!r} = {value!r}")
        if not 0 <= value <= 1:
            raise ModelError(f"mô tả mô hình: abstain: {name} = {value} không nằm trong 0–1")
        found[task] = float(value)
    return found


def shown(task: str, labels: Sequence[str]) -> str:
    """Return labels as a person reads them: topics joined by semicolons."""
    return "; ".join(CHOICES[task].get(label, label) for label in labels)


def wrong(said: Mapping[str, Sequence[str]]) -> str | None:
    """Say what in a whole set of labels, by task, is against the guide; None when nothing is."""
    words = {task: said[task][0] for task in TASKS if task != "topic"}
    return problem({**words, "in_scope": words["in_scope"] == "1", "topics": tuple(said["topic"])})


def completed(said: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return labels by task with what the guide says of a text out of scope filled in."""
    found = {task: tuple(labels) for task, labels in said.items()}
    if found.get("in_scope") == ("0",):
        found |= {"topic": (OFF_TOPIC,), "stance_union": ("none",), "risk": ("0",)}
    return found
