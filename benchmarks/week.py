"""Days of an office with nobody at the machine, at a simulated clock, with what goes wrong in years.

    python -m benchmarks.week                  seven days, real crawls of the sample sites
    python -m benchmarks.week --days 2 --no-crawl

The clock is moved in steps of ten minutes; everything else is real: schedule, watchdog, locks and state
of `langnghe serve`, the warehouse, the watch, the outbox, snapshots. What goes wrong: all sources down
for a day, a full disk (writes fail), a job killed by kill -9 in the middle, two power cuts, a clock that
jumps half a day ahead and back, a copy of the same work started by hand. Told at the end: what ran how
often, what was caught up, what the operator heard, and whether anything was lost, doubled or torn.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers.job import Terms
from flows.metrics import health
from flows.schedule import NAME, Job, Schedule, read_schedule
from flows.serve_job import perform
from flows.serve_ops import tell
from flows.serve_state import mark_interrupted, read_state, untold
from flows.serve_watch import Watchdog
from flows.workspace import create
from flows.writer import Queue, facts_of, told_of
from langnghe.config import Workspace
from langnghe.files import replace_file
from langnghe.landing import LandingWriter
from langnghe.records import HANOI, Post, hanoi_day, post_id_of
from warehouse import open_store

TICK = timedelta(minutes=10)
MONDAY = datetime(2026, 6, 22, 0, 0, tzinfo=HANOI)
POSTS = 40  # that the office's own import brings a day
SCHEDULE = """
disk_free_gb = 0
grace_seconds = 0
retry_seconds = 600
[[job]]
name = "hang-ngay"
title = "Lượt chạy sáng"
at = "06:30"
heavy = true
run = ["run"]
[[job]]
name = "diem-bao"
title = "Điểm báo 07:00"
at = "07:00"
heavy = true
run = ["digest"]
[[job]]
name = "canh"
title = "Canh báo động, gửi, chụp kho"
every_minutes = 240
heavy = true
run = ["alerts watch"]
[[job]]
name = "dong-ho"
title = "Đồng hồ hỏi đáp"
every_minutes = 120
run = ["inquiry clock"]
[[job]]
name = "tuan"
title = "Báo cáo tuần"
at = "07:30"
weekday = 1
heavy = true
run = ["digest --period"]
[[job]]
name = "het-han"
title = "Xoá dữ liệu hết hạn"
at = "02:00"
heavy = true
run = ["retention"]
"""


@dataclass(slots=True)
class Faults:
    """What goes wrong when; moments as hours since the first midnight."""

    sources_down: tuple[float, float] = (48, 72)
    disk_full: tuple[tuple[float, float], ...] = ()
    kills: dict[str, float] = field(default_factory=dict)  # job → from when the next run is killed
    cuts: tuple[tuple[float, float], ...] = ()
    spoiled: tuple[float, float] = (0, 0)  # somebody breaks alerts.toml, and mends it
    jump: tuple[float, float] | None = None  # the clock goes 12 hours ahead, and is set right

    @classmethod
    def of(cls, days: int) -> Faults:
        """Return faults for that many days: a short play has them all on its first day."""
        if days < 5:
            return cls(
                sources_down=(5, 24), disk_full=((3.5, 4.5),), kills={"hang-ngay": 6},
                cuts=((7.5, 12.5),), jump=(16, 17), spoiled=(19.5, 21),
            )  # fmt: skip
        return cls(
            disk_full=((31, 33), (104, 105)), kills={"hang-ngay": 78, "canh": 12, "diem-bao": 100},
            cuts=((54, 60), (117, 127)), jump=(134, 136), spoiled=(143, 147),
        )  # fmt: skip


def within(hours: float, spans: tuple[tuple[float, float], ...]) -> bool:
    """Tell whether a moment lies in one of some stretches of time."""
    return any(begin <= hours < end for begin, end in spans)


def office_at(root: Path) -> Workspace:
    """Make the office: its schedule, an operator who can be reached, sample sites as sources."""
    from langnghe import samples

    create(
        root,
        texts={"sources.toml": samples.sources_toml(), "watchlist.toml": samples.watchlist_toml()},
    )
    (root / NAME).write_text(SCHEDULE, encoding="utf-8")
    delivery = root / "delivery.toml"
    text = delivery.read_text("utf-8")
    before, _, after = text.partition("[roles.admin]")
    after = after.replace("to = []", 'to = ["may@co-quan.example"]', 1)
    delivery.write_text(f"{before}[roles.admin]{after}", encoding="utf-8")
    return Workspace(root)


def news(day: int) -> Iterator[Post]:
    """Yield what the office imports on a day; the same day always the same."""
    for number in range(POSTS):
        url = f"https://bao-tuan.example/{day}-{number}.html"
        at = MONDAY + timedelta(days=day, minutes=7 * number)
        yield Post(
            post_id=post_id_of(url=url, source="bao-tuan", native_id=None), source="bao-tuan",
            kind="article", url=url, title=f"Công đoàn thăm công nhân xưởng {number} ngày {day}",
            lead="", text=f"Công nhân xưởng {number} mong tăng lương. Đoàn {day} trao quà.",
            fetched_at=at, published_at=at, method="import@1",
        )  # fmt: skip


def do(terms: Terms | None, workspace: Workspace, job: Job, at: datetime) -> str:
    """Do the work of a job at a moment; return why it failed, or ""."""
    try:
        _STEPS[job.name](workspace, at, terms)
    except Exception as error:  # whatever it is: the next moment comes
        return f"{type(error).__name__}: {error}"
    return ""


def _daily(workspace: Workspace, at: datetime, terms: Terms | None) -> None:
    from flows.annotate import annotate
    from flows.collect import collect
    from flows.registers import settle
    from warehouse.load import load

    if terms is not None:
        collect(workspace, terms=terms)
    with open_store(workspace.warehouse) as store:
        load(store, workspace.landing)
        settle(store, workspace)
        annotate(store, workspace.watchlist(), profile="baseline", workers=1)


def _digest(workspace: Workspace, at: datetime, _: Terms | None) -> None:
    from flows.digest import edition, publish

    with open_store(workspace.warehouse) as store:
        made = edition(store, workspace, hanoi_day(at), made_at=at)
    publish(made, workspace.output / "diem-bao")


def _watch(workspace: Workspace, at: datetime, _: Terms | None) -> None:
    from flows.send import send
    from flows.snapshot import refresh
    from flows.watch import watch_once

    watch_once(workspace, at)
    send(workspace, at)
    if failed := refresh(workspace):
        raise OSError(failed[0])


def _clock(workspace: Workspace, at: datetime, _: Terms | None) -> None:
    from flows.inquiries import keep_clock

    keep_clock(workspace, at)


def _week(workspace: Workspace, at: datetime, _: Terms | None) -> None:
    from flows.period import review

    week = (hanoi_day(at) - timedelta(days=7)).isocalendar()
    with open_store(workspace.warehouse) as store:
        made = review(store, workspace, f"{week.year}-W{week.week:02d}", at)
    replace_file(workspace.output / f"{made.code}.txt", made.title.encode())


def _expire(workspace: Workspace, at: datetime, _: Terms | None) -> None:
    from flows.retention import expire

    expire(workspace, at)


_STEPS: dict[str, Any] = {
    "hang-ngay": _daily, "diem-bao": _digest, "canh": _watch,
    "dong-ho": _clock, "tuan": _week, "het-han": _expire,
}  # fmt: skip


@contextmanager
def full_disk() -> Iterator[None]:
    """Let every write of this process fail as on a full disk, until the block ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def killed(workspace: Workspace, job: Job, at: datetime, chance: random.Random) -> bool:
    """Do a job in a process of its own and kill -9 it; return whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.week", "--step", job.name, "--at", at.isoformat(),
         "--out", str(workspace.root)],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()  # it begins
    time.sleep(chance.uniform(0.0, 0.6))
    working = process.poll() is None
    process.kill()
    process.communicate()
    return working


@dataclass(slots=True)
class Told:
    """What happened over the days."""

    ended: Counter[str] = field(default_factory=Counter)  # "job outcome"
    why: Counter[str] = field(default_factory=Counter)  # bù, lại, canh
    killed: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    unwritten: int = 0  # looks of the watchdog that a full disk ended early
    seconds: float = 0.0


def live(workspace: Workspace, days: int, faults: Faults, terms: Terms | None) -> Told:
    """Let the days pass."""
    told, chance, start = Told(), random.Random(7), time.monotonic()
    schedule = read_schedule(workspace)
    queue, dog, landed = Queue(workspace), None, -1
    kills, whole = dict(faults.kills), (workspace.root / "alerts.toml").read_bytes()
    for tick in range(int(timedelta(days=days) / TICK)):
        real = MONDAY + tick * TICK
        hours = tick * TICK / timedelta(hours=1)
        if within(hours, faults.cuts):
            dog = None
            continue
        _spoil(workspace, whole, within(hours, (faults.spoiled,)))
        ahead = faults.jump is not None and within(hours, (faults.jump,))
        now = real + timedelta(hours=12) if ahead else real
        with ExitStack() as stack:
            if within(hours, faults.disk_full):
                stack.enter_context(full_disk())
            try:
                if dog is None:
                    dog = _start(workspace, schedule, now)
                while landed < (real - MONDAY).days and real.hour >= 5:
                    with LandingWriter(workspace.landing / "import", "posts") as writer:
                        for post in news(landed + 1):
                            writer.post(post)
                    landed += 1
                _turn(workspace, schedule, dog, now, hours, kills, faults, terms, told, chance)
                if queue.load():
                    _facts(workspace)
                found = health(workspace, schedule, now)["problems"]
                if fresh := untold(workspace, found, now):
                    tell(workspace, fresh, now)
                    told.heard += [f"{now:%d/%m %H:%M} {said}" for said in fresh.values()]
            except OSError:  # serve says so and goes on: the next look may find room
                told.unwritten += 1
    told.seconds = time.monotonic() - start
    return told


def _spoil(workspace: Workspace, whole: bytes, wrong: bool) -> None:
    path = workspace.root / "alerts.toml"
    wanted = "[budget]\ndays = 'ba mươi'\n".encode() if wrong else whole
    if path.read_bytes() != wanted:
        path.write_bytes(wanted)


def _start(workspace: Workspace, schedule: Schedule, now: datetime) -> Watchdog:
    """Do what serve does when it starts, Prefect aside: no schedule but the watchdog's."""
    for job in schedule.jobs:
        mark_interrupted(workspace, job.name, now, counts=False)
    dog = Watchdog(workspace, schedule, {}, print)
    dog.begin(now)
    return dog


