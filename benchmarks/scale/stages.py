"""What each stage of a day does in an office, as the flow, the desk and a person call it.

    python -m benchmarks.scale.stages STAGE HOME MOMENT

One stage in a process of its own, so that its memory is its own: prints wall and processor seconds (children
counted), the peak of memory, the load of the machine beside them, and what came of it.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from langnghe.config import Workspace
from langnghe.records import hanoi_day
from warehouse import open_store

POSTS = 5_000  # of the day that comes
Told = dict[str, Any]
SEARCHES = (
    '"công đoàn"', "tai nan lao dong", '"nợ lương" HOẶC "chậm lương"', "công nhân ngộ độc -rượu",
    "người lao động", "bhxh", "nhà ở xã hội", "cong doan lai chau", "khongcotunay",
)  # fmt: skip


def crawl(place: Workspace, now: datetime) -> Told:
    """Crawl a day of articles from sites on loopback, nothing waited for; what it brings is set aside again.

    Its cost alone: between two requests to one site the office waits two seconds, which no machine shortens.
    """
    from benchmarks.scale import texts, web
    from crawlers.job import Terms
    from flows.crawl import crawl_sources

    begun = now - timedelta(days=1)
    posts = [post for post in texts.day(POSTS, begun) if post.kind == "article"]
    declared, before = place.root / "sources.toml", set(place.landing.glob("*"))
    kept = declared.read_text("utf-8")
    declared.write_text(web.sources_toml(posts), encoding="utf-8")
    try:
        with web.served(posts) as routes:
            terms = Terms(allow=frozenset(routes.values()), routes=routes, delay=0.0)
            begun_at, used = time.perf_counter(), _used()
            done = crawl_sources(place, terms=terms)
            seconds = time.perf_counter() - begun_at
            cpu = _used() - used  # without who serves the pages, who is not waited for yet
    finally:
        declared.write_text(kept, encoding="utf-8")
        for file in set(place.landing.glob("*")) - before:
            file.unlink()
    ends: Counter[str] = Counter()
    for of_source in done.counts.values():
        ends.update(of_source)
    return {
        "articles": len(posts),
        "ends": dict(ends),
        "wall": round(seconds, 2),
        "cpu": round(cpu, 2),
    }


def load(place: Workspace, now: datetime) -> Told:
    """Load the day's posts, which have landed before the clock runs."""
    from flows.registers import settle
    from warehouse.load import load as load_files

    with open_store(place.warehouse) as store:
        report = load_files(store, place.landing)
        settle(store, place)
    return {"lines": report.lines}


def expire(place: Workspace, now: datetime) -> Told:
    """Take away what may be kept no longer."""
    from flows.retention import expire as retire

    return {"gone": retire(place, now).total}


def annotate(place: Workspace, now: datetime) -> Told:
    """Label what waits, by the fast profile."""
    from flows.annotate import AnnotateReport, label

    report = AnnotateReport()
    with open_store(place.warehouse) as store:
        label(store, place.watchlist(), report, profile="fast")
    return {"labelled": report.labelled, "rows": report.label_rows}


def stories(place: Workspace, now: datetime) -> Told:
    """Group what waits."""
    from flows.annotate import AnnotateReport, group

    report = AnnotateReport()
    with open_store(place.warehouse) as store:
        group(store, report)
    return {"grouped": report.grouped, "stories": report.stories}


def documents(place: Workspace, now: datetime) -> Told:
    """Read guidance documents and follow our messages."""
    from flows import what_we_said
    from flows.document_pickup import look_after

    return {
        "lines": len(look_after(place, now)["lines"]) + len(what_we_said.look_after(place, now))
    }


def watch(place: Workspace, now: datetime) -> Told:
    """Look for crises: the rules and all series, decided and written down."""
    from flows.watch import watch_once

    done = watch_once(place, now)
    return {"findings": done.findings, "rows": done.rows, "events": len(done.events)}


def foretell(place: Workspace, now: datetime) -> Told:
    """Write down the forecast of the morning."""
    from flows.forecasts import foretell as said

    return {"events": len(said(place, now))}


def signals(place: Workspace, now: datetime) -> Told:
    """Count, score and judge all series of half a year, and decide nothing."""
    from flows.watch import by_series

    with open_store(place.warehouse) as store:
        found = by_series(store, place, now)
        several = store.one("select count(distinct series_id) from _series_item")
    return {"series": several, "findings": len(found)}


def digest(place: Workspace, now: datetime) -> Told:
    """Make the morning edition and write it in every format."""
    from flows.digest import edition, publish

    with open_store(place.warehouse) as store:
        made = edition(store, place, hanoi_day(now), made_at=now)
    publish(made, place.output / "diem-bao")
    return {"stories": made.coverage.stories, "collected": made.coverage.collected}


def report(place: Workspace, now: datetime) -> Told:
    """Make the report of a half year and its workbook and document."""
    from benchmarks.report import report as whole

    found = whole(place)
    return {"rows": found["rows"], "answered": found["answered"], "stages": found["stages"]}


