"""From a container element to its lines, each with what the mark-up says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from langnghe.text import canonical

_BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table"
    " tbody td tfoot th thead tr ul caption".split()
)
_NEVER = frozenset(
    "script style noscript template svg iframe object embed video audio canvas select option button"
    " input textarea map nav footer aside figcaption dialog".split()
)
_WORDING = frozenset({"a", "b", "strong", "em", "i", "u", "font", "mark"})
_PICTURE = frozenset({"img", "picture", "amp-img"})
# Words of class and id that name something beside the text (English, Vietnamese, CMS names).
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:relat(?:ed?|es|ion|ions|ednews)|lien-?quan\w*|tin-?lien-?quan\w*|xem-?them\w*|read-?more|suggest\w*"
    r"|recommend\w*|share\w*|social\w*|comments?|binh-?luan\w*|tags?|tagcloud|keywords?|breadcrumbs?|advert\w*|ads?"
    r"|adsbygoogle|banner\w*|caption\w*|toolbar|newsletter|rating|vote|poll|popup|paging|pagination|audio\w*|tts\w*"
    r"|utility)(?=$|[\s_-])"
    r"|(?:^|\s)(?:hidden|print|sidebar|widget|widget_\w+|sidebar-(?:left|right)|(?:left|right)-sidebar)(?=$|\s)"
    r"|relatedbox|related-?news|relatenews|box-?tinlienquan|boxtin|photocms_caption|tplcaption"
    r"|insert-wiki|noneditable|pcaption|pauthor|imgcaption|image-caption|media-caption|kbwscwl"
    r"|commentbox|boxcomment|fb-like|fb-comments|othernews|other-news|tinkhac|older-news|morenews"
    r"|newsrelation|tinmoi|tin-moi|docnhieu|doc-nhieu",
    re.I,
)
# Comments are never the text, however many words they hold.
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|binh-?luan|y-?kien|phan-?hoi)(?=$|[\s_-])|commentbox|boxcomment|list-?comment|fb-comments",
    re.I,
)
_RESPONSIVE = re.compile(r":(?:block|flex|grid|inline)")  # "hidden md:block": shown on wide screens
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
_ALIGN = re.compile(r"text-align\s*:\s*(center|right|left|justify|start|end)", re.I)
_DIMMED = re.compile(
    r"(?<!-)color\s*:|font-size\s*:\s*(?:x?-?small|smaller|1[0-3]px|[789]pt|10pt)", re.I
)
LITTLE = 12  # words: less is no text
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)  # of one page, by each way of reading it
def words(text: str) -> int:
    """Count the words of a text."""
    return len(_WORD.findall(text))


@dataclass(slots=True)
class Block:
    """One line of a container, with what its mark-up says of it."""

    text: str
    tag: str
    element: etree._Element
    links: float = 0.0  # share of characters inside links
    italic: float = 0.0
    bold: float = 0.0
    dimmed: float = 0.0  # share set in another colour or a small font
    align: str = ""
    after_picture: bool = False  # nothing between this line and the picture before it
    in_picture_table: bool = False
    in_list: bool = False
    in_box: bool = False
    alts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Line:
    parts: list[str] = field(default_factory=list)
    total: int = 0
    share: dict[str, int] = field(default_factory=dict)


def is_beside(node: etree._Element) -> bool:
    """Say whether an element is, by its own name, no part of the text: a box, tags, sharing."""
    if node.tag in _NEVER:
        return True
    if node.tag in _WORDING:  # plo.vn marks links inside sentences "cms-relate"
        return False
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    if names != " " and _named_beside(names):
        return True
    style = node.get("style") or ""
    return bool(style and _HIDDEN.search(style))


@lru_cache(maxsize=8192)  # a page says the same few hundred class names over and over
def _named_beside(names: str) -> bool:
    if _COMMENTS.search(names):
        return True
    return bool(_BESIDE.search(names)) and not _RESPONSIVE.search(names)


def is_comments(node: etree._Element) -> bool:
    """Say whether an element is, by its own name, the readers' comments."""
    return bool(_COMMENTS.search(f"{node.get('class') or ''} {node.get('id') or ''}"))