def _turn(
    workspace: Workspace, schedule: Schedule, dog: Watchdog, now: datetime, hours: float,
    kills: dict[str, float], faults: Faults, terms: Terms | None, told: Told, chance: random.Random,
) -> None:  # fmt: skip
    down = within(hours, (faults.sources_down,))
    at = Terms(allow=terms.allow, routes=dict.fromkeys(terms.routes, "127.0.0.1:9"), delay=0.0) if terms and down else terms  # fmt: skip
    for job in schedule.jobs:
        if not (by := dog.overdue(job, now)):
            continue
        told.why[by] += 1
        if hours >= kills.get(job.name, float("inf")):
            if killed(workspace, job, now, chance):
                told.killed.append(f"{now:%d/%m %H:%M} {job.name}")
                del kills[job.name]
            dog.tried[job.name] = now
            continue
        ended: str
        try:
            ended = perform(workspace, job, by, now=now, do=lambda w, j, t: do(at, w, j, t))
        except OSError:  # its process could not even write down that it began, or how it ended
            ended = "disk full"
        told.ended[f"{job.name} {ended}"] += 1
        dog.tried[job.name] = now


def _facts(workspace: Workspace) -> None:
    with open_store(workspace.warehouse) as store:
        facts = facts_of(store)
    told_of(workspace).parent.mkdir(parents=True, exist_ok=True)
    replace_file(told_of(workspace), json.dumps(facts).encode())


