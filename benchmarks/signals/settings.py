"""What the detectors are held to: the standard, the kept-aside variant, the bars."""

from __future__ import annotations

from dataclasses import dataclass

from langnghe.signals.synthetic import Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars of one level: at shipped thresholds, then at one false alarm in 30 days."""

    shipped_burst: float
    burst: float
    delay: float
    ramp: float


MOST_FALSE = 0.5  # false alarms in 30 days a series at shipped thresholds, every level
BARS = {
    2: Bars(shipped_burst=0.84, burst=0.93, delay=0.45, ramp=1.7),
    8: Bars(shipped_burst=0.76, burst=0.91, delay=0.60, ramp=1.8),
    30: Bars(shipped_burst=0.77, burst=0.90, delay=0.65, ramp=2.0),
}

# level named in the bars → setting
STANDARD = {
    0.5: Standard(mean=0.5, size=1, seed=1001),
    2: Standard(mean=2, size=2, seed=1002),
    8: Standard(mean=8, size=4, seed=1003),
    30: Standard(mean=30, size=6, seed=1004),
}
# Not tuned on: other seeds, rates, dispersions, another week, and a dispersion that drifts.
_WEEK = (1.0, 1.05, 1.1, 1.1, 1.1, 0.9, 0.75)
KEPT_ASIDE = {
    0.5: Standard(mean=0.6, size=1.5, seed=77_001, week=_WEEK),
    2: Standard(mean=2.6, size=3, seed=77_002, week=_WEEK),
    8: Standard(mean=7, size=3, seed=77_003, size_at_end=4.5, week=_WEEK),
    30: Standard(mean=36, size=8, seed=77_004, size_at_end=5.5, week=_WEEK),
}
# The same without the drift, further off the standard.
_WEEK_2 = (1.1, 1.1, 1.05, 1.0, 1.0, 0.95, 0.8)
KEPT_ASIDE_2 = {
    0.5: Standard(mean=0.4, size=0.8, seed=88_001, week=_WEEK_2),
    2: Standard(mean=1.5, size=1.5, seed=88_002, week=_WEEK_2),
    8: Standard(mean=12, size=3, seed=88_003, week=_WEEK_2),
    30: Standard(mean=25, size=10, seed=88_004, week=_WEEK_2),
}
SETS = {
    "chuẩn tổng hợp": STANDARD,
    "để riêng 1": KEPT_ASIDE,
    "để riêng 2": KEPT_ASIDE_2,
}
