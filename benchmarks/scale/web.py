"""Press sites on loopback that publish a day of articles, for the crawl of an office of any size.

A process of its own serves them, so that its time is not the crawl's. One server a site, as the crawler
knows hosts; pages of 60 to 80 KB with menus, related links and scripts, as newspapers' are.
"""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from email.utils import format_datetime
from html import escape
from multiprocessing.connection import Connection

from langnghe.records import HANOI, Post
from langnghe.samples.loopback import LOOPBACK, Handler, listening

Tables = dict[str, dict[str, tuple[str, bytes]]]  # source → path → type, body
_SCRIPT = "var khung = [" + ",".join(f"'{n:06x}'" for n in range(3_000)) + "];"


def host_of(source: str) -> str:
    """Return a site's host name."""
    return f"{source}.example"


def sources_toml(posts: Sequence[Post]) -> str:
    """Return the sources.toml of those who publish these posts."""
    names = sorted({post.source for post in posts})
    return "".join(
        f'[[source]]\nid = "{name}"\nname = "{name}"\nhome = "https://{host_of(name)}/"\n'
        f'type = "news"\nfeeds = ["https://{host_of(name)}/tin.rss"]\n\n'
        for name in names
    )


@contextmanager
def served(posts: Sequence[Post]) -> Iterator[dict[str, str]]:
    """Serve posts until the block ends; give host → address on loopback."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(tables(posts), there), daemon=True
    )
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("stop")
        process.join(10)


def tables(posts: Sequence[Post]) -> Tables:
    """Return what each site answers: its rules for robots, its feed, its pages."""
    by_source: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        by_source[post.source].append(post)
    found: Tables = {}
    for source, own in by_source.items():
        pages = {_path(post): ("text/html; charset=utf-8", _page(post, own)) for post in own}
        pages["/tin.rss"] = ("application/rss+xml; charset=utf-8", _feed(source, own))
        pages["/robots.txt"] = ("text/plain", b"User-agent: *\nAllow: /\n")
        found[source] = pages
    return found


def _path(post: Post) -> str:
    return f"/{post.url.rsplit('/', 1)[1]}.html"


def _feed(source: str, posts: Sequence[Post]) -> bytes:
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>https://{host_of(source)}{_path(post)}</link>"
        f"<pubDate>{format_datetime(_at(post))}</pubDate></item>"
        for post in posts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{source}</title>{items}</channel></rss>"
    ).encode()


def _at(post: Post) -> datetime:
    assert post.published_at is not None
    return post.published_at.astimezone(HANOI)


def _page(post: Post, others: Sequence[Post]) -> bytes:
    url = f"https://{host_of(post.source)}{_path(post)}"
    title, at = escape(post.title), _at(post).isoformat()
    menu = "".join(f'<li><a href="/muc-{n}">Chuyên mục {n}</a></li>' for n in range(120))
    related = "".join(
        f'<article><h3><a href="{_path(one)}">{escape(one.title)}</a></h3></article>'
        for one in others[:40]
    )
    body = "".join(f"<p>{escape(line)}</p>" for line in post.text.split("\n"))
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{url}"><meta property="og:type" content="article">
<meta property="og:title" content="{title}"><meta property="article:published_time" content="{at}">
<script>{_SCRIPT}</script></head><body><header><ul class="menu">{menu}</ul></header>
<main><article class="detail"><h1 class="title">{title}</h1><time datetime="{at}">{at}</time>
<div class="article-body">{body}</div></article><section class="related">{related}</section></main>
<footer><ul>{menu}</ul></footer><script>{_SCRIPT}</script></body></html>""".encode()


def _serve(found: Tables, pipe: Connection) -> None:
    with ExitStack() as stack:
        ports = {
            source: stack.enter_context(listening(_handler(pages)))
            for source, pages in found.items()
        }
        pipe.send({host_of(source): f"{LOOPBACK}:{port}" for source, port in ports.items()})
        pipe.recv()


def _handler(pages: dict[str, tuple[str, bytes]]) -> type[Handler]:
    class Answering(Handler):
        def do_GET(self) -> None:  # noqa: N802
            kind, body = pages.get(self.path, ("text/plain", b""))
            self.send_response_only(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Answering
