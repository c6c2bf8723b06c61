"""What readers ask again and again, worked out once: the standing wording and the labels of each post.

A snapshot carries these tables, so that no page folds a million posts; a copy that goes on loading
follows with the posts that changed. The warehouse itself does not keep them: they say nothing new.
"""

from __future__ import annotations

import hashlib

from warehouse.store import VIEWS, Store

PART = 125_000  # posts worked out at once: what they need fits in the memory of a store
FEW = 40  # posts whose labels are looked up one by one, by their place in raw.annotation

# spot: rowid of the wording in raw.post; h, parent_h: hash of a post's id, found many times faster than
# the id; said_first, said_last: between which rowids of raw.annotation its labels lie; ever_in_scope,
# scope_score: whether any reader ever put any wording in scope, and how unsure the least sure was.
_TABLES = """
create schema ready;
create table ready.mark (
    sha256 varchar, posts bigint, annotations bigint, members bigint, visits bigint
);
create table ready.reached (day date);
create table ready.wording (h ubigint, spot bigint);
create table ready.post (
    h ubigint, post_id varchar, revision varchar, spot bigint, source varchar, kind varchar,
    parent_h ubigint, moment timestamptz, day date, first_seen_day date, undated boolean,
    expired boolean, labelled boolean, in_scope boolean, topics varchar[], tone varchar,
    stance_union varchar, intent varchar, risk tinyint, places varchar[], communes varchar[],
    union_units varchar[], enterprises varchar[], roles varchar[], watch varchar[], least_score float,
    model varchar, reviewed boolean, ever_in_scope boolean, scope_score float, said_first bigint, said_last bigint,
    story_id varchar
);
"""
# Temp views, and not tables: only the columns asked for are read, and texts are not.
_PART_WORDINGS = """
create or replace temp view _ready_wording as
select *, rowid as spot from raw.post where hash(post_id) % {parts} = {part}
"""
_PART_SAID = """
create or replace temp table _ready_said as
select *, rowid as spot from raw.annotation where hash(post_id) % {parts} = {part}
"""
_FILL = """
insert into {target} by name
with standing as (
    select post_id, revision, source, kind, parent_id, published_at, first_seen, day, first_seen_day,
           undated, method
    from staging.posts_of('_ready_wording')
),
said as (
    select post_id, min(spot) as said_first, max(spot) as said_last,
           bool_or(label = '1') filter (task = 'in_scope') as ever_in_scope,
           min(score) filter (task = 'in_scope') as scope_score
    from _ready_said group by post_id
)
select hash(p.post_id) as h, p.post_id, p.revision, w.spot, p.source, p.kind,
       hash(p.parent_id) as parent_h, coalesce(p.published_at, p.first_seen) as moment, p.day,
       p.first_seen_day, p.undated, p.method = 'expired' as expired, l.post_id is not null as labelled,
       coalesce(l.in_scope, false) as in_scope, coalesce(l.topics, []) as topics, l.tone,
       l.stance_union, l.intent, l.risk, coalesce(l.places, []) as places,
       coalesce(l.communes, []) as communes, coalesce(l.union_units, []) as union_units,
       coalesce(l.enterprises, []) as enterprises, coalesce(l.roles, []) as roles,
       coalesce(l.watch, []) as watch, l.least_score, l.model, coalesce(l.reviewed, false) as reviewed,
       coalesce(s.ever_in_scope, false) as ever_in_scope, s.scope_score, s.said_first, s.said_last,
       m.story_id
from standing as p
join (select post_id, revision, spot from _ready_wording) as w
    on w.post_id = p.post_id and w.revision = p.revision
left join staging.labels_of('_ready_said') as l on l.post_id = p.post_id
left join said as s on s.post_id = p.post_id
left join raw.story_member as m on m.post_id = p.post_id
"""
_TIDY = """
drop view if exists _ready_wording;
drop table if exists _ready_said;
drop table if exists _ready_post
"""
_COUNTS = """
select (select count(*) from raw.post), (select count(*) from raw.annotation),
       (select count(*) from raw.story_member), (select count(*) from raw.visit)
"""
# Hà Nội days on which some source was asked and answered.
_REACHED = """
insert into ready.reached
select distinct ((visited_at at time zone 'UTC') + interval 7 hour)::date as day from raw.visit
where rowid >= $visits and outcome not in ('failed', 'blocked', 'robots')
  and day not in (from ready.reached)
"""
# Rows are only ever added to a copy, so what lies beyond a mark is what is new.
_TOUCHED = """
create or replace temp table _ready_touched as
with ids as (
    select post_id from raw.post where rowid >= $posts
    union select post_id from raw.annotation where rowid >= $annotations
    union select post_id from raw.story_member where rowid >= $members
)
select i.post_id, hash(i.post_id) as h, p.said_first, p.said_last
from ids as i left join (
    select h, post_id, said_first, said_last from ready.post
    where h in (select hash(post_id) from ids)
) as p on p.h = hash(i.post_id) and p.post_id = i.post_id
"""
_NEW_WORDINGS = """
insert into ready.wording select hash(post_id), rowid from raw.post where rowid >= $posts
"""
_TOUCHED_WORDINGS = """
create or replace temp view _ready_wording as
select *, rowid as spot from raw.post
where rowid in (select spot from ready.wording where h in (select h from _ready_touched))
"""
_NEW_SAID = """
create or replace temp table _ready_said as
select *, rowid as spot from raw.annotation where rowid >= $annotations
"""
_OLD_SAID_OF = """
insert into _ready_said select *, rowid from raw.annotation
where rowid between $first and least($last, $annotations - 1) and post_id = $id
"""
_OLD_SAID = """
insert into _ready_said select *, rowid from raw.annotation
where rowid < $annotations and post_id in (select post_id from _ready_touched)
"""
_LEAVE = """
delete from ready.post where h in (select h from _ready_touched)
                         and post_id in (select post_id from _ready_touched)
"""
_MARK = """
update ready.mark
set posts = $posts, annotations = $annotations, members = $members, visits = $visits
"""


