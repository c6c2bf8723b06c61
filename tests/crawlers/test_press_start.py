"""How a crawl begins: what is looked at again is looked at again, however soon a list answers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import server as web
from scrapy import Request
from scrapy.http import XmlResponse

from crawlers.job import CrawlJob
from crawlers.spiders.press import PressSpider
from langnghe.config import Source

FEED = "https://bao.example/rss"
OLD = "https://bao.example/doi-thoai-1001.html"


async def begun(spider: PressSpider, answer: dict[str, Any]) -> list[str]:
    """Return the addresses a crawl asks, where each answer comes before the next thing is begun."""
    asked = []
    async for thing in spider.start():
        waiting = [thing]
        while waiting:
            request = waiting.pop(0)
            if not isinstance(request, Request):
                continue
            asked.append(request.url)
            if body := answer.get(request.url):
                assert request.callback is not None
                response = XmlResponse(request.url, body=body, request=request)
                waiting.extend(request.callback(response, **request.cb_kwargs))
    return asked


def test_an_article_to_look_at_again_is_asked_although_a_list_has_named_it(tmp_path: Path) -> None:
    source = Source(
        id="bao", name="Báo", home="https://bao.example/", type="news", feeds=(FEED,),
    )  # fmt: skip
    job = CrawlJob(
        sources=(source,), landing=tmp_path / "landing", key_file=tmp_path / "key",
        known={"bao": {OLD}}, recheck={"bao": [OLD]},
    )  # fmt: skip
    feed = web.feed("bao.example", "/doi-thoai-1001.html")
    body = feed if isinstance(feed, bytes) else feed["body"]
    assert asyncio.run(begun(PressSpider(job, "thử"), {FEED: body})) == [FEED, OLD]
