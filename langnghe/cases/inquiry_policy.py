"""inquiries.toml: how long an answer may take, who is told on the way, who answers what."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path

from pydantic import Field, model_validator

from langnghe.cases.clock import rising
from langnghe.cases.inquiry import CHANNELS
from langnghe.config import Strict, read_toml
from langnghe.records import ROLE_VI

FILE = "inquiries.toml"
ASSIGNED = "assigned"  # in a step: whoever has the question


class Step(Strict):
    """After so many hours without a reply these roles are told."""

    hours: float = Field(gt=0)
    roles: tuple[str, ...] = Field(min_length=1)


class Clock(Strict):
    """The time an answer may take, and the steps on the way."""

    answer_hours: float = Field(gt=0)
    step: tuple[Step, ...] = ()

    @property
    def within(self) -> timedelta:
        """Return the time an answer may take."""
        return timedelta(hours=self.answer_hours)


class Talk(Strict):
    """What tells a person's answer from a machine's and from a greeting."""

    auto_replies: tuple[str, ...] = ()
    auto_within_seconds: float = Field(ge=0)
    least_words: int = Field(ge=1)
    interim: tuple[str, ...] = ()


class Keep(Strict):
    """When what is answered is closed, and when the way to reach its asker goes."""

    close_after_days: float = Field(gt=0)
    contact_days: float = Field(gt=0, le=30)


class Assign(Strict):
    """Questions of some topics or channels, or sent to a unit of its own: who answers them."""

    role: str
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    with_unit: bool = False


class InquiryPolicy(Strict):
    """inquiries.toml, whole."""

    clock: Clock
    talk: Talk
    keep: Keep
    assign: tuple[Assign, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> InquiryPolicy:
        if self.clock.step and not rising([step.hours for step in self.clock.step]):
            raise ValueError("clock.step: số giờ phải tăng dần")
        last = self.assign[-1]
        if last != Assign(role=last.role):
            raise ValueError("dòng assign cuối không được có điều kiện: câu hỏi nào cũng cần người")
        named = {role for step in self.clock.step for role in step.roles} - {ASSIGNED}
        if unknown := sorted((named | {row.role for row in self.assign}) - ROLE_VI.keys()):
            raise ValueError(f"không có vai trò {unknown[0]!r}; dùng {', '.join(ROLE_VI)}")
        if odd := sorted({c for row in self.assign for c in row.channels} - set(CHANNELS)):
            raise ValueError(f"không có kênh {odd[0]!r}; dùng {', '.join(CHANNELS)}")
        return self

    def role_for(self, *, channel: str, topic: str, unit: str) -> str:
        """Return who is to answer."""
        for row in self.assign:
            if (
                (not row.topics or topic in row.topics)
                and (not row.channels or channel in row.channels)
                and (unit or not row.with_unit)
            ):
                return row.role
        raise AssertionError("the last row has no condition")

    def told_at(self, hours: float, assigned: str) -> list[str]:
        """Return the roles of a step, each once."""
        roles = next(step.roles for step in self.clock.step if step.hours == hours)
        return list(dict.fromkeys(assigned if role == ASSIGNED else role for role in roles))


def read_inquiry_policy(folder: Path | None = None) -> InquiryPolicy:
    """Return the office's inquiries.toml of a folder, or the one that ships when it has none."""
    if folder is not None and (folder / FILE).exists():
        return read_toml(folder / FILE, InquiryPolicy)
    with as_file(files("langnghe.defaults") / FILE) as path:
        return read_toml(path, InquiryPolicy)
