"""XenForo forums (1.x and 2.x): threads of a list, messages of a thread.

Handles are returned as shown; whoever stores a message hashes the handle first.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import islice

from lxml import etree

from crawlers.body import blocks
from crawlers.dates import parse_date
from crawlers.page import Page, host_of, joined, select, text_of
from crawlers.sites import xenforo_json
from crawlers.sites.family import MOST_LINKS, Family, Layout, Message
from langnghe.records import HANOI

# /threads/slug.123/ where addresses are rewritten, index.php?threads/slug.123/ where they are not
_THREAD = re.compile(
    r"[/?](?:threads|t|thread)/(?:[^/&#]*\.)?\d+(?:/|&|$)|[/?]threads/[\w%.-]+\.\d+"
)
_TAIL = re.compile(r"(?:page-\d+|latest|unread|post-\d+)?/?$")
_PAGE = re.compile(r"page-([0-9]{1,7})(?![0-9])")
_BODY = (
    "article.message-body .bbWrapper", ".message-body .bbWrapper", "blockquote.messageText", ".messageContent .messageText",
    ".message-content", ".bbWrapper",
)  # fmt: skip


def threads(html: bytes | str, url: str) -> list[str]:
    """Return the thread addresses of a forum list, first pages only, each once, in order."""
    page = Page.of(html, url)
    root = page.base
    found: dict[str, None] = {}
    for anchor in islice(page.root.iter("a"), MOST_LINKS):
        target = joined(root, anchor.get("href"))
        match = _THREAD.search(target)
        if match and host_of(target) == host_of(url) and target.startswith(("http://", "https://")):
            found.setdefault(_first_page(target))
    for target in xenforo_json.threads(page) if not found else ():
        if _THREAD.search(target) and host_of(target) == host_of(url):
            found.setdefault(_first_page(target))
    return list(found)


def _first_page(target: str) -> str:
    """Return the address of a thread's first page, without what only points into it."""
    target = target.partition("#")[0]
    before, mark, query = target.partition("?")
    if mark and _THREAD.search(f"?{query}"):
        return f"{before}?{_TAIL.sub('', query.partition('&')[0]).rstrip('/')}/"
    return _TAIL.sub("", before).rstrip("/") + "/"


def next_page(html: bytes | str, url: str, *, most: int, read: int) -> tuple[str | None, int]:
    """Return the page to read next and how many pages are left out before it.

    Of a thread longer than `most` pages the first page and the last ones are read: what is new in a
    forum stands at the end. read: pages read so far.
    """
    page = Page.of(html, url)
    links = select(
        page.root,
        "a.pageNav-jump--next[href]",
        ".PageNav a.text:last-child[href]",
        "link[rel=next]",
    )
    following = joined(url, links[-1].get("href")) if links else ""
    here = _PAGE.search(following)
    if not following or here is None:
        return following or None, 0
    shown = select(page.root, ".pageNav-page a[href], .PageNav a[href]")
    numbers = [int(n) for node in shown for n in _PAGE.findall(node.get("href") or "")]
    numbers.append(int(here[1]))
    last = select(page.root, ".PageNav[data-last]")
    if last and re.fullmatch(r"[0-9]{1,7}", last[0].get("data-last") or ""):
        numbers.append(int(last[0].get("data-last") or 0))
    wanted = max(numbers) - (most - read) + 1
    if read > 1 or wanted <= int(here[1]):  # the leap is made once, from the first page
        return following, 0
    return following[: here.start(1)] + str(wanted) + following[here.end(1) :], wanted - 2


def messages(html: bytes | str, url: str) -> list[Message]:
    """Return the messages of a thread page: handle, words without quotes, time, native id."""
    page = Page.of(html, url)
    found = []
    for node in select(
        page.root, "article.message--post", "li.message", "article.message", ".message[data-author]"
    ):
        body = next(iter(select(node, *_BODY)), None)
        if body is None:
            continue
        quoted = select(
            body,
            "blockquote.bbCodeBlock--quote, .bbCodeQuote, .bbCodeBlock--quote, .quoteContainer",
        )
        text = "\n".join(
            b.text
            for b in blocks(body, quoted, beside=lambda e: e.tag in ("script", "style", "noscript"))
        )
        native = re.search(r"\d+", node.get("data-content") or node.get("id") or "")
        if not text or native is None:
            continue
        found.append(
            Message(
                native_id=native[0],
                author=(node.get("data-author") or _handle(node)).strip(),
                text=text,
                published_at=_when(node, page.site),
                url=f"{url.split('#', maxsplit=1)[0]}#post-{native[0]}",
            )
        )
    return found or xenforo_json.messages(page, url)


def _handle(node: etree._Element) -> str:
    found = select(node, ".message-name .username", "a.username", ".username")
    return text_of(found[0]) if found else ""


def _when(node: etree._Element, site: str) -> datetime | None:
    for stamp in select(node, "time[data-time], abbr[data-time], time[datetime], .DateTime"):
        seconds = stamp.get("data-time") or stamp.get("data-timestamp")
        if seconds and seconds.isdigit() and len(seconds) <= 11:
            return datetime.fromtimestamp(int(seconds), UTC).astimezone(HANOI)
        for text in (stamp.get("datetime"), stamp.get("title"), text_of(stamp)):
            if moment := parse_date(text, site=site):
                return moment
    return None


FAMILY = Family(
    name="xenforo",
    article=_THREAD,
    layouts=(
        Layout(
            version=2,
            seen=True,
            body=("article.message--post .message-body .bbWrapper", "article.message .bbWrapper"),
            title=("h1.p-title-value", "h1"),
            date=("article.message--post time", ".p-description time"),
        ),
        Layout(
            version=1,
            seen=True,
            body=("li.message blockquote.messageText", "blockquote.messageText"),
            title=(".titleBar h1", "h1"),
            date=("#pageDescription .DateTime", ".messageMeta .DateTime", ".DateTime"),
        ),
    ),
    threads=threads,
    messages=messages,
)
