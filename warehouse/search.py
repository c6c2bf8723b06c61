"""Search the current wordings: accent-blind, boolean, by phrase, source, day, topic and kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.query import And, Field, Node, Not, Or, parse
from warehouse.snippet import snippet
from warehouse.statement import Statement, page_of, source_finder, values_in
from warehouse.store import Store
from warehouse.words import Found, Words, stand


@dataclass(frozen=True, slots=True)
class SearchResult:
    """total counts all hits; hits are one page: post_id, title, url, source, source_name, kind,
    day, snippet (verbatim), exact (the words stand there with the accents that were typed)."""

    total: int
    hits: list[dict[str, Any]]


def search(
    store: Store,
    query: str,
    *,
    day_from: date | None = None,
    day_to: date | None = None,
    kinds: Sequence[str] | None = None,
    source: str | None = None,
    in_scope: bool | None = None,
    limit: int = 50,
    offset: int = 0,
    words: Words | None = None,
) -> SearchResult:
    """Return the posts that match, exact ones first, then the newest; QueryError names the position.

    A blank query lists all posts, if at least one filter is given. words: an index of the store; what it
    does not know is read.
    """
    wanted: list[Node] = []
    if day_from or day_to:
        wanted.append(Field("day", "", day_from or date.min, day_to or date.max))
    if kinds is not None:
        wanted.append(Or(tuple(Field("kind", kind) for kind in kinds)))
    if source is not None:
        wanted.append(Field("source_id", source))
    if in_scope is not None:
        scope = Field("in_scope", "")
        wanted.append(scope if in_scope else Not(scope))
    if query.strip() or not wanted:
        wanted.insert(0, parse(query))
    statement, tree = Statement(source_finder(store)), And(tuple(wanted))
    found = words.answer(tree) if words and query.strip() else None
    sql = _indexed(store, statement, tree, found) if found else statement.build(tree)
    values = {**statement.values, "limit": max(limit, 1), "offset": max(offset, 0)}
    page = store.rows(sql, values)
    if not page and offset > 0:
        first = store.rows(sql, {**values, "limit": 1, "offset": 0})
        return SearchResult(first[0][-1] if first else 0, [])
    total = page[0][-1] if page else 0
    return SearchResult(total, _hits(store, page[: max(limit, 0)], statement.shown))


def _indexed(store: Store, statement: Statement, tree: And, found: Found) -> str:
    """Put the rows where the words stand into temp tables; return the statement over those rows."""
    part = Statement(statement.find_sources)
    words = And(tuple(one for one in tree.parts if not isinstance(one, Field)))
    near, bound = found.unread()
    text = part.build(words, _UNREAD.format(near=near))
    stand(store, "_found", found.blind)
    stand(store, "_exact", found.exact or ())
    if found.gaps or found.upto < store.one("select max(rowid) + 1 from raw.post"):
        for statement_of_rows in text.split(";"):
            values = values_in(statement_of_rows, {**part.values, **bound})
            store.connection.execute(statement_of_rows, values)
    sql = statement.build(And(found.fields), INDEXED)
    statement.values["as_typed"] = found.exact is None
    statement.shown = part.shown
    return sql


def _hits(store: Store, page: Sequence[tuple[Any, ...]], shown: list[str]) -> list[dict[str, Any]]:
    if not page:
        return []
    rows = store.dicts(
        "with hit as (select unnest(string_split($spots, ' '))::bigint as spot), "
        "wording as (select * from raw.post where rowid in (select spot from hit)) "
        "select p.post_id, p.title, p.url, p.source, coalesce(s.name, p.source) as source_name, "
        "p.kind, p.lead, p.body from wording as p left join raw.source as s using (source)",
        # One string, not a list: the driver looks for an optional package once a value of a list.
        {"spots": " ".join(str(row[1]) for row in page)},
    )
    texts = {row["post_id"]: row for row in rows}
    hits = []
    for post_id, _, day, exact, _ in page:
        row = texts[post_id]
        text = "\n".join(filter(None, (row.pop("lead"), row.pop("body"))))
        hits.append({**row, "day": day, "snippet": snippet(text, shown), "exact": bool(exact)})
    return hits


# The same, where an index has told in which rows the words stand: no text is read but of what it lacks.
INDEXED = page_of(
    ", coalesce($as_typed or rowid in (from _exact), false) as typed",
    "rowid in (from _found) and {maybe}",
    "typed",
)
_UNREAD = """
create or replace temp table _unread as
select rowid as spot{{columns}} from raw.post where {near} and {{maybe}};
insert into _found select spot from _unread where {{where}};
insert into _exact select spot from _unread where {{where}} and {{exact}}
"""
