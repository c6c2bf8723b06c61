"""Store what happened to alerts, cases and claims: each happening once, however often it lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.rows import Rows, standing
from warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

_STORE = """
insert into raw.event by name
select * exclude (line) replace (fields::json as fields)
from _events
anti join raw.event using (event_id)
qualify row_number() over (partition by event_id order by line) = 1
order by line
"""


def store_events(store: Store, events: pa.Table | Rows) -> int:
    """Store the events that are not known yet; return their number."""
    if not events.num_rows:
        return 0
    before = int(store.one("select count(*) from raw.event"))
    with standing(store, "_events", events):
        store.connection.execute(_STORE)
    return int(store.one("select count(*) from raw.event")) - before
