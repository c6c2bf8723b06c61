"""Load landing files: each file whole in one transaction, once; every line ends in one outcome."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from langnghe import landing
from langnghe.records import Outcome, Post
from langnghe.text import fold
from warehouse.store import Store

CHUNK = 20_000  # lines an Arrow batch: a batch costs one statement, whatever its size

_DECIDE = """
create or replace temp table _decided as
select i.*,
       case when i.copy_no > 1 or seen.post_id is not null then 'known'
            when any_seen.post_id is not null or i.wording_no > 1 then 'revision'
            else 'stored' end as outcome
from (
    select *,
           row_number() over (partition by post_id, revision order by line) as copy_no,
           dense_rank() over (partition by post_id order by first_line) as wording_no
    from (select *, min(line) over (partition by post_id, revision) as first_line from _incoming)
) as i
left join (select post_id, revision from raw.post) as seen using (post_id, revision)
left join (select distinct post_id from raw.post) as any_seen on any_seen.post_id = i.post_id
"""

_STORE_POSTS = """
insert into raw.post by name
select post_id, revision, source, kind, url, title, lead, body, author, author_key, native_id,
       parent_id, section, method, published_at, fetched_at, search_fold, file_id
from _decided where outcome in ('stored', 'revision')
order by line
"""

# A post without a visit of its own (an import, a comment) gets one: every input is counted.
_STORE_POST_VISITS = """
insert into raw.visit by name
select d.source, d.url, d.kind as role, d.fetched_at as visited_at, d.outcome, '' as reason,
       '' as reason_class, null as http_status, d.method, d.post_id, 0 as items, 0 as new_items,
       0.0 as seconds, null as etag, null as last_modified, d.file_id
from _decided as d
anti join (select post_id from _visits where outcome is null) as v on v.post_id = d.post_id
"""

_STORE_VISITS = """
insert into raw.visit by name
select v.* replace (
    coalesce(v.outcome, d.outcome, case when p.post_id is not null then 'known' else 'failed' end)
        as outcome,
    case when v.outcome is null and d.outcome is null and p.post_id is null
         then 'bài đọc được nhưng không có trong tệp' else v.reason end as reason)
from _visits as v
left join (select post_id, arg_min(outcome, line) as outcome from _decided group by post_id) as d
    on d.post_id = v.post_id
left join (select distinct post_id from raw.post) as p on p.post_id = v.post_id
"""

_STORE_SOURCES = """
insert into raw.source by name
select distinct source, source as name, '' as home, 'news' as type, '' as "group",
       'Toàn quốc' as place, 'C' as reliability, 3 as priority, true as enabled,
       false as declared, null as expected_per_day, now() as updated_at
