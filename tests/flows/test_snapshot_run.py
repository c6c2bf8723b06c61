"""A notebook stays open through a whole run: the run does not wait for it, and it reads all the while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.imports import import_posts
from flows.serve_lock import sole
from flows.snapshot import refresh, take
from langnghe.config import Workspace
from langnghe.errors import AlreadyRunning
from langnghe.records import hanoi_day
from tests.conftest import langnghe
from warehouse import open_store
from warehouse.snapshot import last_published, open_snapshot, snapshot_of

DEAD = """contact = "phong@congdoan.example"
[[source]]
id = "chet"
name = "Nguồn chết"
home = "http://127.0.0.1:9/"
type = "news"
feeds = ["http://127.0.0.1:9/rss.xml"]
"""


def bring(office: Workspace, first: int, last: int) -> None:
    """Import that many posts of today."""
    today = hanoi_day(datetime.now(UTC))
    rows = [f"https://a.example/{n},Công đoàn Lai Châu trao quà lần {n},Trao quà.,{today} 00:00,a" for n in range(first, last)]  # fmt: skip
    table = office.root / f"bai-{first}.csv"
    table.write_text("\n".join(["url,title,text,published_at,source", *rows]), encoding="utf-8")
    import_posts(office, table)


@pytest.mark.slow
def test_a_notebook_open_through_a_full_run_blocks_nobody_and_is_blocked_by_nobody(
    office: Workspace, conduct: Callable[[Workspace], Workspace]
) -> None:
    conduct(office)
    (office.root / "sources.toml").write_text(DEAD, encoding="utf-8")
    bring(office, 0, 400)
    take(office)
    reader = open_snapshot(office)
    begun = reader.store.connection.execute("select post_id from mart.post")
    begun.fetchmany(3)  # an answer half read: it is held from before the run until after it
    slowest, answers, stop = 0.0, 0, threading.Event()

    def read_on() -> None:
        nonlocal slowest, answers
        with open_snapshot(office) as other:
            while not stop.wait(2):
                start = time.monotonic()
                assert other.rows("select count(*) from mart.post")[0][0] in (400, 430)
                slowest, answers = max(slowest, time.monotonic() - start), answers + 1

    notebook = threading.Thread(target=read_on)
    notebook.start()
    try:
        bring(office, 400, 430)
        done = langnghe("run", "--profile", "baseline", "--workspace", office.root)
    finally:
        stop.set()
        notebook.join()
    assert done.returncode == 0, done.stderr
    assert "BẢN CHỤP" not in done.stdout
    assert "Bản chụp cho người đọc" in done.stdout
    last = last_published(snapshot_of(office))
    assert last is not None
    assert last.whole_at is not None
    assert last.whole_at < last.made_at  # what was published before is carried on, not written anew
    assert len(begun.fetchall()) == 397
    assert reader.rows("select count(*), count(story_id) from mart.post where in_scope") == [
        (430, 430)
    ]
    print(f"{answers} answers while it ran, the slowest after {slowest:.2f} s")
    assert answers >= 3
    reader.close()


def test_two_snapshots_are_never_made_at_once_and_one_without_news_is_not_made(
    office: Workspace,
) -> None:
    said: list[str] = []
    bring(office, 0, 3)
    with sole(snapshot_of(office).with_name(".lock"), "một bản chụp khác"):
        assert refresh(office, progress=said.append) == []
        with pytest.raises(AlreadyRunning):
            take(office)
    assert "đang chạy" in said[0]
    assert not snapshot_of(office).exists()
    assert refresh(office) == []
    first = last_published(snapshot_of(office))
    assert first is not None
    assert first.counts["raw.post"] == 3
    assert refresh(office) == []
    assert last_published(snapshot_of(office)) == first  # nothing came in: readers keep their file
    bring(office, 3, 5)
    assert refresh(office) == []
    assert open_snapshot(office).rows("select count(*) from mart.post") == [(5,)]


def test_a_snapshot_that_fails_is_told_and_stops_nothing(office: Workspace) -> None:
    bring(office, 0, 3)
    snapshot_of(office).mkdir(parents=True)  # something lies in its place
    (line,) = refresh(office)
    assert line.startswith("KHÔNG LÀM ĐƯỢC BẢN CHỤP, người đọc chưa có bản nào: ")
    snapshot_of(office).rmdir()
    assert refresh(office) == []


def test_the_verb_writes_where_it_is_told(office: Workspace, tmp_path: Path) -> None:
    bring(office, 0, 3)
    out = tmp_path / "cho-so-tay.duckdb"
    done = langnghe("snapshot", "--out", out, "--workspace", office.root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Đã chụp 3 bài, ")
    assert str(out) in done.stdout
    assert not snapshot_of(office).exists()
    with open_store(office.warehouse) as store, open_snapshot(out) as reader:
        assert reader.rows("select count(*) from raw.post") == store.rows(
            "select count(*) from raw.post"
        )
