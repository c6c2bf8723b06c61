"""Playbooks: what is proposed for a source of risk and an SCCT cluster, filled with what is known.

playbooks.toml belongs to the office. Everything in it is checked when it is read: a playbook that
is missing, an unknown role or an unknown {field} is refused with file, place and remedy. A field
the alert does not have is printed as “chưa rõ”; nothing is ever made up.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from langnghe.cases.finding import RISK_VI
from langnghe.cases.playbook_file import (
    CLUSTER_VI,
    FORM_VI,
    Cluster,
    DefaultSpec,
    Form,
    PlaybookFile,
    PlaybookSpec,
)
from langnghe.config import read_toml
from langnghe.errors import ConfigError
from langnghe.numbers import number as vietnamese
from langnghe.records import ROLE_VI

# What an alert can tell; a playbook may use no other field.
FIELD_VI: Mapping[str, str] = {
    "enterprise": "doanh nghiệp",
    "place": "địa bàn",
    "unit": "đơn vị công đoàn",
    "since": "thời điểm bài đầu tiên",
    "sources": "nguồn đã đưa",
    "stories": "bài chính",
    "topics": "chủ đề",
    "observed": "số bài ghi nhận",
    "expected": "số bài ngày thường",
}
UNKNOWN = "chưa rõ"
DEFAULT = Path(__file__).parents[1] / "defaults" / "playbooks.toml"

Value = str | int | float | Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to verify, filled in."""

    what: str
    owner: str  # a key of ROLE_VI
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed to the person who decides. forms: (form, when to choose it), in order."""

    risk: str
    cluster: Cluster
    cluster_why: str
    posture: str
    verify: tuple[Step, ...]
    forms: tuple[tuple[Form, str], ...]
    internal: tuple[str, ...]
    press: tuple[str, ...]
    positive: tuple[str, ...]
    never: tuple[str, ...]
    unknown: tuple[str, ...]  # keys of FIELD_VI the proposal would use but the alert lacks

    @property
    def owner(self) -> str:
        """Return the role that acts first."""
        return min(self.verify, key=lambda step: step.hours).owner

    @property
    def hours(self) -> float:
        """Return within how many hours the first step is due."""
        return min(step.hours for step in self.verify)

    def text(self) -> str:
        """Return the proposal as plain Vietnamese text, ready for a message or a page."""
        lines = [
            f"ĐỀ XUẤT: {self.risk} – {RISK_VI[self.risk]}; tình huống {CLUSTER_VI[self.cluster]}",
            f"Vì sao xếp nhóm này: {self.cluster_why}",
            f"Tinh thần: {self.posture}",
            "",
            "1. Xác minh trước",
            *(f"- {s.what} → {ROLE_VI[s.owner]}, trong {s.hours:g} giờ" for s in self.verify),
            "",
            "2. Phương án phản hồi",
            *(f"- {FORM_VI[form]}: {when}" for form, when in self.forms),
        ]
        parts = (self.internal, self.press, self.positive, self.never)
        titles = ("3. Thông tin nội bộ", "4. Với báo chí", "5. Nội dung tích cực nên đăng", "6. Không làm")  # fmt: skip
        for title, part in zip(titles, parts, strict=True):
            lines += ["", title, *(f"- {line}" for line in part)]
        if self.unknown:
            missing = ", ".join(FIELD_VI[name] for name in self.unknown)
            lines += ["", f"Còn chưa rõ: {missing}. Bổ sung vào hồ sơ khi có."]
        return "\n".join(lines)


class Playbooks:
    """All playbooks of one file, checked: every risk in every cluster, once."""

    def __init__(self, file: PlaybookFile, path: Path) -> None:
        self._path = path
        self._never = file.never_always
        self._posture = file.posture
        for cluster in CLUSTER_VI:
            if cluster not in file.posture:
                raise _wrong(path, f"posture.{cluster}", "thiếu", "thêm một câu vào mục [posture]")
        said = {f"never_always.{n}": text for n, text in enumerate(file.never_always, 1)}
        said |= {f"posture.{cluster}": text for cluster, text in file.posture.items()}
        for place, text in said.items():
            _fields(path, place, text)
        self._defaults = self._checked_defaults(file.default)
        self._books = self._checked_books(file.playbook)

    def default_cluster(self, risk: str) -> tuple[Cluster, str]:
        """Return the cluster a risk begins with, and why; a person may choose another."""
        if risk not in RISK_VI:
            raise ValueError(f"unknown risk {risk!r}")
        spec = self._defaults[risk]
        return spec.cluster, spec.why

    def proposal(
        self,
        risk: str,
        cluster: Cluster | None = None,
        fields: Mapping[str, Value] | None = None,
        reason: str = "",
    ) -> Proposal:
        """Return what is proposed; cluster None takes the default of the risk.

        fields: keys of FIELD_VI; a list is joined with commas, what is missing, None or empty
        becomes “chưa rõ”. reason: why a person chose another cluster than the default.
        """
        usual, why = self.default_cluster(risk)
        chosen = cluster or usual
        if chosen not in CLUSTER_VI:
            raise ValueError(f"unknown cluster {chosen!r}")
        given = dict(fields or {})
        if extra := given.keys() - FIELD_VI.keys():
            raise ValueError(f"unknown fields {sorted(extra)}")
        values = {name: _shown(given.get(name)) for name in FIELD_VI}
        spec = self._books[risk, chosen]
        if chosen != usual:
            why = f"người phụ trách chọn (mặc định: {CLUSTER_VI[usual]}). {reason}".strip()
        used = {name for _, text in spec.texts() for name in _names(text)}
        return Proposal(
            risk=risk,
            cluster=chosen,
            cluster_why=why,
            posture=self._posture[chosen].format_map(values),
            verify=tuple(
                Step(what=s.what.format_map(values), owner=s.owner, hours=s.hours)
                for s in spec.verify
            ),
            forms=tuple((f.form, f.when.format_map(values)) for f in spec.forms),
            internal=_filled(spec.internal, values),
            press=_filled(spec.press, values),
            positive=_filled(spec.positive, values),
            never=_filled((*spec.never, *self._never), values),
            unknown=tuple(n for n in FIELD_VI if n in used and values[n] == UNKNOWN),
        )

    def _checked_defaults(self, specs: Iterable[DefaultSpec]) -> dict[str, DefaultSpec]:
        found: dict[str, DefaultSpec] = {}
        for spec in specs:
            self._risk(spec.risk, f"default {spec.risk}")
            if spec.risk in found:
                raise _wrong(self._path, f"default {spec.risk}", "khai hai lần", "bỏ một mục")
            found[spec.risk] = spec
        for risk in RISK_VI:
            if risk not in found:
                raise _wrong(self._path, f"default {risk}", "thiếu", "thêm một mục [[default]]")
        return found

    def _checked_books(
        self, specs: Iterable[PlaybookSpec]
    ) -> dict[tuple[str, Cluster], PlaybookSpec]:
        found: dict[tuple[str, Cluster], PlaybookSpec] = {}
        for spec in specs:
            name = f"playbook {spec.risk} × {spec.cluster}"
            self._risk(spec.risk, name)
            if (spec.risk, spec.cluster) in found:
                raise _wrong(self._path, name, "khai hai lần", "bỏ một mục")
            for number, step in enumerate(spec.verify, 1):
                if step.owner not in ROLE_VI:
                    remedy = f"dùng một trong: {', '.join(ROLE_VI)}"
                    place = f"{name}: verify.{number}.owner"
                    raise _wrong(self._path, place, f"không có vai trò {step.owner!r}", remedy)
            for place, text in spec.texts():
                _fields(self._path, f"{name}: {place}", text)
            found[spec.risk, spec.cluster] = spec
        for risk in RISK_VI:
            for cluster in CLUSTER_VI:
                if (risk, cluster) not in found:
                    place = f"playbook {risk} × {cluster}"
                    remedy = "thêm một mục [[playbook]], có thể chép từ nhóm bên cạnh rồi sửa"
                    raise _wrong(self._path, place, "thiếu kịch bản", remedy)
        return found

    def _risk(self, risk: str, place: str) -> None:
        if risk not in RISK_VI:
            remedy = f"dùng một trong: {', '.join(RISK_VI)}"
            raise _wrong(self._path, place, f"không có mã rủi ro {risk!r}", remedy)


def load_playbooks(path: Path | None = None) -> Playbooks:
    """Return the playbooks of a file, those that ship unless told; every mistake is named."""
    path = path or DEFAULT
    return Playbooks(read_toml(path, PlaybookFile), path)


def _shown(value: Value) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return vietnamese(value, ".4g") if isinstance(value, float) else str(value)
    return ", ".join(part for part in value if part) or UNKNOWN


def _filled(texts: Iterable[str], values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text.format_map(values) for text in texts)


def _names(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def _fields(path: Path, place: str, text: str) -> None:
    """Refuse a text with a field no alert has, or with a stray brace."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise _wrong(
            path, place, f"dấu ngoặc nhọn lẻ ({error})", "viết {{ hoặc }} hai lần"
        ) from error
    for _, name, form, conversion in parts:
        if name is not None and (name not in FIELD_VI or form or conversion):
            known = ", ".join(f"{{{field}}}" for field in FIELD_VI)
            raise _wrong(path, place, f"không có ô điền {{{name}}}", f"chỉ dùng: {known}")


def _wrong(path: Path, place: str, what: str, remedy: str) -> ConfigError:
    return ConfigError(f"{path}: {place}: {what}; {remedy}")


assert set(CLUSTER_VI) == set(get_args(Cluster))
assert set(FORM_VI) == set(get_args(Form))
