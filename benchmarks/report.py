"""The whole report of half a year at size, against counting one of its figures in plain SQL.

    python -m benchmarks.report [--posts 1000000] [--from WORKSPACE] [--out FOLDER] [--slope]

A workspace of the demo (--from; without it one is made, some minutes) is copied to --out, and what it heard
of others is multiplied: posts, labels, stories, sources, visits, as the loader writes them, over the
181 days of 2026-H1. Of those texts 12 % are in scope, 14 % comments and posts. Then the report is made and
written in every format. Prints seconds of wall and processor time a stage, the peak of memory, and the peer: the
texts in scope of each day, in plain SQL on the same file. --slope makes the report at a tenth first, and
prints how time grows with size (log–log: 1 is in proportion).
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langnghe.config import Workspace
from langnghe.records import HANOI
from warehouse import Store, open_store

PERIOD = "2026-H1"
START = datetime(2026, 1, 1, tzinfo=HANOI)
DAYS = 181
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUSES = 24  # sources that each source of the demo becomes
SHARES = {  # kind, in scope → share of all
    ("article", False): 0.78, ("article", True): 0.08, ("talk", False): 0.10, ("talk", True): 0.04,
}  # fmt: skip
SLICE = 50_000  # copies written at a time, oldest first, as a loader would have written them


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How what was heard is multiplied.

    body, fold, key: what the body and the two search columns of a copy become, as SQL over c (the copy),
    p (the post it is made of) and what `joins` brings.
    """

    start: datetime = START
    days: int = DAYS
    houses: int = HOUSES
    shares: Mapping[tuple[str, bool], float] = field(default_factory=lambda: SHARES)
    body: str = "case when p.kind = 'article' then repeat(p.body || E'\\n', 8) else p.body end"
    fold: str = "p.search_fold"
    key: str = "p.search_key"
    joins: str = ""
    labels: str = "true"  # which annotations a copy has, of the machines': SQL over a


def build(store: Store, posts: int, plan: Plan | None = None) -> None:
    """Bring what was heard of others up to so many posts."""
    plan = plan or Plan()
    one = store.connection.execute
    terms = {"start": plan.start, "days": plan.days, "houses": plan.houses}
    for statement in (_BASE, *_PARTS):
        one(statement)
    counts: dict[tuple[str, bool], int] = {
        (kind, scope): n for kind, scope, n in store.rows(_COUNTS)
    }
    one("create or replace temp table want (class varchar, scope boolean, copies integer)")
    one(
        "insert into want select unnest($c), unnest($s), unnest($n)",
        {
            "c": [key[0] for key in counts],
            "s": [key[1] for key in counts],
            "n": [math.ceil(plan.shares[key] * posts / counts[key]) for key in counts],
        },
    )
    one(_COPY, terms)
    for number in range(math.ceil(store.one("select count(*) from every_copy") / SLICE)):
        one(_SLICE, {"first": number * SLICE, "behind": (number + 1) * SLICE})
        for statement in _INSERTS:
            one(
                statement.format(
                    body=plan.body,
                    fold=plan.fold,
                    key=plan.key,
                    joins=plan.joins,
                    labels=plan.labels,
                )
            )
    if not store.one(
        "select count(*) from raw.source where regexp_full_match(source, '.*-[0-9]+')"
    ):
        for statement in _ONCE:
            one(statement, terms)
    for name in (
        "base",
        "base_post",
        "base_annotation",
        "base_visit",
        "want",
        "every_copy",
        "copy",
    ):
        one(f"drop table if exists temp.{name}")
    one("checkpoint")