def snapshot(place: Workspace, now: datetime) -> Told:
    """Publish the copy that readers open, as the flow does: the last one carried on, where it may be."""
    from flows.snapshot import refresh
    from warehouse.snapshot import last_published, snapshot_of

    failed = refresh(place)
    made = last_published(snapshot_of(place))
    return {
        "failed": failed,
        "bytes": made and made.bytes,
        "anew": made and made.whole_at == made.made_at,
    }


def search(place: Workspace, now: datetime) -> Told:
    """Search in the warehouse as the verb does, accent-blind, with the index of the last snapshot."""
    from warehouse.search import search as find
    from warehouse.snapshot import snapshot_of
    from warehouse.words import open_words, words_of

    def ask(words: str) -> None:
        find(store, words, words=open_words(store, words_of(snapshot_of(place))))

    indexed = words_of(snapshot_of(place)).exists()
    with open_store(place.warehouse) as store:
        found = _timed({words: partial(ask, words) for words in SEARCHES}, 3 if indexed else 1)
    return {"indexed": indexed, **found}


def verbs(place: Workspace, now: datetime) -> Told:
    """Ask the warehouse itself what verbs ask that need no snapshot: a digest, a day's export, health, known addresses."""
    from flows.digest import day_digest
    from warehouse.export import export
    from warehouse.health import health, known_urls

    day = hanoi_day(now) - timedelta(days=200)
    with open_store(place.warehouse) as store, TemporaryDirectory() as folder:
        file = Path(folder) / "ngay.parquet"
        asked = {
            "digest of a day": lambda: day_digest(store, place, day, made_at=now),
            "export of a day": lambda: export(store, "posts", file, day_from=day, day_to=day),
            "health of sources": lambda: health(store, now=now),
            "known addresses": lambda: known_urls(store),
        }
        return _timed(asked, 3)


def queries(place: Workspace, now: datetime) -> Told:
    """Ask what the desk's pages ask, in the published copy, each three times."""
    from benchmarks.scale.queries import asked
    from warehouse.snapshot import open_snapshot

    with open_snapshot(place) as reader:
        return _timed(asked(reader.store, place, hanoi_day(now) - timedelta(days=1), now), 3)


def _used() -> float:
    """Return the processor seconds of this process and of the children it has waited for."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _timed(questions: dict[str, Callable[[], Any]], times: int) -> Told:
    """Return seconds of each question (the median) and the 95th of a hundred of all; the first is not spared."""
    each: dict[str, list[tuple[float, float]]] = {}
    for _ in range(times):
        for name, ask in questions.items():
            wall, cpu = time.perf_counter(), time.process_time()
            ask()
            each.setdefault(name, []).append((time.perf_counter() - wall, time.process_time() - cpu))  # fmt: skip
    found = {
        name: {
            "wall": round(statistics.median(w for w, _ in took), 3),
            "cpu": round(statistics.median(c for _, c in took), 3),
            "first": round(took[0][0], 3),
        }
        for name, took in each.items()
    }
    flat = [took for some in each.values() for took in some]
    return {"p95": _p95([w for w, _ in flat]), "p95_cpu": _p95([c for _, c in flat]), "each": found}


def _p95(values: list[float]) -> float:
    return round(sorted(values)[max(0, -(-95 * len(values) // 100) - 1)], 3)


STAGES: dict[str, Callable[[Workspace, datetime], Told]] = {
    one.__name__: one
    for one in (
        crawl, load, expire, annotate, stories, documents, watch, foretell, digest, snapshot, signals, search,
        verbs, queries, report,
    )
}  # fmt: skip
# One after the other they are the day. Of the crawl only our own cost is measured: the waiting is the network's.
DAY = (
    "crawl",
    "load",
    "expire",
    "annotate",
    "stories",
    "documents",
    "watch",
    "foretell",
    "digest",
    "snapshot",
)


def day_of(now: datetime) -> date:
    """Return the day whose posts come."""
    return hanoi_day(now)


def measure(name: str, place: Workspace, now: datetime) -> Told:
    """Run one stage here and return its figures."""
    told = STAGES[name](place, now)
    used, of_children = _used(), resource.getrusage(resource.RUSAGE_CHILDREN)
    # The kernel's own mark: ru_maxrss of this process also knows the one it was started by.
    marks = Path("/proc/self/status").read_text(encoding="ascii").split("VmHWM:")[1].split()
    return {
        "cpu": round(used, 2),
        "peak_mb": max(int(marks[0]), of_children.ru_maxrss) // 1024,
        "load": round(os.getloadavg()[0], 1),
        **told,
    }


def main() -> None:
    """Run the stage that is named."""
    name, home, moment = sys.argv[1:4]
    print(json.dumps(measure(name, Workspace(Path(home)), datetime.fromisoformat(moment))))


if __name__ == "__main__":
    main()
