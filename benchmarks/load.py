"""A day at twenty times the normal volume: does every hour's work fit into its hour, and is anybody flooded?

    python -m benchmarks.load                       24 hours, 20 × 300 posts a day, a burst at 14:00
    python -m benchmarks.load --hours 6 --times 5 --burst -1
    python -m benchmarks.load --keep OFFICE         then: python -m benchmarks.desk --home OFFICE --users 50

Normal for a provincial office: 300 posts a day, press and comments. An office is given four quiet weeks of
that first. Then, each simulated hour, what that hour brought lands as crawls would land it (a file every ten
minutes, by the hours people write at); it is loaded, labelled (profile fast), grouped into stories, watched,
and alerts go out by SMTP to a real mail server. At --burst everybody writes at once: 100 times a normal
hour within one, half of it telling one happening in many wordings, some of them copied. Texts are those of
benchmarks/scale. An hour prints: posts that came, seconds of work, posts that came while it worked (what
waits when it is done: the queue), posts left without a label, alerts opened, bells rung, mails, messages in
the outbox, memory. The queue is bounded when no hour's work takes longer than an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from benchmarks.kills import DELIVERY, HEAD, Mailbox, mailbox
from benchmarks.scale.texts import base, corpus, day
from flows.annotate import annotate
from flows.cases import desk
from flows.send import send
from flows.watch import watch_once
from flows.workspace import create
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.records import HANOI, Post, post_id_of
from warehouse import open_store
from warehouse.load import load

NORMAL = 300  # posts a day
START = datetime(2026, 6, 22, 0, 0, tzinfo=HANOI)
WEEKS = 4
# How much of a day's posts each hour brings: little at night, most in the morning and after supper.
HOURS = (1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 6, 5, 5, 6, 6, 6, 6, 5, 6, 7, 6, 4, 2)
LEADER = """
[roles.chair]
levels = [4, 5]
to = ["chu-tich@co-quan.example"]
"""
PLACES = (
    "khu công nghiệp Tam Đường",
    "xưởng may ở Tam Đường",
    "công ty may tại Tam Đường, Lai Châu",
)
HAPPENED = (
    "Hơn {n} công nhân nhập viện sau bữa ăn ca ở {where}",
    "Ngộ độc tập thể: {n} công nhân {where} phải cấp cứu",
    "Bữa cơm ca khiến {n} công nhân {where} đau bụng, nôn, đi viện",
    "{n} người lao động ở {where} nghi ngộ độc thực phẩm",
)  # fmt: skip


def posts_of_the_day(times: int) -> list[Post]:
    """Return the day's posts by hour of publication, as HOURS spreads them."""
    found = list(day(NORMAL * times, START))
    dice = random.Random(20)
    moments = sorted(
        START + timedelta(hours=hour, seconds=dice.randrange(3600))
        for hour in dice.choices(range(24), HOURS, k=len(found))
    )
    dice.shuffle(found)
    return [_at(post, moment) for post, moment in zip(found, moments, strict=True)]


