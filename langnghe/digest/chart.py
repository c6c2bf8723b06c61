"""The geometry of the 14-day bar chart; the template draws it, CSS colours it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH = 350.0  # one to one on a phone 390 px wide: every bar is a target of 24 px and more
TOP, BOTTOM = 20.0, 124.0  # of the plot, in the same units
HEIGHT = 146.0
_LEAST = 2.0  # a bar of 0 is still a mark


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: value None means nothing could be collected."""

    day: date
    value: int | None
    left: float  # of the slot, whose width is `slot`
    slot: float
    x: float
    width: float
    y: float
    height: float
    today: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars and the height of the dashed line of the usual day (None: unknown)."""

    bars: tuple[Bar, ...]
    usual_y: float | None
    width: float = WIDTH
    height: float = HEIGHT
    bottom: float = BOTTOM


def chart(
    by_day: Sequence[tuple[date, int | None]], usual: float | None, today: date
) -> Chart | None:
    """Return the chart of some days, oldest first; None when there is no day to draw."""
    if not by_day:
        return None
    ceiling = max([n for _, n in by_day if n is not None] + [usual or 0, 1])
    slot = WIDTH / len(by_day)
    width = min(slot * 0.68, 34.0)

    def height_of(value: float) -> float:
        return max(_LEAST, (BOTTOM - TOP) * value / ceiling)

    bars = []
    for k, (day, value) in enumerate(by_day):
        height = height_of(value) if value is not None else (BOTTOM - TOP) * 0.42
        bars.append(
            Bar(
                day=day,
                value=value,
                left=round(k * slot, 2),
                slot=round(slot, 2),
                x=round(k * slot + (slot - width) / 2, 2),
                width=round(width, 2),
                y=round(BOTTOM - height, 2),
                height=round(height, 2),
                today=day == today,
            )
        )
    usual_y = round(BOTTOM - height_of(usual), 2) if usual else None
    return Chart(tuple(bars), usual_y)
