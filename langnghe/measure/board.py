"""How a target stands: from its figures, its rows and the number in force to one line of the board. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from langnghe.measure.board_model import SIGN, WORD_VI, BoardLine, Light, Row, Target
from langnghe.measure.records import Figure, Period, Question, Status
from langnghe.numbers import number

ROWS_SHOWN = 40
NAMED = 12  # units behind that are named before “và n đơn vị nữa”
UNITS = frozenset({"T1", "T2b", "T5a", "T5b", "T7", "T14"})  # units that must each reach it
YEARLY = {"T1": "campaigns", "T5a": "occasions", "T5b": "activities"}  # what a unit has so many of
EVENTS = frozenset({"T3a", "T3b", "T6", "T9"})  # days, questions, weeks that must each be right
RULE_VI: Mapping[str, str] = {
    "at_least": "ít nhất", "at_most": "nhiều nhất", "below": "dưới", "above": "trên",
    "ratio_at_least": "gấp ít nhất",
}  # fmt: skip
PERIOD_VI: Mapping[str, str] = {
    "day": " mỗi ngày", "week": " mỗi tuần", "month": " mỗi tháng", "quarter": " mỗi quý",
    "half_year": " mỗi 6 tháng", "year": " mỗi năm",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """From how many percent what must always be right is on track, or at risk; below, it is missed."""

    on_track: float
    at_risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is judged: one question with its figures, the rows of its main figure, its targets."""

    question: Question
    figures: Sequence[Figure]
    rows: Sequence[Row]
    targets: Sequence[Target]  # in force on the day asked, else the last that were
    in_force: bool
    period: Period
    today: date  # the last day that is known of
    levels: Levels
    names: Mapping[str, str]  # of units


def line_of(asked: Asked) -> BoardLine:
    """Return the line of one target."""
    question = asked.question
    main = next(f for f in asked.figures if f.primary)
    duty = next((t for t in asked.targets if t.duty == "must"), None)
    target = duty or next(iter(asked.targets), None)
    known = main.status is not Status.NONE and (main.value is not None or main.count is not None)
    light = _light(asked, main, target) if known else Light.UNKNOWN
    shown = _shown(asked)
    return BoardLine(
        id=question.id, name=question.name, wording=question.wording, light=light,
        sign=SIGN[light], word=WORD_VI[light], told=_told(main) if known else "",
        target=_target(target, asked), projection=_projection(asked, main, target) if known else "",
        behind=_behind(asked, main) if known else "", alternates=_alternates(asked),
        note=_note(asked, main, known=known), figures=tuple(asked.figures),
        rows=tuple(shown[:ROWS_SHOWN]), more=max(len(shown) - ROWS_SHOWN, 0),
    )  # fmt: skip


def _light(asked: Asked, main: Figure, target: Target | None) -> Light:
    if target is None:
        return Light.WATCHED
    if target.duty == "encouraged":
        return Light.ENCOURAGED
    over = asked.today >= asked.period.last
    if asked.question.id in UNITS | EVENTS:
        if not main.n:
            return Light.UNKNOWN
        percent = 100 * (main.count or 0) / main.n
        if percent >= 100:
            return Light.MET
        if asked.question.id in YEARLY:
            if over:
                return Light.MISSED
            expected, owing, _ = _pace(asked, target)
            return Light.ON_TRACK if expected >= owing else Light.AT_RISK
        if asked.question.id in UNITS:
            return Light.MISSED
        if percent >= asked.levels.on_track and not over:
            return Light.ON_TRACK
        return Light.AT_RISK if percent >= asked.levels.at_risk and not over else Light.MISSED
    if main.value is None:
        return Light.UNKNOWN
    return Light.MET if _reached(target, main.value) else Light.MISSED


def _reached(target: Target, value: float) -> bool:
    if target.rule == "at_most":
        return value <= target.value
    if target.rule == "below":
        return value < target.value
    if target.rule == "above":
        return value > target.value
    return value >= target.value


def _told(main: Figure) -> str:
    said = []
    if main.value is not None:
        unit = main.unit if main.unit == "%" else f" {main.unit}"
        said.append(f"{number(float(main.value), f',.{main.digits}f')}{unit}".replace("%", " %"))
    if main.unit == "%" and main.count is not None and main.n and _is_plain(main):
        said.append(f"{number(round(main.count))}/{number(main.n)}")
    return " – ".join(said).rstrip()


def _is_plain(main: Figure) -> bool:
    """Tell a share that is just its counts from one that was weighted or corrected."""
    return main.value is None or abs(main.value - 100 * (main.count or 0) / main.n) < 0.05


