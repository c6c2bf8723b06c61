"""Start a fleet: the lake's tables, the shared Prefect server with its pool, workers of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flows.fleet_settings import HOME, FleetFile, fleet_environment, read_fleet
from flows.serve import prefect_server
from flows.serve_lock import sole
from langnghe.config import Workspace
from langnghe.errors import ConfigError

Say = Callable[[str], None]
_START = 300.0  # seconds a cold disk may take until Prefect's server answers
_GRACE = 20.0  # seconds a worker has to end
_OWNER = "LANGNGHE_FLEET_UP"  # whose child a server or a worker is


def enter(workspace: Workspace, *, make: bool = False) -> FleetFile:
    """Turn this process into one of the fleet, before prefect is first imported; return fleet.toml."""
    settings = read_fleet(workspace)
    os.environ.update(fleet_environment(workspace, settings, make=make))
    return settings


@dataclass(slots=True)
class Up:
    """One `langnghe fleet up`."""

    workspace: Workspace
    workers: int
    say: Say
    stop: threading.Event = field(default_factory=threading.Event)
    children: dict[str, tuple[list[str], subprocess.Popen[bytes]]] = field(default_factory=dict)

    def run(self) -> None:
        """Serve until told to stop; every process this started has ended when it returns."""
        from warehouse.lake import open_lake

        settings = enter(self.workspace, make=True)
        with sole(
            self.workspace.root / "data" / "run" / "fleet.lock",
            "`langnghe fleet up` của thư mục này",
        ):
            if swept := _sweep():
                self.say(f"Dọn {swept} tiến trình mồ côi của lần chạy trước.")
            os.environ[_OWNER] = str(os.getpid())
            with open_lake(settings.place(), create=True):
                self.say("Kho chung sẵn sàng.")
            try:
                self._start("máy chủ Prefect", _server(settings))
                self._prepare(settings)
                for n in range(self.workers):
                    name = f"tho-{n + 1}"
                    self._start(name, worker_command(settings, name))
                self.say(
                    f"Đang chạy: Prefect ở {settings.prefect.api}, {self.workers} thợ ở máy này. Ctrl-C để dừng."
                )
                while not self.stop.wait(2.0):
                    self._look()
            finally:
                self._end()

    def _start(self, name: str, command: list[str]) -> None:
        process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own
        self.children[name] = (command, process)

    def _prepare(self, settings: FleetFile) -> None:
        from flows.fleet_prefect import Board

        deadline = time.monotonic() + _START
        while True:
            try:
                Board(settings.prefect.pool).prepare()
                return
            except Exception as error:  # whatever httpx or Prefect says while it starts
                server = self.children["máy chủ Prefect"][1]
                refused = getattr(getattr(error, "response", None), "status_code", 0) == 401
                if (
                    refused
                    or server.poll() is not None
                    or time.monotonic() > deadline
                    or self.stop.is_set()
                ):
                    raise ConfigError(
                        f"máy chủ Prefect ở {settings.prefect.api} không lên ({type(error).__name__}); "
                        "xem cổng ấy có chương trình khác dùng không, hoặc cơ sở dữ liệu của Prefect"
                    ) from error
                time.sleep(1.0)

    def _look(self) -> None:
        for name, (command, process) in list(self.children.items()):
            if (code := process.poll()) is not None:
                self.say(f"{name} đã dừng (mã {code}); khởi động lại.")
                _kill_group(process)  # what a killed worker left running
                self._start(name, command)

    def _end(self) -> None:
        for _, process in reversed(self.children.values()):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE
        for _, process in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _kill_group(process)
        self.say("Đã dừng. Việc đang dở sẽ được giao lại ở vòng sau.")


def serve_fleet(workspace: Workspace, *, workers: int, say: Say = print) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    workspace.sources()  # a wrong file is told before anything starts
    one = Up(workspace, workers, say)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: one.stop.set())
    one.run()


def worker_command(settings: FleetFile, name: str) -> list[str]:
    """Return the command of one worker, in the environment of a fleet."""
    return [sys.executable, "-m", "flows.fleet_prefect", settings.prefect.pool, name]


def _server(settings: FleetFile) -> list[str]:
    place = urlsplit(settings.prefect.api)
    command = prefect_server(place.port or 4200)
    command[command.index("--host") + 1] = place.hostname or "127.0.0.1"
    return command


def _sweep() -> int:
    """End the children of a `fleet up` of this folder that was killed; return how many there were."""
    import psutil

    found = 0
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError, ValueError):
            env = process.environ()
            owner = env.get(_OWNER)
            if owner and env.get(HOME) == os.environ[HOME] and not psutil.pid_exists(int(owner)):
                process.kill()
                found += 1
    return found


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(1)
