"""Where is the text of a page of unknown layout? The subtree whose lines speak, on balance."""

from __future__ import annotations

import re

from lxml import etree

from crawlers.body import Block, blocks, is_beside, size_of, words
from crawlers.page import Page, text_of

_LINKY = 0.5
HEADLINE = 40.0  # what an <h1> adds to the elements around it: the text stands near its headline
_SENTENCE = re.compile(r"[.!?…:;”\"]\s*$")


def lines_of(page: Page) -> list[Block]:
    """Return every line of the page outside navigation, boxes, forms and comments (kept per page)."""
    found = page.cache.get("lines")
    if found is None:
        body = page.root.find("body")
        root = body if body is not None else page.root
        shelter = {above for head in root.iter("h1") for above in head.iterancestors()}
        forms = _form_boxes(root, shelter)
        found = blocks(root, forms, beside=lambda node: node not in shelter and is_beside(node))
        page.cache["lines"] = found
    return list(found)


def _form_boxes(root: etree._Element, shelter: set[etree._Element]) -> set[etree._Element]:
    """Return the boxes around input fields: what they say is no article."""
    boxes: set[etree._Element] = set()
    for entry in root.iter("textarea", "input"):
        if entry.tag == "input" and (entry.get("type") or "text").lower() not in (
            "text",
            "email",
            "password",
        ):
            continue
        box: etree._Element | None = None
        for above in entry.iterancestors():
            if above in shelter or above.tag in ("body", "html") or size_of(above) > 900:
                break
            box = above
        if box is not None:
            boxes.add(box)
    return boxes


def container(page: Page, lines: list[Block]) -> etree._Element | None:
    """Return the element whose lines hold most prose after fines for links and scraps.

    Each line of prose counts its words; each line of links or scraps costs some. The subtree with
    the highest sum is the text: a parent wins over its child only when it brings more prose than
    litter.
    """
    scores: dict[etree._Element, float] = {}
    order: dict[etree._Element, int] = {}
    prose: dict[etree._Element, float] = {}
    for line in lines:
        weight = _weight(line)
        node: etree._Element | None = line.element
        chain = []
        while node is not None and node.tag != "html":
            chain.append(node)
            node = node.getparent()
        for depth, item in enumerate(reversed(chain)):
            scores[item] = scores.get(item, 0.0) + weight
            order[item] = depth
            prose[item] = prose.get(item, 0.0) + (0.0 if line.tag == "h1" else max(0.0, weight))
    if not scores:
        return None
    best = max(scores, key=lambda node: (scores[node], order[node]))
    if scores[best] < 15:
        return None
    anchors = _anchors(page, lines)
    down: etree._Element | None = best
    while down is not None:
        best = down
        down = _child(best, prose, scores, anchors)
    return best


def _child(
    node: etree._Element,
    prose: dict[etree._Element, float],
    scores: dict[etree._Element, float],
    anchors: list[set[etree._Element]],
) -> etree._Element | None:
    """Return the child that is the text, when its siblings are forms, teasers or comments.

    The text begins under its headline: a child that holds most of the prose but none of the first
    lines after the headline is a discussion of the article, not the article.
    """
    whole = prose[node]
    if not whole:
        return None  # headlines alone: no child holds more of the text than another
    here = [chain for chain in anchors if node in chain]
    if not here:
        return next((c for c in node if prose.get(c, 0.0) >= 0.7 * whole), None)
    for child in sorted(node, key=lambda c: -sum(c in chain for chain in here)):
        mine = prose.get(child, 0.0)
        held = sum(child in chain for chain in here)
        if mine >= 0.97 * whole or (held and mine >= 0.7 * whole):
            return child
        if not held or mine < 30:
            break
        rest = [c for c in node if c is not child]
        others = sum(prose.get(c, 0.0) for c in rest)
        litter = sum(prose.get(c, 0.0) - scores.get(c, 0.0) for c in rest if c.tag != "h1")
        if held == len(here) and mine >= 60 and litter > 0.3 * others > 0:
            return child
    return None


def _anchors(page: Page, lines: list[Block]) -> list[set[etree._Element]]:
    """Return, for the first three lines of prose under the headline, the elements around each."""
    head = page.root.find(".//head/title")
    tab = set(re.findall(r"\w+", text_of(head).lower())) if head is not None else set()
    start = None
    for number, line in enumerate(lines):
        if line.tag == "h1" and words(line.text) >= 4:
            mine = set(re.findall(r"\w+", line.text.lower()))
            if len(mine & tab) >= 0.6 * len(mine):
                start = number
                break
    if start is None:
        return []
    prose = [b for b in lines[start + 1 :] if _weight(b) >= 12][:3]
    return [{b.element, *b.element.iterancestors()} for b in prose]


def _weight(line: Block) -> float:
    count = words(line.text)
    if line.links >= _LINKY:
        return -(0.6 * count + 3)
    if line.tag == "h1":
        return HEADLINE if count >= 4 else 0.0
    if line.tag in ("h2", "h3", "h4") and count < 15:
        return 0.0
    if count < 6:
        return -1.5
    if count < 12:
        return 2.0 if _SENTENCE.search(line.text) else -1.0
    return float(min(count, 150)) * (1 - line.links)
