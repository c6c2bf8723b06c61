"""Minimal pairs: two sentences that differ in little and mean another thing (or the same).

The sentences are our own words, stand in no training file and carry only the labels that the guide
makes certain. A pair counts when both sides are right: whoever answers both with one label fails.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langnghe.errors import ModelError
from langnghe.records import Labels
from nlp.classifiers.base import Classifier, TextItem
from nlp.evaluate.table import decimal, markdown
from nlp.taxonomy import INTENTS, STANCES, TONES, TOPICS

FILE = Path(__file__).parent / "pairs.jsonl"

CATEGORY_VI: Mapping[str, str] = {
    "taxonomy": "cặp của hướng dẫn gán nhãn",
    "negation": "phủ định",
    "irony": "mỉa mai",
    "stance_tone": "thái độ khác sắc thái",
    "homonym": "từ đồng âm",
    "foreign": "nước ngoài và người Việt xa xứ",
    "time": "đã xảy ra, dự kiến, giả định",
    "promise": "hứa và làm",
    "rumour": "tin đồn và bác bỏ",
    "accuser": "công đoàn tố cáo và bị tố cáo",
    "strike_end": "ngừng việc bắt đầu và kết thúc",
    "gift": "quà đến tay và quà chậm",
    "numbers": "số người",
    "intent": "hỏi, khen, kêu gọi",
    "spelling": "cách gõ",
}

# what a side may want → the values it may have
_WANTS: Mapping[str, Sequence[Any]] = {
    "in_scope": (True, False),
    "tone": TONES,
    "tone_not": TONES,
    "stance_union": STANCES,
    "stance_not": STANCES,
    "intent": INTENTS,
    "topic": TOPICS,
    "topic_not": TOPICS,
    "risk_min": (1, 2, 3),
    "risk_max": (0, 1, 2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One sentence of a pair and what the guide makes certain of it."""

    id: str  # neg-01a
    pair: str  # neg-01
    category: str
    item: TextItem
    want: Mapping[str, Any]


def read(path: Path = FILE) -> list[Side]:
    """Return all sides in file order; a pair without two sides or an unknown wish is an error."""
    sides: list[Side] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        wrong = [k for k, v in row["want"].items() if v not in _WANTS.get(k, ())]
        if wrong or not row["want"] or row["category"] not in CATEGORY_VI:
            raise ModelError(f"{path}: dòng {number}: nhãn mong đợi không hợp lệ {wrong}")
        item = TextItem(
            id=row["id"], kind=row["kind"], title=row.get("title", ""), text=row.get("text", "")
        )
        sides.append(
            Side(
                id=row["id"], pair=row["id"][:-1], category=row["category"], item=item,
                want=row["want"],
            )
        )  # fmt: skip
    for pair, members in _by_pair(sides).items():
        if [s.id for s in members] != [f"{pair}a", f"{pair}b"]:
            raise ModelError(f"{path}: cặp {pair} phải có đúng hai vế a và b")
    return sides


def _by_pair(sides: Sequence[Side]) -> dict[str, list[Side]]:
    found: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        found[side.pair].append(side)
    return found


def wrong(said: Labels, want: Mapping[str, Any]) -> dict[str, Any]:
    """Return what does not hold: wish → what was said instead."""
    held = {
        "in_scope": (said.in_scope, said.in_scope == want.get("in_scope")),
        "tone": (said.tone, said.tone == want.get("tone")),
        "tone_not": (said.tone, said.tone != want.get("tone_not")),
        "stance_union": (said.stance_union, said.stance_union == want.get("stance_union")),
        "stance_not": (said.stance_union, said.stance_union != want.get("stance_not")),
        "intent": (said.intent, said.intent == want.get("intent")),
        "topic": (list(said.topics), want.get("topic") in said.topics),
        "topic_not": (list(said.topics), want.get("topic_not") not in said.topics),
        "risk_min": (said.risk, said.risk >= want.get("risk_min", 0)),
        "risk_max": (said.risk, said.risk <= want.get("risk_max", 3)),
    }
    return {wish: held[wish][0] for wish in want if not held[wish][1]}


def judge(classifier: Classifier, sides: Sequence[Side] | None = None) -> dict[str, Any]:
    """Return accuracy per category, of pairs and of sides, and what was said wrong, by id.

    A pair counts only when both sides are right. Plain JSON values; missed: side → wish → said.
    """
    sides = read() if sides is None else sides
    said = classifier.predict([side.item for side in sides])
    missed = {
        side.id: found
        for side, labels in zip(sides, said, strict=True)
        if (found := wrong(labels, side.want))
    }
    rows: dict[str, dict[str, Any]] = {}
    for name in [*dict.fromkeys(s.category for s in sides), "all"]:
        chosen = [s for s in sides if name in (s.category, "all")]
        pairs = _by_pair(chosen)
        good = sum(not any(s.id in missed for s in members) for members in pairs.values())
        right = sum(s.id not in missed for s in chosen)
        rows[name] = {
            "pairs": len(pairs),
            "pairs_right": good,
            "accuracy": round(good / len(pairs), 4),
            "sides": len(chosen),
            "sides_right": right,
        }
    return {"model": classifier.name, "categories": rows, "missed": missed}


def text(found: Mapping[str, Any]) -> str:
    """Return the accuracy per category as a Vietnamese table and the ids of what was missed."""
    rows = [
        [CATEGORY_VI.get(name, "tất cả"), f"{row['pairs_right']}/{row['pairs']}",
         decimal(row["accuracy"], 2), f"{row['sides_right']}/{row['sides']}"]
        for name, row in found["categories"].items()
    ]  # fmt: skip
    lines = [f"# Cặp câu tối thiểu, {found['model']}", ""]
    lines += markdown(["Loại", "Cặp đúng cả hai vế", "Tỉ lệ", "Vế đúng"], rows)
    if missed := found["missed"]:
        lines += ["", "Vế sai: " + ", ".join(missed)]
    return "\n".join(lines)
