"""The pseudonyms of a warehouse: which there are, and other names for all of them in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from warehouse.expiry import know_again
from warehouse.forget import PEOPLE, set_fields
from warehouse.store import Store

_PEOPLE = """
select distinct author_key from raw.post where author_key <> ''
union select distinct reader from raw.verdict where reader <> ''
union select distinct fields ->> 'asker' from raw.event
      where kind in ('inquiry', 'message') and (fields ->> 'asker') <> ''
union select distinct fields ->> 'conversation' from raw.event
      where kind in ('inquiry', 'message') and (fields ->> 'conversation') <> ''
"""


def people(store: Store) -> list[str]:
    """Return every pseudonym."""
    return [name for (name,) in store.rows(_PEOPLE)]


def events(store: Store, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return event_id → fields with other names, of the events in which one stands."""
    found = {}
    for event_id, text in store.rows(
        "select event_id, fields from raw.event where kind in ('inquiry', 'message')"
    ):
        fields = json.loads(text)
        other = {name: names[fields[name]] for name in PEOPLE if fields.get(name) in names}
        if other:
            found[event_id] = {**fields, **other}
    return found


def rename(
    store: Store,
    names: Mapping[str, str],
    changed: Mapping[str, Mapping[str, Any]],
    files: Sequence[Path],
) -> None:
    """Put other names in the place of all, and write down that it was done; files: landing as it is now."""
    import pyarrow as pa

    table = pa.table({"old": list(names), "new": list(names.values())})
    store.connection.register("_names", table)
    try:
        with store.transaction():
            run = store.connection.execute
            run(
                "update raw.post set author_key = _names.new from _names where author_key = _names.old"
            )
            run("update raw.verdict set reader = _names.new from _names where reader = _names.old")
            set_fields(store, changed)
            know_again(store, files)
            run("create table main.rekeyed as select now() as at")
    finally:
        store.connection.unregister("_names")


def done(store: Store) -> bool:
    """Tell whether a renaming that was killed had got through here."""
    return bool(store.one("select count(*) from duckdb_tables() where table_name = 'rekeyed'"))


def clear(store: Store) -> None:
    """Forget that there was a renaming."""
    store.connection.execute("drop table if exists main.rekeyed")
