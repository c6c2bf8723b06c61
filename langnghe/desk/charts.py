"""Charts as plain geometry; `_chart.html` draws them as SVG whose marks are links to their rows.

Every chart carries a table of the same numbers. A value of None is “không thu được” (or not known):
it is drawn hatched, never as a zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from langnghe.desk.render import number

WIDTH, HEIGHT = 720.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 8.0, 8.0, 18.0, 26.0  # around the plot
LINE = 34.0  # height of one line of a horizontal chart
_idents = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One number of a chart. href opens its rows; low, high: its interval."""

    name: str
    value: float | None
    href: str = ""
    low: float | None = None
    high: float | None = None
    said: str = ""  # how the value reads; the plain number when ""
    css: str = ""  # bad, warn, good
    short: str = ""  # under a column, where the name is too long

    @property
    def words(self) -> str:
        """Return the value in words."""
        if self.said:
            return self.said
        if self.value is None:
            return "không thu được"
        if self.low is not None and self.high is not None:
            return f"{number(self.value)} ({number(self.low)} – {number(self.high)})"
        return number(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A mark with its place: a box, and for intervals the ends of the whisker."""

    mark: Mark
    x: float
    y: float
    width: float
    height: float
    hit_x: float = 0.0
    hit_width: float = 0.0
    labelled: bool = True
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart. kind: columns, line, bars (lying), dots (lying, with intervals)."""

    ident: str
    kind: str
    title: str
    about: str  # for a screen reader and the caption: what is counted, of when
    unit: str
    marks: tuple[Mark, ...]
    drawn: tuple[Drawn, ...]
    width: float
    height: float
    base: float  # y of zero (columns, line) or x of zero (bars, dots)
    path: str = ""  # of a line; broken where a value is not known
    aim: float | None = None  # a line to compare with, in the chart's units
    aim_said: str = ""
    table: str = "Số liệu của biểu đồ"

    @property
    def gaps(self) -> bool:
        return any(mark.value is None for mark in self.marks)


def columns(
    title: str, marks: Sequence[Mark], *, about: str = "", unit: str = "",
    aim: float | None = None, aim_said: str = "",
) -> Chart:  # fmt: skip
    """Return standing columns, one a mark, for days or weeks."""
    top = _ceiling(marks, aim)
    plot = HEIGHT - TOP - BOTTOM
    slot = (WIDTH - LEFT - RIGHT) / max(1, len(marks))
    wide = min(slot * 0.72, 48.0)
    every = max(1, math.ceil(len(marks) / 16))  # as many names as fit beneath
    drawn = []
    for at, mark in enumerate(marks):
        high = plot * 0.4 if mark.value is None else max(1.5, plot * max(0.0, mark.value) / top)
        drawn.append(
            Drawn(
                mark=mark,
                x=_r(LEFT + at * slot + (slot - wide) / 2),
                y=_r(TOP + plot - high),
                width=_r(wide),
                height=_r(high),
                hit_x=_r(LEFT + at * slot),
                hit_width=_r(slot),
                labelled=at % every == 0 or at == len(marks) - 1,
            )
        )
    return Chart(
        ident=f"bd-{next(_idents)}", kind="columns", title=title, about=about, unit=unit,
        marks=tuple(marks), drawn=tuple(drawn), width=WIDTH, height=HEIGHT, base=_r(TOP + plot),
        aim=_r(TOP + plot - plot * aim / top) if aim is not None else None, aim_said=aim_said,
    )  # fmt: skip


def line(
    title: str, marks: Sequence[Mark], *, about: str = "", unit: str = "",
    aim: float | None = None, aim_said: str = "",
) -> Chart:  # fmt: skip
    """Return a line through marks in time; it breaks where a value is not known."""
    chart = columns(title, marks, about=about, unit=unit, aim=aim, aim_said=aim_said)
    path, pen = [], "M"
    dots = []
    for place in chart.drawn:
        middle = _r(place.x + place.width / 2)
        if place.mark.value is None:
            pen = "M"
            dots.append(place)
            continue
        path.append(f"{pen}{middle} {place.y}")
        pen = "L"
        dots.append(place)
    return Chart(
        ident=chart.ident, kind="line", title=title, about=about, unit=unit, marks=chart.marks,
        drawn=tuple(dots), width=chart.width, height=chart.height, base=chart.base,
        path=" ".join(path), aim=chart.aim, aim_said=aim_said,
    )  # fmt: skip


def bars(title: str, marks: Sequence[Mark], *, about: str = "", unit: str = "") -> Chart:
    """Return lying bars under their names: topics, sources, units."""
    return _lying("bars", title, marks, about, unit)


def dots(title: str, marks: Sequence[Mark], *, about: str = "", unit: str = "") -> Chart:
    """Return lying dots with their intervals: estimates."""
    return _lying("dots", title, marks, about, unit)


def _lying(kind: str, title: str, marks: Sequence[Mark], about: str, unit: str) -> Chart:
    room = WIDTH - LEFT - RIGHT - 90  # the value stands right of the bar
    top = _ceiling(marks, None)
    drawn = []
    for at, mark in enumerate(marks):
        width = room * 0.25 if mark.value is None else max(1.5, room * max(0.0, mark.value) / top)
        drawn.append(
            Drawn(
                mark=mark,
                x=LEFT,
                y=_r(at * LINE + 17),
                width=_r(width),
                height=11,
                hit_x=_r(at * LINE),
                low=_r(LEFT + room * (mark.low or 0.0) / top),
                high=_r(LEFT + room * (mark.high or mark.value or 0.0) / top),
            )
        )
    return Chart(
        ident=f"bd-{next(_idents)}", kind=kind, title=title, about=about, unit=unit,
        marks=tuple(marks), drawn=tuple(drawn), width=WIDTH, height=_r(len(marks) * LINE + 4),
        base=LEFT,
    )  # fmt: skip


def _ceiling(marks: Sequence[Mark], aim: float | None) -> float:
    found = [m.value for m in marks if m.value is not None]
    found += [m.high for m in marks if m.high is not None]
    return max([*found, aim or 0.0, 1e-9]) or 1.0


def _r(value: float) -> float:
    return round(value, 1)
