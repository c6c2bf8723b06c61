"""Read landing files into tables: here, or in a second process one file ahead of the writer."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.lines import (
    EVENT_TYPES,
    POST_TYPES,
    REFUSED_TYPES,
    VERDICT_TYPES,
    VISIT_TYPES,
    read,
)
from warehouse.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 20_000  # lines a table: a batch costs one statement, whatever its size
LIGHT_CHUNK = 2_000  # the same without Arrow: its rows stand in memory as Python holds them
SMALL = 64_000_000  # bytes: a larger file is read here, a chunk at a time, to keep memory bounded


@dataclass(frozen=True, slots=True)
class Parsed:
    """Some lines of a landing file as tables."""

    lines: int
    posts: pa.Table | Rows
    visits: pa.Table | Rows
    verdicts: pa.Table | Rows
    events: pa.Table | Rows
    quarantine: pa.Table | Rows


def parse(path: Path, *, light: bool = False) -> Iterator[Parsed]:
    """Yield the tables of a landing file, chunk by chunk; light: without Arrow (warehouse.rows)."""
    table = Rows if light else _arrow()
    with path.open("rb") as file:
        numbered = enumerate(file, start=1)
        while block := list(islice(numbered, min(CHUNK, LIGHT_CHUNK) if light else CHUNK)):
            chunk = read(block, path.name)
            yield Parsed(
                len(block),
                table(POST_TYPES, chunk.posts),
                table(VISIT_TYPES, chunk.visits),
                table(VERDICT_TYPES, chunk.verdicts),
                table(EVENT_TYPES, chunk.events),
                table(REFUSED_TYPES, chunk.quarantine),
            )


def _arrow() -> Callable[[Mapping[str, str], list[dict[str, Any]]], pa.Table]:
    """Return what makes an Arrow table of rows."""
    import pyarrow as pa

    kinds = {
        "varchar": pa.string(), "varchar[]": pa.list_(pa.string()), "bigint": pa.int64(),
        "integer": pa.int32(), "double": pa.float64(), "timestamptz": pa.timestamp("us", tz="UTC"),
    }  # fmt: skip

    def make(types: Mapping[str, str], rows: list[dict[str, Any]]) -> pa.Table:
        schema = pa.schema([(name, kinds[kind]) for name, kind in types.items()])
        return pa.Table.from_pylist(rows, schema=schema)

    return make


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
