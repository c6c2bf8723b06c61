"""How a report writes numbers, intervals and states: Vietnamese, and never a 0 for what is not known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from langnghe.numbers import number
from langnghe.records import HANOI
from langnghe.report.model import Change, FigureLine, QuestionLine

STATUS_VI: Mapping[str, str] = {
    "full": "đủ",
    "missing": "thiếu",
    "estimate": "ước tính",
    "none": "chưa có dữ liệu",
}
NOTHING = "–"
_COMMAND = re.compile(r"(?<!\s)[,:;]?\s*+(?:(?:rồi|bằng|qua)\s*+)?`[^`]*`")


def plain(value: float, digits: int) -> str:
    """Return a number as Vietnamese writes it, with a true minus."""
    return number(float(value), f",.{digits}f").replace("-", "−")


def measured(value: float, digits: int, unit: str) -> str:
    """Return a number with its unit: 72,9% · 3,3 mục/ngày."""
    return f"{plain(value, digits)}{'' if unit == '%' else ' '}{unit}".strip()


def value_of(figure: FigureLine) -> str:
    """Return what a figure says: the value, for a plain share also how many of how many.

    What was corrected or weighted, and a change in percent, are not the count over n: beside them the
    two would look like it.
    """
    if figure.value is None:
        if figure.count is None:
            return STATUS_VI["none"] if figure.status == "none" else "không nêu"
        return _of(figure)
    said = measured(figure.value, figure.digits, figure.unit)
    return f"{said} ({_of(figure)})" if _plain_share(figure) else said


def _plain_share(figure: FigureLine) -> bool:
    if figure.unit != "%" or figure.value is None or figure.count is None or not figure.n:
        return False
    return abs(100 * figure.count / figure.n - figure.value) < 0.5 * 10.0**-figure.digits


def _of(figure: FigureLine) -> str:
    count = figure.count or 0
    return f"{plain(count, 0 if count == int(count) else 1)}/{plain(figure.n, 0)}"


def interval_of(figure: FigureLine) -> str:
    """Return the 95 % interval, "" where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{plain(figure.low, figure.digits)} – {plain(figure.high, figure.digits)}"


def n_of(figure: FigureLine) -> str:
    """Return n, "" where nothing was counted."""
    return plain(figure.n, 0) if figure.told else ""


def status_of(question: QuestionLine) -> str:
    """Return the state of a question in words, with the units that have not handed in."""
    if question.common:
        return "đo chung toàn tỉnh"
    said = STATUS_VI[question.status]
    return f"{said}: chưa nộp {units(question.missing)}" if question.missing else said


def units(names: Sequence[str], most: int = 12) -> str:
    """Return names in a row; how many more there are."""
    more = f" và {len(names) - most} đơn vị khác" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def parts_of(figure: FigureLine, among: Sequence[FigureLine], most: int = 8) -> str:
    """Return the classes of a figure in one sentence, the largest first."""
    mine = [f for f in among if f.key == figure.key and f.part and f.told]
    mine.sort(key=lambda f: -(f.value if f.value is not None else f.count or 0))
    said = [f"{f.part_name}: {value_of(f)}" for f in mine[:most]]
    more = f"; và {len(mine) - most} lớp khác (xem bảng XLSX)" if len(mine) > most else ""
    return "; ".join(said) + more


def change_of(change: Change) -> str:
    """Return how a figure moved, in words; of a share in points."""
    if change.difference is None:
        return NOTHING
    unit = "điểm %" if change.unit == "%" else change.unit
    if round(change.difference, change.digits) == 0:
        return "như kỳ trước"
    sign = "▲ tăng" if change.difference > 0 else "▼ giảm"
    return f"{sign} {measured(abs(change.difference), change.digits, unit)}"


def moment(value: datetime) -> str:
    """Return an Hà Nội moment: 08:05 ngày 10/07/2026."""
    return f"{value.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"


def day_words(value: date) -> str:
    """Return a day as documents date themselves: days below 10, months 1 and 2 with a leading 0."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def clean(note: str) -> str:
    """Return a note without commands, which a document on paper has no use for."""
    return _COMMAND.sub("", note).strip()
