"""A question's tree as SQL over raw.post: whatever was typed is bound, never pasted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langnghe.text import fold
from warehouse.query import And, Field, Node, Not, Or, Term
from warehouse.store import Store


def source_finder(store: Store) -> Callable[[str], list[str]]:
    """Return a function from a folded word to the ids of the sources it may mean."""
    rows = store.rows("select source, name from raw.source")
    known = [(source, f" {fold(source)} {fold(name)} ") for source, name in rows]

    def find(blind: str) -> list[str]:
        packed = blind.replace(" ", "")
        return [
            source
            for source, names in known
            if f" {blind}" in names or packed in names.replace(" ", "")
        ]

    return find


# Scan first, then decide: `hit` holds the wordings whose text may match, with one boolean a term;
# only of their posts is it worked out which wording is current (the rule of staging.stg_post, held
# to it by a test), on which day they stand and what labels they have.
_PAGE = """
with hit as materialized (
    @hits
),
current as (
    select post_id,
           arg_max(revision, {{'whole': method <> 'feed', 'at': fetched_at}}) as revision,
           coalesce(arg_min(published_at, fetched_at) filter (published_at is not null),
                    min(fetched_at)) as moment
    from raw.post
    where post_id in (select post_id from hit)
    group by post_id
),
found as (
    select hit.*, moment, ((moment at time zone 'UTC') + interval 7 hour)::date as day
    from hit join current using (post_id, revision)
){labels}
select post_id, spot, day, @exact as exact, count(*) over () as total
from found{label_join}
where {where}
order by exact desc, moment desc, post_id
limit $limit offset $offset
"""


def page_of(column: str, among: str, exact: str) -> str:
    """Return the template of a page of hits.

    column: what a hit bears beside its place; among: which wordings may be hits; exact: whether one is as typed.
    """
    hits = (
        f"select rowid as spot, post_id, revision, source, kind{column} from raw.post where {among}"  # noqa: S608 - ours
    )
    return _PAGE.replace("@hits", hits).replace("@exact", exact)


SELECT = page_of("{columns}", "{maybe}", "{exact}")
_LABELS = """,
label as (
    select post_id, in_scope, topics from staging.stg_label
    where post_id in (select post_id from found)
)"""


@dataclass(slots=True)
class Statement:
    """Build the SQL of a tree; whatever was typed is bound, never pasted."""

    find_sources: Callable[[str], list[str]]
    values: dict[str, Any] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # folded words that a snippet should show
    labels: bool = False

    def build(self, tree: Node, select: str = SELECT) -> str:
        """Return the statement of a tree; its values are then in `values`."""
        where, exact = self._walk(tree, negated=False)
        sql = select.format(
            columns="".join(f",\n           {column}" for column in self.columns),
            maybe=self._maybe(tree, negated=False),
            where=where,
            exact=exact,
            labels=_LABELS if self.labels else "",
            label_join=" left join label using (post_id)" if self.labels else "",
        )
        # A condition that turned out to be no help was left away, its values with it.
        self.values = values_in(sql, self.values)
        return sql

    def conditions(self, fields: Sequence[Field]) -> str:
        """Return what the fields of a question ask of a row with source, kind, day and labels."""
        return " and ".join(self._field(one) for one in fields) or "true"

    def _bind(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def _walk(self, node: Node, *, negated: bool) -> tuple[str, str]:
        """Return two conditions on `found`: does it match, does it match as typed."""
        match node:
            case Term():
                return self._term(node, negated=negated)
            case Field():
                condition = self._field(node)
                return condition, condition
            case Not(part):
                where, exact = self._walk(part, negated=not negated)
                return f"(not {where})", f"(not {exact})"
            case And(parts) | Or(parts):
                pairs = [self._walk(part, negated=negated) for part in parts]
                word = " and " if isinstance(node, And) else " or "
                empty = "true" if isinstance(node, And) else "false"
                return (
                    f"({word.join(where for where, _ in pairs) or empty})",
                    f"({word.join(exact for _, exact in pairs) or empty})",
                )

    def _term(self, term: Term, *, negated: bool) -> tuple[str, str]:
        blind = f"t{len(self.columns)}"
        self.columns.append(f"{self._stands(term)} as {blind}")
        if not negated and term.blind not in self.shown:
            self.shown.append(term.blind)
        if not term.accented:
            return blind, "false" if term.loose else blind
        exact = f"t{len(self.columns)}"
        self.columns.append(
            f"coalesce({self._words('search_key', term.key, prefix=term.prefix)}, {blind}) as {exact}"
        )
        # "-đoạn" leaves out what says đoạn, not what says đoàn.
        return (exact, exact) if negated else (blind, exact)

    def _stands(self, term: Term) -> str:
        return self._words("search_fold", term.blind, prefix=term.prefix)

    def _words(self, column: str, words: str, *, prefix: bool) -> str:
        """Return whether words stand in a column of words separated by single spaces."""
        if prefix:
            return (
                f"(starts_with({column}, {self._bind(words)}) "
                f"or contains({column}, {self._bind(' ' + words)}))"
            )
        return (
            f"(starts_with({column}, {self._bind(words + ' ')}) "
            f"or contains({column}, {self._bind(' ' + words + ' ')}) "
            f"or suffix({column}, {self._bind(' ' + words)}) or {column} = {self._bind(words)})"
        )

    def _maybe(self, node: Node, *, negated: bool) -> str:
        """Return a condition on raw.post alone that no match fails."""
        match node:
            case Term():
                # What is negated with accents is told apart only by the exact column.
                return "true" if negated and node.accented else self._maybe_not(node, negated)
            case Field():
                return self._maybe_not(node, negated) if node.name in _ROW_FIELDS else "true"
            case Not(part):
                return self._maybe(part, negated=not negated)
            case And(parts) | Or(parts):
                all_needed = isinstance(node, And) != negated
                inner = [self._maybe(part, negated=negated) for part in parts]
                if all_needed:
                    inner = [condition for condition in inner if condition != "true"]
                    return f"({' and '.join(inner)})" if inner else "true"
                if "true" in inner:
                    return "true"
                return f"({' or '.join(inner)})" if inner else "false"

    def _maybe_not(self, node: Term | Field, negated: bool) -> str:
        condition = self._stands(node) if isinstance(node, Term) else self._field(node)
        return f"(not {condition})" if negated else condition

    def _field(self, node: Field) -> str:
        match node.name:
            case "day":
                return f"(day between {self._bind(node.first)} and {self._bind(node.last)})"
            case "source":
                return (
                    f"list_contains({self._bind(self.find_sources(node.value))}::varchar[], source)"
                )
            case "source_id":
                return f"(source = {self._bind(node.value)})"
            case "kind":
                return f"(kind = {self._bind(node.value)})"
            case "topic":
                self.labels = True
                wanted = self._bind(node.value.replace(" ", "_"))
                return f"coalesce(list_contains(topics, {wanted}), false)"
            case "in_scope":
                self.labels = True
                return "coalesce(in_scope, false)"
        raise AssertionError(node.name)


def values_in(sql: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that a statement asks for: the driver refuses more."""
    names = set(_PARAMETER.findall(sql))
    return {name: value for name, value in values.items() if name in names}


_PARAMETER = re.compile(r"\$(\w+)")
_ROW_FIELDS = ("source", "source_id", "kind")
