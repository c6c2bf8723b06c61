"""Nothing a reader gets leads from one text of a person to another: no pseudonym, and nothing that stands for one."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from langnghe.config import Workspace
from langnghe.privacy import load_key
from tests.conftest import Demo
from tests.e2e.test_forget import opened
from warehouse import Store, open_store
from warehouse.export import export
from warehouse.rekey import people
from warehouse.snapshot import open_snapshot

NAMES = ("author_key", "author_hash", "asker", "conversation", "reader")


@pytest.fixture(scope="module")
def place(demo: Demo) -> Workspace:
    return demo.workspace


@pytest.fixture(scope="module")
def exported(place: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("xuat")
    with open_store(place.warehouse) as store:
        for name in ("bai.csv", "bai.jsonl", "bai.parquet"):
            assert export(store, "posts", folder / name) > 500
    return folder


@pytest.fixture(scope="module")
def known(place: Workspace) -> set[str]:
    """Return every pseudonym of the office."""
    with open_store(place.warehouse) as store:
        found = set(people(store))
    assert len(found) > 200
    return found


def words_of(path: Path) -> Iterator[bytes]:
    """Yield a file as it lies, and what stands inside of it; of a warehouse the rows with a long number."""
    if path.suffix != ".duckdb":
        yield from opened(path)
        return
    yield path.read_bytes()
    with open_snapshot(path) as reader:
        for (table,) in reader.rows(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()"
        ):
            rows = reader.rows(f"select t::varchar from {table} as t where regexp_matches(t::varchar, '[0-9a-f]{{24}}')")  # fmt: skip
            yield str(rows).encode()


def test_no_byte_that_a_reader_gets_is_a_pseudonym(
    place: Workspace, known: set[str], exported: Path
) -> None:
    marks, key = {one.encode() for one in known}, load_key(place.key_file)
    folders = (place.root / "data/snapshot", place.root / "output", exported)
    files = [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]
    assert {p.suffix for p in files} >= {
        ".duckdb",
        ".tim",
        ".html",
        ".md",
        ".json",
        ".csv",
        ".parquet",
    }
    for path in files:
        for body in words_of(path):
            # All words of 24 hexadecimal digits at once: to look for each pseudonym would take minutes.
            assert not set(re.findall(rb"[0-9a-f]{24}", body)) & marks, path
            assert key not in body, path


def test_no_column_that_a_reader_sees_is_named_for_one(place: Workspace, exported: Path) -> None:
    with open_snapshot(place) as reader:
        shown = reader.rows(
            "select distinct schema_name, table_name, column_name from duckdb_columns() "
            "where database_name = current_database() and schema_name in ('mart', 'ready', 'main')"
        )
        assert [row for row in shown if row[2] in NAMES] == []
        assert set(reader.rows("select distinct author_key from raw.post")) == {("",), (None,)}
        assert reader.rows("select count(*) from raw.quarantine where content <> ''") == [(0,)]
    head = next(csv.reader(io.StringIO((exported / "bai.csv").read_text("utf-8-sig"))))
    row = json.loads((exported / "bai.jsonl").read_text("utf-8").split("\n")[0])
    assert not set(NAMES) & {*head, *row}


def test_no_value_of_a_reader_picks_out_the_texts_of_one_writer(place: Workspace) -> None:
    """Whatever its name: a value that the texts of one writer share, and nobody else's, would be a pseudonym."""
    wrote: dict[str, set[str]] = defaultdict(set)
    with open_store(place.warehouse) as store:
        for key, post_id in store.rows("select author_key, post_id from raw.post where author_key <> ''"):  # fmt: skip
            wrote[key].add(post_id)
    busy = [ids for ids in wrote.values() if len(ids) >= 3]
    assert len(busy) >= 10
    with open_snapshot(place) as reader:
        for table in ("raw.post", "mart.post", "ready.post"):
            assert pointing(reader.store, table, busy) == {}, table


def pointing(store: Store, table: str, busy: list[set[str]]) -> dict[str, int]:
    """Return column → how many writers of several texts one value of it stands for, all and alone."""
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.dicts(f"select * from {table}"):
        for column, value in row.items():
            if value is not None:
                holders[column, str(value)].add(row["post_id"])
    mine = {frozenset(ids) for ids in busy}
    return dict(Counter(column for (column, _), ids in holders.items() if frozenset(ids) in mine))


def test_the_search_itself_would_find_a_pseudonym(place: Workspace) -> None:
    with open_store(place.warehouse, read_only=True) as store:
        keys = store.rows("select author_key, post_id from raw.post where author_key <> ''")
        busy: dict[str, set[str]] = defaultdict(set)
        for key, post_id in keys:
            busy[key].add(post_id)
        many = [ids for ids in busy.values() if len(ids) >= 3]
        assert pointing(store, "raw.post", many)["author_key"] == len(many)
