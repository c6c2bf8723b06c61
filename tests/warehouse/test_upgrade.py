"""A warehouse of any earlier version, with rows in it, becomes one of today: nothing lost, nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from langnghe.landing import LandingWriter
from langnghe.records import Event, Post, Verdict, Visit
from tests.conftest import ROOT
from warehouse import Store, open_store
from warehouse import store as store_module
from warehouse.load import load

MIGRATIONS = sorted(store_module.MIGRATIONS.glob("[0-9]*.sql"))
EARLIER = range(1, len(MIGRATIONS))
VERDICTS, EVENTS = 3, 4  # from which migration on there was a place for them
NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
# What the clock says, and, of posts, the key that an earlier version did not make.
NOT_OF_THE_LINES = {"loaded_at", "updated_at", "search_key"}


@pytest.fixture(scope="module")
def today(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of an empty warehouse of today, to compare with."""
    path = tmp_path_factory.mktemp("nay") / "kho.duckdb"
    path.write_bytes(empty_warehouse.read_bytes())
    return path


@pytest.fixture
def landed(
    landing: Path, make_post: Callable[..., Post], read_visit: Callable[..., Visit],
    failed_visit: Callable[..., Visit],
) -> Path:  # fmt: skip
    """A landing folder of a year ago until today: pages first, then verdicts, then events."""
    posts = [make_post(n) for n in range(12)]
    with LandingWriter(landing, "1-thu") as writer:
        for post in posts:
            writer.visit(read_visit(post))
            writer.post(post)
        writer.post(make_post(3, text="Bài được toà soạn sửa sau khi đăng."))
        writer.visit(failed_visit())
        writer.row("lạ", {"a": 1})
    with LandingWriter(landing, "2-duyet") as writer:
        writer.verdict(
            Verdict(
                post_id=posts[0].post_id, revision=posts[0].revision, task="tone",
                labels=("negative",), machine=("neutral",), machine_model="linear@2",
                role="analyst", chosen="random", at=NOON,
            )
        )  # fmt: skip
    with LandingWriter(landing, "3-su-kien") as writer:
        for n in range(5):
            writer.event(
                Event(kind="claim", id=f"c{n}", what="opened", by="admin", at=NOON, fields={"n": n})
            )
    return landing


def of_then(path: Path, number: int, landed: Path, today: Path) -> dict[str, list[str]]:
    """Make a warehouse as it was after so many migrations, loaded from what could be loaded then.

    Returns table → its columns of then.
    """
    files = sorted(landed.glob("*.jsonl"))
    then = [
        file for file, since in zip(files, (1, VERDICTS, EVENTS), strict=True) if since <= number
    ]
    now = path.with_name("nay-nap.duckdb")
    now.write_bytes(today.read_bytes())
    with open_store(now) as store:
        load(store, landed, only=then)
        for n, (post, revision) in enumerate(store.rows("select post_id, revision from raw.post")):
            store.connection.execute(
                "insert into raw.annotation values (?, ?, 'tone', 'neutral', 0.7, 'linear@1', 0, now())",
                [post, revision],
            )
            store.connection.execute(
                "insert or ignore into raw.story_member values (?, ?, now())", [post, f"s{n % 3}"]
            )
    old = Store(duckdb.connect(str(path)), path)
    old._rebuild_views = lambda: None  # type: ignore[method-assign]  # today's need today's tables
    with pytest.MonkeyPatch.context() as patch:
        folder = path.with_name(f"buoc-{number}")
        folder.mkdir()
        for file in MIGRATIONS[:number]:
            (folder / file.name).write_bytes(file.read_bytes())
        patch.setattr(store_module, "MIGRATIONS", folder)
        assert len(old.migrate()) == number
    old.connection.execute(f"attach '{now}' as nay (read_only)")
    tables = columns_of(old)
    for table, columns in tables.items():
        named = ", ".join(f'"{name}"' for name in columns)
        old.connection.execute(f"insert into {table} ({named}) select {named} from nay.{table}")
    old.connection.close()
    return tables


def columns_of(store: Store) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in store.rows(
        "select 'raw.' || table_name, column_name from duckdb_columns() "
        "where schema_name = 'raw' and database_name = current_database() and not internal "
        "and table_name in (select table_name from duckdb_tables() where not temporary) "
        "order by table_name, column_index"
    ):
        found.setdefault(table, []).append(column)
    return found


