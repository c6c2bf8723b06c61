"""Put a report together from what was counted: who is answered, what moved, what is missing, what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from langnghe.report.charts import charts
from langnghe.report.model import (
    HAS,
    Change,
    FigureLine,
    Letterhead,
    QuestionLine,
    Report,
    TargetLine,
    UnitLine,
)
from langnghe.report.settings import ReportSettings

_NOT_IN = "chưa nộp: "  # how a figure's note begins to name units: told once, of the question


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as the catalogue has it, with what came of it."""

    id: str
    wording: str
    name: str
    source: str
    remedy: str
    figures: Sequence[FigureLine]
    missing: Sequence[str] = ()
    common: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All that was counted for one report."""

    period: str
    period_name: str
    earlier: str  # the id of the period before
    before_name: str
    first: date
    last: date
    unit: str
    unit_name: str
    level: str
    province: str  # its name
    made_at: datetime
    over: bool
    asked: Sequence[Asked]
    before: Mapping[tuple[str, str], FigureLine]  # primary figures of the period before
    targets: Sequence[TargetLine]
    units: Sequence[UnitLine]
    weeks: Sequence[tuple[date, float | None, int]] = ()  # Monday, items in scope, days not heard
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Say whether it is of the whole province."""
        return self.level in ("province", "national")


def compose(counted: Counted, settings: ReportSettings) -> Report:
    """Return the report; it has no id before it is frozen."""
    questions = tuple(_question(asked) for asked in counted.asked)
    asked = [q for q in questions if not q.common]
    return Report(
        id="",
        period=counted.period,
        period_name=counted.period_name,
        before=counted.earlier,
        before_name=counted.before_name,
        first=counted.first,
        last=counted.last,
        unit=counted.unit,
        unit_name=counted.unit_name,
        whole=counted.whole,
        made_at=counted.made_at,
        over=counted.over,
        letterhead=_letterhead(counted, settings),
        answered=sum(q.answered for q in asked),
        total=len(asked),
        common=len(questions) - len(asked),
        questions=questions,
        targets=tuple(counted.targets),
        changes=tuple(_changes(questions, counted.before, settings.main)),
        units=tuple(counted.units),
        charts=charts(questions, counted.targets, counted.weeks),
        versions=dict(counted.versions),
    )


def _question(asked: Asked) -> QuestionLine:
    figures = tuple(_told_once(figure) for figure in asked.figures)
    primary = next((f for f in figures if f.primary), None)
    answered = not asked.common and primary is not None and primary.status != "none"
    return QuestionLine(
        id=asked.id,
        wording=asked.wording,
        name=asked.name,
        source=asked.source,
        figures=figures,
        status=primary.status if primary else "none",
        answered=answered,
        common=asked.common,
        reason="" if answered else _reason(asked, primary, figures),
        missing=tuple(asked.missing) if not asked.common else (),
    )


def _reason(asked: Asked, primary: FigureLine | None, figures: Sequence[FigureLine]) -> str:
    if asked.common:
        return "đo chung toàn tỉnh, không chia theo đơn vị: xem báo cáo của tỉnh"
    why = (primary.note if primary else "") or asked.remedy or "chưa đo được"
    told = [f.name for f in figures if f.told and not f.part]
    if told:
        why += f"{HAS}{', '.join(told[:3])}; chưa có: {primary.name if primary else asked.name})"
    return why


def _told_once(figure: FigureLine) -> FigureLine:
    from dataclasses import replace

    pieces = [p for p in figure.note.split("; ") if p and not p.startswith(_NOT_IN)]
    return replace(figure, note="; ".join(pieces))


def _changes(
    questions: Sequence[QuestionLine],
    before: Mapping[tuple[str, str], FigureLine],
    main: Sequence[str],
) -> list[Change]:
    by_id = {q.id: q for q in questions}
    found = []
    for id_ in main:
        question = by_id.get(id_)
        now = question.primary if question else None
        if question is None or now is None or question.common:
            continue
        then = before.get((id_, now.key))
        value, earlier = now.value, then.value if then else None
        notes = [now.note if value is None else ""]
        notes.append("kỳ trước: " + then.note if then and earlier is None and then.note else "")
        difference = value - earlier if value is not None and earlier is not None else None
        found.append(
            Change(
                question=id_, key=now.key, name=now.name, unit=now.unit, digits=now.digits,
                now=value, before=earlier, difference=difference, n_now=now.n,
                n_before=then.n if then else 0, note="; ".join(filter(None, notes)),
                rows=now.rows, row_count=now.row_count,
                row_count_before=then.row_count if then else 0,
            )
        )  # fmt: skip
    return found


def _letterhead(counted: Counted, settings: ReportSettings) -> Letterhead:
    whole = counted.whole
    name = counted.unit_name
    return Letterhead(
        superior=settings.superior if whole else counted.province,
        office=(settings.office if whole else "") or name,
        number=f"Số:        /{settings.symbol if whole else settings.unit_symbol}",
        place=settings.place,
        subject=settings.subject.format(period=counted.period_name, office=name),
        grounds=settings.grounds,
        recipients=(*(settings.recipients if whole else settings.unit_recipients), settings.keep),
        authority=settings.authority,
        position=settings.position if whole else settings.unit_position,
        signer=settings.signer if whole else "",
    )
