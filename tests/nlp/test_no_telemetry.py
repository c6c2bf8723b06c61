"""onnxruntime tells its maker what is run unless it is told not to: ours writes and sends nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

LABEL = """
from nlp.classifiers import load
from nlp.classifiers.base import TextItem
item = TextItem(id="1", kind="comment", title="", text="Công ty nợ lương ba tháng rồi")
print(len(load("fast").predict([item])))
"""


def test_labelling_leaves_no_file_at_home_and_no_identifier_of_the_machine(tmp_path: Path) -> None:
    home = {
        name: value for name, value in os.environ.items()
        if name not in ("CI", "ORT_DISABLE_TELEMETRY") and not name.startswith("GITHUB")
    }  # fmt: skip
    home |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / ".cache")}
    done = subprocess.run(
        [sys.executable, "-c", LABEL],
        cwd=ROOT,
        env=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
    assert [str(path) for path in tmp_path.rglob("*") if path.is_file()] == []
