"""What people are asked to read, what they judged, and where two of them read the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.ready import stands
from warehouse.store import Store

Row = dict[str, Any]
Key = tuple[str, str, str]  # post_id, revision, model whose labels were shown

WINDOW = 31  # days back from the newest post, when nobody says since when
EXCERPT = 600  # characters: enough to judge most texts, short enough to print

# As a digest does: posts first, so that labels are worked out for the asked days and not for years.
_POSTS = """
create or replace temp table _review_post as
with posts as materialized (
    select p.post_id, p.revision, w.spot, p.source, p.day, p.undated, p.first_seen_day
    from staging.stg_post as p
    join (select post_id, revision, rowid as spot from raw.post) as w
        on w.post_id = p.post_id and w.revision = p.revision
    where p.method <> 'expired'  -- nothing is left to read
),
newest as (
    -- an undated post of an old import, or a date to come, is no sign of how far the news has got
    select coalesce(max(day) filter (not undated and day <= first_seen_day), max(first_seen_day))
               as day
    from posts
)
select * from posts
where day between coalesce($day_from, (select day from newest) - $window)
              and coalesce($day_to, date '9999-12-31')
      -- What mart.review_queue_of could ask for: in scope to some reader, of doubtful scope, or judged
      -- once. Labels of the rest, nine in ten, need not be worked out.
      and (post_id in (select post_id from raw.annotation
                       where task = 'in_scope' and (label = '1' or score < $floor))
           or post_id in (select post_id from raw.verdict))
"""
_LABELS = (
    "create or replace temp table _review_annotation as "
    "select a.* from raw.annotation as a semi join _review_post as p on p.post_id = a.post_id",
    "create or replace temp table _review_label as from staging.labels_of('_review_annotation')",
)
# The same where warehouse.ready has prepared the posts: nothing is folded, only what lies in the window is read.
_READY_POSTS = """
create or replace temp table _review_post as
with newest as (
    select coalesce(max(day) filter (not undated and day <= first_seen_day), max(first_seen_day))
               as day
    from ready.post where not expired
)
select post_id, revision, spot, source, day, said_first, said_last, labelled, in_scope, watch
from ready.post
where not expired and day between coalesce($day_from, (select day from newest) - $window)
                              and coalesce($day_to, date '9999-12-31')
      and (ever_in_scope or scope_score < $floor or h in (select hash(post_id) from raw.verdict))
"""
_READY_ANNOTATION = """
create or replace temp table _review_annotation as
select a.* from raw.annotation as a semi join _review_post as p on p.post_id = a.post_id
where a.rowid between $first and $last
"""
_READY_LABEL = """
create or replace temp table _review_label as
select post_id, in_scope, watch from _review_post where labelled
"""
_QUEUE = """
create or replace temp table _review_queue as
select * from mart.review_queue_of('_review_post', '_review_annotation', '_review_label',
                                   map($tasks::varchar[], $floors::double[]))
where $task is null
   or (chosen = 'uncertain' and list_contains(list_transform(doubts, lambda d: d.task), $task))
"""

_NEXT = """
with size as (
    -- what one part cannot fill, the other does
    select least(count(*) filter (chosen = 'random'),
                 greatest(round($n * $share)::bigint,
                          $n - count(*) filter (chosen = 'uncertain'))) as random
    from _review_queue
),
placed as (
    select *, row_number() over (partition by chosen order by place) as turn from _review_queue
),
taken as materialized (
    select q.*, p.spot, p.day, p.source, size.random as share
    from placed as q cross join size join _review_post as p on p.post_id = q.post_id
    where case q.chosen when 'random' then q.turn <= size.random else q.turn <= $n - size.random end
),
wording as materialized (
    select rowid as spot, parent_id, kind, url, title,
           left(concat_ws(chr(10), nullif(lead, ''), nullif(body, '')), $excerpt) as excerpt
    from raw.post where rowid in (select spot from taken)
)
select q.post_id, q.revision, q.model, q.chosen, q.urgency, q.doubts,
       t.kind, t.url, q.day, coalesce(s.name, q.source) as source,
       coalesce(nullif(t.title, ''), parent.title, '') as title, t.excerpt, l.watch,
       (select list({'task': task, 'labels': labels, 'score': score::double})
        from (select a.task, list(a.label order by a.rank) as labels,
                     arg_min(a.score, a.rank) as score
              from _review_annotation as a
              where a.post_id = q.post_id and a.revision = q.revision and a.model = q.model
                and list_contains($tasks, a.task)
              group by a.task)) as machine
from taken as q
join wording as t on t.spot = q.spot
join _review_label as l on l.post_id = q.post_id
left join raw.source as s on s.source = q.source
left join (select post_id, any_value(title) as title from raw.post
           where rowid in (select rowid from raw.post
                           where post_id in (select parent_id from wording where title = ''))
           group by post_id) as parent on parent.post_id = t.parent_id
