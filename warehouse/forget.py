"""What of a warehouse belongs to a request to forget, and how it is taken out of it.

Rows stay, with their day, their source and their labels, so that counts of months gone by stay what
they were; words, names, addresses and pseudonyms go (warehouse.expiry does the same by the calendar).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from langnghe.forgotten import Ledger
from langnghe.landing import home_of
from langnghe.records import canonical_url
from warehouse.lines import EXPIRED
from warehouse.store import Store

WORDLESS = (
    "metric",
    "connector",
    "look",
    "retention",
    "forecast",
)  # kinds of events that hold no words
# Of an inquiry or a message that is forgotten, these go whole.
WORDS = (
    "question",
    "text",
    "draft",
    "grounds",
    "reason",
    "returned_why",
    "note",
    "answer",
    "summary",
)
PEOPLE = ("asker", "conversation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One wording of one post, as it is held."""

    post_id: str
    revision: str
    source: str
    kind: str
    url: str
    title: str
    lead: str
    body: str
    parent_id: str | None
    published_at: Any
    fetched_at: Any

    @property
    def text(self) -> str:
        """Return all its words."""
        return "\n".join(part for part in (self.title, self.lead, self.body) if part)

    @property
    def home(self) -> str:
        """Return the address of its platform."""
        return home_of(self.url)


_COLUMNS = (
    "post_id, revision, source, kind, url, title, lead, body, parent_id, published_at, fetched_at"
)


def of_authors(store: Store, authors: Collection[str]) -> list[Held]:
    """Return what some pseudonyms wrote."""
    return _held(store, "author_key in (select unnest($given::varchar[]))", authors)


def of_ids(store: Store, ids: Collection[str]) -> list[Held]:
    """Return the wordings of some posts."""
    return _held(store, "post_id in (select unnest($given::varchar[]))", ids)


def of_url(store: Store, url: str) -> list[Held]:
    """Return the article or post of an address; comments under it are other people's."""
    wanted = canonical_url(url)
    tail = wanted.removeprefix("https://")
    near = _held(store, "contains(url, $given)", tail.split("?")[0].removesuffix("/"))
    same = [one for one in near if one.url == url or canonical_url(one.url) == wanted]
    return [one for one in same if one.kind != "comment"] or same


def naming(store: Store, person: str) -> list[Held]:
    """Return the wordings in which a person is named, with or without accents, oldest first."""
    from langnghe.text import fold

    found = _held(store, "contains(' ' || search_fold || ' ', ' ' || $given || ' ')", fold(person))
    return sorted(found, key=lambda one: (one.fetched_at, one.post_id))


def _held(store: Store, condition: str, given: Any) -> list[Held]:
    value = given if isinstance(given, str) else sorted(given)
    rows = store.dicts(
        f"select {_COLUMNS} from raw.post where method <> $expired and {condition} "  # noqa: S608 - ours
        "order by fetched_at, post_id, revision",
        {"given": value, "expired": EXPIRED},
    )
    return [Held(**row) for row in rows]


def marked(store: Store, ledger: Ledger) -> list[Held]:
    """Return the wordings that a ledger names, by themselves or by their writer."""
    if not ledger.marks:
        return []
    ids = store.rows("select distinct post_id from raw.post where method <> ?", [EXPIRED])
    named = [post_id for (post_id,) in ids if ledger.has("post", post_id)]
    found = [*of_ids(store, named), *of_authors(store, ledger.authors())]
    return list({(one.post_id, one.revision): one for one in found}.values())


def talk_of(store: Store, people: Collection[str]) -> dict[str, set[str]]:
    """Return kind (inquiry, message) → ids of what some pseudonyms asked."""
    rows = store.rows(
        "with said as (select kind, id, fields ->> 'asker' as asker, "
        "fields ->> 'conversation' as conversation from raw.event where kind in ('inquiry', 'message')) "
        "select distinct kind, id from said where asker in (select unnest($people::varchar[])) "
        "or conversation in (select unnest($people::varchar[]))",
        {"people": sorted(people)},
    )
    found: dict[str, set[str]] = {"inquiry": set(), "message": set()}
    for kind, ident in rows:
        found[kind].add(ident)
    return found


def talk_marked(store: Store, ledger: Ledger) -> dict[str, set[str]]:
    """Return kind → ids of the questions and messages that a ledger names."""
    found = (
        talk_of(store, ledger.authors()) if ledger.marks else {"inquiry": set(), "message": set()}
    )
    for kind, ident in (
        store.rows("select distinct kind, id from raw.event where kind in ('inquiry', 'message')")
        if ledger.marks
        else []
    ):
        if ledger.has("inquiry" if kind == "inquiry" else "post", ident):
            found[kind].add(ident)
    return found


