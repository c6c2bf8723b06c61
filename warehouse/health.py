"""How well each source is heard, and what the next crawl has to know of the earlier ones."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from langnghe.records import canonical_url
from warehouse.store import Store

GOOD, SLOW, QUIET = "tốt", "chậm", "0 tin"
FAILED, BLOCKED, UNASKED = "không thu được", "chặn", "chưa hỏi"
PARTIAL, QUOTA, EXPIRED = "thu chưa đủ", "hết hạn mức", "hết hạn khoá"
_CONNECTOR_STATES = {
    "partial": PARTIAL,
    "quota": QUOTA,
    "expired": EXPIRED,
    "refused": BLOCKED,
    "failed": FAILED,
}
SOON = 7  # days before a token expires in which a person is told

ALARM_SHARE, ALARM_FROM = 0.30, 5  # fallbacks among the articles read: the layout has changed
SLOW_SHARE, SLOW_FROM = 1 / 3, 3.0  # items against expected; fewer than 3 a day may be chance
KNOWN_DAYS = 7  # days of history before "usual" means something

_HEALTH = """
with asked as (      -- what speaks for a source: its lists; without lists, all it was asked
    select *, outcome in ('failed', 'blocked', 'robots', 'layout_changed') as bad
    from raw.visit
    where visited_at <= $now
    qualify (role in ('feed', 'section', 'sitemap'))
            = bool_or(role in ('feed', 'section', 'sitemap')) over (partition by source)
), latest as (
    select source,
           max(visited_at) as last_asked,
           max(visited_at) filter (not bad) as last_success,
           count(*) filter (visited_at > $now - interval 24 hour) as asked_24h
    from asked group by source
), broken as (       -- how often in a row nothing at all came, and what was said the last time
    select a.source,
           count(*) as failures,
           arg_max(a.outcome, a.visited_at) as outcome,
           arg_max(a.reason_class, a.visited_at) as failure_class
    from asked as a join latest as l using (source)
    where a.bad and (l.last_success is null or a.visited_at > l.last_success)
    group by a.source
), said as (         -- lists or pages: the last thing that went wrong in two weeks
    select source, arg_max(reason, visited_at) as last_reason
    from raw.visit
    where reason <> '' and outcome not in ('stored', 'known', 'revision')
      and visited_at <= $now and visited_at > $now - interval 14 day
    group by source
), new_items as (
    select source, ((visited_at at time zone 'UTC') + interval 7 hour)::date as day,
           count(*) as items, count(*) filter (visited_at > $now - interval 24 hour) as recent
    from raw.visit
    where outcome = 'stored' and visited_at <= $now and visited_at > $now - interval 29 day
    group by all
), days as (         -- a day on which a source was asked and gave nothing counts as 0
    select a.source, a.day, coalesce(n.items, 0) as items
    from (select distinct source, ((visited_at at time zone 'UTC') + interval 7 hour)::date as day
          from raw.visit where visited_at <= $now and visited_at > $now - interval 29 day) as a
    left join new_items as n using (source, day)
    where a.day < (($now at time zone 'UTC') + interval 7 hour)::date
), usual as (
    select source, median(items) as usual, count(*) as days_known from days group by source
), recent as (
    select source, sum(recent)::bigint as items_24h from new_items group by source
), methods as (
    select source, count(*) as articles,
           count(*) filter (starts_with(method, 'fallback:')) as fallbacks
    from raw.post
    where kind = 'article' and method not in ('feed', 'import')  -- these were not read from a page
      and fetched_at <= $now and fetched_at > $now - interval 14 day
    group by source
)
select s.source, s.name, s."group", s.type, s.priority, s.enabled,
       l.last_asked, l.last_success,
       date_diff('second', l.last_success, $now) / 3600.0 as lag_hours,
       coalesce(r.items_24h, 0) as items_24h,
       coalesce(s.expected_per_day, case when u.days_known >= $known_days then u.usual end)
           as expected,
       coalesce(b.failures, 0) as failures,
       coalesce(b.failure_class, '') as failure_class,
       b.outcome as failure_outcome,
       coalesce(l.asked_24h, 0) as asked_24h,
       coalesce(m.articles, 0) as articles_14d,
       m.fallbacks / m.articles as fallback_share,
       coalesce(t.last_reason, '') as last_reason,
       c.connector,
       c.outcome as connector_outcome,
       c.reason as connector_reason,
       c.looked_at > $now - interval 24 hour as connector_asked,
       c.quota_left,
       c.quota_limit,
       c.quota_reset,
       coalesce(c.quota_says, '') as quota_says,
       c.token_expires,
       c.retry_at,
       coalesce(c.cannot_see, '') as cannot_see