# Only what the demo itself holds: copies are not copied again.
_BASE = """
create or replace temp table base as
select p.post_id, p.in_scope, case p.kind when 'article' then 'article' else 'talk' end as class,
       p.story_id, p.first_seen
from mart.post as p join raw.source as s on s.source = p.source
where not s.own and not exists (
    from raw.post as r where r.post_id = p.post_id and r.file_id like '%-crawl-b0b0b0b0-%')
"""
# What copies are made of, kept apart: the tables themselves grow with every slice.
_PARTS = (
    "create or replace temp table base_post as from raw.post where post_id in (select post_id from base)",
    "create or replace temp table base_annotation as "
    "from raw.annotation where post_id in (select post_id from base)",
    "create or replace temp table base_visit as from raw.visit "
    "where outcome = 'stored' and post_id in (select post_id from base) "
    "qualify row_number() over (partition by post_id order by visited_at) = 1",
)
_COUNTS = "select class, in_scope, count(*) from base group by all"
# The texts of one copy of a story keep their distances; one copy lies anywhere in the half year.
_COPY = """
create or replace temp table every_copy as
select *, row_number() over (order by seen, new) - 1 as position from (
select b.post_id as old, left(md5(b.post_id || '/' || n), 16) as new, n,
       md5(coalesce(b.story_id, b.post_id) || '/' || n) as whole, b.story_id is not null as told,
       $start::timestamptz + to_seconds(
           ((epoch(b.first_seen)::bigint + hash(coalesce(b.story_id, b.post_id), n) % 31536000)
            % ($days * 86400))::bigint) as seen,
       '-' || (n % $houses) as house
from base as b join want as w on w.class = b.class and w.scope = b.in_scope, range(w.copies) as t(n)
where not exists (
    from raw.post as r where r.post_id = left(md5(b.post_id || '/' || n), 16)))
"""
_SLICE = """
create or replace temp table copy as
select * from every_copy where position >= $first and position < $behind order by position
"""
_FILE = "strftime(seen, '%Y%m%d') || 'T000000-crawl-b0b0b0b0-bench.jsonl'"
_INSERTS = (
    f"""
    insert into raw.landing_file by name
    select {_FILE} as file_id, md5({_FILE}) as sha256, 0 as bytes, 0 as lines,
           date_trunc('day', min(seen)) + interval 1 day as loaded_at, 0 as posts, 0 as visits,
           0 as quarantined, 0 as inputs
    from copy where {_FILE} not in (select file_id from raw.landing_file) group by {_FILE}
    """,
    f"""
    insert into raw.post by name
    select p.* replace (
        c.new as post_id, p.source || c.house as source, p.url || '?' || c.n as url,
        p.title || ' (' || c.n || ')' as title,
        {{body}} as body, {{fold}} as search_fold, {{key}} as search_key,
        left(md5(p.parent_id || '/' || c.n), 16) as parent_id,
        c.seen - least(greatest(p.fetched_at - p.published_at, interval 0 hour), interval 2 day)
            as published_at, c.seen as fetched_at,
        {_FILE} as file_id)
    from copy as c join base_post as p on p.post_id = c.old{{joins}}
    order by c.position
    """,
    """
    insert into raw.annotation by name
    select a.* replace (c.new as post_id, c.seen + interval 5 minute as made_at)
    from copy as c join base_annotation as a on a.post_id = c.old
    where not a.model ^@ 'person@' and {labels}
    order by c.position
    """,
    """
    insert into raw.story_member by name
    select new as post_id, 's-' || left(whole, 16) as story_id, seen as grouped_at from copy where told
    """,
    f"""
    insert into raw.visit by name
    select v.* replace (c.new as post_id, v.source || c.house as source, v.url || '?' || c.n as url,
                        c.seen as visited_at, {_FILE} as file_id)
    from copy as c join base_visit as v on v.post_id = c.old
    """,
)
_ONCE = (
    """
    insert into raw.source by name
    select s.* replace (s.source || '-' || h as source, s.name || ' ' || h as name)
    from raw.source as s, range($houses) as t(h) where not s.own and $days > 0 and $start is not null
    """,
    f"""
    insert into raw.visit by name
    select s.source, s.home || '/feed.xml' as url, 'feed' as role, seen as visited_at, 'known' as outcome,
           '' as reason, '' as reason_class, 200 as http_status, 'feed' as method, null as post_id,
           20 as items, 0 as new_items, 0.2 as seconds, null as etag, null as last_modified,
           {_FILE} as file_id
    from raw.source as s, range($days * 3) as t(k),
         (select $start::timestamptz + to_hours((k * 8 + 6)::integer)) as w(seen)
    where regexp_full_match(s.source, '.*-[0-9]+') and $houses > 0
    """,
)


