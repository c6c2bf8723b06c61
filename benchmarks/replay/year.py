"""Replay a year of real headlines through the very steps of `langnghe`: import → annotate → digest.

    python -m benchmarks.replay.year [--out FOLDER] [--day 2025-11-10 …] [--rows N]

Prints items per second of each stage, peak memory and the head of each day's digest. The text stays
in the data folder; the workspace it fills lies in a temporary folder unless --out is given.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

DAYS = ("2025-11-10", "2026-07-19", "2026-07-20")


def peak_mb() -> float:
    """Return the peak memory of this process and of its largest child, in MB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + child) / 1024


def head(parquet: Path, rows: int, out: Path) -> Path:
    """Write the first rows of a Parquet file; return its path."""
    import pyarrow.parquet as pq

    target = out / "head.parquet"
    pq.write_table(pq.read_table(parquet).slice(0, rows), target)
    return target


def replay(parquet: Path, folder: Path, days: list[date], profile: str | None) -> dict[str, object]:
    """Run every stage once; return the figures."""
    from flows.annotate import AnnotateReport, group, label
    from flows.digest import day_digest, publish
    from flows.imports import import_posts
    from flows.workspace import create
    from langnghe.config import Workspace
    from warehouse import open_store

    create(folder)
    place = Workspace(folder)
    start = time.perf_counter()
    loaded, errors = import_posts(place, parquet)
    import_seconds = time.perf_counter() - start
    figures: dict[str, object] = {
        "rows": loaded.lines + len(errors),
        "refused": len(errors),
        "outcomes": {str(k[1]): 0 for k in loaded.outcomes},
        "import_seconds": round(import_seconds, 1),
    }
    for (_, outcome), count in loaded.outcomes.items():
        figures["outcomes"][outcome] += count  # type: ignore[index]
    report = AnnotateReport()
    with open_store(place.warehouse) as store:
        label(store, place.watchlist(), report, profile=profile)
        figures |= {
            "labelled": report.labelled,
            "label_rows": report.label_rows,
            "label_seconds": round(report.label_seconds, 1),
            "peak_mb_after_labels": round(peak_mb()),
        }
        group(store, report)
        figures |= {
            "stories": report.stories,
            "story_seconds": round(report.story_seconds, 1),
            "headlines_per_second_import_and_annotate": round(
                report.labelled / (import_seconds + report.label_seconds)
            ),
        }
    digests = {}
    for day in days:
        with open_store(place.warehouse) as store:
            start = time.perf_counter()
            digest = day_digest(store, place, day, made_at=datetime.now(UTC))
            publish(digest, place.output / "diem-bao")
            seconds = time.perf_counter() - start
        digests[day.isoformat()] = {
            "seconds": round(seconds, 2),
            "in_scope": digest.coverage.in_scope,
            "urgent": [f"[{s.risk}] {s.outlets} báo · {s.title}" for s in digest.urgent],
            "top": [s.title for s in digest.top],
        }
    figures |= {"digests": digests, "peak_mb": round(peak_mb())}
    return figures


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    from langnghe.config import Settings

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, help="keep the workspace here")
    parser.add_argument("--day", action="append", help="days to digest")
    parser.add_argument("--rows", type=int, help="only the first N headlines")
    parser.add_argument("--profile")
    chosen = parser.parse_args(arguments)
    parquet = Settings().data / "corpus" / "rss_year_2025_2026.parquet"
    if not parquet.exists():
        print(f"bỏ qua: không có {parquet} (đặt LANGNGHE_DATA)")
        return 0
    days = [date.fromisoformat(day) for day in chosen.day or DAYS]
    with tempfile.TemporaryDirectory() as temporary:
        source = head(parquet, chosen.rows, Path(temporary)) if chosen.rows else parquet
        figures = replay(source, chosen.out or Path(temporary) / "office", days, chosen.profile)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
