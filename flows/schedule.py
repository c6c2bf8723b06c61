"""What runs when: serve.toml, and the moments it means. Hà Nội has one offset all year, so have days."""

from __future__ import annotations

import shlex
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from langnghe.config import Strict, Workspace, read_toml
from langnghe.records import HANOI, hanoi_day

NAME = "serve.toml"
_ZERO = datetime(2000, 1, 1, tzinfo=HANOI)  # a midnight that all rhythms count from


class Job(Strict):
    """One piece of work and its rhythm: a time of day (on some days) or every so many minutes."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    run: tuple[str, ...] = Field(min_length=1)  # verbs of langnghe, one after another
    at: str = ""
    weekday: int | None = Field(default=None, ge=1, le=7)
    day: int | None = Field(default=None, ge=1, le=28)
    every_days: int | None = Field(default=None, ge=2, le=366)
    every_minutes: float | None = Field(default=None, ge=0.05, le=1440)
    heavy: bool = False
    minutes: float = Field(default=180, gt=0)  # a run that takes longer is ended
    enabled: bool = True

    @field_validator("at")
    @classmethod
    def _time_of_day(cls, at: str) -> str:
        if at:
            time.fromisoformat(at)
        return at

    @field_validator("run")
    @classmethod
    def _verbs(cls, run: tuple[str, ...]) -> tuple[str, ...]:
        for line in run:
            if not shlex.split(line) or shlex.split(line)[0] in ("serve", "langnghe"):
                raise ValueError(
                    f"“{line}”: ghi một lệnh của langnghe, như “run” hoặc “alerts send”"
                )
        return run

    @model_validator(mode="after")
    def _one_rhythm(self) -> Job:
        days = [x for x in (self.weekday, self.day, self.every_days) if x is not None]
        if bool(self.at) == (self.every_minutes is not None) or len(days) > (1 if self.at else 0):
            raise ValueError(
                f"việc {self.name}: chọn một lịch: at (có thể thêm weekday, day hoặc every_days) "
                "hoặc every_minutes"
            )
        return self

    def last(self, now: datetime) -> datetime:
        """Return the last moment up to now at which this was to run."""
        if self.every_minutes is not None:
            step = timedelta(minutes=self.every_minutes)
            return _ZERO + (now - _ZERO) // step * step
        day = hanoi_day(now)
        if self._moment(day) > now:
            day -= timedelta(days=1)
        while not self._on(day):
            day -= timedelta(days=1)
        return self._moment(day)

    def next(self, now: datetime) -> datetime:
        """Return the first moment after now at which this is to run."""
        if self.every_minutes is not None:
            return self.last(now) + timedelta(minutes=self.every_minutes)
        day = hanoi_day(now)
        if self._moment(day) <= now:
            day += timedelta(days=1)
        while not self._on(day):
            day += timedelta(days=1)
        return self._moment(day)

    def schedule(self) -> dict[str, Any]:
        """Return the rhythm as Prefect takes it: {"interval", "anchor_date"} or {"cron"}, with the zone."""
        if self.every_minutes is not None:
            return {"interval": timedelta(minutes=self.every_minutes), "anchor_date": _ZERO}
        at = time.fromisoformat(self.at)
        if self.every_days is not None:
            anchor = datetime.combine(_ZERO.date(), at, HANOI)
            return {"interval": timedelta(days=self.every_days), "anchor_date": anchor}
        weekday = "*" if self.weekday is None else str(self.weekday % 7)
        return {"cron": f"{at.minute} {at.hour} {self.day or '*'} * {weekday}"}

    def lines(self, now: datetime) -> list[list[str]]:
        """Return the commands of a run, their dates filled in."""
        today = hanoi_day(now)
        week = (today - timedelta(days=7)).isocalendar()
        words = {
            "hom_nay": today.isoformat(),
            "hom_qua": (today - timedelta(days=1)).isoformat(),
            "tuan_truoc": f"{week.year}-W{week.week:02d}",
            "thang_truoc": f"{today.replace(day=1) - timedelta(days=1):%Y-%m}",
        }
        return [[_filled(word, words) for word in shlex.split(line)] for line in self.run]

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time.fromisoformat(self.at), HANOI)

    def _on(self, day: date) -> bool:
        if self.weekday is not None:
            return day.isoweekday() == self.weekday
        if self.day is not None:
            return day.day == self.day
        return self.every_days is None or (day - _ZERO.date()).days % self.every_days == 0


def _filled(word: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        word = word.replace(f"{{{name}}}", value)
    return word


class Backup(Strict):
    """[backup] of serve.toml: where backups go, how many stay, under which NAME lies the passphrase."""

    folder: Path = Path("sao-luu")  # from the workspace; better on another disk
    keep: int = Field(default=7, ge=1)
    passphrase: str = Field(default="SAO_LUU", pattern=r"^[A-Z][A-Z0-9_]*$")  # never the words


class Schedule(Strict):
    """serve.toml."""

    backup: Backup = Backup()

    disk_free_gb: float = Field(default=2.0, ge=0)
    not_collected_hours: float = Field(default=24, gt=0)
    grace_seconds: float = Field(default=120, ge=0)
    retry_seconds: float = Field(
        default=300, gt=0
    )  # from a failure to the next attempt; then doubling
    job: tuple[Job, ...] = ()

    @model_validator(mode="after")
    def _once_each(self) -> Schedule:
        names = [job.name for job in self.job]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"việc khai hai lần: {', '.join(sorted(twice))}")
        return self

    def named(self, name: str) -> Job:
        """Return a job by its name."""
        return next(job for job in self.job if job.name == name)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs that are switched on."""
        return tuple(job for job in self.job if job.enabled)


def schedule_file(workspace: Workspace) -> Path:
    """Return the schedule in force: the workspace's serve.toml, else the one that ships."""
    own = workspace.root / NAME
    return own if own.exists() else Path(str(files("langnghe.defaults") / NAME))


def read_schedule(workspace: Workspace) -> Schedule:
    """Return the schedule of a workspace."""
    return read_toml(schedule_file(workspace), Schedule)
