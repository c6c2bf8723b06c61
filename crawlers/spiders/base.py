"""The ground every spider stands on: each request ends in the ledger, whatever comes back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from crawlers import outcomes
from crawlers.home import MAX_URL, Home, is_web
from crawlers.ledger import Input, Ledger, address_key
from crawlers.outcomes import Verdict, of_error
from crawlers.patience import TooHeavyError, at_most
from crawlers.politeness import Hosts
from crawlers.spiders import articles
from langnghe.errors import FeedError, LangngheError
from langnghe.privacy import load_key
from langnghe.records import Visit

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawlers.job import CrawlJob

PARSE_SECONDS = 20.0


class LedgerSpider(Spider):
    """A spider whose every input is opened and settled once."""

    name = "langnghe"

    def __init__(self, job: CrawlJob, label: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.label = label
        self.ledger = Ledger()
        self.hosts = Hosts()
        self.delay_floor: dict[str, float] = {}
        self.sitemaps: dict[str, tuple[str, ...]] = {}  # that a server's robots.txt names
        self.key = load_key(job.key_file)
        self.homes = {source.id: Home.of(source) for source in job.sources}
        self.known = {
            source.id: frozenset(map(address_key, job.known.get(source.id, ())))
            for source in job.sources
        }
        self.asked: Counter[str] = Counter()  # articles asked per source, against the budget
        self.told: Counter[str] = Counter()

    def _ask(
        self, item: Input, callback: Any, headers: dict[str, str] | None = None, priority: int = 0
    ) -> Iterator[Any]:
        """Yield the request for an input, or its line when the address cannot be asked at all."""
        if not is_web(item.url):
            too_long = outcomes.failed(f"địa chỉ dài hơn {MAX_URL} ký tự", "hard")
            yield from self.ledger.settle(
                item, too_long if len(item.url) > MAX_URL else outcomes.NOT_WEB
            )
            return
        yield self.request(item, item.url, callback, headers, priority)

    def request(
        self,
        item: Input,
        url: str,
        callback: Any,
        headers: dict[str, str] | None = None,
        priority: int = 0,
    ) -> Request:
        """Return a request that ends in the ledger whatever happens."""
        return Request(
            url,
            callback=self._guarded(callback),
            errback=self.on_error,
            headers=headers,
            priority=priority,
            dont_filter=True,  # the ledger opens each address once
            meta={"input": item, "home": self.homes[item.source.id]},
        )

    def _guarded(self, callback: Any) -> Any:
        """Return a callback that settles its input on any error: a page never ends the crawl."""

        def run(response: Response) -> Iterator[Any]:
            item: Input = response.meta["input"]
            try:
                with at_most(PARSE_SECONDS):
                    found = list(callback(response, item))
            except TooHeavyError:
                found = list(self.unread(item, outcomes.TOO_HEAVY))
            except outcomes.Settled as error:
                found = list(self.unread(item, error.verdict, response.status))
            except FeedError as error:
                found = list(self.unread(item, outcomes.failed(error.reason, "soft")))
            except LangngheError as error:
                found = list(self.unread(item, of_error(error, ""), response.status))
            except Exception as error:  # a bug of a parser costs one page, and is seen in the log
                self.logger.error("%s: %s", response.url, error, exc_info=True)
                found = list(self.unread(item, of_error(error, ""), response.status))
            yield from found

        return run

    def on_error(self, failure: Failure) -> Iterator[Any]:
        """Settle an input whose page never came."""
        request: Request = failure.request  # type: ignore[attr-defined]
        item: Input = request.meta["input"]
        host = urlsplit(request.url).hostname or ""
        yield from self.unread(item, of_error(failure.value or OSError(), host))

    def unread(self, item: Input, verdict: Verdict, status: int | None = None) -> Iterator[Any]:
        """Settle an input without its page: on its feed entry where that is all we may have."""
        post = articles.from_feed(item, verdict)
        yield from self.ledger.settle(
            item,
            verdict,
            posts=(post,) if post else (),
            method=post.method if post else "",
            http_status=verdict.http_status or status,
        )

    def stop(self, verdict: Verdict) -> None:
        """End the crawl soon: nothing more is sent, what is open is settled with this verdict."""
        self.hosts.stopping = verdict
        for slot in self.crawler.engine.downloader.slots.values():
            slot.delay = 0.0

    def tell(self, visit: Visit) -> None:
        """Report progress to the parent process, one JSON line."""
        self.told[visit.source] += 1
        line = {
            "source": visit.source,
            "done": self.told[visit.source],
            "role": visit.role,
            "outcome": str(visit.outcome) if visit.outcome else "post",
            "reason": visit.reason,
            "url": visit.url[:300],
        }
        try:
            print(json.dumps(line, ensure_ascii=False), flush=True)
        except OSError:  # nobody listens any more: end in order
            self.hosts.stopping = outcomes.STOPPED
