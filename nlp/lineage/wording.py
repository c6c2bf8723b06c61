"""How near a text comes to a wording: runs of its words, and the ideas it says within two sentences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from langnghe.text import fold
from nlp.claims.wording import weigh, without_accents
from nlp.claims.words import STOP, Said, Unit, read

Places = Mapping[str, Sequence[int]]  # unit → where it stands in a text, in order

RUN = 5  # words of a run
NEIGHBOURS = 3  # units between two neighbours of the wording that still stand together
TELLING = 1.6  # units lighter than this say nothing: là, của, và
# What every text of this field says: worth little, however rare elsewhere.
FIELD = "công đoàn, công nhân, người lao động, công ty, doanh nghiệp, đoàn viên, tổ chức, lao động, làm việc"
FIELD_WORTH = 0.3
TOGETHER = 0.3  # of the likeness: do neighbours of the wording stand together


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a message, as ideas with what each weighs; numbers are compared apart."""

    text: str
    units: tuple[Unit, ...]
    weights: dict[str, float]
    pairs: tuple[tuple[str, str], ...]
    runs: frozenset[str]
    short: bool  # of fewer words than a run

    @property
    def total(self) -> float:
        """Return what all ideas weigh together."""
        return sum(self.weights.values()) or 1.0


@dataclass(frozen=True, slots=True)
class Window:
    """One sentence, or two that follow each other: units first to last of a text."""

    first: int
    last: int  # one past the end


@dataclass(frozen=True, slots=True)
class Near:
    """How near a window of a text comes to a wording, each 0–1."""

    containment: float  # share of the wording's runs of five words that the text has
    similarity: float  # share of the weight of its ideas said within the window
    heard: float  # that weight itself: of a wording of field words alone nothing is heard
    window: Window


@lru_cache(maxsize=4096)
def wording(text: str, *, accented: bool) -> Wording:
    """Return a wording as a text with accents, or without, would say it."""
    said = read(text)
    if not accented and said.accented:
        said = read(without_accents(said.text))
    weights = {
        unit.key: weight * (FIELD_WORTH if unit.key in _field(accented) else 1)
        for unit in said.units
        if not unit.number and (weight := weigh(unit.key, accented)) >= TELLING
    }
    telling = [unit.key for unit in said.units if unit.key in weights]
    pairs = tuple(dict.fromkeys((a, b) for a, b in pairwise(telling) if a != b))
    short = len(fold(text).split()) < RUN
    return Wording(text, said.units, weights, pairs, runs(text), short)


@lru_cache(maxsize=2)
def _field(accented: bool) -> frozenset[str]:
    text = FIELD if accented else without_accents(FIELD)
    return frozenset(unit.key for unit in read(text).units if unit.key != STOP)


def runs(text: str) -> frozenset[str]:
    """Return the runs of five words of a text, accents and case aside; a short text is one run."""
    words = fold(text).split()
    size = min(RUN, len(words))
    return frozenset(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def windows(said: Said) -> Iterator[Window]:
    """Yield each sentence of a text, and each two that follow each other."""
    bounds = [0, *(n + 1 for n, unit in enumerate(said.units) if unit.key == STOP), len(said.units)]
    sentences = [Window(a, b) for a, b in pairwise(bounds) if b - a > 2]
    yield from sentences
    yield from (Window(a.first, b.last) for a, b in pairwise(sentences))


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready for many wordings. runs: of RUN words; places: unit → where it stands."""

    said: Said
    runs: frozenset[str]
    places: Places
    windows: tuple[Window, ...]


def ready(said: Said) -> Text:
    """Return a text with what every wording looks for in it."""
    places: dict[str, list[int]] = {}
    for at, unit in enumerate(said.units):
        places.setdefault(unit.key, []).append(at)
    return Text(said, runs(said.text), places, tuple(windows(said)))


def nearest(one: Wording, text: Text) -> Near | None:
    """Return the window of a text that says most of a wording; None where it says nothing of it.

    A wording of fewer words than a run is looked up as it is.
    """
    best: Near | None = None
    shared = sum(run in text.runs for run in one.runs) if text.runs else 0
    if one.short:
        shared = int(f" {next(iter(one.runs), '?')} " in f" {fold(text.said.text)} ")
    containment = shared / (len(one.runs) or 1)
    held = {key: text.places[key] for key in one.weights if key in text.places}
    for window in text.windows if held else ():
        found = _said_in(one, held, window)
        # Of two windows that say as much the shorter is the quotation.
        if found and (best is None or found > best.similarity + 1e-9):
            best = Near(containment, found, found * one.total, window)
    return best


def _said_in(one: Wording, everywhere: Places, window: Window) -> float:
    places: dict[str, Sequence[int]] = {}
    for key, at in everywhere.items():
        first = bisect_left(at, window.first)
        last = bisect_left(at, window.last, first)
        if first < last:
            places[key] = at[first:last]
    if not places:
        return 0.0
    inside = sorted(places, key=lambda key: places[key][0])
    held = sum(one.weights[key] for key in inside) / one.total
    if not one.pairs:
        return held
    near = sum(
        any(abs(x - y) <= NEIGHBOURS for x in places.get(a, ()) for y in places.get(b, ()))
        for a, b in one.pairs
    )
    return (1 - TOGETHER) * held + TOGETHER * near / len(one.pairs)