from raw.source as s
left join latest as l using (source)
left join broken as b using (source)
left join usual as u using (source)
left join recent as r using (source)
left join methods as m using (source)
left join said as t using (source)
left join mart.connector as c using (source)
where s.declared
order by s.priority, s.name, s.source
"""


def health(store: Store, *, now: datetime) -> list[dict[str, Any]]:
    """Return one row per declared source, the most important first.

    source, name, group, type, priority, enabled, last_asked, last_success, lag_hours (since then),
    items_24h (new posts), expected (a day: declared, else the median of up to 28 days; None when
    unknown), failures (in a row), failure_class, articles_14d, fallback_share (of the pages read in
    14 days), layout_alarm, state (Vietnamese), last_reason. Times are aware, UTC.
    Of a connector also: quota_left, quota_limit, quota_reset, quota_says, token_expires, retry_at,
    cannot_see (Vietnamese), parts (rows of mart.connector for what is asked apart); None or ""
    where the platform says nothing, and for sites.
    """
    rows = store.dicts(_HEALTH, {"now": now.astimezone(UTC), "known_days": KNOWN_DAYS})
    for row in rows:
        row["layout_alarm"] = (
            row["articles_14d"] >= ALARM_FROM and row["fallback_share"] > ALARM_SHARE
        )
        state = _state(row, row.pop("failure_outcome"), row.pop("asked_24h"))
        outcome, reason = row.pop("connector_outcome"), row.pop("connector_reason")
        if row.pop("connector_asked") and outcome in _CONNECTOR_STATES:
            # What the platform itself said is truer than what its calls look like.
            state, row["last_reason"] = _CONNECTOR_STATES[outcome], reason
        row["state"] = state
    return _with_parts(store, rows, now)


def _with_parts(store: Store, rows: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Add what is asked apart of a source (an inbox, figures): "source.part" among the connectors.

    A source that is well but for one part is only partly heard.
    """
    apart: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for part in store.dicts(
        "select * from mart.connector where contains(source, '.') and looked_at <= $now "
        "and looked_at > $now - interval 24 hour order by source",
        {"now": now.astimezone(UTC)},
    ):
        source, _, part["part"] = part["source"].partition(".")
        apart[source].append(part)
    for row in rows:
        row["parts"] = apart.get(row["source"], [])
        failing = next((part for part in row["parts"] if not part["reached"]), None)
        if failing and row["state"] in (GOOD, SLOW, QUIET):
            row["state"], row["last_reason"] = PARTIAL, failing["reason"]
    return rows


def _state(row: dict[str, Any], failure: str | None, asked_24h: int) -> str:
    if not asked_24h:
        return UNASKED
    if row["failures"]:
        return BLOCKED if failure in ("blocked", "robots") else FAILED
    if not row["items_24h"]:
        return QUIET
    expected = row["expected"]
    if expected is not None and expected >= SLOW_FROM and row["items_24h"] < expected * SLOW_SHARE:
        return SLOW
    return GOOD


