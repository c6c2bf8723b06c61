"""A snapshot carried on holds what one written anew holds; where that cannot be proven, it is written anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from langnghe.landing import LandingWriter
from langnghe.records import Event, Post
from tests.warehouse.conftest import NOON
from tests.warehouse.test_review_labels import annotate
from warehouse import Store, open_store, search
from warehouse.load import load
from warehouse.publish import WHOLE, carry_on, lifted, making, publish, put_in_place
from warehouse.snapshot import Snapshot, counts_of, last_published, open_snapshot
from warehouse.words import open_words, words_of

MakePost = Callable[..., Post]
Land = Callable[..., Path]
# The asker's name in a snapshot is of that snapshot alone.
_FACTS = "select * {change} from {name} order by all"
_READY = "select * exclude (spot, said_first, said_last) from ready.post order by post_id"


@pytest.fixture
def posts(store: Store, land: Land, landing: Path, make_post: MakePost) -> list[Post]:
    found = [make_post(n) for n in range(8)]
    land(*found)
    ask(landing, "i1", "nguoi-a")
    load(store, landing)
    annotate(store, found[0], in_scope="1", tone="negative", risk="2", topic="welfare")
    annotate(store, found[1], in_scope="0", tone="neutral")
    return found


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "snapshot" / "kho.duckdb"


def ask(landing: Path, ident: str, who: str) -> None:
    with LandingWriter(landing / "events", "events") as writer:
        fields = {"channel": "comment", "source": "bao-mau", "asker": who, "conversation": "",
                  "question": "Hỏi lương", "opened_at": NOON.isoformat()}  # fmt: skip
        writer.event(Event(kind="inquiry", id=ident, what="opened", by="machine@talk", at=NOON, fields=fields))  # fmt: skip


def carried(store: Store, target: Path, at: datetime, last: Snapshot | None = None) -> bool:
    """Carry the last snapshot on; return False where it has to be written anew, and leave it then."""
    last = last or last_published(target)
    with making(target) as fresh:
        if not lifted(target, last, fresh, at):
            return False
        assert last is not None
        written = carry_on(store, fresh, last)
        if written is not None:
            put_in_place(written, target, made_at=at, start=0.0)
        assert written is not None or not fresh.exists()
        return written is not None


def facts(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with open_snapshot(path) as reader:
        names = [name for name in counts_of(reader.store) if name != "raw.event"]
        found = {name: reader.rows(_FACTS.format(name=name, change="")) for name in names}
        events = "replace (json_merge_patch(fields, '{\"asker\": null}') as fields)"
        found["raw.event"] = reader.rows(_FACTS.format(name="raw.event", change=events))
        return {**found, "ready.post": reader.rows(_READY)}


def test_carried_on_it_holds_what_one_written_anew_holds(
    store: Store, posts: list[Post], target: Path, tmp_path: Path, land: Land, landing: Path,
    make_post: MakePost,
) -> None:  # fmt: skip
    first = publish(store, target, made_at=NOON)
    mode = target.stat().st_mode
    with open_snapshot(target) as reader:
        before = reader.rows("select fields ->> 'asker' from raw.event")
    at, moment = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    for number in (20, 21):  # twice: what was carried on is carried on again
        edited = make_post(1, text=f"Lời mới lần {number}.", fetched_at=moment)
        new = make_post(number, fetched_at=moment, title="Ngừng việc ở xưởng may")
        land(edited, new)
        ask(landing, f"i{number}", "nguoi-a")
        load(store, landing)
        annotate(store, new, in_scope="1", tone="negative", risk="3", topic="bargaining")
        annotate(store, posts[2], in_scope="1", tone="positive", model="person@analyst")
        store.connection.execute(
            "insert into raw.story_member values (?, ?, ?)", [new.post_id, new.post_id, moment]
        )
        assert carried(store, target, at)
        at += timedelta(hours=1)

    last = last_published(target)
    assert last is not None
    assert last.counts == counts_of(store)
    assert target.stat().st_mode == mode  # who might read the last one may read this one
    assert (last.made_at, last.whole_at) == (NOON + timedelta(hours=2), first.made_at)
    whole = tmp_path / "nguyen" / "kho.duckdb"
    anew = publish(store, whole, made_at=at)
    assert anew.marks == last.marks
    assert facts(target) == facts(whole)
    with open_snapshot(target) as reader:
        after = reader.rows("select distinct fields ->> 'asker' from raw.event")
        assert len(after) == 1  # one person in one snapshot, and not the same name as in the last
        assert after[0] not in before
        index = open_words(reader.store, words_of(target))
        assert index is not None
        assert not index.gaps
        found = search.search(reader.store, "ngung viec", words=index)
        assert len(found.hits) == 2


def test_what_was_taken_away_is_not_carried_on(
    store: Store, posts: list[Post], target: Path
) -> None:
    store.connection.execute("set force_compression = 'uncompressed'")  # hide nothing from grep
    publish(store, target, made_at=NOON)
    assert "đoàn công tác".encode() in target.read_bytes()
    store.connection.execute(
        "update raw.post set title = '', lead = '', body = '', search_fold = '', search_key = '', "
        "method = 'expired'"
    )
    assert not carried(store, target, NOON + timedelta(hours=1))
    publish(store, target)
    assert "đoàn công tác".encode() not in target.read_bytes()


@pytest.mark.parametrize(
    "sql",
    [
        "delete from raw.post where post_id = (select min(post_id) from raw.post)",
        "delete from raw.annotation where task = 'tone'",
        "update raw.visit set url = ''",
        'update raw.event set fields = json_merge_patch(fields, \'{"question": ""}\')',
        "update main.migration set sha256 = 'khac' where name = 'views'",
    ],
)
def test_an_old_row_that_is_not_what_it_was_has_all_written_anew(
    store: Store, posts: list[Post], target: Path, sql: str, read_visit: Callable[..., Any], land: Land,
    landing: Path, make_post: MakePost,
) -> None:  # fmt: skip
    land(make_post(30), read_visit(make_post(30)))
    load(store, landing)
    publish(store, target, made_at=NOON)
    land(make_post(31))
    load(store, landing)
    store.connection.execute(sql)
    assert not carried(store, target, NOON + timedelta(hours=1))


def test_a_file_of_old_or_touched_or_of_an_older_program_is_not_carried_on(
    store: Store, posts: list[Post], target: Path
) -> None:
    made = publish(store, target, made_at=NOON)
    assert carried(store, target, NOON + WHOLE)
    assert not carried(store, target, NOON + WHOLE + timedelta(seconds=1))
    assert not carried(store, target, NOON, replace(made, marks={}, sha256=sha(target)))
    assert not carried(store, target, NOON, replace(made, whole_at=None))
    with open_store(target) as touched:
        touched.connection.execute("update raw.post set title = 'Bịa'")
    assert not carried(store, target, NOON)


def sha(target: Path) -> str:
    last = last_published(target)
    assert last is not None
    return last.sha256
