"""What a text names: provinces and communes, union units, enterprises, offices; never a person.

Rules and gazetteers, read in one pass. underthesea's recogniser was measured beside them
(benchmarks/entities.py) and does not pay; docs/choices.md has the figures.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from langnghe.text import canonical
from nlp.entities import roles, unions
from nlp.entities.enterprises import enterprise_at
from nlp.entities.model import (
    Commune,
    Enterprise,
    Entities,
    Level,
    Place,
    Role,
    UnionUnit,
)
from nlp.entities.reading import Reading
from nlp.entities.units import communes
from nlp.entities.vocabulary import HEADS
from nlp.places import named, province_now, ranked

NAME = "entities@1"
LOOK_AT = 2_000  # characters: what a report is about is said early
EACH_AT_MOST = 20  # entities of one kind: beyond, it is a list and no report

_E = TypeVar("_E", UnionUnit, Enterprise, Role)


def entities(title: str, text: str) -> Entities:
    """Return what a title and the first 2,000 characters of a text name, each once.

    Never raises; without accents or in capitals only, what cannot mislead is read.
    """
    whole = canonical(f"{title[:LOOK_AT]}\n{text[:LOOK_AT]}")
    reading = Reading(whole)
    found = named(reading.words, blind=reading.blind)
    local, homes = communes(reading, found)
    mentions = [*found, *homes]
    units: list[UnionUnit] = []
    firms: list[Enterprise] = []
    offices: list[Role] = []
    starts = _starts(reading.blind)
    at, count, keys = 0, len(reading.keys), reading.keys
    while at < count:
        if keys[at] not in starts:
            at += 1
            continue
        if (office := roles.role_at(reading, at, mentions)) is not None:
            at = office[0]  # what the office belongs to is read next
            offices.append(office[1])
        elif hits := unions.unit_named_at(reading, at, mentions):
            units += [unit for _, unit in hits]
            at = _inside(reading, at, hits[-1][0])
        elif (firm := enterprise_at(reading, at)) is not None:
            at = firm[0]
            firms.append(firm[1])
        else:
            at += 1
    return Entities(
        places=tuple(
            Place(name=name, now=province_now(name)) for name in ranked(mentions)[:EACH_AT_MOST]
        ),
        communes=tuple(local[:EACH_AT_MOST]),
        union_units=_once(units),
        enterprises=_once(firms),
        roles=_once(offices),
    )


def _inside(reading: Reading, at: int, end: int) -> int:
    """Return where to read on after a unit: at the company in it, which is an enterprise too."""
    return next((here for here in range(at + 1, end) if HEADS.at(reading, here)), end)


@cache
def _starts(blind: bool) -> frozenset[str]:
    tables = unions.heads(blind=blind) | roles.heads(blind=blind)
    return tables | HEADS.first_words(blind=blind)


def _once(found: list[_E]) -> tuple[_E, ...]:
    """Keep the first of each: of an enterprise by its key, else by name."""
    first: dict[str, _E] = {}
    for one in found:
        first.setdefault(one.key if isinstance(one, Enterprise) else one.name, one)
    return tuple(first.values())[:EACH_AT_MOST]


__all__ = [
    "LOOK_AT", "NAME", "Commune", "Enterprise", "Entities", "Level", "Place", "Role", "UnionUnit",
    "entities",
]  # fmt: skip
