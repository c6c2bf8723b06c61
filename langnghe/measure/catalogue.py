"""The 40 questions and the target rows: what is asked, read from the TOML files beside this module.

A new figure is a new line there and a branch in its view; nothing else knows its name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from langnghe.measure.records import FigureSpec, Question

_FILES = ("tc1", "tc2", "tc3", "tc4", "tc5", "targets")


@cache
def questions() -> Mapping[str, Question]:
    """Return the questions by id, in the order of the plan."""
    folder = files("langnghe.measure.questions")
    found = {}
    for name in _FILES:
        data = tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
        for row in data.get("question", ()):
            found[row["id"]] = _question(row)
    return MappingProxyType(found)


def _question(row: Mapping[str, Any]) -> Question:
    number = row["id"].lower().replace(".", "_")
    return Question(
        id=row["id"],
        wording=row["wording"],
        name=row["name"],
        source=row["source"],
        view=row.get("view", number if number.startswith("t") else f"c{number}"),
        registers=tuple(row.get("registers", ())),
        levels=tuple(row.get("levels", ())),
        figures=tuple(_figure(each) for each in row.get("figures", ())),
        remedy=row.get("remedy", ""),
        listens=row.get("listens", ""),
    )


def _figure(row: Mapping[str, Any]) -> FigureSpec:
    names = MappingProxyType(dict(row.get("part_names", {})))
    values = {"rows": row["key"], **row, "part_names": names}
    return FigureSpec(**values)
