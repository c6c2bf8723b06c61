"""Everything the sample hosts answer, address by address: the same bytes on every machine."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from langnghe.samples import broken, feeds, pages, talk
from langnghe.samples.content import Article, articles, comments, moment, threads
from langnghe.samples.sites import SITES, Site, native_id, path_of, site_of

HTML = "text/html; charset=utf-8"
FEED_SIZE = 400  # the whole month: the demo crawls once and wants all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one address answers."""

    body: bytes = b""
    status: int = 200
    type: str = HTML
    location: str = ""
    modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def etag(self) -> str:
        return f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'


Table = dict[str, Reply]


@cache
def tables(version: int = 1) -> Mapping[str, Table]:
    """Return site id → path → reply; version 2 has the edited article."""
    by_site: dict[str, list[Article]] = defaultdict(list)
    for article in articles(version):
        by_site[site_of(article).id].append(article)
    found = {site.id: dict(_news(site, by_site[site.id])) for site in SITES.values()}
    forum = SITES["diendancongnhan"]
    found[forum.id] = dict(_forum(forum))
    found["tinkhucongnghiep"]["/robots.txt"] = Reply(status=500, body=b"Internal Server Error")
    return found


CHALLENGED = Reply(
    status=403,
    body=broken.CHALLENGE.encode(),
    headers=(("Server", "cloudflare"), ("Cf-Mitigated", "challenge")),
)
NOT_FOUND = Reply(status=404, body="<h1>404 - Không tìm thấy trang</h1>".encode())


def _text(site: Site) -> Iterator[tuple[str, Reply]]:
    yield "/robots.txt", Reply(body=feeds.robots(site).encode(), type="text/plain; charset=utf-8")


def _news(site: Site, found: Sequence[Article]) -> Iterator[tuple[str, Reply]]:
    yield from _text(site)
    newest = sorted(found, key=lambda a: (a.at, a.id), reverse=True)
    latest = max((a.updated or a.at for a in found), default=None)
    links = {a.id: site.home.rstrip("/") + feed_path(a) for a in found}
    fed = [a for a in newest if "via" not in a.options][:FEED_SIZE]
    if site.feed != "none":
        yield (
            "/rss/home.rss",
            Reply(
                body=feeds.feed(site, "Trang chủ", fed, links).encode(),
                type="application/rss+xml; charset=utf-8",
                modified=latest,
            ),
        )
    if site.sitemap:
        dated = [a for a in newest if a.dirt not in ("nodate", "baddate")]
        yield (
            "/sitemap.xml",
            Reply(
                body=feeds.sitemap(dated).encode(),
                type="application/xml; charset=utf-8",
                modified=latest,
            ),
        )
    yield "/", _page(pages.list_page(site, "", newest[:30]), latest)
    for section in site.sections:
        # a section of the union's page lists the month; a paper's lists its own subject
        own = [a for a in newest if a.section == section or len(site.sections) == 1]
        own = [a for a in own if a.dirt not in ("404", "loop", "redirect")]
        yield f"/{section}", _page(pages.list_page(site, section, own), latest)
    for article in found:
        yield from _article(article, [a for a in newest if a.at < article.at][:3])


def _page(text: str, modified: datetime | None) -> Reply:
    return Reply(body=text.encode(), modified=modified)


def feed_path(article: Article) -> str:
    """Return the path under which feeds and lists name an article."""
    if article.dirt == "redirect":
        return f"/tin-cu/{article.number}"
    if article.dirt == "loop":
        return f"/vong-tron/{article.number}"
    return path_of(article)


def _article(article: Article, related: Sequence[Article]) -> Iterator[tuple[str, Reply]]:
    site, path = site_of(article), path_of(article)
    under = comments().get(article.id, ())
    if article.dirt == "404":
        return
    if article.dirt == "loop":
        other = f"/vong-tron/{article.number}-b"
        yield feed_path(article), Reply(status=302, location=other)
        yield other, Reply(status=302, location=feed_path(article))
        return
    if article.dirt == "redirect":
        yield feed_path(article), Reply(status=301, location=site.home.rstrip("/") + path)
    if article.dirt == "login":
        yield path, _page(broken.login_page(site), article.at)
        return
    text = pages.article_page(article, related, talk=bool(under))
    yield (
        path,
        Reply(
            body=broken.spoil(article, text),
            modified=article.updated or article.at,
            type="text/html; charset=windows-1258" if article.dirt == "cp1258" else HTML,
        ),
    )
    if under:
        address = f"/binh-luan/{native_id(article)}.json"
        rows = talk.comment_pages(site.home.rstrip("/") + address, under)
        latest = max(c.at for c in under)
        for n, row in enumerate(rows, start=1):
            yield (
                address if n == 1 else f"{address}?page={n}",
                Reply(body=row.encode(), type="application/json; charset=utf-8", modified=latest),
            )


def _forum(site: Site) -> Iterator[tuple[str, Reply]]:
    yield from _text(site)
    latest = max((t.messages[-1].at for t in threads()), default=moment("01T00:00"))
    for board in talk.BOARDS:
        own = [t for t in threads() if t.section == board]
        yield f"/forums/{board}/", _page(talk.board_page(site, board, own), latest)
    home = "".join(
        f'<div class="node"><h3 class="node-title"><a href="{site.home}forums/{b}/">{n}</a></h3></div>'
        for b, n in talk.BOARDS.items()
    )
    yield "/", _page(f"<!DOCTYPE html><html><body><h1>{site.name}</h1>{home}</body></html>", latest)
    for thread in threads():
        for n, page in enumerate(talk.thread_pages(site, thread), start=1):
            path = talk.thread_path(thread) + (f"page-{n}" if n > 1 else "")
            yield path, _page(page, thread.messages[-1].at)


def fingerprint(version: int = 1) -> str:
    """Return one hash of all that is served."""
    total = hashlib.blake2b(digest_size=16)
    for site, table in sorted(tables(version).items()):
        for path, reply in sorted(table.items()):
            total.update(f"{site} {path} {reply.status} {reply.location}\n".encode())
            total.update(reply.body)
    return total.hexdigest()
