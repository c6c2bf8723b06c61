"""The page of the command line is the command line's own help."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from langnghe.cli.app import app

ROOT = Path(__file__).parent.parent


def verbs(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield name, command
    for child_name, child in getattr(command, "commands", {}).items():
        yield from verbs(child, f"{name} {child_name}")


ALL = list(verbs(typer.main.get_command(app), "langnghe"))


def test_the_page_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/make_cli.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "40"},  # any terminal
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_verb_and_every_choice_has_a_sentence(name: str, command: Any) -> None:
    assert command.help, name
    assert command.help.strip().endswith("."), name
    for parameter in command.params:
        assert parameter.help, f"{name} {parameter.name}"


def test_the_list_of_verbs_cuts_no_sentence_off() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert not re.findall(r"^  \w+ +.*\.\.\.$", page, flags=re.M)
