"""Draw a chart of a report as PNG: offline, the same bytes for the same data."""

from __future__ import annotations

from typing import Any

from langnghe.report.charts import ANSWERED, HEARD, OPEN, UNHEARD
from langnghe.report.model import Chart
from langnghe.text import drawable

INK, BLUE, PALE, GREY = "#1f2933", "#1f5fa8", "#a9c7e8", "#c9ced6"
_COLOURS = {ANSWERED: BLUE, OPEN: GREY, HEARD: BLUE, UNHEARD: PALE, "": BLUE}
# Fonts that have every Vietnamese letter first: vl-convert brings none.
_CONFIG = {
    "font": "Noto Sans, Arial, DejaVu Sans, sans-serif",
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK,
             "gridColor": "#e6e8eb", "labelLimit": 260, "titleFontWeight": "normal"},
    "legend": {"labelFontSize": 12, "orient": "top", "title": None},
    "view": {"stroke": None},
}  # fmt: skip


def png(chart: Chart, *, scale: float = 2.0) -> bytes:
    """Return the picture of a chart."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(drawable(spec(chart)), scale=scale))


def spec(chart: Chart) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart."""
    values = [
        {"label": bar.label, "value": bar.value, "group": bar.group, "order": place}
        for place, bar in enumerate(chart.bars)
    ]
    labels = list(dict.fromkeys(bar.label for bar in chart.bars))
    groups = list(dict.fromkeys(bar.group for bar in chart.bars))
    lying = chart.id not in ("completeness", "weeks")
    sizes = {"width": 560, "height": 26 * len(labels) if lying else 150}
    names: dict[str, Any] = {
        "field": "label", "type": "nominal", "sort": labels, "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": not lying, "ticks": False},
    }  # fmt: skip
    numbers = {"field": "value", "type": "quantitative", "title": chart.axis,
               "axis": {"tickMinStep": 1, "format": "d"}}  # fmt: skip
    colour = {"field": "group", "type": "nominal",
              "scale": {"domain": groups, "range": [_COLOURS.get(g, BLUE) for g in groups]},
              "legend": {"title": None} if any(groups) else None}  # fmt: skip
    axes = {"x": numbers, "y": names} if lying else {"x": names, "y": numbers}
    bars: dict[str, Any] = {
        "mark": {"type": "bar", "size": 16 if lying else 34 if chart.id == "completeness" else 14},
        "encoding": {**axes, "color": colour, "order": {"field": "order", "type": "quantitative"}},
    }
    layers = [bars]
    if lying:
        words = [_words(bar.value) for bar in chart.bars]
        for value, word in zip(values, words, strict=True):
            value["word"] = word
        layers.append({
            "mark": {"type": "text", "align": "left", "dx": 4, "color": INK, "fontSize": 12},
            "encoding": {**axes, "text": {"field": "word", "type": "nominal"}},
        })  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": _CONFIG,
        "background": "white", **sizes, "data": {"values": values}, "layer": layers,
    }  # fmt: skip


def _words(value: float | None) -> str:
    from langnghe.report.words import plain

    return "" if value is None else plain(value, 1)
