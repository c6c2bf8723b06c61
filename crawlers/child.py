"""The crawl's own process: one job on standard input, progress on standard output.

A second crawl needs a second process: an event loop ends once. Standard error carries the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from crawlers.job import CrawlJob, Terms


def main() -> int:
    """Run the job of standard input; return the exit status."""
    asked = json.loads(sys.stdin.buffer.read())
    _trust_known_authorities()
    run(
        CrawlJob.from_json(asked["job"]),
        Terms.from_json(asked["terms"]),
        asked["label"],
        asked["time_limit"],
    )
    return 0


def run(job: CrawlJob, terms: Terms, label: str, time_limit: float) -> None:
    """Crawl until everything is settled, the time is over or a signal comes."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers.outcomes import STOPPED
    from crawlers.settings import settings
    from crawlers.spiders.press import PressSpider

    _load_readers()
    process = AsyncCrawlerProcess(settings(job, terms))
    crawler = process.create_crawler(PressSpider)
    process.crawl(crawler, job=job, label=label)
    loop = asyncio.get_event_loop()

    def end() -> None:
        spider: Any = crawler.spider
        if spider is not None:
            spider.stop(STOPPED)
        stopping.append(loop.create_task(crawler.stop_async()))

    stopping: list[asyncio.Task[None]] = []
    loop.add_signal_handler(signal.SIGTERM, end)
    loop.add_signal_handler(signal.SIGINT, end)
    loop.call_later(time_limit, end)  # also when the parent is gone
    process.start(install_signal_handlers=False)


def _load_readers() -> None:
    """Import what parsing needs before the first request: seconds spent importing in the middle of
    a crawl are seconds in which every open page seems slow."""
    for name in ("trafilatura", "feedparser", "crawlers.extract", "crawlers.feeds"):
        importlib.import_module(name)


def _trust_known_authorities() -> None:
    """Point OpenSSL to certifi's list where the system has none (a bare container)."""
    import ssl

    paths = ssl.get_default_verify_paths()
    if os.environ.get("SSL_CERT_FILE") or paths.cafile or paths.capath:
        return
    with contextlib.suppress(ImportError):
        import certifi

        if Path(certifi.where()).exists():
            os.environ["SSL_CERT_FILE"] = certifi.where()


if __name__ == "__main__":
    sys.exit(main())
