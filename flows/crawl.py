"""Crawl the declared sources in a child process, knowing what is already in the warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from crawlers.engine import crawl
from crawlers.job import CrawlJob, CrawlResult, FeedState, Terms
from crawlers.polling import next_state, spread
from langnghe.config import Source, Workspace
from langnghe.errors import ConfigError
from langnghe.landing import recover
from langnghe.records import hanoi_day
from warehouse import open_store
from warehouse.health import known_urls, list_visits, recent_articles
from warehouse.labels import declare_sources

RAW_DAYS = 30  # raw pages serve to replay a parser; they may hold readers' names


def _quiet(_: str) -> None:
    return


def chosen(sources: Sequence[Source], ids: Sequence[str] | None) -> tuple[Source, ...]:
    """Return the enabled sources, or those named; an unknown name is an error."""
    if not ids:
        return tuple(source for source in sources if source.enabled)
    by_id = {source.id: source for source in sources}
    if missing := [name for name in ids if name not in by_id]:
        raise ConfigError(
            f"không có nguồn {', '.join(missing)} trong sources.toml; xem `langnghe sources list`"
        )
    return tuple(by_id[name] for name in ids)


def states_of(
    sources: Sequence[Source], visits: Iterable[Mapping[str, Any]]
) -> dict[str, FeedState]:
    """Return the polling state of every list, replayed from its visits, oldest first."""
    priority = {source.id: source.priority for source in sources}
    states: dict[str, FeedState] = {}
    for visit in visits:
        if visit["source"] not in priority:
            continue
        before = states.get(visit["url"])
        if visit["outcome"] == "known" and not visit["items"] and before is not None:
            # a 304 seldom repeats the validators it confirms
            visit = {
                **visit,
                "etag": visit["etag"] or before.etag,
                "last_modified": visit["last_modified"] or before.last_modified,
            }
        states[visit["url"]] = next_state(
            before,
            now=visit["visited_at"],
            priority=priority[visit["source"]],
            **{
                name: visit[name]
                for name in (
                    "outcome",
                    "reason_class",
                    "items",
                    "new_items",
                    "etag",
                    "last_modified",
                )
            },
        )
    return {url: spread(state, url) for url, state in states.items()}


def drop_old_pages(workspace: Workspace, today: date, *, days: int = RAW_DAYS) -> int:
    """Delete raw pages kept longer than `days`; return how many day folders went."""
    gone = 0
    for folder in sorted(workspace.raw_html.glob("????-??-??")):
        try:
            day = date.fromisoformat(folder.name)
        except ValueError:
            continue  # not ours
        if (today - day).days > days:
            shutil.rmtree(folder)
            gone += 1
    return gone


def crawl_sources(
    workspace: Workspace,
    ids: Sequence[str] | None = None,
    *,
    only_due: bool = False,
    backfill_from: date | None = None,
    terms: Terms | None = None,
    progress: Callable[[str], None] = _quiet,
) -> CrawlResult:
    """Crawl some sources into landing files; the warehouse is open only to ask what is known.

    Sources with a connector are asked by flows.connect.
    """
    declared = workspace.sources()
    sources = tuple(s for s in chosen(declared, ids) if s.connector == "crawl")
    if ids and not sources:
        return CrawlResult(files=(), counts={}, failed_sources={}, seconds=0.0)
    recover(workspace.landing)
    drop_old_pages(workspace, hanoi_day(datetime.now(UTC)))
    with open_store(workspace.warehouse) as store:
        declare_sources(store, declared)
        job = CrawlJob(
            sources=sources,
            landing=workspace.landing,
            key_file=workspace.key_file,
            raw_html=workspace.raw_html,
            known=known_urls(store),
            recheck=recent_articles(store),
            feed_state=states_of(sources, list_visits(store)),
            only_due=only_due,
            backfill_from=backfill_from,
            max_articles_per_source=2_000 if backfill_from else 200,
            contact=workspace.contact() or workspace.watchlist().office,
        )
    terms = terms or Terms()
    return crawl(
        job, allow=terms.allow, routes=terms.routes, delay=terms.delay, on_progress=progress
    )