from (select source from _decided union select source from _visits) as s
anti join raw.source using (source)
"""


@dataclass(slots=True)
class LoadReport:
    """What loading did. outcomes counts posts and visits by source and outcome."""

    files: int = 0
    known_files: int = 0
    lines: int = 0
    quarantined: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def total(self, outcome: Outcome | str) -> int:
        """Return how many inputs ended in one outcome."""
        return sum(n for (_, name), n in self.outcomes.items() if name == str(outcome))


@dataclass(slots=True)
class _Chunk:
    posts: list[dict[str, Any]] = field(default_factory=list)
    visits: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)


def load(store: Store, folder: Path, *, only: Iterable[Path] | None = None) -> LoadReport:
    """Load the landing files of a folder that are not in the warehouse yet."""
    report = LoadReport()
    landing.recover(folder)
    known = {row[0] for row in store.rows("select file_id from raw.landing_file")}
    for path in sorted(only, key=lambda p: p.name) if only is not None else landing.files(folder):
        if path.name in known:
            report.known_files += 1
            continue
        _load_file(store, path, report)
    return report


def _load_file(store: Store, path: Path, report: LoadReport) -> None:
    data_sha = hashlib.sha256()
    lines = 0
    counted: Counter[tuple[str, str]] = Counter()
    quarantined = 0
    with store.transaction():
        with path.open("rb") as file:
            numbered = enumerate(file, start=1)
            while block := list(islice(numbered, CHUNK)):
                for _, raw in block:
                    data_sha.update(raw)
                lines += len(block)
                chunk = _read(block, path.name)
                quarantined += len(chunk.quarantine)
                counted.update(_store_chunk(store, chunk))
        store.connection.execute(
            "insert into raw.landing_file values (?, ?, ?, ?, now())",
            [path.name, data_sha.hexdigest(), path.stat().st_size, lines],
        )
    report.files += 1
    report.lines += lines
    report.quarantined += quarantined
    report.outcomes.update(counted)


def _read(block: Iterable[tuple[int, bytes]], file_id: str) -> _Chunk:
    chunk = _Chunk()
    for number, raw in block:
        try:
            row = json.loads(raw)
            kind = row.pop("type")
            if kind == "post":
                post = Post.from_json(row)
                chunk.posts.append(_post_row(post, number, file_id))
            elif kind == "visit":
                chunk.visits.append(_visit_row(row, file_id))
            else:
                raise ValueError(f"loại bản ghi lạ: {kind!r}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            content = raw.decode("utf-8", "replace").rstrip("\n")
            chunk.quarantine.append(
                {
                    "file_id": file_id,
                    "line": number,
                    "reason": str(error),
                    "content": content[:10_000],
                }
            )
    return chunk


def _post_row(post: Post, line: int, file_id: str) -> dict[str, Any]:
    return {
        "post_id": post.post_id,
        "revision": post.revision,
        "source": post.source,
        "kind": post.kind,
        "url": post.url,
        "title": post.title,
        "lead": post.lead,
        "body": post.text,
        "author": post.author,
        "author_key": post.author_key,
        "native_id": post.native_id,
        "parent_id": post.parent_id,
        "section": post.section,
        "method": post.method,
        "published_at": post.published_at,
        "fetched_at": post.fetched_at,
        "search_fold": fold(f"{post.title}\n{post.lead}\n{post.text}"),
        "file_id": file_id,
        "line": line,
    }


def _visit_row(row: Mapping[str, Any], file_id: str) -> dict[str, Any]:
    if row["outcome"] is not None:
        Outcome(row["outcome"])
    moment = datetime.fromisoformat(row["at"]).astimezone(UTC)
    return {**row, "visited_at": moment, "file_id": file_id}


def _store_chunk(store: Store, chunk: _Chunk) -> Iterator[tuple[str, str]]:
    import pyarrow as pa

    connection = store.connection
    if chunk.quarantine:
        store.append("raw.quarantine", pa.Table.from_pylist(chunk.quarantine))
    if not chunk.posts and not chunk.visits:
        return
    connection.register("_incoming", pa.Table.from_pylist(chunk.posts, schema=_post_schema()))
    connection.register("_visits", pa.Table.from_pylist(chunk.visits, schema=_visit_schema()))
    try:
        for statement in (_DECIDE, _STORE_SOURCES, _STORE_POSTS, _STORE_POST_VISITS, _STORE_VISITS):
            connection.execute(statement)
        counts = store.rows(
            "select source, outcome, count(*) from ("
            "  select d.source, d.outcome from _decided as d"
            "  anti join (select post_id from _visits where outcome is null) as v"
            "  on v.post_id = d.post_id"
            "  union all"
            "  select v.source, coalesce(v.outcome, d.outcome, 'failed') from _visits as v"
            "  left join (select post_id, arg_min(outcome, line) as outcome from _decided"
            "             group by post_id) as d on d.post_id = v.post_id"
            ") group by all"
        )
    finally:
        connection.unregister("_incoming")
        connection.unregister("_visits")
    for source, outcome, number in counts:
        for _ in range(number):
            yield source, outcome


def _post_schema() -> Any:
    import pyarrow as pa

    text, moment = pa.string(), pa.timestamp("us", tz="UTC")
    names = (
        "post_id revision source kind url title lead body author author_key native_id parent_id "
        "section method"
    ).split()
    return pa.schema(
        [(name, text) for name in names]
        + [("published_at", moment), ("fetched_at", moment), ("search_fold", text)]
        + [("file_id", text), ("line", pa.int64())]
    )


def _visit_schema() -> Any:
    import pyarrow as pa

    text = pa.string()
    return pa.schema(
        [
            ("source", text),
            ("url", text),
            ("role", text),
            ("visited_at", pa.timestamp("us", tz="UTC")),
        ]
        + [("outcome", text), ("reason", text), ("reason_class", text), ("http_status", pa.int32())]
        + [("method", text), ("post_id", text), ("items", pa.int32()), ("new_items", pa.int32())]
        + [("seconds", pa.float64()), ("etag", text), ("last_modified", text), ("file_id", text)]
    )
