"""fleet.toml: where the shared store and the shared Prefect server are, and how work is cut."""

from __future__ import annotations

import os
import secrets
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from flows.runtime import environment
from langnghe.config import Strict, Workspace, read_toml
from langnghe.errors import ConfigError
from langnghe.files import PRIVATE

if TYPE_CHECKING:
    from warehouse.lake import LakePlace

NAME = "fleet.toml"
HOME = "LANGNGHE_FLEET_HOME"  # whose worker a process is: the folder with fleet.toml
WORKER = "LANGNGHE_FLEET_WORKER"  # and its name among the workers of that folder
WORD = "LANGNGHE_FLEET_WORD"  # what opens the Prefect server; else the file below
# Services of Prefect's server that a fleet has no use for: it schedules nothing there (serve does) and
# reads no events. Together they were half of the server's work.
_UNUSED = (
    "SCHEDULER", "LATE_RUNS", "TRIGGERS", "PAUSE_EXPIRATIONS", "CANCELLATION_CLEANUP", "EVENT_PERSISTER",
    "TASK_RUN_RECORDER",
)  # fmt: skip


class LakeTable(Strict):
    """[lake]"""

    catalog: str
    data: str
    s3_endpoint: str = ""
    s3_region: str = ""


class PrefectTable(Strict):
    """[prefect]"""

    api: str = Field(default="http://127.0.0.1:4200/api", pattern=r"^https?://.+/api$")
    pool: str = Field(default="langnghe", pattern=r"^[a-z0-9-]+$")


class WorkTable(Strict):
    """[work]"""

    share: int = Field(default=50, ge=1)  # sources one job crawls
    batch: int = Field(default=2_000, ge=1)  # posts one job labels
    patience: int = Field(
        default=180, ge=1
    )  # seconds without a living worker before work is given anew
    tries: int = Field(default=4, ge=1)


class FleetFile(Strict):
    """fleet.toml."""

    lake: LakeTable
    prefect: PrefectTable = PrefectTable()
    work: WorkTable = WorkTable()

    def place(self) -> LakePlace:
        """Return where the lake is."""
        from warehouse.lake import LakePlace

        return LakePlace(**self.lake.model_dump())


def read_fleet(workspace: Workspace) -> FleetFile:
    """Return fleet.toml of a workspace; without one, say how to get it."""
    path = workspace.root / NAME
    if not path.exists():
        raise ConfigError(
            f"{path}: không có tệp này; chạy `langnghe fleet init` rồi sửa cho đúng nơi"
        )
    return read_toml(path, FleetFile)


def write_sample(workspace: Workspace) -> Path:
    """Write a fleet.toml to fill in; one that is there stays."""
    path = workspace.root / NAME
    if path.exists():
        raise ConfigError(f"{path}: đã có tệp này, không ghi đè")
    path.write_text(files("langnghe.defaults").joinpath(NAME).read_text("utf-8"), encoding="utf-8")
    return path


def word_of(workspace: Workspace, *, make: bool = False) -> str:
    """Return what opens the Prefect server: from the environment, else from data/fleet.word."""
    if word := os.environ.get(WORD):
        return word
    path = workspace.root / "data" / "fleet.word"
    if make and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        os.write(handle, f"langnghe:{secrets.token_urlsafe(24)}\n".encode())
        os.close(handle)
    if not path.exists():
        raise ConfigError(
            f"{path}: chưa có khoá của máy chủ Prefect; chép tệp này từ máy chạy `langnghe fleet up` (quyền 600)"
        )
    return path.read_text(encoding="utf-8").strip()


def fleet_environment(
    workspace: Workspace, settings: FleetFile, *, make: bool = False
) -> dict[str, str]:
    """Return the environment of a process that speaks with the shared Prefect server."""
    word = word_of(workspace, make=make)
    home = workspace.root.resolve() / "data" / "prefect"
    env = {
        **environment(workspace, 0),
        "PREFECT_API_URL": settings.prefect.api,
        "PREFECT_SERVER_API_AUTH_STRING": word,
        "PREFECT_API_AUTH_STRING": word,
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'fleet.db'}",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _UNUSED},
        HOME: str(workspace.root.resolve()),
    }
    # PostgreSQL for Prefect itself: its address holds a password, so it comes from the environment.
    if database := os.environ.get("PREFECT_API_DATABASE_CONNECTION_URL"):
        env["PREFECT_API_DATABASE_CONNECTION_URL"] = database
    return env
