"""A page as bytes becomes a tree with its declared facts: decoding, meta tags, JSON-LD."""

from __future__ import annotations

import codecs
import html as html_entities
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html
from lxml.cssselect import CSSSelector

from langnghe.text import canonical

MAX_BYTES = 5_000_000  # what the crawler downloads at most; a longer file is cut, not refused
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)", re.I)
# XML 1.0 has no place for these; libxml2 would cut the text there.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEVER_TYPED = [bytes([b]) for b in (*range(9), *range(14, 27), *range(28, 32))]
_CODE = frozenset({"script", "style", "noscript", "template", "svg"})
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span"
    " strike strong sub sup tt u var nobr wbr".split()
)
_ARTICLE_TYPES = {
    "article", "newsarticle", "reportagenewsarticle", "blogposting", "opinionnewsarticle",
    "analysisnewsarticle", "backgroundnewsarticle", "liveblogposting", "techarticle",
}  # fmt: skip


def decode(data: bytes, encoding: str | None = None) -> str:
    """Return bytes as text: byte-order mark, then valid UTF-8, then what header or meta declare.

    Valid UTF-8 wins over a declaration (many old pages declare wrongly); invalid bytes become
    U+FFFD, nothing raises.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        head = data[:4096]
        declared = [encoding] if encoding else []
        declared += [
            m[1].decode("ascii", "replace")
            for pattern in (_CHARSET, _XML_ENCODING)
            if (m := pattern.search(head))
        ]
        for name in declared:
            codec = _codec(name)
            if codec and codec != "utf-8":
                return data.decode(codec, "replace")
        text = data.decode("utf-8", "replace")
        # A few broken bytes in a UTF-8 page stay UTF-8; a page of them is some Windows page.
        if not declared and text.count("\ufffd") > max(20, len(text) // 200) and error.start < 1e6:
            return data.decode("cp1258", "replace")
        return text


def is_binary(data: bytes) -> bool:
    """Say whether bytes are no text at all: a picture, a PDF, an archive."""
    if data.startswith(tuple(bom for bom, _ in _BOMS)):
        return False
    head = data[:20_000]
    return sum(map(head.count, _NEVER_TYPED)) * 100 > len(head)


def _codec(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


@lru_cache(maxsize=1024)
def _css(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def select(node: etree._Element, *selectors: str) -> list[etree._Element]:
    """Return the elements of the first selector that finds any, in document order."""
    for selector in selectors:
        found = _css(selector)(node)
        if isinstance(found, list) and found:
            return [item for item in found if isinstance(item, etree._Element)]
    return []


def text_of(node: etree._Element) -> str:
    """Return an element's words on one line, canonical; code is left out, blocks stand apart."""
    parts: list[str] = []
    skip = 0
    for event, item in etree.iterwalk(node, events=("start", "end", "comment")):
        inline = item.tag in _INLINE
        if event == "start":
            skip += item.tag in _CODE
            if not skip:
                parts.append(("" if inline else " ") + (item.text or ""))
            continue
        if event == "end":
            skip -= item.tag in _CODE
        if not skip and item is not node:
            parts.append(("" if inline or event == "comment" else " ") + (item.tail or ""))
    return " ".join(canonical("".join(parts)).split())


def host_of(url: str) -> str:
    """Return the host without www, lower case; "" where the address has none."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def joined(base: str, href: str | None) -> str:
    """Return where a link leads; "" where base and link make no address."""
    try:
        return urljoin(base, (href or "").strip())
    except ValueError:  # "//[" begins an IPv6 address and is none
        return ""


@dataclass(frozen=True)
class Page:
    """One parsed page: no network, no clock, no settings."""

    url: str
    root: etree._Element
    cache: dict[str, Any] = field(default_factory=dict)  # what readers derive once, e.g. its lines

    @classmethod
    def of(cls, html: bytes | str, url: str, encoding: str | None = None) -> Page:
        """Parse bytes or text; anything gives a tree, an empty page an empty one."""
        text = decode(html[:MAX_BYTES], encoding) if isinstance(html, bytes) else html[:MAX_BYTES]
        text = _CONTROL.sub(" ", text)
        parser = lxml_html.HTMLParser(
            encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True, recover=True
        )
        try:
            root = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
        except (etree.LxmlError, ValueError, AssertionError):
            root = lxml_html.document_fromstring("<html><body></body></html>")
        return cls(url, root)

    @property
    def site(self) -> str:
        """Return the host without www."""
        return host_of(self.url)

    @property
    def base(self) -> str:
        """Return the address that its links begin from; a <base> that is none is passed over."""
        node = self.root.find(".//base")
        return (joined(self.url, node.get("href")) if node is not None else "") or self.url

    @cached_property
    def meta(self) -> Mapping[str, str]:
        """Return meta tags by lower-cased property, name or itemprop; the first non-empty wins."""
        found: dict[str, str] = {}
        for node in self.root.iter("meta"):
            value = canonical(node.get("content") or "")
            for attribute in ("property", "name", "itemprop"):
                key = (node.get(attribute) or "").strip().lower()
                if key and value:
                    found.setdefault(key, value)
        return found

    @cached_property
    def json_ld(self) -> tuple[Mapping[str, Any], ...]:
        """Return every JSON-LD object of the page, @graph and lists flattened; broken ones dropped."""
        return tuple(
            thing
            for node in self.root.iter("script")
            if "ld+json" in (node.get("type") or "").lower()
            for thing in _things(_loads(node.text or ""), 0)
        )

    @cached_property
    def article_ld(self) -> Mapping[str, Any]:
        """Return the JSON-LD object of the article, or an empty one."""
        for thing in self.json_ld:
            kinds = thing.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(k, str) and k.lower() in _ARTICLE_TYPES for k in names):
                return thing
        return {}

    def first(self, *selectors: str) -> etree._Element | None:
        """Return the first element with words, trying selectors in order."""
        for selector in selectors:
            for node in select(self.root, selector):
                if text_of(node) or node.get("datetime") or node.get("content"):
                    return node
        return None


def _loads(text: str) -> Any:
    text = text.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
    for attempt in (text, html_entities.unescape(text), re.sub(r",(\s*[}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "hasPart", "mainEntityOfPage"):
            yield from _things(value.get(key), depth + 1)
