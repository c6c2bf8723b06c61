"""Guests behave: how long to wait between requests, and which hosts to leave alone for now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.extensions.throttle import AutoThrottle

from crawlers.outcomes import Verdict, failed
from crawlers.waiting import retry_after
from langnghe.records import Outcome

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.http import Response

MAX_CRAWL_DELAY = 30.0  # a robots.txt asking for more would keep a crawl from ending
SILENT_AFTER = 3  # network failures in a row after which a host is left alone
REFUSING_AFTER = 5  # 401/403 in a row after which a host is left alone


def host_delay(base: float, crawl_delay: float | None) -> float:
    """Return the seconds between requests to a host: ours, or what its robots.txt asks (≤ 30)."""
    return max(base, min(crawl_delay or 0.0, MAX_CRAWL_DELAY))


def slow_down(status: int, header: str, now: datetime) -> Verdict | None:
    """Return the verdict on a server that asks for a pause (429, or 503 with Retry-After)."""
    wait = retry_after(header, now) if header else None
    if status != 429 and not (status == 503 and wait is not None):
        return None
    when = f", thử lại sau {wait:.0f} giây" if wait is not None else ""
    return failed(f"máy chủ yêu cầu giảm tốc (HTTP {status}{when})", "temporary", status)


def place_of(url: str) -> str:
    """Return "host" or "host:port", the thing that is polite or hostile as one."""
    parts = urlsplit(url)
    return (parts.netloc.rpartition("@")[2]).lower()


@dataclass(slots=True)
class Hosts:
    """What this crawl learned about hosts: who is closed for the rest of it, and why."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    stopping: Verdict | None = None  # set when the whole crawl must end
    _silent: Counter[str] = field(default_factory=Counter)
    _refusing: Counter[str] = field(default_factory=Counter)

    def closed(self, url: str) -> Verdict | None:
        """Return why a URL must not be asked now, or None."""
        return self.stopping or self.verdicts.get(place_of(url))

    def close(self, url: str, verdict: Verdict) -> None:
        """Leave a URL's host alone for the rest of the crawl."""
        self.verdicts.setdefault(place_of(url), verdict)

    def answered(self, url: str, status: int) -> None:
        """Note that a host answered; many refusals in a row close it."""
        place = place_of(url)
        self._silent.pop(place, None)
        if status not in (401, 403):
            self._refusing.pop(place, None)
            return
        self._refusing[place] += 1
        if self._refusing[place] >= REFUSING_AFTER:
            reason = f"trang từ chối liên tiếp (HTTP {status}), tạm ngừng"
            self.close(url, Verdict(Outcome.BLOCKED, reason, "hard", status))

    def silent(self, url: str, verdict: Verdict) -> None:
        """Note a network failure; several in a row close the host."""
        place = place_of(url)
        self._silent[place] += 1
        if self._silent[place] >= SILENT_AFTER:
            self.close(url, failed(f"{verdict.reason} nhiều lần liền, tạm ngừng", "temporary"))


class Throttle(AutoThrottle):
    """AutoThrottle with a floor for each host (robots.txt's Crawl-delay), off for loopback servers
    whose delay the caller fixed."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        place = place_of(response.url)
        if place in self.crawler.settings["LANGNGHE_FIXED_DELAY"]:
            return
        super()._adjust_delay(slot, latency, response)
        spider: Any = self.crawler.spider
        slot.delay = max(slot.delay, spider.delay_floor.get(place, 0.0))
