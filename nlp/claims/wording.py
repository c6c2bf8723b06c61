"""A wording of a claim, compiled: what its ideas weigh, which stand together, what is counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from langnghe.text import fold_key, match_key
from nlp.claims.record import Claim
from nlp.claims.sense import denied
from nlp.claims.words import NOT, PERCENT, STOP, Unit, read, standing

_WORTH = 1.6  # units lighter than this say nothing: là, của, và
_YEARS = range(1990, 2100)  # a rumour comes back with another year
_RARE = 8  # texts of the table: what it does not list is as rare as this


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of the claim at index claim; number 0 is the claim's own text."""

    claim: int
    number: int
    weights: dict[str, float]  # of its telling units
    light: dict[str, float]  # of the others
    pairs: tuple[tuple[str, str, float], ...]  # neighbours and what they weigh together
    numbers: frozenset[str]
    after: dict[str, str]  # number → what it counts
    denied: frozenset[str]  # its own units that stand after a "không"
    total: float  # of weights
    all: float  # of weights and light
    width: int  # units a stretch that says it may span


@dataclass(frozen=True, slots=True)
class Index:
    """Wordings, and for each telling unit those that hold it."""

    wordings: tuple[Wording, ...]
    posting: dict[str, tuple[int, ...]]


def weigh(key: str, accented: bool) -> float:
    """Return how telling a unit is: the log of how rarely a text has it."""
    if key in (STOP, NOT):
        return 0.0
    if key[0] == "#":
        return 4.0 if counts(key) else 3.0
    if key == PERCENT:
        return 1.7
    table, rare = _frequency(accented)
    return table.get(key, rare)


def counts(key: str) -> bool:
    """Say whether a number counts something, that is, is no year."""
    return not (key[1:].isdigit() and int(key[1:]) in _YEARS)


def compiled(claims: Sequence[Claim], *, accented: bool) -> Index:
    """Return the wordings of claims as texts with accents, or without, would say them."""
    wordings = tuple(
        _wording(number, place, _units(text, accented), accented)
        for number, claim in enumerate(claims)
        for place, text in enumerate(claim.wordings)
    )
    posting: dict[str, list[int]] = {}
    for number, wording in enumerate(wordings):
        for key in wording.weights:
            posting.setdefault(key, []).append(number)
    return Index(wordings, {key: tuple(numbers) for key, numbers in posting.items()})


def without_accents(text: str) -> str:
    """Return a text as a writer without accents types it; signs and figures stay."""
    return "".join(fold_key(match_key(c)) if c.isalpha() else c for c in text)


@cache
def _frequency(accented: bool) -> tuple[dict[str, float], float]:
    texts, units = standing(accented)
    return {key: math.log(texts / n) for key, n in units.items()}, math.log(texts / _RARE)


def _units(text: str, accented: bool) -> tuple[Unit, ...]:
    said = read(text)
    if accented or not said.accented:
        return said.units
    return read(without_accents(said.text)).units


def _wording(claim: int, place: int, units: Sequence[Unit], accented: bool) -> Wording:
    keys = [unit.key for unit in units]
    every = {key: weigh(key, accented) for key in keys}
    weights = {key: weight for key, weight in every.items() if weight >= _WORTH}
    telling = [key for key in keys if key in weights]
    pairs = {(a, b): weights[a] + weights[b] for a, b in pairwise(telling) if a != b}
    return Wording(
        claim=claim,
        number=place,
        weights=weights,
        light={key: weight for key, weight in every.items() if key not in weights},
        pairs=tuple((a, b, weight) for (a, b), weight in pairs.items()),
        numbers=frozenset(key for key in keys if key[0] == "#" and counts(key)),
        after={a: b for a, b in pairwise(keys) if a[0] == "#" and counts(a)},
        denied=frozenset(denied(units, weights)),
        total=sum(weights.values()) or 1.0,
        all=sum(every.values()) or 1.0,
        width=2 * len(keys) + 6,
    )
