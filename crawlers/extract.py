"""One page becomes one article: the family's rules, else our own reading, else trafilatura.

Order of trust: a layout version of the site's family → the generic reading (`crawlers.generic`)
→ trafilatura with recall favoured. The lead is the family's, else the page's own lead element, else
og:description when under half of it stands in the text. Dates come from declarations and from the
visible date element only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from crawlers import byline, moments, openings
from crawlers.article import Article
from crawlers.blocked import challenge
from crawlers.body import LITTLE, Block, blocks, paragraphs, words
from crawlers.generic import container, lines_of
from crawlers.page import Page, select, text_of
from crawlers.sites import FAMILIES, family_for
from crawlers.sites.family import Family, Layout
from langnghe.errors import Blocked, LayoutChanged, NotAnArticle


@dataclass(slots=True)
class Reading:
    """What one way of reading found in a page."""

    method: str
    lines: list[Block]
    container: etree._Element | None = None
    layout: Layout | None = None
    plain: list[str] = field(default_factory=list)  # trafilatura gives text without mark-up

    @property
    def size(self) -> int:
        return sum(words(b.text) for b in self.lines) + sum(words(t) for t in self.plain)


def extract(
    html: bytes | str, url: str, *, encoding: str | None = None, family: str | None = None
) -> Article:
    """Return the article of a saved page.

    Raise Blocked for a challenge, NotAnArticle for a list or an empty page, LayoutChanged where an
    article's address gave nothing that any way of reading understands. Nothing else is raised.
    family names the rules to use instead of those of the host ("generic" reads without rules).
    """
    data = html if isinstance(html, bytes) else html[:60_000].encode("utf-8", "replace")
    if reason := challenge(0, {}, data):
        raise Blocked(url, reason)
    page = Page.of(html, url, encoding)
    rules = FAMILIES[family] if family else family_for(url)
    if openings.is_list(page, rules):
        raise NotAnArticle(url, "trang danh mục hoặc trang chủ, không phải bài viết")
    reading = read(page, rules)
    title = openings.title(page, reading.layout)
    lead, lines = openings.lead(page, reading.layout, reading.lines, reading.container, title)
    authors, lines = byline.author(page, reading.layout, lines, reading.container)
    body = [b.text for b in paragraphs(lines, title=title, lead=lead)]
    if reading.plain:
        lead, body = openings.plain_lead(page, reading.plain, title)
    if words(lead) + sum(map(words, body)) < LITTLE:
        if rules.is_article_url(url):
            raise LayoutChanged(url, f"không đọc được nội dung bài (nhóm giao diện {rules.name})")
        raise NotAnArticle(url, "không thấy nội dung bài viết")
    return Article(
        url=url,
        title=title,
        lead=lead,
        body=tuple(body),
        author=authors,
        published_at=moments.published(page, reading.layout, reading.container),
        method=reading.method,
        site=page.site,
        section=openings.section(page, reading.layout),
    )


def read(page: Page, rules: Family) -> Reading:
    """Return the first reading that found a text."""
    for layout in rules.layouts:
        if reading := by_rules(page, rules, layout):
            return reading
    if reading := by_density(page):
        return reading
    return by_trafilatura(page)


def by_rules(page: Page, rules: Family, layout: Layout) -> Reading | None:
    """Read with one layout version; None where its body selector finds no words."""
    for selector in layout.body:
        for node in select(page.root, selector):
            dropped = [e for css in layout.drop for e in select(node, css)]
            lines = blocks(node, dropped)
            if sum(words(b.text) for b in lines) >= LITTLE:
                return Reading(f"{rules.name}@{layout.version}", lines, node, layout)
    return None


def by_density(page: Page) -> Reading | None:
    """Read the subtree that holds most prose."""
    node = container(page, lines_of(page))
    if node is None:
        return None
    return Reading("generic@1", blocks(node), node)


def by_trafilatura(page: Page) -> Reading:
    """Read with trafilatura, recall favoured; an empty reading where it finds nothing."""
    import trafilatura

    text = trafilatura.extract(
        etree.tostring(page.root, encoding="unicode", method="html"),
        url=page.url or None,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        target_language=None,
        deduplicate=False,
    )
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return Reading("fallback:trafilatura", [], plain=lines)


def text_lines(nodes: Sequence[etree._Element]) -> list[str]:
    """Return the words of elements, one string each, empty ones dropped."""
    return [t for t in map(text_of, nodes) if t]
