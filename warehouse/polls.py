"""What became of every feed, section and sitemap lately: the history that polling learns from."""

from __future__ import annotations

from typing import Any

from warehouse.store import Store


def list_visits(store: Store, *, days: int = 14) -> list[dict[str, Any]]:
    """Return the visits of lists in the last days, oldest first."""
    return store.dicts(
        "select source, url, visited_at, outcome, reason_class, items, new_items, etag, last_modified "
        "from raw.visit where role in ('feed', 'section', 'sitemap') "
        "and visited_at > now() - to_days(?::integer) order by visited_at",
        [days],
    )
