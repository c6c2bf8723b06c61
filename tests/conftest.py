"""What many tests share: the demo workspace, run once, and the paths of third-party data."""

from __future__ import annotations

import os
import subprocess
import sys
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
    """Run the demo once: real servers, a real crawl, a real Prefect flow."""
    out = tmp_path_factory.mktemp("demo") / "office"
    done = langnghe("demo", "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    return Demo(Workspace(out), done.stdout)


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of third-party data, or skip."""
    folder = Settings().data
    if not (folder / "README.md").exists():
        pytest.skip(f"không có dữ liệu của bên thứ ba ở {folder} (đặt LANGNGHE_DATA)")
    return folder
