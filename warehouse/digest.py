"""The rows behind a digest: everything a press review of some days shows, and nothing computed later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from langnghe.records import HANOI
from warehouse.sql import wordings
from warehouse.store import Store

Row = Mapping[str, Any]

HISTORY = 28  # days behind "the usual day"
THREAD = 7  # days in which a story may carry on an earlier one


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRows:
    """All rows of one digest."""

    articles: Sequence[Row]  # every copy, on the covered days, of stories with a copy in scope
    voices: Sequence[Row]  # in-scope comments and public posts, with the title they stand under
    late: frozenset[str]  # post ids found after the edition of their day
    before: Sequence[Row]  # in-scope articles of the week before: what a story may carry on
    story_first_day: Mapping[str, date]
    story_seen_before: frozenset[str]
    collected: int
    comments_collected: int
    history: Sequence[tuple[date, int, int, int]]  # day, posts, in scope, negative in scope
    reached_days: frozenset[date]  # days on which some list was reached
    sources: Sequence[Row]
    edits: Sequence[Row]
    quiet_stories: Sequence[Row]  # risk ≥ 2 the day before, no copy today
    models: Sequence[tuple[str, int]]
    unlabelled: int


def digest_rows(
    store: Store,
    days: Sequence[date],
    *,
    edition_day: date | None = None,
    cutoff: datetime | None = None,
) -> DigestRows:
    """Collect the rows of some Hà Nội days; `cutoff` leaves out what was first seen later.

    With `edition_day`, posts shown in an earlier edition are left out and late ones are brought in.
    """
    _choose(store, days, edition_day, cutoff)
    first, last = min(days), max(days)
    return DigestRows(
        articles=store.dicts(_ARTICLES),
        voices=store.dicts(_VOICES),
        late=frozenset(row[0] for row in store.rows("select post_id from _chosen where late")),
        before=store.dicts(_BEFORE, [first - timedelta(days=THREAD), first]),
        story_first_day=dict(store.rows(_FIRST_DAYS)),
        story_seen_before=frozenset(row[0] for row in store.rows(_SEEN_BEFORE, [first])),
        collected=store.one("select count(*) from _chosen"),
        comments_collected=store.one("select count(*) from _chosen where kind <> 'article'"),
        history=store.rows(_HISTORY, [last - timedelta(days=HISTORY), last]),
        reached_days=frozenset(
            row[0]
            for row in store.rows(
                "select distinct day from mart.source_days('_near_visit') where lists_reached > 0"
            )
        ),
        sources=store.dicts(_SOURCES, {"first": first}),
        edits=store.dicts(_EDITS),
        quiet_stories=store.dicts(_QUIET, [first - timedelta(days=1)]),
        models=store.rows(
            "select model, count(*) from _labelled where model is not null group by all order by 2 desc"
        ),
        unlabelled=store.one("select count(*) from _labelled where not labelled"),
    )


def remember_edition(store: Store, day: date, post_ids: Sequence[str]) -> None:
    """Note what the edition of a day has shown, so that no later one repeats it."""
    with store.transaction():
        store.connection.execute(
            "insert into raw.edition_item select ?, unnest(?::varchar[]), now() on conflict do nothing",
            [day, list(post_ids)],
        )


def _choose(
    store: Store, days: Sequence[date], edition_day: date | None, cutoff: datetime | None
) -> None:
    # Posts of these days and the month before, then what of them some reader put in scope: texts and labels
    # are worked out for hundreds of posts, not for years of them.
    run = store.connection.execute
    first, last = min(days) - timedelta(days=HISTORY), max(days)
    run(_NEAR, {"since": _start(first), "until": _start(last + timedelta(days=1))})
    run(_NEAR_WORDING)
    run(_NEAR_VISIT, [_start(first)])
    run(_WINDOW, [first, last])
    run(
        """
        create or replace temp table _chosen as
        with made as (select edition_day, max(made_at) as made_at from raw.edition_item group by 1)
        select p.post_id, p.kind,
               case when $edition is null
                    then coalesce(p.first_seen > m.made_at, false)
                    else not list_contains($days, p.day) end as late
        from _window as p
        left join made as m on m.edition_day = p.day + 1
        where (list_contains($days, p.day)
               -- an edition also brings what earlier editions of the last week could not know
               or ($edition is not null and p.day < list_min($days) and p.day >= list_min($days) - 7
                   and p.first_seen > (select max(made_at) from made where edition_day < $edition)))
          and ($cutoff is null or p.first_seen <= $cutoff)
          and ($edition is null or not exists (
                select 1 from raw.edition_item as e
                where e.post_id = p.post_id and e.edition_day < $edition))
        """,
        {"days": list(days), "edition": edition_day, "cutoff": cutoff},
    )
    run(_READ, {"week": min(days) - timedelta(days=THREAD)})
    for statement in _PREPARE:
        run(statement)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


# A post stands on the day of one of its dates, or of its finding where it has none.
_NEAR = """
create or replace temp table _near as
select distinct post_id from raw.post
where coalesce(published_at, fetched_at) >= $since and coalesce(published_at, fetched_at) < $until
"""
_NEAR_WORDING = (
    "create or replace temp view _near_wording as "
    "select * from raw.post where post_id in (select post_id from _near)"
)
_NEAR_VISIT = (
    "create or replace temp table _near_visit as select source, visited_at, role, outcome, reason, items, "
    "new_items from raw.visit where visited_at >= ?"
)
_WINDOW = (
    "create or replace temp table _window as select post_id, kind, day, first_seen "
    "from staging.posts_of('_near_wording') where day between ? and ?"
)
# What no reader, human or machine, ever put in scope is not in scope: it is counted, and that is all.
# Of what is older than a week only the scope and the tone are asked, and no text is read.
_READ = (
    "create or replace temp table _read as select post_id, true as whole from _chosen union all "
    "select post_id, day >= $week from _window anti join _chosen using (post_id) where post_id in "
    "(select post_id from raw.annotation where task = 'in_scope' and label = '1')"
)
_PREPARE = (
    *wordings("_read", "select post_id from _read where whole"),
    "create or replace temp view _read_post as from staging.posts_of('_read_wording')",
    "create or replace temp table _annotation as "
    "select a.* from raw.annotation as a join _read as r on r.post_id = a.post_id "
    "where r.whole or a.task in ('in_scope', 'watch', 'tone')",
    "create or replace temp table _label as from staging.labels_of('_annotation')",
    "create or replace temp table _recent as from mart.posts_from('_read_post', '_label')",
    "create or replace temp table _labelled as "
    "select p.* from _recent as p semi join _chosen as c on c.post_id = p.post_id",
    # The other posts of today's stories, of whatever year.
    "create or replace temp table _member as "
    "select post_id, story_id from raw.story_member "
    "where story_id in (select story_id from _labelled where story_id is not null)",
    "create or replace temp view _member_wording as "
    "select * from raw.post where post_id in (select post_id from _member)",
    "create or replace temp table _copy_day as select m.story_id, p.post_id, p.day "
    "from _member as m join staging.posts_of('_member_wording') as p using (post_id)",
)

_ARTICLES = """
with stories as (
    select distinct coalesce(story_id, post_id) as story_id from _labelled
    where kind = 'article' and in_scope
)
select a.* exclude (body), left(a.body, 4000) as body, coalesce(a.story_id, a.post_id) as story
from _labelled as a
join stories as s on s.story_id = coalesce(a.story_id, a.post_id)
where a.kind = 'article'
order by story, published_at nulls last, a.post_id
"""

_VOICES = """
select v.*, coalesce(parent.title, '') as about, parent_member.story_id as about_story
from _labelled as v
left join (select post_id, any_value(title) as title from raw.post
           where post_id in (select parent_id from _labelled) group by 1) as parent
    on parent.post_id = v.parent_id
