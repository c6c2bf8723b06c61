"""Scrapy's settings for a crawl. Every default that could surprise a site owner is stated here."""

from __future__ import annotations

import unicodedata
from typing import Any

from crawlers.job import DEFAULT_DELAY, MAX_BYTES, CrawlJob, Terms

VERSION = "0.1"
MAX_REDIRECTS = 5
LOOPBACK_CONCURRENCY = 4
LEAST_DELAY = 0.002  # with no delay at all Scrapy 2.19 sends its whole queue at once
CLOSED_SCHEMES = ("file", "data", "ftp", "s3")


def user_agent(contact: str) -> str:
    """Return who we are and whom a site owner may write to, in ASCII: a header carries no accents."""
    bare = unicodedata.normalize("NFD", contact.replace("đ", "d").replace("Đ", "D"))
    one_line = " ".join(bare.encode("ascii", "ignore").decode().split())
    return f"LangNghe/{VERSION} (+{one_line})" if one_line else f"LangNghe/{VERSION}"


def settings(job: CrawlJob, terms: Terms) -> dict[str, Any]:
    """Return the settings of one crawl."""
    fixed = {} if terms.delay is None else _loopback_slots(terms, terms.delay)
    return {
        "BOT_NAME": "langnghe",
        "USER_AGENT": user_agent(job.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
        },
        # Politeness: one request at a time, two seconds apart, slower when the site is slow.
        "CONCURRENT_REQUESTS": min(128, max(16, 4 * len(job.sources))),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": DEFAULT_DELAY,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # a delay that was asked for is kept, not halved by chance
        "DOWNLOAD_SLOTS": fixed,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": DEFAULT_DELAY,
        "AUTOTHROTTLE_MAX_DELAY": 30.0,
        # Bounds: no page may cost more than this.
        "DOWNLOAD_TIMEOUT": terms.timeout,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DNS_TIMEOUT": 10,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "METAREFRESH_ENABLED": False,
        "RETRY_TIMES": 1,
        "RETRY_HTTP_CODES": [500, 502, 503, 504],
        # A refused connection, an unknown host, a slow or endless page: the next crawl is soon
        # enough, and a second try now would double the cost of the worst pages.
        "RETRY_EXCEPTIONS": [
            "scrapy.exceptions.DownloadFailedError",
            "scrapy.exceptions.ResponseDataLossError",
        ],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        # Closed doors.
        "DOWNLOAD_HANDLERS": {
            "http": "crawlers.handler.GatedHandler",
            "https": "crawlers.handler.GatedHandler",
            **dict.fromkeys(CLOSED_SCHEMES),
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_DNS_RESOLVER": "crawlers.resolver.PublicResolver",
        "LANGNGHE_ALLOW": sorted(terms.allow),
        "LANGNGHE_ROUTES": {k.lower().removeprefix("www."): v for k, v in terms.routes.items()},
        "LANGNGHE_FIXED_DELAY": sorted(fixed),
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "URLLENGTH_LIMIT": 0,  # the spider refuses long addresses itself, and counts them
        "ROBOTSTXT_OBEY": True,
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.middlewares.StayHome": 50,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "crawlers.robots.Robots": 100,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "crawlers.middlewares.LeaveAlone": 570,
            "crawlers.middlewares.Unpack": 590,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "crawlers.middlewares.FewRedirects": 600,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
        },
        "EXTENSIONS": {
            "crawlers.politeness.Throttle": 0,
            "scrapy.extensions.throttle.AutoThrottle": None,
        },
        "ITEM_PIPELINES": {"crawlers.pipelines.ToLanding": 0},
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",  # a list's first is its newest
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        "STATS_DUMP": False,
    }


def _loopback_slots(terms: Terms, delay: float) -> dict[str, dict[str, float]]:
    """Return Scrapy's slot settings for loopback servers and the hosts that are routed to them."""
    names = {*terms.allow, *terms.routes, *(f"www.{host}" for host in terms.routes)}
    return {
        name.lower(): {
            "concurrency": LOOPBACK_CONCURRENCY,
            "delay": max(delay, LEAST_DELAY),
            "jitter": 0.0,
        }
        for name in names
    }