def _sha(store: Store) -> str:
    """Return what names the way these tables are made: another way, and they are made anew."""
    # hash() is DuckDB's own, and may be another one in its next release.
    text = "\n".join((str(store.one("select version()")), _TABLES, _FILL))
    for view in ("10_stg_post.sql", "20_stg_label.sql"):
        text += (VIEWS / view).read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def stands(store: Store) -> bool:
    """Return whether an open warehouse holds these tables, as this program makes them."""
    known = store.one(
        "select count(*) from duckdb_tables() where schema_name = 'ready' and table_name = 'mark' "
        "and database_name = current_database()"
    )
    return bool(known) and store.one("select sha256 from ready.mark") == _sha(store)


def prepare(store: Store) -> None:
    """Make the tables of an open warehouse, anew where they are of another program."""
    if stands(store):
        follow(store)
        return
    run = store.connection.execute
    counts = dict(
        zip(("posts", "annotations", "members", "visits"), store.rows(_COUNTS)[0], strict=True)
    )
    parts = counts["posts"] // PART + 1
    with store.transaction():
        run("drop schema if exists ready cascade")
        run(_TABLES)
        run(
            "insert into ready.mark values ($sha, $posts, $annotations, $members, $visits)",
            {"sha": _sha(store), **counts},
        )
        run("insert into ready.wording select hash(post_id), rowid from raw.post")
        run(_REACHED, {"visits": 0})
        run("create or replace temp table _ready_post as from ready.post limit 0")
        for part in range(parts):
            for statement in (_PART_WORDINGS, _PART_SAID):
                run(statement.format(parts=parts, part=part))
            run(_FILL.format(target="_ready_post"))
        # In the order of lists, so that a page reads its own days only.
        run("insert into ready.post from _ready_post order by moment, h")
        run(_TIDY)


def follow(store: Store) -> int:
    """Work out anew the posts that something was added to; return how many."""
    run = store.connection.execute
    before = store.dicts("select posts, annotations, members, visits from ready.mark")[0]
    now = dict(zip(before, store.rows(_COUNTS)[0], strict=True))
    if now == before:
        return 0
    run(_TOUCHED, {name: before[name] for name in ("posts", "annotations", "members")})
    found = store.rows("select post_id, said_first, said_last from _ready_touched")
    with store.transaction():
        run(_NEW_WORDINGS, {"posts": before["posts"]})
        run(_TOUCHED_WORDINGS)
        mark = {"annotations": before["annotations"]}
        run(_NEW_SAID, mark)
        if len(found) <= FEW:
            for post_id, first, last in found:
                if first is not None:
                    run(_OLD_SAID_OF, {"first": first, "last": last, "id": post_id, **mark})
        else:
            run(_OLD_SAID, mark)
        run(_REACHED, {"visits": before["visits"]})
        run(_LEAVE)
        run(_FILL.format(target="ready.post"))
        run(_MARK, now)
        run(_TIDY)
    return len(found)
