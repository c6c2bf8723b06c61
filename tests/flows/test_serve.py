"""`langnghe serve` as it runs in an office: a schedule of Prefect fires, what is killed comes back, all ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from flows.serve_lock import holder
from flows.serve_state import HOME, read_state, run_folder, serve_lock
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from tests.conftest import ROOT
from tests.flows.test_serve_job import opened

SERVE_TOML = """
grace_seconds = 600
[[job]]
name = "nhip"
title = "Nhịp thử"
every_minutes = 0.1
run = ["inquiry clock"]
"""
PATIENCE = 400  # seconds; on two cores shared by many the server of Prefect takes minutes to start


@contextmanager
def serving(office: Workspace, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", "from langnghe.cli.app import main; main()", "serve",
             "--no-desk", "--health-port", "0", "--workspace", str(office.root)],
            cwd=ROOT, stdout=out, stderr=out, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    try:
        yield process
    finally:
        for each in (
            *children(office),
            psutil.Process(process.pid) if process.poll() is None else None,
        ):
            if each is not None and each.is_running():
                each.kill()
        process.wait()


def children(office: Workspace) -> list[psutil.Process]:
    """Return every process that a serve of this office started, also when its parent is gone."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(HOME) == str(office.root.resolve()):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it ended while we looked
        return []


def wait(until: Callable[[], bool], log: Path, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, f"{what}\n{log.read_text('utf-8')}"
        time.sleep(0.2)


@pytest.mark.slow
def test_a_schedule_fires_and_what_is_killed_comes_back(
    office: Workspace, tmp_path: Path, conduct: Callable[[Workspace], Workspace]
) -> None:
    conduct(office)
    (office.root / "serve.toml").write_text(SERVE_TOML, encoding="utf-8")
    log = tmp_path / "serve.log"
    log.touch()

    def runs() -> int:
        state = read_state(office, "nhip")
        return state.runs if state.by == "prefect" and state.last_success else 0

    def told() -> dict[str, object]:
        path = run_folder(office) / "ghi.json"
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}

    def writers() -> list[psutil.Process]:
        return [p for p in children(office) if "flows.writer" in cmdline(p)]

    with serving(office, log) as first:
        # What a person at the desk lands is in the warehouse, whoever schedules what.
        wait(lambda: "at" in told(), log, "the writer never began")
        with LandingWriter(office.landing / "events", "events") as landed:
            landed.event(opened(1))
        wait(lambda: told().get("loaded") == 1, log, "the writer loaded nothing")
        wait(lambda: runs() >= 1, log, "no schedule of Prefect fired")
        (port,) = [
            c[c.index("--port") + 1] for c in map(cmdline, children(office)) if "uvicorn" in c
        ]
        asked = httpx.post(f"http://127.0.0.1:{port}/api/deployments/filter", json={})
        assert asked.status_code == 401  # another user of the machine gives it no orders
        first.send_signal(signal.SIGKILL)  # no chance to clear up
        first.wait()
        assert holder(serve_lock(office)) is None
        orphans = {process.pid for process in children(office)}
        assert orphans
    with serving(office, log) as second:
        wait(lambda: b"/suc-khoe" in log.read_bytes().rpartition(b"/metrics")[0], log, "no health")
        wait(
            lambda: log.read_text("utf-8").count("Đang chạy.") == 2,
            log,
            "serve did not start again",
        )
        address = log.read_text("utf-8").rpartition("Sức khoẻ: ")[2].split("/suc-khoe")[0]
        assert not orphans & {process.pid for process in children(office)}  # swept
        wait(lambda: bool(writers()), log, "no writer")
        (writer,) = writers()
        writer.kill()  # a child that dies is started again
        wait(lambda: writers() not in ([], [writer]), log, "the writer did not come back")
        with LandingWriter(office.landing / "events", "events") as landed:
            landed.event(opened(2))
        wait(lambda: told().get("loaded") == 1, log, "the new writer loaded nothing")
        health = httpx.get(f"{address}/suc-khoe")
        assert health.status_code == 200
        assert health.json()["jobs"]["nhip"]["failures"] == 0
        assert (
            'langnghe_job_last_success_age_seconds{job="nhip"}'
            in httpx.get(f"{address}/metrics").text
        )
        third = subprocess.run(
            [sys.executable, "-c", "from langnghe.cli.app import main; main()", "serve",
             "--no-desk", "--workspace", str(office.root)],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert third.returncode == 1
        assert f"đang chạy (tiến trình {second.pid}" in third.stderr
        second.terminate()
        assert second.wait(timeout=60) == 0
        assert children(office) == []
        assert "Đã dừng mọi việc" in log.read_text("utf-8")
