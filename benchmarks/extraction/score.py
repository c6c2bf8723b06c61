"""Score an extractor on saved pages: word F1 of lead and body, lead, title, date, author, captions."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from langnghe.records import HANOI

_WORD = re.compile(r"\w+")
DateVerdict = Literal["right", "wrong", "none", "invented", "rightly none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an extractor says of a page."""

    title: str = ""
    text: str = ""  # lead and body
    date: datetime | str | None = None
    author: str | None = None
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One gold page."""

    file: str
    url: str
    html: bytes
    gold: Mapping[str, Any]

    @property
    def modern(self) -> bool:
        """Say whether the page is of the 2020s."""
        return str(self.gold.get("date") or "").startswith("202")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How right one page is."""

    file: str
    modern: bool
    f1: float
    precision: float
    recall: float
    lead: bool | None  # None: the page has none
    title: bool
    date: DateVerdict
    author: bool | None  # every gold person is named (others may be too)
    author_exact: bool | None  # and nobody else, no publisher
    author_invented: bool
    captions: float | None  # share of the caption words' 3-grams that leaked into the text
    method: str


Extractor = Callable[[bytes, str], Found]


def tokens(text: str) -> list[str]:
    """Return lower-cased NFC word tokens."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def word_f1(found: str, gold: str) -> tuple[float, float, float]:
    """Return F1, precision and recall of two texts as multisets of words."""
    one, two = Counter(tokens(found)), Counter(tokens(gold))
    common = sum((one & two).values())
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / sum(one.values()), common / sum(two.values())
    return 2 * precision * recall / (precision + recall), precision, recall


def grams(text: str) -> set[tuple[str, ...]]:
    """Return word 3-grams."""
    words = tokens(text)
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))} if words else set()


def inside(part: str, whole: str) -> float:
    """Return the share of part's 3-grams in whole."""
    mine = grams(part)
    return len(mine & grams(whole)) / len(mine) if mine else 1.0


def day(value: datetime | str | None) -> str | None:
    """Return the Hà Nội day of a moment; a naive one is taken as Hà Nội time."""
    if isinstance(value, str):
        match = re.match(r"\d{4}-\d{2}-\d{2}", value)
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return match[0] if match else None
    if value is None:
        return None
    return (value.astimezone(HANOI) if value.tzinfo else value).date().isoformat()


def _people(text: str | None) -> set[str]:
    return {" ".join(tokens(part)) for part in re.split(r"[;,]", text or "") if tokens(part)}


def judge(found: Found, case: Case) -> Score:
    """Compare one answer with gold."""
    gold = case.gold
    wanted = " ".join([gold.get("sapo") or "", *gold["body"]])
    f1, precision, recall = word_f1(found.text, wanted)
    right_day, said = day(gold.get("date")), day(found.date)
    date: DateVerdict
    if right_day is None:
        date = "invented" if said else "rightly none"
    else:
        date = "none" if said is None else "right" if said == right_day else "wrong"
    people = _people(gold.get("author"))
    captions = " ".join(gold.get("captions") or [])
    text_grams = grams(wanted)
    alone = grams(captions) - text_grams
    return Score(
        file=case.file,
        modern=case.modern,
        f1=f1,
        precision=precision,
        recall=recall,
        lead=inside(gold["sapo"], found.text) >= 0.8 if gold.get("sapo") else None,
        title=tokens(found.title) == tokens(gold["title"]),
        date=date,
        author=people <= _people(found.author) if people else None,
        author_exact=_people(found.author) == people if people else None,
        author_invented=not people and bool(_people(found.author)),
        captions=len(alone & grams(found.text)) / len(alone) if captions and alone else None,
        method=found.method,
    )


def cases(folder: Path) -> list[Case]:
    """Return the gold article pages that index.jsonl of a folder names."""
    rows = [json.loads(r) for r in (folder / "index.jsonl").read_text("utf-8").splitlines()]
    return [
        Case(file=r["file"], url=r["url"], html=(folder / r["file"]).read_bytes(), gold=r["gold"])
        for r in rows
        if r["kind"] == "article" and "gold" in r
    ]


def mean(values: Iterable[float]) -> float:
    """Return the mean; nan of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else float("nan")


def summary(scores: Sequence[Score]) -> dict[str, float]:
    """Return the figures of a table row; shares over the pages where gold has the field."""
    modern = [s for s in scores if s.modern]
    dated = [s for s in scores if s.date in ("right", "wrong", "none")]
    return {
        "f1": mean(s.f1 for s in scores),
        "f1_2020s": mean(s.f1 for s in modern),
        "precision": mean(s.precision for s in scores),
        "recall": mean(s.recall for s in scores),
        "lead": mean(float(s.lead) for s in scores if s.lead is not None),
        "title": mean(float(s.title) for s in scores),
        "date": mean(float(s.date == "right") for s in dated),
        "date_wrong": float(sum(s.date == "wrong" for s in scores)),
        "date_invented": float(sum(s.date == "invented" for s in scores)),
        "author": mean(float(s.author) for s in scores if s.author is not None),
        "author_2020s": mean(float(s.author) for s in modern if s.author is not None),
        "author_exact": mean(float(s.author_exact) for s in scores if s.author_exact is not None),
        "captions": mean(s.captions for s in scores if s.captions is not None),
    }
