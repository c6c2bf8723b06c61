"""One round of a fleet: crawl by shares, label by batches, group and publish at the head.

What is done is what the lake says, not what Prefect remembers: a job whose worker died, whose server
was restarted or whose state was lost is given again, and its key lets only one attempt count.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawlers.job import Terms
from flows.annotate import AnnotateReport, group
from flows.crawl import chosen
from flows.fleet_settings import FleetFile, read_fleet
from langnghe.config import Source, Workspace
from langnghe.forgotten import Ledger
from langnghe.numbers import number
from warehouse import open_store
from warehouse.lake import Lake, open_lake

if TYPE_CHECKING:
    from uuid import UUID

    from flows.fleet_prefect import Board

Say = Callable[[str], None]
_LOOK = 1.0  # seconds between two looks at the jobs
_DIED = 5.0  # seconds without its lock after which a job that was under way is given anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work. key: names it for ever; what is done under it is never done again."""

    kind: str
    key: str
    parameters: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Round:
    """What a round did. failed: jobs that no worker could do; again: jobs given more than once."""

    name: str
    crawled: int = 0
    labelled: int = 0
    again: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    files: int = 0
    stories: int = 0


def shares(sources: Sequence[Source], size: int) -> list[list[str]]:
    """Cut sources into shares of about `size`, all sources of one host in one share.

    Politeness is kept by the process that crawls: two of them never ask one host at the same time.
    """
    hosts: dict[str, list[str]] = {}
    for source in sorted(sources, key=lambda s: s.id):
        hosts.setdefault(urlsplit(source.home).hostname or source.id, []).append(source.id)
    found: list[list[str]] = []
    for ids in hosts.values():
        if not found or len(found[-1]) + len(ids) > size:
            found.append([])
        found[-1].extend(ids)
    return found


def batches(files: Sequence[tuple[str, int]], size: int) -> list[list[str]]:
    """Cut (file, posts) into batches of about `size` posts; a file is never cut."""
    found: list[list[str]] = []
    room = 0
    for name, posts in files:
        if not found or posts > room:
            found.append([])
            room = size
        found[-1].append(name)
        room -= posts
    return found


def run_round(
    workspace: Workspace,
    *,
    ids: Sequence[str] | None = None,
    name: str = "",
    profile: str | None = None,
    only_due: bool = False,
    terms: Terms | None = None,
    progress: Say = print,
) -> Round:
    """Do one round with the workers of the fleet; return what it did.

    name: of a round that was interrupted, to go on with it. terms: for the demo and tests.
    """
    from flows.fleet_prefect import Board

    settings = read_fleet(workspace)
    result = Round(name=name or f"{datetime.now(UTC):%Y%m%dT%H%M%S}")
    board = Board(settings.prefect.pool)
    board.wait()
    with open_lake(settings.place()) as lake:
        parts = shares(chosen(workspace.sources(), ids), settings.work.share)
        given = terms.to_json() if terms else None
        crawls = [
            Job(kind="thu-tin", key=f"{result.name}/thu-tin/{part[0]}+{len(part)}",
                parameters={"sources": part, "terms": given, "only_due": only_due})
            for part in parts
        ]  # fmt: skip
        progress(f"Vòng {result.name}: thu tin {number(len(crawls))} phần …")
        result.crawled = _see_through(lake, board, settings, crawls, result, progress)
        labels = _label_jobs(lake, settings, result.name, profile)
        progress(f"Gán nhãn {number(len(labels))} mẻ …")
        result.labelled = _see_through(lake, board, settings, labels, result, progress)
        progress("Nạp, gom tin ở máy đầu mối …")
        _at_head(lake, workspace, result)
    return result


def catch_up(
    lake: Lake, workspace: Workspace, sources: Sequence[str] | None = None
) -> tuple[int, int]:
    """Bring a replica up to the lake: files, labels, stories; return new files and new label rows."""
    from flows.backup import folder_of
    from flows.forget import replay
    from warehouse.labels import declare_sources
    from warehouse.lake_files import pull
    from warehouse.lake_forget import join
    from warehouse.lake_labels import pull_labels, pull_stories

    # What was forgotten elsewhere goes here too, before anything new comes.
    news = join(lake, Ledger.of(workspace.root), datetime.now(UTC))
    with open_store(workspace.warehouse) as store:
        declare_sources(store, workspace.sources())
        files = pull(lake, store, workspace.landing, sources=sources).files
        rows = pull_labels(lake, store)
        pull_stories(lake, store)
    if news:
        replay(workspace, datetime.now(UTC), archives=folder_of(workspace))
    return files, rows


