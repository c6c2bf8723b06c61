"""How information reports write numbers, changes and what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from langnghe.digest.period_model import AlertLine, CaseLine, NumberLine, Review, SourceLine
from langnghe.digest.words import Sign, day_full, number
from langnghe.numbers import number as vietnamese

SAYS_MOVED = 2.0  # a change that chance alone makes once in twenty times

ROW_KIND: Mapping[str, str] = {
    "post": "bài, lời",
    "story": "tin",
    "inquiry": "câu hỏi",
    "alert": "báo động",
    "case": "hồ sơ",
    "day": "ngày",
    "source": "nguồn",
}
SOURCE: Mapping[str, Sign] = {
    "failed": Sign("không thu được", "✕", "bad"),
    "unseen": Sign("chưa hỏi", "…", "plain"),
    "quiet": Sign("0 tin", "○", "plain"),
    "ok": Sign("có tin", "●", "good"),
}


def plain(value: float, digits: int) -> str:
    """Return a number the Vietnamese way, with a true minus."""
    return vietnamese(float(value), f",.{digits}f").replace("-", "−")


def amount(line: NumberLine, *, past: bool = False) -> str:
    """Return a number with its unit, past: of the period before; a word where it is not known."""
    value, of = (line.before, line.of_before) if past else (line.value, line.of)
    if value is None:
        return "chưa có"
    if of:
        return f"{plain(value, 0)}/{plain(of, 0)}"
    return f"{plain(value, line.digits)}{'' if line.unit == '%' else ' '}{line.unit}".strip()


def interval(line: NumberLine) -> str:
    """Return the 95 % interval, "" where there is none."""
    if line.low is None or line.high is None:
        return ""
    return f"{plain(line.low, line.digits)}–{plain(line.high, line.digits)}"


def change(line: NumberLine) -> str:
    """Return how a number moved, and whether that is more than chance would do."""
    if line.value is None or line.before is None or line.of:
        return "chưa so được"
    gap = line.value - line.before
    if round(gap, line.digits) == 0:
        return "= như kỳ trước"
    unit = "điểm %" if line.unit == "%" else line.unit
    said = f"{'▲ tăng' if gap > 0 else '▼ giảm'} {plain(abs(gap), line.digits)} {unit}".strip()
    if line.moved is not None and abs(line.moved) < SAYS_MOVED:
        said += " (trong mức dao động thường)"
    return said


def source_said(line: SourceLine) -> str:
    """Return what a source gave: “0 tin” was read and empty, “không thu được” was not read."""
    if line.state == "unseen":
        return "chưa hỏi lần nào trong kỳ"
    lost = line.asked - line.reached
    missed = f"không thu được {number(lost)}/{number(line.asked)} ngày" if lost > 0 else ""
    why = f": {line.reason}" if missed and line.reason else ""
    items = f"{number(line.items)} tin" if line.items or line.reached else ""
    return "; ".join(filter(None, (items, missed + why)))


def headline(review: Review) -> tuple[str, str, str]:
    """Return level (alarm, unknown, calm), the one sentence of a report, and one more."""
    told = review.alerts or ()
    new = [a for a in told if a.new]
    judged = [a for a in told if a.verdict]
    live = [c for c in review.cases if c.live]
    late = [c for c in live if c.late]
    parts = []
    if judged:
        counted: dict[str, int] = {}
        for alert in judged:
            counted[alert.verdict] = counted.get(alert.verdict, 0) + 1
        said = ", ".join(f"{number(n)} {verdict}" for verdict, n in counted.items())
        parts.append(f"{number(len(judged))} báo động đã có kết luận ({said}).")
    if live:
        overdue = f", {number(len(late))} quá hạn" if late else ""
        parts.append(f"{number(len(live))} hồ sơ đang mở{overdue}.")
    if review.unheard:
        parts.append(
            f"{number(len(review.unheard))} ngày không thu được, có thể còn tin chưa thấy."
        )
    beside = " ".join(parts)
    if not review.heard_days:
        return "unknown", "Không ngày nào thu được tin.", (
            "Im lặng ở đây không có nghĩa là yên ổn. " + beside
        ).strip()  # fmt: skip
    if review.alerts is None:
        return "unknown", "Kỳ này không ai canh báo động.", beside
    if new:
        worst = max(a.level for a in new)
        return "alarm", f"{number(len(new))} báo động mới, cao nhất mức {worst}.", beside
    if live or any(a.live for a in told):
        return "alarm", "Không có báo động mới; còn việc của kỳ trước.", beside
    return "calm", "Không có báo động nào trong kỳ.", beside


def verdict(alert: AlertLine) -> str:
    """Return what became of an alert."""
    said = f"kết luận: {alert.verdict}" if alert.verdict else alert.status
    return f"{said} ({alert.note})" if alert.verdict and alert.note else said


def proposal_state(case: CaseLine) -> str:
    """Return who proposed the response of a case and who approved it."""
    if not case.proposal:
        return "chưa có phương án"
    said = f"{case.proposed_by or 'chưa rõ ai'} đề xuất"
    return f"{said}, {case.approved_by} đã duyệt" if case.approved_by else f"{said}, chưa duyệt"


def days(values: Sequence[object]) -> str:
    """Return days in a row."""
    from datetime import date

    return ", ".join(day_full(value) for value in values if isinstance(value, date))
