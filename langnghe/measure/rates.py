"""Rates on a base, and one window against another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from langnghe.measure import intervals
from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import Known, Way, each, few


def _per(base: int) -> Callable[[Agg, Known], Value | None]:
    """Return a way: num on base of den, with Garwood's interval of the count."""

    def one(agg: Agg, known: Known) -> Value | None:
        if not agg.den:
            return None
        if agg.den < known.least():
            return Value(count=agg.num, n=round(agg.den), note=few(known))
        low, high = intervals.poisson(agg.num)
        scale = base / agg.den
        return Value(
            value=scale * agg.num,
            count=agg.num,
            n=round(agg.den),
            low=scale * low,
            high=scale * high,
        )

    return one


def _windows(parts: Mapping[str, Agg]) -> dict[str, dict[str, tuple[str, float]]]:
    """Return by group: "now" and "base" with the window's days (“2023-01-01..2023-12-31”) and sum."""
    found: dict[str, dict[str, tuple[str, float]]] = {}
    for part, agg in sorted(parts.items()):
        pieces = part.split(">")
        which = next((piece for piece in pieces if piece in ("now", "base")), "")
        if which:
            days = next((piece for piece in pieces if ".." in piece), "")
            group = ">".join(piece for piece in pieces if piece not in (which, days))
            found.setdefault(group, {})[which] = (days, agg.num)
    return found


def _length(window: str) -> int:
    """Return how many days a window has; 0 for none."""
    if not window:
        return 0
    first, last = (date.fromisoformat(day) for day in window.split(".."))
    return (last - first).days + 1


def _said(window: str) -> str:
    return "–".join(f"{date.fromisoformat(day):%d/%m/%Y}" for day in window.split(".."))


def _growth(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """How many times the base window's sum the compared window has, day for day."""
    told = []
    for group, both in _windows(parts).items():
        if "base" not in both:
            continue
        window, base = both["base"]
        now_window, now = both.get("now", ("", 0.0))
        note = f"kỳ gốc {_said(window)}" if window else ""
        if now_window:
            note = f"kỳ so sánh {_said(now_window)}; {note}"
        long, short = _length(now_window), _length(window)
        if long and short and long != short:
            note += f"; tính theo ngày vì hai kỳ dài khác nhau ({long} và {short} ngày)"
            base = base * long / short
        if base:
            value: float | None = now / base
        else:
            value, note = None, "; ".join(filter(None, [note, "kỳ gốc không có mục nào"]))
        told.append(Value(part=group, value=value, count=now, n=round(both["base"][1]), note=note))
    return told


def _change(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """After against before in percent of before, with the interval of a ratio of two counts."""
    told = []
    for group, both in _windows(parts).items():
        before, after = (both.get(which, ("", 0.0))[1] for which in ("base", "now"))
        counts = f"trước {before:g}, sau {after:g}"
        if before < known.least():
            note = f"{counts}; {few(known, what='số trước')}"
            told.append(Value(part=group, count=after, n=round(before), note=note))
            continue
        low, high = intervals.ratio(after, before)
        told.append(
            Value(part=group, value=100 * (after / before - 1), count=after, n=round(before),
                  low=100 * (low - 1), high=100 * (high - 1), note=counts)
        )  # fmt: skip
    return told


WAYS: Mapping[str, Way] = {
    "per_hundred": each(_per(100)),
    "per_thousand": each(_per(1000)),
    "growth": _growth,
    "change": _change,
}
