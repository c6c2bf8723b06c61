"""The posts a watch looks at, worked out once a look: whose office it is, which pages are its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from weakref import WeakKeyDictionary

from warehouse.store import Store

Moment = Literal["known", "published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Whose watch it is: the province of the office, how to name a province of today, its own pages.

    own: sources declared as ours, beside the union's pages of the province.
    province_of takes any name a text or sources.toml has (“Bình Dương”, “TP Hồ Chí Minh”) and
    returns the province it belongs to today (“TP.HCM”), or the name itself.
    """

    home: str
    province_of: Callable[[str], str] = str
    own: tuple[str, ...] = ()


def prepare_items(
    store: Store, office: Office, *, since: datetime, until: datetime, moment: Moment
) -> None:
    """Make temp view _watch_item: the rows of mart.watch_items from `since` to `until`.

    Only posts that some reader, human or machine, put in scope, articles that open with a death (rules
    read their words), and comments under the office's own pages: labels of a year are then worked out
    for thousands of posts, not for hundreds of thousands.
    One look asks for many windows: the widest is worked out once and kept while no fact is added.
    """
    _prepare_all(store, office, since=since, until=until, moment=moment)
    store.connection.execute(
        "create or replace temp table _watch_window as "
        "select $since::timestamptz as since, $until::timestamptz as until",
        {"since": since, "until": until},
    )
    store.connection.execute(_VISITS)


def _prepare_all(
    store: Store, office: Office, *, since: datetime, until: datetime, moment: Moment
) -> None:
    """Fill temp table _watch_all from REACH before `until` on, unless it is there and still true.

    What came after `until` may be in it: whose voice a report is depends on earlier reports only.
    """
    facts = store.rows(_FACTS)[0]
    known = _PREPARED.get(store)
    if known and (known.office, known.moment, known.facts) == (office, moment, facts):
        if known.since <= since:
            return
        since = min(since, known.since)
    _PREPARED.pop(store, None)
    since = min(since, until - REACH)
    run = store.connection.execute
    by_published = moment == "published"
    own, now = own_sources(store, office), provinces_now(store, office)
    run(_WANTED, {"own": own})
    run(_WORDING, {"since": since, "deaths": f"(?i:{DEATHS})"})
    run(_POSTS, {"since": since, "by_published": by_published})
    for statement in _LABELS:
        run(statement)
    run(
        _WATCHED_ITEMS,
        {
            "written": list(now),
            "now": list(now.values()),
            "own": own,
            "by_published": by_published,
            "since": since,
        },
    )
    run("create temp table if not exists _watch_window (since timestamptz, until timestamptz)")
    run(_WINDOW)
    _PREPARED[store] = _Prepared(office=office, moment=moment, since=since, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """What temp table _watch_all of a connection holds; facts tells whether anything was added since."""

    office: Office
    moment: Moment
    since: datetime
    facts: tuple[Any, ...]


_PREPARED: WeakKeyDictionary[Store, _Prepared] = WeakKeyDictionary()
DEATHS = "tử vong|thiệt mạng|tử nạn|chết|thi thể|mất tích|mất liên lạc|vùi|thương vong|không qua khỏi"  # fmt: skip
NATIONAL = ("news", "labour_press")
REACH = timedelta(days=183)  # as far back as the series of a look go

# Facts are only ever appended, or forgotten: their numbers tell whether any of them is new.
_FACTS = """
select (select count(*) from raw.post), (select count(*) from raw.annotation),
       (select count(*) from raw.story_member), (select max(updated_at) from raw.source)
"""


def own_sources(store: Store, office: Office) -> list[str]:
    """Return the office's own pages: those it declares, and the union's that write of its province."""
    union = _of_type(store, "union")
    return sorted({*office.own, *(s for s in home_sources(store, office) if s in union)})


def home_sources(store: Store, office: Office) -> list[str]:
    """Return the sources that write of the office's province: what they tell happens there.

    A national paper that is made in the province is none of them: it writes of the whole world.
    """
    return [
        source
        for source, place, kind in store.rows(
            "select source, place, type from raw.source order by 1"
        )
        if place and kind not in NATIONAL and office.province_of(place) == office.home
    ]


def provinces_now(store: Store, office: Office) -> dict[str, str]:
    """Return the province names of the labels that belong to another of today → its name."""
    names = store.rows("select distinct label from raw.annotation where task = 'place'")
    now = {name: office.province_of(name) for (name,) in sorted(names) if name != "-"}
    return {name: today for name, today in now.items() if today != name}


def _of_type(store: Store, kind: str) -> set[str]:
    return {row[0] for row in store.rows("select source from raw.source where type = ?", [kind])}


_WANTED = """
create or replace temp table _watch_wanted as
select distinct post_id from raw.annotation where task = 'in_scope' and label = '1'
union
select post_id from raw.post where kind = 'comment' and list_contains($own::varchar[], source)
"""

# No wording of a post is older than the post, so older texts are never read; the others are read once, and of
# a whole article only what somebody looks at: how it opens (OPENING of warehouse.watch), how it ends (the agency).
_WORDING = """
create or replace temp table _watch_wording as
select p.* exclude (body, search_fold, search_key),
       case when strlen(p.body) > 4000 then substring(p.body, 1, 1000) || substring(p.body, -120)
            else p.body end as body
from raw.post as p left join _watch_wanted as w on w.post_id = p.post_id
where p.fetched_at >= $since
  and (w.post_id is not null
       or p.kind = 'article'
          and regexp_matches(
              substring(concat_ws(' ', p.title, p.lead, substring(p.body, 1, 420)), 1, 420), $deaths))
"""

# An earlier wording that says nothing of deaths still tells when the post was first seen.
_POSTS = """
create or replace temp table _watch_post as
select post_id
from (select p.post_id, min(p.fetched_at) as first_seen,
             arg_min(p.published_at, p.fetched_at) filter (p.published_at is not null) as published_at
      from raw.post as p
      semi join (select distinct post_id from _watch_wording) as w on w.post_id = p.post_id
      group by p.post_id)
where case when $by_published then least(coalesce(published_at, first_seen), first_seen)
           else first_seen end >= $since
"""

_LABELS = (
    "insert into _watch_wording by name "
    "select p.* exclude (search_fold, search_key) from raw.post as p "
    "semi join (select post_id, revision from raw.post semi join _watch_post using (post_id) "
    "except select post_id, revision from _watch_wording) as o "
    "on o.post_id = p.post_id and o.revision = p.revision",
    "create or replace temp table _watch_annotation as "
    "select a.* from raw.annotation as a semi join _watch_post as p on p.post_id = a.post_id",
    "create or replace temp table _watch_label as from staging.labels_of('_watch_annotation')",
    "create or replace temp view _watch_standing as from staging.posts_of('_watch_wording')",
    "create or replace temp view _watch_reading as "
    "select p.* from mart.posts_from('_watch_standing', '_watch_label') as p "
    "semi join _watch_post as w on w.post_id = p.post_id",
)

_WATCHED_ITEMS = """
create or replace temp table _watch_all as
select * from mart.watch_items('_watch_reading', map($written::varchar[], $now::varchar[]),
                               $own::varchar[], $by_published)
where counted_at >= $since
"""

# A view: whole texts of half a year are not copied for every question.
_WINDOW = """
create or replace temp view _watch_item as
select * from _watch_all
where counted_at between (select since from _watch_window) and (select until from _watch_window)
"""

_VISITS = """
create or replace temp view _watch_visit as
select * from raw.visit where visited_at >= (select since from _watch_window)
"""
