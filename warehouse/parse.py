"""Read landing files into Arrow tables: here, or in a second process one file ahead of the writer."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.lines import event_schema, post_schema, read, verdict_schema, visit_schema

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 20_000  # lines a table: a batch costs one statement, whatever its size
SMALL = 64_000_000  # bytes: a larger file is read here, a chunk at a time, to keep memory bounded


@dataclass(frozen=True, slots=True)
class Parsed:
    """Some lines of a landing file as tables."""

    lines: int
    posts: pa.Table
    visits: pa.Table
    verdicts: pa.Table
    events: pa.Table
    quarantine: pa.Table


def parse(path: Path) -> Iterator[Parsed]:
    """Yield the tables of a landing file, chunk by chunk."""
    import pyarrow as pa

    refused = pa.schema(
        [("file_id", pa.string()), ("line", pa.int64())]
        + [("reason", pa.string()), ("content", pa.string())]
    )
    with path.open("rb") as file:
        numbered = enumerate(file, start=1)
        while block := list(islice(numbered, CHUNK)):
            chunk = read(block, path.name)
            yield Parsed(
                len(block),
                pa.Table.from_pylist(chunk.posts, schema=post_schema()),
                pa.Table.from_pylist(chunk.visits, schema=visit_schema()),
                pa.Table.from_pylist(chunk.verdicts, schema=verdict_schema()),
                pa.Table.from_pylist(chunk.events, schema=event_schema()),
                pa.Table.from_pylist(chunk.quarantine, schema=refused),
            )


def parse_ahead(paths: Iterable[Path]) -> Iterator[tuple[Path, Iterable[Parsed]]]:
    """Yield files with their tables, read by a second process while the caller stores the one before."""
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    try:
        under_way: deque[tuple[Path, Future[list[Parsed]] | None]] = deque()
        for path in paths:
            small = path.stat().st_size <= SMALL
            under_way.append((path, pool.submit(_whole, path) if small else None))
            if len(under_way) > 1:
                yield _ready(*under_way.popleft())
        while under_way:
            yield _ready(*under_way.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _whole(path: Path) -> list[Parsed]:
    return list(parse(path))


def _ready(path: Path, parsed: Future[list[Parsed]] | None) -> tuple[Path, Iterable[Parsed]]:
    return path, parsed.result() if parsed is not None else parse(path)
