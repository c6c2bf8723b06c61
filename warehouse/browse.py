"""Search with every filter of a list: the hits become a table that is counted, charted, sorted and paged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from langnghe.records import HANOI
from warehouse.query import And, Field, Node, Or, parse
from warehouse.search import SELECT, Statement, source_finder
from warehouse.snippet import snippet
from warehouse.store import Store

TALK = ("comment", "post")  # what kind "talk" asks for: whatever no newspaper wrote
HITS = "_browse"  # temp table, one row per hit: post_id, revision, source, kind, day, moment, exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is narrowed by; what is None or "" narrows nothing.

    stance "co": whatever is said of the union. risk: that level and above. place, watch, topic: ids.
    """

    words: str = ""
    day_from: date | None = None
    day_to: date | None = None
    kind: str = ""
    source: str = ""
    topic: str = ""
    tone: str = ""
    stance: str = ""
    risk: int | None = None
    place: str = ""
    watch: str = ""
    in_scope: bool | None = None


def browse(store: Store, asked: Asked) -> list[str]:
    """Work out the posts that match into the temp table HITS; return the folded words to be shown.

    QueryError names the position in the words. Labels are worked out only where a filter asks for them,
    and only of posts that anybody ever labelled so.
    """
    tree = _tree(asked)
    statement = Statement(source_finder(store))
    extra, bound = _near(asked)
    sql = statement.build(tree, _TABLE.replace("{near}", extra))
    store.connection.execute(sql, {**statement.values, **bound})
    conditions = list(_conditions(asked))
    if conditions:
        _narrow(store, conditions)
    return statement.shown


def by_day(store: Store) -> dict[date, int]:
    """Return how many of the hits stand on each day."""
    return {day: int(n) for day, n in store.rows(_DAYS)}


def reached(store: Store, first: date, last: date) -> set[date]:
    """Return the days on which some source was asked and answered."""
    rows = store.rows(
        "select distinct ((visited_at at time zone 'UTC') + interval 7 hour)::date from raw.visit "
        "where visited_at >= $first and visited_at < $last "
        "and outcome not in ('failed', 'blocked', 'robots')",
        {"first": _start(first), "last": _start(last + timedelta(days=1))},
    )
    return {row[0] for row in rows}


def told(
    store: Store, keys: Sequence[tuple[str, str]], shown: Sequence[str], *, snippets: bool = True
) -> dict[str, dict[str, Any]]:
    """Return what a reader sees of some wordings (post_id, revision), by post: title, source, labels."""
    # One string, not a list: the driver looks for an optional package once a value.
    store.connection.execute(_TOLD, {"keys": " ".join(f"{post}/{rev}" for post, rev in keys)})
    store.connection.execute(_TOLD_ANNOTATION)
    rows = store.dicts(
        "select p.post_id, p.url, p.kind, p.source, coalesce(s.name, p.source) as source_name, "
        "coalesce(nullif(p.title, ''), '') as title, "
        "p.lead, left(p.body, case when $snippets then 6000 else 0 end) as body, "
        "coalesce(parent.title, '') as about, m.story_id, l.tone, l.stance_union, l.risk, l.topics, "
        "l.places, l.in_scope, coalesce(l.reviewed, false) as reviewed "
        "from _told as t join raw.post as p on p.post_id = t.post_id and p.revision = t.revision "
        "left join staging.labels_of('_told_annotation') as l on l.post_id = p.post_id "
        "left join raw.story_member as m on m.post_id = p.post_id "
        "left join raw.source as s on s.source = p.source "
        "left join (select post_id, any_value(title) as title from raw.post where post_id in "
        "(select parent_id from raw.post where post_id in (select post_id from _told)) "
        "group by post_id) as parent on parent.post_id = p.parent_id",
        {"snippets": snippets},
    )
    found = {}
    for row in rows:
        text = "\n".join(filter(None, (row.pop("lead"), row.pop("body"))))
        row["snippet"] = snippet(text, shown) if snippets else ""
        found[row["post_id"]] = row
    return found


