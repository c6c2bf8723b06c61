"""How rows of registers are read and typed: cells in words, fields of a form out of the columns of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from langnghe.desk import render
from langnghe.desk.ask import Ask
from langnghe.records import HANOI, hanoi_day
from langnghe.registers.columns import MANY, TYPE_VI, Column, Kind
from langnghe.registers.kinds import KINDS, REGISTERS
from nlp.taxonomy import IN_SCOPE_TOPICS, TOPIC_VI
from warehouse.measure import names_of
from warehouse.registers import state

CALLED_OFF = "withdrawn"
REASON = "withdrawn_reason"  # of an event: why a row was taken back
_OWN = {"units": "code"}  # registers whose unit is not a column of that type


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form. kind: text, area, day, choice."""

    name: str
    label: str
    kind: str
    value: str
    must: bool
    hint: str
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""


def shown(kind: Kind) -> list[Column]:
    """Return the columns people read; keyed hashes say nothing to anybody."""
    return [c for c in kind.columns if c.type != "speaker" and c.name != CALLED_OFF]


def unit_column(kind: Kind) -> str:
    """Return the column that says whose a row is, "" where rows are nobody's."""
    return kind.unit_columns[0] if kind.unit_columns else _OWN.get(kind.id, "")


def book_of(kind: Kind) -> Kind:
    """Return the kind whose workbook holds this table."""
    return next(k for k in KINDS.values() if any(table.id == kind.id for table in k.tables()))


def readable(ask: Ask) -> list[Kind]:
    """Return the registers this person may open: of one unit only those whose rows name theirs."""
    return [k for k in REGISTERS.values() if ask.unit is None or unit_column(k)]


def rows_of(ask: Ask, kind: Kind) -> dict[str, dict[str, Any]]:
    """Return row id → present values, of this person's unit only where that is all they see."""
    found: dict[str, dict[str, Any]] = ask.once(
        ("register", kind.id), lambda: state(ask.store, kind.subject)
    )
    if ask.unit is None:
        return found
    column = unit_column(kind)
    return {id_: row for id_, row in found.items() if column and row.get(column) == ask.unit}


def names(ask: Ask) -> Mapping[str, str]:
    """Return the names of all units by code."""
    day = hanoi_day(ask.now)
    return ask.once(("unit names", str(day)), lambda: names_of(ask.store, "unit", day))


def cell(column: Column, value: Any, units: Mapping[str, str]) -> str:
    """Return a value as people read it, "" where there is none."""
    if value is None or value == "" or value == []:
        return ""
    if column.type == "yes_no":
        return "Có" if value else "Không"
    if isinstance(value, list):
        return "; ".join(_word(column, str(one), units) for one in value)
    if column.type in ("count", "number"):
        return render.number(value)
    return _word(column, str(value), units)


def _word(column: Column, value: str, units: Mapping[str, str]) -> str:
    if column.choices:
        return column.choices.get(value, value)
    if column.type == "unit":
        return units.get(value, value)
    if column.type in ("topic", "topics"):
        return TOPIC_VI.get(value, value)
    try:
        if column.type == "day":
            return render.day(date.fromisoformat(value))
        if column.type == "month":
            return f"{date.fromisoformat(value):%m/%Y}"
        if column.type == "moment":
            return render.moment(datetime.fromisoformat(value))
    except ValueError:
        return value
    return value


def fields(
    ask: Ask, kind: Kind, typed: Mapping[str, str], errors: Mapping[str, str]
) -> list[Field]:
    """Return the fields of a form, holding what was typed, each with what is wrong in it."""
    return [
        _field(ask, kind, column, typed.get(column.name, ""), errors.get(column.name, ""))
        for column in kind.columns
        if column.name != CALLED_OFF
    ]


def _field(ask: Ask, kind: Kind, column: Column, value: str, error: str) -> Field:
    hint = [column.help or TYPE_VI[column.type].capitalize()]
    if column.example:
        hint.append(f"ví dụ: {column.example}")
    if column.type in MANY:
        hint.append(
            "mỗi dòng một mục"
            if not column.choices
            else "chọn: " + "; ".join(column.choices.values())
        )
    choices = _choices(ask, kind, column, value)
    plain = {"day": "day", "long": "area"} | dict.fromkeys(MANY, "area")
    return Field(
        name=column.name, label=column.heading, value=value, must=column.required,
        kind="choice" if choices else plain.get(column.type, "text"), hint=". ".join(hint),
        choices=tuple(choices), error=error,
    )  # fmt: skip


def _choices(ask: Ask, kind: Kind, column: Column, value: str) -> list[tuple[str, str]]:
    if column.name == unit_column(kind) and ask.unit is not None:
        return [(ask.unit, names(ask).get(ask.unit, ask.unit))]
    if column.type == "choice":
        return list(column.choices.items())
    if column.type == "topic":
        return [(topic, TOPIC_VI[topic]) for topic in IN_SCOPE_TOPICS]
    if column.type == "yes_no":
        return [("Có", "Có"), ("Không", "Không")]
    if column.type == "unit":
        from warehouse.measure import units_in_force

        day = hanoi_day(ask.now)
        found = ask.once(("all units", str(day)), lambda: units_in_force(ask.store, day))
        pairs = [(code, name) for code, name, _ in found]
        if value and value not in dict(pairs):
            pairs.append((value, names(ask).get(value, value)))
        return pairs
    return []


def to_type(column: Column, value: Any) -> str:
    """Return a present value as it stands in a field."""
    if value is None or value == []:
        return ""
    if column.type == "speaker":
        return ""  # a hash cannot be typed again; left empty it stays as it is
    if column.type == "yes_no":
        return "Có" if value else "Không"
    if isinstance(value, list):
        words = column.choices or (TOPIC_VI if column.type == "topics" else {})
        return "\n".join(words.get(str(one), str(one)) for one in value)
    if column.type in ("count", "number"):
        return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
    if column.type == "month":
        return f"{date.fromisoformat(str(value)):%m/%Y}"
    if column.type == "moment":
        return f"{datetime.fromisoformat(str(value)).astimezone(HANOI):%H:%M %d/%m/%Y}"
    return str(value)
