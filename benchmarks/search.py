"""Search against ilike on accent-stripped raw text, over the same rows in the same run.

    python -m benchmarks.search [--rows N] [--copies 1] [--store FILE]

--copies multiplies the rows (6 makes the year about a million); --store keeps the warehouse for the
next run. ilike has no word boundaries and leaves đ, so it finds other rows: speed is what is
compared, and the numbers of hits are printed beside.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.corpus import land, multiply, posts
from langnghe.text import fold
from warehouse import Store, open_store
from warehouse.load import load
from warehouse.search import search

# a search, and the patterns an ilike would need for it
QUERIES: dict[str, list[str]] = {
    '"công đoàn"': ["công đoàn"],
    "tai nạn lao động": ["tai", "nạn", "lao", "động"],
    '"nợ lương" HOẶC "chậm lương"': ["lương"],
    "công nhân ngộ độc -rượu": ["công", "nhân", "ngộ", "độc"],
    "người lao động": ["người", "lao", "động"],
    "nguon:tuoitre bhxh": ["bhxh"],
    "khongcotunay": ["khongcotunay"],
}


def median_seconds(run: Callable[[], int], times: int) -> tuple[float, float, int]:
    """Return the median wall and processor seconds of some runs, and what the last returned."""
    wall, cpu, found = [], [], 0
    for _ in range(times):
        start, busy = time.perf_counter(), time.process_time()
        found = run()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    return statistics.median(wall), statistics.median(cpu), found


def ilike(store: Store, patterns: list[str]) -> int:
    """Count the rows by ilike on the stripped raw text."""
    text = "strip_accents(title || ' ' || lead || ' ' || body)"
    where = " and ".join(f"{text} ilike ?" for _ in patterns)
    wanted = [f"%{fold(pattern)}%" for pattern in patterns]
    return int(store.one(f"select count(*) from raw.post where {where}", wanted))


def measure(store: Store, times: int) -> list[dict[str, object]]:
    """Return one row of figures per query."""
    rows: list[dict[str, object]] = []
    for query, patterns in QUERIES.items():
        ours, cpu, hits = median_seconds(lambda query=query: search(store, query).total, times)
        theirs, theirs_cpu, other = median_seconds(
            lambda patterns=patterns: ilike(store, patterns), 1
        )
        rows.append(
            {
                "query": query,
                "hits": hits,
                "seconds": round(ours, 3),
                "cpu_seconds": round(cpu, 3),
                "ilike_seconds": round(theirs, 3),
                "ilike_cpu_seconds": round(theirs_cpu, 3),
                "ilike_hits": other,
                "ratio": round(theirs / ours, 1),
                "cpu_ratio": round(theirs_cpu / cpu, 1),
            }
        )
        print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = options.store or Path(name) / "kho.duckdb"
        fresh = not path.exists()
        with open_store(path) as store:
            if fresh:
                land(Path(name) / "landing", posts(options.rows))
                load(store, Path(name) / "landing")
                multiply(store, options.copies)
                store.connection.execute("checkpoint")
            total = store.one("select count(*) from raw.post")
            rows = measure(store, options.times)
    slowest = max(float(str(row["seconds"])) for row in rows)
    ratio = statistics.median(float(str(row["ratio"])) for row in rows)
    cpu = max(float(str(row["cpu_seconds"])) for row in rows)
    figures = {"posts": total, "slowest_seconds": slowest, "slowest_cpu_seconds": cpu}
    print(json.dumps({**figures, "median_ratio": ratio}))


if __name__ == "__main__":
    main()
