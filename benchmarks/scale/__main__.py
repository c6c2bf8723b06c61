"""What an office of up to millions of posts takes: time, memory and disk of each stage, and how they grow.

    python -m benchmarks.scale --home FOLDER --posts N [N …] [--only STAGE …] [--from WORKSPACE] [--storage]

An office of N posts is built once: the demo's workspace (--from; without it one is made, some minutes), texts
of the corpora (LANGNGHE_DATA) loaded and labelled by the fast profile, then put together anew and spread over
a year: 60 % comments and posts, 40 % articles of about 2.5 KB, some eight annotations each. With several N
the largest lies in FOLDER itself and stays as it was built; the others in FOLDER/nho/N. Each stage is then
measured on a copy, in a process of its own (benchmarks.scale.stages), a day of 5,000 new posts first; of the
crawl its own cost, from sites on loopback. Prints a line a stage, the bars, and of several N the log–log slope of
the processor's time (1: in proportion). --storage measures only what reads: size, search, queries.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.scale import texts
from benchmarks.scale.build import land, make
from benchmarks.scale.stages import DAY, POSTS, STAGES
from langnghe.config import Workspace
from warehouse import open_store

READS = ("search", "verbs", "queries")
BARS = {  # seconds, MB, bytes
    "day": 180, "digest": 3, "signals": 10, "report": 60, "search_p95": 1, "slowest_query": 1,
    "peak_mb": 4096, "bytes_a_post": 3 * 1024, "slope": 1.1,
}  # fmt: skip
Told = dict[str, Any]


def office(home: Path, posts: int, source: Path | None) -> Told:
    """Build an office with its snapshot, unless it is there; return what was told of it."""
    if not (home / "scale.json").exists():
        from flows.snapshot import take

        make(home, posts, source)
        take(Workspace(home))
        (home / "READY").touch()
    return dict(json.loads((home / "scale.json").read_bytes()))


def copied(home: Path, folder: Path) -> Workspace:
    """Return a copy of an office to work on, made while nobody writes it."""
    with open_store(Workspace(home).warehouse) as store:
        store.connection.execute("checkpoint")
        leave = ["nho", "desk", "reports"]
        shutil.copytree(home, folder, ignore=shutil.ignore_patterns(*leave))
    return Workspace(folder)


def measure(place: Workspace, told: Told, only: Sequence[str]) -> Told:
    """Run stages in the order of a day; return stage → figures."""
    end = datetime.fromisoformat(told["end"])
    if set(only) & set(DAY):
        land(place, list(texts.day(POSTS, end)))
    found: Told = {}
    for name in STAGES:
        if name not in only:
            continue
        began = time.perf_counter()
        command = [sys.executable, "-m", "benchmarks.scale.stages", name, str(place.root), (end + timedelta(days=1)).isoformat()]  # fmt: skip
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        wall = round(time.perf_counter() - began, 2)
        answer = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {"failed": done.returncode}  # fmt: skip
        found[name] = {"wall": wall, **answer}
        print(json.dumps({name: found[name]}, ensure_ascii=False), flush=True)
    return found


def judged(told: Told, stages: Told) -> Told:
    """Return figure → (measured, bar) of what was measured."""
    met: Told = {"bytes_a_post": told["bytes_a_post"]}
    if all("cpu" in stages.get(name, {}) for name in DAY):
        met["day"] = round(sum(stages[name]["wall"] for name in DAY), 1)
    for name in ("digest", "signals", "report"):
        if "cpu" in stages.get(name, {}):
            met[name] = stages[name]["wall"]
    if "p95" in stages.get("search", {}):
        met["search_p95"] = stages["search"]["p95"]
    if "each" in stages.get("queries", {}):
        met["slowest_query"] = max(one["wall"] for one in stages["queries"]["each"].values())
    if stages:
        met["peak_mb"] = max(one.get("peak_mb", 0) for one in stages.values())
    return {name: {"measured": value, "bar": BARS[name]} for name, value in met.items()}


def slopes(told: Sequence[Told]) -> dict[str, float]:
    """Return stage → slope of log processor seconds over log posts, by least squares."""
    found = {}
    for name in STAGES:
        points = [
            (math.log(one["posts"]), math.log(max(one["stages"][name]["cpu"], 0.01)))
            for one in told if "cpu" in one["stages"].get(name, {})
        ]  # fmt: skip
        if len(points) > 1:
            mx, my = (sum(axis) / len(points) for axis in zip(*points, strict=True))
            found[name] = round(
                sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points), 2
            )  # fmt: skip
    return found


def main(arguments: list[str] | None = None) -> int:
    """Build what is not there, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--posts", type=int, nargs="+", required=True)
    parser.add_argument("--only", nargs="*", choices=list(STAGES), help="without it every stage")
    parser.add_argument("--from", dest="source", type=Path, help="a workspace of the demo")
    parser.add_argument("--storage", action="store_true")
    chosen = parser.parse_args(arguments)
    if texts.here() is None:
        print("bỏ qua: không có kho chữ (đặt LANGNGHE_DATA)")
        return 0
    only = READS if chosen.storage else chosen.only if chosen.only is not None else list(STAGES)
    found: list[Told] = []
    sizes = sorted(chosen.posts)
    homes = {posts: chosen.home / "nho" / str(posts) for posts in sizes[:-1]} | {
        sizes[-1]: chosen.home
    }
    # The largest first: its folder must be empty when it is built, and the others lie in it.
    made = {posts: office(homes[posts], posts, chosen.source) for posts in reversed(sizes)}
    for posts in sizes:
        home, told = homes[posts], made[posts]
        print(json.dumps({**told, "load": os.getloadavg()[0]}, ensure_ascii=False), flush=True)
        stages: Told = {}
        if only and set(only) <= set(READS):
            stages = measure(Workspace(home), told, only)  # nothing is written
        elif only:
            with tempfile.TemporaryDirectory(dir=chosen.home.parent, prefix="do-") as folder:
                stages = measure(copied(home, Path(folder) / "co-quan"), told, only)
        found.append({**told, "stages": stages})
        print(json.dumps({"bars": judged(told, stages)}), flush=True)
    if len(found) > 1:
        print(json.dumps({"slopes": slopes(found)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
