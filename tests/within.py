"""The command line inside this process: the same words, exit and output, without starting Python for each."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from functools import cache
from pathlib import Path
from unittest.mock import patch

import typer.main

from langnghe.cli.app import main
from tests.conftest import ROOT

_built = cache(
    typer.main.get_command
)  # the tree of verbs: to build it takes longer than most verbs


def langnghe(
    *arguments: str | Path, cwd: Path | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a verb as tests.conftest.langnghe does, for tests of what verbs say and do.

    What a process of its own is needed for (its start, its end by a signal, a flow of Prefect) is
    tested with that one.
    """
    words = ["langnghe", *map(str, arguments)]
    # As narrow as the C locale: that Vietnamese comes out is the command's own doing.
    written, told = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(raw, encoding="ascii") for raw in (written, told))
    given = io.TextIOWrapper(io.BytesIO((stdin or "").encode()), encoding="utf-8")
    code: object = 0
    with (
        contextlib.chdir(cwd or ROOT),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(typer.main, "get_command", _built),
        patch.object(sys, "argv", words),
        patch.object(sys, "stdin", given),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    for stream in (out, err):
        stream.flush()
    said = (raw.getvalue().decode("utf-8") for raw in (written, told))
    return subprocess.CompletedProcess(words, code if isinstance(code, int) else 1, *said)