def words_of_talk(store: Store, talk: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield the texts of some questions and messages."""
    for kind, ids in talk.items():
        for (fields,) in store.rows(
            "select fields from raw.event where kind = ? and id in (select unnest(?::varchar[]))",
            [kind, sorted(ids)],
        ):
            told = json.loads(fields)
            yield from (str(told[name]) for name in WORDS if told.get(name))


def without_person(fields: Mapping[str, Any], gone: str) -> dict[str, Any]:
    """Return the fields of an event of somebody's question without words and without the person."""
    return {
        name: gone if name in WORDS and value else "" if name in PEOPLE and value else value
        for name, value in fields.items()
    }


def events(store: Store) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield (event_id, kind, id, fields) of the events that may hold words."""
    for event_id, kind, ident, fields in store.rows(
        "select event_id, kind, id, fields from raw.event "
        "where kind not in (select unnest(?::varchar[]))",
        [list(WORDLESS)],
    ):
        yield event_id, kind, ident, json.loads(fields)


def set_fields(store: Store, changed: Mapping[str, Mapping[str, Any]]) -> None:
    """Put other fields in the place of those of some events; their names and moments stay."""
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
    for event_id, fields in changed.items():
        store.connection.execute(
            "update raw.event set fields = ?::json where event_id = ?", [encode(fields), event_id]
        )


def blank_refused_lines(store: Store, holds: Callable[[str], bool]) -> int:
    """Empty the quarantined lines that hold words which must go; return how many."""
    rows = store.rows("select file_id, line, content from raw.quarantine where content <> ''")
    gone = [(file_id, line) for file_id, line, content in rows if holds(content)]
    for file_id, line in gone:
        store.connection.execute(
            "update raw.quarantine set content = '' where file_id = ? and line = ?", [file_id, line]
        )
    return len(gone)


def talk_naming(store: Store, person: str) -> list[tuple[str, str]]:
    """Return (id, text) of the questions in which a person is named, with or without accents."""
    from langnghe.text import fold

    wanted = f" {fold(person)} "
    found: dict[str, str] = {}
    for ident, fields in store.rows("select id, fields from raw.event where kind = 'inquiry'"):
        told = json.loads(fields)
        text = " ".join(str(told[name]) for name in WORDS if told.get(name))
        if wanted in f" {fold(text)} ":
            found.setdefault(ident, text)
    return sorted(found.items())


def told_of(store: Store, talk: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    """Return what is told of some questions and messages, oldest first."""
    found = []
    for kind, ids in talk.items():
        for ident, what, at, fields in store.rows(
            "select id, what, happened_at, fields from raw.event "
            "where kind = ? and id in (select unnest(?::varchar[])) order by happened_at",
            [kind, sorted(ids)],
        ):
            found.append({"id": ident, "what": what, "at": at.isoformat(), **json.loads(fields)})
    return found


def labels_of(store: Store, posts: Collection[str]) -> dict[str, list[str]]:
    """Return post → "task: label (who said so)" of some posts."""
    found: dict[str, list[str]] = {}
    for post_id, task, label, model in store.rows(
        "select distinct post_id, task, label, model from raw.annotation "
        "where post_id in (select unnest(?::varchar[])) order by all",
        [sorted(posts)],
    ):
        found.setdefault(post_id, []).append(f"{task}: {label} ({model})")
    return found


def talk_before(store: Store, moment: datetime) -> dict[str, set[str]]:
    """Return kind → ids of the questions closed, and the messages sent, up to a moment."""
    closed = store.rows(
        "select id from staging.stg_inquiry where closed_at <= $moment", {"moment": moment}
    )
    sent = store.rows(
        "select id from raw.event where kind = 'message' group by id having max(happened_at) <= $moment",
        {"moment": moment},
    )
    return {"inquiry": {ident for (ident,) in closed}, "message": {ident for (ident,) in sent}}


def requests_before(store: Store, moment: datetime) -> set[str]:
    """Return the ids of the requests about personal data that were closed up to a moment."""
    rows = store.rows(
        "select id from raw.event where kind = 'request' and what = 'closed' group by id "
        "having max(happened_at) <= $moment",
        {"moment": moment},
    )
    return {ident for (ident,) in rows}
