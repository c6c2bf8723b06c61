"""alerts.toml: the table of levels, the leaders' budget, the clocks, who is told. Pure settings."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from langnghe.cases.finding import RISK_VI
from langnghe.cases.playbook_file import CLUSTER_VI
from langnghe.config import Strict, read_toml
from langnghe.records import ROLE_VI

Origin = Literal["hard", "rule", "statistic", "person"]
ORIGIN_VI: dict[Origin, str] = {
    "hard": "luật cứng",
    "rule": "luật",
    "statistic": "thống kê",
    "person": "người báo",
}
SCCT_VI: dict[str, str] = {"": "", **CLUSTER_VI}  # "": not chosen yet
FILE = "alerts.toml"
LEADERS = 4  # the lowest level that leaders receive


class LevelRow(Strict):
    """One row of the table of levels: all its conditions must hold."""

    level: int = Field(ge=1, le=5)
    why: str = Field(min_length=1)
    origin: tuple[Origin, ...] = ("hard", "rule", "statistic", "person")
    risk: tuple[str, ...] = ()
    severity: int = Field(default=1, ge=1, le=5)
    sources: int = Field(default=0, ge=0)
    score: float = Field(default=0.0, ge=0)


class Budget(Strict):
    """How many false alarms leaders bear, and how an alarm that nobody judged is counted."""

    days: int = Field(ge=1)
    allowed: float = Field(ge=0)
    prior_weight: float = Field(gt=0)
    prior: dict[Origin, float]
    surprise: float = Field(ge=0)
    surprise_spent: float = Field(ge=0)

    @model_validator(mode="after")
    def _complete(self) -> Budget:
        if self.prior.keys() != ORIGIN_VI.keys() or not all(
            0 <= p <= 1 for p in self.prior.values()
        ):
            raise ValueError(f"prior cần đủ {', '.join(ORIGIN_VI)}, mỗi số từ 0 đến 1")
        return self


class Corroboration(Strict):
    """What lifts an alert to leaders without a hard rule or a person."""

    sources: int = Field(ge=1)


class Clock(Strict):
    """Hours."""

    cool_down_hours: float = Field(ge=0)
    quiet_hours: float = Field(gt=0)
    decay_hours: float = Field(gt=0)
    fade_hours: float = Field(gt=0)


class Score(Strict):
    """Constants of the product score."""

    authority: dict[Literal["A", "B", "C", "D"], float]
    persistence_most: float = Field(ge=1)
    surprise_most: float = Field(gt=0)


class Escalate(Strict):
    """After how many minutes without acknowledgement who is reminded."""

    level: int = Field(ge=3, le=5)
    minutes: tuple[float, ...] = Field(min_length=1)
    roles: tuple[str, ...] = Field(min_length=1)


class Recipient(Strict):
    """A role and the least level it is told; of some topics or risks only, when any are named."""

    role: str
    level: int = Field(ge=1, le=5)
    topics: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()


class Risk(Strict):
    """The SCCT cluster of a risk and who looks after it first."""

    scct: Literal["", "victim", "accidental", "preventable"]
    owner: str


class CaseClock(Strict):
    """Within how many hours a case of a level is due, unless somebody says otherwise."""

    due_hours: dict[int, float]

    @model_validator(mode="after")
    def _complete(self) -> CaseClock:
        if self.due_hours.keys() != {1, 2, 3, 4, 5} or min(self.due_hours.values()) <= 0:
            raise ValueError("due_hours cần đủ mức 1 đến 5, số giờ lớn hơn 0")
        return self


class Policy(Strict):
    """alerts.toml, whole."""

    level: tuple[LevelRow, ...] = Field(min_length=1)
    budget: Budget
    corroboration: Corroboration
    clock: Clock
    score: Score
    case: CaseClock
    escalate: tuple[Escalate, ...] = ()
    recipient: tuple[Recipient, ...] = ()
    risk: dict[str, Risk]

    @model_validator(mode="after")
    def _sound(self) -> Policy:
        if self.risk.keys() != RISK_VI.keys():
            raise ValueError(f"risk cần đủ và chỉ có {', '.join(RISK_VI)}")
        last = self.level[-1]
        if last != LevelRow(level=last.level, why=last.why):
            raise ValueError(
                "dòng cuối của bảng mức không được có điều kiện: mọi báo động cần một mức"
            )
        roles = {r.role for r in self.recipient} | {r.owner for r in self.risk.values()}
        roles |= {role for step in self.escalate for role in step.roles}
        if unknown := sorted(roles - ROLE_VI.keys()):
            raise ValueError(f"không có vai trò {unknown[0]!r}; dùng {', '.join(ROLE_VI)}")
        for step in self.escalate:
            if step.level < LEADERS and {"chair", "vice_chair"} & set(step.roles):
                raise ValueError("lãnh đạo chỉ nhận mức 4–5, kể cả khi nhắc lại")
        for told in self.recipient:
            if told.level < LEADERS and told.role in ("chair", "vice_chair"):
                raise ValueError("lãnh đạo chỉ nhận mức 4–5")
        return self


def read_policy(folder: Path | None = None) -> Policy:
    """Return the office's alerts.toml of a folder, or the one that ships when it has none."""
    if folder is not None and (folder / FILE).exists():
        return read_toml(folder / FILE, Policy)
    with as_file(files("langnghe.defaults") / FILE) as path:
        return read_toml(path, Policy)