def _tree(asked: Asked) -> Node:
    wanted: list[Node] = []
    if asked.day_from or asked.day_to:
        wanted.append(Field("day", "", asked.day_from or date.min, asked.day_to or date.max))
    if asked.kind:
        kinds = TALK if asked.kind == "talk" else (asked.kind,)
        wanted.append(Or(tuple(Field("kind", kind) for kind in kinds)))
    if asked.source:
        wanted.append(Field("source_id", asked.source))
    if asked.words.strip():
        wanted.insert(0, parse(asked.words))
    return And(tuple(wanted))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _near(asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return a condition on raw.post that spares reading other years, and its values.

    A post stands on the day of one of its dates, or of its finding where it has none.
    """
    if not (asked.day_from or asked.day_to):
        return "true", {}
    first = asked.day_from or date(1970, 1, 1)
    last = min(asked.day_to or date(9000, 1, 1), date(9000, 1, 1))
    return (
        "post_id in (select post_id from raw.post "
        "where coalesce(published_at, fetched_at) >= $near_first "
        "and coalesce(published_at, fetched_at) < $near_last)",
        {"near_first": _start(first), "near_last": _start(last + timedelta(days=1))},
    )


def _conditions(asked: Asked) -> list[tuple[str, str, Any]]:
    """Return (condition on labels, condition that some annotation must meet or "", value) of each filter."""
    found: list[tuple[str, str, Any]] = []
    if asked.topic:
        found.append(("list_contains(l.topics, $v)", "task = 'topic' and label = $v", asked.topic))
    if asked.tone:
        usual = asked.tone == "neutral"  # what nobody said otherwise of
        found.append(("l.tone = $v", "" if usual else "task = 'tone' and label = $v", asked.tone))
    if asked.stance == "co":
        found.append(("l.stance_union <> $v", "task = 'stance_union' and label <> $v", "none"))
    elif asked.stance:
        usual = asked.stance == "none"
        wanted = "" if usual else "task = 'stance_union' and label = $v"
        found.append(("l.stance_union = $v", wanted, asked.stance))
    if asked.risk is not None:
        wanted = "task = 'risk' and try_cast(label as integer) >= $v" if asked.risk else ""
        found.append(("l.risk >= $v", wanted, asked.risk))
    if asked.place:
        found.append(("list_contains(l.places, $v)", "task = 'place' and label = $v", asked.place))
    if asked.watch:
        found.append(("list_contains(l.watch, $v)", "task = 'watch' and label = $v", asked.watch))
    if asked.in_scope is not None:
        wanted = "task = 'in_scope' and label = '1'" if asked.in_scope else ""
        found.append(("coalesce(l.in_scope, false) = $v", wanted, asked.in_scope))
    return found


def _narrow(store: Store, conditions: Sequence[tuple[str, str, Any]]) -> None:
    run = store.connection.execute
    for _, wanted, value in conditions:
        if wanted:
            run(_COARSE.replace("{wanted}", wanted), {"v": value} if "$v" in wanted else None)
    run(_ANNOTATED)
    run(_LABELLED)
    where = (c.replace("$v", f"$v{at}") for at, (c, _, _) in enumerate(conditions))
    run(
        _FINE.replace("{where}", " and ".join(where)),
        {f"v{at}": value for at, (_, _, value) in enumerate(conditions)},
    )


_TOLD = """
create or replace temp table _told as
select split_part(key, '/', 1) as post_id, split_part(key, '/', 2) as revision
from (select unnest(string_split($keys, ' ')) as key)
"""
_TOLD_ANNOTATION = """
create or replace temp table _told_annotation as
select a.* from raw.annotation as a semi join _told as t on t.post_id = a.post_id
"""
_DAYS = "select day, count(*) from _browse group by day"
# First what some annotation says, which is cheap; then, of what is left, the label that counts.
_COARSE = """
create or replace temp table _browse as select h.* from _browse as h
semi join (select post_id from raw.annotation where {wanted}) as a on a.post_id = h.post_id
"""
_ANNOTATED = """
create or replace temp table _browse_annotation as
select a.* from raw.annotation as a semi join _browse as h on h.post_id = a.post_id
"""
_LABELLED = (
    "create or replace temp table _browse_label as from staging.labels_of('_browse_annotation')"
)
_FINE = """
create or replace temp table _browse as select h.* from _browse as h
left join _browse_label as l on l.post_id = h.post_id where {where}
"""
# The same search as warehouse.search, kept as a table instead of one page of it.
_TABLE = (
    "create or replace temp table _browse as\n"
    + SELECT[: SELECT.index("select post_id, revision, day, {exact}")].replace(
        "where {maybe}\n", "where {maybe} and {near}\n"
    )
    + """
select post_id, revision, source, kind, day, moment, coalesce({exact}, false) as exact
from found{label_join}
where {where}
"""
)
