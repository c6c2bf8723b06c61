"""Rows for other programs: CSV for spreadsheets, Parquet for notebooks, JSON lines for anything."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from langnghe.errors import LangngheError
from langnghe.records import HANOI
from warehouse.sql import literal, wordings
from warehouse.statement import values_in
from warehouse.store import Store

What = Literal["posts", "stories", "annotations", "outcomes"]

# Dates as they are read here; times with their zone, so that no program has to guess it.
_POSTS = """
select post_id, source, source_name, kind, url, title, lead, body, author, section, published_at,
       first_seen, day, revisions, in_scope, topics, tone, stance_union, intent, risk, places,
       watch, reviewed, story_id
from {posts}
where ($day_from is null or day >= $day_from) and ($day_to is null or day <= $day_to)
  and ($in_scope is null or in_scope = $in_scope)
order by day, published_at, post_id
"""

_STORIES = """
select story_id, min(day) as first_day, max(day) as last_day, count(*) as posts,
       count(distinct source) filter (kind = 'article') as outlets,
       arg_min(title, coalesce(published_at, first_seen)) as title,
       arg_min(url, coalesce(published_at, first_seen)) as url,
       bool_or(in_scope) as in_scope, max(risk) as risk
from {posts}
where story_id is not null
  and ($day_from is null or day >= $day_from) and ($day_to is null or day <= $day_to)
group by story_id
having $in_scope is null or bool_or(in_scope) = $in_scope
order by first_day, story_id
"""

_ANNOTATIONS = """
select a.post_id, a.revision, a.task, a.label, a.score, a.model, a.rank, a.made_at,
       p.source, p.day, p.title
from raw.annotation as a
join {posts} as p using (post_id)
where ($day_from is null or p.day >= $day_from) and ($day_to is null or p.day <= $day_to)
  and ($in_scope is null or p.in_scope = $in_scope)
order by p.day, a.post_id, a.made_at, a.task, a.rank
"""

_OUTCOMES = """
select source, day, role, outcome, inputs, items, new_items, example_reason
from mart.outcome_day
where ($day_from is null or day >= $day_from) and ($day_to is null or day <= $day_to)
  and ($in_scope is null or true)  -- an address that gave nothing has no scope
order by day, source, role, outcome
"""

# Of some days only their posts are worked out, not those of years. A day is one of the moments a wording bears.
_OF_DAYS = (
    *wordings(
        "_export",
        "select post_id from raw.post "
        "where greatest(fetched_at, coalesce(published_at, fetched_at)) >= "
        "      coalesce($first::timestamptz, '-infinity'::timestamptz) "
        "  and least(fetched_at, coalesce(published_at, fetched_at)) < "
        "      coalesce($until::timestamptz, 'infinity'::timestamptz)",
    ),
    "create or replace temp table _export_near as from staging.posts_of('_export_wording') "
    "where day between coalesce($day_from::date, '-infinity'::date) and coalesce($day_to::date, 'infinity'::date)",
    "create or replace temp table _export_said as "
    "select * from raw.annotation where post_id in (select post_id from _export_near)",
    "create or replace temp table _export_label as from staging.labels_of('_export_said')",
    "create or replace temp view _export_post as from mart.posts_from('_export_near', '_export_label')",
)

_QUERIES: dict[str, str] = {
    "posts": _POSTS,
    "stories": _STORIES,
    "annotations": _ANNOTATIONS,
    "outcomes": _OUTCOMES,
}

_FORMATS: dict[str, str] = {
    ".csv": "format csv, header true, force_quote *",
    ".parquet": "format parquet, compression zstd",
    ".jsonl": "format json",
}


def export(
    store: Store,
    what: What,
    out: Path,
    *,
    day_from: date | None = None,
    day_to: date | None = None,
    in_scope: bool | None = None,
) -> int:
    """Write rows to .csv (UTF-8 with BOM, formulas disarmed), .parquet or .jsonl; return their number.

    The file appears whole or not at all. No export holds an author key.
    """
    import duckdb

    if what not in _QUERIES:
        raise LangngheError(f"Không có loại {what!r} để xuất; chọn {', '.join(_QUERIES)}")
    if out.suffix.lower() not in _FORMATS:
        raise LangngheError(
            f"{out}: không xuất được đuôi {out.suffix or '(trống)'}; chọn {', '.join(_FORMATS)}"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        few = (day_from or day_to) and "{posts}" in _QUERIES[what]
        posts = _of_days(store, day_from, day_to) if few else "mart.post"
        store.connection.execute(
            f"create or replace temp table _export as {_QUERIES[what].format(posts=posts)}",  # ours
            {"day_from": day_from, "day_to": day_to, "in_scope": in_scope},
        )
        relation = "_export"
        if out.suffix.lower() == ".csv":
            relation = f"(select {', '.join(_csv_columns(store))} from _export)"  # noqa: S608
        store.connection.execute(
            f"copy {relation} to {literal(part)} ({_FORMATS[out.suffix.lower()]})"
        )
        if out.suffix.lower() == ".csv":
            _add_bom(part)
        part.replace(out)
        return int(store.one("select count(*) from _export"))
    except (duckdb.IOException, OSError) as error:
        raise LangngheError(f"{out}: không ghi được tệp ({error}); kiểm tra ổ đĩa") from error
    finally:
        part.unlink(missing_ok=True)
        for name in ("_export", "_export_row", "_export_near", "_export_said", "_export_label"):
            store.connection.execute(f"drop table if exists {name}")


def _of_days(store: Store, day_from: date | None, day_to: date | None) -> str:
    """Work out the posts of some Hà Nội days; return the view they stand in."""
    values = {
        "first": day_from and datetime.combine(day_from, time(), HANOI),
        "until": day_to and datetime.combine(day_to + timedelta(days=1), time(), HANOI),
        "day_from": day_from,
        "day_to": day_to,
    }
    for statement in _OF_DAYS:
        store.connection.execute(statement, values_in(statement, values))
    return "_export_post"


def _csv_columns(store: Store) -> list[str]:
    """Return the columns as a spreadsheet may read them: lists joined, no cell begins a formula."""
    columns = []
    for name, kind in store.rows(
        "select column_name, data_type from duckdb_columns() "
        "where table_name = '_export' order by column_index"
    ):
        column = f'"{name}"'
        if kind.endswith("[]"):
            column, kind = f"array_to_string({column}, '; ')", "VARCHAR"
            columns.append(f'{_disarmed(column)} as "{name}"')
        elif kind == "VARCHAR":
            columns.append(f'{_disarmed(column)} as "{name}"')
        else:
            columns.append(column)
    return columns


def _disarmed(column: str) -> str:
    # Blanks before the sign do not disarm it: some programs trim them. Carriage return as tab.
    return (
        f"case when regexp_matches({column}, '^[\\s\\x00]*[=+@\\t\\r-]') or {column} ^@ chr(9) "
        f"or {column} ^@ chr(13) then '''' || {column} else {column} end"
    )


def _add_bom(path: Path) -> None:
    """Put the mark that tells Excel the file is UTF-8 in front."""
    whole = path.with_name(path.name + ".bom")
    with path.open("rb") as source, whole.open("wb") as target:
        target.write(b"\xef\xbb\xbf")
        while block := source.read(1 << 20):
            target.write(block)
    whole.replace(path)
