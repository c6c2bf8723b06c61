"""How much of what was written was found, from two ways of finding it.

Parts: "machine" (only the crawler has it), "staff" (only staff found it), "both". Chapman's (1951)
estimator of all there was. The interval is not log-normal: that one shrinks to nothing when staff
found little or nothing new, and then held the truth in 78 % of simulations. Wilson's interval of the
share of staff's finds that the machine had, drawn in by how much of all they looked at, held it in
95 % (tests/measure/test_simulation.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from langnghe.measure import intervals
from langnghe.measure.records import Agg, Value
from langnghe.measure.ways import Known, Way, few, within

_BOTH = "cả hai cách cùng thấy {both}; máy thu {machine}; cán bộ tự tìm {staff}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """How many the machine found, and of how many there were, each with its interval."""

    coverage: float
    low: float
    high: float
    everything: float
    least: float
    most: float


def estimate(machine: int, staff: int, both: int) -> Captured:
    """Return coverage and size from what each list has (machine, staff ≥ both; staff ≥ 1)."""
    everything = (machine + 1) * (staff + 1) / (both + 1) - 1
    seen = machine + staff - both
    coverage = machine / everything if everything else 0.0
    # Staff drew a good part of a finite whole: what they have not seen is less uncertain. How large a
    # part, the machine's finds tell; never all of it, as Agresti and Coull (1998) pull a share in.
    square = intervals.Z95**2
    left = math.sqrt(1 - (both + square / 2) / (machine + square))
    low, high = intervals.wilson(both, staff, intervals.Z95 * left)
    low, high = within(low, coverage, high)
    least = max(float(seen), machine / high if high else 0.0)
    most = machine / low if low else math.inf
    least, most = within(least, everything, most)
    return Captured(
        coverage=coverage, low=low, high=high, everything=everything, least=least, most=most
    )


def _lists(parts: Mapping[str, Agg]) -> tuple[int, int, int]:
    found = {part: agg.distinct for part, agg in parts.items()}
    both = found.get("both", 0)
    return found.get("machine", 0) + both, found.get("staff", 0) + both, both


def _coverage(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """The share of everything that the machine found, in percent."""
    machine, staff, both = _lists(parts)
    if not staff:
        return []
    note = _BOTH.format(machine=machine, staff=staff, both=both)
    if staff < known.least():
        return [Value(count=both, n=staff, note=f"{note}; {few(known)}")]
    found = estimate(machine, staff, both)
    return [
        Value(value=100 * found.coverage, count=machine, n=staff, low=100 * found.low,
              high=100 * found.high, estimate=True, note=note)
    ]  # fmt: skip


def _population(parts: Mapping[str, Agg], whole: Agg | None, known: Known) -> list[Value]:
    """How many there were in all."""
    machine, staff, both = _lists(parts)
    if not staff:
        return []
    if staff < known.least():
        return [Value(n=staff, note=few(known))]
    found = estimate(machine, staff, both)
    high = found.most if math.isfinite(found.most) else None
    return [Value(value=found.everything, n=staff, low=found.least, high=high, estimate=True)]


WAYS: Mapping[str, Way] = {"capture_recapture": _coverage, "population": _population}
