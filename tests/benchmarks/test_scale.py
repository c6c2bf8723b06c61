"""The scale benchmark at a size that only shows that it works: an office, one stage, the figures."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.report import build
from benchmarks.scale import __main__ as scale
from benchmarks.scale import texts
from benchmarks.scale.build import plan, size_of
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.text import fold
from tests.conftest import Demo
from warehouse import open_store
from warehouse.load import load

pytestmark = pytest.mark.skipif(
    texts.here() is None, reason="không có kho chữ của bên thứ ba (đặt LANGNGHE_DATA)"
)
START = datetime(2025, 6, 1, tzinfo=UTC)


def test_an_office_is_multiplied_from_what_was_heard_and_a_stage_of_it_is_measured(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "READ", {"news_sample_20k": 60, "union_related": 60, "comments_pool": 200})  # fmt: skip
    texts.corpus.cache_clear()
    home = tmp_path / "office"
    shutil.copytree(demo.workspace.root, home)
    place = Workspace(home)

    with open_store(place.warehouse) as store:
        before = store.one("select count(*) from raw.post")
        build(store, 6_000, plan(store, START))
        told = size_of(store)
        wrong = {name: rows for name, rows in store.check().items() if rows}
        apart = store.one(
            "select count(*) from raw.post where file_id like '%b0b0b0b0%' and "
            "(fetched_at < $start or fetched_at >= $end)",
            {"start": START, "end": START + timedelta(days=365)},
        )
        body, folded = store.rows(
            "select body, search_fold from raw.post where kind = 'article' "
            "and file_id like '%b0b0b0b0%' limit 1"
        )[0]

    assert told["posts"] > before + 4_000
    assert 0.3 < told["articles"] / told["posts"] < 0.5
    assert (
        told["annotations"] > 3 * told["posts"]
    )  # nothing of this demo was read by the fast profile
    assert told["sources"] > 15
    assert apart == 0
    assert all(fold(line) in folded for line in body.splitlines()[-3:])
    # The files the copies name were never landed: nothing else is out of order.
    assert set(wrong) <= {"landing_unaccounted"}

    command = [sys.executable, "-m", "benchmarks.scale.stages", "search", str(home), START.isoformat()]  # fmt: skip
    with open_store(place.warehouse) as store:
        from warehouse.publish import publish
        from warehouse.snapshot import snapshot_of

        publish(store, snapshot_of(place))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    assert figures["p95"] > 0
    assert figures["cpu"] > 0
    assert '"công đoàn"' in figures["each"]


def test_the_posts_of_a_day_are_the_same_each_time_and_load_whole(
    furnish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "READ", {"news_sample_20k": 60, "union_related": 60, "comments_pool": 200})  # fmt: skip
    texts.corpus.cache_clear()
    place = furnish(Workspace(tmp_path))
    posts = list(texts.day(50, START))
    assert posts == list(texts.day(50, START))
    with LandingWriter(place.landing, "day") as writer:
        for post in posts:
            writer.post(post)
    with open_store(place.warehouse) as store:
        assert load(store, place.landing).total("stored") == 50
        assert store.one("select count(*) from raw.post where kind = 'article'") == 20


def test_slopes_and_bars_tell_growth_in_proportion_from_faster() -> None:
    told = [
        {"posts": n, "stages": {"load": {"cpu": n / 100}, "watch": {"cpu": n * n / 1e6}}}
        for n in (1_000, 10_000, 100_000)
    ]
    assert scale.slopes(told) == {"load": 1.0, "watch": 2.0}
    stages = {name: {"wall": 10.0, "cpu": 9.0, "peak_mb": 300} for name in scale.DAY}
    judged = scale.judged({"bytes_a_post": 2_000}, stages)
    assert judged["day"] == {"measured": 10.0 * len(scale.DAY), "bar": 180}
    assert judged["digest"] == {"measured": 10.0, "bar": 3}
    assert "signals" not in judged  # what was not measured is not judged
