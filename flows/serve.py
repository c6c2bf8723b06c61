"""`langnghe serve`: one start for the schedules, the writer, the desk and those who watch over them.

    serve ─┬─ Prefect's server (its own SQLite under data/prefect)
           ├─ Prefect's runner ── one process a job (flows.serve_job)
           ├─ the writer (flows.writer)
           ├─ the desk
           └─ the watchdog: a moment that nobody served is served once, whoever should have

A child that ends is started again. serve itself holds no warehouse and imports neither DuckDB nor
Prefect, so that there is little that could end it; when it is killed, the next start clears up.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.metrics import health, listen
from flows.runtime import environment
from flows.schedule import Schedule, read_schedule
from flows.serve_lock import sole
from flows.serve_state import HOME, OWNER, mark_interrupted, serve_lock
from flows.serve_watch import Watchdog
from langnghe.config import Workspace
from langnghe.errors import ConfigError

GRACE = 20.0  # seconds a child has to end by itself
_QUIET = 60.0  # after so many seconds of life a child that ends is started again at once

Say = Callable[[str], None]


@dataclass(slots=True)
class Child:
    """A process that has to be there. after: a port that must answer before it is started."""

    name: str
    command: Sequence[str]
    after: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    not_before: float = 0.0
    ends: int = 0

    def look(self, env: dict[str, str], cwd: Path, say: Say) -> None:
        """Start the process when it is not there and its time has come."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.process = None
            self.ends = 0 if now - self.started > _QUIET else self.ends + 1
            wait = min(60.0, 0.0 if self.ends == 0 else 2.0 ** (self.ends - 1))
            self.not_before = now + wait
            say(f"{self.name} đã dừng (mã {code}); khởi động lại sau {wait:.0f} giây")
        if now < self.not_before or (self.after is not None and not _answers(self.after)):
            return
        self.process = subprocess.Popen(self.command, env=env, cwd=cwd)  # noqa: S603 - our own
        self.started = now


@dataclass(slots=True)
class Serve:
    """One `langnghe serve`. desk: the command that starts the web desk, None without one."""

    workspace: Workspace
    schedule: Schedule
    health_port: int
    desk: Sequence[str] | None = None
    say: Say = print
    stop: threading.Event = field(default_factory=threading.Event)
    trouble: str = ""  # what was said last of it

    def run(self) -> None:
        """Serve until told to stop; everything this started has ended when it returns."""
        with sole(serve_lock(self.workspace), "`langnghe serve` của thư mục này"):
            self._serve()

    def _serve(self) -> None:
        root = self.workspace.root.resolve()
        if swept := sweep(root):
            self.say(f"Dọn {swept} tiến trình mồ côi của lần chạy trước.")
        now = datetime.now(UTC)
        for job in self.schedule.job:
            if mark_interrupted(self.workspace, job.name, now, counts=False):
                self.say(f"Việc {job.name} lần trước bị ngắt giữa chừng; sẽ chạy bù.")
        port = free_port()
        env = {**environment(self.workspace, port), OWNER: str(os.getpid()), HOME: str(root)}
        children = self._children(root, port)
        watchdog = Watchdog(self.workspace, self.schedule, env, self.say)
        watchdog.begin(now)
        try:
            server = listen(self.health_port, self._look)
        except OSError as error:
            raise ConfigError(
                f"cổng {self.health_port} đang có chương trình khác dùng ({error.strerror}); "
                "chọn cổng khác bằng --health-port"
            ) from error
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_address[1]}"
        self.say(f"Đang chạy. Sức khoẻ: {at}/suc-khoe · số đo: {at}/metrics. Ctrl-C để dừng.")
        try:
            while not self.stop.wait(1.0):
                for child in children:
                    child.look(env, root, self.say)
                self._watch(watchdog)
        finally:
            server.shutdown()
            server.server_close()
            end_all()
            self.say("Đã dừng mọi việc. Việc đang dở sẽ làm lại khi chạy tiếp, không mất tin.")

    def _children(self, root: Path, port: int) -> list[Child]:
        python = sys.executable
        found = [
            Child("Bộ lịch (Prefect)", prefect_server(port)),
            Child("Bộ chạy lịch", [python, "-m", "flows.serve_prefect", str(root)], after=port),
            Child("Bộ ghi kho", [python, "-m", "flows.writer", str(root)]),
        ]
        if self.desk is not None:
            found.append(Child("Bàn làm việc", self.desk))
        return found

    def _watch(self, watchdog: Watchdog) -> None:
        try:
            watchdog.look(datetime.now(UTC))
            self.trouble = ""
        except OSError as error:  # a full disk: told once, and looked at again
            said = f"Bộ canh chưa ghi được trạng thái: {error.strerror or error}"
            if said != self.trouble:
                self.say(said)
            self.trouble = said

    def _look(self) -> dict[str, object]:
        return health(self.workspace, self.schedule, datetime.now(UTC))


def serve(
    workspace: Workspace,
    *,
    health_port: int,
    desk: Sequence[str] | None = None,
    say: Say = print,
) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    workspace.sources()  # a wrong file is told before anything starts
    workspace.watchlist()
    one = Serve(workspace, read_schedule(workspace), health_port, desk, say)
    before = {
        name: signal.signal(name, lambda *_: one.stop.set())
        for name in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        one.run()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def prefect_server(port: int) -> list[str]:
    """Return the command of Prefect's own server, as Prefect starts it for one run."""
    return [
        sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "error", "--lifespan", "on",
    ]  # fmt: skip


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return True
    return False


def sweep(root: Path) -> int:
    """End what a serve of this workspace left behind when it was killed; return how many processes."""
    import psutil

    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            env = process.environ()
            owner = env.get(OWNER)
            if owner and env.get(HOME) == str(root) and not _is_serve(int(owner), root):
                found.append(process)
    _end(found)
    return len(found)


def _is_serve(pid: int, root: Path) -> bool:
    """Tell whether a number still names the serve that wrote it: numbers are used again."""
    import psutil

    from flows.serve_lock import holder

    held = holder(serve_lock(Workspace(root)))
    return psutil.pid_exists(pid) and held is not None and held.pid == pid and pid != os.getpid()


def end_all() -> None:
    """End all children of this process and theirs: asked first, then killed."""
    import psutil

    _end(psutil.Process().children(recursive=True))


def _end(processes: Sequence[object]) -> None:
    import psutil

    mine = [process for process in processes if isinstance(process, psutil.Process)]
    for process in mine:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(mine, timeout=GRACE)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
