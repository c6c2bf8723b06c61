"""What the rules of the watch read: stories, voices, sources, shares of labels and overdue work.

Rows are plain dicts whose keys are the fields of langnghe.cases.rule_rows; flows hand them over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from warehouse import health
from warehouse.series import Moment, Office, home_sources, prepare_items
from warehouse.store import Store

Row = dict[str, Any]

STORY_DAYS = 14  # how far back the copies of a story are gathered
VOICE_DAYS = 7  # how far back questions are counted
OPENING = 800  # characters of a report that the word lists read
LATELY, BEFORE = 7, 28  # days of labels held against the days before them


def stories(
    store: Store,
    office: Office,
    *,
    since: datetime,
    until: datetime,
    moment: Moment = "known",
) -> list[Row]:
    """Return every story that got a new report after `since`, as it was told up to `until`.

    Keys of StoryRow. A report is an article or a public post, in any bucket and however late: what
    series leave out as a backlog is judged here by its own date. An article that speaks of deaths is
    returned in or out of scope.
    """
    prepare_items(
        store, office, since=since - timedelta(days=STORY_DAYS), until=until, moment=moment
    )
    rows = store.dicts(
        _STORIES,
        {"since": since, "local": home_sources(store, office), "opening": OPENING},
    )
    chances = topic_scores(store)
    for row in rows:
        for name in ("topics", "provinces", "communes", "union_units", "enterprises"):
            row[name] = _ordered(row[name] or ())
        for name in ("post_ids", "voices", "reports"):
            row[name] = tuple(row[name])
        said = [chances.get(post, {}) for post in row["post_ids"]]
        row["topic_scores"] = {
            topic: max(one.get(topic, 0.0) for one in said) for topic in row["topics"]
        }
    return rows


def topic_scores(store: Store) -> dict[str, dict[str, float]]:
    """Return post → topic → how likely whoever counts (staging.labels_of) said it is.

    Reads temp table _watch_annotation, which prepare_items makes.
    """
    found: dict[str, dict[str, float]] = {}
    for post, topic, score in store.rows(_TOPIC_SCORES):
        found.setdefault(post, {})[topic] = score
    return found


def voices(store: Store, office: Office, *, until: datetime, moment: Moment = "known") -> list[Row]:
    """Return the public comments and posts in scope of the last VOICE_DAYS, oldest first.

    Keys of VoiceRow. asker numbers the writers of this very answer: who wrote stays unknown.
    """
    since = until - timedelta(days=VOICE_DAYS)
    # the stories they stand under may be older
    prepare_items(
        store, office, since=since - timedelta(days=STORY_DAYS), until=until, moment=moment
    )
    rows = store.dicts(
        _VOICES,
        {"since": since, "local": home_sources(store, office), "opening": OPENING},
    )
    for row in rows:
        row["topics"] = tuple(row["topics"])
        own, under = row.pop("own_places"), row.pop("story_places")
        row["provinces"] = tuple(own) or _ordered(under or ())
    return rows


def sources(store: Store, *, now: datetime) -> list[Row]:
    """Return how long each enabled source has been silent. Keys of SourceRow."""
    last = dict(
        store.rows(
            "select source, max(visited_at) from raw.visit "
            "where outcome = 'stored' and visited_at <= ? group by source",
            [now.astimezone(UTC)],
        )
    )
    return [
        {
            "source": row["source"],
            "name": row["name"],
            "usual": row["expected"],
            "last_item_at": last.get(row["source"]),
            "asked_at": row["last_asked"],
            "reached_at": row["last_success"],
        }
        for row in health.health(store, now=now)
        if row["enabled"]
    ]


def shares(store: Store, *, now: datetime) -> list[Row]:
    """Return how often the newest model gave each label, lately and before. Keys of ShareRow.

    Of in_scope, tone, stance_union and risk, by the day a post was first seen. Only posts that this
    very model labelled: another model's shares are no drift of this one.
    """
    return store.dicts(_SHARES, {"now": now.astimezone(UTC), "lately": LATELY, "before": BEFORE})


def overdue(store: Store, *, now: datetime) -> list[Row]:
    """Return the work that waits: posts without labels, articles without a story. Keys of OverdueRow."""
    return store.dicts(_OVERDUE, {"now": now.astimezone(UTC)})


def _ordered(lists: Iterable[Sequence[str] | None]) -> tuple[str, ...]:
    """Return the names of several lists, the most often named first, then the earliest in its list."""
    times: Counter[str] = Counter()
    place: dict[str, int] = {}
    for names in lists:
        for rank, name in enumerate(names or ()):
            times[name] += 1
            place[name] = min(rank, place.get(name, rank))
    return tuple(sorted(times, key=lambda name: (-times[name], place[name], name)))


_STORIES = """
with fresh as (
    select distinct story from _watch_item where kind <> 'comment' and counted_at > $since
),
told as (
    select i.* from _watch_item as i
    semi join fresh as f on f.story = i.story
    where i.kind <> 'comment'
),
-- when the story began, whatever the window
begun as (
    select coalesce(m.story_id, p.post_id) as story,
           min(p.fetched_at) as first_seen, min(p.published_at) as published_at
    from raw.post as p
    left join raw.story_member as m on m.post_id = p.post_id
    where p.kind <> 'comment' and coalesce(m.story_id, p.post_id) in (select story from fresh)
    group by 1
)
select t.story as story_id,
       least(min(t.counted_at), any_value(b.first_seen)) as known_at,
       any_value(b.published_at) as published_at,
       arg_min(t.title, {'at': t.counted_at, 'id': t.post_id}) as title,
       arg_min(concat_ws(chr(10), t.title, nullif(t.lead, ''), left(t.body, $opening)),
               {'at': t.counted_at, 'id': t.post_id}) as text,
       bool_or(t.in_scope) as in_scope,
       bool_or(t.kind = 'article') as press,
       list(concat_ws(chr(10), t.title, nullif(t.lead, ''), left(t.body, $opening))
            order by t.counted_at, t.post_id) as reports,
       list(t.post_id order by t.counted_at, t.post_id) as post_ids,
       list_sort(list(distinct t.voice)) as voices,
       list(t.topics) filter (t.in_scope) as topics,
       coalesce(max(t.risk) filter (t.in_scope), 0)::integer as risk,
       coalesce(arg_max(least(t.in_scope_score, t.risk_score),
                        {'risk': t.risk, 'sure': least(t.in_scope_score, t.risk_score)})
                    filter (t.in_scope), 0)::double as sure,
       count(*) filter (t.in_scope and t.tone = 'negative') as negative,
       count(*) filter (t.in_scope and t.stance_union = 'negative') as stance_negative,
       case when bool_or(t.in_scope) then list(t.provinces) filter (t.in_scope)
            else list(t.provinces) end as provinces,
       list(t.communes) filter (t.in_scope) as communes,
       list(t.union_units) filter (t.in_scope) as union_units,
       list(t.enterprises) filter (t.in_scope) as enterprises,
       bool_or(list_contains($local::varchar[], t.source)) as local,
       bool_or(t.own) as own