def schema_of(store: Store) -> list[tuple[Any, ...]]:
    return store.rows(
        "select schema_name, table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where not internal and database_name = current_database() order by all"
    )


def rows_of(path: Path, tables: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of a file as it lies there, without bringing it up to date."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return rows_held(Store(connection, path), tables)


@pytest.mark.parametrize("number", EARLIER)
def test_an_earlier_warehouse_with_rows_becomes_one_of_today(
    tmp_path: Path, landed: Path, today: Path, number: int
) -> None:
    path = tmp_path / "cu.duckdb"
    tables = of_then(path, number, landed, today)
    before = rows_of(path, tables)
    assert len(before["raw.post"]) == 13
    with open_store(path) as store:
        assert rows_held(store, tables) == before
        with open_store(today, read_only=True) as fresh:
            assert schema_of(store) == schema_of(fresh)
        for schema, view in store.rows(
            "select schema_name, view_name from duckdb_views() where not internal "
            "and schema_name in ('staging', 'mart')"
        ):
            store.connection.execute(f'describe select * from "{schema}"."{view}"')
        assert not any(store.check().values())
        load(store, landed)  # the next run: what there was no place for then
        assert not any(store.check().values())
        known = "select columns(c -> not list_contains(?, c)) from {} order by all"
        with open_store(tmp_path / "nay-nap.duckdb") as at_once:
            load(at_once, landed)
            for table in ("raw.post", "raw.visit", "raw.verdict", "raw.event", "raw.quarantine"):
                ask = known.format(table)
                left_out = [sorted(NOT_OF_THE_LINES)]
                assert store.rows(ask, left_out) == at_once.rows(ask, left_out), table


def rows_held(store: Store, tables: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: store.rows(
            "select " + ", ".join(f'"{c}"' for c in columns) + f" from {table} order by all"
        )
        for table, columns in tables.items()
    }


CUT = """
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path
from warehouse import store as module

real, seen = module.Store.transaction, [0]

@contextmanager
def cut(self):
    with real(self):
        yield
        seen[0] += 1
        if seen[0] == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)  # all is said, nothing is committed

module.Store.transaction = cut
with module.open_store(Path(sys.argv[1])):
    pass
"""


def test_a_power_cut_in_a_migration_leaves_it_whole_or_not_begun(
    tmp_path: Path, landed: Path, today: Path
) -> None:
    path = tmp_path / "cu.duckdb"
    tables = of_then(path, 1, landed, today)
    before = rows_of(path, tables)
    # In the third migration that is new, and while views are made: the second try goes on where the
    # first was cut.
    for nth, applied in ((3, 3), (len(MIGRATIONS) - 2, len(MIGRATIONS))):
        done = subprocess.run(
            [sys.executable, "-c", CUT, str(path), str(nth)], cwd=ROOT, env=os.environ, check=False
        )
        assert done.returncode == -signal.SIGKILL
        assert rows_of(path, tables) == before
        with duckdb.connect(str(path), read_only=True) as connection:
            names = connection.execute("select name from migration order by name").fetchall()
        assert [name for (name,) in names] == [file.name for file in MIGRATIONS[:applied]]
    with open_store(path) as store, open_store(today, read_only=True) as fresh:
        assert schema_of(store) == schema_of(fresh)
        assert not any(store.check().values())


@pytest.mark.parametrize("number", [n for n in EARLIER if n > 1])
def test_a_power_cut_while_coming_from_any_earlier_release(
    tmp_path: Path, landed: Path, today: Path, number: int
) -> None:
    """Killed in its first new migration, then while views are made; the next opening ends it, no row lost."""
    path = tmp_path / "cu.duckdb"
    tables = of_then(path, number, landed, today)
    before = rows_of(path, tables)
    for nth in (1, len(MIGRATIONS) - number + 1):
        done = subprocess.run(
            [sys.executable, "-c", CUT, str(path), str(nth)], cwd=ROOT, env=os.environ, check=False
        )
        assert done.returncode == -signal.SIGKILL
        assert rows_of(path, tables) == before
    with open_store(path) as store, open_store(today, read_only=True) as fresh:
        assert schema_of(store) == schema_of(fresh)
        assert rows_held(store, tables) == before
        assert not any(store.check().values())
