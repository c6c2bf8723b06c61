"""Whether a text spreads a claim, denies it or asks about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from langnghe.text import fold, match_key
from nlp.claims.words import NOT, STOP, Said, Unit

if TYPE_CHECKING:
    from nlp.claims.wording import Wording

Kind = Literal["resurfaced", "refutation", "question"]
Opposed = Literal["", "denies", "affirms"]

_REACH = 5  # units that a "không" reaches
_TELLING = 2.4  # it reaches over được, bị, cho, phải, which weigh less
_NEAR = 160  # characters around the quoted words in which "tin giả" is said of them
_SHORT = 400  # characters: a comment speaks of one thing

_REFUTES = """
bác bỏ, tin giả, tin vịt, fake news, tin fake, sai sự thật, bịa đặt, xuyên tạc, thất thiệt,
không chính xác, không đúng sự thật, không có cơ sở, không có thật, hoàn toàn sai, đính chính,
tin sai, thông tin sai, hiểu sai, hiểu lầm, là lừa đảo, thủ đoạn lừa đảo, giả mạo, đừng tin,
không đúng đâu, như lời đồn, không có chuyện, không có việc, không có quy định, làm gì có chuyện, đâu có chuyện, lấy đâu ra chuyện
"""
_FALSE = "tin giả, tin vịt, tin đồn, bịa đặt, xuyên tạc, tin sai, là lừa đảo, lừa đảo"
_NOT_SO = "không phải, chẳng phải, đâu phải, đâu có phải, chứ không phải, cứ bảo, lại bảo"
_ASKS = """
có phải, phải không, phải ko, phải k, đúng không, đúng ko, thật không, thật ko, có đúng, có thật,
thực hư, liệu có, cho hỏi, xin hỏi, cho em hỏi, ai biết, hay sao, thật hả, thật à, thiệt không
"""
_AT_END = "không, ko, k, hông, chưa, hả, à, ạ, vậy, nhỉ, sao, z, ta, hả mọi người, mọi người"
_SENTENCE_END = re.compile(r"[.!?…\n]")


def denied(units: Sequence[Unit], weights: Mapping[str, float]) -> set[str]:
    """Return the telling units that a word of denial stands before: the first after each."""
    found: set[str] = set()
    for at, unit in enumerate(units):
        if unit.key != NOT:
            continue
        for other in units[at + 1 : at + 1 + _REACH]:
            if other.key in (NOT, STOP):
                break
            if weights.get(other.key, 0.0) >= _TELLING:
                found.add(other.key)
                break
    return found


def opposed(wording: Wording, said: Said, first: int, last: int) -> Opposed:
    """Say whether the stretch first:last denies what the wording says, or affirms what it denies.

    A denial that only moved to another word is no contradiction: "không cho con công nhân học" and
    "con công nhân không được học".
    """
    units = said.units[max(first - _REACH, 0) : last + 1]
    text = denied(units, wording.weights)
    if text - wording.denied and wording.denied <= text:
        return "denies"
    inside = {unit.key for unit in said.units[first : last + 1]}
    silent = all(unit.key != NOT for unit in units)
    return "affirms" if silent and wording.denied & inside else ""


def kind(said: Said, start: int, end: int, *, denies: bool) -> Kind:
    """Return what a text does with the claim it holds at start:end (characters).

    denies: its words deny the claim (opposed, or an antonym). "Tin giả", "bác bỏ"
    and their like around it make a refutation too, unless they are denied themselves.
    """
    patterns = _patterns(said.accented)
    whole = len(said.text) <= _SHORT
    around = said.text if whole else said.text[max(start - _NEAR, 0) : end + _NEAR]
    if patterns.refutes.search(patterns.but_not.sub(" ", patterns.key(around))):
        return "refutation"
    if _asks(said.text, start, end, patterns):
        return "question"
    return "refutation" if denies else "resurfaced"


def _asks(text: str, start: int, end: int, patterns: _Patterns) -> bool:
    """Say whether the sentence around start:end is a question about it."""
    begin = max((m.end() for m in _SENTENCE_END.finditer(text, 0, start)), default=0)
    stop = _SENTENCE_END.search(text, end)
    sentence = patterns.key(text[begin : stop.start() if stop else len(text)])
    if patterns.asks.search(sentence):
        return True
    return bool(stop and stop[0] == "?" and patterns.at_end.search(sentence))


class _Patterns:
    """The word lists for texts with accents, or without: bare "tin gia" is no "tin giá"."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self.key = key
        self.refutes = re.compile(self._any(_REFUTES))
        self.but_not = re.compile(rf"{self._any(_NOT_SO)} (?:{key('là')} )?{self._any(_FALSE)}")
        self.asks = re.compile(self._any(_ASKS))
        self.at_end = re.compile(self._any(_AT_END) + "$")

    def _any(self, phrases: str) -> str:
        return rf"\b(?:{'|'.join(self._keys(phrases.split(',')))})\b"

    def _keys(self, phrases: Iterable[str]) -> list[str]:
        return sorted({self.key(phrase) for phrase in phrases}, key=len, reverse=True)


@cache
def _patterns(accented: bool) -> _Patterns:
    return _Patterns(match_key if accented else fold)
