"""A report as plain data: every renderer reads this and nothing else; a snapshot is its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Self

HAS = " (đã có: "  # where the reason of a gap goes on to what there is
CRITERIA: Mapping[int, str] = {
    1: "Theo dõi và thu thập thông tin từ báo chí và dư luận xã hội (phản hồi từ công chúng)",
    2: "Xây dựng tài liệu định hướng thông tin tuyên truyền",
    3: "Cung cấp thông tin, tuyên truyền qua kênh truyền thông",
    4: "Báo chí tiếp nhận thông tin và phản ánh tới công chúng",
    5: "Tác động của công tác truyền thông đến đoàn viên, người lao động",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One number with all that stands beside it, and where its rows lie."""

    question: str
    key: str
    part: str
    name: str
    part_name: str
    unit: str  # of measure
    primary: bool
    digits: int
    value: float | None
    count: float | None
    n: int
    low: float | None
    high: float | None
    status: str  # full, missing, estimate, none
    note: str
    rows: str  # the figure of the row list it opens to
    row_count: int  # how many rows that list has

    @property
    def told(self) -> bool:
        """Say whether there is anything to tell: a value, or counts alone."""
        return self.value is not None or self.count is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """One question of the plan: its wording, its figures, how far it is answered and why not."""

    id: str
    wording: str
    name: str
    source: str  # automatic, mixed, staff, survey
    figures: tuple[FigureLine, ...]
    status: str  # of the figure that answers it
    answered: bool
    common: bool  # measured for the whole province only: no unit has a figure of its own
    reason: str  # why there is no answer, and what to do
    missing: tuple[str, ...]  # names of units that have not handed in what it needs

    @property
    def criterion(self) -> int:
        """Return 1 … 5; 0 of a target."""
        return int(self.id[0]) if self.id[0].isdecimal() else 0

    @property
    def primary(self) -> FigureLine | None:
        """Return the figure that answers it."""
        return next((f for f in self.figures if f.primary), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A main figure beside the same figure of the period before."""

    question: str
    key: str
    name: str
    unit: str
    digits: int
    now: float | None
    before: float | None
    difference: float | None  # now − before, in the unit of measure
    n_now: int
    n_before: int
    note: str
    rows: str
    row_count: int
    row_count_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """One row of the target board."""

    id: str
    wording: str
    name: str
    light: str  # met, on_track, at_risk, missed, encouraged, watched, unknown
    sign: str  # beside colour, so that no light is told by colour alone
    word: str
    target: str  # what is asked, of the target in force
    told: str  # the value, in words
    projection: str
    behind: str  # which units
    alternates: str  # by other readings of the plan
    note: str
    figures: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit that must hand in a report of the period (T7)."""

    code: str
    name: str
    level: str
    submitted: bool
    at: datetime | None
    way: str  # how we know: a file that was received, the register of reports
    late: bool
    answered: int | None  # of the questions, as its own report says
    total: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: value None means that nothing could be collected, which is not 0."""

    label: str
    value: float | None
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a chart shows; it opens to the rows of one figure."""

    id: str
    title: str
    alt: str
    axis: str
    bars: tuple[Bar, ...]
    question: str
    figure: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What an administrative document carries besides its content."""

    superior: str
    office: str
    number: str  # "Số: …/BC-LĐLĐ"
    place: str
    subject: str
    grounds: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: str  # TM. BAN THƯỜNG VỤ
    position: str
    signer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of one period, of one unit or of the whole province."""

    id: str  # "" before it is frozen
    period: str
    period_name: str
    before: str  # the period before: its id, its name
    before_name: str
    first: date
    last: date
    unit: str
    unit_name: str
    whole: bool  # the whole province
    made_at: datetime
    over: bool  # the period is over; else the figures are of what has passed
    letterhead: Letterhead
    answered: int
    total: int
    common: int
    questions: tuple[QuestionLine, ...]
    targets: tuple[TargetLine, ...]
    changes: tuple[Change, ...]
    units: tuple[UnitLine, ...]
    charts: tuple[Chart, ...]
    versions: Mapping[str, str]

    def of_criterion(self, number: int) -> tuple[QuestionLine, ...]:
        """Return the questions of one criterion."""
        return tuple(q for q in self.questions if q.criterion == number)

    def gaps(self) -> tuple[QuestionLine, ...]:
        """Return the questions without an answer, then those that lack units."""
        none = [q for q in self.questions if not q.answered and not q.common]
        some = [q for q in self.questions if q.answered and q.missing]
        return (*none, *some)

    def figures(self) -> tuple[FigureLine, ...]:
        """Return every figure, of questions and of targets."""
        asked = [f for q in self.questions for f in q.figures]
        return (*asked, *(f for t in self.targets for f in t.figures))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the report of to_json; unknown keys are an error."""
        values = dict(row)
        values["first"] = date.fromisoformat(values["first"])
        values["last"] = date.fromisoformat(values["last"])
        values["made_at"] = datetime.fromisoformat(values["made_at"])
        values["letterhead"] = _one(Letterhead, values["letterhead"])
        values["questions"] = tuple(_with_figures(QuestionLine, q) for q in values["questions"])
        values["targets"] = tuple(_with_figures(TargetLine, t) for t in values["targets"])
        values["changes"] = tuple(_one(Change, c) for c in values["changes"])
        values["units"] = tuple(_unit(u) for u in values["units"])
        values["charts"] = tuple(_chart(c) for c in values["charts"])
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _one(kind: Any, row: Mapping[str, Any]) -> Any:
    values = {f.name: row[f.name] for f in fields(kind) if f.name in row}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def _with_figures(kind: Any, row: Mapping[str, Any]) -> Any:
    return _one(kind, {**row, "figures": [_one(FigureLine, f) for f in row["figures"]]})


def _unit(row: Mapping[str, Any]) -> UnitLine:
    at = datetime.fromisoformat(row["at"]) if row["at"] else None
    return UnitLine(**{**row, "at": at})


def _chart(row: Mapping[str, Any]) -> Chart:
    return Chart(**{**row, "bars": tuple(Bar(**bar) for bar in row["bars"])})
