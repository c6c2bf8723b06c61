"""What stands between the spider and the network: stay on the source's own site, leave a site that
objects alone, refuse bombs and loops. Each refusal carries its verdict (crawlers.outcomes.Settled)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import (
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers.blocked import challenge
from crawlers.outcomes import BOMB, OFF_SITE, REDIRECTS, Settled, Verdict, of_error, refused_address
from crawlers.politeness import place_of, slow_down
from crawlers.resolver import Gate
from langnghe.records import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

_NETWORK = (DownloadTimeoutError, DownloadFailedError, ResponseDataLossError)


class _WithSpider:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> Any:
        return self.crawler.spider


class StayHome(_WithSpider):
    """Refuse what is not on the source's own hosts, and hosts that were closed. Redirects come
    through here too. Names that lead inside are the resolver's business; addresses stop here."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate = Gate.from_settings(crawler.settings)

    def process_request(self, request: Request) -> None:
        # One slot a server: the name, or name:port for servers on one machine.
        request.meta["download_slot"] = place_of(request.url)
        if verdict := self.spider.hosts.closed(request.url):
            raise Settled(verdict)
        if not (self._gate.route(request.url) or self._gate.allows_literal(request.url)):
            raise Settled(refused_address(urlsplit(request.url).hostname or ""))
        home = request.meta.get("home")
        if home is None or not home.owns(request.url):
            raise Settled(OFF_SITE)


class LeaveAlone(_WithSpider):
    """Recognise challenges and requests to slow down; close the host for the rest of the crawl."""

    def process_response(self, request: Request, response: Response) -> Response:
        headers = {
            key.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for key, values in response.headers.items()
        }
        if reason := challenge(response.status, headers, response.body):
            verdict = Verdict(Outcome.BLOCKED, reason, "hard", response.status)
            if "đăng nhập" not in reason:  # a log-in wall guards one page, a challenge the host
                self.spider.hosts.close(request.url, verdict)
            raise Settled(verdict)
        asked = slow_down(response.status, headers.get("retry-after", ""), datetime.now(UTC))
        if asked:
            self.spider.hosts.close(request.url, asked)
            raise Settled(asked)
        self.spider.hosts.answered(request.url, response.status)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, _NETWORK):
            self.spider.hosts.silent(request.url, of_error(exception, ""))


class Unpack(HttpCompressionMiddleware):
    """Scrapy's decompression; a bomb becomes its own verdict."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise Settled(BOMB) from error


class FewRedirects(RedirectMiddleware):
    """Scrapy's redirects; too many of them become their own verdict."""

    def _engine_started(self) -> None:  # only warns that no Referer is sent, which is meant
        self._referer_spider_middleware = None

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest as error:
            raise Settled(REDIRECTS) from error
