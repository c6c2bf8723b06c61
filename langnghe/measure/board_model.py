"""The target board: what each line says, and the lights it may show. A light is never told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from langnghe.measure.records import Figure


class Light(StrEnum):
    """How a target stands."""

    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    MISSED = "missed"
    ENCOURAGED = "encouraged"  # no duty: never red
    UNKNOWN = "unknown"
    WATCHED = ""  # the plan sets no number


WORD_VI: Mapping[Light, str] = {
    Light.MET: "đạt",
    Light.ON_TRACK: "đang đúng hướng",
    Light.AT_RISK: "có nguy cơ",
    Light.MISSED: "chưa đạt",
    Light.ENCOURAGED: "khuyến khích",
    Light.UNKNOWN: "chưa có dữ liệu",
    Light.WATCHED: "không đặt mức, theo dõi",
}
SIGN: Mapping[Light, str] = {
    Light.MET: "✓",
    Light.ON_TRACK: "↗",
    Light.AT_RISK: "!",
    Light.MISSED: "✕",
    Light.ENCOURAGED: "☆",
    Light.UNKNOWN: "○",
    Light.WATCHED: "·",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One version of a target, as the register says it."""

    code: str
    name: str
    programme: str
    applies_to: str  # all, province, upper, grassroots, grassroots_large
    rule: str  # at_least, at_most, below, above, ratio_at_least
    value: float
    measure: str
    period: str
    duty: str  # must, encouraged
    basis: str
    valid_from: date
    valid_to: date | None
    window_from: date | None  # of targets that compare two windows
    window_to: date | None
    baseline_from: date | None
    baseline_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One counted thing behind a number."""

    unit: str
    day: date
    figure: str
    part: str
    num: float | None
    den: float | None
    kind: str
    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One target: its light, its value against the number in force, what is to come, who is behind."""

    id: str
    name: str
    wording: str
    light: Light
    sign: str
    word: str
    told: str  # the value, in words
    target: str  # the number in force, in words
    projection: str  # what the year's end is likely to bring, and how that was worked out
    behind: str  # “8/31 đơn vị đạt; chưa: …”
    alternates: tuple[str, ...]  # other readings, other programmes
    note: str
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]  # of the main figure; the first of them
    more: int  # rows that are not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All targets of a period, as known at a moment."""

    period: str
    period_name: str
    first: date
    last: date
    known: datetime
    unit: str  # "" for the whole province
    unit_name: str
    lines: tuple[BoardLine, ...]
