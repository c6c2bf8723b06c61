"""A composite score, only where the office writes its weights: no file, no score.

score.toml of the workspace, one line a figure that counts:

    weight = [
      { question = "1.01", figure = "days_met", points = 5, none = 50, full = 100 },
    ]

points are given in full from the value `full` on, none up to `none`, in proportion between; full may be
the smaller one (hours). A figure without a value gives no points and takes none away from what could be
had: it is named. The Barcelona Principles advise against one number for communication, and the
warning that says so always stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, model_validator

from langnghe.config import Strict, read_toml
from langnghe.errors import ConfigError
from langnghe.measure.catalogue import questions
from langnghe.measure.records import Figure

WARNING = (
    "Điểm gộp do đơn vị tự đặt trọng số trong score.toml, không phải kết quả đo: một điểm che đi "
    "con số nào tốt, con số nào kém. Chỉ so với chính đơn vị ở kỳ trước với cùng trọng số."
)


class Weight(Strict):
    """How many points a figure can give, and between which values."""

    question: str
    figure: str
    points: float = Field(gt=0)
    full: float
    none: float

    @model_validator(mode="after")
    def _apart(self) -> Weight:
        if self.full == self.none:
            raise ValueError("full và none phải khác nhau")
        return self

    def of(self, value: float) -> float:
        """Return the points a value gives."""
        way = (value - self.none) / (self.full - self.none)
        return self.points * min(1.0, max(0.0, way))


class ScoreFile(Strict):
    """score.toml."""

    weight: tuple[Weight, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points had, of points that could be had, and what is missing; never without its warning."""

    points: float
    most: float
    unknown: tuple[str, ...]  # "1.08 coverage": weighed, and without a value in this period
    warning: str = WARNING


def read_weights(path: Path) -> ScoreFile | None:
    """Return the office's weights; None where it wrote none. An unknown figure is refused by name."""
    if not path.exists():
        return None
    found = read_toml(path, ScoreFile)
    known = {(q.id, spec.key) for q in questions().values() for spec in q.figures}
    for weight in found.weight:
        if (weight.question, weight.figure) not in known:
            raise ConfigError(
                f"{path}: không có con số {weight.figure!r} ở câu {weight.question}; "
                "xem tên ở langnghe/measure/questions"
            )
    return found


def score(figures: Iterable[Figure], weights: ScoreFile) -> Score:
    """Return the composite score of the figures of one report."""
    values = {(f.question, f.key): f.value for f in figures if not f.part}
    told = [(weight, values.get((weight.question, weight.figure))) for weight in weights.weight]
    return Score(
        points=sum(weight.of(value) for weight, value in told if value is not None),
        most=sum(weight.points for weight, value in told if value is not None),
        unknown=tuple(f"{w.question} {w.figure}" for w, value in told if value is None),
    )
