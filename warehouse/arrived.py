"""Posts that came in, or were said something of, since a look: what was looked at need not be read again.

A mark says how far the warehouse had come when a look began; it is kept in the look's own event. It is
trusted only while what it counted then still stands: anything that came in under an older moment (labels
brought from another machine, a warehouse built anew from landing) breaks it, and everything is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from langnghe.records import HANOI
from warehouse.sql import wordings
from warehouse.store import Store

Mark = dict[str, Any]
# Labels of other machines come in up to so long after the moment they bear.
LATE = timedelta(days=2)


def mark(store: Store) -> Mark:
    """Return how far a warehouse has come, as plain values: wordings, files, labels, whose pages are ours."""
    loaded, newest = store.rows(_FAR)[0]
    moments = [] if newest is None else [newest, newest - LATE]
    return {
        "loaded": _plain(loaded),
        "wordings": store.one("select count(*) from raw.post"),
        "labels": [[_plain(at), _labels_until(store, at)] for at in moments],
        "own": sorted(row[0] for row in store.rows("select source from raw.source where own")),
    }


def arrived(
    store: Store,
    before: Mapping[str, Any] | None,
    *,
    until: date | None = None,
    at: str | None = None,
) -> bool:
    """Put posts that arrived since a mark into the temp table _arrived_post; False: the mark holds no more.

    Rows as of staging.stg_post. until, at: the last Hà Nội day and the moment (ISO) the look spoke of: posts of
    later days or found after it (a look may speak of the past) count as well, whenever they came in.
    """
    since = None if before is None else _since(store, before)
    if since is None:
        return False
    run = store.connection.execute
    after = until and datetime.combine(until + timedelta(days=1), time(), HANOI)
    run(_ARRIVED, {**since, "after": after, "at": at})
    for statement in _POSTS:
        run(statement)
    return True


def _since(store: Store, before: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the moments from which files and labels are new; None where something older came in since."""
    loaded = before.get("loaded")
    known = store.one(_KNOWN_WORDINGS, {"loaded": loaded})
    own = [row[0] for row in store.rows("select source from raw.source where own order by 1")]
    if known != before.get("wordings") or own != before.get("own"):
        return None
    labels: Sequence[Sequence[Any]] = before.get("labels") or []
    if not labels:
        return {"loaded": loaded, "said": None}
    for at, count in labels:
        if _labels_until(store, at) == count:
            return {"loaded": loaded, "said": at}
    return None


def _labels_until(store: Store, at: str | datetime) -> int:
    return int(
        store.one(
            "select count(*) from raw.annotation where made_at <= ?::timestamptz "
            "and not starts_with(model, 'person@')",
            [at],
        )
    )


def _plain(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


# What a person says bears the moment it was judged, which may be long before it comes in: by its file.
_FAR = """
select (select max(loaded_at) from raw.landing_file where posts > 0 or verdicts > 0),
       (select max(made_at) from raw.annotation where not starts_with(model, 'person@'))
"""

_NEW_FILES = """
    select file_id from raw.landing_file
    where loaded_at > coalesce($loaded::timestamptz, '-infinity'::timestamptz)
      and (posts > 0 or verdicts > 0)
"""
_KNOWN_WORDINGS = f"select count(*) from raw.post where file_id not in ({_NEW_FILES})"  # noqa: S608

_ARRIVED = f"""
create or replace temp table _arrived as
with file as ({_NEW_FILES})
select post_id from raw.post where file_id in (from file)
union
select post_id from raw.verdict where file_id in (from file)
union
select post_id from raw.annotation
where made_at > coalesce($said::timestamptz, '-infinity'::timestamptz) and not starts_with(model, 'person@')
union
select post_id from raw.post
where coalesce(published_at, fetched_at) >= $after or fetched_at > $at::timestamptz
"""  # noqa: S608

_POSTS = (
    *wordings("_arrived", "select post_id from _arrived"),
    "create or replace temp table _arrived_post as from staging.posts_of('_arrived_wording')",
)
