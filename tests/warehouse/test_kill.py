"""kill -9 at any point: nothing that was landed is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from langnghe import landing
from warehouse import open_store
from warehouse.load import load

KILLS = 18  # `python -m benchmarks.kills` has hundreds, over a whole day's work
WORKER = Path(__file__).with_name("kill_worker.py")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="cần fork để khởi động tiến trình nhanh")
def test_nothing_is_lost_or_doubled_when_processes_are_killed(tmp_path: Path) -> None:
    stages = kill_many(tmp_path, KILLS)
    print(f"kills by stage: {dict(stages)}")
    assert sum(stages.values()) == KILLS
    assert set(stages) >= {"write", "load"}, stages  # the kills fell into both

    posts, visits = set(), []
    for line in (tmp_path / "acks").read_text().splitlines():
        kind, *words = line.split(" ")
        if kind == "post":
            posts.add(tuple(words))
        elif kind == "visit":
            visits.append(words[0])
    assert len(visits) > 10 * KILLS  # the workers did work

    with open_store(tmp_path / "kho.duckdb") as store:
        load(store, tmp_path / "landing")
        stored = store.rows("select post_id, revision from raw.post")
        assert posts <= set(stored)
        names = [row[0] for row in store.rows("select etag from raw.visit where etag is not null")]
        assert Counter(visits) - Counter(names) == Counter(), "lost"
        assert [name for name, n in Counter(names).items() if n > 1] == [], "doubled"
        assert store.one("select count(*) from raw.quarantine") == 0
        assert store.check() == dict.fromkeys(store.check(), 0)
        outcomes = dict(store.rows("select outcome, count(*) from raw.visit group by all"))
        assert outcomes["stored"] + outcomes["revision"] == len(stored)
        lines = store.one("select sum(lines) from raw.landing_file")
    files = landing.files(tmp_path / "landing")
    assert lines == sum(file.read_bytes().count(b"\n") for file in files)
    assert not list((tmp_path / "landing").rglob("*.part"))

    # The landing files alone tell the same story again.
    with open_store(tmp_path / "replay.duckdb") as replayed:
        load(replayed, tmp_path / "landing")
        assert set(replayed.rows("select post_id, revision from raw.post")) == set(stored)
        again = dict(replayed.rows("select outcome, count(*) from raw.visit group by all"))
        assert again == outcomes


def kill_many(folder: Path, kills: int) -> Counter[str]:
    """Start workers one after another and kill each at a random moment; count where it hit."""
    chance = random.Random(20260610)
    stages: Counter[str] = Counter()
    root = WORKER.parents[2]
    warm = subprocess.Popen(
        [sys.executable, str(WORKER), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert warm.stdin is not None
    assert warm.stdout is not None
    try:
        for trial in range(kills):
            warm.stdin.write(f"{trial}\n")
            warm.stdin.flush()
            acks = folder / "acks"
            before = acks.stat().st_size if acks.exists() else 0
            pid = int(warm.stdout.readline())
            # One third at a random moment, the others inside a stage: a slow machine opens the
            # warehouse for so long that chance alone would hardly ever fall into the rest.
            if trial % 3 == 0:
                time.sleep(chance.uniform(0.02, 0.7))
            elif trial % 3 == 1:
                wait_for(acks, before + chance.randrange(1, 400))
            else:
                wait_for(acks, before, "stage load")
                time.sleep(chance.uniform(0, 0.1))
            os.kill(pid, signal.SIGKILL)
            assert warm.stdout.readline() == "gone\n"
            seen = (folder / "acks").read_text() if (folder / "acks").exists() else ""
            _, _, rest = seen.rpartition("stage ")
            stages[rest.split("\n")[0] if rest else "write"] += 1
    finally:
        warm.communicate()
    return stages


def wait_for(acks: Path, size: int, word: str = "") -> None:
    """Wait until the worker's notes are longer than size bytes and name the word behind them."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if acks.exists() and acks.stat().st_size >= size and word in _behind(acks, size):
            return
        time.sleep(0.0005)
    raise AssertionError(f"the worker never came to {word or size}")


def _behind(acks: Path, size: int) -> str:
    with acks.open("rb") as notes:
        notes.seek(size)
        return notes.read().decode()
