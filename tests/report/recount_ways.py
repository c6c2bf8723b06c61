"""Count every figure of a frozen report again from its rows, in plain Python and by no code of ours.

A row adds num to the count (or to the numerator) and den to the denominator; its part is its class.
What a model read and a table of confusions corrected is counted as the model read it, then corrected
by the equations of docs/measure.md with the counts of the card of the model. Intervals that are
drawn by lot are not counted again; of shares they are (Wilson).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]
Told = tuple[float | None, float | None, float]  # value, count (None: not one), n
_DAY = timedelta(days=1)
_LEAST = 10  # below, counts alone are told


class Counter:
    """The rows of one figure, and what the catalogue says of how they are counted."""

    def __init__(self, spec: Mapping[str, Any], rows: Sequence[Row], first: date, last: date, table: Any) -> None:  # fmt: skip
        self.spec, self.rows, self.first, self.last, self.table = spec, rows, first, last, table
        self.how: str = spec["how"]
        self.least: int = spec["least_n"] or _LEAST
        self.days = (last - first).days + 1
        self.by_part: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.by_part[row["part"]].append(row)

    def told(self, part: str) -> Told:
        """Return value, count and n of the whole ("") or of one class."""
        mine = self.by_part.get(part, []) if part else self.rows
        found: Told = WAYS[self.how](self, part, mine)
        return found

    def grouped(self, part: str) -> dict[str, list[Row]]:
        """Return the rows of the last step of a class, under the steps before it."""
        start = f"{part}>" if part else ""
        return {
            name[len(start) :]: rows
            for name, rows in self.by_part.items()
            if name.startswith(start) and ">" not in name[len(start) :]
        }


def wilson(k: float, n: float) -> tuple[float, float]:
    """Return the bounds of k of n in percent."""
    z = 1.959963984540054
    p = k / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (100 * (middle - half) / (1 + z * z / n), 100 * (middle + half) / (1 + z * z / n))


def num(rows: Sequence[Row]) -> float:
    return math.fsum(row["num"] or 0 for row in rows)


def den(rows: Sequence[Row]) -> float:
    return math.fsum(row["den"] or 0 for row in rows)


def ids(rows: Sequence[Row]) -> int:
    return len({row["id"] for row in rows})


def _share(c: Counter, k: float, n: float) -> Told:
    return (100 * k / n if n >= c.least else None, k, round(n))


def _middle(at: float) -> Callable[[Counter, str, Sequence[Row]], Told]:
    """Return the way of a value at a place of the ordered values, between two of them in proportion."""

    def way(c: Counter, part: str, mine: Sequence[Row]) -> Told:
        values = sorted(row["num"] for row in mine)
        place = at * (len(values) - 1)
        low = math.floor(place)
        high = min(low + 1, len(values) - 1)
        value = values[low] + (values[high] - values[low]) * (place - low)
        return _of_values(c, value, mine)

    return way


def _of_values(c: Counter, value: float, mine: Sequence[Row]) -> Told:
    return (value if len(mine) >= (c.spec["least_n"] or 1) else None, None, len(mine))


def _mix(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    everything = ids(c.rows)
    return (everything, everything, everything) if not part else _share(c, ids(mine), everything)


def _rate(base: int) -> Callable[[Counter, str, Sequence[Row]], Told]:
    def way(c: Counter, part: str, mine: Sequence[Row]) -> Told:
        k, n = num(mine), den(mine)
        return (base * k / n if n >= c.least else None, k, round(n))

    return way


def _sizes(c: Counter) -> list[int]:
    return [ids(rows) for part, rows in c.by_part.items() if part]


def _effective(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    sizes = _sizes(c)
    shares = [size / sum(sizes) for size in sizes]
    return (math.exp(-sum(p * math.log(p) for p in shares)), len(sizes), sum(sizes))


def _without(
    slots: Callable[[Counter], list[str]],
) -> Callable[[Counter, str, Sequence[Row]], Told]:
    """Return the way of slots without anything: of one group, or of all that are named."""

    def way(c: Counter, part: str, mine: Sequence[Row]) -> Told:
        wanted = slots(c)
        groups: dict[str, set[str]] = defaultdict(set)
        for name, rows in c.by_part.items():
            group, _, slot = name.rpartition(">")
            groups[group] |= {slot} if num(rows) else set()
        named = [group for group in groups if not part or group == part]
        empty = sum(len(set(wanted) - groups[group]) for group in named)
        return (empty, empty, len(named) * len(wanted))

    return way


def _each_day(c: Counter) -> list[date]:
    return [c.first + number * _DAY for number in range(c.days)]


def _months(c: Counter) -> list[str]:
    return sorted({f"{day:%Y-%m}" for day in _each_day(c)})


def _weeks(c: Counter) -> list[str]:
    mondays = [d for d in _each_day(c) if d.weekday() == 0 and d + 6 * _DAY <= c.last]
    return [f"{d.isocalendar().year}-W{d.isocalendar().week:02d}" for d in mondays]


def _longest(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    deaf = {name.partition(">")[0] for name in c.by_part if name.endswith(">not_heard")}
    longest = run = 0
    for day in _each_day(c):
        run = 0 if day.isoformat() in deaf | set(c.by_part) else run + 1
        longest = max(longest, run)
    return (longest, longest, c.days - len(deaf))


def _marks(parts: Mapping[str, Sequence[Row]]) -> dict[float, float]:
    found: dict[float, float] = defaultdict(float)
    for name, rows in parts.items():
        found[float(name.rpartition(">")[2])] += num(rows)
    return found


def _mean_mark(c: Counter, marks: Mapping[float, float]) -> Told:
    n = sum(marks.values())
    value = sum(mark * count for mark, count in marks.items()) / n
    return (value if n >= c.least else None, None, n)


def _content(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    marks = _marks(c.by_part)
    return _share(c, sum(n for mark, n in marks.items() if mark >= 4), sum(marks.values()))


def _change(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    before, after = num(c.by_part.get("base", [])), num(c.by_part.get("now", []))
    return (100 * (after / before - 1) if before >= c.least else None, after, before)


def _newest(c: Counter, part: str) -> str:
    return part or max(name.partition(">")[0] for name in c.by_part)


def _wave(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    wave = _newest(c, part)
    groups = {n.partition(">")[2]: rows for n, rows in c.by_part.items() if n.partition(">")[0] == wave}  # fmt: skip
    people = {n[: -len(">population")]: num(rows) for n, rows in groups.items() if n.endswith(">population")}  # fmt: skip
    asked = {n: rows for n, rows in groups.items() if not n.endswith("population") and den(rows)}
    yes, n = sum(map(num, asked.values())), sum(map(den, asked.values()))
    if not people or any(not people.get(group) for group in asked):
        return _share(c, yes, n)
    everyone = sum(people[group] for group in asked)
    share = sum(people[g] / everyone * num(rows) / den(rows) for g, rows in asked.items())
    return (100 * share if n >= c.least else None, yes, n)


def _wave_score(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    wave = _newest(c, part)
    return _mean_mark(
        c, _marks({n: r for n, r in c.by_part.items() if n.partition(">")[0] == wave})
    )


def _pairs(c: Counter) -> Iterator[tuple[str, str, float, int]]:
    for name, rows in c.by_part.items():
        one, _, other = name.partition(">")
        yield one, other, num(rows), len(rows)


def _kappa(distance: Callable[[str, str], float]) -> Callable[[Counter, str, Sequence[Row]], Told]:
    def way(c: Counter, part: str, mine: Sequence[Row]) -> Told:
        pairs = list(_pairs(c))
        rows, same = sum(n for *_, n in pairs), sum(n for a, b, _, n in pairs if a == b)
        everything = sum(w for _, _, w, _ in pairs)
        first: dict[str, float] = defaultdict(float)
        second: dict[str, float] = defaultdict(float)
        for a, b, weight, _ in pairs:
            first[a] += weight / everything
            second[b] += weight / everything
        seen = sum(distance(a, b) * w / everything for a, b, w, _ in pairs)
        chance = sum(distance(a, b) * first[a] * second[b] for a in first for b in second)
        return (1 - seen / chance if rows >= c.least and chance else None, same, rows)

    return way


def _f1(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    pairs = list(_pairs(c))

    def one(label: str) -> float:
        hit = sum(w for a, b, w, _ in pairs if a == b == label)
        said, right = (sum(w for p in pairs for w in [p[2]] if p[side] == label) for side in (0, 1))
        return 2 * hit / (said + right)

    found = {b for _, b, _, n in pairs if n}
    labels = [part] if part else sorted(found)
    n = sum(n for _, b, _, n in pairs if not part or b == part)
    same = sum(n for a, b, _, n in pairs if a == b and (not part or b == part))
    value = math.fsum(one(label) for label in labels) / len(labels)
    return (value if n >= c.least else None, same, n)


def _corrected(c: Counter, said: Mapping[str, float]) -> dict[str, float]:
    """Return the true shares that make what was said likeliest (Rogan and Gladen, held to be shares)."""
    labels, counts = c.table.labels, c.table.counts
    chances = []
    for row in counts:  # one text more in each row, spread evenly
        whole = sum(row) + 1
        chances.append([(cell + 1 / len(labels)) / whole for cell in row])
    n = sum(said.values())
    seen = [said.get(label, 0) / n for label in labels]
    shares = [1 / len(labels)] * len(labels)
    for step in range(400):
        expected = [sum(s * row[k] for s, row in zip(shares, chances, strict=True)) for k in range(len(labels))]  # fmt: skip
        new = [s * sum(p * x / max(e, 1e-300) for p, x, e in zip(row, seen, expected, strict=True))
               for s, row in zip(shares, chances, strict=True)]  # fmt: skip
        still = step % 20 == 0 and max(abs(a - b) for a, b in zip(new, shares, strict=True)) < 1e-5
        shares = new
        if still:
            break
    return {label: share / sum(shares) for label, share in zip(labels, shares, strict=True)}


def _corrected_share(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    said = {label: float(ids(rows)) for label, rows in c.grouped("").items()}
    n = sum(said.values())
    if not part:
        return (n, n, n)
    return (100 * _corrected(c, said)[part] if n >= c.least else None, said.get(part, 0.0), n)


def _net(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    said = {label: float(ids(rows)) for label, rows in c.grouped(part).items()}
    n = sum(said.values())
    raw = said.get("positive", 0) - said.get("negative", 0)
    if n < c.least:
        return (None, raw, n)
    true = _corrected(c, said)
    return (100 * (true["positive"] - true["negative"]), raw, n)


def _captured(c: Counter) -> tuple[int, int, float]:
    alone = {name: ids(rows) for name, rows in c.by_part.items()}
    both = alone.get("both", 0)
    machine, staff = alone.get("machine", 0) + both, alone.get("staff", 0) + both
    return machine, staff, (machine + 1) * (staff + 1) / (both + 1) - 1  # Chapman


def _coverage(c: Counter, part: str, mine: Sequence[Row]) -> Told:
    machine, staff, everything = _captured(c)
    return (100 * machine / everything, machine, staff)


def _did(*, shares: bool) -> Callable[[Counter, str, Sequence[Row]], Told]:
    def way(c: Counter, part: str, mine: Sequence[Row]) -> Told:
        cells: dict[str, list[Row]] = defaultdict(list)
        for name, rows in c.by_part.items():
            cells[name.partition(">")[2]] += rows
        stories = len({name.partition(">")[0] for name in c.by_part})
        after = num(cells["union>after"])
        base = [den(cells[f"{w}>{t}"]) if shares else num(cells[f"{w}>before"]) for w in ("union", "other") for t in ("before", "after")]  # fmt: skip
        if min(base) < c.least:
            return (None, after, stories)
        gaps = []
        for who in ("union", "other"):
            was, now = cells[f"{who}>before"], cells[f"{who}>after"]
            gaps.append(
                num(now) / den(now) - num(was) / den(was) if shares else num(now) / num(was)
            )
        return (100 * (gaps[0] - gaps[1]), after, stories)

    return way


WAYS: Mapping[str, Callable[[Counter, str, Sequence[Row]], Told]] = {
    "count": lambda c, p, r: (ids(r), ids(r), len(r)),
    "sum": lambda c, p, r: (num(r), num(r), len(r)),
    "per_day": lambda c, p, r: (num(r) / c.days, num(r), len(r)),
    "per_30_days": lambda c, p, r: (30 * num(r) / c.days, num(r), len(r)),
    "share": lambda c, p, r: _share(c, num(r), den(r)),
    "ratio": lambda c, p, r: (num(r) / den(r), num(r), round(den(r))),
    "per_whole": lambda c, p, r: (num(r) / den(c.rows), num(r), round(den(c.rows))),
    "mean": lambda c, p, r: _of_values(c, num(r) / len(r), r),
    "median": _middle(0.5), "p90": _middle(0.9), "least": _middle(0.0), "most": _middle(1.0),
    "brier": lambda c, p, r: (num(r) / len(r) if len(r) >= c.least else None, None, len(r)),
    "mix": _mix, "effective": _effective, "change": _change, "longest_gap": _longest,
    "classes": lambda c, p, r: (len(_sizes(c)), len(_sizes(c)), len(r)),
    "top_share": lambda c, p, r: _share(c, max(_sizes(c)), sum(_sizes(c))),
    "per_hundred": _rate(100), "per_thousand": _rate(1000),
    "months_without": _without(_months), "weeks_without": _without(_weeks),
    "mean_score": lambda c, p, r: _mean_mark(c, _marks(c.by_part)), "top_scores": _content,
    "wave": _wave, "wave_score": _wave_score, "macro_f1": _f1,
    "kappa": _kappa(lambda a, b: float(a != b)),
    "weighted_kappa": _kappa(lambda a, b: (float(a) - float(b)) ** 2),
    "corrected_share": _corrected_share, "net": _net, "capture_recapture": _coverage,
    "population": lambda c, p, r: (_captured(c)[2], None, _captured(c)[1]),
    "did": _did(shares=False), "did_share": _did(shares=True),
}  # fmt: skip
