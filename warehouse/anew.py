"""A warehouse written anew into another file, row by row: no freed block of it holds what was taken away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from langnghe.errors import WarehouseError
from warehouse.sql import literal
from warehouse.store import STORAGE, Store


def tables_of(store: Store) -> list[str]:
    """Return the tables of facts as schema.table, in a fixed order."""
    return [
        f"{schema}.{table}"
        for schema, table in store.rows(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = current_database() and not temporary and not internal "
            "and schema_name <> 'ready' order by all"  # warehouse.ready: worked out, no facts
        )
    ]


def write_anew(
    store: Store,
    fresh: Path,
    *,
    changed: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
) -> dict[str, int]:
    """Write all of an open warehouse into a new file; return table → rows.

    changed: table → what follows `select *` of it ("replace (…)"); values: what its $names stand for.
    Raise WarehouseError when a row is missing in the new file.
    """
    run = store.connection.execute
    counts = {}
    run(f"attach {literal(fresh)} as _anew (storage_version '{STORAGE}')")
    try:
        # Views and macros as they stand: to make them anew takes seconds.
        own = str(store.one("select current_database()")).replace('"', '""')
        run(f'copy from database "{own}" to _anew (schema)')
        for name in tables_of(store):
            counts[name] = copy_rows(
                store, name, fresh, (changed or {}).get(name, ""), values or {}
            )
        run("checkpoint _anew")
    finally:
        run("detach _anew")
    return counts


def copy_rows(
    store: Store, name: str, fresh: Path, change: str, values: Mapping[str, Any], where: str = ""
) -> int:
    """Add rows of a table to its twin in the attached file _anew; return how many the table has in all.

    change, values: as in `write_anew`; where: which rows. Raise WarehouseError when the two differ in number.
    """
    sql = f"insert into _anew.{name} by name select * {change} from {name} {where}"  # noqa: S608 - ours
    asked = {key: value for key, value in values.items() if f"${key}" in change}
    store.connection.execute(sql, asked or None)
    count = int(store.one(f"select count(*) from {name}"))  # noqa: S608 - ours
    if store.one(f"select count(*) from _anew.{name}") != count:  # noqa: S608 - ours
        raise WarehouseError(f"{fresh}: chép thiếu dòng của bảng {name}; tệp đang dùng giữ nguyên")
    return count
