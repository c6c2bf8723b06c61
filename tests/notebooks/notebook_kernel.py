"""The notebooks, and a kernel that runs one after another, each in an emptied namespace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbclient
import nbformat

from langnghe.config import Workspace
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


@dataclass(frozen=True, slots=True)
class Kernel:
    """A Python kernel as a person's editor starts it."""

    client: nbclient.NotebookClient

    def run(self, source: str) -> Any:
        """Run one cell and return it with its outputs."""
        cell = nbformat.v4.new_code_cell(source)
        self.client.nb = nbformat.v4.new_notebook(cells=[cell])
        self.client.reset_execution_trackers()
        return self.client.execute_cell(cell, 0)

    def notebook(self, path: Path, workspace: Workspace, data: Path) -> list[dict[str, str]]:
        """Run a notebook from its first cell to its last; return what its cells showed, by type."""
        self.run("%reset -f")
        self.run(
            f"import os; os.environ.update(LANGNGHE_WORKSPACE={str(workspace.root)!r}, "
            f"LANGNGHE_DATA={str(data)!r}); del os"
        )
        read = jupytext.read(path)
        self.client.nb = read
        self.client.reset_execution_trackers()
        for number, cell in enumerate(read.cells):
            self.client.execute_cell(cell, number)
        return [
            {kind: "".join(shown) for kind, shown in output["data"].items()}
            for cell in read.cells
            for output in cell.get("outputs", [])
            if "data" in output
        ]
