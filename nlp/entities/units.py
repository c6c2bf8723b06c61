"""Communes and former districts that a text names: by their type word, and Lai Châu's by name alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from langnghe.text import fold_key, match_key
from nlp.entities.model import Commune
from nlp.entities.reading import Phrases, Reading
from nlp.places import STREET, Named, province_at, province_now, read_words

UNITS = Path(__file__).with_name("units.tsv")
DETAILED = "Lai Châu"  # whose communes count by their bare name, beside the name of the province
_DISTRICTS = frozenset(("huyện", "quận", "thị xã", "thành phố"))
_KINDS = Phrases(
    {
        "xã": "xã", "phường": "phường", "thị trấn": "thị trấn", "tt": "thị trấn", "đặc khu": "đặc khu",
        "xã miền núi": "xã", "xã biên giới": "xã", "xã vùng cao": "xã", "xã đảo": "xã",
        "huyện đảo": "huyện", "huyện miền núi": "huyện", "huyện vùng cao": "huyện",
        "huyện biên giới": "huyện",
        "huyện": "huyện", "quận": "quận", "thị xã": "thị xã", "tx": "thị xã",
        "thành phố": "thành phố", "tp": "thành phố",
    }
)  # fmt: skip
_SEVERAL = frozenset("các cac hai ba bốn năm những nhung".split())
_LETTERS = {"p": "phường", "q": "quận", "h": "huyện", "x": "xã"}  # Q.1, P.Tân Phong
# Words of every day or streets of every town: a commune only after its type word.
_NOT_BARE = frozenset(
    map(match_key, ("Lê Lợi", "Đoàn Kết", "Quyết Thắng", "Quyết Tiến", "Lai Châu", "Sơn Bình"))
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of units.tsv."""

    kind: str
    name: str
    province: str
    before: str  # province before July 2025, "" for a commune of today
    became: str
    alone: bool

    @property
    def home(self) -> str:
        """Name the province as the time of the unit had it."""
        return self.before or self.province

    @property
    def now(self) -> str:
        """Name the commune of today, "" for a district."""
        return self.became if self.before else f"{self.kind} {self.name}"


Index = dict[str, list[tuple[tuple[str, ...], tuple[Unit, ...]]]]


@cache
def index(blind: bool) -> Index:
    """Return units by the first word of their name, longer names first."""
    by_name: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for line in UNITS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, name, province, before, became, alone = line.split("\t")
        unit = Unit(kind, name, province, before, became, bool(alone))
        for spelling in dict.fromkeys((name, name.replace("'", ""), name.replace(" -", ""))):
            keys = [word.key for word in read_words(spelling)]  # as in a text: "M", "'", "gar"
            by_name[tuple(map(fold_key, keys) if blind else keys)].append(unit)
    found: Index = defaultdict(list)
    for words in sorted(by_name, key=len, reverse=True):
        found[words[0]].append((words, tuple(by_name[words])))
    return dict(found)


@cache
def starts(blind: bool) -> frozenset[str]:
    """Return the words with which a commune's mention may begin."""
    bare = {
        words[0]
        for known in index(blind).values()
        for words, units in known
        if any(unit.before == DETAILED or unit.province == DETAILED for unit in units)
    }
    return _KINDS.first_words(blind=blind) | bare | _LETTERS.keys()


def kind_at(text: Reading, at: int) -> tuple[int, str] | None:
    """Return the type of unit named at a word and where its name may begin."""
    if (found := _KINDS.at(text, at)) is not None:
        end, kind = found
        return (end + 1 if text.key(end) == "." else end), kind
    letter = _LETTERS.get(text.keys[at]) if at < len(text.keys) else None
    return (at + 2, letter) if letter and text.key(at + 1) == "." else None


def unit_at(text: Reading, at: int, kind: str, provinces: Sequence[str]) -> tuple[int, Unit] | None:
    """Return the unit of a type whose name begins at a word, where provinces leave one choice.

    provinces: those of today that the text names, the nearest first.
    """
    for end, units in _names(text, at):
        small = kind not in _DISTRICTS
        alike = [u for u in units if (u.kind not in _DISTRICTS) == small]
        exact = [u for u in alike if u.kind == kind]
        here = [u for p in provinces for pool in (exact, alike) for u in pool if u.province == p]
        if here:
            return end, here[0]
        if exact and exact[0].alone and (end - at > 1 or kind in _DISTRICTS):
            return end, exact[0]
    return None


