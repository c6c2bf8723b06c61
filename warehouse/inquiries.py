"""What is known of questions: their events, proposals among comments, figures, what rules may ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from langnghe.records import Event
from warehouse.store import Store

KINDS = ("inquiry", "register.answers")


def events(store: Store, ident: str | None = None) -> list[Event]:
    """Return what happened to questions and sample answers (or to one), oldest first."""
    return [
        Event(kind=kind, id=key, what=what, by=by, at=at, fields=json.loads(fields))
        for kind, key, what, by, at, fields in store.rows(
            "select kind, id, what, said_by, happened_at, fields::varchar from raw.event "
            "where list_contains($kinds, kind) and ($ident is null or id = $ident) "
            "order by happened_at, event_id",
            {"kinds": list(KINDS), "ident": ident},
        )
    ]


def proposals(store: Store, own: Sequence[str], *, since: datetime) -> list[dict[str, Any]]:
    """Return comments under posts of our own sources that ask and nobody took up, oldest first."""
    return store.dicts(
        "from mart.inquiry_proposal where list_contains($own, source) and asked_at >= $since "
        "order by asked_at, post_id",
        {"own": list(own), "since": since},
    )


def comment(store: Store, post_id: str) -> dict[str, Any] | None:
    """Return one comment (post_id, or the only one that begins so) with what its question needs."""
    found = store.dicts(
        "select p.post_id, p.source, p.body as text, p.topics, p.first_seen, "
        "coalesce(p.published_at, p.first_seen) as asked_at, r.author_key "
        "from mart.post as p join (select post_id, any_value(author_key) as author_key "
        "from raw.post where starts_with(post_id, $given) group by post_id) as r using (post_id) "
        "where p.kind = 'comment' limit 2",
        {"given": post_id},
    )
    return found[0] if len(found) == 1 else None


_FIGURES = """
select form,
       count(*) filter (in_time is not null) as n,
       count(*) filter (in_time) as in_time,
       count(*) filter (in_time) / nullif(count(*) filter (in_time is not null), 0) as share,
       count(*) filter (in_time is null) as waiting,
       count(*) filter (overdue) as overdue,
       -- what has no reply and no time left took for ever: quantiles are honest only with it
       quantile_disc(coalesce(reply_hours, 'infinity'::double), 0.5)
           filter (in_time is not null) as p50,
       quantile_disc(coalesce(reply_hours, 'infinity'::double), 0.9)
           filter (in_time is not null) as p90,
       count(*) filter (bucket = '≤1') as "≤1",
       count(*) filter (bucket = '1–4') as "1–4",
       count(*) filter (bucket = '4–8') as "4–8",
       count(*) filter (bucket = '8–24') as "8–24",
       count(*) filter (bucket = '>24') as ">24"
from mart.inquiry_clock_at($as_of::timestamptz, to_seconds($within::double))
where day between $first and $last and ($unit = '' or unit = $unit)
group by grouping sets ((), (form))
order by form nulls first
"""


def figures(
    store: Store,
    *,
    first: date,
    last: date,
    as_of: datetime,
    within: timedelta = timedelta(hours=24),
    unit: str = "",
) -> list[dict[str, Any]]:
    """Return T3b and T6 of the Hà Nội days of receipt first to last: all (form None), then by form."""
    return store.dicts(
        _FIGURES,
        {
            "first": first,
            "last": last,
            "as_of": as_of,
            "within": within.total_seconds(),
            "unit": unit,
        },
    )


def unanswered_by_topic(
    store: Store, *, as_of: datetime, hours: float = 24
) -> list[dict[str, Any]]:
    """Return topic, n and ids of questions without a human reply for so many hours: R2b."""
    return store.dicts(
        "select topic, count(*) as n, min(received_at) as since, "
        "list(id order by received_at, id) as ids "
        "from mart.inquiry_clock_at($as_of::timestamptz, to_seconds($within::double)) "
        "where overdue group by topic order by n desc, topic",
        {"as_of": as_of, "within": hours * 3600},
    )


def asked_often(
    store: Store, *, as_of: datetime, days: int = 7, least: int = 5
) -> list[dict[str, Any]]:
    """Return topics asked by at least so many askers in so many days: R2b, and what people want to know.

    Who is not known by a hash (hotline notes) counts as one asker a question.
    """
    return store.dicts(
        "select topic, count(*) as n, count(distinct coalesce(nullif(source || asker, source), id)) "
        "as askers, min(received_at) as since, list(id order by received_at, id) as ids "
        "from staging.stg_inquiry where status <> 'invalid' and topic <> '' "
        "and received_at > $since and received_at <= $as_of "
        "group by topic having askers >= $least order by askers desc, topic",
        {"since": as_of - timedelta(days=days), "as_of": as_of, "least": least},
    )
