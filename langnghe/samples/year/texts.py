"""The words of the sample year, read from content/*.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def content(name: str) -> dict[str, Any]:
    """Return one file of words, by its name without the ending."""
    file = resources.files("langnghe.samples.year.content") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
