"""Surveys in waves: the newest wave told, the one before held against it, groups weighted where known.

A part is “wave>group>answer class” of one or two steps; the waves sort by time, so their names begin
with their first day. A row “wave>group>population” tells how many people the group has (num): when
every group of a wave has one, groups count by their people and not by how many were asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from langnghe.measure import intervals
from langnghe.measure.records import Agg, Value
from langnghe.measure.scores import mean_mark
from langnghe.measure.ways import Known, Way, few, vi

POPULATION = "population"
SURELY = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    yes: float
    n: float
    share: float
    size: float  # effective: of a simple sample that would be as sure
    weighted: bool


def _wave(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Share of yes (num of den) of the newest wave; each wave by its part."""
    waves = {name: _one(rows) for name, rows in _by_wave(parts).items()}
    waves = {name: wave for name, wave in waves.items() if wave.n}
    told = [_told(name, wave, known) for name, wave in waves.items()]
    if not told:
        return []
    newest = replace(told[-1], part="")
    names = list(waves)
    notes = [newest.note, f"đợt {names[-1]}"]
    if len(names) > 1 and told[-1].value is not None and told[-2].value is not None:
        notes.append(_against(waves[names[-1]], waves[names[-2]], names[-2]))
    return [replace(newest, note="; ".join(filter(None, notes))), *told]


def _by_wave(parts: Mapping[str, Agg]) -> dict[str, dict[str, Agg]]:
    found: dict[str, dict[str, Agg]] = {}
    for part, agg in sorted(parts.items()):
        wave, _, rest = part.partition(">")
        found.setdefault(wave, {})[rest] = agg
    return found


def _one(rows: Mapping[str, Agg]) -> _Wave:
    people = {
        rest.removesuffix(f">{POPULATION}"): agg.num
        for rest, agg in rows.items()
        if rest.endswith(f">{POPULATION}")
    }
    asked = {
        rest: agg for rest, agg in rows.items() if POPULATION not in rest.split(">") and agg.den
    }
    yes, n = sum(agg.num for agg in asked.values()), sum(agg.den for agg in asked.values())
    if not n or not people or any(not people.get(group) for group in asked):
        return _Wave(yes=yes, n=n, share=yes / n if n else 0.0, size=n, weighted=False)
    everyone = sum(people[group] for group in asked)
    weights = {group: people[group] / everyone for group in asked}
    share = sum(weights[group] * agg.num / agg.den for group, agg in asked.items())
    # Half a yes and half a no more in each group: a group of five without a no has a spread too.
    spread = sum(
        weights[group] ** 2 * p * (1 - p) / agg.den
        for group, agg in asked.items()
        for p in [(agg.num + 0.5) / (agg.den + 1)]
    )
    smooth = (share * n + 0.5) / (n + 1)
    return _Wave(yes=yes, n=n, share=share, size=smooth * (1 - smooth) / spread, weighted=True)


def _told(name: str, wave: _Wave, known: Known) -> Value:
    if wave.n < known.least():
        return Value(part=name, count=wave.yes, n=round(wave.n), note=few(known))
    low, high = intervals.wilson(wave.share * wave.size, wave.size)
    return Value(
        part=name, value=100 * wave.share, count=wave.yes, n=round(wave.n),
        low=100 * low, high=100 * high, estimate=True,
        note="tính trọng số theo số người của từng nhóm" if wave.weighted else "",
    )  # fmt: skip


def _against(now: _Wave, before: _Wave, name: str) -> str:
    low, high, p = intervals.difference(now.share, now.size, before.share, before.size)
    return _change(name, 100 * (now.share - before.share), 100 * low, 100 * high, p, " điểm %", 1)


def _change(
    name: str, gap: float, low: float, high: float, p: float, unit: str, digits: int
) -> str:
    sure = "đã đổi" if p < SURELY else "chưa chắc đã đổi"
    return (
        f"so với đợt {name}: {vi(gap, digits, sign=True)}{unit} (khoảng 95 %: "
        f"{vi(low, digits, sign=True)} đến {vi(high, digits, sign=True)}), {sure}"
    )


def _wave_score(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Mean mark of the newest wave (parts “wave>mark”, num how many gave it); each wave by its part."""
    given: dict[str, dict[float, float]] = {}
    for part, agg in sorted(parts.items()):
        wave, _, mark = part.rpartition(">")
        if agg.num > 0:
            found = given.setdefault(wave.split(">")[0], {})
            found[float(mark)] = found.get(float(mark), 0.0) + agg.num
    told = [
        replace(v, estimate=True)
        for name, marks in given.items()
        if (v := mean_mark(marks, known, name))
    ]
    if not told:
        return []
    newest, notes = told[-1], [told[-1].note, f"đợt {told[-1].part}"]
    if len(told) > 1 and newest.value is not None and told[-2].value is not None:
        name = told[-2].part
        notes.append(_scores_against(given[name], given[newest.part], name))
    return [replace(newest, part="", note="; ".join(filter(None, notes))), *told]


def _scores_against(before: Mapping[float, float], now: Mapping[float, float], name: str) -> str:
    """Say the change of the mean with Welch's interval."""
    from scipy.special import stdtr

    def moments(given: Mapping[float, float]) -> tuple[float, float, float]:
        n = sum(given.values())
        middle = sum(mark * count for mark, count in given.items()) / n
        square = sum(count * (mark - middle) ** 2 for mark, count in given.items()) / (n - 1)
        return middle, square / n, n

    (was, var_was, n_was), (is_, var_is, n_is) = moments(before), moments(now)
    gap, error = is_ - was, math.sqrt(var_was + var_is)
    if not error:
        return _change(name, gap, gap, gap, 0.0 if gap else 1.0, " điểm", 2)
    freedom = (var_was + var_is) ** 2 / (var_was**2 / (n_was - 1) + var_is**2 / (n_is - 1))
    half = intervals.t_of(0.975, freedom) * error
    p = 2 * float(stdtr(freedom, -abs(gap) / error))
    return _change(name, gap, gap - half, gap + half, p, " điểm", 2)


WAYS: Mapping[str, Way] = {"wave": _wave, "wave_score": _wave_score}
