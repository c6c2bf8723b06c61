"""A process that lands and loads until it is killed; one warm parent forks them, so each starts fast.

python kill_worker.py FOLDER: reads trial numbers from stdin, forks a worker for each, prints its
pid, and prints "gone" when it has ended. A worker notes every line in FOLDER/acks *after* the
landing writer gave it to the operating system.
"""

from __future__ import annotations

import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb  # noqa: F401  # imported before the fork, used only after it
import psutil  # noqa: F401
import pyarrow  # noqa: F401

from langnghe.landing import LandingWriter
from langnghe.records import Outcome, Post, Visit, post_id_of
from warehouse.load import load
from warehouse.store import open_store

START = datetime(2026, 6, 1, tzinfo=UTC)


def work(folder: Path, trial: int) -> None:
    """Land files and load them, over and over."""
    chance = random.Random(trial)
    acks = os.open(folder / "acks", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(*words: str) -> None:
        os.write(acks, (" ".join(words) + "\n").encode())

    number = 0
    while True:
        note("stage", "write")
        with LandingWriter(folder / "landing", f"thu{trial}") as writer:
            for _ in range(chance.randrange(5, 120)):
                number += 1
                # A narrow range of addresses, so that known posts and edits are common.
                post = post_of(chance.randrange(400), chance.randrange(3), trial, number)
                visit = visit_of(post, f"{trial}-{number}", failed=chance.random() < 0.1)
                if visit.outcome is None:
                    writer.post(post)
                    note("post", post.post_id, post.revision)
                writer.visit(visit)
                note("visit", visit.etag or "")
        note("stage", "open")
        with open_store(folder / "kho.duckdb", wait=10) as store:
            note("stage", "load")
            load(store, folder / "landing")
            note("stage", "close")


def post_of(address: int, wording: int, trial: int, number: int) -> Post:
    """Return one of a few wordings of one of some articles."""
    url = f"https://bao-mau.example/{address}.html"
    return Post(
        post_id=post_id_of(url=url, source="bao-mau", native_id=None),
        source="bao-mau",
        kind="article",
        url=url,
        title=f"Bài {address}, lời thứ {wording}",
        lead="",
        text="Công nhân và công đoàn. " * 20,
        fetched_at=START + timedelta(seconds=trial * 1000 + number),
        method="vccorp@2",
    )


def visit_of(post: Post, name: str, *, failed: bool) -> Visit:
    """Return the visit of a post, or a failed one; etag is a name no other visit has."""
    return Visit(
        source=post.source,
        url=post.url,
        role="article",
        at=post.fetched_at,
        outcome=Outcome.FAILED if failed else None,
        post_id=None if failed else post.post_id,
        etag=name,
    )


def main(folder: Path) -> None:
    """Fork a worker for each line of stdin."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work(folder, int(line))
            os._exit(1)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