class Stages:
    """Seconds of wall and processor time by stage."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, float]] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Add what a block takes to a stage."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            mine = self.told.setdefault(name, {"wall": 0.0, "cpu": 0.0})
            mine["wall"] = round(mine["wall"] + time.perf_counter() - wall, 2)
            mine["cpu"] = round(mine["cpu"] + time.process_time() - cpu, 2)
            print(f"{name}: {mine}", file=sys.stderr, flush=True)

    def watch(self, module: Any, name: str, stage: str) -> None:
        """Time every call of a function of a module."""
        found: Callable[..., Any] = getattr(module, name)

        def timed(*given: Any, **named: Any) -> Any:
            with self.of(stage):
                return found(*given, **named)

        setattr(module, name, timed)


def report(workspace: Workspace) -> dict[str, Any]:
    """Make the report and write it in every format; return the stages and what came of it."""
    stages = Stages()
    with stages.of("imports"):
        import flows.report as flow
        import flows.report_count as counting
        from langnghe.report.document import to_docx
        from langnghe.report.web import render
        from langnghe.report.workbook import to_xlsx
        from warehouse import measured, still
        from warehouse import report as rows_kept

    kept = {(m, n): getattr(m, n) for m, n in ((still, "_hold"), (measured, "_work_out"),
            (counting, "_tables"), (rows_kept, "sums_of"), (counting, "answers"), (flow, "compose"),
            (flow, "freeze"), (flow, "_remember"), (flow, "count"))}  # fmt: skip
    names = ("views held", "posts prepared", "rows of questions", "rows added up", "figures", "composed",
             "frozen", "remembered", "counted in all")  # fmt: skip
    for (module, name), stage in zip(kept, names, strict=True):
        stages.watch(module, name, stage)
    try:
        with stages.of("report in all"):
            with stages.of("made"):
                frozen = flow.make(workspace, PERIOD, None, NOW)
            with stages.of("docx"):
                to_docx(frozen.report)
            with stages.of("rows read"):
                rows = frozen.rows.num_rows
            with stages.of("xlsx"):
                to_xlsx(frozen.report, frozen.rows, frozen.submission)
            with stages.of("html"):
                render(frozen, "html")
    finally:
        for (module, name), function in kept.items():
            setattr(module, name, function)
    return {
        "rows": rows,
        "answered": frozen.report.answered,
        "stages": stages.told,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def peer(workspace: Workspace) -> dict[str, float]:
    """Count the texts in scope of each day in plain SQL, labels of machines only: one figure of some 400."""
    import duckdb

    wall, cpu = time.perf_counter(), time.process_time()
    with duckdb.connect(str(workspace.warehouse), read_only=True) as connection:
        connection.execute(_PEER).fetchall()
    return {
        "wall": round(time.perf_counter() - wall, 2),
        "cpu": round(time.process_time() - cpu, 2),
    }


_PEER = """
select first::date as day, count(*) from (
    select post_id, arg_max(label, made_at) as label from raw.annotation where task = 'in_scope' group by post_id
) join (select post_id, min(fetched_at) + interval 7 hour as first from raw.post group by post_id) using (post_id)
where label = '1' group by day
"""


def demo(folder: Path) -> Path:
    """Make a workspace of the demo; its path."""
    subprocess.run([sys.executable, "-m", "langnghe", "demo", "--out", str(folder)], check=True)
    return folder


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--from", dest="source", type=Path, help="a workspace of the demo")
    parser.add_argument("--out", type=Path, help="where the multiplied workspace goes, and stays")
    parser.add_argument("--slope", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        out = options.out or Path(name) / "scale"
        if not out.exists():
            shutil.copytree(options.source or demo(Path(name) / "demo"), out)
        workspace = Workspace(out)
        found: dict[str, Any] = {}
        for size in [options.posts // 10, options.posts] if options.slope else [options.posts]:
            shutil.rmtree(out / "data" / "reports", ignore_errors=True)
            began = time.perf_counter()
            with open_store(workspace.warehouse) as store:
                build(store, size)
                posts = store.one("select count(*) from raw.post")
                labels = store.one("select count(*) from raw.annotation")
            built = round(time.perf_counter() - began, 1)
            found[str(size)] = {
                "posts": posts, "labels": labels, "built": built, **report(workspace),
                "peer": peer(workspace),
            }  # fmt: skip
            print(json.dumps({size: found[str(size)]}, indent=2), flush=True)
        for one in found.values():
            whole = one["stages"]["report in all"]
            print(f"{one['posts']} posts: {whole['wall']} s, {whole['cpu']} s of processor")
            print(
                f"  against one figure in plain SQL: {whole['cpu'] / one['peer']['cpu']:.1f} times"
            )
        if len(found) == 2:
            small, large = found.values()
            grown = (
                large["stages"]["report in all"]["cpu"] / small["stages"]["report in all"]["cpu"]
            )
            slope = math.log(grown) / math.log(large["posts"] / small["posts"])
            print(f"slope {slope:.2f}")


if __name__ == "__main__":
    main()
