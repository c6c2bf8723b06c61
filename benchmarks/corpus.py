"""The year of headlines as landing files and as a warehouse, for the benchmarks that need rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from langnghe.config import Settings
from langnghe.landing import LandingWriter
from langnghe.records import HANOI, Post, post_id_of
from langnghe.text import canonical

if TYPE_CHECKING:
    from warehouse import Store


def year_file() -> Path:
    """Return the path of the year of headlines, or end with the reason it cannot be used."""
    path = Settings().data / "corpus" / "rss_year_2025_2026.parquet"
    if not path.exists():
        raise SystemExit(f"{path} is not here: set LANGNGHE_DATA")
    return path


def posts(rows: int | None = None) -> Iterator[Post]:
    """Yield the first rows of the year as posts."""
    import pyarrow.parquet as pq

    table = pq.read_table(year_file()).slice(0, rows)
    for batch in table.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            at = datetime.fromisoformat(row["date"]).replace(tzinfo=HANOI)
            yield Post(
                post_id=post_id_of(url=row["url"], source=row["source_site"], native_id=None),
                source=row["source_site"],
                kind="article",
                url=row["url"],
                title=canonical(row["title"] or ""),
                lead="",
                text=canonical(row["text"] or ""),
                fetched_at=at,
                published_at=at,
                section=row["category"],
                method="import",
            )


def land(folder: Path, found: Iterator[Post]) -> Path:
    """Write posts as one landing file."""
    writer = LandingWriter(folder, "year")
    for post in found:
        writer.post(post)
    path = writer.close()
    assert path is not None
    return path


def multiply(store: Store, copies: int) -> None:
    """Make every post `copies` posts, under ids of their own."""
    store.connection.execute(
        "insert into raw.post by name select left(md5(post_id || i), 16) as post_id, "
        "p.* exclude (post_id) from raw.post as p, range(1, ?) as t(i)",
        [copies],
    )
