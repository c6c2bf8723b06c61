"""Prepare Prefect: its files inside the workspace, no telemetry, no server left behind.

Called before prefect is first imported, because Prefect reads its environment on import.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType

from langnghe.config import Workspace
from langnghe.errors import ConfigError

_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    # A cold office disk needs more than the default 20 s to start the ephemeral server.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    # An error ends the run and is told once, by the command line; Prefect would add its traceback.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
}


_OWNER = "LANGNGHE_RUN_PID"  # whose server a Prefect server is; children inherit it
_SERVER = "prefect.server.api.server:create_app"
ROOM = 100_000_000  # bytes: a day's pages, labels and Prefect's own database
_GRACE = 20.0  # seconds a crawl has to write its last lines


def prepare(workspace: Workspace) -> None:
    """Set Prefect's environment for this process; an office's own PREFECT_* choices stay."""
    require_room(workspace.root)
    if "prefect" in sys.modules:
        return
    home = workspace.root.resolve() / "data" / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ[_OWNER] = str(os.getpid())
    _sweep(str(home))


def require_room(folder: Path) -> None:
    """Raise ConfigError when a folder cannot be written to, or has no room for a day's run.

    Asked before a run begins: on a full disk Prefect waits for its own database and says nothing.
    """
    place = folder.resolve()
    while not place.exists():
        place = place.parent
    try:
        with TemporaryFile(dir=place):
            pass
    except OSError as error:
        why = (
            "ổ đĩa chỉ đọc" if error.errno == errno.EROFS else f"không ghi được ({error.strerror})"
        )
        raise ConfigError(
            f"{place}: {why}; gắn lại ổ cho ghi, kiểm tra chủ và quyền của thư mục, rồi chạy lại"
        ) from error
    free = shutil.disk_usage(place).free
    if free < ROOM:
        raise ConfigError(
            f"{place}: ổ đĩa chỉ còn {free // 1_000_000} MB, một lượt chạy cần ít nhất "
            f"{ROOM // 1_000_000} MB; dọn bớt rồi chạy lại, tin đã thu không mất"
        )


def environment(workspace: Workspace, port: int) -> dict[str, str]:
    """Return the environment of serve's children: Prefect's server is ours, at a port of this machine."""
    home = workspace.root.resolve() / "data" / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    word = f"langnghe:{secrets.token_urlsafe(24)}"
    ours = {
        **_SETTINGS,
        "PREFECT_HOME": str(home),
        # Not the file of single runs: their server and this one would both keep its schedules.
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'serve.db'}",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        # Who may give Prefect's server orders may run programs as us: other users of this machine
        # reach its port, and must not know the word.
        "PREFECT_SERVER_API_AUTH_STRING": word,
        "PREFECT_API_AUTH_STRING": word,
    }
    here = str(Path(__file__).resolve().parent.parent)
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, **ours, "PYTHONPATH": os.pathsep.join(paths)}


def own_server(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of serve's children without serve's server.

    A day's flow brings its own: it must not fall when the one that only keeps schedules does.
    """
    of_serve = ("PREFECT_API_URL", "PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_HOME",
                "PREFECT_SERVER_EPHEMERAL_ENABLED", "PREFECT_SERVER_API_AUTH_STRING",
                "PREFECT_API_AUTH_STRING")  # fmt: skip
    return {
        name: value
        for name, value in environment.items()
        if name not in of_serve and not name.startswith("PREFECT__")
    }


def _sweep(home: str) -> None:
    """End the servers of runs that were killed: nothing else would."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        if _SERVER not in (process.info["cmdline"] or ()):
            continue
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            environment = process.environ()
            owner = environment.get(_OWNER)
            if (
                owner
                and environment.get("PREFECT_HOME") == home
                and not psutil.pid_exists(int(owner))
            ):
                process.kill()


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end a run at once with all its child processes.

    Leaving at once is safe, since what has landed stays and a warehouse transaction is whole or
    not at all. Prefect's own way out waits for its server, which the same Ctrl-C has stopped.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {name: signal.signal(name, _stop) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    import psutil

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    children = psutil.Process().children(recursive=True)
    for child in children:
        with contextlib.suppress(psutil.Error):
            child.terminate()
    _, alive = psutil.wait_procs(children, timeout=_GRACE)
    for child in alive:
        with contextlib.suppress(psutil.Error):
            child.kill()
    with contextlib.suppress(OSError, ValueError):
        print("\nĐã dừng theo yêu cầu; chạy lại sẽ làm tiếp, không mất tin.", file=sys.stderr)
        sys.stderr.flush()
        sys.stdout.flush()
    os._exit(128 + number)
