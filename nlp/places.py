"""Provinces of Vietnam that a text names, the most central first."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from langnghe.text import canonical, fold, match_key

_GAZETTEER = Path(__file__).with_name("places.toml")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|\n")
_FAMILY = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh lương đoàn "
    "tô tạ chu cao thái tăng lâm trương đào mai hà kiều quách thị văn ông bà anh chị em cô bác".split()
)
_STREET = frozenset("đường phố phường ngõ cầu hẻm quận số".split())
_ABROAD = ("trung quốc", "hàn quốc", "đài loan")


@dataclass(slots=True)
class _Node:
    """One word of a name; place: the province meant when a name ends here ("" for no place)."""

    next: dict[str, _Node] = field(default_factory=dict)
    place: str | None = None
    capitals: bool = False
    person: bool = False
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    key: str


@lru_cache(maxsize=1 << 16)
def _word(text: str) -> _Word:
    return _Word(text, match_key(text) or text)


def places(text: str) -> tuple[str, ...]:
    """Return the provinces (names before July 2025 as the text has them) that text names.

    A commune or industrial zone counts for its province. Early and repeated mentions come first.
    Peace (hòa bình), the Pacific (Thái Bình Dương), people (ông Nguyễn Hòa Bình) and streets are
    no places. A text without accents is read accent-blind, for names that mean nothing else.
    """
    text = canonical(text)
    blind = text.isascii()
    words = [_word(w) for w in _TOKEN.findall(text)]
    found: dict[str, float] = {}
    told: list[tuple[str, float]] = []
    at = 0
    root = _tree(blind)
    while at < len(words):
        if words[at].key not in root.next:
            at += 1
            continue
        end, node = _longest(root, words, at)
        if node is None:
            at += 1
            continue
        if node.place and _meant(words, at, end, node, blind=blind):
            share = 1.0 / (1.0 + at / 60)
            if node.told_by:
                told.append((node.place, share))
            else:
                found[node.place] = found.get(node.place, 0.0) + share
        at = end
    for place, share in told:
        if place in found:
            found[place] += share
    return tuple(sorted(found, key=lambda p: -found[p]))


def province_now(name: str) -> str:
    """Return the province of today (34 since July 2025) for a name of before; others unchanged."""
    now: str = _gazetteer()["now"].get(name, name)
    return now


def provinces() -> tuple[str, ...]:
    """Return the 34 provinces and cities of today."""
    return tuple(sorted(set(_gazetteer()["now"].values())))


def _longest(root: _Node, words: list[_Word], at: int) -> tuple[int, _Node | None]:
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


def _meant(words: list[_Word], at: int, end: int, node: _Node, *, blind: bool) -> bool:
    name = [w.text for w in words[at:end] if w.key not in "-–."]
    if not blind and node.capitals and not (name[-1][0].isupper() and name[0][0].isupper()):
        return False
    before = words[at - 1].key if at else ""
    after = [w.key for w in words[end : end + 4]]
    if before in _STREET:
        return False
    if node.person and before in _FAMILY and not (before in ("đoàn",) and _is_union(words, at)):
        return False
    around = " ".join(k for k in after if k not in "(,")
    return not around.startswith(_ABROAD)


def _is_union(words: list[_Word], at: int) -> bool:
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
    root = _Node()

    def put(name: str, place: str, told_by: str = "") -> None:
        key = match_key(name)
        if blind and place and (key in capitals or told_by):
            return
        node = root
        for word in (fold(key) if blind else key).split():
            node = node.next.setdefault(word, _Node())
        node.place, node.told_by = place, told_by
        node.capitals, node.person = key in capitals, key in people

    for name in data["not"]["names"]:
        put(name, "")
    for province in data["now"]:
        put(province, province)
    for province, names in data["inside"].items():
        for name in names:
            put(name, province)
    for province, names in data["told_by"].items():
        for name in names:
            put(name, province, told_by=province)
    return root
