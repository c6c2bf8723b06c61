"""Forecasts that were written down: which days have one, and which still wait for what came."""

from __future__ import annotations

import json
from datetime import date, datetime

from warehouse.store import Store


def waiting(store: Store) -> dict[date, dict[str, list[float]]]:
    """Return by day the forecasts nobody has held against what came: series → probabilities."""
    rows = store.rows(
        """
        select id::date, any_value(fields)::varchar from raw.event
        where kind = 'forecast' and what = 'made'
          and id not in (select id from raw.event where kind = 'forecast' and what = 'came')
        group by id order by id
        """
    )
    return {day: json.loads(fields)["probability"] for day, fields in rows}


def foretold(store: Store, day: date) -> bool:
    """Tell whether a day has its forecast: what was said once is not said again with hindsight."""
    return bool(
        store.one(
            "select exists (from raw.event where kind = 'forecast' and what = 'made' and id = ?)",
            [day.isoformat()],
        )
    )


def latest(store: Store, known: datetime) -> tuple[date, dict[str, list[float]]] | None:
    """Return the newest forecast that was written down by then: its day, and series → probabilities."""
    rows = store.rows(
        """
        select id::date, fields::varchar from raw.event
        where kind = 'forecast' and what = 'made' and happened_at <= ?
        order by id desc, event_id limit 1
        """,
        [known],
    )
    return (rows[0][0], json.loads(rows[0][1])["probability"]) if rows else None