from told as t
join begun as b on b.story = t.story
group by t.story
order by known_at, story_id
"""

_TOPIC_SCORES = """
select post_id, label, score::double from _watch_annotation
where task = 'topic'
qualify rank() over (
    partition by post_id order by model ^@ 'person@' desc, made_at desc, model desc) = 1
"""

_VOICES = """
with said as (
    select * from _watch_item
    where kind <> 'article' and in_scope and counted_at > $since
),
under as (
    select story, list(provinces) as places from _watch_item
    where kind = 'article' and in_scope and story in (select story from said)
    group by story
),
writers as (
    select post_id, any_value(author_key) as author_key from raw.post
    where post_id in (select post_id from said) group by post_id
)
select s.post_id,
       s.story as story_id,
       s.counted_at as at,
       left(concat_ws(chr(10), nullif(s.title, ''), nullif(s.lead, ''), s.body), $opening) as text,
       s.source,
       dense_rank() over (order by coalesce(w.author_key, s.post_id))::integer as asker,
       s.intent,
       s.topics,
       s.stance_union,
       s.provinces as own_places,
       u.places as story_places,
       list_contains($local::varchar[], s.source) as local
from said as s
join writers as w on w.post_id = s.post_id
left join under as u on u.story = s.story
order by s.counted_at, s.post_id
"""

_SHARES = """
with newest as (
    select arg_max(model, made_at) as model from raw.annotation
    where task = 'tone' and not model ^@ 'person@'
),
-- of the few posts that are asked of, not of years
recent as (
    select distinct post_id from raw.post
    where fetched_at <= $now and fetched_at > $now - to_days(($lately + $before)::integer)
),
posts as (
    select post_id,
           arg_max(revision, {'whole': method <> 'feed', 'at': fetched_at}) as revision,
           min(fetched_at) > $now - to_days($lately::integer) as lately
    from raw.post semi join recent using (post_id)
    group by post_id
    having min(fetched_at) > $now - to_days(($lately + $before)::integer)
),
said as (
    select p.post_id, p.lately, a.task, a.label
    from raw.annotation as a
    join newest as n on n.model = a.model
    join posts as p on p.post_id = a.post_id and p.revision = a.revision
    where a.task in ('in_scope', 'tone', 'stance_union', 'risk') and a.rank = 0
),
totals as (
    select count(distinct post_id) filter (not lately) as before,
           count(distinct post_id) filter (lately) as lately
    from said where task = 'tone'
)
select s.task || '=' || s.label as label,
       any_value(t.before) as before,
       count(*) filter (not s.lately) as before_hits,
       any_value(t.lately) as lately,
       count(*) filter (s.lately) as lately_hits
from said as s
cross join totals as t
group by s.task, s.label
order by label
"""

_OVERDUE = """
with posts as (
    select post_id, any_value(kind) as kind, min(fetched_at) as first_seen from raw.post
    semi join (select post_id from raw.post
               where fetched_at <= $now and fetched_at > $now - interval 28 day) as r using (post_id)
    group by post_id
    having min(fetched_at) > $now - interval 28 day
),
waiting as (
    select 'gán nhãn' as task, first_seen from posts
    anti join (select distinct post_id from raw.annotation where task = 'tone') using (post_id)
    union all
    select 'gom bài thành tin', first_seen from posts
    anti join raw.story_member using (post_id)
    where kind = 'article'
)
-- an hour is what a run takes at most
select task, min(first_seen) + interval 1 hour as due_at, count(*) as waiting
from waiting group by task order by task
"""