def _names(text: Reading, at: int) -> Iterator[tuple[int, tuple[Unit, ...]]]:
    """Yield the units whose name stands at a word, the longest name first."""
    for words, units in index(text.blind).get(text.key(at), ()):
        end = at + len(words)
        if tuple(text.keys[at:end]) == words:
            named = text.words[at].text, text.words[end - 1].text
            if text.blind or all(w[0].isupper() or w[0].isdigit() for w in named) \
                    or (len(words) > 1 and not any(w[0].isupper() for w in named)):  # fmt: skip
                yield end, units


def communes(text: Reading, found: list[Named]) -> tuple[list[Commune], list[Named]]:
    """Return the communes a text names, and their provinces as mentions beside those found."""
    if starts(text.blind).isdisjoint(text.keys):
        return [], []
    named: dict[tuple[str, str, str], Commune] = {}  # by name, province and type ("" for none)
    homes: list[Named] = []
    sure = [f for f in found if not f.told_by]
    at, count = 0, len(text.keys)
    detailed = any(f.place == DETAILED for f in sure)
    while at < count:
        if text.keys[at] not in starts(text.blind):
            at += 1
            continue
        if (typed := kind_at(text, at)) is not None:
            begin, kind = typed
            provinces = _nearest(sure, at)
            hit = unit_at(text, begin, kind, provinces)
            if hit is None:
                at += 1
                continue
            start = at
            # After one commune comes its district: xã Thân Thuộc, Tân Uyên, Lai Châu.
            listed = (
                kind in _DISTRICTS or text.key(at - 1) in _SEVERAL or text.key(at - 1).isdigit()
            )
            while hit is not None:  # các xã Bum Nưa, Mù Cả và Pa Ủ
                at, unit = hit
                commune = _typed(text, start, at, kind, unit)
                named.setdefault((unit.name, unit.province, kind), commune)
                homes.append(Named(_home(unit, provinces, sure), start, at))
                detailed = detailed or unit.province == DETAILED
                start = at + 1
                more = listed and text.key(at) in (",", "và", "va", ";")
                more = more and province_at(text.words, start, blind=text.blind) is None
                hit = unit_at(text, start, kind, [unit.province]) if more else None
        elif detailed and (bare := _bare(text, at)) is not None:
            end, units = bare
            commune = _untyped(text, at, end, units)
            named.setdefault((commune.name, DETAILED, ""), commune)
            homes.append(Named(DETAILED, at, end))
            at = end
        else:
            at += 1
    typed_too = {(name, province) for name, province, kind in named if kind}
    return [c for (n, p, k), c in named.items() if k or (n, p) not in typed_too], homes


def _home(unit: Unit, nearest: Sequence[str], found: Sequence[Named]) -> str:
    """Return a unit's province as the text has it: “xã Lộc Tấn, tỉnh Bình Phước” is no Đồng Nai."""
    if unit.before or unit.province not in nearest:
        return unit.home
    return next(f.place for f in found if province_now(f.place) == unit.province)


def _nearest(found: Sequence[Named], at: int) -> list[str]:
    """Return provinces of today, the nearest mention first; one just behind outranks one before."""
    order = sorted(found, key=lambda f: (f.at - at) if f.at >= at else 2 * (at - f.at))
    return list(dict.fromkeys(province_now(f.place) for f in order))


def _bare(text: Reading, at: int) -> tuple[int, tuple[Unit, ...]] | None:
    if text.key(at - 1) in STREET:
        return None
    for end, units in _names(text, at):
        ours = tuple(u for u in units if u.province == DETAILED)
        lower = not text.blind and not text.capital(at)
        if ours and end - at > 1 and not lower and match_key(ours[0].name) not in _NOT_BARE:
            return end, ours
    return None


def _typed(text: Reading, at: int, end: int, kind: str, unit: Unit) -> Commune:
    shown = "TP" if kind == "thành phố" else kind
    return Commune(
        name=f"{shown} {unit.name}", province=unit.province, now=unit.now,
        written=text.written(at, end),
    )  # fmt: skip


def _untyped(text: Reading, at: int, end: int, units: Sequence[Unit]) -> Commune:
    today = [u.now for u in units if not u.before]
    became = {u.now for u in units}  # of a former district nothing is known: it became several
    now = today[0] if today else (became.pop() if len(became) == 1 else "")
    return Commune(name=units[0].name, province=DETAILED, now=now, written=text.written(at, end))
