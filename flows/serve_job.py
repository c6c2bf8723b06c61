"""Do one job of the schedule: once for each of its moments, never twice at once, its end written down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from flows.runtime import own_server
from flows.schedule import Job, read_schedule
from flows.serve_lock import sole
from flows.serve_state import (
    JobState,
    job_lock,
    mark_interrupted,
    read_state,
    turn_lock,
    write_state,
)
from langnghe.config import Workspace
from langnghe.errors import AlreadyRunning

Do = Callable[[Workspace, Job, datetime], str]
Ended = Literal["done", "failed", "busy", "running", "covered"]
LANGNGHE = (sys.executable, "-c", "from langnghe.cli.app import main; main()")
_SAID = 2_000  # characters of what a failed command said that are kept
_BUSY = "đang giữ kho dữ liệu"  # langnghe.errors.WarehouseBusy, as the command line says it


def perform(
    workspace: Workspace,
    job: Job,
    by: str,
    *,
    now: datetime | None = None,
    do: Do | None = None,
) -> Ended:
    """Run a job for the last moment of its schedule, unless that moment has had its run.

    do: what to do instead of the job's commands (a simulated week); it returns why it failed, or "".

    done: it ran, and the moment is covered. covered: it had been. running, busy: another process does
    it or something as heavy. failed: the moment stays open, for a while; the reason is in its state.
    """
    at = now or datetime.now(UTC)
    slot = job.last(at)
    with ExitStack() as stack:
        try:
            stack.enter_context(sole(job_lock(workspace, job.name), job.title))
        except AlreadyRunning:
            return "running"
        state = read_state(workspace, job.name)
        if state.covers(slot, at):
            return "covered"
        if job.heavy:
            try:
                stack.enter_context(sole(turn_lock(workspace), "một việc nặng khác"))
            except AlreadyRunning:
                return "busy"
        again = state.ended_at is not None and state.ended_at >= slot
        begun = replace(
            state, started_at=at, ended_at=None, by=by, runs=state.runs + 1,
            tried=state.tried if again else 0,
        )  # fmt: skip
        write_state(workspace, job.name, begun)
        start = time.monotonic()
        error = (do or _run)(workspace, job, at)
        ended = _ended(begun, slot, at, error)
        ended = replace(
            ended,
            ended_at=at if do else datetime.now(UTC),
            seconds=round(time.monotonic() - start, 2),
        )
        write_state(workspace, job.name, ended)
    if _BUSY in error:
        return "busy"
    return "failed" if error else "done"


def _ended(state: JobState, slot: datetime, at: datetime, error: str) -> JobState:
    if not error:
        return replace(state, slot=slot, last_success=at, failures=0, tried=0, error="")
    if _BUSY in error:  # nobody's fault: another one has the warehouse, and it is tried again soon
        return replace(state, error=error)
    return replace(state, failures=state.failures + 1, tried=state.tried + 1, error=error)


def _run(workspace: Workspace, job: Job, at: datetime) -> str:
    """Run the commands of a job one after another; return why the first that failed did, or ""."""
    until = time.monotonic() + job.minutes * 60
    # A crawl that failed leaves what has landed to be loaded: the next command runs all the same.
    ended = [(line, _command(workspace, line, until)) for line in job.lines(at)]
    errors = [f"langnghe {' '.join(line)}: {error}" for line, error in ended if error]
    return "\n".join(errors)[-_SAID:]


def _command(workspace: Workspace, line: Sequence[str], until: float) -> str:
    root = workspace.root.resolve()
    process = subprocess.Popen(  # noqa: S603 - our own verbs, as serve.toml lists them
        [*LANGNGHE, *line],
        cwd=root,  # paths of --out are meant from there
        env={**own_server(os.environ), "LANGNGHE_WORKSPACE": str(root), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        said, _ = process.communicate(timeout=max(1.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=25)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        return "chạy quá lâu, đã dừng"
    except BaseException:  # this process is being ended: its command goes with it
        process.terminate()
        raise
    if process.returncode == 0:
        return ""
    told = [text for text in said.splitlines() if text.strip()]
    wrong = [text for text in told if text.startswith("Lỗi: ")] or told[-3:]
    return " ".join(wrong).removeprefix("Lỗi: ") or f"mã thoát {process.returncode}"


def main(arguments: Sequence[str]) -> int:
    """Run `python -m flows.serve_job ROOT NAME BY`: what the watchdog starts."""
    root, name, by = arguments
    workspace = Workspace(Path(root))
    signal.signal(signal.SIGTERM, _leave)
    mark_interrupted(workspace, name, datetime.now(UTC))
    ended = perform(workspace, read_schedule(workspace).named(name), by)
    return 1 if ended == "failed" else 0


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
