"""Where is the text of a page of unknown layout? The subtree whose lines speak, on balance."""

from __future__ import annotations

import re

from lxml import etree

from crawlers.body import Block, blocks, is_beside, size_of, words
from crawlers.page import Page

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
    # Down again to the child that holds most of the prose: its parents only add forms and teasers.
    down: etree._Element | None = best
    while down is not None:
        best = down
        down = next((c for c in best if prose.get(c, 0.0) >= 0.7 * prose[best]), None)
    return best


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
