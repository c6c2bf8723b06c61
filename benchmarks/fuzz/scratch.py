"""Where an input becomes a file, and what every parser of files is told: a moment, a key."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
KEY = b"k" * 32


@cache
def scratch() -> Path:
    """Return the folder of this process where an input becomes a file."""
    folder = tempfile.TemporaryDirectory(prefix="langnghe-fuzz-")
    scratch.folder = folder  # type: ignore[attr-defined]  # kept as long as the process
    return Path(folder.name)


def file_of(data: bytes, name: str) -> Path:
    """Write an input as a file of a name."""
    path = scratch() / name
    path.write_bytes(data)
    return path
