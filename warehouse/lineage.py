"""Texts in which a registered message may be found, what was found, and the marks of a message's trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from warehouse.documents import candidates
from warehouse.store import Store

__all__ = ["campaign_articles", "candidates", "carriages", "marks", "messages", "newest_seen"]


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


def campaign_articles(store: Store, message: str, known: datetime) -> list[str]:
    """Return the press articles that name the union, on a message's topics and days: whose share is asked."""
    found = store.rows(
        "with m as (select * from staging.stg_message where code = $message) "
        "select a.post_id from m, main.union_articles("
        "    (select min(valid_from) from m), "
        "    (select max(coalesce(valid_to, $known::timestamptz::date)) from m), $known::timestamptz) as a "
        "where list_has_any(m.topics, a.topics) order by 1",
        {"message": message, "known": known},
    )
    return [post_id for (post_id,) in found]


def newest_seen(store: Store, first: date, last: date) -> datetime | None:
    """Return when the newest text of some days was first seen; None where there is none."""
    found: datetime | None = store.one(
        "select max(first_seen) from staging.stg_post where day between $first and $last",
        {"first": first, "last": last},
    )
    return found


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