left join raw.story_member as parent_member on parent_member.post_id = v.parent_id
where v.kind <> 'article' and v.in_scope
order by v.risk desc, v.published_at nulls last, v.post_id
"""

_BEFORE = """
select coalesce(story_id, post_id) as story,
       -- of several copies the one published first speaks, so that the same day reads the same again
       arg_min(title, {'at': coalesce(published_at, first_seen), 'id': post_id}) as title,
       arg_min(url, {'at': coalesce(published_at, first_seen), 'id': post_id}) as url, min(day) as day,
       arg_min(left(concat_ws(chr(10), lead, body), 1000), {'at': coalesce(published_at, first_seen), 'id': post_id}) as text
from _recent
where kind = 'article' and in_scope and day >= ? and day < ?
group by 1 order by day desc, story
"""

_FIRST_DAYS = "select story_id, min(day) from _copy_day group by 1"

_SEEN_BEFORE = """
select distinct story_id from _copy_day
where day < ? and post_id not in (select post_id from _chosen)  -- late itself is not seen before
"""

_HISTORY = """
select w.day, count(*), count(*) filter (r.in_scope),
       count(*) filter (r.in_scope and r.tone = 'negative')
from _window as w left join _label as r using (post_id)
where w.day between ? and ? group by w.day order by w.day
"""

# The visits that speak for a day are those of the day or, for a day in the past, the first after it.
_SOURCES = """
with nearest as (
    select source, arg_min(d, day) as d from mart.source_days('_near_visit') as d
    where day >= $first group by source
),
had as (
    select source, count(*) as items, count(*) filter (in_scope) as in_scope from _labelled group by 1
),
ever as (
    select source, max(visited_at) as last_success from raw.visit
    where outcome in ('stored', 'revision', 'known') group by 1
),
outcomes as (
    select o.source, list({'outcome': outcome, 'inputs': n} order by n desc, outcome) as outcomes
    from (select source, day, outcome, sum(inputs)::bigint as n from mart.outcome_days('_near_visit') where day >= $first group by all) as o
    join nearest as n on n.source = o.source and n.d.day = o.day
    group by 1
)
select s.source, s.name, s."group", s.declared, s.priority,
       coalesce(h.items, 0) as items, coalesce(h.in_scope, 0) as in_scope,
       n.d as visit, e.last_success, o.outcomes
from raw.source as s
left join nearest as n using (source)
left join had as h using (source)
left join ever as e using (source)
left join outcomes as o using (source)
where s.enabled
order by s.priority, s.name
"""

_EDITS = """
select l.post_id, l.title, l.url, l.source_name, l.revisions, l.last_seen,
       (select arg_min(title, fetched_at) from raw.post as r
        where r.post_id = l.post_id and r.method <> 'feed') as first_title
from _labelled as l where l.revisions > 1 and l.in_scope and l.kind = 'article' order by l.last_seen
"""

_QUIET = """
select p.story_id, max(p.risk) as risk,
       arg_min(p.title, {'at': coalesce(p.published_at, p.first_seen), 'id': p.post_id}) as title,
       arg_min(p.url, {'at': coalesce(p.published_at, p.first_seen), 'id': p.post_id}) as url
from _recent as p
where p.day = ? and p.kind = 'article' and p.in_scope and p.risk >= 2 and p.story_id is not null
  and p.story_id not in (select story_id from _labelled where story_id is not null)
group by p.story_id order by risk desc, title
"""
