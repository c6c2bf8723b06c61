"""How surely a stretch of a text says a wording of a claim: a few signs, then one number."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from nlp.claims.wording import Wording, counts, weigh
from nlp.claims.words import Said, Unit, deeds

_MODEL = Path(__file__).with_name("signs.json")
_NEAR = 3  # units between two neighbours of the wording that still stand together
_LIGHT = 3.5  # what such a word weighs at most
_PLENTY = 40.0  # weight beyond which more words make nothing surer

SIGNS = (
    "held",  # share of the wording's weight said within one stretch
    "held_of_all",  # … of all its words, the light ones too
    "together",  # share of neighbours that stand together
    "dense",  # share of the stretch's weight that belongs to the claim
    "act",  # share of what is done (giải thể, bị trừ …) that is said; 1 where the wording has none
    "numbers",  # share of the wording's numbers that are there; 1 where it has none
    "number_gap",  # a number is missing
    "other_number",  # another number stands where its own should
    "weight",  # how much is said at all
    "opposite",  # an antonym stands where the word should
)
_ANTONYMS = (
    ("tăng", "giảm"), ("miễn phí", "nộp"), ("miễn phí", "tự trả tiền"), ("cắt giảm", "tuyển"),
    ("giữ lại", "trao"), ("bỏ", "bổ sung"), ("bị huỷ", "tổ chức"), ("đồng ý", "yêu cầu"),
)  # fmt: skip
_OPPOSITES: dict[str, set[str]] = {}
for _a, _b in _ANTONYMS:
    _OPPOSITES.setdefault(_a, set()).add(_b)
    _OPPOSITES.setdefault(_b, set()).add(_a)

Places = Mapping[str, Sequence[int]]  # unit → where it stands in the text, rising


def stretch(wording: Wording, places: Places) -> tuple[int, int]:
    """Return the first and last unit of the shortest stretch that holds most of a wording.

    places holds at least one unit of the wording.
    """
    hits = sorted((at, key) for key in wording.weights if key in places for at in places[key])
    best, first, last = -1.0, hits[0][0], hits[-1][0]
    inside: dict[str, int] = {}
    weight, low = 0.0, 0
    for at, key in hits:
        inside[key] = inside.get(key, 0) + 1
        if inside[key] == 1:
            weight += wording.weights[key]
        while at - hits[low][0] > wording.width:
            inside[hits[low][1]] -= 1
            if not inside[hits[low][1]]:
                weight -= wording.weights[hits[low][1]]
            low += 1
        while inside[hits[low][1]] > 1:  # said again later: the shorter stretch
            inside[hits[low][1]] -= 1
            low += 1
        if weight > best + 1e-9:
            best, first, last = weight, hits[low][0], at
    return _trimmed([hit for hit in hits if first <= hit[0] <= last], wording)


def _trimmed(hits: Sequence[tuple[int, str]], wording: Wording) -> tuple[int, int]:
    """Return the ends of a stretch without light words that stand apart from the rest."""
    low, high = 0, len(hits) - 1
    while low < high and _stray(wording, hits[low], hits[low + 1]):
        low += 1
    while low < high and _stray(wording, hits[high], hits[high - 1]):
        high -= 1
    return hits[low][0], hits[high][0]


def _stray(wording: Wording, hit: tuple[int, str], beside: tuple[int, str]) -> bool:
    return wording.weights[hit[1]] < _LIGHT and abs(hit[0] - beside[0]) > _NEAR + 1


def signs_of(
    wording: Wording, said: Said, places: Places, first: int, last: int
) -> tuple[float, ...]:
    """Return the SIGNS of a stretch."""
    inside = {unit.key for unit in said.units[first : last + 1]}
    held = sum(w for key, w in wording.weights.items() if key in inside)
    light = sum(w for key, w in wording.light.items() if key in inside)
    acts = {key: w for key, w in wording.weights.items() if key in deeds()}
    close = sum(w for a, b, w in wording.pairs if _together(places, a, b, first, last))
    numbers = wording.numbers & inside
    return (
        held / wording.total,
        (held + light) / wording.all,
        close / (sum(w for _, _, w in wording.pairs) or 1.0),
        held / (sum(weigh(key, said.accented) for key in inside) or 1.0),
        sum(w for key, w in acts.items() if key in inside) / sum(acts.values()) if acts else 1.0,
        len(numbers) / len(wording.numbers) if wording.numbers else 1.0,
        float(bool(wording.numbers - inside)),
        float(_other_number(wording, said.units[first : last + 2])),
        min(held, _PLENTY) / 10,
        float(_opposite(wording, inside)),
    )


def score(signs: Sequence[float]) -> float:
    """Return how surely a stretch says a claim, 0 to 1."""
    _, intercept, weights = model()
    total = intercept + sum(w * s for w, s in zip(weights, signs, strict=True))
    return 1 / (1 + math.exp(-max(min(total, 50.0), -50.0)))


def threshold() -> float:
    """Return the score from which a text says a claim."""
    return model()[0]


@cache
def model() -> tuple[float, float, tuple[float, ...]]:
    """Return threshold, intercept and the weights of SIGNS, as they ship."""
    found = json.loads(_MODEL.read_text("utf-8"))
    weights = tuple(float(found["weights"][name]) for name in SIGNS)
    return float(found["threshold"]), float(found["intercept"]), weights


def _together(places: Places, a: str, b: str, first: int, last: int) -> bool:
    if a not in places or b not in places:
        return False
    return any(abs(x - y) <= _NEAR for x in places[a] if first <= x <= last for y in places[b])


def _other_number(wording: Wording, units: Sequence[Unit]) -> bool:
    """Say whether another number counts what a number of the wording counts."""
    seen = {unit.key for unit in units}
    wanted = {unit for key, unit in wording.after.items() if key not in seen}
    return any(
        a.number and counts(a.key) and a.key not in wording.numbers and b.key in wanted
        for a, b in pairwise(units)
    )


def _opposite(wording: Wording, inside: set[str]) -> bool:
    return any(
        key not in inside and not inside.isdisjoint(_OPPOSITES.get(key, ()))
        for key in wording.weights
    )
