"""What nothing counted means: nothing was there, nobody looked, or somebody has not handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from langnghe.measure.records import Period, Question

if TYPE_CHECKING:
    from warehouse import Store


class Heard:
    """What was handed in and heard in a period, known at a moment; each is read at most once.

    units: codes of the units that are asked about; None: every unit.
    """

    def __init__(
        self, store: Store, period: Period, known: datetime, units: Sequence[str] | None = None
    ) -> None:
        self._store = store
        self._of = (period.first, period.last, known)
        self._last = period.last
        self._units = None if units is None else frozenset(units)
        self._reached: dict[bool, bool] = {}

    def missing(self, question: Question) -> list[str]:
        """Return the names of the units that must hand in what a question needs and have not."""
        if not question.registers or not question.levels:
            return []
        return [
            name
            for code, name, level in self._in_force
            if level in question.levels and not self._has(question, code)
        ]

    def is_zero(self, question: Question) -> bool:
        """Tell whether nothing counted means that there was nothing."""
        if self.missing(question):
            return False
        if question.registers and self._anything(question):
            return True
        if question.source in ("staff", "survey") or (question.registers and question.levels):
            return False
        return self._listened(own=question.listens == "own")

    def _has(self, question: Question, unit: str) -> bool:
        return any((register, unit) in self._handed_in for register in question.registers)

    def _anything(self, question: Question) -> bool:
        return any(
            register in question.registers and (self._units is None or unit in self._units)
            for register, unit in self._handed_in
        )

    def _listened(self, *, own: bool) -> bool:
        from warehouse.measure import anything_heard

        if own not in self._reached:
            self._reached[own] = anything_heard(self._store, *self._of, own=own)
        return self._reached[own]

    @cached_property
    def model(self) -> str:
        """The model that labelled the period, "" where none did: its confusions count, no other's."""
        from warehouse.measure import labelled_by

        return labelled_by(self._store, *self._of)

    @cached_property
    def _handed_in(self) -> frozenset[tuple[str, str | None]]:
        from warehouse.measure import handed_in

        return handed_in(self._store, *self._of)

    @cached_property
    def _in_force(self) -> list[tuple[str, str, str]]:
        from warehouse.measure import units_in_force

        return [
            unit
            for unit in units_in_force(self._store, self._last)
            if self._units is None or unit[0] in self._units
        ]
