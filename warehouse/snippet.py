"""The lines of a text that show why it was found: verbatim, cut at words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from langnghe.text import fold

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_BEFORE, _LENGTH = 60, 220  # characters shown before the first hit, and in all
_READ = 5_000  # words looked at: an endless text costs no more than a long one


def snippet(text: str, wanted: Sequence[str]) -> str:
    """Return about 220 characters around the first of the wanted folded words, or the beginning."""
    at = _first(text, wanted)
    start = 0 if at is None or at <= _BEFORE else _word_start(text, at - _BEFORE)
    end = len(text) if len(text) <= start + _LENGTH else _word_end(text, start + _LENGTH, start)
    inside = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{inside}{'…' if end < len(text) else ''}"


def _first(text: str, wanted: Sequence[str]) -> int | None:
    """Return where the longest of the wanted phrases first stands."""
    spans = list(islice(_WORD.finditer(text), _READ))
    blind = [fold(span[0]) for span in spans]
    for phrase in sorted(wanted, key=len, reverse=True):
        words = phrase.split(" ")
        for i in range(len(blind) - len(words) + 1):
            last = i + len(words) - 1
            if blind[i:last] == words[:-1] and blind[last].startswith(words[-1]):
                return spans[i].start()
    return None


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int, start: int) -> int:
    space = text.rfind(" ", max(start + 1, at - 30), at + 1)
    return space if space > start else at
