"""A line that could not be used waits with its reason, and ends counted: loaded, put right or dropped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.quarantine import correct, drop, listed, replay_all
from langnghe.config import Workspace
from langnghe.errors import LandingError
from langnghe.landing import LandingWriter
from langnghe.records import Event, Post, Verdict, Visit
from warehouse import Store, lines, open_store
from warehouse.backup import digests
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
Make = Callable[..., Any]


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    return furnish(Workspace(tmp_path / "co-quan"))


def loaded(place: Workspace) -> None:
    with open_store(place.warehouse) as store:
        load(store, place.landing)


def facts(store: Store) -> dict[str, int]:
    found = digests(store)
    # When a file was loaded and a source first seen is of the clock, not of the lines.
    return {name: n for name, n in found.items() if name not in ("raw.landing_file", "raw.source")}


def test_what_a_better_loader_reads_is_as_if_it_had_been_read_at_once(
    office: Workspace,
    empty_warehouse: Path,
    tmp_path: Path,
    make_post: Callable[..., Post],
    read_visit: Callable[..., Visit],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posts = [make_post(n, kind="post" if n % 2 else "article") for n in range(8)]
    with LandingWriter(office.landing, "thu") as writer:
        for post in posts:
            writer.visit(read_visit(post))
            writer.post(post)
            writer.post(post)  # a copy in the same file
        writer.event(
            Event(kind="claim", id="c", what="opened", by="admin", at=NOON, fields={"text": "a"})
        )
        writer.row("lạ", {"a": 1})
    with monkeypatch.context() as older:  # the loader of an earlier version knew no forums
        reads = lines._post_row

        def refuses(row: dict[str, Any], line: int, file_id: str) -> dict[str, Any]:
            if row["kind"] == "post":
                raise ValueError("kind: chưa biết 'post'")
            return reads(row, line, file_id)

        older.setattr(lines, "_post_row", refuses)
        loaded(office)
    assert len(listed(office)) == 9
    done = replay_all(office)
    assert done.mended == 8
    assert [one.reason for one in done.still] == ["ValueError: loại bản ghi lạ: 'lạ'"]
    fresh = Path(shutil.copy(empty_warehouse, tmp_path / "moi.duckdb"))
    with open_store(office.warehouse) as store, open_store(fresh) as new:
        load(new, office.landing)
        assert facts(store) == facts(new)
        counted = "select lines, posts, visits, quarantined, inputs, verdicts, events from raw.landing_file"
        assert store.rows(counted) == new.rows(counted)
        assert not any(store.check().values())
    assert replay_all(office).mended == 0  # once is enough


def test_a_verdict_that_came_before_its_post_is_loaded_when_the_post_is_there(
    office: Workspace, make_post: Callable[..., Post]
) -> None:
    post = make_post(1)
    with LandingWriter(office.landing / "review", "verdicts") as writer:
        writer.verdict(
            Verdict(
                post_id=post.post_id,
                revision=post.revision,
                task="tone",
                labels=("negative",),
                machine=("neutral",),
                machine_model="linear@2",
                role="analyst",
                reader="",
                chosen="random",
                at=NOON,
            )
        )
    loaded(office)
    (waiting,) = listed(office)
    assert "không có bài này" in waiting.reason
    assert replay_all(office, waiting.name).still[0].name == waiting.name  # nothing was mended yet
    with LandingWriter(office.landing, "thu") as writer:
        writer.post(post)
    loaded(office)
    assert replay_all(office).mended == 1
    with open_store(office.warehouse) as store:
        assert store.one("select count(*) from raw.verdict") == 1
        assert not any(store.check().values())


def test_a_line_put_right_lands_beside_the_old_one(
    office: Workspace, make_post: Callable[..., Post]
) -> None:
    with LandingWriter(office.landing, "thu") as writer:
        writer.row("post", {**make_post(1).to_json(), "fetched_at": "hôm qua"})
    loaded(office)
    (old,) = listed(office)
    good = json.dumps({"type": "post", **make_post(1).to_json()})
    with pytest.raises(LandingError, match="vẫn không dùng được"):
        correct(office, old.name, old.content, "admin", NOON)
    with pytest.raises(LandingError, match="JSON"):
        correct(office, old.name, "{", "admin", NOON)
    correct(office, old.name, good, "admin", NOON)
    assert listed(office) == []
    assert [one.settled for one in listed(office, everything=True)] == ["corrected"]
    with open_store(office.warehouse) as store:
        assert store.one("select count(*) from raw.post") == 1
        assert store.one("select count(*) from raw.quarantine") == 1  # what came stays told
        assert not any(store.check().values())
    with pytest.raises(LandingError, match="đã quyết định rồi"):
        correct(office, old.name, good, "admin", NOON)


def test_a_dropped_line_needs_a_reason_and_stays_counted(office: Workspace) -> None:
    with LandingWriter(office.landing, "thu") as writer:
        writer.row("lạ", {"a": 1})
    loaded(office)
    (old,) = listed(office)
    with pytest.raises(LandingError, match="lý do"):
        drop(office, old.name, " ", "admin", NOON)
    drop(office, old.name, "dòng thử của nhà cung cấp", "admin", NOON)
    assert listed(office) == []
    assert replay_all(office).still == ()
    with open_store(office.warehouse) as store:
        assert store.one("select fields ->> 'reason' from raw.event where kind = 'quarantine'")
        assert not any(store.check().values())


def test_a_landing_file_that_is_gone_is_named_and_nothing_changes(office: Workspace) -> None:
    with LandingWriter(office.landing, "thu") as writer:
        writer.row("lạ", {"a": 1})
    loaded(office)
    writer.final.unlink()
    with pytest.raises(LandingError, match=writer.final.name):
        replay_all(office)
    assert len(listed(office)) == 1
    with pytest.raises(LandingError, match="quarantine list"):
        replay_all(office, "khong-co.jsonl:3")
