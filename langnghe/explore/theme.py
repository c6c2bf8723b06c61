"""How the charts of the notebooks look: one set of colours, Vietnamese numbers and dates, no internet.

Charts are drawn by vl-convert in the office's own process: a browser loads nothing from anywhere, and
the page can be kept. What was not collected is grey and hatched, never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from langnghe.text import drawable

INK, SOFT, LINE, PAPER = "#1f2933", "#5d6875", "#e4e7eb", "#ffffff"
BLUE, PALE, GREY = "#1f5fa8", "#b9d2ec", "#c9ced6"
RED, GREEN, SAND = "#b5443a", "#2f7d5b", "#d9a441"
WIDTH = 720

# What has a colour of its own has it in every chart.
COLOURS: Mapping[str, str] = {
    "tiêu cực": RED, "phê phán": RED, "trung lập": "#8a96a3", "không nhắc đến": "#dde1e6",
    "tích cực": GREEN, "ủng hộ": GREEN,
    "có tin": BLUE, "thu bù": "#7ea8d4", "0 tin": "#d6e4f3", "không thu được": GREY,
}  # fmt: skip

# Fonts that have every Vietnamese letter first: vl-convert brings none.
FONT = "Noto Sans, Arial, DejaVu Sans, sans-serif"

_MONTHS = [f"tháng {month}" for month in range(1, 13)]
_LOCALE = {
    "number": {"decimal": ",", "thousands": ".", "grouping": [3], "minus": "-", "currency": ["", " đ"]},
    "time": {
        "dateTime": "%H:%M %d/%m/%Y", "date": "%d/%m/%Y", "time": "%H:%M", "periods": ["SA", "CH"],
        "days": ["chủ nhật", "thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy"],
        "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
        "months": _MONTHS, "shortMonths": [f"th {month}" for month in range(1, 13)],
    },
}  # fmt: skip

_CONFIG: Mapping[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "locale": _LOCALE,
    "padding": 14,
    "title": {
        "anchor": "start", "frame": "group", "fontSize": 17, "fontWeight": 600, "color": INK, "offset": 14,
        "subtitleFontSize": 12.5, "subtitleColor": SOFT, "subtitlePadding": 6, "subtitleLineHeight": 17,
    },
    "axis": {
        "labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": SOFT,
        "titleFontWeight": "normal", "gridColor": LINE, "domainColor": GREY, "tickColor": GREY,
        "labelLimit": 290, "titlePadding": 10, "labelPadding": 5,
    },
    "axisY": {"domain": False, "ticks": False},
    "axisX": {"grid": False},
    "header": {"labelFontSize": 13, "labelFontWeight": 600, "labelColor": INK, "titleColor": SOFT},
    "legend": {
        "orient": "top", "title": None, "labelFontSize": 12, "labelColor": INK, "symbolSize": 110, "symbolOpacity": 1,
        "labelLimit": 260, "columnPadding": 18, "offset": 8,
    },
    "view": {"stroke": None},
    "line": {"strokeWidth": 2.4},
    "range": {
        "category": [BLUE, SAND, GREEN, RED, "#7a5ea8", "#3d9bb0", "#a5754b", "#8c97a3"],
        "heatmap": ["#f1f5fa", PALE, BLUE, "#123a6b"],
        "ramp": ["#f1f5fa", PALE, BLUE, "#123a6b"],
    },
}  # fmt: skip


def use_theme() -> None:
    """Draw every chart of this notebook in the house's style, without the internet."""
    import altair as alt

    def theme() -> alt.theme.ThemeConfig:
        return {"config": {**_CONFIG, "view": {"stroke": None, "continuousWidth": WIDTH}}}  # type: ignore[typeddict-item]

    alt.theme.register("langnghe", enable=True)(theme)
    alt.data_transformers.disable_max_rows()
    alt.renderers.enable("svg")
    drawn: Any = alt.renderers.get()

    def draw(spec: dict[str, Any], **more: Any) -> Any:
        return drawn(drawable(spec), **more)

    alt.renderers.register("langnghe", draw)
    alt.renderers.enable("langnghe")


def lay_out(chart: Any, title: str, under: str | list[str] = "", *, height: Any = None) -> Any:
    """Return a chart with a title that says what is seen and, under it, what is counted and of when."""
    import altair as alt

    lines = [under] if isinstance(under, str) else under
    chart = chart.properties(title=alt.Title(title, subtitle=[x for x in lines if x]))
    return chart if height is None else chart.properties(width=WIDTH, height=height)


def months() -> Any:
    """Return the axis of a stretch of months: 07/2025."""
    import altair as alt

    return alt.Axis(format="%m/%Y", tickCount="month", labelOverlap=True)


def stretch(first: date, last: date) -> Any:
    """Return the scale of time of a chart that is about these Hà Nội days, both ends in it."""
    import altair as alt

    return alt.Scale(domain=[f"{first:%Y-%m-%d}T00:00:00", f"{last + timedelta(days=1)}T00:00:00"])


def scale_of(*names: str) -> Any:
    """Return the colours of labels that have colours of their own, in this order."""
    import altair as alt

    return alt.Scale(domain=list(names), range=[COLOURS[name] for name in names])


def intervals(base: Any, *, low: Any, high: Any, value: Any, lying: bool = True) -> Any:
    """Return points with their 95 % intervals. base holds the axis of names and the colour."""
    ends: tuple[str, str] = ("x", "x2") if lying else ("y", "y2")
    whiskers = base.mark_rule(strokeWidth=2.2, opacity=0.55).encode(**{ends[0]: low, ends[1]: high})
    return whiskers + base.mark_point(filled=True, size=75, opacity=1).encode(**{ends[0]: value})
