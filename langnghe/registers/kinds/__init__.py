"""The kinds of tables staff hand over. Each is one TOML file here: a line is a column.

A new column is a new line; the template, the checks, the view (docs/make_registers.py) and the
data dictionary follow it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from langnghe.registers.columns import Column, Kind, Need

__all__ = ["KINDS", "POSTS", "REGISTERS", "Column", "Kind"]

IDS: tuple[str, ...] = tuple(
    "posts clippings documents activities inquiries press_contacts reporter_feedback surveys "
    "media_groups info_reports spokespersons messages units targets calendar outcomes".split()
)

# Every register has it: a row that was entered by mistake is called off, never deleted.
_CALLED_OFF = Column(
    name="withdrawn",
    heading="Huỷ dòng",
    type="yes_no",
    help="Ghi Có để rút lại một dòng đã nhập nhầm; dòng vẫn còn trong lịch sử",
    also=("Hủy dòng", "Xoá", "Xóa"),
)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _kind(data: Mapping[str, Any], choices: Mapping[str, Mapping[str, str]]) -> Kind:
    def column(row: Mapping[str, Any]) -> Column:
        values = {**row, "also": tuple(row.get("also", ()))}
        if row.get("type") in ("choice", "choices"):
            values["choices"] = choices[row.get("choices", row["name"])]
        return Column(**values)

    columns = tuple(column(row) for row in data["columns"])
    return Kind(
        id=data["id"],
        title=data["title"],
        about=data.get("about", ""),
        view=data.get("view", ""),
        grain=data.get("grain", ""),
        post_of=data.get("post_of", ""),
        columns=columns if data["id"] == "posts" else (*columns, _CALLED_OFF),
        keys=tuple(tuple(key) for key in data.get("keys", ())),
        dated=data.get("dated", ""),
        inherit=tuple(data.get("inherit", ())),
        versioned=data.get("versioned", ""),
        any_of=tuple(tuple(names) for names in data.get("any_of", ())),
        order=tuple((first, then) for first, then in data.get("order", ())),
        needs=tuple(
            Need(when=need["when"], is_=need["is"], then=need["then"])
            for need in data.get("needs", ())
        ),
        refers=tuple((name, kind) for name, kind in data.get("refers", ())),
        sheets=tuple(_kind(sheet, choices) for sheet in data.get("sheets", ())),
    )


def _read_all() -> dict[str, Kind]:
    shared = _read("shared")
    found = {}
    for name in IDS:
        data = _read(name)
        found[name] = _kind(data, {**shared, **data.get("choices", {})})
    return found


KINDS: Mapping[str, Kind] = MappingProxyType(_read_all())
POSTS = KINDS["posts"]
# Every table of events, the further sheets too: what has rows of its own.
REGISTERS: Mapping[str, Kind] = MappingProxyType(
    {table.id: table for kind in KINDS.values() if kind is not POSTS for table in kind.tables()}
)
