"""Title, lead and section of a page, and whether it is an article at all."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from crawlers.body import Block, blocks, words
from crawlers.dates import is_date_line
from crawlers.generic import lines_of
from crawlers.page import Page, select, text_of
from crawlers.sites.family import Family, Layout

_LEAD = (
    "[class*=sapo]", "[class*=Sapo]", "[id*=sapo]", "[class*=chappeau]", "h2.lead", "p.lead", ".lead",
    ".Lead", "[class*=article-desc]", "[class*=detail-desc]", "[class*=news-desc]", "p.description",
    "h2.description", "div.description", "[class*=__desc]", "[class*=__summary]", "[class*=article-summary]",
    "[class*=intro]", "[class*=Intro]", ".summary", ".excerpt", ".short-desc", ".quote-top", "[itemprop=description]",
    "[data-role=sapo]", "[data-field=sapo]",
)  # fmt: skip
_MORE = re.compile(r"^\s*(?:>{1,3}|»|\[\+\]|[*•]?\s*(?:xem thêm|đọc thêm|tin liên quan)\b)", re.I)
_SITE_SUFFIX = re.compile(r"\s+(?:[|»–—-])\s+[^|»–—-]{2,40}$")
_SLOGAN = re.compile(
    r"tin tức (?:24h|mới nhất|online)|đọc báo|báo điện tử|trang tin|cập nhật (?:tin|liên tục|24)|kênh (?:tin|thông tin)"
    r"|tin nhanh|website|chuyên trang|cổng thông tin",
    re.I,
)


def grams(text: str) -> set[tuple[str, ...]]:
    """Return the word 3-grams of a text (the words themselves when it is shorter)."""
    found = re.findall(r"\w+", text.lower())
    if len(found) < 3:
        return {tuple(found)} if found else set()
    return set(zip(found, found[1:], found[2:], strict=False))


def inside(part: str, whole: str) -> float:
    """Return the share of part's 3-grams that stand in whole."""
    mine = grams(part)
    return len(mine & grams(whole)) / len(mine) if mine else 1.0


def is_list(page: Page, rules: Family) -> bool:
    """Say whether the address or the page's own words make it a list, a section or a home page."""
    try:
        parts = urlsplit(page.url)
    except ValueError:
        return False
    if parts.scheme in ("http", "https") and parts.path.rstrip("/") in ("", "/index.html", "/home"):
        return not parts.query
    if rules.is_article_url(page.url) or page.article_ld:
        return False
    if any(k in page.meta for k in ("article:published_time", "pubdate", "datepublished")):
        return False
    kinds = {str(t.get("@type", "")).lower() for t in page.json_ld}
    return bool(kinds & {"collectionpage", "itemlist", "searchresultspage"})


def is_teasers(page: Page, lines: list[Block]) -> bool:
    """Say whether lines are a list of other articles: a linked headline, its summary, the next one."""
    if page.article_ld or page.meta.get("article:published_time"):
        return False
    prose = [n for n, b in enumerate(lines) if b.links < 0.5 and words(b.text) >= 10]
    led = [
        n
        for n in prose
        if any(b.links > 0.8 and words(b.text) >= 4 for b in lines[max(0, n - 3) : n])
    ]
    return len(led) >= 4 and len(led) >= 0.4 * len(prose)


def is_index(page: Page, headline: str) -> bool:
    """Say whether a page without a clear text is mostly links, and nothing on it says article."""
    if page.article_ld or page.meta.get("article:published_time"):
        return False
    if page.meta.get("og:type", "").lower() == "article" and words(headline) > 4:
        return False
    lines = lines_of(page)
    prose = sum(words(b.text) for b in lines if b.links < 0.5 and words(b.text) >= 12)
    linked = sum(words(b.text) for b in lines if b.links >= 0.5)
    own = any(b.tag == "h1" and words(b.text) > 4 and b.links < 0.5 for b in lines)
    return linked > (4 if own else 1.2) * prose


