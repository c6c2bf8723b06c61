"""Hold the facts of own outlets against each other: one event, one attribute, two values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from langnghe.config import DifferenceNear
from nlp.differences.facts import DATE, Fact, Own, facts

_SHIPPED = DifferenceNear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two own texts that give one event's attribute different values; a person says whether it is so."""

    one: Fact
    other: Fact
    alike: float

    @property
    def id(self) -> str:
        """Name it by both texts and the attribute: the same difference found again is the same."""
        return f"difference/{self.one.own.id}/{self.other.own.id}/{self.one.attribute}"


def differences(texts: Iterable[Own], near: DifferenceNear = _SHIPPED) -> list[Difference]:
    """Return what own outlets say differently, the most alike first; texts of one outlet are not compared."""
    by_attribute: dict[str, list[Fact]] = {}
    for own in texts:
        for fact in facts(own):
            by_attribute.setdefault(fact.attribute, []).append(fact)
    found: dict[str, Difference] = {}
    for same in by_attribute.values():
        for one, other in _pairs(same, near):
            alike = _alike(one, other)
            if alike >= near.alike and _differ(one, other):
                told = Difference(one=one, other=other, alike=round(alike, 3))
                if told.id not in found or alike > found[told.id].alike:
                    found[told.id] = told
    return sorted(found.values(), key=lambda d: (-d.alike, d.id))


def _pairs(same: list[Fact], least: DifferenceNear) -> Iterator[tuple[Fact, Fact]]:
    """Yield facts of two outlets near in time that may be of one event, the earlier first."""
    ordered = sorted(same, key=lambda f: (f.own.day, f.own.id))
    for one, other in combinations(ordered, 2):
        together = one.names & other.names or one.dates & other.dates
        within = least.apart_days if together else least.nameless_days
        near = (other.own.day - one.own.day).days <= within
        if near and one.own.outlet != other.own.outlet and _one_event(one, other):
            yield one, other


def _one_event(one: Fact, other: Fact) -> bool:
    if _apart(one.names, other.names):
        return False
    if one.numbered and other.numbered and one.numbered.isdisjoint(other.numbered):
        return False
    if one.attribute == DATE:  # another day and another number: another event
        theirs = dict(other.beside)
        if any(theirs.get(name, value) != value for name, value in one.beside):
            return False
    return not (one.dates and other.dates and one.dates.isdisjoint(other.dates))


def _apart(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether each side names somebody the other does not: then it is another's matter."""

    def alone(names: frozenset[str], others: frozenset[str]) -> bool:
        return any(not any(name in o or o in name for o in others) for name in names)

    return alone(mine, theirs) and alone(theirs, mine)


def _differ(one: Fact, other: Fact) -> bool:
    if one.attribute == DATE:
        return one.value != other.value
    return one.low > other.high or other.low > one.high


def _alike(one: Fact, other: Fact) -> float:
    mine, theirs = dict(one.ideas), dict(other.ideas)
    both = sum(mine[key] for key in mine.keys() & theirs.keys())
    less = min(sum(mine.values()), sum(theirs.values()))
    every = sum({**theirs, **mine}.values())
    if not less or not every:
        return 0.0
    # Half of what the shorter says, half of all: a long sentence may hold a short one.
    return 0.5 * both / less + 0.5 * both / every
