"""The watchdog of serve: what is due and was not served is served once, also when a schedule is silent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from flows.metrics import health
from flows.runtime import own_server
from flows.schedule import Job, Schedule
from flows.serve_lock import holder
from flows.serve_state import (
    JobState,
    job_lock,
    mark_interrupted,
    read_state,
    turn_lock,
    untold,
    write_state,
)
from langnghe.config import Workspace

AT_ONCE = 2  # jobs that the watchdog has started itself
BUSY = timedelta(seconds=45)  # after which a job that found the warehouse held is tried again
SELDOM = timedelta(hours=1)  # how far apart the attempts at one moment get
HEALTH = timedelta(seconds=30)  # between two looks at disk, sources and failures


@dataclass(slots=True)
class Watchdog:
    """Look every second; start in a process of its own what Prefect's schedule has not started."""

    workspace: Workspace
    schedule: Schedule
    env: dict[str, str]
    say: Callable[[str], None]
    began: datetime | None = None
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    tried: dict[str, datetime] = field(default_factory=dict)
    checked: datetime | None = None
    ops: subprocess.Popen[bytes] | None = None

    def begin(self, now: datetime) -> None:
        """Note when serve began. Of a job that has never run, the past is not caught up."""
        self.began = now
        for job in self.schedule.jobs:
            state = read_state(self.workspace, job.name)
            if state == JobState():
                write_state(self.workspace, job.name, replace(state, slot=job.last(now)))

    def look(self, now: datetime) -> None:
        """Start what is due, and have the operator told of what is wrong."""
        for name, process in list(self.started.items()):
            if process.poll() is not None:
                del self.started[name]
                self.tried[name] = now
        for job in self.schedule.jobs:
            if len(self.started) < AT_ONCE and (by := self.overdue(job, now)):
                self._start(job, by, now)
        self._tell(now)

    def overdue(self, job: Job, now: datetime) -> str:
        """Return why a job has to be started now ("bù", "lại", "canh"), "" when it has not."""
        state, slot = read_state(self.workspace, job.name), job.last(now)
        if state.covers(slot, now) or job.name in self.started:
            return ""
        if holder(job_lock(self.workspace, job.name)) is not None:
            return ""
        if job.heavy and holder(turn_lock(self.workspace)) is not None:
            return ""
        mark_interrupted(self.workspace, job.name, now)
        last = self.tried.get(job.name)
        if last is not None and timedelta() <= now - last < BUSY:
            return ""
        if state.ended_at is not None and state.ended_at >= slot and state.tried:
            wait = timedelta(seconds=self.schedule.retry_seconds) * 2 ** min(state.tried - 1, 10)
            return "" if timedelta() <= now - state.ended_at < min(wait, SELDOM) else "lại"
        if self.began is not None and slot <= self.began:
            return "bù"
        return "canh" if now - slot >= timedelta(seconds=self.schedule.grace_seconds) else ""

    def _start(self, job: Job, by: str, now: datetime) -> None:
        if by == "bù":
            self.say(f"Chạy bù một lần: {job.title}")
        elif by == "canh":
            self.say(f"Lịch im, bộ canh tự chạy: {job.title}")
        self.tried[job.name] = now
        self.started[job.name] = self._process("flows.serve_job", job.name, by)

    def _tell(self, now: datetime) -> None:
        if self.ops is not None and self.ops.poll() is None:
            return
        if self.checked is not None and timedelta() <= now - self.checked < HEALTH:
            return
        self.checked = now
        found: dict[str, Any] = health(self.workspace, self.schedule, now)
        if fresh := untold(self.workspace, found["problems"], now):
            for said in fresh.values():
                self.say(f"BÁO NGƯỜI VẬN HÀNH: {said}")
            self.ops = self._process("flows.serve_ops")

    def _process(self, module: str, *more: str) -> subprocess.Popen[bytes]:
        env = own_server(self.env)  # what the watchdog starts must not need Prefect's server
        root = self.workspace.root.resolve()
        command = [sys.executable, "-m", module, str(root), *more]
        return subprocess.Popen(command, env=env, cwd=root, stdin=subprocess.DEVNULL)  # noqa: S603 - ours
