"""Lines that could not be used: what they are, why, and how they are loaded once the cause is mended.

    refused ─┬─> replayed    the loader reads it now: in the tables, out of quarantine, counts moved over
             ├─> corrected   a person landed it again, put right: an event names the new line
             └─> dropped     a person said that it is worth nothing, and why: an event tells

The landing file is never touched, so a warehouse built anew from landing comes to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.errors import LandingError
from warehouse.load import _BEGIN_FILE, _PAIR, _STORE_SOURCES, _store_chunk, _store_verdicts
from warehouse.load_events import store_events
from warehouse.parse import Parsed, parse
from warehouse.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

KIND = "quarantine"  # of events; their id is FILE:LINE

_LIST = """
with told as (
    select id, arg_max(what, happened_at) as what from raw.event where kind = 'quarantine' group by id
)
select q.file_id, q.line, q.reason, q.content, coalesce(told.what, '') as settled
from raw.quarantine as q left join told on told.id = q.file_id || ':' || q.line
where $everything or told.what is null
order by q.file_id, q.line
"""

# A page of which only the visit could be read was counted as failed; its post is here now.
_PAIR_AGAIN = """
insert into _file_visit by name
select 0 as line, * replace (null as outcome, '' as reason)
from raw.visit
where file_id = $file_id and outcome = 'failed' and reason = 'bài đọc được nhưng không có trong tệp'
  and post_id in (select post_id from _file_post)
"""
_UNPAIRED = """
delete from raw.visit
where file_id = $file_id and outcome = 'failed' and reason = 'bài đọc được nhưng không có trong tệp'
  and post_id in (select post_id from _file_post)
"""
_RECOUNT = """
update raw.landing_file set
    posts = posts + $posts, visits = visits + $visits,
    verdicts = coalesce(verdicts, 0) + $verdicts, events = coalesce(events, 0) + $events,
    new_events = coalesce(new_events, 0) + $new_events,
    quarantined = (select count(*) from raw.quarantine where file_id = $file_id),
    inputs = (select count(*) from raw.visit where file_id = $file_id)
where file_id = $file_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One line in quarantine. settled: "" or what a person said of it."""

    file_id: str
    line: int
    reason: str
    content: str
    settled: str = ""

    @property
    def name(self) -> str:
        """Return how a person calls it: FILE:LINE."""
        return f"{self.file_id}:{self.line}"


def refused(store: Store, *, everything: bool = False) -> list[Refused]:
    """Return the lines that wait for a decision, or also those that had one."""
    return [Refused(**row) for row in store.dicts(_LIST, {"everything": everything})]


def replay(store: Store, files: Mapping[str, Path], wanted: Iterable[Refused]) -> tuple[int, int]:
    """Load lines again, as they lie in landing; return how many are in the tables, how many refused anew.

    files: name → path of the landing files. Each file in one transaction. Raise LandingError when a
    file is gone or is not the one that was loaded.
    """
    by_file: dict[str, set[int]] = {}
    for one in wanted:
        by_file.setdefault(one.file_id, set()).add(one.line)
    mended = tried = 0
    for file_id, lines in sorted(by_file.items()):
        if file_id not in files:
            raise LandingError(f"{file_id}: không còn tệp landing này; khôi phục từ bản sao lưu")
        with store.transaction():
            mended += _replay_file(store, files[file_id], sorted(lines))
        tried += len(lines)
    return mended, tried - mended


def _replay_file(store: Store, path: Path, lines: Sequence[int]) -> int:
    before = store.one("select count(*) from raw.quarantine where file_id = ?", [path.name])
    run, named = store.connection.execute, {"file_id": path.name}
    run("delete from raw.quarantine where file_id = ? and line in (select unnest(?::bigint[]))",
        [path.name, lines])  # fmt: skip
    run(_BEGIN_FILE)
    counts = dict.fromkeys(("posts", "visits", "verdicts", "events", "new_events"), 0)
    for chunk in (_only(chunk, lines) for chunk in parse(path)):
        _store_chunk(store, chunk)
        counts["posts"] += chunk.posts.num_rows
        counts["visits"] += chunk.visits.num_rows
        counts["verdicts"] += _store_verdicts(store, chunk)
        counts["events"] += chunk.events.num_rows
        counts["new_events"] += store_events(store, chunk.events)
    run(_PAIR_AGAIN, named)
    run(_UNPAIRED, named)
    run(_PAIR, named)
    run(_STORE_SOURCES)
    run("insert into raw.visit by name from _file_input")
    run(_RECOUNT, {**counts, **named})
    after = store.one("select count(*) from raw.quarantine where file_id = ?", [path.name])
    if before - after != counts["posts"] + counts["visits"] + counts["verdicts"] + counts["events"]:
        raise LandingError(f"{path}: không phải tệp đã nạp lúc trước; khôi phục từ bản sao lưu")
    return int(before - after)


def _only(chunk: Parsed, lines: Sequence[int]) -> Parsed:
    def kept(table: Any) -> pa.Table:
        import pyarrow as pa
        import pyarrow.compute as pc

        return table.filter(pc.is_in(table["line"], value_set=pa.array(lines, pa.int64())))

    return Parsed(
        chunk.lines, kept(chunk.posts), kept(chunk.visits), kept(chunk.verdicts), kept(chunk.events),
        kept(chunk.quarantine),
    )  # fmt: skip
