"""What a raw page may hold on disk: the article, never the readers who talk under it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Any word that a list of comments, or data about one, is marked with. Plain words, each looked for alone:
# as one pattern they took a tenth of a crawl's time.
_SIGNS = (
    b"comment", b"binhluan", b"binh-luan", b"ykien", b"y-kien", b"phanhoi", b"phan-hoi", b"data-author",
)  # fmt: skip
_WHOLE = frozenset({"html", "body", "head", "main", "article", "form"})
_DATA = re.compile(r"[\"'](?:comments?|replies|commentList)[\"']\s*:\s*[\[{]", re.IGNORECASE)


def without_talk(body: bytes) -> bytes:
    """Return a page without its readers' comments, byte for byte as it came where it has none.

    A page that cannot be taken apart gives b"": what may hold somebody's name is not kept.
    """
    small = body.lower()
    if not any(sign in small for sign in _SIGNS):
        return body
    from lxml import etree, html

    from crawlers.lines import is_comments

    try:
        root = html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        return b""
    found = [
        node
        for node in root.iter(etree.Element)
        if isinstance(node, html.HtmlElement)
        and node.tag not in _WHOLE
        and ((is_comments(node) and _talks(node)) or (node.tag == "script" and _data(node)))
        and next(node.iter("h1"), None) is None
    ]
    if not found:
        return body
    for node in found:
        # Emptied, not cut out: the words behind it stay where they are, also those (control
        # characters) that lxml reads but refuses to write anew.
        node.clear(keep_tail=True)
    encoding = root.getroottree().docinfo.encoding or "utf-8"
    kept = html.tostring(root, encoding=encoding, method="html")
    return kept if isinstance(kept, bytes) else kept.encode()


def _talks(node: HtmlElement) -> bool:
    """Tell whether there is anything in it: an empty box waits for a script to fill it."""
    return any(not text.isspace() for text in node.itertext())


def _data(node: HtmlElement) -> bool:
    return _DATA.search(node.text or "") is not None
