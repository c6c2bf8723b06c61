"""Where words that must go stand again: quoted in an alert, a press review, a letter, a draft."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from langnghe.text import fold

RUN = 8  # syllables in a row that two people rarely write alike
LEAST = 6  # a shorter wording cannot be told from anybody's: only its address and its number are looked for
GONE_VI = "[đã xoá theo yêu cầu]"


_PARTS = re.compile(r"(\n|<[^<>]*>)")


@dataclass(frozen=True, slots=True)
class Passages:
    """Some wordings, and the names (ids, addresses) under which they went."""

    runs: frozenset[tuple[str, ...]]
    shorts: tuple[
        str, ...
    ] = ()  # whole wordings between LEAST and RUN syllables, padded with spaces
    names: tuple[str, ...] = ()
    first: frozenset[str] = field(default_factory=frozenset)  # syllables with which a run begins

    @classmethod
    def of(cls, wordings: Iterable[str], names: Collection[str] = ()) -> Passages:
        """Return the passages of some texts."""
        runs, shorts = set(), set()
        for wording in wordings:
            said = fold(wording).split()
            if len(said) >= RUN:
                runs |= {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}
            elif len(said) >= LEAST:
                shorts.add(f" {' '.join(said)} ")
        named = tuple(sorted({name for name in names if len(name) >= RUN}))
        return cls(frozenset(runs), tuple(sorted(shorts)), named, frozenset(run[0] for run in runs))

    def __bool__(self) -> bool:
        return bool(self.runs or self.shorts or self.names)

    def stand_in(self, text: str, *, named: bool = True) -> bool:
        """Tell whether a text repeats a passage, or (named) gives one of the names."""
        if named and any(name in text for name in self.names):
            return True
        if not (self.runs or self.shorts):
            return False
        said = fold(text).split()
        if self.shorts:
            whole = f" {' '.join(said)} "
            if any(short in whole for short in self.shorts):
                return True
        return any(
            said[at] in self.first and tuple(said[at : at + RUN]) in self.runs
            for at in range(len(said) - RUN + 1)
        )

    def redact(self, value: Any) -> Any:
        """Return a JSON value in which each text that repeats a passage says instead that it is gone.

        Names stay: an alert goes on to name the posts it is about.
        """
        if isinstance(value, str):
            return self.cut(value)
        if isinstance(value, list):
            return [self.redact(one) for one in value]
        if isinstance(value, dict):
            return {name: self.redact(one) for name, one in value.items()}
        return value

    def cut(self, text: str) -> str:
        """Return a text without the lines or page elements that repeat a passage; whole, where it spans them."""
        if not self.stand_in(text, named=False):
            return text
        parts = _PARTS.split(text)
        kept = "".join(GONE_VI if self.stand_in(part, named=False) else part for part in parts)
        return GONE_VI if self.stand_in(_PARTS.sub(" ", kept), named=False) else kept
