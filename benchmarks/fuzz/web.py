"""Under fire: what reads pages, feeds, lists, comments and robots.txt of the web."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from benchmarks.fuzz.parser import Parser, pages
from benchmarks.fuzz.platforms import landed
from crawlers import comments
from crawlers.anonymous import without_talk
from crawlers.blocked import challenge
from crawlers.connectors.telegram_page import read as read_channel
from crawlers.ledger import Entry, Input
from crawlers.sites import FAMILIES, family_for
from crawlers.spiders import articles, talk
from crawlers.spiders.lists import Asked, feed, forum, section, sitemap
from langnghe.config import Settings, Source
from langnghe.errors import ExtractionError, FeedError, LayoutChanged
from langnghe.samples.build import tables
from langnghe.samples.platform_telegram import Channel, Message, page
from langnghe.samples.sites import SITES

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
KEY = b"k" * 32
SOURCE = Source(id="thu", name="Nguồn thử", home="https://thu.example/", type="news")


@cache
def _answers(kind: str) -> tuple[tuple[str, bytes], ...]:
    """Return (address, body) of the sample sites: kind article, list, feed, sitemap or robots."""
    found = []
    for name, table in sorted(tables().items()):
        home = SITES[name].home.rstrip("/")
        for path, reply in table.items():
            plain = "html" in reply.type and reply.status == 200
            said = {
                "article": plain and path.endswith((".html", ".htm")),
                "list": plain and path.count("/") == 1 and "." not in path,
                "thread": plain and "/threads/" in path,
                "forum": plain and "/forums/" in path,
                "feed": "rss" in reply.type or path.endswith(".rss"),
                "sitemap": path == "/sitemap.xml",
                "robots": path == "/robots.txt" and reply.status == 200,
                "comments": "json" in reply.type,
            }
            if said[kind] and reply.body:
                found.append((home + path, reply.body[:100_000]))
    step = max(1, len(found) // 12)
    return tuple(found[::step])


@cache
def _real() -> dict[str, dict[str, Any]]:
    index = Settings().data / "pages" / "index.jsonl"
    if not index.exists():
        return {}
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines() if line]
    return {row["file"]: row for row in rows}


@cache
def _pages(kind: str, pattern: str) -> tuple[tuple[str, bytes], ...]:
    """Return (address, body) of sample pages and of the saved real ones of a pattern."""
    real = tuple(
        (
            _real().get(path.name, {}).get("url") or f"https://{path.name.split('_')[1]}/",
            path.read_bytes()[:100_000],
        )
        for path in pages(pattern)
    )
    return (*_answers(kind), *real)


def _article(data: bytes, at: int) -> object:
    url, _ = _pages("article", "0[0-2]*[a-z].html")[at]
    item = Input(SOURCE, url, "article", Entry(url, "Bài", "Tóm tắt", NOW))
    try:
        return landed(articles.read(data, url, item, "text/html; charset=utf-8")[0])
    except ValueError as error:
        # The spider counts it as an outcome: a page without a word is no post.
        raise ExtractionError(url, str(error)) from error


def _beside(data: bytes, at: int) -> object:
    url, _ = _pages("article", "0[0-2]*[a-z].html")[at]
    return challenge(200, {}, data), without_talk(data), talk.comment_pages(data, url)


def _section(data: bytes, at: int) -> object:
    url, _ = _pages("list", "*_*.html")[at]
    return section(Asked(data, url, family_for(url), None, NOW))


THREAD = "https://diendan.example/threads/tang-ca.77/"


def _forum(data: bytes, at: int) -> object:
    pages = _pages("forum", "*forum-home.html")
    url, _ = pages[min(at, len(pages) - 1)]
    return forum(Asked(data, url, FAMILIES["xenforo"], None, NOW))


def _thread(data: bytes, _: int) -> object:
    said, title, _leapt = talk.thread(data, THREAD, FAMILIES["xenforo"])
    item = Input(SOURCE, THREAD, "thread")
    return [landed(post) for post in talk.thread_posts(said.said, item, KEY, title)]


def _json_thread() -> bytes:
    post = {"post_id": 5, "thread_id": 9, "poster_username": "tho_may", "post_create_date": 1781233200,
            "post_body_html": "<blockquote class='bbCodeQuote'>lời cũ</blockquote>Ý kiến<br>hai"}  # fmt: skip
    data = {"route": "thread", "store": [{"thread": {"first_post": post}}, {"posts": [post, {**post, "post_id": 6}]}]}  # fmt: skip
    return f"<html><body><h1>Tăng ca</h1><script type='application/json'>{json.dumps(data)}</script></body></html>".encode()


_PAGED = """<html><base href="/forums/"><body><h1>Tăng ca</h1><a href="/threads/tang-ca.77/">1</a><a href="threads/no-luong.78/">2</a>
<article class="message message--post" data-content="post-1" data-author="tho_may"><div class="bbWrapper">Ba tháng</div></article>
<nav class="PageNav" data-last="7"><ul class="pageNav-page"><a href="/threads/tang-ca.77/page-7">7</a></ul>
<a class="pageNav-jump--next" href="/threads/tang-ca.77/page-2">Tiếp</a></nav></body></html>""".encode()


def _threads() -> Sequence[bytes]:
    return [*(body for _, body in _answers("thread")), _json_thread(), _PAGED, _PAGED]


# One payload of each newspaper, in the shape its own reader knows; and where it is served.
def _vnexpress(n: int, inside: bool = True) -> dict[str, Any]:
    return {
        "comment_id": n, "parent_id": n, "content": f"Ý {n}<br />@Bạn Đọc 2 gọi 0912 345 678", "userid": 100 + n,
        "full_name": f"Bạn Đọc {n}", "creation_time": 1780300800 + n, "userlike": n,
        "replys": {"total": 5, "items": [_vnexpress(n * 10, False)]} if inside else {},
    }  # fmt: skip


_TUOITRE = [{"id": 2**60, "sender_fullname": "docgia@thu.example", "content": "<p>Lời</p>",
             "published_date": "2026-06-01T09:12:25", "likes": 2, "loves": "1", "child_comments": [
                 {"id": 7, "sender_fullname": "B", "content": "đáp", "created_date": "2026-06-01 10:00"}]}]  # fmt: skip
_THANHNIEN = (
    '<div class="item box_cm" data-cmid="cm-1"><a class="user-name">Tên Ai Đó</a>'
    '<p class="text-comment des ct">Lương về chậm</p><span class="total-like">3</span>'
    '<span class="time time-ago" title="06/01/2026 09:12:25">09:12</span><div class="box-reply">'
    '<div class="item box_cm" data-cmid="cm-2"><a class="user-name">B</a><p class="text-comment">đáp</p></div></div></div>'
)
_DANTRI = [{"CommentId": 5, "SenderFullName": "Chị Ba", "Content": "Ăn ca<br>ít", "CreatedDate": "/Date(1780300800000)/",
            "LikeCount": 3, "Replies": [{"Id": "6", "FullName": "C", "CommentContent": "đúng", "CreatedDate": "2026-06-01"}]}]  # fmt: skip
_VIETNAMNET = {"data": {"comments": [
    {"userId": 5, "userName": "Tên", "commentId": "43", "commentContent": "<p>Cần</p>", "totalAnswer": 1,
     "createdDate": "2026-06-01T16:25:56", "parentId": "", "comments": None}], "totalRow": 1, "pageIndex": 0, "pageSize": 2}}  # fmt: skip
_PLAIN = {"items": [{"id": 1, "author": "An", "text": "Lương chậm", "time": "2026-06-02T09:00:00+07:00", "likes": 4,
                     "replies": [{"id": 2, "author": "Ba", "text": "@An ừ", "time": 1780300800, "replies": []}]}],
          "next": "?trang=2"}  # fmt: skip
_SERVED: tuple[tuple[str, Any], ...] = (
    ("https://usi-saas.vnexpress.net/index/get?offset=0&limit=2&sort=like&objectid=77", {"data": {"total": 3, "items": [_vnexpress(1)]}}),
    ("https://comment.vietnamnet.vn/api/Comment/Gets?ObjectId=1&PageIndex=0&PageSize=2", _VIETNAMNET),
    ("https://id.tuoitre.vn/api/getlist-comment.api?pageindex=1&pagesize=2&objId=9&objType=1", {"Success": True, "Data": json.dumps(_TUOITRE)}),
    ("https://eth2.cnnd.vn/api/ajax/ListComment.htm?page=1&NewsID=9&pageSize=2&iObjectType=1", _THANHNIEN),
    ("https://apicomment.dantri.com.vn/api/comment/list/1-20260601080000123-0-0-200.htm", _DANTRI),
    ("https://bao.example/binh-luan.json", _PLAIN),
)  # fmt: skip


def _comments(number: int) -> Parser:
    url, payload = _SERVED[number]
    body = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)

    def run(data: bytes, _: int) -> object:
        item = Input(SOURCE, "https://thu.example/bai.html", "comments")
        return [landed(p) for p in talk.comment_posts(comments.parse(data, url).said, item, KEY)]

    return Parser(
        name="comments-" + url.split("/")[2].split(".")[-2],
        shape="html" if isinstance(payload, str) else "json",
        make_seeds=lambda: [body.encode()], run=run, errors=(FeedError,),
    )  # fmt: skip


def _robots(data: bytes, _: int) -> object:
    from crawlers.robots import rules_of

    rules = rules_of(data)
    asked = ("https://thu.example/tin-1.html?a=b", "https://thu.example/" + "a" * 300, "https://thu.example/\u1ea1%ff")  # fmt: skip
    return [rules.allowed(url, "LangNghe") for url in asked], rules.crawl_delay("LangNghe")


def _channels() -> Sequence[bytes]:
    said = [
        Message(id=n, text=f"Tin số {n} ✅ https://a.example/", at=NOW, **more)
        for n, more in enumerate(
            ({}, {"media": "photo"}, {"forwarded": ("Kênh khác", "https://t.me/kenhkhac")}), 1
        )
    ]
    channel = Channel(name="congdoan", title="Công đoàn")
    return [page(channel, said, older=True).encode()]


def _packed(kind: str) -> Sequence[bytes]:
    bodies = [body for _, body in _answers(kind)]
    real = [path.read_bytes() for path in pages("feeds/*.xml")] if kind == "feed" else []
    return [*bodies, *real, gzip.compress(bodies[0], mtime=0)]


WEB: tuple[Parser, ...] = (
    Parser(name="article", shape="html", run=_article, errors=(ExtractionError,),
           make_seeds=lambda: [body for _, body in _pages("article", "0[0-2]*[a-z].html")]),
    Parser(name="page-beside", shape="html", run=_beside,
           make_seeds=lambda: [body for _, body in _pages("article", "0[0-2]*[a-z].html")]),
    Parser(name="section", shape="html", run=_section, errors=(LayoutChanged,),
           make_seeds=lambda: [body for _, body in _pages("list", "*_*.html")]),
    Parser(name="feed", shape="xml", make_seeds=lambda: _packed("feed"), errors=(FeedError,),
           run=lambda data, _: feed(Asked(data, "https://thu.example/rss", FAMILIES["generic"], NOW, NOW))),
    Parser(name="sitemap", shape="xml", make_seeds=lambda: _packed("sitemap"), errors=(FeedError,),
           run=lambda data, _: sitemap(Asked(data, "https://thu.example/s.xml", FAMILIES["generic"], None, NOW))),
    Parser(name="forum", shape="html", run=_forum, errors=(LayoutChanged,),
           make_seeds=lambda: [*(body for _, body in _pages("forum", "*forum-home.html")), _PAGED, _PAGED]),
    Parser(name="thread", shape="html", run=_thread, make_seeds=_threads, errors=(ExtractionError,)),
    *map(_comments, range(len(_SERVED))),
    Parser(name="telegram-page", shape="html", make_seeds=_channels,
           run=lambda data, _: read_channel(data, "https://t.me/s/congdoan")),
    Parser(name="robots", shape="text", run=_robots,
           make_seeds=lambda: [*(body for _, body in _answers("robots")),
                               b"User-agent: *\nDisallow: /a*b*c$\nAllow: /*?x=*\nCrawl-delay: 2.5\nSitemap: https://thu.example/s.xml\n"]),
)  # fmt: skip
