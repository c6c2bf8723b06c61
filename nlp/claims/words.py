"""What a text says, as ideas in order: teencode, synonyms, numbers and accents set aside.

A text with accents is compared with accents (thưởng is not thường), one without is compared
without. Every unit remembers where it stood, so that a match can be quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from langnghe.text import canonical, fold, match_key

_TABLE = Path(__file__).with_name("concepts.txt")
_TOKEN = re.compile(r"[0-9]+(?:[.,/][0-9]+)*|%|[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*|[.!?…;\n]+")
_ACCENTED_SHARE = 0.2  # of the words: below it a writer leaves accents out
_HEAD = 20_000  # characters that are read: a claim further down an article is nobody's rumour

_LONGEST = 24  # characters of a number: int() refuses thousands of digits

NOT = "không"  # the idea of denial: unit of every negating word
PERCENT = "%"
STOP = "."  # the end of a sentence

_TIMES = {"nghìn": 1e3, "ngàn": 1e3, "k": 1e3, "triệu": 1e6, "tr": 1e6, "củ": 1e6, "tỷ": 1e9, "tỉ": 1e9}  # fmt: skip
_DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
_COUNTED = "% phần triệu nghìn ngàn tỷ tháng ngày giờ tiếng tuổi người năm mạng lần trăm chủ công thợ nhân đồng h".split()


class Unit(NamedTuple):  # made a thousand times a text: a dataclass takes three times as long
    """One idea of a text: an idea of the table, a word, "#20" for a number or STOP."""

    key: str
    start: int
    end: int

    @property
    def number(self) -> bool:
        return self.key[0] == "#"


@dataclass(frozen=True, slots=True)
class Said:
    """A text as units; text is its canonical form, which the places refer to."""

    text: str
    accented: bool
    units: tuple[Unit, ...]


def read(text: str) -> Said:
    """Return what a text says."""
    text = canonical(text)[:_HEAD]
    found = [(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    letters = [word for word, _, _ in found if word[0].isalpha()]
    marked = sum(not word.isascii() for word in letters)
    accented = marked > _ACCENTED_SHARE * len(letters)
    return Said(
        text, accented, tuple(_ideas(_numbers(_keyed(found, accented), accented), accented))
    )


def _keyed(found: Iterable[tuple[str, int, int]], accented: bool) -> list[Unit]:
    key = _accented_key if accented else _blind_key
    return [Unit(key(word), start, end) for word, start, end in found]


@lru_cache(maxsize=1 << 16)
def _accented_key(word: str) -> str:
    return _key(word, True)


@lru_cache(maxsize=1 << 16)
def _blind_key(word: str) -> str:
    return _key(word, False)


def _key(word: str, accented: bool) -> str:
    if "0" <= word[0] <= "9":
        return _digits(word)
    if word == PERCENT:
        return PERCENT
    key = (match_key if accented else fold)(word)
    if 3 < len(key) <= _longest_known(accented) and key not in _vocabulary(accented):
        key = _repaired(key, accented)
    return key or STOP


@cache
def standing(accented: bool) -> tuple[int, dict[str, int]]:
    """Return how many texts were counted, and unit → in how many of them it stands."""
    table = _TABLE.with_name(f"units_{'accented' if accented else 'blind'}.tsv")
    if not table.exists():  # it is being counted for the first time: benchmarks.claims --weigh
        return 0, {}
    (_, texts), *rows = (line.split("\t") for line in table.read_text("utf-8").splitlines())
    return int(texts), {unit: int(n) for unit, n in rows}


@cache
def _vocabulary(accented: bool) -> frozenset[str]:
    """Return the words that are no slip of the finger: of the table of ideas and the table of weights."""
    known = {word for unit in standing(accented)[1] for word in unit.split()}
    for phrases in _phrases(accented).values():
        known.update(word for words, _ in phrases for word in words)
    return frozenset(known)


@cache
def _longest_known(accented: bool) -> int:
    return max(map(len, _vocabulary(accented)), default=0)


def _repaired(word: str, accented: bool) -> str:
    """Return the known word of which two neighbouring letters were swapped, else the word."""
    known = _vocabulary(accented)
    key = match_key if accented else fold
    for at in range(len(word) - 1):
        swapped = key(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
        if swapped in known and len(swapped) == len(word):
            return swapped
    return word


def _digits(word: str) -> str:
    """Return one spelling of a number: 3.000 is 3000, 01/07/2025 is 1/7/2025, 7,20 is 7.2."""
    word = word[:_LONGEST].rstrip(".,/")
    if "/" in word:
        return "#" + "/".join(part.lstrip("0") or "0" for part in word.split("/"))
    parts = re.split(r"[.,]", word)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return f"#{int(''.join(parts))}"
    if len(parts) == 2:
        return "#" + f"{int(parts[0])}.{parts[1]}".rstrip("0").rstrip(".")
    return f"#{int(parts[0][:15])}"


@cache
def _number_words(accented: bool) -> tuple[dict[str, int], dict[str, float], frozenset[str]]:
    key: Callable[[str], str] = match_key if accented else fold
    digits = {key(word): value for value, word in enumerate(_DIGITS) if value}
    counted = frozenset(key(word) if word != PERCENT else word for word in _COUNTED)
    return digits, {key(word): times for word, times in _TIMES.items()}, counted


def _numbers(units: list[Unit], accented: bool) -> list[Unit]:
    """Return units with "hai mươi lăm", "5 triệu", "500k" as one number each."""
    digits, times, counted = _number_words(accented)
    ten, tens, five, hundred = (
        ("mười", "mươi", "lăm", "trăm") if accented else ("muoi", "muoi", "lam", "tram")
    )
    out: list[Unit] = []
    at, size = 0, len(units)

    def key(place: int) -> str:
        return units[place].key if place < size else STOP

    while at < size:
        unit = units[at]
        value: float | None = None
        after = at + 1
        if unit.number:
            if unit.key[1:].replace(".", "", 1).isdigit():
                value = float(unit.key[1:])
        elif unit.key in digits or unit.key == ten:
            value = float(digits.get(unit.key, 10))
            if unit.key in digits and key(after) == tens:
                value, after = value * 10, after + 1
                if key(after) in digits or key(after) == five:
                    value, after = value + digits.get(key(after), 5), after + 1
            elif unit.key == ten and key(after) in digits and key(after + 1) in counted:
                value, after = value + digits[key(after)], after + 1
            if key(after) == hundred and key(after - 1) != "phần":
                value, after = value * 100, after + 1
            if key(after) not in counted:
                value = None  # "năm nay", "ba mẹ": no number
        if value is None:
            out.append(unit)
            at += 1
            continue
        if key(after) in times and (after == at + 1 or not unit.number):
            value, after = value * times[key(after)], after + 1
            if key(after) in ("đồng", "dong"):
                after += 1
        out.append(Unit(f"#{value:.10g}", unit.start, units[after - 1].end))
        at = after
        if key(at) in ("phần", "phan") and key(at + 1) in ("trăm", "tram"):
            out.append(Unit(PERCENT, units[at].start, units[at + 1].end))
            at += 2
    return out


_Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@cache
def _phrases(accented: bool) -> _Phrases:
    """Return first word → (phrase, idea), longest first."""
    key: Callable[[str], str] = match_key if accented else fold
    index: _Phrases = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        idea, _, others = line.removeprefix("! ").partition(" = ")
        for phrase in (idea, *others.split(" | ")):
            if (phrase[0] == "^" and not accented) or " + " in phrase:
                continue
            words = tuple(key(phrase).split())
            known = index.setdefault(words[0], [])
            if all(words != other for other, _ in known):
                known.append((words, idea))
    for known in index.values():
        known.sort(key=lambda entry: -len(entry[0]))
    return index


@cache
def deeds() -> frozenset[str]:
    """Return the ideas of the table that say what is done: a claim without its deed is another."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return frozenset(line[2:].partition(" = ")[0] for line in lines if line.startswith("! "))


def _ideas(units: list[Unit], accented: bool) -> list[Unit]:
    """Return units with every phrase of the table as its idea."""
    index = _phrases(accented)
    keys = [unit.key for unit in units]
    out: list[Unit] = []
    at, size = 0, len(units)
    while at < size:
        unit = units[at]
        for words, idea in index.get(unit.key, ()):
            length = len(words)
            if length == 1 or tuple(keys[at : at + length]) == words:
                end = units[at + length - 1].end
                out += [Unit(part, unit.start, end) for part in idea.split(" + ")]
                at += length
                break
        else:
            out.append(unit)
            at += 1
    return out
