"""What the shared store costs: posts into the lake, out of it into a replica, and how large it is.

    python -m benchmarks.fleet --catalog "host=… dbname=… user=…" --data /somewhere/empty/ [--posts 20000]

Posts are 40 % articles of 2.5 KB, 60 % comments, in files of 2,000; labels five a post. CPU seconds are of
this process; PostgreSQL's own come on top.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from langnghe.landing import LandingWriter
from langnghe.records import Post, Visit, post_id_of
from warehouse import open_store
from warehouse.lake import LakePlace, open_lake, tidy
from warehouse.lake_files import publish, pull
from warehouse.lake_labels import publish_labels, pull_labels

FILE = 2_000
START = datetime(2026, 6, 1, tzinfo=UTC)
WORDS = (Path(__file__).parent.parent / "docs" / "signals.md").read_text("utf-8").split()
TASKS = ("in_scope", "tone", "stance_union", "intent", "risk")


def land(folder: Path, posts: int) -> list[tuple[Path, pa.Table]]:
    """Write landing files; return each with the labels of its posts."""
    chance, made = random.Random(1), []
    for first in range(0, posts, FILE):
        columns: dict[str, list[object]] = {"post_id": [], "revision": []}
        with LandingWriter(folder, "bench") as writer:
            for n in range(first, min(first + FILE, posts)):
                article = chance.random() < 0.4
                size = 2_500 if article else 120
                text = " ".join(chance.choices(WORDS, k=size // 5))[:size].strip()
                url = f"https://bao{n % 50}.example/{n}"
                at = START + timedelta(seconds=n)
                post = Post(
                    post_id=post_id_of(url=url, source="", native_id=None), source=f"bao{n % 50}", kind="article" if article else "comment",
                    url=url, title=f"Bài {n}", lead="", text=text, fetched_at=at, published_at=at, method="json-ld",
                )  # fmt: skip
                writer.post(post)
                if article:
                    writer.visit(Visit(source=post.source, url=url, role="article", at=at, outcome=None, post_id=post.post_id))  # fmt: skip
                columns["post_id"].append(post.post_id)
                columns["revision"].append(post.revision)
        rows = len(columns["post_id"])
        labels = pa.concat_tables(
            pa.table({**columns, "task": [task] * rows, "label": ["x"] * rows,
                      "score": pa.array([0.5] * rows, pa.float32()), "model": ["bench@1"] * rows,
                      "rank": pa.array([0] * rows, pa.int16())})
            for task in TASKS
        )  # fmt: skip
        made.append((writer.final, labels))
    return made


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--catalog", required=True)
    ask.add_argument("--data", required=True)
    ask.add_argument("--posts", type=int, default=20_000)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = land(folder / "landing", given.posts)
        place = LakePlace(catalog=given.catalog, data=given.data)
        with open_lake(place, create=True) as lake:
            measure("đưa tệp lên", given.posts, lambda: [publish(lake, f"b/{p.name}", [p], worker="b") for p, _ in files])  # fmt: skip
            measure("đưa nhãn lên", given.posts, lambda: [publish_labels(lake, f"l/{p.name}", [p.name], "bench@1", [t], worker="b") for p, t in files])  # fmt: skip
            measure("dọn", given.posts, lambda: tidy(lake, 1))
            with open_store(folder / "kho.duckdb") as store:
                measure("nạp về", given.posts, lambda: pull(lake, store, folder / "ban-sao"))
                measure("lấy nhãn về", given.posts, lambda: pull_labels(lake, store))
                assert store.one("select count(*) from raw.post") == given.posts
        landed = sum(path.stat().st_size for path, _ in files)
        data = sum(p.stat().st_size for p in Path(given.data).rglob("*.parquet"))
        print(
            f"landing {landed / given.posts:.0f} byte/bài; kho chung {data / given.posts:.0f} byte/bài"
        )


def measure(what: str, posts: int, work: object) -> None:
    """Run something and print what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()  # type: ignore[operator]
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{what}: {wall:.1f} giây, {cpu:.1f} giây CPU, {posts / cpu:,.0f} bài mỗi giây CPU",
        flush=True,
    )


if __name__ == "__main__":
    main()
