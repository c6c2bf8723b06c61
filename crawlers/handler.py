"""The last door before the network: closed hosts, ports of loopback, and pages served under their own names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawlers.outcomes import Settled, refused_address
from crawlers.politeness import slow_down
from crawlers.resolver import Gate

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from crawlers.politeness import Hosts


class GatedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind the gate. A request that queued while its host was closed (a
    challenge, a 429) or while the crawl was told to stop is never sent."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate = Gate.from_settings(crawler.settings)

    async def download_request(self, request: Request) -> Response:
        """Fetch a request, or refuse it."""
        hosts: Hosts = self._crawler.spider.hosts  # type: ignore[union-attr]
        if verdict := hosts.closed(request.url):
            raise Settled(verdict)
        response = await self._fetch(request)
        # Here and not only in the middleware: the next queued request leaves right after this.
        header = (response.headers.get("Retry-After") or b"").decode("latin-1")
        if asked := slow_down(response.status, header, datetime.now(UTC)):
            hosts.close(request.url, asked)
        return response

    async def _fetch(self, request: Request) -> Response:
        if place := self._gate.route(request.url):
            parts = urlsplit(request.url)
            inner = request.replace(url=urlunsplit(("http", place, parts.path, parts.query, "")))
            inner.headers["Host"] = parts.netloc
            response = await super().download_request(inner)
            request.meta["download_latency"] = inner.meta.get("download_latency", 0.0)
            return response.replace(url=request.url)
        if not self._gate.allows_literal(request.url):
            raise Settled(refused_address(urlsplit(request.url).hostname or ""))
        return await super().download_request(request)
