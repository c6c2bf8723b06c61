"""What a register is made of: columns with types, keys that name a row, rules between cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from langnghe.text import fold

LONGEST_HEADING = 300  # signs; what comes behind is no heading

Type = Literal[
    "text",  # one line
    "long",  # paragraphs
    "name",  # an office-holder or an office: stays in clear
    "code",  # a name people give to things: 12/HD-LĐLĐ, TD-01
    "count",  # a whole number ≥ 0
    "number",
    "day",
    "moment",
    "month",  # its first day
    "yes_no",
    "choice",
    "choices",  # several, separated by ; or line ends
    "unit",
    "url",
    "topic",
    "topics",
    "texts",
    "codes",
    "speaker",  # a private person's handle: only its keyed hash is ever written
]
TYPES: tuple[Type, ...] = get_args(Type)
TYPE_VI: Mapping[Type, str] = {
    "text": "chữ", "long": "chữ, nhiều dòng", "name": "tên người giữ chức vụ", "code": "mã, số hiệu",
    "count": "số nguyên", "number": "số", "day": "ngày", "moment": "ngày giờ", "month": "tháng",
    "yes_no": "Có hoặc Không", "choice": "chọn một", "choices": "chọn một hay nhiều",
    "unit": "đơn vị (sổ đơn vị)", "url": "đường dẫn http(s)", "topic": "chủ đề",
    "topics": "một hay nhiều chủ đề", "texts": "một hay nhiều đoạn chữ", "codes": "một hay nhiều mã",
    "speaker": "tên tài khoản, chỉ lưu mã băm",
}  # fmt: skip
MANY: frozenset[Type] = frozenset(("choices", "topics", "texts", "codes"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in files, its Vietnamese heading, its type, what a person reads of it."""

    name: str
    heading: str
    required: bool = False
    example: str = ""
    help: str = ""
    also: tuple[str, ...] = ()  # other headings met in the wild
    type: Type = "text"
    choices: Mapping[str, str] = field(default_factory=dict)  # id → the words people read
    default: str | int | None = None  # what an empty cell means
    least: float | None = None
    most: float | None = None
    past: bool = False  # it has happened: a day to come is a slip


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A column that must be filled when another has a value."""

    when: str
    is_: str
    then: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of table.

    keys: the first of these lists of columns that is filled in a row names it ("day.year": its year).
    dated: the column that says as of when a unit must exist. inherit: rows of one value in the
    first of these columns share what later rows leave empty in the others. versioned: versions of one value may not overlap.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    about: str = ""
    view: str = ""  # staging.stg_<view> is its present state
    grain: str = ""
    keys: tuple[tuple[str, ...], ...] = ()
    dated: str = ""
    inherit: tuple[str, ...] = ()
    versioned: str = ""
    any_of: tuple[tuple[str, ...], ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    needs: tuple[Need, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()  # a column, and the kind whose codes it names
    post_of: str = ""  # the address by which a row is found among collected posts
    sheets: tuple[Kind, ...] = ()  # further tables of the same workbook

    @property
    def subject(self) -> str:
        """Name the kind as the subject of events."""
        return f"register.{self.id}"

    def tables(self) -> Iterator[Kind]:
        """Yield the kind itself and its further sheets."""
        yield self
        yield from self.sheets

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def headings(self) -> Mapping[str, str]:
        return {column.name: column.heading for column in self.columns}

    @cached_property
    def unit_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.type == "unit")

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for column in self.columns:
            for heading in (column.name, column.heading, column.heading.split("(")[0]):
                found[heading_key(heading)] = column.name
        for column in self.columns:  # another's own heading is never taken by an alias
            for heading in column.also:
                found.setdefault(heading_key(heading), column.name)
        return found

    def aliases(self) -> dict[str, str]:
        """Map folded headings and names to column names; of two for one column the usual first."""
        order = {column.name: place for place, column in enumerate(self.columns)}
        return dict(sorted(self._aliases.items(), key=lambda item: order[item[1]]))


def heading_key(heading: str) -> str:
    """Return the comparing key of a heading: accent-blind, words joined by _."""
    # The longest heading has some words: a cell of 20,000 letters over a hundred columns is not read whole
    # for each of them.
    return fold(heading[:LONGEST_HEADING]).replace(" ", "_")
