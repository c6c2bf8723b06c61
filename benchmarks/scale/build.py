"""Build an office: a demo's workspace, real texts labelled by the fast profile, multiplied over a year."""

from __future__ import annotations

import json
import shutil
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.report import Plan, build, demo
from benchmarks.scale import texts
from flows.workspace import DEMO_MARK
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.records import Post
from langnghe.text import fold_key, match_key
from warehouse import Store, open_store

DAYS = 365
HOUSES = 8  # sources that each one becomes
# Of all posts, by kind and whether they are in scope.
SHARES = {
    ("article", False): 0.34, ("article", True): 0.06, ("talk", False): 0.56, ("talk", True): 0.04,
}  # fmt: skip
PARTS = (40_000, 20_000)  # of articles, of comments, that texts are put together with
MORE = range(1, texts.PIECES)  # of the pieces of an article: the first is the base's own
FILE = 20_000  # posts a landing file


def base_of(posts: int) -> int:
    """Return how many posts of the corpora an office of that size is made of."""
    return min(6_000, max(1_000, posts // 25))


def make(home: Path, posts: int, source: Path | None = None) -> dict[str, Any]:
    """Build the office in an empty folder; return what it is and what building took."""
    began = time.perf_counter()
    if source:
        shutil.copytree(source, home, dirs_exist_ok=True)  # smaller ones may lie in it
    else:
        demo(home)
    (home / DEMO_MARK).unlink(missing_ok=True)  # a desk would show the sample's days
    place = Workspace(home)
    end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    start = end - timedelta(days=DAYS)
    told: dict[str, Any] = {"end": end.isoformat(), "asked": posts}
    told["base"] = _base(place, posts, start)
    with open_store(place.warehouse) as store:
        store.connection.execute("set memory_limit = '2GB'")
        build(store, posts, plan(store, start))
        told |= size_of(store)
    looked(place, end)
    told["seconds"] = round(time.perf_counter() - began, 1)
    told["bytes"] = place.warehouse.stat().st_size
    told["bytes_a_post"] = round(told["bytes"] / told["posts"])
    (home / "scale.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    return told


def looked(place: Workspace, end: datetime) -> None:
    """Tell the registered messages as looked for in all there is: each day before would have done a part.

    Nothing is read: what is not measured here is the day on which a message is changed, which reads it all.
    """
    from flows import lineage_look as look
    from flows.record import held, record
    from langnghe.records import Event, hanoi_day
    from warehouse.arrived import mark
    from warehouse.registers import state

    with held(place) as store:
        far = {**mark(store), "until": hanoi_day(end).isoformat(), "at": end.isoformat()}
        asked = look._asked(store, state(store, "carriage"), {}, end, place.lineage().near)
        told = [look._said(one.id, "looked", one.told(), end) for one in asked]
        told.append(
            Event(kind="look", id=look.LOOK, what="read", by=look.READER, at=end, fields=far)
        )
        record(store, place, told)


def _base(place: Workspace, posts: int, start: datetime) -> dict[str, float]:
    """Load and annotate the texts that all others are made of; seconds of each stage."""
    from flows.annotate import AnnotateReport, group, label
    from warehouse.load import load

    found = texts.base(base_of(posts), start, DAYS)
    while some := list(islice(found, FILE)):
        land(place, some)
    report, began = AnnotateReport(), time.perf_counter()
    with open_store(place.warehouse) as store:
        load(store, place.landing)
        loaded = time.perf_counter() - began
        # What waits of the demo is labelled too: every post then has the words of one model.
        label(store, place.watchlist(), report, profile="fast", workers=1, progress=_say)
        group(store, report)
    return {
        "load": round(loaded, 1), "label": round(report.label_seconds, 1),
        "group": round(report.story_seconds, 1), "labelled": report.labelled,
    }  # fmt: skip


def land(place: Workspace, posts: list[Post]) -> None:
    """Write posts as one landing file, as an import does."""
    with LandingWriter(place.landing / "import", "posts") as writer:
        for post in posts:
            writer.post(post)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def plan(store: Store, start: datetime) -> Plan:
    """Return how texts are put together anew, their parts standing in temp tables."""
    numbers = []
    for name, some in zip(("article", "talk"), texts.parts(*PARTS), strict=True):
        _parts(store, f"{name}_part", some)
        numbers.append(len(some))
    articles, talks = numbers
    more = "".join(
        f" join article_part as a{n} on a{n}.k = hash(c.new, {n}) % {articles}" for n in MORE
    )

    def of(column: str, word: str, line: str) -> str:
        longer = "".join(f" || {line} || a{n}.{word}" for n in MORE)
        return (
            f"case when p.kind = 'article' then p.{column}{longer} "
            f"when hash(c.new, 0) % 2 = 0 then p.{column} else p.{column} || ' ' || t.{word} end"
        )

    return Plan(
        start=start, days=DAYS, houses=HOUSES, shares=SHARES,
        body=of("body", "body", "chr(10)"), fold=of("search_fold", "fold", "' '"),
        key=of("search_key", "key", "' '"),
        joins=f"{more} join talk_part as t on t.k = hash(c.new, 99) % {talks}",
        labels="not a.model ^@ 'accurate@'",  # of the fast profile alone
    )  # fmt: skip


def _parts(store: Store, name: str, some: list[str]) -> None:
    import pyarrow as pa

    keys = [match_key(text) for text in some]
    table = pa.table({"k": pa.array(range(len(some)), pa.uint64()), "body": some, "fold": [fold_key(key) for key in keys],
                      "key": keys})  # fmt: skip
    store.connection.register("_parts", table)
    store.connection.execute(f"create or replace temp table {name} as from _parts")
    store.connection.unregister("_parts")


def size_of(store: Store) -> dict[str, Any]:
    """Return what a warehouse holds."""
    count = store.one
    return {
        "posts": count("select count(distinct post_id) from raw.post"),
        "annotations": count("select count(*) from raw.annotation"),
        "articles": count("select count(*) from raw.post where kind = 'article'"),
        "article_bytes": round(count(
            "select avg(strlen(title) + strlen(lead) + strlen(body)) from raw.post where kind = 'article'")),
        "talk_bytes": round(count("select avg(strlen(body)) from raw.post where kind <> 'article'")),
        "sources": count("select count(*) from raw.source"),
        "stories": count("select count(distinct story_id) from raw.story_member"),
    }  # fmt: skip
