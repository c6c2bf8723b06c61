"""What became of each job: one small file a job, replaced whole, so that a power cut leaves the last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.serve_lock import holder
from langnghe.config import Workspace
from langnghe.files import replace_file
from langnghe.records import hanoi_day

OWNER = "LANGNGHE_SERVE_PID"  # whose child a process is; its own children inherit it
HOME = "LANGNGHE_SERVE_HOME"  # of which workspace
_AHEAD = timedelta(
    hours=1
)  # what stands further in the future was written by a clock that was wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """One job. slot: the last moment of its schedule that needs no more work.

    started_at without ended_at: it runs, or was killed. failures: in a row; tried: how often the
    moment after slot was tried. by: who started it (Prefect's schedule, the watchdog, a catching up).
    """

    slot: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    tried: int = 0
    runs: int = 0
    interrupted: int = 0
    error: str = ""
    by: str = ""
    seconds: float = 0.0

    def covers(self, slot: datetime, now: datetime) -> bool:
        """Tell whether a moment needs no more work. A moment from the future is not believed."""
        return self.slot is not None and slot <= self.slot <= now + _AHEAD


def run_folder(workspace: Workspace) -> Path:
    """Return where serve keeps its locks and what it knows of jobs."""
    return workspace.root / "data" / "run"


def serve_lock(workspace: Workspace) -> Path:
    """Return the lock of `langnghe serve`."""
    return run_folder(workspace) / "serve.lock"


def turn_lock(workspace: Workspace) -> Path:
    """Return the lock that heavy jobs take in turn."""
    return run_folder(workspace) / "kho.lock"


def job_lock(workspace: Workspace, name: str) -> Path:
    """Return the lock of a job."""
    return run_folder(workspace) / f"{name}.lock"


def read_state(workspace: Workspace, name: str) -> JobState:
    """Return what is known of a job; of one that never ran, nothing."""
    try:
        told = json.loads((run_folder(workspace) / f"{name}.json").read_text(encoding="utf-8"))
        times = ("slot", "started_at", "ended_at", "last_success")
        known = {field.name for field in fields(JobState)}
        given: dict[str, Any] = {
            key: datetime.fromisoformat(value) if key in times and value else value
            for key, value in told.items()
            if key in known
        }
        return JobState(**given)
    except (OSError, ValueError, TypeError):
        return JobState()


def write_state(workspace: Workspace, name: str, state: JobState) -> None:
    """Replace what is known of a job; only who holds its lock may."""
    folder = run_folder(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    told = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(state).items()}
    replace_file(folder / f"{name}.json", json.dumps(told, ensure_ascii=False).encode())


def mark_interrupted(
    workspace: Workspace, name: str, now: datetime, *, counts: bool = True
) -> bool:
    """Write down that a run was cut off (kill -9, power cut): it began, never ended, holds no lock.

    counts: as one of the tries of its moment; a power cut is nobody's fault.
    """
    state = read_state(workspace, name)
    running = state.started_at is not None and state.ended_at is None
    if not running or holder(job_lock(workspace, name)) is not None:
        return False
    write_state(
        workspace,
        name,
        replace(
            state,
            ended_at=now,
            interrupted=state.interrupted + 1,
            tried=state.tried + counts,
            error="bị ngắt giữa chừng",
        ),
    )
    return True


def untold(workspace: Workspace, problems: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return the problems (key → sentence) that the operator has not heard of today."""
    told, day = _book(workspace), hanoi_day(now).isoformat()
    return {key: said for key, said in problems.items() if told.get(key) != day}


def mark_told(workspace: Workspace, problems: Iterable[str], now: datetime) -> None:
    """Write down that the operator has heard of problems today."""
    day = hanoi_day(now).isoformat()
    kept = {key: on for key, on in _book(workspace).items() if on == day}
    told = json.dumps({**kept, **dict.fromkeys(problems, day)})
    replace_file(run_folder(workspace) / _BOOK, told.encode())


_BOOK = "da-bao.txt"


def _book(workspace: Workspace) -> dict[str, str]:
    try:
        found = json.loads((run_folder(workspace) / _BOOK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
