"""The few charts of a report: what they show, in data; draw.py makes pictures of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from langnghe.report.model import CRITERIA, Bar, Chart, FigureLine, QuestionLine, TargetLine
from langnghe.report.words import plain, value_of

ANSWERED, OPEN = "Đã trả lời", "Chưa có dữ liệu"
HEARD, UNHEARD = "Thu đủ", "Có ngày không thu được"


def charts(
    questions: Sequence[QuestionLine],
    targets: Sequence[TargetLine],
    weeks: Sequence[tuple[date, float | None, int]],
) -> tuple[Chart, ...]:
    """Return the charts there is anything to draw for."""
    figures = [f for q in questions for f in q.figures] + [f for t in targets for f in t.figures]
    made = (
        _completeness(questions),
        _weeks(weeks),
        _parts(figures, "4.05", "stance", "Thái độ của báo chí với công đoàn", "% bài"),
        _parts(figures, "T3b", "buckets", "Thời gian trả lời đầu trên trang của tỉnh", "% câu hỏi"),
    )
    return tuple(chart for chart in made if chart is not None)


def _completeness(questions: Sequence[QuestionLine]) -> Chart:
    bars = []
    told = []
    for number in CRITERIA:
        mine = [q for q in questions if q.criterion == number and not q.common]
        done = sum(q.answered for q in mine)
        bars += [
            Bar(label=f"TC{number}", value=done, group=ANSWERED),
            Bar(label=f"TC{number}", value=len(mine) - done, group=OPEN),
        ]
        told.append(f"tiêu chí {number}: {done}/{len(mine)}")
    return Chart(
        id="completeness",
        title="Số câu hỏi đã trả lời theo tiêu chí",
        alt=f"Biểu đồ cột chồng: {'; '.join(told)} câu đã trả lời.",
        axis="câu hỏi",
        bars=tuple(bars),
        question="",
        figure="",
    )


def _weeks(weeks: Sequence[tuple[date, float | None, int]]) -> Chart | None:
    heard = [(monday, value) for monday, value, _ in weeks if value is not None]
    if not heard:
        return None
    most = max(heard, key=lambda week: week[1])
    least = min(heard, key=lambda week: week[1])
    lost = sum(days for _, _, days in weeks)
    note = f"{lost} ngày không thu được: tuần có ngày ấy tô nhạt." if lost else ""
    return Chart(
        id="weeks",
        title="Tin, bài liên quan thu được mỗi tuần",
        alt=(
            f"Biểu đồ cột {len(weeks)} tuần: nhiều nhất {plain(most[1], 0)} mục (tuần từ {most[0]:%d/%m}), "
            f"ít nhất {plain(least[1], 0)} mục (tuần từ {least[0]:%d/%m}). {note}"
        ),
        axis="mục",
        bars=tuple(
            Bar(label=f"{monday:%d/%m}", value=value, group=UNHEARD if days else HEARD)
            for monday, value, days in weeks
        ),
        question="1.02",
        figure="relevant",
        note=note,
    )


_ORDER = ("positive", "neutral", "negative", "none")


def _place(figure: FigureLine) -> tuple[float, float]:
    """Return where a class stands: stances from good to bad, stretches of time by their length."""
    if figure.part in _ORDER:
        return (0, _ORDER.index(figure.part))
    found = re.search(r"[0-9]+", figure.part)
    if not found:
        return (2, 0)
    edge = {"≤": -0.5, "<": -0.5, ">": 0.5}.get(figure.part[0], 0)
    return (1, int(found[0]) + edge)


def _parts(
    figures: Sequence[FigureLine], question: str, key: str, title: str, axis: str
) -> Chart | None:
    mine = [f for f in figures if f.question == question and f.key == key and f.part]
    mine = sorted((f for f in mine if f.value is not None), key=_place)
    if not mine:
        return None
    said = "; ".join(f"{f.part_name} {value_of(f)}" for f in mine)
    return Chart(
        id=f"{question}-{key}",
        title=title,
        alt=f"Biểu đồ thanh ngang: {said}.",
        axis=axis,
        bars=tuple(Bar(label=f.part_name, value=f.value) for f in mine),
        question=question,
        figure=mine[0].rows,
    )
