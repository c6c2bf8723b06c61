"""The trace of one message as a picture: document, own posts, articles, talk along the days; SVG, each mark a link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import Literal

from langnghe.records import HANOI
from nlp.lineage.find import RELATION_VI

Lane = Literal["document", "own", "article", "talk"]
LANE_VI: dict[Lane, str] = {
    "document": "Văn bản", "own": "Trang của ta", "article": "Báo chí", "talk": "Bình luận, mạng xã hội",
}  # fmt: skip

WIDTH, LEFT, RIGHT = 1080, 176, 36
STEP = 16  # between marks that stand on one day
TEXT = "#1f2933"
FAINT = "#5b6770"
INK = {"carries": "#0b6e4f", "distorts": "#b45309", "contradicts": "#b42318"}
_FEW_DAYS = 45  # up to here ticks are weeks, above months


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One text that carries a message. judged: a person has said so; id: of the proposal or the document."""

    lane: Lane
    at: datetime
    title: str
    source: str
    url: str
    relation: str
    judged: bool
    id: str
    why: str = ""
    sentence: str = ""

    @property
    def day(self) -> date:
        """Return its Hà Nội day."""
        return self.at.astimezone(HANOI).date()


def draw(code: str, text: str, marks: Sequence[Mark]) -> str:
    """Return the picture as one self-contained SVG; no marks make a picture that says so."""
    ordered = sorted(marks, key=lambda m: (m.at, m.id))
    head = wrap(f"{code}: {text}", 96)[:2]
    top = 26 + 22 * len(head) + 22
    first, last = _span(ordered)
    lanes = [(lane, [m for m in ordered if m.lane == lane]) for lane in LANE_VI]
    parts: list[str] = []
    y = top
    starts: list[tuple[datetime, float, float]] = []
    for lane, mine in lanes:
        rows = _stacked(mine, first, last)
        height = max(64, 40 + STEP * max((row for _, _, row in rows), default=0))
        parts += _lane(lane, mine, rows, y, height)
        if rows:
            mark, x, row = rows[0]
            starts.append((mark.at, x, y + height - 20 - STEP * row))
        y += height
    body = [*_ticks(first, last, top, y), *parts, *_path(starts)]
    foot = y + 22
    height = foot + 46
    title = "".join(
        f'<text x="20" y="{32 + 22 * n}" font-size="17" font-weight="600" fill="{TEXT}">{escape(line)}</text>'
        for n, line in enumerate(head)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="t" font-family="system-ui, \'Noto Sans\', Arial, sans-serif">'
        f'<title id="t">Đường đi của thông điệp {escape(code)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{title}'
        f'<text x="20" y="{32 + 22 * len(head)}" font-size="13" fill="{FAINT}">{_summary(ordered)}</text>'
        f"{''.join(body)}{_legend(foot + 14)}</svg>"
    )


def _span(marks: Sequence[Mark]) -> tuple[date, date]:
    days = [m.day for m in marks] or [date(2026, 1, 1)]
    first, last = min(days) - timedelta(days=2), max(days) + timedelta(days=2)
    return first, max(last, first + timedelta(days=14))


def _x(day: date, first: date, last: date) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / (last - first).days


def _stacked(marks: Sequence[Mark], first: date, last: date) -> list[tuple[Mark, float, int]]:
    """Return each mark with its x and its row: marks that would touch stand on each other."""
    told: list[tuple[Mark, float, int]] = []
    for mark in marks:
        x = _x(mark.day, first, last)
        taken = {row for _, other, row in told if abs(other - x) < STEP}
        told.append((mark, x, next(n for n in range(len(told) + 1) if n not in taken)))
    return told


def _lane(
    lane: Lane,
    marks: Sequence[Mark],
    rows: Sequence[tuple[Mark, float, int]],
    y: float,
    height: float,
) -> Iterator[str]:
    base = y + height - 20
    yield f'<line x1="20" x2="{WIDTH - 20}" y1="{y + height}" y2="{y + height}" stroke="#d5dade"/>'
    yield f'<text x="20" y="{base - 10}" font-size="14" font-weight="600" fill="{TEXT}">{LANE_VI[lane]}</text>'
    bent = sum(m.relation != "carries" for m in marks)
    told = f"{len(marks)} mục" + (f", {bent} khác" if bent else "")
    yield f'<text x="20" y="{base + 8}" font-size="12.5" fill="{FAINT}">{told if marks else "không thấy"}</text>'
    for mark, x, row in rows:
        yield _mark(mark, x, base - STEP * row)
    if rows:
        mark, x, _ = rows[0]
        words = (
            f"{mark.day:%d/%m/%Y}: {_short(mark.source if lane == 'article' else mark.title, 44)}"
        )
        end = x > WIDTH - 320
        reach = 6.8 * len(words)
        over = [
            row
            for _, at, row in rows
            if (x - reach if end else x) - 8 <= at <= (x if end else x + reach)
        ]
        top = base - STEP * max(over)
        yield (
            f'<text x="{x + (5 if end else -5):.1f}" y="{top - 12:.1f}" font-size="12" fill="{TEXT}" '
            f'stroke="#fff" stroke-width="3" paint-order="stroke" text-anchor="{"end" if end else "start"}">'
            f"{escape(words)}</text>"
        )


