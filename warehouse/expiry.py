"""Posts that may be kept for a while only: which of them have to be looked at again, which have to go."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langnghe.landing import home_of
from warehouse.anew import write_anew
from warehouse.lines import EXPIRED, EXPIRED_VI
from warehouse.store import Store, open_store

# When a wording was last seen: when it was read, or, for the newest one of a post, when it was found
# unchanged since. What an outlet replaced by other words was seen for the last time before that.
_SEEN = """
with wording as (
    select post_id, revision, source, url, native_id, parent_id, fetched_at,
           row_number() over (partition by post_id order by fetched_at desc, revision) = 1 as newest
    from raw.post where starts_with(method, $method)
), found as (
    select post_id, max(visited_at) as at from raw.visit
    where post_id in (select post_id from wording) and outcome in ('stored', 'revision', 'known')
    group by post_id
), seen as (
    select wording.*, case when newest then greatest(fetched_at, coalesce(found.at, fetched_at))
                           else fetched_at end as seen_at
    from wording left join found using (post_id)
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A wording whose time is over. home: the address of its platform, all that is left of its own."""

    post_id: str
    revision: str
    source: str
    home: str


def aging(store: Store, source: str, *, method: str, before: datetime, most: int) -> list[Any]:
    """Return (post_id, revision, native_id, url, parent_id) of posts of a source not seen since `before`."""
    return store.rows(
        f"{_SEEN} "  # noqa: S608 - ours
        "select post_id, revision, native_id, url, parent_id from seen "
        "where newest and source = $source and native_id is not null and seen_at <= $before "
        "order by seen_at, post_id limit $most",
        {"method": method, "source": source, "before": before.astimezone(UTC), "most": most},
    )


def due(store: Store, *, method: str, before: datetime) -> list[Due]:
    """Return the wordings of posts read by `method` (a prefix) that were last seen up to `before`."""
    found = store.rows(
        f"{_SEEN} select post_id, revision, source, url from seen where seen_at <= $before",  # noqa: S608
        {"method": method, "before": before.astimezone(UTC)},
    )
    return [
        Due(post_id=post, revision=revision, source=source, home=home_of(url))
        for post, revision, source, url in found
    ]


def talked(store: Store, *, own: Sequence[str], before: datetime) -> list[Due]:
    """Return the comments and forum posts of other people that were found up to a moment."""
    found = store.rows(
        "select post_id, revision, source, url from raw.post where kind <> 'article' "
        "and method <> $expired and fetched_at <= $before "
        "and (kind = 'comment' or not list_contains($own::varchar[], source))",
        {"expired": EXPIRED, "own": list(own), "before": before.astimezone(UTC)},
    )
    return [
        Due(post_id=post, revision=revision, source=source, home=home_of(url))
        for post, revision, source, url in found
    ]


def files_of(store: Store, gone: Sequence[Due]) -> list[str]:
    """Return the names of the landing files in which these posts stand, copies of files among them."""
    return [
        name
        for (name,) in store.rows(
            "with held as (select distinct file_id from raw.visit "
            "              where post_id in (select unnest($posts::varchar[]))) "
            "select file_id from held union "
            "select file_id from raw.landing_file where copy_of in (select file_id from held)",
            {"posts": [one.post_id for one in gone]},
        )
    ]


def blank(
    store: Store, gone: Sequence[Due], rewritten: Sequence[Path], *, said: str = EXPIRED_VI
) -> None:
    """Take the words, names and addresses of some wordings away; that they were found stays.

    rewritten: the landing files that hold tombstones now: a copy of one is known as a copy. said: what
    a reader sees in place of the words.
    """
    import pyarrow as pa

    table = pa.Table.from_pylist(
        [{"post_id": o.post_id, "revision": o.revision, "home": o.home} for o in gone],
        schema=pa.schema([(name, pa.string()) for name in ("post_id", "revision", "home")]),
    )
    store.connection.register("_gone", table)
    try:
        with store.transaction():
            store.connection.execute(
                "update raw.post set title = '', lead = '', body = $said, author = null, "
                "author_key = null, native_id = null, section = null, search_fold = '', "
                "search_key = '', method = $method, url = _gone.home from _gone "
                "where raw.post.post_id = _gone.post_id and raw.post.revision = _gone.revision",
                {"said": said, "method": EXPIRED},
            )
            store.connection.execute(
                "update raw.visit set url = _gone.home from _gone "
                "where raw.visit.post_id = _gone.post_id and not exists (select 1 from raw.post as p "
                "where p.post_id = raw.visit.post_id and p.method <> $method)",
                {"method": EXPIRED},
            )
            know_again(store, rewritten)
    finally:
        store.connection.unregister("_gone")


def know_again(store: Store, rewritten: Sequence[Path]) -> None:
    """Write down what landing files that were rewritten are now, so that a copy of one is known as one."""
    for path in rewritten:
        with path.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
        store.connection.execute(
            "update raw.landing_file set sha256 = ?, bytes = ? where file_id = ?",
            [sha, path.stat().st_size, path.name],
        )


def untold(store: Store, said: str = EXPIRED_VI, what: str = "expired") -> dict[str, int]:
    """Return by source how many wordings went of which no event of kind "retention" tells yet.

    said: what stands in their place; what: the word of the events that tell of those.
    """
    return dict(
        store.rows(
            "with went as (select source, count(*) as n from raw.post "
            "              where method = $method and body = $said group by 1), "
            "told as (select id as source, sum((fields ->> 'wordings')::bigint) as n from raw.event "
            "         where kind = 'retention' and what = $what group by 1) "
            "select source, (went.n - coalesce(told.n, 0))::bigint from went left join told using (source) "
            "where went.n > coalesce(told.n, 0)",
            {"method": EXPIRED, "said": said, "what": what},
        )
    )


def owe(path: Path) -> None:
    """Remember that a warehouse has to be written anew: words leave it now, a kill may come before that."""
    _debt(path).touch()


def owed(path: Path) -> bool:
    """Tell whether a warehouse from which words went was not written anew yet."""
    return _debt(path).exists()


def _debt(path: Path) -> Path:
    return path.with_name(f".{path.name}.ghi-lai")


def compact(path: Path) -> None:
    """Write the warehouse anew, so that no freed block of the file holds what was taken away.

    The file is replaced at once when the new one is whole; until then the old one stands.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}.fresh")
    for torn in path.parent.glob(f".{path.name}.*.fresh*"):  # of a run that was killed
        torn.unlink(missing_ok=True)
    try:
        with open_store(path) as store:
            write_anew(store, fresh)
            store.connection.execute("checkpoint")
            fresh.replace(path)  # under the lock: nobody writes to the old one meanwhile
    finally:
        fresh.unlink(missing_ok=True)
    _debt(path).unlink(missing_ok=True)