def judge(workspace: Workspace, days: int, told: Told, end: datetime) -> list[str]:
    """Return what is wrong after it all: lost, doubled, torn, not caught up."""
    from flows.snapshot import take
    from warehouse.snapshot import counts_of, open_snapshot

    wrong = []
    schedule = read_schedule(workspace)
    for job in schedule.jobs:
        state = read_state(workspace, job.name)
        if not state.covers(job.last(end - TICK), end + timedelta(hours=12)) or state.failures:
            wrong.append(f"{job.name}: not caught up ({state})")
    Queue(workspace).load()
    take(workspace)
    with open_store(workspace.warehouse) as store, open_snapshot(workspace) as reader:
        wrong += [f"check {name}: {rows}" for name, rows in store.check().items() if rows]
        imported = store.one("select count(*) from raw.post where source = 'bao-tuan'")
        if imported != days * POSTS:
            wrong.append(f"{imported} posts of {days * POSTS}")
        if store.one("select count(*) - count(distinct (post_id, revision)) from raw.post"):
            wrong.append("posts are doubled")
        if counts_of(store) != counts_of(reader.store):
            wrong.append("the snapshot differs from the warehouse")
        shown = store.rows("select post_id from raw.edition_item group by 1 having count(*) > 1")
        wrong += [f"shown twice: {len(shown)}"] if shown else []
    missing = [
        day for n in range(days)
        if not (workspace.output / "diem-bao" / f"diem-bao-{(day := (MONDAY + timedelta(days=n)).date())}.html").exists()
    ]  # fmt: skip
    wrong += [f"no digest of {day}" for day in missing]
    box = [p.read_text("utf-8") for p in (workspace.outbox / "waiting").glob("*.json")]
    ops = [text for text in box if "Vận hành" in text]
    if len(ops) != len(told.heard) or len(told.heard) != 1:
        wrong.append(f"the operator: {len(ops)} messages, heard {told.heard}")
    if [text for text in ops if "may@co-quan.example" not in text]:
        wrong.append("somebody else heard what is the operator's")
    for name in ("hang-ngay", "diem-bao"):  # whatever was cut, killed or full: once a day
        if (runs := told.ended[f"{name} done"]) != days:
            wrong.append(f"{name}: {runs} runs on {days} days")
    torn = [
        p for p in workspace.root.rglob("*") if p.suffix in (".part", ".tmp", ".fresh", ".expiring")
    ]
    wrong += [f"torn: {path.name}" for path in torn]
    return wrong


