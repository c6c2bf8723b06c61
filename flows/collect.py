"""Everything that is collected: sites by the crawler, platforms by their connectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawlers.job import Terms
from flows.connect import connect_sources
from flows.crawl import crawl_sources
from langnghe.config import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one round brought. failed: reached nothing; partial: not everything; waiting: the
    platform asked us to stay away until then. Each source → a Vietnamese reason (or the moment)."""

    files: tuple[Path, ...]
    counts: Mapping[str, Mapping[str, int]]
    failed_sources: Mapping[str, str]
    partial: Mapping[str, str] = field(default_factory=dict)
    waiting: Mapping[str, datetime] = field(default_factory=dict)


def collect(
    workspace: Workspace,
    ids: Sequence[str] | None = None,
    *,
    only_due: bool = False,
    terms: Terms | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Collected:
    """Crawl the sites and ask the platforms; one that fails leaves the others."""
    crawled = crawl_sources(workspace, ids, only_due=only_due, terms=terms, progress=progress)
    asked = connect_sources(workspace, ids, only_due=only_due, terms=terms, progress=progress)
    return Collected(
        files=(*crawled.files, *asked.files),
        counts={**crawled.counts, **{source: dict(n) for source, n in asked.counts.items()}},
        failed_sources={**crawled.failed_sources, **asked.failed},
        partial=asked.partial,
        waiting=asked.waiting,
    )