def connector_memories(store: Store) -> dict[str, dict[str, Any]]:
    """Return by source what its connector remembers and when it may ask again.

    memory (plain JSON), looked_at, last_success and retry_at (aware or None), from landed events.
    """
    rows = store.rows(
        "select c.source, m.memory, c.looked_at, c.last_success, c.retry_at "
        "from mart.connector as c left join ("
        "  select id as source, arg_max(json_extract(fields, '$.memory'), happened_at) as memory"
        "  from raw.event where kind = 'connector' and json_exists(fields, '$.memory')"
        # Memories are long texts: years of them are not read to find the last.
        "  and happened_at > (select max(happened_at) from raw.event where kind = 'connector')"
        "                    - interval 60 day group by id"
        ") as m using (source)"
    )
    return {
        source: {
            "memory": json.loads(memory) if memory else {},
            "looked_at": looked_at,
            "last_success": last_success,
            "retry_at": retry_at,
        }
        for source, memory, looked_at, last_success, retry_at in rows
    }


def known_wordings(
    store: Store, source: str, *, now: datetime, days: int = 60
) -> dict[str, frozenset[str]]:
    """Return the posts of a source that were found lately, each with the wordings stored."""
    return {
        post_id: frozenset(revisions)
        for post_id, revisions in store.rows(
            "select post_id, list(revision) from raw.post where source = $source "
            "and fetched_at > $since group by post_id",
            {"source": source, "since": now.astimezone(UTC) - timedelta(days=days)},
        )
    }


def list_visits(store: Store, *, days: int = 14) -> list[dict[str, Any]]:
    """Return what became of every feed, section and sitemap lately, oldest first.

    The history from which polling intervals are replayed (crawlers.polling.next_state).
    """
    return store.dicts(
        "select source, url, visited_at, outcome, reason_class, items, new_items, etag, last_modified "
        "from raw.visit where role in ('feed', 'section', 'sitemap') "
        "and visited_at > now() - to_days($days::integer) order by visited_at",
        {"days": days},
    )


# Most stored addresses are canonical already; parsing each of 200,000 would take seconds.
_CANONICAL = re.compile(r"https://(?!www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^?#\s\\]*[^?#\s\\/])")

_KNOWN = """
select distinct source, url
from raw.post
where kind = 'article' and fetched_at > now() - to_days($days::integer)
union
-- the address as it was asked: a feed may name one that redirects
select distinct source, url
from raw.visit
where role = 'article' and post_id is not null and visited_at > now() - to_days($days::integer)
union
-- a thread that was read before: only its end is read again
select distinct source, url
from raw.visit
where role = 'thread' and outcome = 'known' and visited_at > now() - to_days($days::integer)
union
-- nothing to read there: not asked again for two weeks
select distinct source, url
from raw.visit
where role = 'article' and visited_at > now() - interval 14 day
  and (outcome = 'not_article' or (reason_class = 'hard' and outcome <> 'robots'))
"""


def known_urls(store: Store, days: int = 120) -> dict[str, set[str]]:
    """Return by source the canonical addresses that need no fetching: read, or nothing to read."""
    known: dict[str, set[str]] = defaultdict(set)
    for source, url in store.rows(_KNOWN, {"days": days}):
        known[source].add(url if _CANONICAL.fullmatch(url) else canonical_url(url))
    return dict(known)


def recent_articles(store: Store, hours: int = 48) -> dict[str, list[str]]:
    """Return by source the articles first read within some hours, newest first: edits come soon."""
    recent: dict[str, list[str]] = defaultdict(list)
    for source, url in store.rows(
        "select source, any_value(url) as url from raw.post "
        "where kind = 'article' and method not in ('feed', 'import') "
        "and post_id in (select post_id from raw.post "
        "                where fetched_at > now() - to_hours($hours::integer)) "
        "group by source, post_id "
        "having min(fetched_at) > now() - to_hours($hours::integer) "
        "order by min(fetched_at) desc, post_id",
        {"hours": hours},
    ):
        recent[source].append(url)
    return dict(recent)
