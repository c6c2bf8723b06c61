"""Reliability and confusion pictures of a report: plain SVG, equal report → equal bytes.

Drawn by hand: a dozen shapes need no plotting library, and the pictures stay small, accessible
and the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from nlp.evaluate.counts import HEADS
from nlp.evaluate.table import HEAD_VI, decimal
from nlp.taxonomy import INTENT_VI, RISK_VI, STANCE_VI, TONE_VI

SIDE = 190  # pixels of a panel's square
FONT = "font-family='system-ui, sans-serif'"
INK, SOFT, BAR, DOT = "#222222", "#767676", "#9ec5e8", "#0b5394"

CLASS_VI: Mapping[str, Mapping[Any, str]] = {
    "in_scope": {False: "ngoài phạm vi", True: "trong phạm vi"},
    "tone": TONE_VI,
    "stance_union": STANCE_VI,
    "intent": INTENT_VI,
    "risk": {level: f"{level} {name}" for level, name in RISK_VI.items()},
}


def plots(report: Mapping[str, Any], out_dir: Path) -> list[Path]:
    """Write MODEL-reliability.svg and MODEL-confusion.svg of a report and return their paths."""
    out_dir.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^a-z0-9]+", "-", str(report["model"]).lower()).strip("-")
    found = []
    for name, picture in (("reliability", reliability(report)), ("confusion", confusion(report))):
        path = out_dir / f"{stem}-{name}.svg"
        path.write_text(picture, encoding="utf-8")
        found.append(path)
    return found


def _text(x: float, y: float, words: str, *, size: int = 11, anchor: str = "middle",
          fill: str = INK, weight: str = "", turn: str = "") -> str:  # fmt: skip
    bold = f" font-weight='{weight}'" if weight else ""
    turned = f" transform='rotate({turn} {x:g} {y:g})'" if turn else ""
    return (
        f"<text x='{x:g}' y='{y:g}' font-size='{size}' text-anchor='{anchor}' fill='{fill}'"
        f"{bold}{turned}>{escape(words)}</text>"
    )


def _page(width: float, height: float, title: str, told: str, shapes: Sequence[str]) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:g} {height:g}' "
        f"width='{width:g}' height='{height:g}' role='img' aria-labelledby='t d' {FONT}>\n"
        f"<title id='t'>{escape(title)}</title>\n<desc id='d'>{escape(told)}</desc>\n"
        f"<rect width='{width:g}' height='{height:g}' fill='#ffffff'/>\n"
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def reliability(report: Mapping[str, Any]) -> str:
    """Return one panel a head: how often the model was right against how sure it was."""
    found = report["domains"]["all"]["calibration"]
    step, top = SIDE + 62, 56
    shapes, told = [], []
    width = 3 * step + 24
    title = f"Độ tin cậy của {report['model']} trên {report['how']}, {report['n']} văn bản"
    shapes.append(_text(width / 2, 24, title, size=15, weight="600"))
    for at, (head, row) in enumerate(found.items()):
        left, up = 50 + step * (at % 3), top + (SIDE + 78) * (at // 3)
        shapes += _axes(left, up, f"{HEAD_VI[head]}: ECE {decimal(row['ece'])}")
        most = max(b["n"] for b in row["bins"])
        for part in row["bins"]:
            x, wide = left + part["low"] * SIDE, (part["high"] - part["low"]) * SIDE
            tall = part["accuracy"] * SIDE
            radius = 2 + 4 * (part["n"] / most) ** 0.5
            shapes.append(
                f"<rect x='{x:.1f}' y='{up + SIDE - tall:.1f}' width='{wide:.1f}' "
                f"height='{tall:.1f}' fill='{BAR}' stroke='#ffffff'/>"
                f"<circle cx='{left + part['confidence'] * SIDE:.1f}' "
                f"cy='{up + SIDE - tall:.1f}' r='{radius:.1f}' fill='{DOT}'/>"
            )
        shapes.append(
            f"<line x1='{left}' y1='{up + SIDE}' x2='{left + SIDE}' y2='{up}' stroke='{SOFT}' "
            "stroke-dasharray='4 3'/>"
        )
        told.append(f"{HEAD_VI[head]}: ECE {decimal(row['ece'])}, Brier {decimal(row['brier'])}")
    key_x, key_y = 50 + step * 2 - 8, top + SIDE + 78 + 40
    for line, words in enumerate(
        ("Cột: tỉ lệ đúng của các văn bản", "mà mô hình chắc chắn chừng ấy.",
         "Chấm: càng to càng nhiều văn bản.", "Đường gạch: mô hình chắc bao nhiêu",
         "thì đúng bấy nhiêu.")
    ):  # fmt: skip
        shapes.append(_text(key_x, key_y + 18 * line, words, size=12, anchor="start"))
    return _page(width, top + 2 * (SIDE + 78) - 10, title, "; ".join(told) + ".", shapes)


def _axes(left: float, up: float, title: str) -> list[str]:
    shapes = [
        _text(left + SIDE / 2, up - 8, title, size=12, weight="600"),
        f"<rect x='{left}' y='{up}' width='{SIDE}' height='{SIDE}' fill='none' stroke='{SOFT}'/>",
        _text(left + SIDE / 2, up + SIDE + 32, "mức chắc chắn"),
        _text(left - 34, up + SIDE / 2, "tỉ lệ đúng", turn="-90"),
    ]
    for mark in (0.0, 0.5, 1.0):
        shapes += [
            _text(left + mark * SIDE, up + SIDE + 15, decimal(mark, 1), fill=SOFT),
            _text(left - 6, up + SIDE - mark * SIDE + 4, decimal(mark, 1), anchor="end", fill=SOFT),
        ]
    return shapes


def confusion(report: Mapping[str, Any]) -> str:
    """Return one matrix a head: right label down, said label across, shade = share of the row."""
    cell, gap, label = 46, 34, 130
    heads = report["domains"]["all"]["matrices"]
    title = f"Nhầm lẫn của {report['model']} trên {report['how']}, {report['n']} văn bản"
    shapes, told = [], []
    # two columns of panels: the small heads left, the large right
    columns = (("in_scope", "tone", "risk"), ("stance_union", "intent"))
    lefts = (10, 10 + label + 4 * cell + gap)
    width, height = lefts[1] + label + 6 * cell + 20, 0.0
    for left, names in zip(lefts, columns, strict=True):
        up = 52.0
        for head in names:
            words = list(CLASS_VI[head].values())
            shapes += _matrix(left, up, head, heads[head], words, cell, label)
            right = sum(heads[head][i][i] for i in range(len(words)))
            told.append(f"{HEAD_VI[head]}: {right} trên {report['n']} đúng")
            up += 64 + cell * len(words) + 62
        height = max(height, up)
    shapes.insert(0, _text(width / 2, 24, title, size=15, weight="600"))
    return _page(width, height - 30, title, "; ".join(told) + ".", shapes)


def _matrix(left: float, up: float, head: str, table: Sequence[Sequence[int]],
            words: Sequence[str], cell: int, label: int) -> list[str]:  # fmt: skip
    assert len(table) == len(HEADS[head]) == len(words)
    begin = left + label
    shapes = [_text(left, up + 12, f"{HEAD_VI[head]} (hàng: đúng, cột: mô hình)", size=12,
                    anchor="start", weight="600")]  # fmt: skip
    for i, row in enumerate(table):
        total, y = sum(row), up + 24 + i * cell
        shapes.append(_text(begin - 6, y + cell / 2 + 4, words[i], anchor="end"))
        for j, count in enumerate(row):
            share, x = count / total if total else 0.0, begin + j * cell
            shade = tuple(round(255 - share * (255 - c)) for c in (11, 83, 148))
            shapes.append(
                f"<rect x='{x:g}' y='{y:g}' width='{cell}' height='{cell}' "
                f"fill='rgb{shade}' stroke='{'#222222' if i == j else '#cccccc'}'/>"
            )
            shapes.append(
                _text(
                    x + cell / 2,
                    y + cell / 2 + 4,
                    str(count),
                    size=12,
                    fill="#ffffff" if share > 0.72 else INK,
                )
            )
    bottom = up + 24 + len(table) * cell
    for j, word in enumerate(words):
        shapes.append(
            _text(begin + j * cell + cell / 2 + 4, bottom + 12, word, size=10, anchor="end",
                  turn="-30")
        )  # fmt: skip
    return shapes
