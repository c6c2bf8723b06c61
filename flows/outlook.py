"""The next 72 hours of an alert's series in words: what flows.forecasts wrote down and what still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from langnghe.numbers import number
from langnghe.records import hanoi_day
from warehouse import Store, forecasts

UNKNOWN = "chưa đủ dữ liệu"  # a short history, too rare a series, or nobody has foretold lately


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The newest forecast known at some moment, none of whose three days are over. made_for: the day
    at whose end it was made; chances: series → probabilities in the order of DIRECTIONS."""

    made_for: date | None = None
    chances: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def briefly(self, series: str | None) -> str:
        """Return “tăng (62 %)”, UNKNOWN where nothing can be told, "" where there is no series."""
        if not series:
            return ""
        told = self._told(series)
        return f"{told[0][0]} ({_percent(told[0][1])})" if told else UNKNOWN

    def fully(self, series: str | None) -> str:
        """Return all three probabilities, the days they are of and what they are held against."""
        if not series:
            return "báo động này không gắn với chuỗi số liệu nào nên không dự báo được"
        told = self._told(series)
        if not told or self.made_for is None:
            return UNKNOWN
        from langnghe.signals.forecast import AHEAD

        (best, chance), *others = told
        rest = ", ".join(f"{name} {_percent(share)}" for name, share in others)
        first, last = (self.made_for + timedelta(days=ahead) for ahead in (1, AHEAD))
        return (
            f"nhiều khả năng {best} ({_percent(chance)}); {rest}. Tính cho {first:%d/%m} đến {last:%d/%m/%Y} "
            f"so với {AHEAD} ngày liền trước, lập từ số liệu hết ngày {self.made_for:%d/%m/%Y}"
        )

    def _told(self, series: str) -> list[tuple[str, float]]:
        """Return the directions, the likeliest first; none where the series has no forecast."""
        from langnghe.signals.forecast import DIRECTIONS

        chances = self.chances.get(series, ())
        said = [(str(name), chance) for name, chance in zip(DIRECTIONS, chances, strict=False)]
        return sorted(said, key=lambda pair: -pair[1])


def outlook(store: Store, at: datetime) -> Outlook:
    """Return what was foretold by then and is not over: a forecast of last week says nothing of today."""
    from langnghe.signals.forecast import AHEAD

    found = forecasts.latest(store, at)
    if found is None or found[0] + timedelta(days=AHEAD) < hanoi_day(at):
        return Outlook()
    return Outlook(made_for=found[0], chances=found[1])


def _percent(share: float) -> str:
    return f"{number(100 * share, '.0f')} %"
