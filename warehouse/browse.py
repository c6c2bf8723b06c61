"""Search with every filter of a list: the hits become a table that is counted, charted, sorted and paged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.query import parse
from warehouse.snippet import snippet
from warehouse.statement import Statement, source_finder, values_in
from warehouse.store import Store
from warehouse.words import Words, stand

TALK = ("comment", "post")  # what kind "talk" asks for: whatever no newspaper wrote
HITS = "_browse"  # temp table, one row per hit: spot (rowid of the wording), h, moment, day, exact


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


def browse(store: Store, asked: Asked, words: Words | None = None) -> list[str]:
    """Work out the posts that match into the temp table HITS; return the folded words to be shown.

    The store holds the tables of warehouse.ready; words: its index, without which all texts are read.
    QueryError names the position in the words.
    """
    where, bound = _conditions(asked)
    if not asked.words.strip():
        store.connection.execute(_ALL.format(where=where), bound)
        return []
    tree = parse(asked.words)
    statement = Statement(source_finder(store))
    found = words.answer(tree) if words else None
    if found is not None and not found.gaps and found.upto >= store.one(_WORDINGS):
        near = "false"  # nothing came that the index does not know
        more: dict[str, Any] = {}
    elif found is not None:
        near, more = found.unread()
    else:  # only the texts of what the filters leave are read
        near, more = (_NEAR.format(where=where), bound) if bound else ("true", {})
    texts, choice = statement.build(tree, _FOUND.format(near=near, filters=where)).split(";")
    run = store.connection.execute
    run(texts, {**values_in(texts, statement.values), **more})
    run(choice, {**values_in(choice, statement.values), **bound})
    if found:
        fields = Statement(statement.find_sources)
        beside = fields.conditions(found.fields)
        stand(store, "_found", found.blind)
        stand(store, "_exact", found.exact or ())
        values = {**bound, **fields.values, "as_typed": found.exact is None}
        store.connection.execute(_INDEXED.format(where=where, fields=beside), values)
    return statement.shown


def by_day(store: Store) -> dict[date, int]:
    """Return how many of the hits stand on each day."""
    return {day: int(n) for day, n in store.rows(_DAYS)}


def reached(store: Store, first: date, last: date) -> set[date]:
    """Return the days on which some source was asked and answered."""
    rows = store.rows("select day from ready.reached where day between ? and ?", [first, last])
    return {row[0] for row in rows}


def told(
    store: Store, spots: Sequence[int], shown: Sequence[str], *, snippets: bool = True
) -> dict[int, dict[str, Any]]:
    """Return what a reader sees of some hits, by their spot: title, source, labels, a snippet."""
    # One string, not a list: the driver looks for an optional package once a value.
    bound = {"spots": " ".join(map(str, spots))}
    rows = store.dicts(_TOLD, {**bound, "snippets": snippets})
    about = dict(store.rows(_ABOUT, bound))
    found = {}
    for row in rows:
        text = "\n".join(filter(None, (row.pop("lead"), row.pop("body"))))
        row["snippet"] = snippet(text, shown) if snippets else ""
        row["about"] = about.get(row["spot"], "")
        found[row["spot"]] = row
    return found


def _conditions(asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return the condition on ready.post that the filters make, and its values."""
    found: dict[str, Any] = {}
    if asked.day_from:
        found["day >= $day_from"] = asked.day_from
    if asked.day_to:
        found["day <= $day_to"] = asked.day_to
    if asked.kind:
        kinds = TALK if asked.kind == "talk" else (asked.kind,)
        found["kind in (select unnest(string_split($kind, ' ')))"] = " ".join(kinds)
    if asked.source:
        found["source = $source"] = asked.source
    if asked.topic:
        found["list_contains(topics, $topic)"] = asked.topic
    if asked.tone:
        found["tone = $tone"] = asked.tone
    if asked.stance == "co":
        found["stance_union <> $stance"] = "none"
    elif asked.stance:
        found["stance_union = $stance"] = asked.stance
    if asked.risk is not None:
        found["risk >= $risk"] = asked.risk
    if asked.place:
        found["list_contains(places, $place)"] = asked.place
    if asked.watch:
        found["list_contains(watch, $watch)"] = asked.watch
    if asked.in_scope is not None:
        found["in_scope = $in_scope"] = asked.in_scope
    values = {_PARAMETER.search(sql)[1]: value for sql, value in found.items()}  # type: ignore[index]
    return " and ".join(found) or "true", values


_PARAMETER = re.compile(r"\$(\w+)")
_ALL = """
create or replace temp table _browse as
select spot, h, moment, day, false as exact from ready.post where {where}
"""
# The same search as warehouse.search, kept as a table instead of one page of it.
_FOUND = """
create or replace temp table _hit as
select rowid as spot{{columns}} from raw.post where {near} and {{maybe}};
create or replace temp table _browse as
select spot, h, moment, day, coalesce({{exact}}, false) as exact
from _hit join ready.post as p using (spot)
where {{where}} and {filters}
"""
_WORDINGS = "select count(*) from raw.post"
_NEAR = "rowid in (select spot from ready.post where {where})"
_INDEXED = """
insert into _browse
select spot, h, moment, day, coalesce($as_typed or spot in (from _exact), false) as exact
from ready.post where spot in (from _found) and {where} and {fields}
"""
_DAYS = "select day, count(*) from _browse group by day"
_TOLD = """
with asked as (select unnest(string_split($spots, ' '))::bigint as spot where $spots <> ''),
post as (select * from ready.post where spot in (from asked)),
wording as (
    select rowid as spot, url, title, lead,
           case when $snippets then left(body, 6000) else '' end as body
    from raw.post where rowid in (from asked)
)
select p.spot, p.post_id, w.url, p.kind, p.source, coalesce(s.name, p.source) as source_name, w.title,
       w.lead, w.body, p.story_id, case when p.labelled then p.tone end as tone, p.stance_union, p.risk,
       p.topics, p.places, case when p.labelled then p.in_scope end as in_scope, p.reviewed
from post as p join wording as w using (spot) left join raw.source as s on s.source = p.source
"""
# A comment has no title: what it was written under.
_ABOUT = """
with asked as (select unnest(string_split($spots, ' '))::bigint as spot where $spots <> ''),
child as (select spot, parent_h from ready.post where spot in (from asked) and parent_h is not null),
parent as (select h, spot from ready.post where h in (select parent_h from child)),
wording as (select rowid as spot, title from raw.post where rowid in (select spot from parent))
select c.spot, w.title
from child as c join parent as p on p.h = c.parent_h join wording as w on w.spot = p.spot
"""