def fetch(workspace: Workspace, ids: Sequence[str] | None = None) -> tuple[int, int]:
    """Bring an office's warehouse up to the lake, whole or for some sources; needs no Prefect."""
    with open_lake(read_fleet(workspace).place()) as lake:
        return catch_up(lake, workspace, ids)


def give(workspace: Workspace) -> int:
    """Put an office's own landing files into the lake; return how many were new there."""
    from warehouse.lake_files import push

    with open_lake(read_fleet(workspace).place()) as lake:
        return push(lake, workspace.landing, worker=socket.gethostname())


def forget(workspace: Workspace, ledger: Ledger) -> int:
    """Take what an office rewrote in its landing out of the lake, old snapshots and files too.

    Return how many files changed. The ledger goes into the lake, so that every replica forgets at its
    next look.
    """
    from warehouse.lake_forget import give as tell
    from warehouse.lake_forget import purge, renew

    with open_lake(read_fleet(workspace).place()) as lake:
        tell(lake, ledger)
        changed = renew(lake, workspace.landing)
        purge(lake)
        return changed


def tidy(workspace: Workspace, *, days: int) -> tuple[int, int]:
    """Merge the lake's small files and drop its old history; return data files before and after."""
    from warehouse.lake import tidy as clean

    with open_lake(read_fleet(workspace).place()) as lake:
        return clean(lake, days)


def _label_jobs(lake: Lake, settings: FleetFile, name: str, profile: str | None) -> list[Job]:
    from nlp.classifiers import load
    from warehouse.lake_labels import waiting

    cut = batches(waiting(lake, load(profile).name), settings.work.batch)
    return [
        Job(kind="gan-nhan", key=f"{name}/gan-nhan/{files[0]}+{len(files)}",
            parameters={"files": files, "profile": profile})
        for files in cut
    ]  # fmt: skip


def _at_head(lake: Lake, workspace: Workspace, result: Round) -> None:
    from warehouse.lake_labels import push_stories

    result.files, _ = catch_up(lake, workspace)
    report = AnnotateReport()
    with open_store(workspace.warehouse) as store:
        group(store, report)  # stories compare every outlet with every other: one place does it
        push_stories(lake, store)
    result.stories = report.stories


@dataclass(slots=True)
class _Given:
    job: Job
    run: UUID
    tries: int = 1
    seen: bool = False  # some process held it
    alone_since: float | None = None  # when it was first seen taken but held by nobody


def _see_through(
    lake: Lake, board: Board, settings: FleetFile, jobs: Sequence[Job], result: Round, progress: Say
) -> int:
    """Hang out jobs and wait until the lake has them all; return how many it has."""
    from flows.fleet_prefect import ended
    from warehouse.lake_files import done
    from warehouse.lake_lock import held

    before = done(lake, [job.key for job in jobs])
    left = {job.key: _Given(job, _submit(board, job, 1)) for job in jobs if job.key not in before}
    while left:
        time.sleep(_LOOK)
        states = board.states([given.run for given in left.values()])
        living = held(lake, list(left))
        for key in done(lake, list(left)):  # asked last: who ended meanwhile has it in the lake
            del left[key]
        for key, given in list(left.items()):
            over = ended(states.get(given.run, ""))
            waits = states.get(given.run, "") in ("", "SCHEDULED")
            if not _lost(given, over, waits, key in living, settings.work.patience):
                continue
            if not over:
                board.give_up(given.run)
            if given.tries >= settings.work.tries:
                result.failed.append(key)
                del left[key]
                continue
            given.tries += 1
            given.run, given.alone_since = _submit(board, given.job, given.tries), None
            given.seen = False
            result.again.append(key)
            progress(
                f"Giao lại việc {key} (lần {given.tries}): máy nhận việc đã mất hoặc làm hỏng."
            )
    return len(jobs) - len(result.failed)


def _submit(board: Board, job: Job, tries: int) -> UUID:
    key = f"{job.key}#{tries}"
    return board.submit(job.kind, key, {"job": job.key, **job.parameters})


def _lost(given: _Given, over: bool, waits: bool, living: bool, patience: float) -> bool:
    """Tell whether nobody will do a job: its run is over, or was taken and no process holds it.

    A job that was held and no longer is died with its process. One that was never held may still be
    starting: it is waited for with patience. A wrong guess costs work, never rows.
    """
    given.seen = given.seen or living
    if over:
        return not living
    if living or waits:
        given.alone_since = None
        return False
    given.alone_since = given.alone_since or time.monotonic()
    return time.monotonic() - given.alone_since > (min(_DIED, patience) if given.seen else patience)
