"""Hold every figure of a frozen report against its rows, counted again (recount_ways), and name what differs."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from recount_ways import WAYS, Counter, Row, wilson


def recounted(
    told: Mapping[str, Any], rows: Sequence[Row], catalogue: bytes, tables: Callable[..., Any]
) -> tuple[int, list[str]]:
    """Count every figure that a report tells; return how many, and what does not come out, in words.

    told: the JSON of the report. tables: the table of confusions for task, domain and parts.
    """
    specs = {(q["id"], f["key"]): f for q in json.loads(catalogue) for f in q["figures"]}
    lists: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["period"] == told["period"]["id"]:
            lists[row["question"], row["figure"]].append(row)
    first, last = (date.fromisoformat(told["period"][side]) for side in ("first", "last"))
    faults: list[str] = []
    counted = 0
    for question in (*told["questions"], *told["targets"]):
        # Targets are counted from the first day of the year.
        start = first if question["id"][0].isdecimal() else date(last.year, 1, 1)
        for figure in question["figures"]:
            if figure["value"] is None and figure["count"] is None and not figure["n"]:
                continue
            spec = specs[question["id"], figure["key"]]
            mine = lists[question["id"], figure["rows_figure"]]
            table = tables(spec, {row["part"] for row in mine}) if spec["task"] else None
            faults += _unlike(question["id"], figure, Counter(spec, mine, start, last, table))
            counted += 1
    return counted, faults


def recounted_before(
    told: Mapping[str, Any],
    rows: Sequence[Row],
    catalogue: bytes,
    tables: Callable[..., Any],
    days: tuple[str, date, date],
) -> list[str]:
    """Count the main figures of the period before (its id and days); return what does not come out."""
    specs = {(q["id"], f["key"]): f for q in json.loads(catalogue) for f in q["figures"]}
    period, first, last = days
    faults = []
    for row in told["changes"]:
        mine = [r for r in rows if (r["period"], r["question"], r["figure"]) == (period, row["question"], row["rows"])]  # fmt: skip
        if len(mine) != row["row_count_before"]:
            faults.append(
                f"{row['question']}: {len(mine)} dòng kỳ trước, {row['row_count_before']}"
            )
        if row["before"] is None or not mine:
            faults += (
                [] if not row["before"] else [f"{row['question']}: kỳ trước không có dòng nào"]
            )
            continue
        spec = specs[row["question"], row["key"]]
        table = tables(spec, {r["part"] for r in mine}) if spec["task"] else None
        value = Counter(spec, mine, first, last, table).told("")[0]
        if value is None or not math.isclose(value, row["before"], rel_tol=1e-6):
            faults.append(f"{row['question']}: kỳ trước {row['before']}, đếm lại {value}")
    return faults


def _unlike(id_: str, figure: Mapping[str, Any], counter: Counter) -> Iterator[str]:
    where = f"{id_} {figure['key']} {figure['part']!r}"
    if counter.how not in WAYS:
        yield f"{where}: {counter.how} không đếm lại được"
        return
    if not counter.rows:  # a true 0 opens to no row; nothing else does
        if figure["value"] != 0 or figure["rows_total"]:
            yield f"{where}: {figure['value']} mà không có dòng nào"
        return
    value, count, n = counter.told(figure["part"])
    few = counter.spec["persons"] and figure["value"] is None and figure["count"] is None
    for name, mine in (("value", value), ("count", count), ("n", n)):
        said = figure[name]
        if few or (name == "count" and (mine is None or said is None)):
            continue
        if (said is None) != (mine is None) or (
            said is not None and not math.isclose(said, mine, rel_tol=1e-6, abs_tol=1e-6)  # type: ignore[arg-type]
        ):
            yield f"{where}: {name} nói {said}, đếm lại {mine}"
    low, high = figure["low"], figure["high"]
    if low is not None and not low - 1e-9 <= figure["value"] <= high + 1e-9:
        yield f"{where}: {figure['value']} ngoài khoảng của nó"
    if low is not None and counter.how in ("share", "mix", "top_scores") and count is not None:
        bounds = wilson(count, n)
        if not all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip((low, high), bounds, strict=True)):  # fmt: skip
            yield f"{where}: khoảng {low}–{high}, đếm lại {bounds}"
