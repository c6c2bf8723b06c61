"""Our own labels, kept by id: models/gold/*.jsonl names a text of ../shared/data/corpus, never its words.

A line: id ("corpus:row"), key (see dataset.aside_key, so that a corpus that changed is noticed),
kind, in_scope, topics, tone, stance_union, intent, risk, reader. The folder `second` holds what
another reader said, without knowing the first, of these texts and of gold/train.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from langnghe.text import canonical
from nlp.dataset import Example, aside, aside_key, corpus, example, gold
from nlp.quality import kappa

FOLDER = Path(__file__).parents[1] / "models" / "gold"


def rows(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Return every label row; a broken line is an error that names file and line."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                row["id"], row["key"]
            except (ValueError, KeyError, TypeError) as error:
                raise ModelError(
                    f"{path.name}, dòng {number}: không phải một nhãn ({error})"
                ) from error
            found.append(row)
    return found


def seconds(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """Return id → the second reader's labels, of our own texts and of gold/train."""
    return {row["id"]: row for row in rows(folder / "second")}


def is_ours(name: str) -> bool:
    """Say whether an id is one of models/gold (corpus:row) and not of the gold sets.

    >>> is_ours("union_related:3509"), is_ours("d0a099ccc2")
    (True, False)
    """
    return ":" in name


def again(folder: Path = FOLDER) -> dict[str, Example]:
    """Return id → the second reader's labels as an example without its text."""
    return {
        name: example({**row, "title": "", "text": ""}) for name, row in seconds(folder).items()
    }


def extended(data: Path, folder: Path = FOLDER) -> list[Example]:
    """Return our labels joined with the texts they name, without texts kept aside.

    A row whose text is no longer the one that was read raises ModelError with its id.
    """
    keys = aside(data)
    wanted = rows(folder)
    texts = _texts(data, {row["id"] for row in wanted})
    found = []
    for row in wanted:
        title, text = texts[row["id"]]
        if aside_key(title, text) != row["key"]:
            raise ModelError(f"{row['id']}: văn bản trong kho đã khác lúc gán nhãn, bỏ nhãn này đi")
        if row["key"] not in keys:
            found.append(example({**row, "title": title, "text": text}))
    return found


def labelled(data: Path, wanted: Mapping[str, Any]) -> list[Example]:
    """Return the labelled texts that train.toml's `data` table asks for: gold splits, our own labels."""
    found = [e for split in wanted["gold"] for e in gold(data, split)]
    return found + (extended(data) if wanted["extended"] else [])


def split(
    examples: Sequence[Example], wanted: Mapping[str, Any]
) -> tuple[list[Example], list[Example]]:
    """Return (learn, tune): by a hash of the text, so a text is always in the same part.

    What blends and calibrates the models is fitted on tune, which no model has learned from.
    """
    share, seed = float(wanted["tune_share"]), int(wanted["tune_seed"])
    learn: list[Example] = []
    tune: list[Example] = []
    for e in examples:
        key = f"{seed}:{aside_key(e.title, e.text)}".encode()
        drawn = int(hashlib.sha256(key).hexdigest()[:8], 16) / 16**8
        (tune if drawn < share else learn).append(e)
    return learn, tune


def agreement(
    found: Iterable[Mapping[str, Any]], again: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    """Return task → n, share of equal labels and Cohen's κ of the rows that two readers read."""
    both = [(row, again[row["id"]]) for row in found if row["id"] in again]
    said: dict[str, list[tuple[Any, Any]]] = {"primary_topic": []}
    for one, two in both:
        said["primary_topic"].append((one["topics"][0], two["topics"][0]))
        for task in ("in_scope", "tone", "stance_union", "intent", "risk"):
            said.setdefault(task, []).append((one[task], two[task]))
    return {
        task: {
            "n": len(pairs),
            "agree": _same(pairs),
            "kappa": 1.0 if (value := kappa(pairs)) is None else value,
        }
        for task, pairs in said.items()
        if pairs
    }


def _same(pairs: Sequence[tuple[Any, Any]]) -> float:
    same: float = sum(a == b for a, b in pairs) / len(pairs)
    return same


def _texts(data: Path, ids: set[str]) -> dict[str, tuple[str, str]]:
    wanted: dict[str, set[int]] = {}
    for name in ids:
        source, _, row = name.rpartition(":")
        wanted.setdefault(source, set()).add(int(row))
    found = {}
    for source, numbers in wanted.items():
        texts = corpus(data, source)
        for number in numbers:
            if number >= len(texts):
                raise ModelError(f"{source}:{number}: kho {source} chỉ có {len(texts)} dòng")
            title, text = texts[number]
            found[f"{source}:{number}"] = (canonical(title), canonical(text))
    return found
