"""XenForo forums (1.x and 2.x): threads of a list, messages of a thread.

Handles are returned as shown; whoever stores a message hashes the handle first.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urljoin

from lxml import etree

from crawlers.body import blocks
from crawlers.dates import parse_date
from crawlers.page import Page, host_of, select, text_of
from crawlers.sites.family import Family, Layout, Message
from langnghe.records import HANOI

_THREAD = re.compile(r"/(?:threads|t|thread)/(?:[^/]*\.)?\d+(?:/|$)|/threads/[\w%.-]+\.\d+")
_BODY = (
    "article.message-body .bbWrapper", ".message-body .bbWrapper", "blockquote.messageText", ".messageContent .messageText",
    ".message-content", ".bbWrapper",
)  # fmt: skip


def threads(html: bytes | str, url: str) -> list[str]:
    """Return the thread addresses of a forum list, first pages only, each once, in order."""
    page = Page.of(html, url)
    base = page.root.find(".//base")
    root = urljoin(url, base.get("href") or "") if base is not None else url
    found: dict[str, None] = {}
    for anchor in page.root.iter("a"):
        try:
            target = urljoin(root, (anchor.get("href") or "").strip())
        except ValueError:
            continue
        match = _THREAD.search(target)
        if match and host_of(target) == host_of(url) and target.startswith(("http://", "https://")):
            found.setdefault(
                re.sub(r"(?:page-\d+|latest|unread|post-\d+)?/?(?:[#?].*)?$", "", target).rstrip(
                    "/"
                )
                + "/"
            )
    return list(found)


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
    return found


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
