"""kill -9 at random points of a whole day's work: what comes out in the end must be the same.

    python -m benchmarks.kills                 200 kills, 5 an office
    python -m benchmarks.kills --kills 20 --each 2

An office on the sample sites, a real mail server. Its day: crawl, load, label, group, watch, send the
alerts, write and send the digest. First once without a kill. Then, again and again, a new office whose
day is killed at `--each` random moments (half of the times with all its child processes, as in a power
cut, else the process alone, its crawl orphaned) and at last runs through. Compared with the undisturbed
office: posts with their wordings, labels, which posts make one story, alerts with level and posts,
digests written, mails that arrived. A mail may arrive once, or, killed between the server's yes and
our note of it, be called in doubt: it has then arrived or the office is told that nobody knows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawlers.job import Terms
from flows.workspace import create
from langnghe import samples
from langnghe.config import Workspace
from langnghe.records import HANOI
from warehouse import open_store

DAY = date(2026, 6, 28)
LOOKS = [datetime(2026, 6, day, 20, tzinfo=HANOI) for day in (26, 27, 28)]
EVENING = LOOKS[-1]
STAGES = ("crawl", "load", "label", "watch", "send", "digest", "send digest")
HEAD = "truong-ban@co-quan.example"
DELIVERY = """
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "langnghe@co-quan.example"
[roles.propaganda_head]
levels = [3, 4, 5]
kinds = ["digest"]
to = ["{head}"]
"""


class Mailbox:
    """A mail server on loopback that keeps who got which subject."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail."""
        from email import message_from_bytes, policy

        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.got += [(to, str(mail["Subject"])) for to in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """Serve a mailbox."""
    from aiosmtpd.controller import Controller

    with socket.socket() as probe:  # Controller wants to know its port beforehand
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def work(root: str, terms: dict[str, Any]) -> None:
    """Do the day's work in a process of its own, a group of its own; note each stage that begins."""
    os.setsid()
    from flows.annotate import annotate
    from flows.crawl import crawl_sources
    from flows.digest import day_digest, publish
    from flows.send import send
    from flows.send_report import letter_of_day, send_report
    from flows.watch import watch_back
    from warehouse.load import load

    place = Workspace(Path(root))

    def stage(name: str) -> None:
        (place.root / "stage").write_text(name, encoding="utf-8")

    stage("crawl")
    crawl_sources(place, terms=Terms.from_json(terms))
    with open_store(place.warehouse) as store:
        stage("load")
        load(store, place.landing)
        stage("label")
        annotate(store, place.watchlist(), profile="baseline", workers=1)
    stage("watch")
    watch_back(place, LOOKS)
    stage("send")
    send(place, EVENING)
    stage("digest")
    with open_store(place.warehouse) as store:
        digest = day_digest(store, place, DAY, made_at=EVENING)
    publish(digest, place.output / "diem-bao")
    stage("send digest")
    send_report(place, lambda s, w: letter_of_day(s, w, digest), "propaganda_head", EVENING)
    stage("done")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an office holds after its day, without the moments at which it came by it."""

    posts: frozenset[Any]
    labels: frozenset[Any]
    stories: frozenset[Any]
    alerts: frozenset[Any]
    digest: str
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubtful: int = 0

    def against(self, other: Outcome) -> list[str]:
        """Return how this differs from an undisturbed office, in words."""
        wrong = [
            f"{name}: {len(mine - theirs)} more, {len(theirs - mine)} fewer"
            for name, mine, theirs in (
                ("posts", self.posts, other.posts), ("labels", self.labels, other.labels),
                ("stories", self.stories, other.stories), ("alerts", self.alerts, other.alerts),
            ) if mine != theirs
        ]  # fmt: skip
        if self.digest != other.digest:
            wrong.append("digest: other stories")
        if extra := self.mails - other.mails:
            wrong.append(f"mails sent twice or in vain: {dict(extra)}")
        if sum((other.mails - self.mails).values()) > self.doubtful:
            wrong.append(f"mails lost: {dict(other.mails - self.mails)}")
        return wrong


def outcome(place: Workspace, box: Mailbox) -> Outcome:
    """Read what an office holds; every check of the warehouse must hold too."""
    with open_store(place.warehouse, read_only=True) as store:
        if broken := {name: n for name, n in store.check().items() if n}:
            raise SystemExit(f"{place.root}: checks broken: {broken}")
        ask = store.rows
        members: dict[str, set[str]] = {}
        for story, post in ask("select story_id, post_id from raw.story_member"):
            members.setdefault(story, set()).add(post)
        posts = frozenset(ask("select post_id, revision, title, body from raw.post"))
        if len(posts) != store.one("select count(*) from raw.post"):
            raise SystemExit(f"{place.root}: a wording is there twice")
        labels = frozenset(ask("select post_id, revision, task, label, model from raw.annotation"))
        alerts = frozenset(
            (one, level, tuple(sorted(found)))
            for one, level, found in ask("select id, level, posts from mart.alert")
        )
    path = place.output / "diem-bao" / f"diem-bao-{DAY}.json"
    told = json.loads(path.read_text("utf-8"))
    shown = json.dumps(
        [[s["title"] for s in told[part]] for part in ("urgent", "top", "rest")], ensure_ascii=False
    )
    return Outcome(
        posts=posts, labels=labels, alerts=alerts,
        stories=frozenset(frozenset(one) for one in members.values()),
        digest=hashlib.sha256(shown.encode()).hexdigest(), mails=Counter(box.got),
        doubtful=len(list((place.outbox / "unknown").glob("*.json"))),
    )  # fmt: skip


def office(root: Path, template: Path, port: int) -> Workspace:
    """Return a fresh office whose mail goes to a port."""
    shutil.copytree(template, root)
    text = DELIVERY.format(port=port, head=HEAD)
    (root / "delivery.toml").write_text(text, encoding="utf-8")
    return Workspace(root)


def stage_of(place: Workspace) -> str:
    """Return the stage an office's day has begun."""
    try:
        return (place.root / "stage").read_text("utf-8") or "start"
    except FileNotFoundError:
        return "start"


def kill(process: Any, *, group: bool) -> None:
    """kill -9 a process, or it and all it started."""
    with suppress(ProcessLookupError):
        if group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            os.kill(process.pid, signal.SIGKILL)
    process.join()


def main() -> None:
    """Kill, compare, tell."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--each", type=int, default=5, help="kills an office's day")
    options.add_argument("--seed", type=int, default=20260628)
    given = options.parse_args()
    dice = random.Random(given.seed)
    processes = multiprocessing.get_context("forkserver")
    # What a day needs is imported once: a kill should fall into the work, not into imports.
    processes.set_forkserver_preload(
        [
            "flows.crawl",
            "flows.annotate",
            "flows.watch",
            "flows.send_report",
            "nlp.annotate",
            "duckdb",
        ]
    )
    stages: Counter[str] = Counter()
    wrong: list[str] = []
    doubts = done = late = 0
    with tempfile.TemporaryDirectory() as folder, samples.serve() as sites:
        template = Path(folder) / "template"
        create(
            template,
            texts={
                "sources.toml": sites.sources_toml(),
                "watchlist.toml": samples.watchlist_toml(),
            },
        )
        with open_store(Workspace(template).warehouse):
            pass  # its tables are made once: the time of a day is its work
        terms = Terms(allow=sites.allow, routes=sites.routes, delay=0.0).to_json()

        def day(place: Workspace) -> Any:
            (place.root / "stage").unlink(missing_ok=True)
            process = processes.Process(target=work, args=(str(place.root), terms))
            process.start()
            return process

        with mailbox() as (box, port):
            place = office(Path(folder) / "undisturbed", template, port)
            begun = time.monotonic()
            process = day(place)
            process.join()
            span = time.monotonic() - begun
            if process.exitcode:
                raise SystemExit("the undisturbed day failed")
            reference = outcome(place, box)
        print(
            f"undisturbed: {span:.1f} s; {len(reference.posts)} wordings, {len(reference.labels)} labels, "
            f"{len(reference.stories)} stories, {len(reference.alerts)} alerts, "
            f"{sum(reference.mails.values())} mails"
        )
        while done < given.kills:
            with mailbox() as (box, port):
                place = office(Path(folder) / f"office-{done}", template, port)
                for _ in range(min(given.each, given.kills - done)):
                    process = day(place)
                    # By the clock most fall into the crawl: every second one waits for a stage.
                    if dice.random() < 0.5:
                        process.join(dice.uniform(0, span))
                    else:
                        wanted = dice.choice(STAGES)
                        while process.exitcode is None and stage_of(place) != wanted:
                            process.join(0.02)
                        process.join(dice.uniform(0, 2))
                    if process.exitcode is not None:
                        late += 1  # its day was over: no kill
                    else:
                        stages[stage_of(place)] += 1
                        kill(process, group=dice.random() < 0.5)
                        done += 1
                process = day(place)
                process.join()
                if process.exitcode:
                    wrong.append(f"after {done} kills the day did not run through")
                    continue
                found = outcome(place, box)
                doubts += found.doubtful
                wrong += [f"after {done} kills: {line}" for line in found.against(reference)]
            print(f"{done} kills, {len(wrong)} differences, {doubts} mails in doubt", flush=True)
    print(f"kills by stage: {dict(stages.most_common())}; {late} times the day was over first")
    for line in wrong:
        print(line)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
