"""Labelling on one core: our profiles against their peers, each in a process of its own.

    python -m benchmarks.nlp [--texts 2000] [--slow 300] [--only NAME …] [--no-gain]

One thread each; texts per CPU-second on public comments and on titles with leads of news, seconds
to load (first text included), peak memory. Peers that are not installed and profiles that are not
shipped are skipped with a line. Then what word segmentation costs and gives. --slow: as many texts
for the peers that take a minute otherwise.

Needs the data folder (LANGNGHE_DATA, default ../shared/data); says so and stops where it is absent.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.nlp.contenders import CONTENDERS, OURS, SLOW
from langnghe.config import Settings

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)
BARS = {"comments": 300, "news": 70, "load": 2.0, "memory": 600}  # of the fast profile


def texts(data: Path, count: int) -> list[dict[str, str]]:
    """Return comments and news spread evenly over the corpora."""
    import pyarrow.parquet as pq

    rows = []
    pool = pq.read_table(data / "corpus" / "comments_pool.parquet", columns=["text"])
    for n in range(count):
        text = pool["text"][n * pool.num_rows // count].as_py() or ""
        rows.append({"id": f"c{n}", "kind": "comment", "title": "", "text": text})
    year = pq.read_table(data / "corpus" / "rss_year_2025_2026.parquet", columns=["title", "text"])
    for n in range(count):
        at = n * year.num_rows // count
        title, lead = (year[name][at].as_py() or "" for name in ("title", "text"))
        rows.append({"id": f"n{n}", "kind": "article", "title": title, "text": lead})
    return rows


def run(name: str, path: Path) -> dict[str, Any]:
    """Return the figures of one contender, measured in a child."""
    # The parent's own search path goes along, so that peers installed elsewhere can take part.
    environment = {
        **os.environ,
        **ONE_THREAD,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.nlp.contenders", name, str(path)],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    if done.returncode:
        return {"skipped": f"failed: {done.stderr.strip().splitlines()[-1:]}"}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(found: dict[str, dict[str, Any]]) -> None:
    """Print the figures, and how often as fast as each of ours each is."""
    shown = {name: row for name, row in found.items() if "skipped" not in row}
    ours = [name for name in OURS if name in shown]
    print("\n| one core | comments/s | news/s | load s | peak MB |", end="")
    print("".join(f" {name} is × (comments, news) |" for name in ours))
    print("|---|" + "---:|" * (4 + len(ours)))
    for name, row in shown.items():
        cells = [f"{row['comments_per_cpu_second']:,.0f}", f"{row['articles_per_cpu_second']:,.0f}",
                 f"{row['load_seconds']:.1f}", f"{row['peak_mb']}"]  # fmt: skip
        for one in ours:
            ratios = [
                shown[one][key] / row[key]
                for key in ("comments_per_cpu_second", "articles_per_cpu_second")
            ]
            cells.append(
                "–"
                if one == name
                else ", ".join(f"{r:.1f}" if r < 10 else f"{r:,.0f}" for r in ratios)
            )
        print(f"| {name} | " + " | ".join(cells) + " |")
    for name, row in found.items():
        if "skipped" in row:
            print(f"skipped: {name}: {row['skipped']}")
    if fast := shown.get("fast"):
        held = {
            "comments": fast["comments_per_cpu_second"] >= BARS["comments"],
            "news": fast["articles_per_cpu_second"] >= BARS["news"],
            "load": fast["load_seconds"] <= BARS["load"],
            "memory": fast["peak_mb"] <= BARS["memory"],
        }
        print("bars of the fast profile: " + ", ".join(f"{k} {'held' if v else 'MISSED'}" for k, v in held.items()))  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=int, default=2_000, help="of each kind")
    parser.add_argument("--slow", type=int, default=300, help="of each kind, for slow peers")
    parser.add_argument("--only", nargs="*", choices=list(CONTENDERS))
    parser.add_argument("--no-gain", action="store_true", help="leave word segmentation out")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    chosen = parser.parse_args()
    data = Settings().data
    if not (data / "corpus" / "comments_pool.parquet").exists():
        raise SystemExit(f"{data}: no data here; set LANGNGHE_DATA")
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.only or CONTENDERS:
            count = chosen.slow if name in SLOW else chosen.texts
            path = Path(folder) / f"{count}.jsonl"
            if not path.exists():
                lines = (json.dumps(row, ensure_ascii=False) for row in texts(data, count))
                path.write_text("\n".join(lines), encoding="utf-8")
            found[name] = run(name, path)
            print(json.dumps({name: found[name]}, ensure_ascii=False), flush=True)
    table(found)
    result: dict[str, Any] = {"contenders": found}
    if not chosen.no_gain and not chosen.only:
        from benchmarks.nlp.segmentation import gain

        result["segmentation"] = gain(data)
        print(
            "\nword segmentation by underthesea before TF-IDF + LinearSVC, gold/train → gold/dev:"
        )
        print(json.dumps(result["segmentation"], indent=1))
    if chosen.json:
        chosen.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
