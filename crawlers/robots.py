"""robots.txt, obeyed as RFC 9309 says: 4xx means no rules, 5xx or silence means no entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from crawlers.outcomes import BAD_CERTIFICATE, Settled, Verdict, of_error
from crawlers.politeness import host_delay, place_of
from langnghe.records import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_ROBOTS = 512 * 1024  # RFC 9309 asks for at least 500 KiB
ROBOT = "LangNghe"  # the name a robots.txt may address us by
FORBIDDEN = Verdict(Outcome.ROBOTS, "robots.txt không cho phép", "hard")


def unreadable(why: str) -> Verdict:
    """Return the verdict on a host whose robots.txt cannot be read: no entry until it can."""
    return Verdict(
        Outcome.ROBOTS, f"không đọc được robots.txt ({why}), coi như không cho phép", "temporary"
    )


def rules_of(body: bytes, spider: Any = None) -> ProtegoRobotParser:
    """Return the rules of a robots.txt; whatever stands in it, of its first 512 KiB."""
    return ProtegoRobotParser(body[:MAX_ROBOTS], spider)


class Robots:
    """Downloader middleware: one look at robots.txt per server and crawl, before anything else."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._rules: dict[
            str, Deferred[ProtegoRobotParser | Verdict] | ProtegoRobotParser | Verdict
        ]
        self._rules = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        rules = await self._rules_for(request)
        if isinstance(rules, Verdict):
            raise Settled(rules)
        if not rules.allowed(request.url, ROBOT):
            raise Settled(FORBIDDEN)

    async def _rules_for(self, request: Request) -> ProtegoRobotParser | Verdict:
        # By scheme too: http and https of one name may be two servers.
        place = request.url.split("//", 1)[0] + "//" + place_of(request.url)
        found = self._rules.get(place)
        if found is None:
            waiting: Deferred[ProtegoRobotParser | Verdict] = Deferred()
            self._rules[place] = waiting
            try:
                found = await self._fetch(f"{place}/robots.txt", request)
            except Exception as error:  # else everybody who waits for these rules waits for ever
                found = unreadable(of_error(error, "").reason)
            self._rules[place] = found
            waiting.callback(found)
        elif isinstance(found, Deferred):
            # Each waiter gets a Deferred of its own: one cannot be awaited twice.
            own: Deferred[ProtegoRobotParser | Verdict] = Deferred()
            found.addCallback(_hand_on, own)
            found = await maybe_deferred_to_future(own)
        return found

    async def _fetch(self, url: str, cause: Request) -> ProtegoRobotParser | Verdict:
        request = Request(
            url,
            priority=1000,
            callback=NO_CALLBACK,
            meta={"is_robots": True, "home": cause.meta.get("home")},
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except Settled as error:
            # A challenge, a pause, a closed host: its own verdict. A redirect off the site or too
            # many of them: RFC 9309 lets us treat that as "no rules"; we rather stay out.
            if (
                error.verdict.outcome is Outcome.BLOCKED
                or error.verdict.reason_class == "temporary"
            ):
                return error.verdict
            return unreadable(error.verdict.reason)
        except (DownloadConnectionRefusedError, CannotResolveHostError) as error:
            return of_error(
                error, urlsplit(cause.url).hostname or ""
            )  # a dead host, whatever its rules are
        except Exception as error:  # fail closed, whatever it is
            verdict = of_error(error, "")
            return verdict if verdict is BAD_CERTIFICATE else unreadable(verdict.reason)
        return self._read(response, cause)

    def _read(self, response: Response, cause: Request) -> ProtegoRobotParser | Verdict:
        if response.status >= 500 or 300 <= response.status < 400:
            return unreadable(f"HTTP {response.status}")
        rules = rules_of(response.body if response.status < 300 else b"", self.crawler.spider)
        self._slow_down(cause, rules.crawl_delay(ROBOT))
        spider: Any = self.crawler.spider
        spider.sitemaps[place_of(cause.url)] = tuple(rules.rp.sitemaps)
        return rules

    def _slow_down(self, cause: Request, crawl_delay: float | None) -> None:
        place = place_of(cause.url)
        settings = self.crawler.settings
        if crawl_delay is None or place in settings["LANGNGHE_FIXED_DELAY"]:
            return
        floor = host_delay(settings.getfloat("DOWNLOAD_DELAY"), crawl_delay)
        spider: Any = self.crawler.spider
        spider.delay_floor[place] = floor
        if slot := self.crawler.engine.downloader.slots.get(place):
            slot.delay = max(slot.delay, floor)


def _hand_on(rules: Any, own: Deferred[Any]) -> Any:
    own.callback(rules)
    return rules