def title(page: Page, layout: Layout | None) -> str:
    """Return the headline: the family's element, the <h1> that agrees with the page, og:title."""
    if layout is not None and (node := page.first(*layout.title)) is not None:
        return text_of(node)
    declared = page.meta.get("og:title") or ""
    if not declared:
        headline = page.article_ld.get("headline")
        declared = " ".join(headline.split()) if isinstance(headline, str) else ""
    head = page.root.find(".//head/title")
    tab = text_of(head) if head is not None else ""
    stripped = _SITE_SUFFIX.sub("", tab) or tab
    best, best_score = "", -1.0
    for number, node in enumerate(page.root.iter("h1")):
        text = text_of(node)
        if not 2 <= words(text) <= 45:
            continue
        score = max(_likeness(text, declared), _likeness(text, tab)) - 0.01 * number
        if score > best_score:
            best, best_score = text, score
    if best and best_score >= 0.35:
        return best
    named = _named_title(page)
    if named and max(_likeness(named, declared), _likeness(named, tab)) >= 0.35:
        return named
    return _SITE_SUFFIX.sub("", declared) or best or named or stripped


def _likeness(a: str, b: str) -> float:
    """Share of a's words that stand in b, weighted by how much of b they cover."""
    one, two = set(re.findall(r"\w+", a.lower())), set(re.findall(r"\w+", b.lower()))
    if not one or not two:
        return 0.0
    return len(one & two) / len(one) * (0.5 + 0.5 * len(one & two) / len(two))


def _named_title(page: Page) -> str:
    for css in ("[class*=title-detail]", "[class*=detail-title]", "[class*=article-title]",
                "[class*=news-title]", "[class*=entry-title]", "[itemprop=headline]", "[class*=post-title]",
                "[class*=Title]", "[class*=title] h2", "h2[class*=title]"):  # fmt: skip
        for node in select(page.root, css)[:3]:
            if 3 <= words(text := text_of(node)) <= 45:
                return text
    return ""


def _clean_lead(node: etree._Element) -> str:
    lines = blocks(node, beside=lambda e: e.tag in ("script", "style", "figure", "ul"))
    kept = [b.text for b in lines if b.links < 0.85 and not _MORE.match(b.text)]
    return " ".join(" ".join(kept).split())


def lead(
    page: Page,
    layout: Layout | None,
    lines: list[Block],
    container: etree._Element | None,
    headline: str,
) -> tuple[str, list[Block]]:
    """Return the lead and the body's lines without it.

    The family's element first; then the page's own lead element; then the line before or at the
    top of the body that says what og:description says; then og:description itself, when under half
    of its 3-grams are in the text.
    """
    found = ""
    if layout is not None:
        if (node := page.first(*layout.lead)) is not None:
            found = _clean_lead(node)
        elif layout.lead_in_body and lines:
            return lines[0].text, lines[1:]
    if not found:
        found = _lead_element(page, container, headline) or _between(page, container, headline)
    declared = _declared(page, headline)
    whole = " ".join(b.text for b in lines)
    if not found and declared:
        for number, line in enumerate(lines[:4]):
            if words(line.text) >= 8 and _agree(line.text, declared):
                return line.text, lines[:number] + lines[number + 1 :]
        if inside(declared, whole) < 0.5:
            found = _full_form(page, declared)
    if not found:
        return _first_bold(lines)
    # The same words may open the body: said once is enough.
    rest = [
        b
        for n, b in enumerate(lines)
        if not (n < 4 and words(b.text) >= 5 and inside(b.text, found) > 0.8)
    ]
    return found, rest


def below_headline(lines: list[Block], headline: str) -> list[Block]:
    """Return the lines under the headline where the container holds it too (paths and dates go)."""
    for number, line in enumerate(lines[:12]):
        if line.text == headline:
            lines = lines[number + 1 :]
            break
    while lines and is_date_line(lines[0].text, 30):
        lines = lines[1:]
    return lines


def _first_bold(lines: list[Block]) -> tuple[str, list[Block]]:
    """Many CMSs only set the lead in bold (or as a heading) at the top of the body."""
    if len(lines) >= 3:
        first = lines[0]
        if (first.bold > 0.9 or first.tag in ("h2", "h3")) and 15 <= words(first.text) <= 120:
            return first.text, lines[1:]
    return "", lines


