"""What one item says, ready to be compared: words, names and numbers, accents set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from langnghe.text import canonical, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryInput:
    """One post to be grouped. published_at is aware or None (then it may join any day)."""

    id: str
    url: str
    title: str
    text: str
    published_at: datetime | None
    source: str

    def __post_init__(self) -> None:
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError(f"{self.id}: {self.published_at.isoformat()} has no time zone")


@dataclass(frozen=True, slots=True)
class Reading:
    """title and lead: folded words in order; names and numbers: as sets, of the title and of all."""

    title: tuple[str, ...]
    lead: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[str]
    title_names: frozenset[str]
    title_numbers: frozenset[str]


LEAD_WORDS = 90  # a lead and its first paragraph: copies are trimmed from the end

# "… - VnExpress", "… | Báo Lao Động", "… - Tuổi Trẻ Online": the outlet's name, not the story.
_OUTLET = (
    r"(?:b[áa]o\s|t[ạa]p ch[íi]\s|trang\s)?(?:đi[ệe]n t[ửu]\s)?(?:vn ?express|tu[ổo]i tr[ẻe]|"
    r"thanh ni[êe]n|lao đ[ộo]ng|lao dong|ng[ườuo]+i lao [đd][ộo]ng|d[âa]n tr[íi]|vietnamnet|"
    r"ti[ềe]n phong|nh[âa]n d[âa]n|vietnam\s?plus|ttxvn|vov|vtv|vtc news|zing ?news|znews|soha|"
    r"kenh ?14|kênh 14|cafef|cafebiz|24h|plo|ph[áa]p lu[ậa]t(?: tp\.? ?hcm)?|s[àa]i g[òo]n gi[ảa]i ph[óo]ng|"
    r"sggp|h[àa] n[ộo]i m[ớo]i|c[ôo]ng th[ươuo]+ng|ch[íi]nh ph[ủu]|lai ch[âa]u|qđnd|"
    r"qu[âa]n [đd][ộo]i nh[âa]n d[âa]n|[đd][ạa]i [đd]o[àa]n k[ếe]t|an ninh th[ủu] [đd][ôo]|cand|"
    r"c[ôo]ng an nh[âa]n d[âa]n|tin t[ứu]c|d[âa]n vi[ệe]t|gi[áa]o d[ụu]c.{0,15}|s[ứu]c kh[ỏo]e.{0,15}|"
    r"lao [đd][ộo]ng (?:v[àa]|&) c[ôo]ng [đd]o[àa]n|lao [đd][ộo]ng th[ủu] [đd][ôo]|baomoi|b[áa]o m[ớo]i|msn)"
    r"(?:\s(?:online|news|tv|vn|plus))?(?:\.(?:vn|net|com|com\.vn|gov\.vn))?"
)
_SUFFIX = re.compile(
    rf"(?<!\s)\s*(?:[-|•·»]|::)\s*(?:{_OUTLET}|[\w-]{{1,63}}\.(?:vn|net|com|com\.vn))\s*$", re.I
)
_TAIL = re.compile(r"\s+\|\s+[^|]{2,40}$")
_PREFIX = re.compile(
    r"^\s*(?:\[[^\]]{2,24}\]|\((?:video|ảnh|clip|infographic|tto|nlđo)\)|"
    r"(?:video|clip|ảnh|infographics?|nóng|cập nhật|tin nóng|độc quyền)\s*[:|])\s*",
    re.I,
)
_DATELINE = re.compile(r"^\s*(?:\([^()]{2,30}\)|[A-ZĐ]{2,6}(?:\.VN)?)\s*[-–—:.]+\s*")
_TOKEN = re.compile(r"\d+(?:[.,/:]\d+)*|[^\W\d_]+|[.!?:;\"\n(\[]")
_MAY_HAVE_SUFFIX = re.compile(r"[|•·»\[(:]| - ")


def strip_outlet(title: str) -> str:
    """Return a headline without the outlet's name after it and the genre mark before it."""
    title = canonical(title)
    if not _MAY_HAVE_SUFFIX.search(title):
        return title
    for pattern in (_SUFFIX, _TAIL, _PREFIX):
        shorter = pattern.sub("", title, count=1)
        if len(shorter) >= 12:  # a headline is left
            title = shorter
    return title


def read(item: StoryInput) -> Reading:
    """Return what an item says."""
    title = strip_outlet(item.title)
    text = _DATELINE.sub("", canonical(item.text), count=1)[:1200]
    names: set[str] = set()
    numbers: set[str] = set()
    head = tuple(_words(title, names, numbers))
    title_names, title_numbers = frozenset(names), frozenset(numbers)
    lead = tuple(_words(text, names, numbers))[:LEAD_WORDS]
    return Reading(head, lead, frozenset(names), frozenset(numbers), title_names, title_numbers)


def _words(text: str, names: set[str], numbers: set[str]) -> Iterator[str]:
    shouted = text.isupper()
    opening = True  # a capital that opens a sentence says nothing
    for token in _TOKEN.findall(text):
        plain, kind = _token(token)
        if kind == "stop":
            opening = True
            continue
        if kind == "name" and not opening and not shouted:
            names.add(plain)
        elif kind == "number":
            numbers.add(plain)
        opening = False
        yield plain


@lru_cache(maxsize=1 << 17)
def _token(token: str) -> tuple[str, str]:
    if token[0].isdigit():
        return _number(token), "number"
    if token[0].isalpha():
        return fold(token), "name" if token[0].isupper() else "word"
    return token, "stop"


def _number(text: str) -> str:
    """Return one spelling of a number: 20.000 and 20,000 are 20000; 1,5 and 1.5 are 1.5."""
    if text.isdigit() or "/" in text or ":" in text:
        return text
    parts = re.split(r"[.,]", text)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return "".join(parts)
    return ".".join(parts)
