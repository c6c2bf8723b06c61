"""Scenarios of a drill: an invented crisis as a timeline of posts. Our own words, hosts *.example.

An office may write its own in a file of the same shape (docs/drill.md).
"""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from langnghe.config import Strict, read_toml
from langnghe.errors import LangngheError
from langnghe.text import fold

HOST = "dien-tap.example"  # of every address: nobody takes it for a real paper


class DrillSource(Strict):
    """An invented outlet. home: it writes of the office's own province."""

    id: str = Field(pattern=r"^dien-tap-[a-z0-9-]+$")
    name: str = Field(pattern=r"^DIỄN TẬP · .+")
    type: Literal["news", "labour_press", "local_press", "forum", "social"]
    home: bool = False


class DrillPost(Strict):
    """One text of the timeline. after: minutes since the first; under: which text it comments on."""

    after: int = Field(ge=0, le=7 * 24 * 60)
    source: str
    kind: Literal["article", "post", "comment"]
    title: str = ""
    text: str = Field(min_length=1)
    under: int | None = Field(default=None, ge=1)


class Scenario(Strict):
    """One crisis. risk and level: what its author expects the watch to make of it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    about: str
    risk: str
    level: int = Field(ge=1, le=5)
    post: tuple[DrillPost, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [post.after for post in self.post]
        if times != sorted(times) or times[0] != 0:
            raise ValueError(f"{self.id}: bài đầu tiên ở phút 0, các bài sau theo thứ tự thời gian")
        for place, post in enumerate(self.post, start=1):
            if (post.kind == "comment") != (post.under is not None):
                raise ValueError(f"{self.id}, bài {place}: bình luận (và chỉ bình luận) cần under")
            if post.under is not None and post.under >= place:
                raise ValueError(f"{self.id}, bài {place}: under phải là một bài đứng trước")
            if post.kind == "article" and not post.title:
                raise ValueError(f"{self.id}, bài {place}: bài báo cần title")
        return self

    @property
    def minutes(self) -> int:
        """Return how long the timeline is."""
        return self.post[-1].after


class Scenarios(Strict):
    """A file of scenarios with the outlets they speak through."""

    source: tuple[DrillSource, ...] = Field(min_length=1)
    scenario: tuple[Scenario, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [s.id for s in self.source], [s.id for s in self.scenario]
        if any(len(set(names)) < len(names) for names in ids):
            raise ValueError("hai nguồn hoặc hai kịch bản trùng id")
        for scenario in self.scenario:
            if unknown := {post.source for post in scenario.post} - set(ids[0]):
                raise ValueError(f"{scenario.id}: chưa khai nguồn {min(unknown)}")
        return self

    def find(self, given: str) -> Scenario:
        """Return a scenario by id; “ngộ độc” is as good as “ngo-doc”."""
        key = fold(given).strip().replace(" ", "-")
        found = next((one for one in self.scenario if one.id == key), None)
        if found is None:
            known = ", ".join(one.id for one in self.scenario)
            raise LangngheError(f"không có kịch bản {given!r}; dùng một trong: {known}")
        return found


def read_scenarios(path: Path | None = None) -> Scenarios:
    """Return the scenarios of a file, or those that ship."""
    if path is not None:
        return read_toml(path, Scenarios)
    with as_file(files("langnghe.samples") / "drill.toml") as shipped:
        return read_toml(shipped, Scenarios)
