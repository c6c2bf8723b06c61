"""Load landing files: each file whole in one transaction, once; every line ends in one outcome."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from langnghe import landing
from langnghe.errors import WarehouseError
from langnghe.forgotten import ledger_over
from langnghe.records import Outcome
from warehouse.load_events import store_events
from warehouse.parse import Parsed, parse, parse_ahead
from warehouse.rows import append, standing
from warehouse.store import Store

FEW = 64 * 1024  # bytes of a file that is not worth importing Arrow for

_BEGIN_FILE = """
create or replace temp table _file_post
    (line bigint, post_id varchar, source varchar, url varchar, role varchar, method varchar,
     visited_at timestamptz, outcome varchar, refused boolean);
create or replace temp table _file_visit as
    select 0::bigint as line, * exclude (outcome), outcome from raw.visit limit 0;
"""

_DECIDE = """
create or replace temp table _decided as
select i.*,
       i.method = 'refused' as refused,
       case when i.method = 'refused' or i.copy_no > 1 or seen.post_id is not null then 'known'
            when any_seen.post_id is not null or i.wording_no > 1 then 'revision'
            else 'stored' end as outcome
from (
    select *,
           row_number() over (partition by post_id, revision order by line) as copy_no,
           dense_rank() over (partition by post_id order by first_line) as wording_no
    from (select *, min(line) over (partition by post_id, revision) as first_line from _incoming)
) as i
left join (select post_id, revision from raw.post where post_id in (select post_id from _incoming))
    as seen using (post_id, revision)
left join (select distinct post_id from raw.post where post_id in (select post_id from _incoming))
    as any_seen on any_seen.post_id = i.post_id
"""

_STORE_POSTS = """
insert into raw.post by name
select post_id, revision, source, kind, url, title, lead, body, author, author_key, native_id,
       parent_id, section, method, published_at, fetched_at, search_fold, search_key, file_id
from _decided where outcome in ('stored', 'revision')
order by line
"""

_REMEMBER_POSTS = """
insert into _file_post by name
select line, post_id, source, url, kind as role, method, fetched_at as visited_at, outcome, refused
from _decided
"""

# The n-th "a post was read" visit of a post and the n-th landed copy of it are one input. A post
# without a visit (an import, a comment) gets one of its own; a visit without a post has failed.
# Paired over the whole file, not a chunk: the two lines may stand on either side of a boundary.
_PAIR = """
create or replace temp table _file_input as
with posts as (
    select *, row_number() over (partition by post_id order by line) as n from _file_post
), visits as (
    select *, row_number() over (partition by post_id order by line) as n
    from _file_visit where outcome is null
)
select * exclude (line) from _file_visit where outcome is not null
union all by name
select v.* exclude (line, n) replace (
    coalesce(p.outcome, case when stored.post_id is not null then 'known' else 'failed' end)
        as outcome,
    case when p.post_id is null and stored.post_id is null
         then 'bài đọc được nhưng không có trong tệp'
         when p.refused then 'đã xoá theo yêu cầu, không lưu lại' else v.reason end as reason,
    case when p.refused and stored.post_id is null then null else v.post_id end as post_id,
    case when p.refused then p.url else v.url end as url)
from visits as v
left join posts as p on p.post_id = v.post_id and p.n = v.n
left join (select distinct post_id from raw.post
           where post_id in (select post_id from visits)) as stored on stored.post_id = v.post_id
union all by name
select p.source, p.url, p.role, p.visited_at, p.outcome,
       if(p.refused, 'đã xoá theo yêu cầu, không lưu lại', '') as reason, '' as reason_class,
       null as http_status, p.method, if(p.refused, null, p.post_id) as post_id, 0 as items, 0 as new_items, 0.0 as seconds,
       null as etag, null as last_modified, $file_id as file_id
from posts as p
anti join visits as v on v.post_id = p.post_id and v.n = p.n
"""

_STORE_SOURCES = """
insert into raw.source by name
select distinct source, source as name, '' as home, 'news' as type, '' as "group",
       'Toàn quốc' as place, 'C' as reliability, 3 as priority, true as enabled,
       false as declared, null as expected_per_day, now() as updated_at
from _file_input
anti join raw.source using (source)
"""


# A verdict of a wording that is not here has nothing to stand on: kept aside with its reason.
_REFUSE_VERDICTS = """
insert into raw.quarantine by name
select file_id, line, 'không có bài này (post_id, revision) trong kho' as reason, content
from _verdicts anti join raw.post using (post_id, revision)
"""

_STORE_VERDICTS = """
insert into raw.verdict by name
select v.* exclude (line, content) from _verdicts as v
semi join raw.post as p on p.post_id = v.post_id and p.revision = v.revision
order by v.line
"""

# The same words as annotations: what the label views read. Two of one moment would be one breath.
_ANNOTATE_VERDICTS = """
insert into raw.annotation by name
select post_id, revision, task, unnest(labels) as label, 1.0 as score,
       'person@' || role as model, generate_subscripts(labels, 1) - 1 as rank, judged_at as made_at