def _target(target: Target | None, asked: Asked) -> str:
    if target is None:
        return ""
    often = PERIOD_VI.get(target.period, "")
    value = f"{target.value:g}".replace(".", ",")
    said = f"{RULE_VI[target.rule]} {value} {target.measure}{often} ({target.programme}, {target.basis})"
    if target.window_from and target.window_to and target.baseline_from and target.baseline_to:
        said += (
            f"; kỳ so sánh {target.window_from:%d/%m/%Y}–{target.window_to:%d/%m/%Y}"
            f", kỳ gốc {target.baseline_from:%d/%m/%Y}–{target.baseline_to:%d/%m/%Y}"
        )
    if asked.in_force:
        return said
    return f"{said}; hết hiệu lực {target.valid_to:%d/%m/%Y}" if target.valid_to else said


# What is to come


def _pace(asked: Asked, target: Target) -> tuple[int, int, Mapping[str, int]]:
    """Return how many units will reach a yearly number at their pace so far, of how many; and what each has."""
    key = YEARLY[asked.question.id]
    has = {f.part: round(f.value or 0) for f in asked.figures if f.key == key and f.part}
    share = asked.today.timetuple().tm_yday / date(asked.today.year, 12, 31).timetuple().tm_yday
    owing = [row for row in asked.rows if row.figure == "units_met"]
    expected = sum(
        1 for row in owing if row.num or floor(has.get(row.unit, 0) / share) >= target.value
    )
    return expected, len(owing), has


def _projection(asked: Asked, main: Figure, target: Target | None) -> str:
    if target is None or target.duty != "must" or asked.today >= asked.period.last:
        return ""
    end = f"{asked.period.last:%d/%m/%Y}"
    left = (asked.period.last - asked.today).days
    if asked.question.id in YEARLY:
        expected, owing, has = _pace(asked, target)
        if owing == 1:
            return _date(asked, target, sum(has.values()))
        return (
            f"đến {end} dự kiến {expected}/{owing} đơn vị đạt, nếu mỗi đơn vị giữ nhịp từ đầu năm"
        )
    if asked.question.id == "T3a" and main.n:
        best = 100 * ((main.count or 0) + left) / (main.n + left)
        now = 100 * (main.count or 0) / main.n
        return (
            f"đến {end}: {number(now, ',.0f')} % nếu giữ nhịp này, nhiều nhất {number(best, ',.0f')} % "
            f"nếu {left} ngày còn lại đều đạt"
        )
    if asked.question.id in EVENTS and main.n:
        now = 100 * (main.count or 0) / main.n
        return f"đến {end}: {number(now, ',.0f')} % nếu giữ nhịp này"
    return ""


def _date(asked: Asked, target: Target, has: int) -> str:
    if has >= target.value:
        return "đã đủ"
    if not has:
        return "chưa có mục nào nên chưa dự kiến được ngày đủ"
    passed = (asked.today - asked.period.first).days + 1
    needed = timedelta(days=round(passed * target.value / has))
    day = asked.period.first + needed
    late = "" if day <= asked.period.last else ", sau khi hết kỳ"
    return f"giữ nhịp từ đầu năm thì đủ vào khoảng {day:%d/%m/%Y}{late}"


# Who is behind, and what else it may mean


def _behind(asked: Asked, main: Figure) -> str:
    if asked.question.id == "T6":
        late = [f for f in asked.figures if f.key == "by_unit" and f.part and (f.count or 0) < f.n]
        said = [f"{f.part_name} ({round(f.count or 0)}/{f.n})" for f in late]
        return f"chưa trả lời đúng hạn hết: {_names(said)}" if said else ""
    if asked.question.id not in UNITS | {"T4b"}:
        return ""
    rows = [r for r in asked.rows if r.figure == main.key]
    behind = sorted({asked.names.get(r.unit, r.unit) for r in rows if not r.num})
    noun = {"T4b": "CĐCS", "T7": "lượt báo cáo"}.get(asked.question.id, "đơn vị")
    reached = f"{sum(1 for r in rows if r.num)}/{len(rows)} {noun} đạt"
    return f"{reached}; chưa: {_names(behind)}" if behind else reached


def _names(names: Sequence[str]) -> str:
    more = f" và {len(names) - NAMED} đơn vị nữa" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _alternates(asked: Asked) -> tuple[str, ...]:
    said = []
    for figure in asked.figures:
        if figure.value is None and figure.count is None:
            continue
        if figure.key in ("alternates", "days_national", "same_pages"):
            name = figure.part_name or figure.name
            note = f" ({figure.note})" if figure.note else ""
            said.append(f"{name}: {_told(figure)}{note}")
    main = next((t for t in asked.targets if t.duty == "must"), None)
    said += [
        f"{t.programme}: {RULE_VI[t.rule]} {t.value:g} {t.measure}{PERIOD_VI.get(t.period, '')}"
        for t in asked.targets
        if main is not None and t.duty == "encouraged"
    ]
    return tuple(said)


def _note(asked: Asked, main: Figure, *, known: bool) -> str:
    return (main.note or asked.question.remedy) if not known else main.note


def _shown(asked: Asked) -> list[Row]:
    main = next(f for f in asked.figures if f.primary)
    rows = [r for r in asked.rows if r.figure == (main.rows or main.key)]
    return sorted(rows, key=lambda r: (bool(r.num), r.day, r.label))  # what is behind comes first
