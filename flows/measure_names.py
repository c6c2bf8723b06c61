"""The names readers see in place of codes: of topics, units, sources, and of the choices of registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from langnghe.measure.records import FigureSpec
from langnghe.records import ROLE_VI

if TYPE_CHECKING:
    from warehouse import Store


class PartNames:
    """What the classes of a breakdown are called as of a day; each table is read at most once."""

    def __init__(self, store: Store, day: date) -> None:
        self._store = store
        self._day = day
        self._read: dict[str, Mapping[str, str]] = {}

    def of(self, spec: FigureSpec, part: str) -> str:
        """Return the name of one class; of a class in two steps (“a>b”) both names."""
        table = {**self._table(spec.parts), **spec.part_names}
        if part in table:  # “>24” is one class, though the sign separates steps
            return table[part]
        return " – ".join(table.get(piece, piece) for piece in part.split(">"))

    def _table(self, parts: str) -> Mapping[str, str]:
        if parts not in self._read:
            self._read[parts] = self._find(parts)
        return self._read[parts]

    def _find(self, parts: str) -> Mapping[str, str]:
        from warehouse.measure import names_of

        if parts in ("unit", "source"):
            return names_of(self._store, parts, self._day)
        return fixed_names(parts)


@cache
def fixed_names(parts: str) -> Mapping[str, str]:
    """Return the names that no warehouse changes: of topics and of the choices of a register."""
    if not parts:
        return {}
    if parts == "topic":
        from nlp.taxonomy import TOPIC_VI

        return TOPIC_VI
    if parts == "role":
        return ROLE_VI
    from langnghe.registers.kinds import KINDS

    register, column = parts.removeprefix("choice:").split(".")
    return KINDS[register].by_name[column].choices
