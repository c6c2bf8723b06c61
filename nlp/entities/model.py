"""What a text names: places, communes, union units, enterprises, offices. Never a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["trung ương", "tỉnh", "trên cơ sở", "cơ sở"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A province or city as the text has it (63 names until June 2025), and what it is today (34)."""

    name: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune or former district: "xã Bum Nưa", "huyện Sìn Hồ", or "Sìn Hồ" where no type is given.

    now is the commune of today where one is known: former districts became several, so "".
    """

    name: str
    province: str  # of today
    now: str
    written: str

    @property
    def label(self) -> str:
        """Name it so that it stands alone: “huyện Sìn Hồ, Lai Châu”."""
        return f"{self.name}, {self.province}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionUnit:
    """A unit of the Vietnamese trade union, its name in one spelling, and its level."""

    name: str
    level: Level
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    """A company, factory or cooperative. key is one for all spellings: “pouyuen”."""

    name: str
    key: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An office and where it is held, without who holds it: “Chủ tịch LĐLĐ tỉnh Lai Châu”."""

    name: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """Everything of interest a text names, each once, the most central places first.

    written is what stands in canonical(title + "\\n" + text), line ends included.
    """

    places: tuple[Place, ...] = ()
    communes: tuple[Commune, ...] = ()
    union_units: tuple[UnionUnit, ...] = ()
    enterprises: tuple[Enterprise, ...] = ()
    roles: tuple[Role, ...] = ()

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return plain values for `classify`; every entity has a name."""
        return {
            "places": [{"name": p.name, "now": p.now} for p in self.places],
            "communes": [
                {"name": c.name, "province": c.province, "now": c.now} for c in self.communes
            ],
            "union_units": [{"name": u.name, "level": u.level} for u in self.union_units],
            "enterprises": [{"name": e.name, "key": e.key} for e in self.enterprises],
            "roles": [{"name": r.name} for r in self.roles],
        }

    def rows(self) -> list[tuple[str, str]]:
        """Return (task, label) of annotation rows, the most central of a task first."""
        return [
            *(("place", p.name) for p in self.places),
            *(("commune", c.label) for c in self.communes),
            *(("union_unit", u.name) for u in self.union_units),
            *(("enterprise", e.name) for e in self.enterprises),
            *(("role", r.name) for r in self.roles),
        ]
