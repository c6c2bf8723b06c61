"""Entities: how often they are right, and texts a second, beside underthesea's recogniser.

    python -m benchmarks.entities            all parts of tests/nlp/data/entities.jsonl
    python -m benchmarks.entities --errors   each wrong or missed name, by key

Texts: title and the first 300 characters, from corpus/union_related and corpus/rss_year; judged by
one reader before any system was run on them. Afterwards spellings of one body were made one (Sở
GD-ĐT) and one name that the 300 characters cut off was taken out. Errors in parts "first" and
"second" were used to mend the rules, those in "third" were not. What counts: provinces, named or told
by a place in them; communes of today and districts of before by their type word, Lai Châu's by name
alone; enterprises with a head word (công ty, tập đoàn …) by key; offices with the body that holds them.

underthesea.ner marks spans as LOC, ORG, PER (most organisations as LOC). Each span of LOC and ORG is
given its province, unit or enterprise by our own tables, so only where it finds names is compared.
ner(deep=True) downloads a transformer at run time and is left out. Needs LANGNGHE_DATA.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from langnghe.config import Settings
from langnghe.text import canonical, fold
from nlp.entities import Entities, entities
from nlp.entities.enterprises import enterprise_key
from nlp.places import places

LABELS = Path(__file__).parent.parent / "tests" / "nlp" / "data" / "entities.jsonl"
LEAD = 300
KINDS = ("places", "communes", "union_units", "enterprises", "roles")


@dataclass(frozen=True, slots=True)
class Judged:
    """One text and the names in it, by kind; enterprises as keys."""

    part: str
    key: str
    title: str
    lead: str
    names: dict[str, frozenset[str]]


@dataclass(slots=True)
class Count:
    """Right, wrong and missed names of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, key: str, said: frozenset[str], true: frozenset[str]) -> None:
        """Count one text."""
        self.right += len(said & true)
        self.wrong += len(said - true)
        self.missed += len(true - said)
        self.errors += [f"{key} + {name}" for name in sorted(said - true)]
        self.errors += [f"{key} - {name}" for name in sorted(true - said)]

    def __str__(self) -> str:
        precision = self.right / max(self.right + self.wrong, 1)
        recall = self.right / max(self.right + self.missed, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({self.right + self.missed} names)"


def key_of(title: str) -> str:
    """Return the key of a text, made as gold/excluded.txt makes it."""
    plain = re.sub(r"\W+", " ", unicodedata.normalize("NFC", title).lower()).strip()
    return hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()[:16]


def judged(data: Path) -> list[Judged]:
    """Return the judged texts that the corpora have."""
    import pyarrow.parquet as pq

    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    found: dict[str, tuple[str, str]] = {}
    for corpus in sorted({row["corpus"] for row in rows}):
        wanted = {row["key"]: row["lead"] for row in rows if row["corpus"] == corpus}
        table = pq.read_table(data / "corpus" / f"{corpus}.parquet", columns=["title", "text"])
        pairs = zip(table["title"].to_pylist(), table["text"].to_pylist(), strict=True)
        for title, text in pairs:
            if not title or (key := key_of(title)) not in wanted:
                continue
            lead = re.sub(r"[\r\n]", " ", text or "")[:LEAD]
            if key_of(f"{title} {lead}") == wanted[key]:  # one title may stand over several texts
                found[key] = (title, lead)
    return [
        Judged(row["part"], row["key"], *found[row["key"]], _names(row))
        for row in rows
        if row["key"] in found
    ]


def _names(row: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    names = {kind: frozenset(row.get(kind, ())) for kind in KINDS}
    names["enterprises"] = frozenset(map(enterprise_key, names["enterprises"]))
    return names


def said(found: Entities) -> dict[str, frozenset[str]]:
    """Return what the rules say, in the form of the judged names."""
    return {
        "places": frozenset(p.name for p in found.places),
        "communes": frozenset(c.name for c in found.communes),
        "union_units": frozenset(u.name for u in found.union_units),
        "enterprises": frozenset(e.key for e in found.enterprises),
        "roles": frozenset(r.name.removeprefix("Nguyên ") for r in found.roles),
    }


def peer(text: str) -> dict[str, list[str]]:
    """Return underthesea's names by its tags LOC, ORG, PER."""
    from underthesea import ner

    names: dict[str, list[str]] = {"LOC": [], "ORG": [], "PER": []}
    for word, _, _, tag in ner(text):
        begin, _, kind = tag.partition("-")
        if kind not in names:
            continue
        if begin == "B" or not names[kind]:
            names[kind].append(word)
        else:
            names[kind][-1] += f" {word}"
    return names


def speed(work: Callable[[str, str], object], texts: list[tuple[str, str]]) -> float:
    """Return texts a CPU-second, the better of two runs."""
    best = 0.0
    for _ in range(2):
        begin = time.process_time()
        for title, lead in texts:
            work(title, lead)
        best = max(best, len(texts) / (time.process_time() - begin))
    return best


def headlines(data: Path, count: int) -> list[tuple[str, str]]:
    """Return titles with descriptions, spread over the year."""
    import pyarrow.parquet as pq

    path = data / "corpus" / "rss_year_2025_2026.parquet"
    table = pq.read_table(path, columns=["title", "text"])
    step = max(table.num_rows // count, 1)
    columns = (column.to_pylist()[::step] for column in table.columns)
    return [(title or "", text or "") for title, text in zip(*columns, strict=True)]


def measure(part: list[Judged]) -> dict[str, Count]:
    """Return the counts of the rules over judged texts."""
    counts = {kind: Count() for kind in KINDS}
    for one in part:
        found = said(entities(one.title, one.lead))
        for kind in KINDS:
            counts[kind].add(one.key, found[kind], one.names[kind])
    return counts


def peers(part: list[Judged]) -> tuple[dict[str, Count], int]:
    """Return underthesea's counts, its spans named by our rules, and persons in what our rules say."""
    counts = {kind: Count() for kind in KINDS if kind not in ("communes", "roles")}
    persons = 0
    for one in part:
        names = peer(canonical(f"{one.title}. {one.lead}"))
        spans = [said(entities(span, "")) for span in (*names["LOC"], *names["ORG"])]
        for kind, count in counts.items():
            found = frozenset(name for span in spans for name in span[kind])
            count.add(one.key, found, one.names[kind])
        ours = entities(one.title, one.lead)
        shown = fold(
            " | ".join(x.name for x in (*ours.enterprises, *ours.roles, *ours.union_units))
        )
        persons += sum(len(p.split()) > 2 and fold(p) in shown for p in names["PER"])
    return counts, persons


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args()
    data = Settings().data
    if not (data / "corpus" / "union_related.parquet").exists():
        raise SystemExit(f"{data}: no data here; set LANGNGHE_DATA")
    every = judged(data)
    for name in sorted({one.part for one in every}):
        part = [one for one in every if one.part == name]
        print(f"part {name}: {len(part)} texts")
        for kind, count in measure(part).items():
            print(f"  rules {kind:12} {count}")
            for error in count.errors if chosen.errors else ():
                print(f"      {error}")
        theirs, persons = peers(part)
        for kind, count in theirs.items():
            print(f"  underthesea.ner {kind:12} {count}")
        print(f"  persons (by underthesea) inside our names: {persons}")
    few = headlines(data, 8_000)
    print(f"texts a CPU-second: rules {speed(entities, few):,.0f}", end="")
    print(f", places alone {speed(lambda a, b: places(f'{a} {b}'), few):,.0f}", end="")
    print(f", underthesea.ner {speed(lambda a, b: peer(f'{a}. {b}'), few[:100]):,.0f}")


if __name__ == "__main__":
    main()
