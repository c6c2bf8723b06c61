"""What many tests share: the demo workspace, run once, and the paths of third-party data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from langnghe.config import Settings, Workspace

ROOT = Path(__file__).parent.parent


def langnghe(
    *arguments: str | Path, cwd: Path | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the real command line in its own process."""
    return subprocess.run(
        [sys.executable, "-c", "from langnghe.cli.app import main; main()", *map(str, arguments)],
        cwd=cwd or ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C", "DO_NOT_TRACK": "1"},
        check=False,
    )


@dataclass(frozen=True)
class Demo:
    """What `langnghe demo` left."""

    workspace: Workspace
    printed: str

    @property
    def digest(self) -> Path:
        return Path(self.printed.strip().splitlines()[-1])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run the demo once: real servers, a real crawl, a real Prefect flow.

    Once for all processes of pytest-xdist: the first makes it, each works on a copy of its own.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-of-all"
    ready = shared / "printed.txt"
    try:
        shared.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 900
        while not ready.exists():
            assert time.monotonic() < deadline, "the process that makes the demo is gone"
            time.sleep(0.5)
    else:
        done = langnghe("demo", "--out", shared / "office")
        said = done.stdout if done.returncode == 0 else "HỎNG\n" + done.stdout + done.stderr
        (shared / "part").write_text(said, encoding="utf-8")
        (shared / "part").replace(ready)
    said = ready.read_text(encoding="utf-8")
    assert not said.startswith("HỎNG"), said
    out = tmp_path_factory.mktemp("demo") / "office"
    shutil.copytree(shared / "office", out)
    return Demo(Workspace(out), said.replace(str(shared / "office"), str(out)))


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of third-party data, or skip."""
    folder = Settings().data
    if not (folder / "README.md").exists():
        pytest.skip(f"không có dữ liệu của bên thứ ba ở {folder} (đặt LANGNGHE_DATA)")
    return folder
