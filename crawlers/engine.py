"""Run a crawl in one child process and count what came of it.

An event loop ends once, so each crawl is a process; what it wrote is on disk line by line, so it may
be killed at any moment.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import IO, Any

from crawlers.job import DEFAULT_TIMEOUT, CrawlJob, CrawlResult, FeedState, Terms
from crawlers.spiders.lists import seeds
from langnghe.landing import LandingWriter, recover, rows
from langnghe.records import OUTCOME_VI, Outcome, Visit

__all__ = ["CrawlJob", "CrawlResult", "FeedState", "crawl"]

logger = logging.getLogger(__name__)

GRACE = 20.0  # seconds between SIGTERM and SIGKILL: one page's time-out and the last lines
_LISTS = frozenset({"feed", "sitemap", "section"})
KILLED = "tiến trình thu thập dừng đột ngột"


def crawl(
    job: CrawlJob,
    *,
    allow: frozenset[str] = frozenset(),
    routes: Mapping[str, str] | None = None,
    delay: float | None = None,
    on_progress: Callable[[str], None] | None = None,
    time_limit: float = 1800,
    timeout: float = DEFAULT_TIMEOUT,
) -> CrawlResult:
    """Crawl the job's sources once; return the landing files and the counted outcomes.

    allow, routes, delay and timeout (of one page, seconds) are for loopback servers of the demo and
    of tests; no file, environment variable or command line reaches them. At time_limit seconds the
    child is asked to end (SIGTERM), GRACE seconds later it is killed; what it wrote stays.
    """
    began = monotonic()
    terms = Terms(allow=allow, routes=dict(routes or {}), delay=delay, timeout=timeout)
    label = f"crawl-{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryFile() as log:
        with _child(job, terms, label, time_limit, log) as process:
            _follow(process, job, on_progress, time_limit)
        complaint = _last_line(log)
    recover(job.landing)
    book = _read(job, label)
    if unseen := list(_unseen(job, book)):
        # The child died before these were settled: they end here, counted like all others.
        reason = KILLED + (f" ({complaint})" if complaint and process.returncode else "")
        with LandingWriter(job.landing, label) as writer:
            for source, role, url in unseen:
                writer.visit(_killed(source, role, url, reason))
        book = _read(job, label)
    return CrawlResult(
        files=tuple(book.files),
        counts={source: dict(counts) for source, counts in book.counts.items()},
        failed_sources=book.failed(),
        seconds=round(monotonic() - began, 2),
    )


@dataclass(slots=True)
class _Book:
    """What the landing files of one crawl say."""

    files: list[Path] = field(default_factory=list)
    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    asked: set[tuple[str, str]] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)

    def failed(self) -> dict[str, str]:
        """Return the sources none of whose lists could be read, with the first reason."""
        return {s: why for s, why in sorted(self.reasons.items()) if s not in self.reached}


def _read(job: CrawlJob, label: str) -> _Book:
    book = _Book(files=sorted(job.landing.glob(f"*-{label}-*.jsonl")))
    for path in book.files:
        for row in rows(path):
            counts = book.counts[row["source"]]
            if row["type"] == "post" and row["kind"] != "article":
                counts["comment"] += 1
            if row["type"] != "visit":
                continue
            counts[row["outcome"] or "post"] += 1
            if row["role"] in _LISTS:
                book.asked.add((row["source"], row["url"]))
                if row["outcome"] == Outcome.KNOWN:
                    book.reached.add(row["source"])
                else:
                    outcome = OUTCOME_VI[Outcome(row["outcome"])]
                    book.reasons.setdefault(row["source"], row["reason"] or outcome)
    return book


def _unseen(job: CrawlJob, book: _Book) -> Iterator[tuple[str, str, str]]:
    now = datetime.now(UTC)
    for source in job.sources:
        for role, url in seeds(source):
            if (source.id, url) not in book.asked and job.is_due(url, now):
                yield source.id, role, url


def _killed(source: str, role: str, url: str, reason: str) -> Visit:
    return Visit(
        source=source,
        url=url,
        role=role,
        at=datetime.now(UTC),
        outcome=Outcome.FAILED,
        reason=reason,
        reason_class="temporary",
    )


def _child(
    job: CrawlJob, terms: Terms, label: str, time_limit: float, log: IO[bytes]
) -> subprocess.Popen[bytes]:
    job.landing.mkdir(parents=True, exist_ok=True)
    asked = {
        "job": job.to_json(),
        "terms": terms.to_json(),
        "label": label,
        "time_limit": time_limit + GRACE,
    }
    process = subprocess.Popen(  # our own interpreter, our own module
        [sys.executable, "-m", "crawlers.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env={k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
    )
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(asked, ensure_ascii=False).encode())
        process.stdin.close()
    except BrokenPipeError:  # it died at once; its log says why
        pass
    process.stdin = None
    return process


def _follow(
    process: subprocess.Popen[bytes],
    job: CrawlJob,
    on_progress: Callable[[str], None] | None,
    time_limit: float,
) -> None:
    """Wait for the child, telling its progress; end it at the time limit or on our own way out."""
    names = {source.id: source.name for source in job.sources}

    def listen() -> None:
        assert process.stdout is not None
        tell = on_progress
        for line in process.stdout:  # read to the end: a full pipe would stop the child
            if tell and (sentence := _sentence(line, names)):
                try:
                    tell(sentence)
                except Exception:  # a listener's fault is not the crawl's
                    logger.warning("progress is no longer told", exc_info=True)
                    tell = None

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        process.wait(time_limit)
    except subprocess.TimeoutExpired:
        process.terminate()
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        listener.join(5)


def _sentence(line: bytes, names: Mapping[str, str]) -> str | None:
    """Return a progress line for people: every list, and every 25th address of a source."""
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    name = names.get(row.get("source", ""), row.get("source", ""))
    outcome = row.get("outcome", "")
    said = "đã đọc" if outcome == "post" else OUTCOME_VI.get(outcome, outcome)
    if row.get("role") in _LISTS:
        why = f" ({row['reason']})" if row.get("reason") else ""
        state = "đã đọc danh sách" if outcome == Outcome.KNOWN else said
        return f"{name}: {state}{why}"
    return f"{name}: {row['done']} địa chỉ" if row.get("done", 0) % 25 == 0 else None


def _last_line(log: IO[bytes]) -> str:
    log.seek(0, os.SEEK_END)
    log.seek(max(0, log.tell() - 4000))
    lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""