-- Mixed evenly: whoever stops half-way has read the most uncertain half and half of the sample.
order by case q.chosen when 'random' then (q.turn - 0.5) * $n / greatest(q.share, 1)
         else q.turn * $n / greatest($n - q.share, 1)::double end, q.chosen, q.post_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Posts to read next, and how many wait in each part in all."""

    rows: list[Row]
    uncertain: int
    random: int


def queue(
    store: Store,
    floors: Mapping[str, float],
    *,
    n: int,
    share: float,
    task: str | None = None,
    day_from: date | None = None,
    day_to: date | None = None,
) -> Queue:
    """Return at most `n` posts to read, most uncertain first, with a random share mixed in evenly.

    floors: task → the least score that needs no person. With `task`, only posts uncertain in it.
    Posts of the last WINDOW days are asked for, counted from the newest; `day_from` widens.
    """
    run = store.connection.execute
    window: dict[str, Any] = {"day_from": day_from, "day_to": day_to, "window": WINDOW - 1}
    window |= {"floor": floors.get("in_scope", 0.0)}
    if stands(store):
        run(_READY_POSTS, window)
        first, last = store.rows("select min(said_first), max(said_last) from _review_post")[0]
        run(_READY_ANNOTATION, {"first": first, "last": last})
        run(_READY_LABEL)
    else:
        run(_POSTS, window)
        for statement in _LABELS:
            run(statement)
    run(_QUEUE, {"tasks": list(floors), "floors": list(floors.values()), "task": task})
    parts = dict(store.rows("select chosen, count(*) from _review_queue group by chosen"))
    return Queue(
        rows=store.dicts(
            _NEXT, {"n": n, "share": share, "excerpt": EXCERPT, "tasks": list(floors)}
        ),
        uncertain=int(parts.get("uncertain", 0)),
        random=int(parts.get("random", 0)),
    )


def said_of(store: Store, keys: Iterable[Key]) -> dict[Key, dict[str, tuple[str, ...]]]:
    """Return what a model said of a wording, by task: exactly what its sheet had shown."""
    _register_keys(store, keys)
    rows = store.rows(
        "select post_id, revision, model, task, list(label order by rank) from raw.annotation "
        "semi join _key using (post_id, revision, model) "
        "where task in ('in_scope', 'topic', 'tone', 'stance_union', 'intent', 'risk') group by all"
    )
    found: dict[Key, dict[str, tuple[str, ...]]] = {}
    for post_id, revision, model, task, labels in rows:
        found.setdefault((post_id, revision, model), {})[task] = tuple(labels)
    return found


def last_words(
    store: Store, keys: Iterable[Key], *, role: str, reader: str
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Return (post_id, revision, task) → what this very reader said of it last."""
    _register_keys(store, keys)
    return {
        (post_id, revision, task): tuple(labels)
        for post_id, revision, task, labels in store.rows(
            "select post_id, revision, task, arg_max(labels, judged_at) from raw.verdict "
            "semi join _key using (post_id, revision) where role = ? and reader = ? group by 1, 2, 3",
            [role, reader],
        )
    }


def _register_keys(store: Store, keys: Iterable[Key]) -> None:
    import pyarrow as pa

    names = ("post_id", "revision", "model")
    columns = list(zip(*set(keys), strict=True)) or [(), (), ()]
    batch = pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})
    store.connection.register("_key_batch", batch)
    try:
        store.connection.execute("create or replace temp table _key as from _key_batch")
    finally:
        store.connection.unregister("_key_batch")


def verdicts(store: Store, *, day_from: date, day_to: date) -> list[Row]:
    """Return the verdicts given on the Hà Nội days [day_from, day_to]: of each post and task the last."""
    return store.dicts(
        "select post_id, task, labels, machine, machine_model, said_by, chosen, changed "
        "from mart.verdict where day between ? and ? "
        "qualify row_number() over (partition by post_id, task order by judged_at desc, said_by) = 1 "
        "order by judged_at, post_id, task",
        [day_from, day_to],
    )


def agreement(store: Store, *, day_from: date, day_to: date) -> list[Row]:
    """Return what two people said of the same wording, where the second spoke on these days."""
    return store.dicts(
        "select post_id, task, first_labels, second_labels from mart.agreement "
        "where day between ? and ? order by post_id, task",
        [day_from, day_to],
    )


def judged(store: Store, *, since: date | None = None) -> list[Row]:
    """Return every post people judged: its text as last read, and their word that counts by task."""
    return store.dicts(
        """
        with word as (
            select v.*, row_number() over (partition by post_id order by judged_at desc) as place
            from mart.verdict as v where counts
        )
        select w.post_id, arg_max(w.revision, w.judged_at) as revision, p.kind, p.title, p.text,
               list({'task': w.task, 'labels': w.labels, 'chosen': w.chosen}
                    order by w.task) as words,
               bool_or(w.chosen = 'random') as random,
               arg_max(w.said_by, w.judged_at) as said_by,
               max(w.judged_at) as judged_at
        from word as w
        join (
            select w.post_id, r.kind, r.title,
                   concat_ws(chr(10), nullif(r.lead, ''), nullif(r.body, '')) as text
            from word as w
            join raw.post as r on r.post_id = w.post_id and r.revision = w.revision
            where w.place = 1
        ) as p on p.post_id = w.post_id
        group by w.post_id, p.kind, p.title, p.text
        having $since is null or max(w.day) >= $since
        order by judged_at, w.post_id
        """,
        {"since": since},
    )
