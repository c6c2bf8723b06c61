"""R2a: the press quotes somebody for our union who is not on its roster of spokespersons.

A sentence speaks for us that has an office of the union, the name of one of our units, and a verb of speaking.
It is the reading of mart.c3_06: a name decides; an office alone counts only where nobody is named, and in
the unit that the roster gives it for. A machine's reading of half a page: a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

_SPEAKS = re.compile(r"\b(?:cho biết|cho hay|khẳng định|phát biểu|chia sẻ|nhấn mạnh|nói|trả lời)\b")
_OFFICE = re.compile(
    r"\b(?:chủ tịch|trưởng ban|phó ban|cán bộ|lãnh đạo|đại diện|phát ngôn|chuyên viên|ủy viên|uỷ viên)\b"
    r"[^,;:“”]{0,60}\b(?:lđlđ|công đoàn|cđcs)\b"
)
_NAMED = re.compile(r"\b(?:[Ôô]ng|[Bb]à|[Cc]hí|[Aa]nh|[Cc]hị)\s+([^\W\d_]\w*)\s+([^\W\d_]\w*)")
_SENTENCE = re.compile(r"(?<=[.!?…])[”\"]?\s|\n")


class Voice(Enum):
    """Who speaks for us in a text."""

    NOBODY = "nobody"
    ROSTER = "roster"
    OTHER = "other"
    UNKNOWN = "unknown"  # somebody, and there is no roster to hold it against


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One row of the roster that lets somebody speak: spokesperson or delegate. topics: none is all."""

    unit: str  # its code
    name: str
    position: str
    since: date
    until: date | None = None
    topics: tuple[str, ...] = ()
    of_province: bool = False  # speaks for every unit of the province


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who may speak, and what our units are called: (name, code)."""

    speakers: tuple[Speaker, ...] = ()
    units: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a text shows of who speaks: the first sentence that is nobody's of the roster, if any."""

    voice: Voice
    unit: str = ""  # as the register calls it


def quoted(texts: Iterable[str], roster: Roster, day: date, topics: Iterable[str] = ()) -> Quote:
    """Return who speaks for us in the reports of a story; one sentence of the roster vouches for it.

    Whoever the press asks beside our spokesperson stands in a story that the spokesperson knows of.
    """
    found = [
        quote for text in texts for said in _SENTENCE.split(text)
        if (quote := _sentence(said, roster, day, frozenset(topics))) is not None
    ]  # fmt: skip
    for voice in (Voice.ROSTER, Voice.UNKNOWN, Voice.OTHER):
        if first := next((quote for quote in found if quote.voice is voice), None):
            return first
    return Quote(voice=Voice.NOBODY)


def _sentence(said: str, roster: Roster, day: date, topics: frozenset[str]) -> Quote | None:
    words = _plain(said)
    if not (_SPEAKS.search(words) and _OFFICE.search(words)):
        return None
    ours = [(name, code) for name, code in roster.units if _plain(name) in words]
    if not ours:
        return None
    name, code = max(ours, key=lambda pair: len(pair[0]))
    if not roster.speakers:
        return Quote(voice=Voice.UNKNOWN, unit=name)
    named = _person(said)
    allowed = any(
        _names(speaker, words, named=named, code=code)
        for speaker in roster.speakers
        if (speaker.unit == code or speaker.of_province)
        and speaker.since <= day <= (speaker.until or date.max)
        and (not speaker.topics or not topics or topics & set(speaker.topics))
    )
    return Quote(voice=Voice.ROSTER if allowed else Voice.OTHER, unit=name)


def _names(speaker: Speaker, words: str, *, named: bool, code: str) -> bool:
    bare = " ".join(re.findall(r"\w+", words))
    if f" {_plain(speaker.name)} " in f" {bare} ":
        return True
    office = _plain(speaker.position)
    return (
        not named
        and speaker.unit == code
        and office in words
        and f"phó {office}" not in words  # a deputy is somebody else
    )


def _person(said: str) -> bool:
    """Say whether a sentence names a person: a form of address, and two words in capitals."""
    return any(first[0].isupper() and second[0].isupper() for first, second in _NAMED.findall(said))


def _plain(text: str) -> str:
    """Return words in one case and one spelling of the federation."""
    lowered = " ".join(text.lower().split())
    return lowered.replace("liên đoàn lao động", "lđlđ")
