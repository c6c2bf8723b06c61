"""One file, one writer: migrations run once, views are rebuilt, a busy warehouse names its holder."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import warehouse.store as store_module
from langnghe.errors import MigrationError, WarehouseBusy, WarehouseError
from warehouse import Store, open_store

MIGRATIONS = sorted(store_module.MIGRATIONS.glob("[0-9]*.sql"))
VIEWS = sorted(store_module.VIEWS.glob("*.sql"))
CRITERIA = [path for path in VIEWS if path.stem.startswith(("95_", "96_"))]
SHARED = [path for path in VIEWS if re.match("94[a-z]_", path.stem)]  # macros they share
PLAIN = [path for path in VIEWS if path not in CRITERIA + SHARED]


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations that a test may change."""
    copy = tmp_path / "migrations"
    shutil.copytree(store_module.MIGRATIONS, copy)
    monkeypatch.setattr(store_module, "MIGRATIONS", copy)
    return copy


@pytest.fixture
def today(tmp_path: Path, empty_warehouse: Path) -> Path:
    """A warehouse of this version, without rows."""
    return Path(shutil.copy(empty_warehouse, tmp_path / "kho.duckdb"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, empty_warehouse: Path) -> Iterator[Store]:
    """One that is only read."""
    copy = tmp_path_factory.mktemp("empty") / "kho.duckdb"
    with open_store(Path(shutil.copy(empty_warehouse, copy))) as opened:
        yield opened


def schema_of(store: Store) -> list[tuple[object, ...]]:
    return store.rows(
        "select schema_name, table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where not internal order by all"
    )


def test_migrations_run_once(tmp_path: Path) -> None:
    with open_store(tmp_path / "kho.duckdb") as store:
        assert store.migrate() == []
        names = [row[0] for row in store.rows("select name from migration where name <> 'views'")]
    assert sorted(names) == [file.name for file in MIGRATIONS]
    with open_store(tmp_path / "kho.duckdb") as store:
        assert store.one("select count(*) from migration") == len(MIGRATIONS) + 1


def test_a_changed_migration_is_refused(today: Path, migrations: Path) -> None:
    first = min(migrations.iterdir())
    first.write_text(first.read_text(encoding="utf-8") + "-- đổi\n", encoding="utf-8")
    with pytest.raises(MigrationError, match=first.name), open_store(today):
        pass


def test_line_ends_do_not_change_a_migration(today: Path, migrations: Path) -> None:
    for file in migrations.iterdir():
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    with open_store(today) as store:
        assert store.migrate() == []


def test_a_newer_warehouse_is_refused(today: Path, migrations: Path) -> None:
    (migrations / "9999_future.sql").write_text("create table raw.future (a integer)")
    with open_store(today):
        pass
    (migrations / "9999_future.sql").unlink()
    with (
        pytest.raises(MigrationError, match=r"9999_future.*cập nhật"),
        open_store(today),
    ):
        pass


def test_a_failing_migration_leaves_the_warehouse_as_it_was(today: Path, migrations: Path) -> None:
    with open_store(today) as store:
        before = schema_of(store)
    broken = migrations / "9999_broken.sql"
    broken.write_text("create table raw.half (a integer); select * from raw.nowhere")
    with pytest.raises(MigrationError, match="9999_broken"), open_store(today):
        pass
    broken.unlink()
    with open_store(today) as store:
        assert schema_of(store) == before


def test_views_are_rebuilt_when_their_text_changes(
    today: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = tmp_path / "views"
    views.mkdir()
    (views / "10_only.sql").write_text("create or replace view mart.only as select 7 as a")
    monkeypatch.setattr(store_module, "VIEWS", views)
    with open_store(today) as store:
        assert store.one("select a from mart.only") == 7
        names = store.rows("select view_name from duckdb_views() where not internal")
        assert names == [("only",)]  # a view whose file is gone is gone


@pytest.mark.parametrize("path", VIEWS, ids=lambda p: p.stem)
def test_line_one_of_a_view_states_its_grain(path: Path) -> None:
    first, *_ = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("-- One row per "), first


@pytest.mark.parametrize("path", PLAIN, ids=lambda p: p.stem)
def test_a_view_file_makes_one_view_named_like_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    views = text.count("create or replace view")
    assert views == 1 or (views == 0 and text.count("create or replace macro") == 1)


@pytest.mark.parametrize("path", CRITERIA, ids=lambda p: p.stem)
def test_the_file_of_a_criterion_makes_one_macro_named_like_it(path: Path) -> None:
    """95_1_02_collected.sql makes mart.c1_02, 96_t3a_posts_a_day.sql mart.t3a."""
    text = path.read_text(encoding="utf-8")
    order, number, *rest = path.stem.split("_")
    name = f"c{number}_{rest[0]}" if order == "95" else number
    assert text.count("create or replace") == 1
    assert f"create or replace macro mart.{name}(first, last, known) as table" in text


def test_no_reader_view_knows_an_author_key(empty: Store) -> None:
    assert (
        empty.rows(
            "select schema_name, table_name from duckdb_columns() "
            "where not internal and schema_name <> 'raw' and column_name = 'author_key'"
        )
        == []
    )
    assert not [p.name for p in VIEWS if "author_key" in p.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", PLAIN, ids=lambda p: p.stem)
def test_every_view_answers_on_an_empty_warehouse(empty: Store, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.search(r"create or replace view (\S+)", text)
    # A question with arguments is a macro; all that stand alone in a file take one flag.
    name = found[1] if found else re.search(r"macro ([\w.]+)\(", text)[1] + "(false)"  # type: ignore[index]
    assert empty.rows(f"select * from {name}") == []


def test_a_busy_warehouse_names_its_holder(today: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('ready', flush=True); "
            "sys.stdin.read()",
            str(today),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        with (
            pytest.raises(WarehouseBusy, match=rf"tiến trình {holder.pid} đang giữ"),
            open_store(today, wait=0.3),
        ):
            pass
    finally:
        holder.communicate()
    with open_store(today, wait=0.3) as store:
        assert store.one("select 1") == 1


def test_a_file_that_is_no_warehouse_is_not_called_busy(tmp_path: Path) -> None:
    folder = tmp_path / "block"  # a name that has "lock" in it
    folder.mkdir()
    path = folder / "kho.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError) as caught, open_store(path, wait=5):
        pass
    assert not isinstance(caught.value, WarehouseBusy)


def test_reading_a_warehouse_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseError, match="langnghe run"),
        open_store(tmp_path / "none.duckdb", read_only=True),
    ):
        pass


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    def fail_half_way() -> None:
        with store.transaction():
            store.connection.execute("insert into raw.quarantine values ('f', 1, 'r', 'c')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert store.one("select count(*) from raw.quarantine") == 0
