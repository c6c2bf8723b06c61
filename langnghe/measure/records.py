"""What a question asks, what its rows add up to, and the figure that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How much of what a figure needs was there."""

    FULL = "full"
    MISSING = "missing"  # some units have not handed in
    ESTIMATE = "estimate"  # from a model or a sample, with an interval
    NONE = "none"  # nothing was recorded: no figure, and never a 0


STATUS_VI: Mapping[Status, str] = {
    Status.FULL: "đủ",
    Status.MISSING: "thiếu",
    Status.ESTIMATE: "ước tính",
    Status.NONE: "chưa có dữ liệu",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpec:
    """One number of a question: how it is made of its rows, and how it is written."""

    key: str
    name: str  # Vietnamese, as a reader sees it
    how: str  # a name in langnghe.measure.reduce.HOW
    unit: str = ""  # of measure: "bài/ngày", "%", "giờ"
    primary: bool = False  # the one that answers the question
    by_part: bool = False  # each class of the breakdown is told too
    digits: int = 1
    of: str = ""  # of shares of all: what “all” counts, the unit of how many there are
    persons: bool = False  # counts people: fewer than five in a class are not told
    part_names: Mapping[str, str]  # Vietnamese names of the classes
    parts: str = ""  # or where to find them: topic, unit, source, choice:<register>.<column>
    rows: str = ""  # the figure of the view whose rows it reads; the catalogue fills in its own key
    task: str = ""  # corrected shares: the label whose confusions the card of the model tells
    domain: str = "all"  # and of which texts: all, news, comments
    least_n: int = 0  # below this the count alone is told; 0: as the way of counting holds proper
    zero_if: str = ""  # a count of nothing is 0 only where this figure of the view has rows
    remedy: str = ""  # what to do where it has nothing; "": as the question says
    note: str = ""  # a word of caution that always stands beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the appendix or one target: what is asked, of which rows."""

    id: str  # "1.02" or "T3a"
    wording: str  # of the plan
    name: str  # short, Vietnamese
    source: str  # automatic, mixed, staff, survey
    view: str  # mart.<view>(first, last, known)
    registers: tuple[str, ...]  # what staff must have handed in
    levels: tuple[str, ...]  # which levels of units must hand in: province, upper, grassroots
    figures: tuple[FigureSpec, ...]
    remedy: str = ""  # what to do where nothing was recorded
    listens: str = ""  # "own": counts nothing as 0 only if our own channels were heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Agg:
    """What the rows of one class of one figure add up to. num and den as the view gives them."""

    rows: int = 0
    distinct: int = 0
    num: float = 0.0
    den: float = 0.0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    least: float | None = None
    most: float | None = None
    sd: float | None = None  # of the sample; None below two rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One computed number: of the whole (part "") or of one class."""

    part: str = ""
    value: float | None = None
    count: float | None = None  # the numerator, where there is one
    n: int = 0  # how many rows, or how large the denominator
    low: float | None = None  # 95 % interval
    high: float | None = None
    estimate: bool = False
    note: str = ""
    total: bool = False  # how many there are in all, beside shares of them
    named: str = ""  # a class that the note should name, of top_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a report: a value with all that must stand beside it."""

    question: str
    key: str
    part: str
    name: str
    part_name: str
    unit: str
    primary: bool
    digits: int
    value: float | None
    count: float | None
    n: int
    low: float | None
    high: float | None
    status: Status
    note: str
    rows: str = ""  # the figure of the view whose rows it opens to


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of Hà Nội days, both ends in it."""

    id: str  # "2026-H1", "2026", "2026-06", "2026-W23"
    name: str  # "6 tháng đầu năm 2026"
    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1