def burst(hour: int, times: int = 100) -> Iterator[Post]:
    """Yield what comes on top in the hour of the burst: half of it about one happening, in many wordings."""
    dice, told = random.Random(100), corpus()
    for number in range(NORMAL * times // 24):
        moment = START + timedelta(hours=hour, seconds=dice.randrange(3600))
        source = f"trang-{number % 40}"
        url = f"https://{source}.example/don-{number}"
        if number % 2:
            title = dice.choice(HAPPENED).format(
                n=dice.choice((60, 70, 80, 100)), where=dice.choice(PLACES)
            )
            text = f"{title}. " + dice.choice(told.comments)
            kind = "article" if number % 4 == 1 else "comment"
        else:
            title, text, kind = "", dice.choice(told.comments), "comment"
        yield Post(
            post_id=post_id_of(url=url, source=source, native_id=None), source=source, kind=kind, url=url,
            title=title if kind == "article" else "", lead="", text=text,
            fetched_at=moment, published_at=moment, method="import@1",
        )  # fmt: skip


def _at(post: Post, moment: datetime) -> Post:
    from dataclasses import replace

    return replace(post, fetched_at=moment, published_at=moment)


def land(place: Workspace, posts: list[Post]) -> None:
    """Land posts as crawls would: a file for every ten minutes of them."""
    for part in range(6):
        mine = [post for post in posts if post.fetched_at.minute // 10 == part]
        if mine:
            with LandingWriter(place.landing / "thu", "thu") as writer:
                for post in mine:
                    writer.post(post)


def office(root: Path, port: int, weeks: int) -> Workspace:
    """Make an office with quiet weeks behind it."""
    create(root)
    text = DELIVERY.format(port=port, head=HEAD) + LEADER
    (root / "delivery.toml").write_text(text, encoding="utf-8")
    place = Workspace(root)
    with LandingWriter(place.landing / "cu", "cu") as writer:
        for post in base(NORMAL * 7 * weeks, START - timedelta(weeks=weeks), 7 * weeks):
            writer.post(post)
    with open_store(place.warehouse) as store:
        load(store, place.landing)
        annotate(store, place.watchlist(), profile="fast")
    watch_once(place, START)
    return place


def hour_of(place: Workspace, hour: int, posts: list[Post], box: Mailbox) -> dict[str, Any]:
    """Do one hour's work; return its figures."""
    now, heard = START + timedelta(hours=hour + 1), len(box.got)
    land(place, posts)
    began = time.monotonic()
    with open_store(place.warehouse) as store:
        loaded = load(store, place.landing)
        annotate(store, place.watchlist(), profile="fast")
        unlabelled = store.one(
            "select count(*) from staging.stg_post anti join raw.annotation using (post_id, revision)"
        )
    seen = watch_once(place, now)
    send(place, now)
    took = time.monotonic() - began
    return {
        "hour": hour, "posts": len(posts), "stored": loaded.total("stored"), "seconds": round(took, 1),
        "queue": round(len(posts) * took / 3600, 1), "unlabelled": unlabelled,
        "opened": seen.count("opened"), "rings": seen.rings, "mails": len(box.got) - heard,
        "outbox": len(list((place.outbox / "waiting").glob("*.json"))),
        "rss_mb": psutil.Process().memory_info().rss // 2**20,
    }  # fmt: skip


def main() -> None:
    """Live the day and tell."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--hours", type=int, default=24)
    options.add_argument("--times", type=int, default=20, help="times the normal volume")
    options.add_argument(
        "--burst", type=int, default=14, help="hour at which all write at once; -1: none"
    )
    options.add_argument("--weeks", type=int, default=WEEKS, help="quiet weeks before")
    options.add_argument("--keep", type=Path, help="leave the office here")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name, mailbox() as (box, port):
        began = time.monotonic()
        place = office(given.keep or Path(name) / "office", port, given.weeks)
        print(
            json.dumps({"quiet weeks": given.weeks, "seconds": round(time.monotonic() - began, 1)}),
            flush=True,
        )
        told, coming = [], posts_of_the_day(given.times)
        for hour in range(given.hours):
            posts = [p for p in coming if (p.fetched_at - START) // timedelta(hours=1) == hour]
            posts += list(burst(hour)) if hour == given.burst else []
            told.append(hour_of(place, hour, posts, box))
            print(json.dumps(told[-1]), flush=True)
        with open_store(place.warehouse) as store:
            alerts = desk(store, place).alerts.values()
            broken = {n: rows for n, rows in store.check().items() if rows}
        poisoned = [a for a in alerts if "food_poisoning" in a.topics or a.risk == "R3"]
    came, stored = sum(row["posts"] for row in told), sum(row["stored"] for row in told)
    leaders = [to for to, _ in box.got if to != HEAD]
    summary = {
        "posts": came, "stored": stored, "slowest_hour_seconds": max(row["seconds"] for row in told),
        "work_seconds": round(sum(row["seconds"] for row in told)), "longest_queue": max(row["queue"] for row in told),
        "unlabelled": told[-1]["unlabelled"], "alerts": sum(row["opened"] for row in told),
        "of_the_burst": len(poisoned), "mails": len(box.got), "mails_to_leaders": len(leaders),
        "most_in_outbox": max(row["outbox"] for row in told),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, "checks": broken,
    }  # fmt: skip
    print(json.dumps(summary))
    bounded = summary["slowest_hour_seconds"] < 3600 and not summary["unlabelled"]
    raise SystemExit(not (bounded and came == stored and not broken))


if __name__ == "__main__":
    main()
