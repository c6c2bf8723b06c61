"""Forums of the XenForo family that hand their page to a script as JSON (tinhte since 2026).

The rows are read by the names that the family's public API gives them (post_id, poster_username,
post_create_date, post_body_html …), wherever in the JSON they stand. No saved page of this layout was
to be had: a page with none of these rows ends as a changed layout, never as an empty thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lxml import html as lxml_html

from crawlers.body import blocks
from crawlers.page import Page, select
from crawlers.sites.family import Message
from langnghe.records import HANOI

_SCRIPT = "script#page-configs, script#__NEXT_DATA__"
_DEEPEST = 40  # a page that nests further is no page


def messages(page: Page, url: str) -> list[Message]:
    """Return the messages that stand in the JSON of a thread page, each once, in order."""
    found: dict[str, Message] = {}
    for row in _rows(page):
        native, text = str(row.get("post_id") or ""), _words(row)
        if not native.isdecimal() or not text or row.get("post_is_deleted"):
            continue
        found.setdefault(
            native,
            Message(
                native_id=native,
                author=str(row.get("poster_username") or "").strip(),
                text=text,
                published_at=_when(row.get("post_create_date")),
                url=f"{url.split('#', maxsplit=1)[0]}#post-{native}",
            ),
        )
    return list(found.values())


def threads(page: Page) -> list[str]:
    """Return the addresses of the threads that a list's JSON names."""
    found: dict[str, None] = {}
    for row in _rows(page):
        links = row.get("links")
        if row.get("thread_id") and isinstance(links, dict) and "post_id" not in row:
            address = str(links.get("permalink") or "")
            if address.startswith(("http://", "https://")):
                found.setdefault(address)
    return list(found)


def _rows(page: Page) -> Iterator[dict[str, Any]]:
    for script in select(page.root, _SCRIPT):
        try:
            yield from _walk(json.loads(script.text or ""), 0)
        except (ValueError, RecursionError):
            continue


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _walk(inner, depth + 1)


def _words(row: dict[str, Any]) -> str:
    markup = str(row.get("post_body_html") or "").strip()
    if not markup:
        return str(row.get("post_body_plain_text") or "").strip()
    body = lxml_html.fragment_fromstring(markup, create_parent="div")
    quoted = select(body, "blockquote, .bbCodeQuote, .bbCodeBlock--quote")
    return "\n".join(
        block.text
        for block in blocks(body, quoted, beside=lambda e: e.tag in ("script", "style", "noscript"))
    )


def _when(value: Any) -> datetime | None:
    if isinstance(value, int) and 0 < value < 10**11:
        return datetime.fromtimestamp(value, UTC).astimezone(HANOI)
    return None
