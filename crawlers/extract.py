"""One page becomes one article: the family's rules, else our own reading, else trafilatura.

Order of trust: a layout version of the site's family → the generic reading (`crawlers.generic`)
→ trafilatura with recall favoured. The lead is the family's, else the page's own lead element, else
og:description when under half of it stands in the text. Dates come from declarations and from the
visible date element only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from crawlers import byline, moments, openings
from crawlers.article import Article
from crawlers.blocked import challenge
from crawlers.body import LITTLE, Block, blocks, paragraphs, words
from crawlers.generic import container, lines_of
from crawlers.page import Page, is_binary, select, text_of
from crawlers.sites import FAMILIES, family_for
from crawlers.sites.family import Family, Layout
from langnghe.errors import Blocked, LayoutChanged, NotAnArticle
from langnghe.text import match_key

SHORT = 40  # words: a reading this short is checked against another


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
        """Count the words outside links."""
        return sum(words(b.text) for b in self.lines if b.links < 0.5) + sum(
            words(t) for t in self.plain
        )


def extract(
    html: bytes | str, url: str, *, encoding: str | None = None, family: str | None = None
) -> Article:
    """Return the article of a saved page.

    Raise Blocked for a challenge, NotAnArticle for a list or an empty page, LayoutChanged where an
    article's address gave nothing that any way of reading understands. Nothing else is raised.
    family names the rules to use instead of those of the host ("generic" reads without rules).
    """
    data = html if isinstance(html, bytes) else html[:60_000].encode("utf-8", "replace")
    if isinstance(html, bytes) and is_binary(html):
        raise NotAnArticle(url, "không phải trang HTML: tệp nhị phân (ảnh, PDF, tệp nén…)")
    if reason := challenge(0, {}, data):
        raise Blocked(url, reason)
    page = Page.of(html, url, encoding)
    rules = FAMILIES[family] if family else family_for(url)
    if openings.is_list(page, rules):
        raise NotAnArticle(url, "trang danh mục hoặc trang chủ, không phải bài viết")
    reading = read(page, rules)
    title = openings.title(page, reading.layout)
    if not (reading.layout and reading.layout.seen) and not rules.is_article_url(url):
        if openings.is_teasers(page, reading.lines):
            raise NotAnArticle(url, "trang danh mục: toàn tiêu đề và tóm tắt của bài khác")
        if (reading.plain or reading.size < 100) and openings.is_index(page, title):
            raise NotAnArticle(url, "trang nhiều liên kết, ít lời: danh mục hoặc trang chủ")
    lead, lines = openings.lead(
        page,
        reading.layout,
        openings.below_headline(reading.lines, title),
        reading.container,
        title,
    )
    authors, lines = byline.author(page, reading.layout, lines, reading.container)
    lines = byline.without(lines, authors)
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
    """Return the first reading that found a text and stands up to doubt.

    A layout seen on real pages is believed when it finds a text of some length; a guessed one only
    where the generic reading finds no more than it does.
    """
    for layout in rules.layouts:
        reading = by_rules(page, rules, layout)
        if reading and ((layout.seen and reading.size >= SHORT) or _agrees(reading, page)):
            return reading
    reading = by_density(page)
    if reading is None or reading.size < SHORT:
        second = by_trafilatura(page)
        if reading is None or second.size > max(SHORT, 2 * reading.size):
            return second
    return reading


def _agrees(reading: Reading, page: Page) -> bool:
    """Say whether the generic reading finds no more, or what it finds lies around this one."""
    other = by_density(page)
    if other is None or reading.size >= 0.6 * other.size:
        return True
    if reading.container is None or other.container is None:
        return False
    around = any(above is other.container for above in reading.container.iterancestors())
    return around and reading.size >= 0.4 * other.size


def by_rules(page: Page, rules: Family, layout: Layout) -> Reading | None:
    """Read with one layout version; None where its body selector finds no words."""
    method = f"{rules.name}@{layout.version}"
    for selector in layout.body:
        for node in select(page.root, selector)[:4]:
            dropped = [e for css in layout.drop for e in select(node, css)]
            lines = blocks(node, dropped)
            if sum(words(b.text) for b in lines) >= LITTLE:
                return Reading(method, lines, node, layout)
            # A photo story may say all it says in its captions: better those than nothing.
            lines = blocks(node, beside=lambda e: e.tag in ("script", "style", "noscript"))
            if sum(words(b.text) for b in lines if b.links < 0.5) >= SHORT:
                return Reading(method, lines, node, layout)
    return None


def by_density(page: Page) -> Reading | None:
    """Read the subtree that holds most prose."""
    if "density" not in page.cache:
        node = container(page, lines_of(page))
        found = None if node is None else Reading("generic@1", blocks(node), node)
        page.cache["density"] = found
    reading: Reading | None = page.cache["density"]
    return reading


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
    # Of a page without a body, recall finds side bar and footer: what stands there is never the article.
    margin = match_key(" ".join(text_of(node) for node in page.root.iter("footer", "nav", "aside")))
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    lines = [line for line in lines if match_key(line) not in margin]
    return Reading("fallback:trafilatura", [], plain=lines)
