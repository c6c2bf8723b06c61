"""What the model learns from: gold labels, our own sentences, other people's sentiment sets.

No text whose key stands in gold/excluded.txt passes: those are kept aside to judge the model.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from langnghe.errors import ModelError
from langnghe.records import PostKind
from nlp.taxonomy import problem

OWN_WORDS = Path(__file__).parent / "train" / "own_words.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled text."""

    id: str
    kind: PostKind
    title: str
    text: str
    in_scope: bool
    topics: tuple[str, ...]
    tone: str
    stance_union: str
    intent: str
    risk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """One auxiliary set with one label a text; its heads only advise the second stage."""

    name: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    labels: tuple[str, ...]


def aside_key(title: str, text: str) -> str:
    """Return the key by which kept-aside texts are named (recipe: data/README.md)."""
    spoken = unicodedata.normalize("NFC", title or text[:200]).lower()
    plain = re.sub(r"\W+", " ", spoken).strip()
    return hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()[:16]


def aside(data: Path) -> frozenset[str]:
    """Return the keys of texts that must never be learned from; a missing list stops training."""
    path = data / "gold" / "excluded.txt"
    if not path.exists():
        raise ModelError(f"{path}: không thấy danh sách để riêng, không huấn luyện khi thiếu nó")
    return frozenset(path.read_text(encoding="ascii").split())


def example(row: Mapping[str, Any]) -> Example:
    """Return a checked example from a row; labels against the guide are an error with the id."""
    if wrong := problem(row):
        raise ModelError(f"mẫu {row['id']}: {wrong}")
    return Example(
        id=str(row["id"]),
        kind=row["kind"],
        title=row["title"] or "",
        text=row["text"] or "",
        in_scope=bool(row["in_scope"]),
        topics=tuple(row["topics"]),
        tone=row["tone"],
        stance_union=row["stance_union"],
        intent=row["intent"],
        risk=int(row["risk"]),
    )


def gold(data: Path, split: str) -> list[Example]:
    """Return gold/SPLIT.parquet without texts kept aside."""
    keys = aside(data)
    found = (example(row) for row in _rows(data / "gold" / f"{split}.parquet"))
    return [e for e in found if aside_key(e.title, e.text) not in keys]


def is_own_words(name: str) -> bool:
    """Say whether an example's id is that of a sentence of own_words."""
    return name.startswith("own-")


def own_words(path: Path = OWN_WORDS) -> list[Example]:
    """Return the sentences written for this project: rare classes and pairs that break naive models."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        example({"id": f"own-{number}", **json.loads(line)})
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def helper(data: Path, name: str, limit: int, seed: int) -> Helper:
    """Return at most `limit` rows of labelled/NAME.parquet, without texts kept aside."""
    keys = aside(data)
    rows = list(_rows(data / "labelled" / f"{name}.parquet"))
    order = np.random.default_rng(seed).permutation(len(rows))[:limit]
    kept = []
    for row in (rows[i] for i in sorted(order)):
        # Only DANeS has a title that is part of the text; ViCTSD's is the article's.
        described = row.get("description")
        title, text = (row["title"] or "", described) if described else ("", row["text"] or "")
        if aside_key(title, text) not in keys and aside_key("", row["text"] or "") not in keys:
            kept.append((title, text, str(row["label"])))
    titles, texts, labels = zip(*kept, strict=True) if kept else ((), (), ())
    return Helper(name=name, titles=tuple(titles), texts=tuple(texts), labels=tuple(labels))


def corpus_sha(examples: Iterable[Example]) -> str:
    """Return the SHA-256 of ids, texts and labels: what a floor is pinned to."""
    total = hashlib.sha256()
    for e in sorted(examples, key=lambda e: e.id):
        fields = (e.id, e.kind, e.title, e.text, int(e.in_scope), e.topics, e.tone, e.stance_union,
                  e.intent, e.risk)  # fmt: skip
        total.update(json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def file_sha(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, value: Any) -> None:
    """Write a model's description: readable, in the order given, ending in a line break."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def folds(examples: Sequence[Example], count: int, seed: int) -> list[np.ndarray[Any, Any]]:
    """Return index arrays of `count` folds; texts with one key never stand in two folds."""
    groups: dict[str, list[int]] = {}
    for index, e in enumerate(examples):
        groups.setdefault(aside_key(e.title, e.text), []).append(index)
    order = np.random.default_rng(seed).permutation(len(groups))
    members = list(groups.values())
    return [np.array(sorted(i for g in order[k::count] for i in members[g])) for k in range(count)]


def corpus(data: Path, name: str) -> list[tuple[str, str]]:
    """Return title ("" where the corpus has none) and text of every row of corpus/NAME.parquet."""
    return [
        (row.get("title") or "", row["text"] or "")
        for row in _rows(data / "corpus" / f"{name}.parquet", ["title", "text"])
    ]


def _rows(path: Path, columns: Sequence[str] | None = None) -> Iterable[dict[str, Any]]:
    import pyarrow.parquet as pq

    if not path.exists():
        raise ModelError(f"{path}: không thấy tệp; đặt LANGNGHE_DATA về thư mục dữ liệu")
    wanted = [c for c in columns if c in pq.read_schema(path).names] if columns else None
    yield from pq.read_table(path, columns=wanted).to_pylist()
