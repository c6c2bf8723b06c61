"""Who wrote it: the family's element, JSON-LD persons, meta, or the signature under the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawlers.body import Block, is_noise, words
from crawlers.page import Page, select, text_of
from crawlers.people import joined, names
from crawlers.sites.family import Layout

_GENERIC = (
    "[itemprop=author] [itemprop=name]", "[class*=author] .name", "[class*=author-name]", "[class*=author__name]",
    "[class*=author_name]", "[class*=authorName]", "p.author", "div.author", "span.author", "a.author",
    "[rel=author]", "[itemprop=author]", "[class*=tac-gia]", "[class*=tacgia]", "[class*=byline]", ".detail-author",
    "a[href*='/tac-gia/']", "a[href*='/tac-gia-']", "a[href*='/author/']",
)  # fmt: skip
_META = ("dable:author", "article:author", "author", "dc.creator")
_SIGN = re.compile(r"^(?:theo|nguồn|bài|tin|ảnh|thực hiện|tác giả|pv|tổng hợp)\b", re.I)


def author(
    page: Page, layout: Layout | None, lines: list[Block], container: etree._Element | None
) -> tuple[str | None, list[Block]]:
    """Return the by-line ('; ' between several) and the lines without the signature."""
    signed, rest = _signature(lines, trust=layout is not None and layout.signature)
    if layout is not None and layout.author:
        found = joined(
            t for css in layout.author for n in select(page.root, css)[:4] for t in _parts(n)
        )
        if found:
            return found, rest
    if layout is not None and layout.signature and signed:
        return signed, rest
    for source in (
        joined(_persons(page.article_ld.get("author"))),
        signed,
        _element(page, container),
    ):
        if source:
            return source, rest
    for key in _META:
        value = page.meta.get(key, "")
        if value and fold_site(value) not in fold_site(page.site) and (found := joined([value])):
            return found, rest
    below = _below(container)
    return below, rest


def without(lines: list[Block], authors: str | None) -> list[Block]:
    """Return the lines that are more than the by-line said again."""
    if not authors:
        return lines
    known = set(authors.split("; "))
    return [
        b
        for b in lines
        if words(b.text) > 8 or not names(b.text) or not set(names(b.text)) <= known
    ]


def fold_site(text: str) -> str:
    """Return letters and digits only, to compare a name with a host."""
    return re.sub(r"[\W_]+", "", text.lower())


def _parts(node: etree._Element) -> list[str]:
    """Names that stand in separate elements are separate names."""
    children = [t for c in node if isinstance(c.tag, str) and c.tag in ("a", "span", "div", "li", "p", "b", "strong", "h3")
                and (t := text_of(c))]  # fmt: skip
    own = [t for t in children if names(t)]
    return own if len(own) > 1 else [text_of(node)]


def _persons(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > 3:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:8]:
            yield from _persons(item, depth + 1)
    elif isinstance(value, dict):
        kind = value.get("@type")
        if kind != "Organization" and isinstance(value.get("name"), (str, list)):
            yield from _persons(value["name"], depth + 1)


def _element(page: Page, container: etree._Element | None) -> str | None:
    if container is None:
        return None
    for css in _GENERIC:
        close = [
            n for n in select(page.root, css)[:6] if _near(n, container) and len(text_of(n)) < 120
        ]
        if found := joined(t for n in close for t in _parts(n)):
            return found
    return None


def _near(node: etree._Element, container: etree._Element) -> bool:
    """Say whether an element stands in the text, or within six levels of an element around it."""
    around = {container, *container.iterancestors()}
    for _, holder in zip(range(6), node.iterancestors(), strict=False):
        if holder.tag in ("body", "html"):
            return False
        if holder in around:
            return True
    return False


def _signature(lines: list[Block], *, trust: bool) -> tuple[str | None, list[Block]]:
    """Read the last short lines: right-aligned, or bold or italic and nothing but names."""
    found: list[str] = []
    keep = list(lines)
    tail = [b for b in lines if not is_noise(b)][-4:]
    for line in reversed(tail):
        count = words(line.text)
        right = line.align in ("right", "end")
        alone = count <= 12 and not line.text.rstrip().endswith((".", "?", "!", "…", ":"))
        emphatic = line.bold > 0.8 or line.italic > 0.8 or bool(_SIGN.match(line.text))
        people = names(line.text) if count <= 16 else []
        if (right and count <= 16) or (
            people and alone and emphatic and count <= 10 and line.tag not in ("h2", "h3")
        ):
            found = people + found
            keep.remove(line)
        elif re.fullmatch(r"\(?(?:theo|nguồn)\s*:?\s*[^.]{2,40}\)?", line.text, re.I):
            keep.remove(line)
        elif people and count <= 5 and alone and line is tail[-1] and len(people[0].split()) >= 2:
            found = people
            keep.remove(line)
        else:
            break
    return joined(found), keep


def _below(container: etree._Element | None) -> str | None:
    """Read a right-aligned name directly under the text (nld.com.vn 2012)."""
    if container is None:
        return None
    node = container.getnext()
    for _ in range(3):
        if node is None:
            return None
        if isinstance(node.tag, str):
            text = text_of(node)
            style = (node.get("style") or "") + (node.get("align") or "")
            if "right" in style and 0 < words(text) <= 10:
                return joined([text])
        node = node.getnext()
    return None
