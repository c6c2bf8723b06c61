"""robots.txt for connectors that read web pages: obeyed as the crawler does (crawlers.robots)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.connectors.base import Refused

if TYPE_CHECKING:
    from crawlers.connectors.client import Client


def obey_robots(client: Client, url: str) -> None:
    """Return when a server's robots.txt lets us read an address; raise Refused when it does not.

    A server error or silence means no entry (Unavailable goes up); 4xx means there are no rules.
    """
    from scrapy.robotstxt import ProtegoRobotParser

    from crawlers.robots import MAX_ROBOTS, ROBOT

    parts = urlsplit(url)
    answer = client.get(f"{parts.scheme}://{parts.netloc}/robots.txt")
    if 300 <= answer.status < 400:
        raise Refused(
            "không đọc được robots.txt (chuyển hướng), coi như không cho phép", url=answer.url
        )
    rules = ProtegoRobotParser(answer.body[:MAX_ROBOTS] if answer.ok else b"", None)
    if not rules.allowed(url, ROBOT):
        raise Refused("robots.txt không cho phép", url=url)
