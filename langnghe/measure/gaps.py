"""What did not happen: months and weeks without, the longest run of days without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby

from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import Known, Way, grouped

_DAY = timedelta(days=1)
NOT_HEARD = "not_heard"  # a day that could not be collected: neither with nor without


def _days(known: Known) -> Iterator[date]:
    for number in range(known.days):
        yield known.period.first + number * _DAY


def _months(known: Known) -> list[str]:
    """Return the months of the period that are over: a month under way is not without yet."""
    ends = [day for day in _days(known) if (day + _DAY).day == 1]
    return [f"{day:%Y-%m}" for day in ends if day.replace(day=1) >= known.period.first]


def _weeks(known: Known) -> list[str]:
    """Return the weeks, Monday to Sunday, that lie in the period and are over."""
    sundays = [day for day in _days(known) if day.isoweekday() == 7]
    return [
        f"{day.isocalendar().year}-W{day.isocalendar().week:02d}"
        for day in sundays
        if day - 6 * _DAY >= known.period.first
    ]


def _without(parts: Mapping[str, Agg], slots: list[str], noun: str) -> list[Value]:
    """How many slots have nothing; of several groups the whole counts group and slot together.

    A part is a slot or “group>slot”; “group>” alone (num 0) names a group that may have nothing at all.
    """
    if not slots:
        return []
    groups = {
        group: len(set(slots) - {slot for slot, agg in found.items() if agg.num})
        for group, found in (grouped(parts) or {"": {}}).items()
    }
    told = [
        Value(part=group, value=float(empty), count=empty, n=len(slots))
        for group, empty in groups.items()
        if group
    ]
    if not told:
        empty = groups[""]
        return [Value(value=float(empty), count=empty, n=len(slots))]
    empty, n = sum(groups.values()), len(groups) * len(slots)
    note = f"trên {n} {noun} của {len(groups)} nơi"
    return [Value(value=float(empty), count=empty, n=n, note=note), *told]


def _months_without(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    return _without(parts, _months(known), "tháng") if whole is not None else []


def _weeks_without(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    return _without(parts, _weeks(known), "tuần") if whole is not None else []


def _longest_gap(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """The longest run of days without a row. A day that was not heard ends a run: it proves nothing."""
    if whole is None or not known.days:
        return []
    heard_not = {part.split(">")[0] for part in parts if part.endswith(f">{NOT_HEARD}")}
    filled = {part for part, agg in parts.items() if ">" not in part and agg.rows} | heard_not
    runs = [
        list(run)
        for empty, run in groupby(_days(known), key=lambda day: day.isoformat() not in filled)
        if empty
    ]
    longest = max(runs, key=len, default=[])
    notes = []
    if longest:
        notes.append(f"từ {longest[0]:%d/%m/%Y} đến {longest[-1]:%d/%m/%Y}")
    if heard_not:
        notes.append(f"{len(heard_not)} ngày không thu được, không tính")
    n = known.days - len(heard_not)
    return [Value(value=float(len(longest)), count=len(longest), n=n, note="; ".join(notes))]


WAYS: Mapping[str, Way] = {
    "months_without": _months_without,
    "weeks_without": _weeks_without,
    "longest_gap": _longest_gap,
}
