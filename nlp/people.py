"""What people judged, as examples to learn from and as a measure of the machine. Pure but for `read`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.classifiers.base import Classifier, TextItem
from nlp.dataset import Example, aside, aside_key, corpus_sha, example
from nlp.evaluate import score
from nlp.review import completed
from nlp.taxonomy import TASKS

ENOUGH = 30  # judged texts below which a figure says more about chance than about the model

# Which figures of nlp.evaluate speak of which task, by the beginning of their name.
_TASK_OF = {
    "in_scope": "in_scope",
    "tone": "tone",
    "negative": "tone",
    "stance": "stance_union",
    "intent": "intent",
    "risk": "risk",
    "topic": "topic",
    "primary": "topic",
}

# task → where an Example keeps its labels, and as what.
_FIELDS: Mapping[str, tuple[str, Callable[[Sequence[str]], Any]]] = {
    "in_scope": ("in_scope", lambda labels: labels[0] == "1"),
    "topic": ("topics", tuple),
    "tone": ("tone", itemgetter(0)),
    "stance_union": ("stance_union", itemgetter(0)),
    "intent": ("intent", itemgetter(0)),
    "risk": ("risk", lambda labels: int(labels[0])),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What of people's labels can teach. partial: not all tasks judged; refused: kept-aside texts."""

    examples: tuple[Example, ...]
    partial: int
    refused: int


def words_of(row: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return task → labels of a row of warehouse.review.judged, out of scope filled in by the guide."""
    return completed({word["task"]: tuple(word["labels"]) for word in row["words"]})


def _fields(words: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {field: value(words[task]) for task, (field, value) in _FIELDS.items() if task in words}


def material(rows: Iterable[Mapping[str, Any]], keys: frozenset[str] = frozenset()) -> Material:
    """Return the examples of rows of which a person judged every task.

    A machine's label never fills a gap: the model would learn its own mistakes. Texts whose key is
    in `keys` (nlp.dataset.aside) are kept aside to judge models and never become examples.
    """
    examples, partial, refused = [], 0, 0
    for row in rows:
        said = words_of(row)
        if aside_key(row["title"], row["text"]) in keys:
            refused += 1
        elif said.keys() < set(TASKS):
            partial += 1
        else:
            examples.append(_example(row, said))
    return Material(examples=tuple(examples), partial=partial, refused=refused)


def examples(
    rows: Iterable[Mapping[str, Any]], keys: frozenset[str] = frozenset()
) -> list[Example]:
    """Return only the examples of `material`."""
    return list(material(rows, keys).examples)


def _example(row: Mapping[str, Any], said: Mapping[str, Sequence[str]]) -> Example:
    text = {"id": row["post_id"], "kind": row["kind"], "title": row["title"], "text": row["text"]}
    return example({**text, **_fields(said)})


def to_json(e: Example) -> dict[str, Any]:
    """Return an example as a line of the file that `read` reads."""
    return {name: getattr(e, name) for name in Example.__slots__}


def read(path: Path, data: Path) -> list[Example]:
    """Return the examples of a file of `review export-gold`, without texts kept aside.

    Raise ModelError when the list of kept-aside keys is missing, or a line is no good example.
    """
    keys = aside(data)
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: không đọc được nhãn của người ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(example(json.loads(line)))
        except (ModelError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"{path}: dòng {number}: không phải một mẫu ({error}); "
                "xuất lại bằng `langnghe review export-gold`"
            ) from error
    return [e for e in found if aside_key(e.title, e.text) not in keys]


def against(
    classifier: Classifier,
    rows: Sequence[Mapping[str, Any]],
    predict: Callable[[Sequence[TextItem]], Sequence[Labels]] | None = None,
) -> dict[str, Any]:
    """Return the figures of a classifier against people, task by task, as plain JSON values.

    A task is measured on the posts in which a person judged it; below ENOUGH of them it says
    "chưa đủ" and gives no figure. random repeats it on the randomly drawn posts alone, which speak for
    all that readers see; the others were chosen because the machine was unsure, and flatter nobody.
    """
    items = [
        TextItem(id=row["post_id"], kind=row["kind"], title=row["title"], text=row["text"])
        for row in rows
    ]
    said = list((predict or classifier.predict)(items))
    words = [words_of(row) for row in rows]
    lottery = [bool(row["random"]) for row in rows]
    tasks: dict[str, Any] = {}
    for task in TASKS:
        chosen = [i for i in range(len(rows)) if task in words[i]]
        if chosen:
            tasks[task] = {
                **_measured(classifier.name, task, chosen, rows, words, said),
                "random": _measured(
                    classifier.name, task, [i for i in chosen if lottery[i]], rows, words, said
                ),
            }
    everything = [_filled(row, w, s) for row, w, s in zip(rows, words, said, strict=True)]
    return {
        "model": classifier.name,
        "how": "people",
        "n": len(rows),
        "corpus_sha": corpus_sha(everything),
        "tasks": tasks,
    }


def _measured(
    model: str,
    task: str,
    chosen: Sequence[int],
    rows: Sequence[Mapping[str, Any]],
    words: Sequence[Mapping[str, Sequence[str]]],
    said: Sequence[Labels],
) -> dict[str, Any]:
    if len(chosen) < ENOUGH:
        return {"n": len(chosen), "status": "chưa đủ"}
    right = [_filled(rows[i], {task: words[i][task]}, said[i]) for i in chosen]
    figures = score(model, "people", right, [said[i] for i in chosen]).figures
    mine = {
        name: round(float(value), 4)
        for name, value in figures.items()
        if next((t for start, t in _TASK_OF.items() if name.startswith(start)), None) == task
    }
    return {"n": len(chosen), "status": "đủ", "figures": mine}


def _filled(row: Mapping[str, Any], words: Mapping[str, Sequence[str]], said: Labels) -> Example:
    """Return a person's labels, the machine's own where nobody judged: those are never scored."""
    e = Example(
        id=row["post_id"], kind=row["kind"], title=row["title"], text=row["text"],
        in_scope=said.in_scope, topics=said.topics, tone=said.tone,
        stance_union=said.stance_union, intent=said.intent, risk=said.risk,
    )  # fmt: skip
    return replace(e, **_fields(words))
