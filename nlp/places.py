"""Provinces of Vietnam that a text names, the most central first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from langnghe.text import canonical, fold, match_key

_GAZETTEER = Path(__file__).with_name("places.toml")
TOKEN = re.compile(r"[^\W_]+|[^\w\s]|\n")
FAMILY = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh lương đoàn "
    "tô tạ chu cao thái tăng lâm trương đào mai hà kiều quách thị văn ông bà anh chị em cô bác".split()
)
STREET = frozenset("đường phố lộ phường ngõ cầu hẻm quận số".split())
_ABROAD = ("trung quốc", "hàn quốc", "đài loan")
# What stands before a place where capitals tell nothing (SẠT LỞ Ở HÒA BÌNH, but MONG HÒA BÌNH).
_LEADS_TO = frozenset("tỉnh phố tp ở tại về đến từ đoàn lđlđ , - \n".split(" "))


@dataclass(slots=True)
class _Node:
    """One word of a name; place: the province meant when a name ends here ("" for no place)."""

    next: dict[str, _Node] = field(default_factory=dict)
    place: str | None = None
    capitals: bool = False
    person: bool = False
    told_by: str = ""
    itself: bool = False  # a name of the province, not of something in it


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark of a text, and its match_key."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Named:
    """Words [at, end) name a province; with told_by only where the province itself is named too."""

    place: str
    at: int
    end: int
    told_by: str = ""


@lru_cache(maxsize=1 << 16)
def _word(text: str) -> Word:
    return Word(text, match_key(text) or text)


def read_words(text: str) -> list[Word]:
    """Return the words, marks and line ends of a canonical text."""
    return [_word(w) for w in TOKEN.findall(text)]


def places(text: str) -> tuple[str, ...]:
    """Return the provinces (names before July 2025 as the text has them) that text names.

    A commune or industrial zone counts for its province. Early and repeated mentions come first.
    Peace (hòa bình), the Pacific (Thái Bình Dương), people (ông Nguyễn Hòa Bình) and streets are
    no places. A text without accents is read accent-blind, for names that mean nothing else.
    """
    text = canonical(text)
    return ranked(named(read_words(text), blind=text.isascii()))


def named(words: Sequence[Word], *, blind: bool) -> list[Named]:
    """Return every mention of a province, in order. blind: the text has no accents."""
    found: list[Named] = []
    at = 0
    root = _tree(blind)
    first = root.next
    while at < len(words):
        if words[at].key not in first:
            at += 1
            continue
        end, node = _longest(root, words, at)
        if node is None:
            at += 1
            continue
        if node.place and _meant(words, at, end, node, blind=blind):
            found.append(Named(node.place, at, end, node.told_by))
        at = end
    return found


def ranked(found: Iterable[Named]) -> tuple[str, ...]:
    """Return the provinces of mentions, early and often first."""
    weight: dict[str, float] = {}
    told: list[tuple[str, float]] = []
    for mention in found:
        share = 1.0 / (1.0 + mention.at / 60)
        if mention.told_by:
            told.append((mention.place, share))
        else:
            weight[mention.place] = weight.get(mention.place, 0.0) + share
    for place, share in told:
        if place in weight:
            weight[place] += share
    return tuple(sorted(weight, key=lambda p: -weight[p]))


def province_at(
    words: Sequence[Word], at: int, *, blind: bool, inside: bool = False
) -> Named | None:
    """Return the province whose name begins at a word, whatever stands before it.

    inside: the name of a town or zone in it will do too.
    """
    end, node = _longest(_tree(blind), words, at)
    if node is None or not node.place or not (node.itself or inside):
        return None
    return Named(node.place, at, end)


def province_now(name: str) -> str:
    """Return the province of today (34 since July 2025) for a name of before; others unchanged."""
    now: str = _gazetteer()["now"].get(name, name)
    return now


def province_named(name: str) -> str | None:
    """Return the province of today that people write so: “TP Hồ Chí Minh”, “tỉnh Thanh Hoá”, “thanh hoa”.

    None for what is no province's name.
    """
    return _spellings().get(_bare(name))


def province_of(name: str) -> str:
    """Return the province of today of any name that texts and sources.toml have, or the name itself."""
    return province_named(name) or name


@cache
def _spellings() -> dict[str, str]:
    data = _gazetteer()
    found = {_bare(name): now for name, now in data["now"].items()}
    also = set(data["also"]["names"])
    for province, names in data["inside"].items():
        for name in also.intersection(names):
            found.setdefault(_bare(name), data["now"][province])
    return found


def _bare(name: str) -> str:
    """Return a name accent-blind, without what every name may have before it."""
    words = fold(name).replace("-", " ").replace(".", " ").split()
    for before in (["tinh"], ["thanh", "pho"], ["tp"], ["thu", "do"]):
        if words[: len(before)] == before and len(words) > len(before):
            words = words[len(before) :]
    return "".join(words).removeprefix("tp")


def provinces() -> tuple[str, ...]:
    """Return the 34 provinces and cities of today."""
    return tuple(sorted(set(_gazetteer()["now"].values())))


def _longest(root: _Node, words: Sequence[Word], at: int) -> tuple[int, _Node | None]:
    node, best, end, here = root, None, at, at
    while here < len(words):
        word = words[here]
        if word.key in "-–." and here > at:  # TP. HCM, Bà Rịa - Vũng Tàu
            here += 1
            continue
        if (step := node.next.get(word.key)) is None:
            break
        node, here = step, here + 1
        if node.place is not None:
            best, end = node, here
    return end, best


def _meant(words: Sequence[Word], at: int, end: int, node: _Node, *, blind: bool) -> bool:
    name = [w.text for w in words[at:end] if w.key not in "-–."]
    if not blind and node.capitals and not (name[-1][0].isupper() and name[0][0].isupper()):
        return False
    before = words[at - 1].key if at else ","
    if not blind and node.capitals and name[0].isupper() and len(name[0]) > 1:
        return before in _LEADS_TO
    after = [w.key for w in words[end : end + 4]]
    if before in STREET and not (before == "phố" and at > 1 and words[at - 2].key == "thành"):
        return False
    if node.person and _of_person(words, at):
        return False
    around = " ".join(k for k in after if k not in "(,")
    return not around.startswith(_ABROAD)


def _of_person(words: Sequence[Word], at: int) -> bool:
    """Say whether a family name stands before, other given names between: Đỗ Thị Hồng Huế."""
    for back in range(1, min(at, 3) + 1):
        word = words[at - back]
        if word.key in FAMILY and not (word.key == "đoàn" and _is_union(words, at - back + 1)):
            return back == 1 or word.text[0].isupper()
        if not word.text[0].isupper() or not word.text[-1].islower():
            return False
    return False


def _is_union(words: Sequence[Word], at: int) -> bool:
    return at >= 2 and words[at - 2].key in ("công", "liên", "tỉnh", "thành")


@cache
def _gazetteer() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = tomllib.loads(_GAZETTEER.read_text(encoding="utf-8"))
    return data


@cache
def _tree(blind: bool) -> _Node:
    """Return names as a tree of words. The blind tree holds only names that cannot mislead."""
    data = tomllib.loads(_GAZETTEER.read_text(encoding="utf-8"))
    capitals = {match_key(n) for n in data["not"]["capitals"]}
    people = {match_key(n) for n in data["not"]["people"]}
    also = set(data["also"]["names"])
    root = _Node()

    def put(name: str, place: str, told_by: str = "", *, itself: bool = False) -> None:
        key = match_key(name)
        if blind and place and (key in capitals or told_by):
            return
        node = root
        for word in (fold(key) if blind else key).split():
            node = node.next.setdefault(word, _Node())
        node.place, node.told_by, node.itself = place, told_by, itself
        node.capitals, node.person = key in capitals, key in people

    for name in data["not"]["names"]:
        put(name, "")
    for province in data["now"]:
        put(province, province, itself=True)
    for province, names in data["inside"].items():
        for name in names:
            put(name, province, itself=name in also)
    for province, names in data["told_by"].items():
        for name in names:
            put(name, province, told_by=province)
    return root