from (
    select v.* from _verdicts as v
    semi join raw.post as p on p.post_id = v.post_id and p.revision = v.revision
    qualify row_number() over (
        partition by v.post_id, v.revision, v.task, v.role, v.judged_at order by v.line desc) = 1
)
"""


@dataclass(slots=True)
class LoadReport:
    """What loading did. outcomes counts inputs (addresses asked, rows imported) by source."""

    files: int = 0
    known_files: int = 0
    lines: int = 0
    quarantined: int = 0
    verdicts: int = 0
    events: int = 0  # that were not known before
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def total(self, outcome: Outcome | str) -> int:
        """Return how many inputs ended in one outcome."""
        return sum(n for (_, name), n in self.outcomes.items() if name == str(outcome))


def load(
    store: Store,
    folder: Path,
    *,
    only: Iterable[Path] | None = None,
    beside: bool = False,
    light: bool = False,
) -> LoadReport:
    """Load the landing files of a folder that are not in the warehouse yet.

    `only` may be a generator: each file is loaded as it comes. `beside` reads lines in a second
    process, one file ahead, which pays from some ten thousand lines. `light` never takes Arrow, which
    small files do without anyway: slower, and 60 MB less for a process that stays.
    Raise WarehouseError naming the file when the database refuses (disk full, damage); the files
    before it stay loaded, and the file itself is loaded whole by the next call.
    """
    import duckdb

    report = LoadReport()
    landing.recover(folder)
    fresh = _fresh(store, landing.files(folder) if only is None else only, report)
    ahead = parse_ahead(fresh) if beside else ((p, _parsed(p, light)) for p in fresh)
    for path, parsed in ahead:
        try:
            _load_file(store, path, parsed, report)
        except duckdb.Error as error:
            raise WarehouseError(
                f"{path}: không nạp được tệp này vào kho ({error}); kiểm tra ổ đĩa rồi chạy lại"
            ) from error
    return report


def _parsed(path: Path, light: bool) -> Iterable[Parsed]:
    return parse(path, light=light or path.stat().st_size <= FEW)


def _fresh(store: Store, paths: Iterable[Path], report: LoadReport) -> Iterator[Path]:
    known = {row[0] for row in store.rows("select file_id from raw.landing_file")}
    for path in paths:
        if path.name in known:
            report.known_files += 1
            continue
        known.add(path.name)
        if (ledger := ledger_over(path.parent)).marks:
            landing.refuse(path, ledger)
        yield path


def _load_file(store: Store, path: Path, parsed: Iterable[Parsed], report: LoadReport) -> None:
    with path.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    original = store.one(
        "select file_id from raw.landing_file where sha256 = ? and copy_of is null", [sha]
    )
    if original is not None:
        _skip_copy(store, path, sha, str(original), report)
        return
    lines = posts = visits = verdicts = events = new_events = quarantined = 0
    with store.transaction():
        store.connection.execute(_BEGIN_FILE)
        for chunk in parsed:
            _store_chunk(store, chunk)
            lines += chunk.lines
            posts += chunk.posts.num_rows
            visits += chunk.visits.num_rows
            quarantined += chunk.quarantine.num_rows
            kept = _store_verdicts(store, chunk)
            verdicts += kept
            quarantined += chunk.verdicts.num_rows - kept
            events += chunk.events.num_rows
            new_events += store_events(store, chunk.events)
        store.connection.execute(_PAIR, {"file_id": path.name})
        store.connection.execute(_STORE_SOURCES)
        store.connection.execute("insert into raw.visit by name from _file_input")
        counts = store.rows("select source, outcome, count(*) from _file_input group by all")
        inputs = sum(number for _, _, number in counts)
        store.connection.execute(
            "insert into raw.landing_file by name select ? as file_id, ? as sha256, ? as bytes, "
            "? as lines, now() as loaded_at, ? as posts, ? as visits, ? as quarantined, "
            "? as inputs, ? as verdicts, ? as events, ? as new_events",
            [path.name, sha, path.stat().st_size, lines, posts, visits, quarantined, inputs]
            + [verdicts, events, new_events],
        )
    report.files += 1
    report.lines += lines
    report.quarantined += quarantined
    report.verdicts += verdicts
    report.events += new_events
    for source, outcome, number in counts:
        report.outcomes[source, outcome] += number


def _skip_copy(store: Store, path: Path, sha: str, original: str, report: LoadReport) -> None:
    """Count the inputs of a file that is in the warehouse under another name; store none again."""
    with store.transaction():
        store.connection.execute(
            "insert into raw.landing_file by name "
            "select ? as file_id, ? as sha256, bytes, lines, now() as loaded_at, posts, visits, "
            "quarantined, inputs, verdicts, events, new_events, file_id as copy_of "
            "from raw.landing_file where file_id = ?",
            [path.name, sha, original],
        )
    report.files += 1
    lines, quarantined = store.rows(
        "select lines, coalesce(quarantined, 0) from raw.landing_file where file_id = ?",
        [original],
    )[0]
    report.lines += lines
    report.quarantined += quarantined
    for source, number in store.rows(
        "select source, count(*) from raw.visit where file_id = ? group by source", [original]
    ):
        report.outcomes[source, str(Outcome.KNOWN)] += number


def _store_chunk(store: Store, chunk: Parsed) -> None:
    append(store, "raw.quarantine", chunk.quarantine)
    append(store, "_file_visit", chunk.visits)
    if chunk.posts.num_rows:
        with standing(store, "_incoming", chunk.posts):
            for statement in (_DECIDE, _STORE_POSTS, _REMEMBER_POSTS):
                store.connection.execute(statement)


def _store_verdicts(store: Store, chunk: Parsed) -> int:
    """Store what people judged, as verdicts and as annotations; return how many had their post."""
    if not chunk.verdicts.num_rows:
        return 0
    with standing(store, "_verdicts", chunk.verdicts):
        for statement in (_REFUSE_VERDICTS, _STORE_VERDICTS, _ANNOTATE_VERDICTS):
            store.connection.execute(statement)
        return int(
            store.one("select count(*) from _verdicts semi join raw.post using (post_id, revision)")
        )
