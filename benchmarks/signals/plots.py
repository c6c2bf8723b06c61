"""Curves of false alarms against delay as plain SVG: equal figures, equal bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape

from benchmarks.signals.amoc import Row
from langnghe.numbers import number
from langnghe.signals.detectors import DEFAULT

WIDE, TALL, LEFT, TOP = 300, 240, 60, 50
COLOURS = ("#0b5394", "#b45f06", "#38761d", "#741b47", "#7f6000", "#134f5c", "#990000", "#444444",
           "#6aa84f", "#3d85c6", "#a64d79", "#e69138",
           "#20124d", "#4c1130", "#274e13", "#cc0000")  # fmt: skip


def amoc_svg(table: Mapping[str, Mapping[float, Row]], level: float) -> str:
    """Return one picture: a line a detector, right and low is bad and good."""
    names = list(table)
    height = TOP + TALL + 50 + 16 * len(names)
    shapes = [
        f"<text x='{LEFT}' y='24' font-size='15' font-weight='600'>Báo nhầm và độ trễ, μ = {number(level, 'g')}"
        " tin/ngày</text>",
        f"<rect x='{LEFT}' y='{TOP}' width='{WIDE}' height='{TALL}' fill='none' stroke='#767676'/>",
        f"<text x='{LEFT + WIDE / 2}' y='{TOP + TALL + 34}' font-size='11' text-anchor='middle'>"
        "báo nhầm trong 30 ngày một chuỗi</text>",
        f"<text x='16' y='{TOP + TALL / 2}' font-size='11' text-anchor='middle' "
        f"transform='rotate(-90 16 {TOP + TALL / 2})'>trễ trung bình (ngày)</text>",
    ]
    shapes += [
        f"<text x='{_x(rate):.0f}' y='{TOP + TALL + 16}' font-size='10' "
        f"text-anchor='middle'>{number(rate, 'g')}</text>"
        for rate in (0.1, 0.25, 0.5, 1, 2)
    ]
    shapes += [
        f"<text x='{LEFT - 6}' y='{_y(day) + 4:.1f}' font-size='10' text-anchor='end'>{day}</text>"
        for day in range(8)
    ]
    told = []
    for at, name in enumerate(names):
        colour, row = COLOURS[at % len(COLOURS)], table[name][level]
        line = " ".join(f"{_x(max(rate, 0.06)):.1f},{_y(delay):.1f}" for rate, delay in row.curve)
        thick = 3 if name == DEFAULT else 1.2
        shapes.append(
            f"<polyline points='{line}' fill='none' stroke='{colour}' stroke-width='{thick}'/>"
        )
        y = TOP + TALL + 54 + 16 * at
        shapes.append(
            f"<rect x='{LEFT}' y='{y - 8}' width='14' height='8' fill='{colour}'/>"
            f"<text x='{LEFT + 20}' y='{y}' font-size='11'>{escape(_said(name))}</text>"
        )
        told.append(f"{_said(name)}: {number(row.at_one['burst'], '.2f')} ngày ở 1 lần báo nhầm")
    width = LEFT + WIDE + 30
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' "
        f"height='{height}' role='img' aria-labelledby='t d' font-family='system-ui, sans-serif'>\n"
        f"<title id='t'>Báo nhầm và độ trễ, μ = {number(level, 'g')}</title>\n"
        f"<desc id='d'>{escape('; '.join(told))}.</desc>\n"
        f"<rect width='{width}' height='{height}' fill='#ffffff'/>\n"
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def _said(name: str) -> str:
    return "mặc định" if name == DEFAULT else name


def _x(rate: float) -> float:
    low, high = math.log(0.05), math.log(2.5)
    return LEFT + WIDE * (math.log(min(max(rate, 0.05), 2.5)) - low) / (high - low)


def _y(delay: float) -> float:
    return TOP + TALL * (1 - min(delay, 7) / 7)
