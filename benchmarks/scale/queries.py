"""The questions the desk's pages ask of the warehouse, asked without the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from langnghe.config import Workspace
from langnghe.records import HANOI
from warehouse import Store

# A page of a list as langnghe.desk.listing asks for it, of the hits of a search.
_PAGE = "select * from _browse order by exact desc, moment desc, h limit 50"


def asked(store: Store, place: Workspace, day: date, now: datetime) -> dict[str, Callable[[], Any]]:
    """Return page → what it asks; day: a whole day with posts, now: the moment of asking.

    store: the published copy, which carries what the desk reads, its index of words beside it.
    """
    from flows.cases import desk
    from flows.digest import day_digest
    from flows.inquiries import counter
    from flows.review import waiting
    from langnghe.desk.pages import hom_nay, nguon, tin_doc
    from warehouse.browse import Asked, browse, by_day, reached, told
    from warehouse.health import health
    from warehouse.snapshot import snapshot_of
    from warehouse.words import open_words, words_of

    words = open_words(store, words_of(snapshot_of(place)))

    month, week = day - timedelta(days=29), day - timedelta(days=6)
    since, until = _start(day - timedelta(days=27)), _start(day + timedelta(days=1))
    story, ids = _story(store, day)

    def listed(**narrowed: Any) -> Callable[[], Any]:
        def ask() -> Any:
            shown = browse(store, Asked(**narrowed), words)
            rows = store.dicts(_PAGE)
            by_day(store)
            return told(store, [row["spot"] for row in rows], shown)

        return ask

    def of_story() -> Any:
        posts = tin_doc.posts_of(store, ids)
        tin_doc.beneath(store, ids)
        tin_doc.sayings(store, ids[0])
        tin_doc.belongs(store, story, ids)
        tin_doc.coded_of(store, story)
        tin_doc.carried(store, ids)
        return posts

    return {
        "hom-nay: which day": lambda: store.one(hom_nay._HEARD, {"day": day, "start": _start(day)}),
        "hom-nay: latest day": lambda: store.one(hom_nay._LATEST, [day]),
        "hom-nay: the digest": lambda: day_digest(store, place, day, made_at=now),
        "tin-bai: in scope, a month": listed(day_from=month, day_to=day, in_scope=True),
        "tin-bai: a topic": listed(topic="jobs_living"),
        "tin-bai: negative of the union": listed(stance="negative"),
        "tin-bai: risk 2 and up, a week": listed(day_from=week, day_to=day, risk=2),
        "tin-bai: a place": listed(place="Lai Châu"),
        "tin-bai: a source": listed(source="bao-a-1"),
        "tin-bai: words, a month": listed(words="người lao động", day_from=month, day_to=day),
        "tin-bai: words": listed(words='"công đoàn"'),
        "tin-bai: words all over": listed(words="nguoi"),
        "tin-bai: days asked": lambda: reached(store, month, day),
        "tin-bai: places": lambda: store.rows("select distinct unnest(places) from ready.post"),
        "tin: a story": of_story,
        "tin: by a post": lambda: tin_doc.story_of(store, ids[0]),
        "nguon: states": lambda: health(store, now=now),
        "nguon: four weeks": lambda: store.dicts(nguon._STRIP, {"since": since, "until": until}),
        "nguon: connectors": lambda: store.dicts(
            nguon._LOOKS, {"first": day - timedelta(days=27), "last": day}
        ),
        "nguon: outcomes": lambda: store.rows(
            nguon._OUTCOMES, {"since": _start(week), "source": None}
        ),
        "nguon: one source": lambda: store.dicts(
            nguon._VISITS + " order by visited_at desc limit 50", {"source": "bao-a-1"}
        ),
        "canh-bao: alerts and cases": lambda: desk(store, place),
        "hoi-dap: the counter": lambda: counter(store, place),
        "duyet-nhan: what waits": lambda: waiting(store, n=1),
    }


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _story(store: Store, day: date) -> tuple[str, list[str]]:
    """Return the story of that day's week with most copies, and its posts."""
    story = store.one(
        "select story_id from raw.story_member where grouped_at >= ? group by 1 order by count(*) desc, 1 limit 1",
        [_start(day - timedelta(days=6))],
    )
    ids = store.rows("select post_id from raw.story_member where story_id = ? order by 1", [story])
    return story, [row[0] for row in ids]
