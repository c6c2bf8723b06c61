"""Shares of what a model said, corrected for what it confuses, and praise less blame of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from langnghe.measure import intervals
from langnghe.measure.correction import Confusion, corrected
from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import RESAMPLES, SEED, Known, Way, few, grouped, within

if TYPE_CHECKING:
    import numpy as np

UNCORRECTED = "chưa hiệu chỉnh: mô hình đang dùng không có bảng nhầm lẫn cho nhãn này"


def _said(found: Mapping[str, Agg], confusion: Confusion | None) -> tuple[tuple[str, ...], tuple[float, ...]]:  # fmt: skip
    """Return the labels and how many things were said to be each, in the order of the table."""
    labels = confusion.labels if confusion else tuple(sorted(found))
    return labels, tuple(float(found[x].distinct) if x in found else 0.0 for x in labels)


def _table(found: Mapping[str, Agg], known: Known) -> Confusion | None:
    """Return the table of confusions if it knows every label that was said."""
    table = known.confusion
    return table if table and set(found) <= set(table.labels) else None


def _drawn(said: Sequence[float], table: Confusion) -> tuple[np.ndarray, np.ndarray]:
    return corrected(tuple(said), table, RESAMPLES, SEED)


def _thin(table: Confusion) -> str:
    least = min(sum(row) for row in table.counts)
    if least >= 10:
        return ""
    return f"bảng nhầm lẫn có lớp chỉ {least:g} văn bản nên khoảng rộng"


def _corrected_share(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Each label's corrected share of all; the whole is how many things were read."""
    import numpy as np

    told = []
    for group, found in grouped(parts).items():
        table = _table(found, known)
        labels, said = _said(found, table)
        n = round(sum(said))
        names = [f"{group}>{label}" if group else label for label in labels]
        told.append(Value(part=group, value=float(n), count=n, n=n, total=True))
        if n < known.least():
            told += [Value(part=p, count=k, n=n, note=few(known)) for p, k in zip(names, said, strict=True)]  # fmt: skip
            continue
        if table is None:
            for part, k in zip(names, said, strict=True):
                low, high = intervals.wilson(k, n)
                told.append(Value(part=part, value=100 * k / n, count=k, n=n, low=100 * low,
                                  high=100 * high, estimate=True, note=UNCORRECTED))  # fmt: skip
            continue
        once, again = _drawn(said, table)
        bounds = np.percentile(again, [2.5, 97.5], axis=0)
        for number, part in enumerate(names):
            value = float(once[number])
            low, high = within(float(bounds[0, number]), value, float(bounds[1, number]))
            told.append(Value(part=part, value=100 * value, count=said[number], n=n, low=100 * low,
                              high=100 * high, estimate=True, note=_thin(table)))  # fmt: skip
    return told


def _net(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """Corrected share of positive less that of negative, of all that were read."""
    found = [_net_of(group, labels, known) for group, labels in grouped(parts).items()]
    return [value for value in found if value is not None]


def _net_of(group: str, found: Mapping[str, Agg], known: Known) -> Value | None:
    import numpy as np

    table = _table(found, known)
    labels, said = _said(found, table)
    n = round(sum(said))
    if not n:
        return None
    sign = np.array([(label == "positive") - (label == "negative") for label in labels])
    counts = ", ".join(
        f"{word} {round(found[label].distinct if label in found else 0)}"
        for label, word in (("positive", "tích cực"), ("negative", "tiêu cực"))
    )
    difference = float(sign @ np.array(said))
    if n < known.least():
        return Value(part=group, count=difference, n=n, note=f"{counts}; {few(known)}")
    raw = np.array(said) / n
    if table is None:
        value = float(sign @ raw)
        half = intervals.Z95 * float(np.sqrt((np.abs(sign) @ raw - value**2) / n))
        return Value(part=group, value=100 * value, count=difference, n=n, estimate=True,
                     low=max(-100.0, 100 * (value - half)), high=min(100.0, 100 * (value + half)),
                     note=f"{counts}; {UNCORRECTED}")  # fmt: skip
    once, again = _drawn(said, table)
    value = float(sign @ once)
    low, high = np.percentile(again @ sign, [2.5, 97.5])
    low, high = within(float(low), value, float(high))
    note = "; ".join(filter(None, [f"máy đọc: {counts}", _thin(table)]))
    return Value(part=group, value=100 * value, count=difference, n=n, low=100 * low,
                 high=100 * high, estimate=True, note=note)  # fmt: skip


WAYS: Mapping[str, Way] = {"corrected_share": _corrected_share, "net": _net}
