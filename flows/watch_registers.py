"""What the rules of the watch hold news against in our registers: who may speak, who our units are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from langnghe.cases.rule_quote import Roster, Speaker
from langnghe.text import fold
from warehouse import Store
from warehouse.registers import state

MAY_SPEAK = ("spokesperson", "delegate")  # who only looks after communication may not
_UNION = re.compile(r"(?:cong doan co so|cdcs|cong doan)\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """roster: who may speak. unions: key of an enterprise (nlp.entities) → its union in the register."""

    roster: Roster
    unions: Mapping[str, str]

    def of(self, enterprises: Iterable[str]) -> dict[str, str]:
        """Return those of some enterprises that have a union in the register, with its name."""
        from nlp.entities.enterprises import enterprise_key

        found = {name: self.unions.get(enterprise_key(name)) for name in enterprises}
        return {name: union for name, union in found.items() if union}


def registers(store: Store, home: str, day: date) -> Registers:
    """Return what the registers say; units as they stand on a day, the roster with its terms."""
    units = [row for row in _rows(store, "units") if _in_force(row, day)]
    provinces = {row["code"] for row in units if row.get("level") == "province"}
    names = [
        (name, str(row["code"]))
        for row in units if row.get("level") != "national"
        for name in (row["name"], *(row.get("also_known") or ()))
        if not name.endswith(" tỉnh")  # “Công đoàn Giáo dục tỉnh” begins every province's name
    ]  # fmt: skip
    code = min(provinces, default="")
    speakers = tuple(
        Speaker(
            unit=str(row["unit"]), name=row["name"], position=row["position"],
            since=date.fromisoformat(row["valid_from"]), until=_day(row.get("valid_to")),
            topics=tuple(row.get("topics") or ()), of_province=row["unit"] in provinces,
        )
        for row in _rows(store, "spokespersons") if row.get("authority") in MAY_SPEAK
    )  # fmt: skip
    # The province's federation is ours whether or not anybody has entered it.
    ours = dict([(f"LĐLĐ tỉnh {home}", code), (f"LĐLĐ thành phố {home}", code), *names])
    return Registers(
        roster=Roster(speakers=speakers, units=tuple(ours.items())), unions=_unions(units)
    )


def _unions(units: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    from nlp.entities.enterprises import enterprise_key

    found: dict[str, str] = {}
    for row in units:
        if row.get("kind") != "company":
            continue
        for name in (row["name"], *(row.get("also_known") or ())):
            union = _UNION.match(fold(name))
            key = enterprise_key(name[union.end() :] if union else name)
            if len(key) >= 2:
                found.setdefault(key, str(row["name"]))
    return found


def _rows(store: Store, kind: str) -> list[dict[str, Any]]:
    rows = state(store, f"register.{kind}").values()
    return [row for row in rows if not row.get("withdrawn")]


def _in_force(row: Mapping[str, Any], day: date) -> bool:
    since, until = _day(row.get("valid_from")), _day(row.get("valid_to"))
    return (since is None or since <= day) and (until is None or until >= day)


def _day(said: Any) -> date | None:
    return date.fromisoformat(str(said)) if said else None
