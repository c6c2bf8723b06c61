"""Bring a table of posts in: check every row, land the good ones, load them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from langnghe.config import Workspace
from langnghe.errors import RowError
from langnghe.landing import LandingWriter
from langnghe.records import Post
from langnghe.registers.kinds import POSTS
from langnghe.registers.posts import SourceNames, check_posts
from langnghe.registers.tables import read_table
from warehouse import open_store
from warehouse.labels import declare_sources
from warehouse.load import LoadReport, load

ROWS_A_FILE = 50_000  # one landing file is one transaction


def import_posts(workspace: Workspace, path: Path) -> tuple[LoadReport, list[RowError]]:
    """Import posts of a CSV, XLSX, JSONL or Parquet file; return what was loaded and what was not."""
    from datetime import UTC, datetime

    from nlp.normalise import normalise, repair_bytes

    errors: list[RowError] = []
    checked = check_posts(
        read_table(path, decode=repair_bytes, aliases=POSTS.aliases()),
        sources=SourceNames(workspace.sources()),
        normalise=normalise,
        now=datetime.now(UTC),
    )
    landed: list[Path] = []

    def good() -> Post | None:
        for _, found in checked:
            if isinstance(found, Post):
                return found
            errors.append(found)
        return None

    while (first := good()) is not None:
        with LandingWriter(workspace.landing / "import", "posts") as writer:
            writer.post(first)
            for post in islice(iter(good, None), ROWS_A_FILE - 1):
                writer.post(post)
        landed.append(writer.final)
    with open_store(workspace.warehouse) as store:
        declare_sources(store, workspace.sources())
        return load(store, workspace.landing, only=landed), errors
