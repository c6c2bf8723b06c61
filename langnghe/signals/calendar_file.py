"""calendar.toml as the office writes it, and the register of events (sổ lịch sự kiện) beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from langnghe.config import Strict
from langnghe.signals.calendar import Planned, lunar_day, shifted
from langnghe.text import fold

_DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})")


class Event(Strict):
    """One [[event]]: yearly by the sun or the moon, or once."""

    model_config = ConfigDict(populate_by_name=True)  # beside what Strict sets

    label: str = Field(min_length=1)
    factor: float | None = Field(default=None, gt=0, lt=1000)
    doubt: float | None = Field(default=None, ge=0, le=2)
    solar: str | None = None
    lunar: str | None = None
    begin: int = Field(default=0, ge=-200, le=200)
    days: int = Field(default=1, ge=1, le=200)
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _one_way_of_dating(self) -> Event:
        once = self.first is not None or self.last is not None
        if (self.solar is not None) + (self.lunar is not None) + once != 1:
            raise ValueError(
                f"“{self.label}”: ghi đúng một trong ba: solar, lunar, hoặc from và to"
            )
        if once and (self.first is None or self.last is None):
            raise ValueError(f"“{self.label}”: cần cả from và to")
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"“{self.label}”: to {self.last} đứng trước from {self.first}")
        for text, most in ((self.solar, 31), (self.lunar, 30)):
            if text is None:
                continue
            found = _DAY_MONTH.fullmatch(text)
            if not found or not (1 <= int(found[1]) <= most and 1 <= int(found[2]) <= 12):
                raise ValueError(f"“{self.label}”: {text!r} không phải ngày/tháng, ghi như 28/7")
        return self

    def in_years(self, years: Sequence[int]) -> Iterator[Planned]:
        """Yield the event in each of those years; a day some year lacks is left out that year."""
        if self.first and self.last:
            if any(self.first.year <= year <= self.last.year for year in years):
                yield self._planned(self.first, self.last)
            return
        day, month = (int(part) for part in (self.solar or self.lunar or "").split("/"))
        for year in years:
            try:
                anchor = lunar_day(day, month, year) if self.lunar else date(year, month, day)
            except ValueError:  # 29/2, or the 30th of a short lunar month
                continue
            yield self._planned(*shifted(anchor, self.begin, self.days))

    def _planned(self, first: date, last: date) -> Planned:
        return Planned(
            first=first, last=last, label=self.label, factor=self.factor, doubt=self.doubt
        )


class CalendarFile(Strict):
    """calendar.toml."""

    event: tuple[Event, ...] = ()


def registered(rows: Iterable[Mapping[str, Any]]) -> tuple[Planned, ...]:
    """Return rows of the register as planned events: label, date_from, date_to and factor, or None.

    A row that ends before it begins, or whose factor is no number of times, was refused at import.
    """
    return tuple(
        Planned(
            first=row["date_from"],
            last=row["date_to"] or row["date_from"],
            label=row["label"],
            factor=row["factor"] or None,
        )
        for row in rows
    )


def together(file: Iterable[Planned], register: Sequence[Planned]) -> tuple[Planned, ...]:
    """Return both as one calendar, oldest first: of one event that both name the register's word counts.

    Counted twice, “Tháng Công nhân” of the file and “Tháng Công nhân 2026” of the register would explain
    three times the usual day.
    """
    kept = [event for event in file if not any(_same(event, other) for other in register)]
    return tuple(sorted((*kept, *register), key=lambda e: (e.first, e.last, e.label)))


def _same(one: Planned, other: Planned) -> bool:
    """Tell one event under two names: equal but for accents, case and the year, on some common day."""
    overlap = one.first <= other.last and other.first <= one.last
    return overlap and _bare(one.label) == _bare(other.label)


def _bare(label: str) -> str:
    return re.sub(r"\W+", " ", re.sub(r"\b(?:nam )?20\d\d\b", " ", fold(label))).strip()
