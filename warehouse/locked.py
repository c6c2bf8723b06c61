"""A connection for readers: SQL reaches nothing beyond the databases it has open, and cannot change that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.sql import literal

if TYPE_CHECKING:
    import duckdb

# What acts of flows set on the connection they open; everything else is as it was at the start.
SETTABLE = (
    "TimeZone", "memory_limit", "enable_progress_bar", "threads", "dynamic_or_filter_threshold"
)  # fmt: skip


def lock_down(connection: duckdb.DuckDBPyConnection, readable: Sequence[Path] = ()) -> None:
    """Shut what SQL could reach, for good: files (but for folders named), the network, extensions, settings.

    Words of people are bound, never pasted; this is for the day one is pasted all the same.
    """
    run = connection.execute
    folders = ", ".join(literal(path.resolve()) for path in readable)
    run(f"set allowed_directories = [{folders}]")
    run(f"set allowed_configs = {list(SETTABLE)}")
    run("set autoinstall_known_extensions = false")
    run("set autoload_known_extensions = false")
    run("set python_enable_replacements = false")
    run("set enable_external_access = false")
    run("set lock_configuration = true")
