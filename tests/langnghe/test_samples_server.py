"""The sample sites answer over real HTTP: feeds with their dirt, pages, faults, 304, the edit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree, html

from langnghe import samples
from langnghe.samples.build import tables
from langnghe.samples.server import SampleSites

TRUTH = samples.expected()
FAULTS = {fault["fault"]: fault["url"] for fault in TRUTH["faults"]}


@pytest.fixture(scope="module")
def running() -> Iterator[SampleSites]:
    with samples.serve() as sites:
        yield sites


@pytest.fixture
def fresh() -> Iterator[SampleSites]:
    with samples.serve() as sites:
        yield sites


def ask(
    sites: SampleSites, url: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(sites.routes[parts.netloc], timeout=10)
    try:
        query = f"?{parts.query}" if parts.query else ""
        connection.request(method, (parts.path or "/") + query, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_every_feed_section_and_page_answers(running: SampleSites) -> None:
    for site, table in tables(1).items():
        host = f"https://{samples.server.SITES[site].host}"
        for path, reply in table.items():
            if site in (samples.server.DEAD, samples.server.LOCKED) or len(reply.body) > 1_000_000:
                continue
            response, body = ask(running, host + path)
            assert (response.status, body) == (reply.status, reply.body), path


def test_only_loopback_is_named(running: SampleSites) -> None:
    assert len(running.allow) == 9
    assert all(place.startswith("127.0.0.1:") for place in running.allow)
    assert running.allow == frozenset(running.routes.values())


def test_all_articles_of_a_feed_or_list_can_be_found(running: SampleSites) -> None:
    found: set[str] = set()
    for host in running.routes:
        site = next(s for s in samples.server.SITES.values() if s.host == host)
        if site.id in (samples.server.DEAD, samples.server.LOCKED):
            continue
        for path in ["/rss/home.rss", "/sitemap.xml", *(f"/{s}" for s in site.sections)]:
            response, body = ask(running, f"https://{host}{path}")
            if response.status == 200 and path.startswith("/rss"):
                found |= {e.link for e in feedparser.parse(body).entries}
            elif response.status == 200:
                found |= set(html.fromstring(body).xpath("//a/@href | //loc/text()"))
    redirected = {FAULTS["redirect"], FAULTS["loop"]}
    assert redirected <= found
    missing = set(TRUTH["labels"]) - found
    assert len(missing) == 1  # the redirected article stands in its feed under the old address


@pytest.mark.parametrize(
    ("host", "date", "well_formed"),
    [
        ("baocongnhan.example", "6/30/2026 7:45:00 PM", True),
        ("tinnhanh.example", "Tue, 30 Jun 2026 10:10:00 +0700", False),  # raw & in an attribute
        ("laichaungaynay.example", "Tue, 30 Jun 26 20:30:00 +0700", True),
        ("tapchicongdoan.example", "Mon, 29 Jun 2026 08:30:00 +0700", True),
    ],
)
def test_feeds_carry_the_dirt_of_real_ones(
    running: SampleSites, host: str, date: str, well_formed: bool
) -> None:
    _, body = ask(running, f"https://{host}/rss/home.rss")
    assert f"<pubDate>{date}</pubDate>" in body.decode()
    try:
        etree.fromstring(body)
        assert well_formed
    except etree.XMLSyntaxError:
        assert not well_formed
    if host == "tapchicongdoan.example":
        assert "C&ocirc;ng" in body.decode()


def test_conditional_get_answers_304(running: SampleSites) -> None:
    url = "https://laichaungaynay.example/rss/home.rss"
    response, body = ask(running, url)
    assert body
    again, nothing = ask(running, url, {"If-None-Match": response.headers["ETag"]})
    assert (again.status, nothing) == (304, b"")
    since, nothing = ask(running, url, {"If-Modified-Since": response.headers["Last-Modified"]})
    assert (since.status, nothing) == (304, b"")
    changed, body = ask(running, url, {"If-None-Match": '"other"'})
    assert changed.status == 200
    assert body
    head, nothing = ask(running, url, method="HEAD")
    assert (head.status, nothing) == (200, b"")


def test_edit_changes_one_article_and_the_lists_that_name_it(fresh: SampleSites) -> None:
    url = TRUTH["edited"]["url"]
    feed = "https://laichaungaynay.example/rss/home.rss"
    before, page = ask(fresh, url)
    feed_before, _ = ask(fresh, feed)
    assert TRUTH["edited"]["v1"] in page.decode()
    fresh.edit()
    after, page = ask(fresh, url, {"If-None-Match": before.headers["ETag"]})
    assert after.status == 200
    assert TRUTH["edited"]["v2"] in page.decode()
    assert "Cập nhật: 30/06/2026 16:45" in page.decode()
    stale, _ = ask(fresh, feed, {"If-None-Match": feed_before.headers["ETag"]})
    assert stale.status == 200
    first, second = tables(1), tables(2)
    changed = {
        path
        for site, table in first.items()
        for path, reply in table.items()
        if reply.body != second[site][path].body
    }
    articles = {urlsplit(u).path for u in TRUTH["labels"]}
    edited = urlsplit(url).path
    assert edited in changed
    # the others only carry its new title in their box of related links
    for path in changed & articles - {edited}:
        assert TRUTH["edited"]["v2"] in second["laichaungaynay"][path].body.decode()
    assert {k: set(v) for k, v in first.items()} == {k: set(v) for k, v in second.items()}


def test_comments_are_paged_and_all_there(running: SampleSites) -> None:
    total, paged = 0, 0
    for site, table in tables(1).items():
        for path in table:
            if not path.startswith("/binh-luan/") or "?" in path:
                continue
            url: str | None = f"https://{samples.server.SITES[site].host}{path}"
            while url:
                data = json.loads(ask(running, url)[1])
                total += sum(1 + len(c["replies"]) for c in data["items"])
                url = data["next"]
                paged += url is not None
    assert total == TRUTH["comments"]
    assert paged >= 1


def test_the_forum_shows_every_message_once(running: SampleSites) -> None:
    pages = [
        html.fromstring(ask(running, f"https://diendancongnhan.example{path}")[1])
        for path in tables(1)["diendancongnhan"]
        if path.startswith("/threads/")
    ]
    ids = [i for page in pages for i in page.xpath("//article/@data-content")]
    assert len(ids) == len(set(ids)) == TRUTH["forum_posts"]
    assert any(page.xpath("//a[contains(@class, 'pageNav-jump--next')]") for page in pages)


def test_sources_that_cannot_be_read(running: SampleSites) -> None:
    with pytest.raises(ConnectionRefusedError):
        ask(running, "https://baomatket.example/rss/home.rss")
    response, body = ask(running, "https://chan-cua.example/forums/")
    assert response.status == 403
    assert b"_cf_chl_opt" in body
    assert ask(running, "https://tinkhucongnghiep.example/robots.txt")[0].status == 500
    assert b"Disallow: /noi-bo/" in ask(running, "https://tapchicongdoan.example/robots.txt")[1]
    assert "/noi-bo/" in FAULTS["robots"]


def test_pages_that_go_wrong(running: SampleSites) -> None:
    def page(kind: str) -> tuple[HTTPResponse, bytes]:
        return ask(running, FAULTS[kind])

    assert page("404")[0].status == 404
    assert page("empty")[1] == b""
    assert page("redirect")[0].status == 301
    assert b"</html>" not in page("truncated")[1]
    assert len(page("huge")[1]) > 6_000_000
    assert b"article__body" not in page("nobody")[1]
    assert b'type="password"' in page("login")[1]
    assert b"31/06/2026 25:70" in page("baddate")[1]
    assert b"datetime" not in page("nodate")[1]
    assert "Nh÷ng trang sæ" in page("tcvn3")[1].decode()
    response, body = page("cp1258")
    assert response.headers["Content-Type"] == "text/html; charset=windows-1258"
    assert "Tặng 60 suất học bổng" not in body.decode("cp1258")
    hop, _ = page("loop")
    back, _ = ask(running, "https://baocongnhan.example" + hop.headers["Location"])
    assert back.headers["Location"] == urlsplit(FAULTS["loop"]).path
