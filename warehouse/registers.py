"""What rows of registers say now, folded from their events; who said it."""

from __future__ import annotations

import json
from typing import Any

from warehouse.store import Store

_SAID = """
select id, fields::varchar from raw.event
where kind = $kind and ($by is null or said_by = $by)
order by happened_at, what <> 'opened', what = 'closed', event_id
"""


def state(store: Store, kind: str, *, by: str | None = None) -> dict[str, dict[str, Any]]:
    """Return row id → its present values of one kind of register ("register.documents").

    by: only what one speaker said of them. Views 90 and on give the same to readers; a test holds
    the two equal.
    """
    found: dict[str, dict[str, Any]] = {}
    for id_, fields in store.rows(_SAID, {"kind": kind, "by": by}):
        found.setdefault(id_, {}).update(json.loads(fields))
    return found


def history(store: Store, kind: str, id_: str) -> list[dict[str, Any]]:
    """Return what happened to one row, oldest first: what, said_by, happened_at, fields."""
    rows = store.dicts(
        "select what, said_by, happened_at, fields::varchar as fields from raw.event "
        "where kind = $kind and id = $id order by happened_at, what <> 'opened', event_id",
        {"kind": kind, "id": id_},
    )
    return [{**row, "fields": json.loads(row["fields"])} for row in rows]