def blocks(
    container: etree._Element,
    dropped: Iterable[etree._Element] = (),
    beside: Callable[[etree._Element], bool] = is_beside,
) -> list[Block]:
    """Return the lines of a container in order; dropped elements and boxes beside it are skipped.

    An element that is only named like a box but holds most of the container's words is the text
    after all and stays.
    """
    gone = set(dropped)
    whole = max(1, size_of(container))
    walk = etree.iterwalk(container, events=("start", "end", "comment"))
    out: list[Block] = []
    line = _Line()
    marks: dict[str, int] = {"a": 0, "i": 0, "b": 0, "dim": 0}
    opened: list[tuple[etree._Element, tuple[str, ...], bool]] = []
    aligns: list[str] = [""]
    owners: list[etree._Element] = [container]
    picture_tables = lists = boxes = 0
    pending = False  # a picture stands directly before the line being read
    alts: list[str] = []
    skipping: etree._Element | None = None

    def put(text: str | None) -> None:
        if not text:
            return
        line.parts.append(text)
        size = len(text.strip())
        line.total += size
        for name, depth in marks.items():
            if depth:
                line.share[name] = line.share.get(name, 0) + size

    def flush() -> None:
        nonlocal line, pending
        text = " ".join(canonical("".join(line.parts)).split())
        if text:
            total = max(1, line.total)
            share = {k: v / total for k, v in line.share.items()}
            owner = owners[-1]
            out.append(
                Block(
                    text=text,
                    tag=str(owner.tag),
                    element=owner,
                    links=share.get("a", 0.0),
                    italic=share.get("i", 0.0),
                    bold=share.get("b", 0.0),
                    dimmed=share.get("dim", 0.0),
                    align=aligns[-1],
                    after_picture=pending,
                    in_picture_table=picture_tables > 0,
                    in_list=lists > 0,
                    in_box=boxes > 0,
                    alts=tuple(alts),
                )
            )
            pending = False
        line = _Line()

    for event, node in walk:
        if event == "comment":
            if skipping is None:
                put(node.tail)
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skipping is not None:
                continue
            if tag in _PICTURE or tag in ("figure", "video", "iframe"):
                flush()
                pending = True
                alts = [v for v in (node.get("alt"), node.get("title")) if v and v.strip()]
            if node is not container and (
                node in gone
                or (beside(node) and (is_comments(node) or size_of(node) < whole * 0.6))
            ):
                if tag in _BLOCK:
                    flush()
                skipping = node
                continue
            if tag == "br" or tag in _BLOCK:
                flush()
            on: list[str] = []
            style = node.get("style") or ""
            if tag == "a":
                on.append("a")
            if tag in ("i", "em") or (style and _ITALIC.search(style)):
                on.append("i")
            if tag in ("b", "strong"):
                on.append("b")
            if style and tag not in ("td", "table") and _DIMMED.search(style):
                on.append("dim")
            for name in on:
                marks[name] += 1
            table = tag == "table" and _is_picture_table(node)
            picture_tables += table
            lists += tag in ("ul", "ol")
            opened.append((node, tuple(on), table))
            if tag in _BLOCK:
                found = _ALIGN.search(style)
                align = (found[1] if found else node.get("align") or "").lower()
                aligns.append(
                    "center" if tag == "center" else align or ("" if tag == "td" else aligns[-1])
                )
                owners.append(node)
            put(node.text)
            continue
        if skipping is not None:
            if node is skipping:
                skipping = None
                put(node.tail)
            continue
        if tag in _BLOCK:
            flush()
            aligns.pop()
            owners.pop()
        _, names, table = opened.pop()
        for name in names:
            marks[name] -= 1
        picture_tables -= table
        lists -= tag in ("ul", "ol")
        if node is not container:
            put(node.tail)
    flush()
    return out


def size_of(node: etree._Element) -> int:
    """Count the characters of an element's text, mark-up and empty stretches left out."""
    return sum(len(t) for t in node.itertext() if not t.isspace())


def _is_picture_table(table: etree._Element) -> bool:
    """A table around pictures: its few words are captions, not data."""
    if next(table.iter("img", "amp-img", "video", "iframe"), None) is None:
        return False
    pictures = sum(1 for _ in table.iter("img", "amp-img", "video", "iframe"))
    return size_of(table) < 420 * pictures and sum(1 for _ in table.iter("td")) <= 4 * pictures + 2


def same(a: str, b: str) -> bool:
    """Say whether two texts have the same words in the same order."""
    return bool(b) and _WORD.findall(a.lower()) == _WORD.findall(b.lower())
