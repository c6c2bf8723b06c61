"""Loading landing files against the naive way: one insert a row, through executemany.

    python -m benchmarks.warehouse [--rows 20000] [--naive 1000]

Both write the same posts into a new DuckDB file with the same tables, keys and search columns, in
one run. Prints rows per second of wall and of processor time, and the ratio.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.corpus import land, posts
from langnghe import landing
from warehouse import open_store
from warehouse.lines import read
from warehouse.load import load


def pipeline(folder: Path, rows: int) -> tuple[float, float]:
    """Return the wall and processor seconds of loading, text keys, outcomes and checks included."""
    with open_store(folder / "ours.duckdb") as store:
        wall, cpu = time.perf_counter(), time.process_time()
        report = load(store, folder / "landing")
        seconds = time.perf_counter() - wall, time.process_time() - cpu
        assert report.total("stored") + report.total("known") == rows
    return seconds


def naive(folder: Path, rows: int) -> tuple[float, float]:
    """Return the wall and processor seconds of parsing the same lines and inserting row by row."""
    [path] = landing.files(folder / "landing")
    with open_store(folder / "naive.duckdb") as store:
        wall, cpu = time.perf_counter(), time.process_time()
        with path.open("rb") as file:
            chunk = read(enumerate(islice(file, rows), start=1), path.name)
        names = [name for name in chunk.posts[0] if name != "line"]
        marks = ", ".join("?" * len(names))
        store.connection.executemany(
            f"insert into raw.post ({', '.join(names)}) values ({marks}) on conflict do nothing",
            [[row[name] for name in names] for row in chunk.posts],
        )
        return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--naive", type=int, default=1_000, help="rows of the naive way")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        land(folder / "landing", posts(options.rows))
        ours, theirs = pipeline(folder, options.rows), naive(folder, options.naive)
    figures = {
        "rows": options.rows,
        "load_rows_per_second": round(options.rows / ours[0]),
        "load_rows_per_cpu_second": round(options.rows / ours[1]),
        "naive_rows": options.naive,
        "naive_rows_per_second": round(options.naive / theirs[0]),
        "naive_rows_per_cpu_second": round(options.naive / theirs[1]),
        "ratio_wall": round((options.rows / ours[0]) / (options.naive / theirs[0]), 1),
        "ratio_cpu": round((options.rows / ours[1]) / (options.naive / theirs[1]), 1),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