def play(root: Path, days: int, *, crawl: bool) -> tuple[Told, list[str], Workspace]:
    """Live through the days in an empty folder; return what happened and what is wrong."""
    from langnghe import samples

    workspace = office_at(root)
    with ExitStack() as stack:
        terms = None
        if crawl:
            sites = stack.enter_context(samples.serve())
            terms = Terms(allow=sites.allow, routes=sites.routes, delay=0.0)
        told = live(workspace, days, Faults.of(days), terms)
    return told, judge(workspace, days, told, MONDAY + timedelta(days=days)), workspace


def main() -> int:
    """Run and tell; 0 when nothing is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=7)
    options.add_argument("--no-crawl", action="store_true")
    options.add_argument("--step", help=argparse.SUPPRESS)
    options.add_argument("--at", help=argparse.SUPPRESS)
    options.add_argument("--out", type=Path)
    asked = options.parse_args()
    if asked.step:
        workspace = Workspace(asked.out)
        job = read_schedule(workspace).named(asked.step)
        print("begun", flush=True)
        at = datetime.fromisoformat(asked.at)
        perform(workspace, job, "canh", now=at, do=lambda w, j, t: do(None, w, j, t))
        return 0
    with tempfile.TemporaryDirectory(prefix="tuan-") as folder:
        root = asked.out or Path(folder) / "co-quan"
        told, wrong, workspace = play(root, asked.days, crawl=not asked.no_crawl)
        with open_store(workspace.warehouse) as store:
            print(
                "posts", store.rows("select source, count(*) from raw.post group by 1 order by 1")
            )
            print(
                "alerts",
                store.rows("select kind, what, count(*) from raw.event group by all order by all"),
            )
    print(f"{asked.days} days in {told.seconds:.0f} s")
    for name, count in sorted(told.ended.items()):
        print(f"  {name}: {count}")
    print(
        f"  why: {dict(told.why)}; killed: {told.killed}; looks cut short by a full disk: {told.unwritten}"
    )
    for said in told.heard:
        print(f"  operator heard: {said[:160]}")
    print("WRONG: " + "; ".join(wrong) if wrong else "nothing lost, doubled or torn")
    return 1 if wrong else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
