"""Facts of own texts: what is counted, paid or dated, of which event, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from langnghe.text import canonical, fold
from nlp.claims.words import PERCENT, STOP, Unit, read
from nlp.lineage.wording import windows, wording

DATE = "ngày"  # the attribute of a date
# A number after these names a thing and counts nothing: quý 2, điều 5, tổ số 4.
_NAMING = frozenset("quý điều khoản mục số thứ tháng khoá khóa năm chương lần phần ca".split())
_ABOUT = {
    "hơn": (1.0, 1.15), "trên": (1.0, 1.15), "gần": (0.85, 1.0), "ngót": (0.85, 1.0),
    "khoảng": (0.88, 1.12), "chừng": (0.88, 1.12), "độ": (0.88, 1.12),
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[-&][^\W_]+)*|[^\w\s]")
_GENERIC = re.compile(
    r"^(?:cong ty|cong doan|cdcs|ldld|lien doan lao dong|ubnd|xa|phuong|tinh|ngay|sang|chieu|mai am|"
    r"thang cong nhan|tet|nhan|trong|co|to|moi|hon|gan|khoang|den|cong|thang|nha|khu)\b ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One text of ours: where it stood and when. id: of the post or the document."""

    id: str
    outlet: str
    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One number of one text: attribute is what it counts, low–high what its words leave open."""

    own: Own
    attribute: str
    value: str  # as read: "320", "12/5"
    low: float
    high: float
    written: str  # as it stands
    sentence: str
    names: frozenset[str]
    numbered: frozenset[str]  # "quý 1", "số 4": other events have other ones
    dates: frozenset[str]
    beside: tuple[tuple[str, str], ...]  # attribute → value of the other numbers of the sentence
    ideas: tuple[tuple[str, float], ...]


def facts(own: Own) -> list[Fact]:
    """Return the facts of a text; a sentence that gives an attribute two values says none of it."""
    said = read(canonical(own.text))
    found: list[Fact] = []
    for window in windows(said):
        units = said.units[window.first : window.last]
        if any(unit.key == STOP for unit in units[:-1]):
            continue  # two sentences: each is looked at alone
        sentence = said.text[units[0].start : units[-1].end]
        found += _of_sentence(own, said.text, sentence, units)
    return found


def _of_sentence(own: Own, text: str, sentence: str, units: Sequence[Unit]) -> Iterator[Fact]:
    told = list(_numbers(text, units))
    dates = frozenset(value for attribute, value, *_ in told if attribute == DATE)
    weights = wording(sentence, accented=True).weights
    for attribute, value, low, high, written in told:
        if sum(attribute == other for other, *_ in told) != 1:
            continue
        yield Fact(
            own=own, attribute=attribute, value=value, low=low, high=high, written=written,
            sentence=sentence.strip()[:300], names=_names(sentence) or _names(text), numbered=_numbered(units),
            dates=frozenset() if attribute == DATE else dates,
            beside=tuple((a, v) for a, v, *_ in told if a != attribute), ideas=tuple(sorted(weights.items())),
        )  # fmt: skip


def _numbers(text: str, units: Sequence[Unit]) -> Iterator[tuple[str, str, float, float, str]]:
    for at, unit in enumerate(units):
        if not unit.number:
            continue
        before = units[at - 1].key if at else STOP
        behind = units[at + 1] if at + 1 < len(units) else None
        if "/" in unit.key:
            day = "/".join(unit.key[1:].split("/")[:2])
            yield DATE, day, 0.0, 0.0, text[unit.start : unit.end]
            continue
        if before in _NAMING or not unit.key[1:].replace(".", "", 1).isdigit():
            continue
        value = float(unit.key[1:])
        written = text[unit.start : unit.end]
        if (
            "đồng" in written
            or (behind and behind.key in ("đồng", "triệu", "tỷ"))
            or value >= 100_000
        ):
            attribute = "đồng"
        elif behind is None or behind.key == STOP or behind.number:
            continue
        else:
            attribute = PERCENT if behind.key == PERCENT else behind.key
        end = behind.end if behind and attribute != "đồng" else unit.end
        low, high = _ABOUT.get(text[: unit.start].rstrip().rpartition(" ")[2].lower(), (1.0, 1.0))
        yield attribute, unit.key[1:], value * low, value * high, text[unit.start : end]


def _numbered(units: Sequence[Unit]) -> frozenset[str]:
    """Return what is named by a number: quý 1, số 4; Roman figures too."""
    found = set()
    for at, unit in enumerate(units[1:], 1):
        before = units[at - 1].key
        if before in _NAMING and (unit.number or re.fullmatch(r"[ivx]+", unit.key)):
            found.add(f"{before} {unit.key.lstrip('#')}")
    return frozenset(found)


def _names(sentence: str) -> frozenset[str]:
    """Return the proper names of a sentence, folded, without the common words they begin with."""
    runs: list[list[str]] = [[]]
    first = True
    for word in _WORD.findall(sentence):
        capital = word[0].isupper()
        if capital or (runs[-1] and word.isdigit()):
            runs[-1].append(
                "" if first else word
            )  # the first word of a sentence is no name by its capital
            first = False
        else:
            runs.append([])
            first = first and not word[0].isalnum()
    found = set()
    for run in runs:
        key = fold(" ".join(filter(None, run)))
        while (shorter := _GENERIC.sub("", key)) != key:
            key = shorter
        if key and not key.isdigit():
            found.add(key)
    return frozenset(found)
