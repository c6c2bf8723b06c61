"""A snapshot holds every fact and no key of a person, and changes hands in one moment."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from langnghe.errors import WarehouseError
from langnghe.landing import LandingWriter
from langnghe.privacy import pseudonym
from langnghe.records import Event, Post
from tests.reaches import REACHES
from tests.warehouse.conftest import NOON
from warehouse import Store, open_store
from warehouse.load import load
from warehouse.publish import publish
from warehouse.snapshot import (
    Reader,
    counts_of,
    last_published,
    open_snapshot,
    snapshot_of,
    told_of,
)
from warehouse.store import STORAGE

KEY = b"k" * 32
WRITERS = [pseudonym(KEY, "bao-mau", f"nguoi-{n}") for n in range(40)]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def talked(
    store: Store, landing: Path, make_post: Callable[..., Post], land: Callable[..., Path]
) -> Store:
    """A warehouse with comments of forty people, of whom some asked, and one broken line."""
    comments = [
        make_post(
            100 + n, kind="comment", title="", lead="", text=f"Bao giờ có lương tháng {n}?",
            author_key=who, parent_id="p", native_id=f"c{n}", url="https://bao-mau.example/bai.html",
        )
        for n, who in enumerate(WRITERS)
    ]  # fmt: skip
    land(make_post(1), *comments)
    with LandingWriter(landing / "events", "events") as writer:
        for n, who in enumerate(WRITERS[:6]):
            fields = {"channel": "comment", "source": "bao-mau", "asker": WRITERS[n // 2],
                      "conversation": who, "question": "Hỏi lương", "opened_at": NOON.isoformat()}  # fmt: skip
            writer.event(Event(kind="inquiry", id=f"i{n}", what="opened", by="machine@talk", at=NOON, fields=fields))  # fmt: skip
    broken = json.dumps({"type": "post", "post_id": "x", "author_key": WRITERS[0]})
    (landing / "hong.jsonl").write_text(broken + "\n", encoding="utf-8")
    load(store, landing)
    assert store.one("select count(*) from raw.quarantine") == 1
    return store


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "snapshot" / "kho.duckdb"


@pytest.fixture
def reader(target: Path) -> Iterator[Reader]:
    with open_snapshot(target) as opened:
        yield opened


def test_a_snapshot_holds_every_row_and_answers_as_the_warehouse_does(
    talked: Store, target: Path, reader: Reader
) -> None:
    made = publish(talked, target, made_at=NOON)
    assert made.counts["raw.post"] == 41
    assert made.counts == counts_of(talked) == counts_of(reader.store)
    asked = "select post_id, title, body, published_at, kind from mart.post order by all"
    assert reader.rows(asked) == talked.rows(asked)
    assert reader.arrow("select count(*) as n from mart.inquiry").to_pydict() == {"n": [6]}
    (voices,) = reader.rows("select count(distinct asker) from staging.stg_inquiry")[0]
    assert voices == 3  # who asked twice is still one person, whose name nobody can tell
    assert reader.rows("select count(*) from raw.post where author_key is not null") == [(40,)]
    assert reader.store.check() == talked.check()


def test_texts_are_kept_compressed_in_warehouse_and_snapshot(tmp_path: Path, target: Path) -> None:
    form = "select tags['storage_version'] from duckdb_databases() where database_name = $name"
    with open_store(tmp_path / "kho-nen.duckdb") as store:
        assert store.one(form, {"name": "kho-nen"}) == f"{STORAGE}+"
        publish(store, target)
    with open_snapshot(target) as reader:
        assert reader.store.one(form, {"name": "kho"}) == f"{STORAGE}+"


def test_what_was_published_is_told_beside_it(talked: Store, target: Path) -> None:
    made = publish(talked, target, made_at=NOON)
    assert last_published(target) == made
    assert made.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert made.bytes == target.stat().st_size
    told_of(target).write_text("{", encoding="utf-8")  # a torn line says nothing
    assert last_published(target) is None


def test_no_byte_of_a_snapshot_is_a_key_of_a_person(
    talked: Store, target: Path, tmp_path: Path, reader: Reader
) -> None:
    talked.connection.execute("set force_compression = 'uncompressed'")  # hide nothing from grep
    publish(talked, target)
    talked.connection.execute("checkpoint")
    assert talked.path is not None
    kept = talked.path.read_bytes()
    assert sum(who.encode() in kept for who in WRITERS) == 40  # the search finds what is there
    shown = target.read_bytes()
    assert b"Bao gi" in shown
    assert [who for who in WRITERS if who.encode() in shown] == []
    # Two snapshots name nobody the same way: none leads from one to the next.
    askers = "select distinct fields ->> 'asker' from raw.event"
    first = set(reader.rows(askers))
    publish(talked, target)
    assert len(first) == 3
    assert not first & set(reader.rows(askers))


def test_a_reader_keeps_its_snapshot_and_turns_to_the_next_one_when_it_asks(
    talked: Store, target: Path, reader: Reader, make_post: Callable[..., Post],
    land: Callable[..., Path], landing: Path,
) -> None:  # fmt: skip
    publish(talked, target)
    running = reader.store.connection.execute("select post_id from mart.post")
    running.fetchone()
    second = open_snapshot(target)  # two notebooks in one process do not disturb one another
    assert second.rows("select count(*) from mart.post") == [(41,)]
    land(make_post(2))
    load(talked, landing)
    publish(talked, target)  # nobody waits for the open reader …
    assert len(running.fetchall()) == 40  # … and it reads on what it began with
    assert reader.rows("select count(*) from mart.post") == [(42,)]
    assert second.rows("select count(*) from mart.post") == [(42,)]
    second.close()


def test_a_publisher_that_fails_or_is_killed_leaves_the_last_snapshot(
    talked: Store, target: Path, reader: Reader, tmp_path: Path
) -> None:
    publish(talked, target)
    assert talked.path is not None
    talked.connection.close()
    limited = (
        "import resource, sys\nfrom pathlib import Path\nfrom warehouse import open_store\n"
        "from warehouse.publish import publish\n"
        "with open_store(Path(sys.argv[1])) as store:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "    publish(store, Path(sys.argv[2]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, str(talked.path), str(target)],
        capture_output=True, text=True, cwd=ROOT, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "bản trước vẫn dùng được" in done.stderr
    assert reader.rows("select count(*) from mart.post") == [(41,)]
    torn = target.with_name(f".{target.name}.99999999.fresh")
    torn.write_bytes(b"half a warehouse")
    with open_store(talked.path) as again:
        publish(again, target)
    assert sorted(path.name for path in target.parent.iterdir()) == [
        "kho.duckdb",
        "kho.json",
        "kho.tim",
    ]


def test_nothing_can_be_written_through_a_reader_and_its_absence_is_told(
    talked: Store, target: Path, reader: Reader
) -> None:
    with pytest.raises(WarehouseError, match="langnghe snapshot"):
        reader.rows("select 1")
    publish(talked, target)
    with pytest.raises(Exception, match="read-only"):
        reader.rows("delete from raw.post")
    target.write_bytes(b"no warehouse")
    with pytest.raises(WarehouseError, match="không đọc được bản chụp"):
        reader.rows("select 1")
    assert open_snapshot(target.parent).path == snapshot_of_folder(target.parent)


def test_a_readers_sql_reaches_no_file_no_network_and_no_setting(
    talked: Store, target: Path, reader: Reader
) -> None:
    """As `explore.open()` of the notebooks has it; what a notebook needs goes on."""
    publish(talked, target)
    for sql in REACHES:
        with pytest.raises(duckdb.Error):
            raise AssertionError(f"{sql}: {reader.rows(sql)}")
    reader.store.connection.execute("create temp table bai as from mart.post")
    assert reader.arrow("select count(*) as n from bai").to_pydict() == {"n": [41]}


def test_a_writer_fetches_no_extension_either(talked: Store) -> None:
    for name in ("autoinstall_known_extensions", "autoload_known_extensions"):
        assert talked.one(f"select current_setting('{name}')") is False


def snapshot_of_folder(folder: Path) -> Path:
    from langnghe.config import Workspace

    return snapshot_of(Workspace(folder))
