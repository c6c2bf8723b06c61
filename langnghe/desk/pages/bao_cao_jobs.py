"""Work that takes long, one piece at a time in a process beside the desk; who waits sees how far it is."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from langnghe.desk.desk import Desk

CHILD = "langnghe.desk.pages.bao_cao_child"
_LONGEST = 3600.0  # seconds after which a piece of work is given up
Key = tuple[str, str, str]  # report or board, period, unit


@dataclass(slots=True)
class Job:
    """One piece of work. result: the id of what was made; error: why there is none."""

    key: Key
    asked_at: datetime
    by: str
    stage: str = "chờ tới lượt"
    began: datetime | None = None
    ended: datetime | None = None
    result: str = ""
    error: str = ""

    @property
    def running(self) -> bool:
        """Return whether there is still something to wait for."""
        return self.ended is None


@dataclass(slots=True)
class Jobs:
    """The work of one desk; the last piece under each key is remembered."""

    root: Path
    _last: dict[Key, Job] = field(default_factory=dict)
    _lengths: dict[str, float] = field(default_factory=dict)  # seconds the last of a kind took
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _waiting: queue.SimpleQueue[Job] = field(default_factory=queue.SimpleQueue)
    _worker: threading.Thread | None = None

    def start(self, key: Key, by: str) -> Job:
        """Begin a piece of work, or return the one that is under way."""
        with self._guard:
            found = self._last.get(key)
            if found is not None and found.running:
                return found
            job = self._last[key] = Job(key, datetime.now(UTC), by)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="viec-lau", daemon=True)
                self._worker.start()
        self._waiting.put(job)
        return job

    def last(self, key: Key) -> Job | None:
        """Return the last piece of work under a key."""
        return self._last.get(key)

    def of(self, kind: str) -> list[Job]:
        """Return the last pieces of a kind, newest first."""
        found = [job for key, job in list(self._last.items()) if key[0] == kind]
        return sorted(found, key=lambda job: job.asked_at, reverse=True)

    def usual(self, kind: str) -> float | None:
        """Return how many seconds the last of a kind took, None where none was done."""
        return self._lengths.get(kind)

    def _work(self) -> None:
        while True:
            job = self._waiting.get()
            job.began = datetime.now(UTC)
            try:
                self._carry_out(job)
            except Exception as error:  # a thread that ends would leave everybody waiting
                job.error = f"không chạy được: {type(error).__name__}"
            job.ended = datetime.now(UTC)
            if not job.error:
                self._lengths[job.key[0]] = (job.ended - job.began).total_seconds()

    def _carry_out(self, job: Job) -> None:
        kind, period, unit = job.key
        child = subprocess.Popen(  # noqa: S603 - our own module; period and unit were checked
            [sys.executable, "-m", CHILD, kind, str(self.root), period, unit],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        alarm = threading.Timer(_LONGEST, child.kill)
        alarm.start()
        try:
            assert child.stdout is not None
            with child.stdout as said:
                for line in said:
                    _hear(job, json.loads(line))
            if child.wait() and not job.error:
                job.error = "chương trình đếm dừng giữa chừng; xem lại bộ nhớ của máy rồi thử lại"
        finally:
            alarm.cancel()


def _hear(job: Job, told: Mapping[str, str]) -> None:
    job.stage = told.get("stage", job.stage)
    job.result = told.get("done", job.result)
    job.error = told.get("error", job.error)


_OF: WeakKeyDictionary[Desk, Jobs] = WeakKeyDictionary()
_ONE = threading.Lock()


def jobs_of(desk: Desk) -> Jobs:
    """Return the work of a desk."""
    with _ONE:
        if desk not in _OF:
            _OF[desk] = Jobs(desk.workspace.root)
        return _OF[desk]
