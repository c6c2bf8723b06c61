"""What a text that comes near a message says otherwise: another number or date, a denial, the contrary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from langnghe.numbers import number as vi
from nlp.claims.sense import denied
from nlp.claims.wording import counts
from nlp.claims.words import NOT, PERCENT, STOP, Unit
from nlp.lineage.wording import Wording

REACH = 5  # units before a window in which a denial still reaches into it
_CONTRARY = (
    ("tăng", "giảm"), ("miễn phí", "nộp"), ("miễn phí", "trả tiền"), ("miễn phí", "thu tiền"),
    ("tự nguyện", "bắt buộc"), ("công khai", "giấu"), ("đủ", "trừ"), ("được", "bị cấm"),
    ("bảo vệ", "bỏ mặc"),
)  # fmt: skip


def otherwise(one: Wording, units: Sequence[Unit], first: int, last: int) -> tuple[list[str], bool]:
    """Return what a window says otherwise than a wording, in words, and whether it says the contrary.

    Numbers and dates that differ distort; a denial or an antonym contradicts. Empty: it says the same.
    """
    told = _numbers(one.units, units[first:last])
    against = _denial(one, units, first, last) or _contrary(one, units[first:last])
    return ([*told, against] if against else told), bool(against)


def _counted(units: Sequence[Unit]) -> dict[str, str]:
    """Return number → the unit behind it, “” where none follows; dates count as themselves."""
    found: dict[str, str] = {}
    for a, b in pairwise([*units, Unit(STOP, 0, 0)]):
        if a.number and (counts(a.key) or "/" in a.key):
            found[a.key] = "/" if "/" in a.key else b.key
    return found


def _numbers(mine: Sequence[Unit], theirs: Sequence[Unit]) -> list[str]:
    """Return each number of the wording that the window does not have, with what stands in its place."""
    wanted, seen = _counted(mine), _counted(theirs)
    told = []
    for key, behind in wanted.items():
        if key in seen:
            continue
        others = [other for other, unit in seen.items() if unit == behind and other not in wanted]
        # Of a date the parts may be said alone: 12/8 for 12/8/2026.
        if "/" in key and any(key.startswith(o + "/") or o.startswith(key[1:]) for o in others):
            continue
        if others:
            told.append(f"số khác: {_shown(others[0], behind)}, thông điệp: {_shown(key, behind)}")
    return told


def _shown(key: str, behind: str) -> str:
    plain = key[1:]
    number = vi(float(plain), ",.10g") if plain.replace(".", "", 1).isdigit() else plain
    return number if behind in ("/", STOP) else f"{number} {'%' if behind == PERCENT else behind}"


def _denial(one: Wording, units: Sequence[Unit], first: int, last: int) -> str:
    start = max(first - REACH, 0)
    # A stop before the window ends what is denied there.
    for at in range(first - 1, start - 1, -1):
        if units[at].key == STOP:
            start = at + 1
            break
    mine, theirs = denied(one.units, one.weights), denied(units[start:last], one.weights)
    more = (theirs - mine) & set(one.weights)
    if more and mine <= theirs:
        return f"phủ định: không {' '.join(sorted(more))}"
    silent = all(unit.key != NOT for unit in units[start:last])
    inside = {unit.key for unit in units[first:last]}
    if silent and mine and mine <= inside:
        return f"mất chữ “không”: {' '.join(sorted(mine))}"
    return ""


def _contrary(one: Wording, units: Sequence[Unit]) -> str:
    mine, theirs = (f" {' '.join(u.key for u in part)} " for part in (one.units, units))
    for a, b in _CONTRARY:
        for this, that in ((a, b), (b, a)):
            if f" {this} " in mine and f" {that} " in theirs and f" {this} " not in theirs:
                return f"nói ngược: {that}, thông điệp: {this}"
    return ""
