"""When was it published? What the page declares or shows at its head; never a guess from its text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from lxml import etree

from crawlers.dates import has_clock, is_date_line, parse_date
from crawlers.lines import blocks, is_comments, words
from crawlers.page import Page, select, text_of
from crawlers.sites.family import Layout

_META = (
    "article:published_time", "article:published", "datepublished", "pubdate", "publishdate", "publish_date",
    "og:published_time", "published_time", "dc.date.issued", "dcterms.created", "date", "parsely-pub-date",
    "cxenseparse:recs:publishtime", "og:article:published_time",
)  # fmt: skip
_NAMED = re.compile(r"date|time|ngay|publish|posted|meta|info", re.I)
_NOT = re.compile(
    r"modif|update|server|now|clock|current|comment|cap-?nhat|countdown|duration", re.I
)


_NOT_A_DATE = frozenset({"script", "style", "a", "li", "option", "h1"})


def published(
    page: Page, layout: Layout | None, container: etree._Element | None
) -> datetime | None:
    """Return the publication moment in Hà Nội time, or None where the page does not say.

    Declared dates (JSON-LD, meta) first. A visible date at the head of the article wins where it
    differs by less than 36 hours: old CMSs declare in the wrong zone, readers saw the visible one.
    """
    shown = _shown(page, layout, container)
    declared = _declared(page)
    if declared is None:
        return shown
    if shown is None or (shown.date() == declared.date() and (declared.hour or declared.minute)):
        return declared
    return shown if abs(shown - declared) < timedelta(hours=36) else declared


def _declared(page: Page) -> datetime | None:
    for key in ("datePublished", "dateCreated"):
        value = page.article_ld.get(key)
        if isinstance(value, str) and (moment := parse_date(value, site=page.site)):
            return moment
    for name in _META:
        if moment := parse_date(page.meta.get(name), site=page.site):
            return moment
    return None


def _shown(page: Page, layout: Layout | None, container: etree._Element | None) -> datetime | None:
    if layout is not None:
        for css in layout.date:
            for node in select(page.root, css)[:2]:
                for text in (node.get("datetime"), text_of(node)):
                    if moment := parse_date(text, site=page.site):
                        return moment
    return _at_head(page, container)


def _at_head(page: Page, container: etree._Element | None) -> datetime | None:
    """Read the date line between headline and text, if that is all the line says."""
    heads = list(page.root.iter("h1"))
    if container is None:
        return None
    holders = [container, *container.iterancestors()]
    scope = next(
        (
            h
            for h in holders
            if h.tag not in ("html", "body") and any(x in h.iter("h1") for x in heads)
        ),
        None,
    )
    if scope is None:
        scope = holders[min(2, len(holders) - 1)]
        if scope.tag in ("html", "body"):
            return None
    # The head ends where the first sentences begin: below stand comments and other stories.
    text_begins = next(
        (b.element for b in blocks(container) if words(b.text) >= 15 and b.tag != "h1"), None
    )
    # Text and headline in one table cell: then only what follows the headline closely counts.
    shared = text_begins is not None and any(True for _ in text_begins.iter("h1"))
    best: datetime | None = None
    past = 0
    for node in scope.iter():
        past += bool(past) or node.tag == "h1"
        if (node is container and scope is not container) or (shared and past > 8):
            break
        if node is text_begins and not shared:
            break
        if not isinstance(node.tag, str) or node.tag in _NOT_A_DATE or _in_a_list(node):
            continue
        if moment := _date_line(node, page.site):
            if has_clock(node.get("datetime") or text_of(node)):
                return moment
            best = best or moment
    return best


def _in_a_list(node: etree._Element) -> bool:
    """Say whether an element stands in an item of a list, an aside or a box: not this article's date."""
    above = (up for _, up in zip(range(3), node.iterancestors(), strict=False))
    return any(up.tag in ("li", "aside") or is_comments(up) for up in above) and node.tag != "time"


def _date_line(node: etree._Element, site: str) -> datetime | None:
    names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"
    if _NOT.search(names):
        return None
    moment = parse_date(node.get("datetime"), site=site) if node.tag == "time" else None
    if moment is not None or len(node) > 12:
        return moment
    text = text_of(node)
    spare = 30 if node.tag == "time" or _NAMED.search(names) else 0
    return parse_date(text, site=site) if is_date_line(text, spare) else None