def _lead_element(page: Page, container: etree._Element | None, headline: str) -> str:
    shelter = set() if container is None else {container, *container.iterancestors()}
    declared = _declared(page, headline)
    for css in _LEAD:
        for node in select(page.root, css)[:3]:
            if node in shelter or node.tag in ("meta", "a", "li", "ul", "html", "body", "img"):
                continue
            text = _clean_lead(node)
            if not (8 <= words(text) <= 160 and text != headline and _near(node, container)):
                continue
            if _after(page, node, container) or (
                declared and inside(declared, text) < 0.15 and inside(text, declared) < 0.15
            ):
                continue  # the summary of some other article, or words of the box around
            return text
    return ""


def _between(page: Page, container: etree._Element | None, headline: str) -> str:
    """Return the prose that stands alone between the headline and the text."""
    if container is None:
        return ""
    lines = lines_of(page)
    start = next((n for n, b in enumerate(lines) if b.text == headline), None)
    if start is None:
        return ""
    found: list[Block] = []
    for line in lines[start + 1 : start + 25]:
        if line.element is container or any(a is container for a in line.element.iterancestors()):
            break
        prose = line.links < 0.3 and 10 <= words(line.text) <= 150 and not _MORE.match(line.text)
        if found and (line.element is not found[0].element or not prose):
            break
        if prose and inside(line.text, headline) < 0.7 and not is_date_line(line.text, 30):
            found.append(line)
    return " ".join(b.text for b in found)


def _after(page: Page, node: etree._Element, container: etree._Element | None) -> bool:
    """Say whether an element stands behind the text and outside it."""
    if container is None or any(a is container for a in node.iterancestors()):
        return False
    order = page.cache.get("order")
    if order is None:
        order = page.cache["order"] = {e: n for n, e in enumerate(page.root.iter())}
    return bool(order[node] > order[container])


def _near(node: etree._Element, container: etree._Element | None) -> bool:
    """In the container, or within three levels of the element that also holds the container."""
    if container is None:
        return True
    up = node
    for _ in range(5):
        parent = up.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return False
        if parent is container or any(a is parent for a in container.iterancestors()):
            return True
        up = parent
    return False


def _declared(page: Page, headline: str) -> str:
    """Return the page's declared summary where it is one: not the title, not the site's slogan."""
    candidates = [page.meta.get("og:description"), page.article_ld.get("description"),
                  page.meta.get("description")]  # fmt: skip
    for text in candidates:
        if isinstance(text, str):
            text = re.sub(r"<[^<>]+>", " ", text)
            text = " ".join(text.split())
            if words(text) >= 8 and not _SLOGAN.search(text) and inside(text, headline) < 0.7:
                return text
    return ""


def _agree(text: str, declared: str) -> bool:
    return inside(declared.rstrip(".… "), text) > 0.6 and words(text) < 3 * words(declared) + 10


def _full_form(page: Page, declared: str) -> str:
    """Return the line of the page that og:description shortens, else og:description."""
    for line in lines_of(page):
        if line.links < 0.5 and words(line.text) >= 8 and _agree(line.text, declared):
            return line.text
    return declared


def plain_lead(page: Page, plain: list[str], headline: str) -> tuple[str, list[str]]:
    """Return lead and paragraphs for a text without mark-up (trafilatura's)."""
    lines = [t.removeprefix("- ") for t in plain if t != headline]
    declared = _declared(page, headline)
    if not declared or inside(declared, " ".join(lines)) >= 0.5:
        for number, text in enumerate(lines[:3]):
            if declared and _agree(text, declared):
                return text, lines[:number] + lines[number + 1 :]
        return "", lines
    return declared, lines


def section(page: Page, layout: Layout | None) -> str | None:
    """Return the name of the section the page says it stands in."""
    if layout is not None and (node := page.first(*layout.section)) is not None:
        return text_of(node)[:80] or None
    value = page.meta.get("article:section") or page.article_ld.get("articleSection")
    if isinstance(value, list):
        value = value[0] if value else None
    return " ".join(value.split())[:80] or None if isinstance(value, str) else None
