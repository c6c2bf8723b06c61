"""The one exit of a crawl: everything that was found or decided goes to a landing file at once."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from crawlers.anonymous import without_talk
from crawlers.ledger import Finished, RawPage
from crawlers.outcomes import STOPPED
from langnghe.landing import LandingWriter
from langnghe.records import hanoi_day

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ToLanding:
    """Write each finished input, flushed line by line: a kill loses nothing that was decided."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._writer: LandingWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> Any:
        return self.crawler.spider

    def open_spider(self) -> None:
        self._writer = LandingWriter(self.spider.job.landing, self.spider.label)

    def process_item(self, item: Finished) -> Finished:
        self._write(item)
        return item

    def close_spider(self) -> None:
        assert self._writer is not None
        for line in self.spider.ledger.unfinished(self.spider.hosts.stopping or STOPPED):
            self._write(line)
        self._writer.close()

    def _write(self, line: Finished) -> None:
        assert self._writer is not None
        for post in line.posts:  # the posts first: a visit never points at nothing
            self._writer.post(post)
        if line.raw and self.spider.job.raw_html:
            keep_raw(self.spider.job.raw_html, line.raw)
        if line.visit:
            self._writer.visit(line.visit)
            self.spider.tell(line.visit)


def keep_raw(folder: Path, page: RawPage) -> Path:
    """Keep a page gzipped under its Hà Nội day, so that old days can be deleted whole.

    Without the readers who talk under it: nobody's name or number lies on disk.
    """
    now = datetime.now(UTC)
    path = folder / hanoi_day(now).isoformat() / f"{page.post_id}-{now:%H%M%S}.html.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(without_talk(page.body), compresslevel=5, mtime=0))
    return path
