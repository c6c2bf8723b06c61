"""The house rules that no linter knows."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("langnghe", "crawlers", "nlp", "flows", "warehouse")
HEAVY = (
    "torch",
    "sklearn",
    "scrapy",
    "prefect",
    "duckdb",
    "underthesea",
    "trafilatura",
    "pyarrow",
    "lxml",
)


def python_files() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320


def test_every_room_of_the_core_has_its_place_in_the_layers() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]
    named = set(re.findall(r"langnghe\.(\w+)", " ".join(contract["contracts"][0]["layers"])))
    rooms = {
        p.stem
        for p in (ROOT / "langnghe").iterdir()
        if p.suffix == ".py" or (p / "__init__.py").exists()
    }
    assert rooms - {"__init__", "__pycache__", "defaults"} <= named


def test_help_is_instant_because_it_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom langnghe.cli.app import app\nfrom typer.testing import CliRunner\n"
        "assert 'Lắng Nghe' in CliRunner().invoke(app, ['--help']).output\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", lock)
    pins = re.findall(r"^[a-z0-9._-]+==", lock, flags=re.M)
    assert len(pins) > 100
    assert lock.count("--hash=sha256:") >= len(pins)


def test_the_default_install_has_no_torch() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"^(torch|transformers|nvidia-)", lock, flags=re.M)


def test_the_repository_holds_no_address_of_the_machine_it_was_written_on() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    marks = re.compile(rb"/root/|/home/\w+/|pythonhosted\.org|pypi\.org/simple")
    found = []
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if (
            path.is_file()
            and path.name != "test_architecture.py"
            and marks.search(path.read_bytes())
        ):
            found.append(name)
    assert found == []
