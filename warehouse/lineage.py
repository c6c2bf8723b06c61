"""Texts in which a registered message may be found, what was found, and the marks of a message's trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from warehouse.documents import candidates
from warehouse.store import Store

__all__ = [
    "campaign_articles", "candidates", "carriages", "marks", "messages", "newest_seen", "wordless",
]  # fmt: skip


def messages(store: Store) -> list[dict[str, Any]]:
    """Return the registered messages: code, text, variants, opposites, campaign, valid_from, valid_to."""
    return store.dicts(
        "select code, text, coalesce(variants, []) as variants, coalesce(opposites, []) as opposites, "
        "campaign, valid_from, valid_to from staging.stg_message order by code"
    )


def carriages(store: Store, message: str | None = None) -> list[dict[str, Any]]:
    """Return what was found of messages (of one), with the text's title, url, source and day; newest first."""
    return store.dicts(
        "select c.*, p.title, p.url, p.kind, p.day, coalesce(s.name, p.source) as source_name "
        "from mart.carriage as c join staging.stg_post as p using (post_id) "
        "left join raw.source as s on s.source = p.source "
        "where $message is null or c.message = $message order by p.day desc, c.id",
        {"message": message},
    )


_CAMPAIGN = """
with m as (
    select code, topics, valid_from, coalesce(valid_to, $known::timestamptz::date) as valid_to
    from staging.stg_message where list_contains($codes::varchar[], code)
), a as (
    $$articles$$
)
select distinct m.code, a.post_id from a
join m on list_has_any(m.topics, a.topics) and a.day between m.valid_from and m.valid_to
order by all
"""
_OF_ALL = (
    "from main.union_articles((select min(valid_from) from m), (select max(valid_to) from m), "
    "$known::timestamptz)"
)
# The same of a few posts, whose words stand in their table.
_OF_ARRIVED = """
    select a.* from main.press_articles(
        (select min(valid_from) from m), (select max(valid_to) from m), $known::timestamptz) as a
    join _arrived_post as p using (post_id)
    where staging.union_words(p.title || ' ' || p.lead || ' ' || p.body)
"""
_ARRIVED_MEASURED = (
    "create or replace temp table _arrived_annotation as "
    "select a.* from raw.annotation as a semi join _arrived_post as p using (post_id)",
    "create or replace temp table _arrived_label as from staging.labels_of('_arrived_annotation')",
    "create or replace temp table _arrived_labelled as "
    "from mart.posts_from('_arrived_post', '_arrived_label')",
    # Macros of the criteria name it without a schema: this one stands before the view of all posts.
    "create or replace temp table measured_post as from main.measured_posts('_arrived_labelled')",
)


def campaign_articles(
    store: Store, messages: Sequence[str], known: datetime, *, arrived: bool = False
) -> list[tuple[str, str]]:
    """Return (message, post) of press articles that name the union, on a message's topics and days.

    arrived: only of those posts that warehouse.arrived found.
    """
    asked = {"codes": list(messages), "known": known}
    if not arrived:
        return store.rows(_CAMPAIGN.replace("$$articles$$", _OF_ALL), asked)
    try:
        for statement in _ARRIVED_MEASURED:
            store.connection.execute(statement)
        return store.rows(_CAMPAIGN.replace("$$articles$$", _OF_ARRIVED), asked)
    finally:
        store.connection.execute("drop table if exists temp.measured_post")


def newest_seen(store: Store, *, arrived: bool = False) -> dict[date, datetime]:
    """Return day → when the newest of its texts was first seen; arrived: of what warehouse.arrived found."""
    posts = "_arrived_post" if arrived else "staging.stg_post"
    return dict(store.rows(f"select day, max(first_seen) from {posts} group by day"))  # noqa: S608


def wordless(store: Store, posts: Sequence[str]) -> list[str]:
    """Return those of some posts whose words are here no more."""
    rows = store.rows(
        "select post_id from (select unnest($posts::varchar[]) as post_id) "
        "anti join (select post_id from raw.post where method <> 'expired') using (post_id)",
        {"posts": list(posts)},
    )
    return [post_id for (post_id,) in rows]


_MARKS = """
select case when coalesce(s.own, false) and p.kind <> 'comment' then 'own'
            when p.kind = 'article' and coalesce(s.type, '') not in ('forum', 'social') then 'article'
            else 'talk' end as lane,
       coalesce(p.published_at, p.first_seen) as at,
       coalesce(nullif(p.title, ''), left(p.body, 90)) as title,
       coalesce(s.name, p.source) as source, p.url, c.relation, c.person, c.state, c.way, c.sentence,
       c.why, c.id
from mart.carriage as c
join staging.stg_post as p using (post_id)
left join raw.source as s on s.source = p.source
where c.message = $message and coalesce(c.person, c.relation) <> 'none'
order by 2, c.id
"""


def marks(store: Store, message: str) -> list[dict[str, Any]]:
    """Return the texts that carry a message, oldest first: lane (own, article, talk), at, title, url …"""
    return store.dicts(_MARKS, {"message": message})


def documents_of(store: Store, ids: Sequence[str], message: str) -> list[dict[str, Any]]:
    """Return documents that name a message in the register, or are among ids: number, title, sent_on, file."""
    return store.dicts(
        "select id, coalesce(symbol, '') as symbol, number, title, coalesce(sent_on, signed_on) as day, file "
        "from staging.stg_document "
        "where coalesce(list_contains(messages, $message), false) or list_contains($ids::varchar[], id) "
        "order by day, id",
        {"message": message, "ids": list(ids)},
    )
