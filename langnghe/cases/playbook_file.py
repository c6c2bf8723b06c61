"""playbooks.toml as it is written: the shape that is checked before anything is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from langnghe.config import Strict

Cluster = Literal["victim", "accidental", "preventable"]
CLUSTER_VI: Mapping[str, str] = {
    "victim": "bị tác động",
    "accidental": "ngoài ý muốn",
    "preventable": "lẽ ra tránh được",
}

Form = Literal["press_conference", "portal", "interview", "release", "briefing", "correction"]
# The six forms of the statement rules (Decision 1669).
FORM_VI: Mapping[Form, str] = {
    "press_conference": "Họp báo",
    "portal": "Đăng cổng thông tin điện tử",
    "interview": "Trả lời phỏng vấn",
    "release": "Thông cáo, văn bản gửi báo chí",
    "briefing": "Thông tin tại giao ban báo chí",
    "correction": "Đề nghị phản hồi, cải chính",
}


class VerifySpec(Strict):
    """One thing to find out first, by whom, within how many hours of the alert."""

    what: str = Field(min_length=1)
    owner: str
    hours: float = Field(gt=0, le=72)


class FormSpec(Strict):
    """One form of statement and when to choose it."""

    form: Form
    when: str = Field(min_length=1)


class PlaybookSpec(Strict):
    """One playbook as it stands in the file."""

    risk: str
    cluster: Cluster
    verify: tuple[VerifySpec, ...] = Field(min_length=1)
    forms: tuple[FormSpec, ...] = Field(min_length=1)
    internal: tuple[str, ...] = Field(min_length=1)
    press: tuple[str, ...] = Field(min_length=1)
    positive: tuple[str, ...] = Field(min_length=1)
    never: tuple[str, ...] = Field(min_length=1)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the place and the words of everything a reader will see."""
        for number, step in enumerate(self.verify, 1):
            yield f"verify.{number}.what", step.what
        for number, form in enumerate(self.forms, 1):
            yield f"forms.{number}.when", form.when
        for name in ("internal", "press", "positive", "never"):
            for number, text in enumerate(getattr(self, name), 1):
                yield f"{name}.{number}", text


class DefaultSpec(Strict):
    """The cluster a source of risk begins with, and why."""

    risk: str
    cluster: Cluster
    why: str = Field(min_length=1)


class PlaybookFile(Strict):
    """playbooks.toml."""

    never_always: tuple[str, ...] = Field(min_length=1)
    posture: dict[Cluster, str]
    default: tuple[DefaultSpec, ...]
    playbook: tuple[PlaybookSpec, ...]
