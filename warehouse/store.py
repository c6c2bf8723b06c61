"""One DuckDB file, one writer: open it, bring it up to date, close it."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.config import settings
from langnghe.errors import MigrationError, WarehouseBusy, WarehouseError
from warehouse.release import held_here, released

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

HERE = Path(__file__).parent
MIGRATIONS = HERE / "migrations"
VIEWS = HERE / "views"
CHECKS = HERE / "checks"

_HOLDER = re.compile(r"PID (\d+)")
# The oldest form of a file, DuckDB's default, keeps texts as they are: twice the size. A warehouse made
# by an older program keeps its form until it is written anew (warehouse.anew).
STORAGE = "v1.5.0"

# "lock" alone would also be found in "block" (a damaged file) and in the name of a folder.
_BUSY = re.compile(r"could not set lock|conflicting lock|used by another process", re.IGNORECASE)


class Store:
    """An open warehouse. Batches go in as Arrow tables; rows come out as tuples or Arrow."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
        self.connection = connection
        self.path = path

    def rows(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """Return all rows of a query; parameters are bound, never pasted."""
        return self.connection.execute(sql, parameters or None).fetchall()

    def dicts(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> list[dict[str, Any]]:
        """Return all rows of a query as dicts."""
        cursor = self.connection.execute(sql, parameters or None)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Return the single value of a query."""
        row = self.connection.execute(sql, parameters or None).fetchone()
        return row[0] if row else None

    def append(self, table: str, batch: pa.Table) -> int:
        """Append an Arrow table by column name; return its row count."""
        if batch.num_rows:
            self.connection.register("_batch", batch)
            try:
                self.connection.execute(f"insert into {table} by name select * from _batch")  # noqa: S608
            finally:
                self.connection.unregister("_batch")
        return int(batch.num_rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block all or nothing."""
        self.connection.execute("begin")
        try:
            yield
        except BaseException:
            with suppress(Exception):  # a connection that broke has rolled back by itself
                self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def migrate(self) -> list[str]:
        """Apply new migrations, each in one transaction, and rebuild the views; return their names."""
        import duckdb

        self.connection.execute(
            "create table if not exists main.migration "
            "(name varchar primary key, sha256 varchar not null, applied_at timestamptz not null)"
        )
        applied = dict(
            self.rows("select name, sha256 from main.migration where name <> ?", ["views"])
        )
        files = _scripts(MIGRATIONS)
        known = {name for name, _ in files}
        if newer := sorted(set(applied) - known):
            raise MigrationError(
                f"{self.path}: kho dữ liệu mới hơn chương trình ({newer[-1]}); hãy cập nhật Lắng Nghe"
            )
        done = []
        for name, sql in files:
            sha = hashlib.sha256(sql.replace("\r\n", "\n").encode()).hexdigest()
            if name in applied:
                if applied[name] != sha:
                    raise MigrationError(
                        f"{name}: bản nâng cấp đã chạy nay bị sửa; khôi phục tệp gốc"
                    )
                continue
            try:
                with self.transaction():
                    self.connection.execute(sql)
                    self.connection.execute(
                        "insert into main.migration values (?, ?, now())", [name, sha]
                    )
            except duckdb.Error as error:
                raise MigrationError(
                    f"{self.path}: bản nâng cấp {name} không chạy được, kho giữ nguyên "
                    f"như trước ({error})"
                ) from error
            done.append(name)
        self._rebuild_views()
        return done

    def _rebuild_views(self) -> None:
        # Views are code: rebuilt whenever their text changed, so no view is ever out of date.
        text = "\n".join(sql for _, sql in _scripts(VIEWS))
        sha = hashlib.sha256(text.encode()).hexdigest()
        if self.one("select sha256 from main.migration where name = 'views'") == sha:
            return
        with self.transaction():
            for schema, name in self.rows(  # also those whose file is gone
                "select schema_name, view_name from duckdb_views() "
                "where not internal and database_name = current_database() "
                "and schema_name in ('staging', 'mart', 'main')"
            ):
                self.connection.execute(f'drop view "{schema}"."{name}"')
            self.connection.execute(text)
            self.connection.execute("delete from main.migration where name = 'views'")
            self.connection.execute("insert into main.migration values ('views', ?, now())", [sha])

    def check(self) -> dict[str, int]:
        """Run every check; return the number of offending rows by check (0 is good)."""
        found = {}
        for file in sorted(CHECKS.glob("*.sql")):
            found[file.stem] = len(self.rows(file.read_text(encoding="utf-8")))
        return found


def _scripts(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return name and text of a folder's numbered SQL files, in order; read anew when one has changed."""
    with os.scandir(folder) as found:
        files = [
            (file.name, file.stat().st_mtime_ns)
            for file in found
            if file.name[0].isdigit() and file.name.endswith(".sql")
        ]
    return _texts(folder, tuple(sorted(files)))


@lru_cache(maxsize=4)
def _texts(folder: Path, files: tuple[tuple[str, int], ...]) -> tuple[tuple[str, str], ...]:
    # A flow opens the warehouse many times a minute; its 130 files are those of the first time.
    return tuple((name, (folder / name).read_text(encoding="utf-8")) for name, _ in files)


def draw_no_progress(connection: duckdb.DuckDBPyConnection) -> None:
    """Switch the progress bar off where it is on: inside Jupyter without ipywidgets even “off” is refused."""
    on = connection.execute("select current_setting('enable_progress_bar')").fetchone()
    if on and on[0]:
        connection.execute("set enable_progress_bar = false")


def fetch_no_extension(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep a query that names a remote file or an unknown type from fetching and loading a program for it.

    Asked first: on the desk's copy, where settings are locked, both are off already.
    """
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        on = connection.execute(f"select current_setting('{setting}')").fetchone()
        if on and on[0]:
            connection.execute(f"set {setting} = false")


@contextmanager
def open_store(
    path: Path | None, *, read_only: bool = False, wait: float = 30.0
) -> Iterator[Store]:
    """Open the warehouse (None: in memory), waiting up to `wait` seconds for another writer."""
    import duckdb

    if path is not None and not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    if path is not None and read_only and not path.exists():
        raise WarehouseError(f"{path}: chưa có kho dữ liệu; chạy `langnghe run` trước")
    deadline = time.monotonic() + wait
    if path is not None:
        released(path, deadline)
    while True:
        try:
            connection = duckdb.connect(
                str(path) if path else ":memory:",
                read_only=read_only,
                config={"storage_compatibility_version": STORAGE},
            )
            break
        except duckdb.IOException as error:
            if not _BUSY.search(str(error)):
                raise WarehouseError(_damaged(path, error)) from error
            if time.monotonic() >= deadline:
                pid = _HOLDER.search(str(error))
                holder = f"tiến trình {pid.group(1)}" if pid else "một tiến trình khác"
                raise WarehouseBusy(
                    f"{path}: {holder} đang giữ kho dữ liệu; chờ nó xong rồi chạy lại"
                ) from error
            time.sleep(0.2)
        except duckdb.Error as error:
            raise WarehouseError(_damaged(path, error)) from error
    held_here[str(path)] += 1
    try:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"set memory_limit = '{settings().memory}'")
        # Rows of some thousand posts, asked for by rowid, are then read without those of years between.
        connection.execute("set dynamic_or_filter_threshold = 50000")
        draw_no_progress(connection)
        fetch_no_extension(connection)
        store = Store(connection, path)
        if not read_only:
            store.migrate()
        yield store
    except duckdb.Error as error:
        broken = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException)
        if isinstance(error, broken) or _disk_said(
            error
        ):  # a commit tells of the disk in its own way
            raise WarehouseError(_damaged(path, error)) from error
        raise
    finally:
        held_here[str(path)] -= 1
        connection.close()


_DISK_VI = {
    "No space left on device": "ổ đĩa đầy; dọn bớt rồi chạy lại, kho giữ nguyên như trước",
    "Disk quota exceeded": "hết phần đĩa được cấp; dọn bớt rồi chạy lại, kho giữ nguyên như trước",
    "Read-only file system": "ổ đĩa chỉ đọc; gắn lại cho ghi, hoặc chép thư mục làm việc sang ổ khác",
    "Permission denied": "không có quyền ghi; kiểm tra chủ và quyền của thư mục",
}


def _disk_said(error: Exception) -> str:
    """Return what an error says of the disk rather than of the file, "" when it says nothing of it."""
    said = str(error)
    return next((vi for words, vi in _DISK_VI.items() if words in said), "")


def _damaged(path: Path | None, error: Exception) -> str:
    if disk := _disk_said(error):
        return f"{path}: {disk}"
    if type(error).__name__ == "OutOfMemoryException":
        return (
            f"{path}: việc này cần nhiều bộ nhớ hơn phần đã cho ({settings().memory}); đặt LANGNGHE_MEMORY lớn hơn, "
            "như 2GB, rồi chạy lại; kho giữ nguyên như trước"
        )
    said = str(error).split("\n", 1)[0]
    return (
        f"{path}: không đọc ghi được kho dữ liệu ({said}); kiểm tra ổ đĩa; nếu tệp hỏng thì chạy "
        "`langnghe rebuild` để dựng lại từ tệp landing"
    )
