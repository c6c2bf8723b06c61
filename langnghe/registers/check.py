"""Check one row of a register: what it says, or what is wrong in which column and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from langnghe.records import canonical_url, digest_of, post_id_of
from langnghe.registers.cells import Context, Value, blank, read_cell, text_of
from langnghe.registers.choose import folded
from langnghe.registers.columns import Column, Kind
from langnghe.text import fold

Errors = dict[str, str]  # column name → what is wrong and what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A good row: its stable id, its values as plain JSON, notes for whoever filled it in."""

    id: str
    values: Mapping[str, Value]
    notes: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()  # columns that were not given and have a usual value


def check_row(kind: Kind, given: Mapping[str, Any], context: Context) -> Row | Errors:
    """Return the row of cells by column name, or every error by column; a form asks the same.

    Columns that are not given stay as they were said before; a given empty cell empties its value.
    """
    values: dict[str, Value] = {}
    notes: dict[str, str] = {}
    errors: Errors = {}
    assumed: set[str] = set()
    for column in kind.columns:
        name = column.name
        cell = given.get(name)
        read: tuple[Value, str] | None = None
        try:
            if cell is None:
                pass
            elif column.type == "speaker":
                read = None if blank(cell) else (_hashed(kind, given, cell, context), "")
            else:
                read = read_cell(column, cell, context)
        except ValueError as error:
            errors[name] = str(error)
            continue
        if read is not None:
            values[name], note = read
            if note:
                notes[name] = note
        elif column.default is not None:
            values[name] = column.default
            if name not in given:
                assumed.add(name)
        elif column.required:
            errors[name] = f"còn trống; {_how(column)}"
        elif name in given:
            values[name] = None
    for name, problem in _between(kind, values, context):
        if name not in errors:
            errors[name] = problem
    if errors:
        return errors
    if kind.post_of:
        url = values.get(kind.post_of)
        values["post_id"] = post_id_of(url=str(url), source="", native_id=None) if url else None
    id_ = row_id(kind, values)
    if id_ is None:
        names = [kind.by_name[name.split(".")[0]].heading for name in kind.keys[-1]]
        return {kind.keys[-1][0].split(".")[0]: f"thiếu điều nhận ra dòng này: {', '.join(names)}"}
    return Row(id=id_, values=values, notes=notes, assumed=frozenset(assumed))


def _how(column: Column) -> str:
    if column.choices:
        return "chọn trong danh sách"
    return f"điền như {column.example}" if column.example else "điền ô này"


def _hashed(kind: Kind, given: Mapping[str, Any], cell: object, context: Context) -> str:
    """Return the keyed hash of a handle: equal handles of two groups never match."""
    if context.pseudonym is None:
        raise ValueError("chưa có khoá bút danh nên không ghi người nói; để trống ô này")
    group = text_of(given.get(kind.columns[0].name), context)
    return context.pseudonym(f"{kind.id}:{fold(group)}", text_of(cell, context))


def _between(
    kind: Kind, values: Mapping[str, Value], context: Context
) -> Iterable[tuple[str, str]]:
    """Yield what is wrong between cells that are each right."""
    heading = kind.headings
    for first, then in kind.order:
        before, after = values.get(first), values.get(then)
        if isinstance(before, str) and isinstance(after, str) and after < before:
            yield then, f"đứng trước {heading[first]}; sửa một trong hai ngày"
    for names in kind.any_of:
        given = [name for name in names if not blank(values.get(name))]
        if not given:
            few = ", ".join(heading[name] for name in names[:4])
            yield names[0], f"còn trống; cần ít nhất một trong: {few}"
    for need in kind.needs:
        if values.get(need.when) == need.is_ and blank(values.get(need.then)):
            words = kind.by_name[need.when].choices.get(need.is_, need.is_)
            yield need.then, f"còn trống; cần vì {heading[need.when]} là “{words}”"
    for name, other in kind.refers:
        code = values.get(name)
        if (
            isinstance(code, str)
            and other in context.known
            and fold(code) not in context.known[other]
        ):
            yield name, f"chưa có mã “{code[:40]}” trong sổ; sửa mã, hoặc thêm dòng ấy trước"
    day = values.get(kind.dated) if kind.dated else None
    if isinstance(day, str):
        for name in kind.unit_columns:
            code = values.get(name)
            if isinstance(code, str) and (gone := context.units.gone(code, day)) is not None:
                yield name, gone


def row_id(kind: Kind, values: Mapping[str, Value]) -> str | None:
    """Return the id of a row from the first of its keys that is filled; None when none is."""
    for place, key in enumerate(kind.keys):
        parts = [_key_part(name, values) for name in key]
        if parts[0]:
            return digest_of(kind.id, str(place), *parts)
    return None


def _key_part(name: str, values: Mapping[str, Value]) -> str:
    name, _, part = name.partition(".")
    value = values.get(name)
    if value is None:
        return ""
    if part == "year":
        return str(value)[:4]
    if name == "url":
        return canonical_url(str(value))
    return folded(str(value)) or str(value)