def _mark(mark: Mark, x: float, y: float) -> str:
    """Return one mark: round says the same, a triangle otherwise, a square the contrary; hollow: nobody judged it."""
    ink = INK.get(mark.relation, FAINT)
    hollow = not mark.judged and mark.relation != "carries"
    look = f'fill="{"#fff" if hollow else ink}" stroke="{ink}" stroke-width="2"'
    if mark.relation == "distorts":
        shape = f'<path d="M{x:.1f} {y - 7:.1f}l7 12h-14z" {look}/>'
    elif mark.relation == "contradicts":
        shape = f'<rect x="{x - 5.5:.1f}" y="{y - 5.5:.1f}" width="11" height="11" {look}/>'
    else:
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" {look}/>'
    said = (
        f"{mark.day:%d/%m/%Y} · {mark.source} · {mark.title} ({RELATION_VI.get(mark.relation, '')})"
    )
    said += f": {mark.why}" if mark.why else ""
    inner = f"<title>{escape(said)}</title>{shape}"
    if not mark.url.startswith(("http://", "https://")):
        return f"<g>{inner}</g>"
    return f'<a href="{escape(mark.url)}" target="_blank">{inner}</a>'


def _path(starts: Sequence[tuple[datetime, float, float]]) -> Iterator[str]:
    """Yield the line through the first mark of each lane, in the order they came."""
    ordered = sorted(starts)
    for (_, x1, y1), (_, x2, y2) in pairwise(ordered):
        yield (
            f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" fill="none" stroke="#8a97a1" '
            f'stroke-width="1.2" stroke-dasharray="4 4" opacity="0.8"/>'
        )


def _ticks(first: date, last: date, top: float, bottom: float) -> Iterator[str]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    weekly = len(days) <= _FEW_DAYS
    for day in days:
        if day.isoweekday() != 1 if weekly else day.day != 1:
            continue
        x = _x(day, first, last)
        words = f"{day:%d/%m}" if weekly else f"{day:%m/%Y}"
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}" stroke="#e6eaed"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 16}" font-size="12" fill="{FAINT}" text-anchor="middle">{words}</text>'


def _summary(marks: Sequence[Mark]) -> str:
    if not marks:
        return "Chưa thấy ở văn bản, bài, bình luận nào."
    bent = sum(m.relation != "carries" for m in marks)
    told = f"{len(marks)} nơi mang thông điệp, {marks[0].day:%d/%m/%Y} – {marks[-1].day:%d/%m/%Y}"
    return told + (f"; {bent} nơi nói khác hoặc nói ngược." if bent else ".")


def _legend(y: float) -> str:
    out = []
    x = 26.0
    sample = datetime(2026, 1, 1, tzinfo=HANOI)
    for relation, judged, words in (
        ("carries", True, "mang đúng"), ("distorts", True, "nói khác số, ngày"),
        ("contradicts", True, "nói ngược"), ("distorts", False, "rỗng: máy đề xuất, chưa ai xác nhận"),
    ):  # fmt: skip
        mark = Mark(
            lane="own",
            at=sample,
            title="",
            source="",
            url="",
            relation=relation,
            judged=judged,
            id="",
        )
        shape = _mark(mark, x, y).partition("</title>")[2].removesuffix("</g>")
        out.append(
            f'{shape}<text x="{x + 13}" y="{y + 4.5}" font-size="12.5" fill="{TEXT}">{words}</text>'
        )
        x += 40 + 7.0 * len(words)
    out.append(
        f'<text x="{x + 4}" y="{y + 4.5}" font-size="12.5" fill="{FAINT}">'
        "đường gạch: nơi đầu tiên của mỗi hàng, theo thời gian</text>"
    )
    return "".join(out)


def _short(text: str, most: int) -> str:
    one = " ".join(text.split())
    return one if len(one) <= most else one[: most - 1].rsplit(" ", 1)[0] + "…"
