"""What many tests share: the demo workspace, run once, and the paths of third-party data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from langnghe.config import Settings, Workspace

ROOT = Path(__file__).parent.parent


def langnghe(
    *arguments: str | Path,
    cwd: Path | None = None,
    stdin: str | None = None,
    environ: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the real command line in its own process. environ: what its environment has besides."""
    return subprocess.run(
        [sys.executable, "-c", "from langnghe.cli.app import main; main()", *map(str, arguments)],
        cwd=cwd or ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C", "DO_NOT_TRACK": "1", **(environ or {})},
        check=False,
    )


@dataclass(frozen=True)
class Demo:
    """What `langnghe demo` left."""

    workspace: Workspace
    printed: str
    connects: Path  # whom its processes connected to, a line each: see tests/hook

    @property
    def digest(self) -> Path:
        return Path(self.printed.strip().splitlines()[-1])


# The longest first (half a minute of processor time and more, as measured): one that begins when the
# others end is waited for by idle cores. Those that need the demo come behind those that do not.
HEAVIEST = tuple(
    f"tests/{name}.py"
    for name in (
        "flows/test_fleet", "flows/test_serve", "flows/test_snapshot_run", "e2e/test_office",
        "flows/test_channels_flow", "flows/test_faults", "flows/test_rebuild", "flows/test_drill_flow",
        "crawlers/test_crawl_journey", "e2e/test_week_of_life", "flows/test_serve_week",
        "warehouse/test_kill", "flows/test_alert_days", "test_docs_run", "desk/test_desk_every_page",
        "desk/test_desk_review", "desk/test_desk_report", "desk/test_desk_inquiries",
        "desk/test_desk_sources", "desk/test_desk_injection", "desk/test_desk_targets", "test_wheel",
        "measure/test_board", "measure/test_catalogue", "crawlers/test_comment_dialects",
    )
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the heaviest modules first, and those that need the demo last, so that it is made meanwhile."""

    need = {_module(item) for item in items if _needs_demo(item)}
    place = {name: at for at, name in enumerate(HEAVIEST)}
    last = len(HEAVIEST)
    items.sort(key=lambda item: (place.get(_module(item), last), _module(item) in need))


def _module(item: pytest.Item) -> str:
    return item.nodeid.split("::")[0]


def _needs_demo(item: pytest.Item) -> bool:
    return "demo" in getattr(item, "fixturenames", ())


def _run_demo(folder: Path) -> str:
    hook = [str(ROOT / "tests" / "hook"), os.environ.get("PYTHONPATH", "")]
    traced = {
        "PYTHONPATH": os.pathsep.join(filter(None, hook)),
        "LANGNGHE_CONNECTS": str(folder / "connects"),
    }
    done = langnghe("demo", "--out", folder / "office", environ=traced)
    return done.stdout if done.returncode == 0 else "HỎNG\n" + done.stdout + done.stderr


@pytest.fixture(scope="session", autouse=True)
def demo_ahead(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Begin with the demo, where some test needs it, while the others are run."""
    if any(map(_needs_demo, request.session.items)):
        # Before the thread is there: pytest empties the folder when it is first asked for, and two
        # who ask at once would empty it under each other's feet.
        tmp_path_factory.getbasetemp()
        ahead = (tmp_path_factory, "demo-of-all", _run_demo)
        threading.Thread(target=made_once, args=ahead, daemon=True).start()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run the demo once: real servers, a real crawl, a real Prefect flow.

    Once for all processes of pytest-xdist: the first makes it, each works on a copy of its own.
    """
    shared, said = made_once(tmp_path_factory, "demo-of-all", _run_demo)
    assert not said.startswith("HỎNG"), said
    out = tmp_path_factory.mktemp("demo") / "office"
    shutil.copytree(shared / "office", out)
    printed = said.replace(str(shared / "office"), str(out))
    return Demo(Workspace(out), printed, shared / "connects")


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]
) -> tuple[Path, str]:
    """Return a folder and what its maker said; the first process makes it, the others wait.

    LANGNGHE_TEST_CACHE names a folder where it stays for the next time: for whoever runs one file
    again and again. Its files are as old as they are, so the whole suite is run without it.
    """
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    shared = Path(os.environ.get("LANGNGHE_TEST_CACHE", base)) / name
    ready = shared / "said.txt"
    try:
        shared.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 900
        while not ready.exists():
            assert time.monotonic() < deadline, f"the process that makes {name} is gone"
            time.sleep(0.2)
    else:
        (shared / "part").write_text(make(shared), encoding="utf-8")
        (shared / "part").replace(ready)
    return shared, ready.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without rows, made once for all processes: a copy opens 20 times faster."""
    from warehouse import open_store

    def make(folder: Path) -> str:
        with open_store(folder / "kho.duckdb"):
            return "xong"

    return made_once(tmp_path_factory, "warehouse-of-all", make)[0] / "kho.duckdb"


@pytest.fixture(scope="session")
def furnish(empty_warehouse: Path) -> Callable[[Workspace], Workspace]:
    """Give a workspace an empty warehouse, so that nothing in it has to be built anew."""

    def give(place: Workspace) -> Workspace:
        place.warehouse.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(empty_warehouse, place.warehouse)
        return place

    return give


@pytest.fixture(scope="session")
def conduct(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Workspace], Workspace]:
    """Give a workspace Prefect's own database, whose migrations were run once for all processes."""

    def make(folder: Path) -> str:
        home = {"PREFECT_HOME": str(folder), "DO_NOT_TRACK": "1", "PREFECT_LOGGING_LEVEL": "CRITICAL",
                "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder / 'prefect.db'}"}  # fmt: skip
        command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
        subprocess.run(command, env={**os.environ, **home}, capture_output=True, check=True)
        return "xong"

    def give(place: Workspace) -> Workspace:
        made = made_once(tmp_path_factory, "prefect-of-all", make)[0] / "prefect.db"
        home = place.root / "data" / "prefect"
        home.mkdir(parents=True, exist_ok=True)
        for name in ("prefect", "serve", "fleet"):  # of a run, of serve, of several machines
            shutil.copy(made, home / f"{name}.db")
        return place

    return give


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of third-party data, or skip."""
    folder = Settings().data
    if not (folder / "README.md").exists():
        pytest.skip(f"không có dữ liệu của bên thứ ba ở {folder} (đặt LANGNGHE_DATA)")
    return folder
