"""Detectors side by side: the default and the peers it is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from langnghe.signals.baseline import Rules
from langnghe.signals.detectors import negbin, windows
from langnghe.signals.detectors.bocpd import bocpd
from langnghe.signals.detectors.watch import watch
from langnghe.signals.panel import Panel, Scored

Detector: TypeAlias = Callable[[Panel], Scored]

_NO_CALENDAR = Rules(calendar=False)
_BARE = Rules(calendar=False, weekday=False, outliers=False)

DETECTORS: Mapping[str, Detector] = {
    "ratio 150 % of 7 days": windows.ratio,
    "7 days + 2 sd": windows.two_sd,
    "Huginn, 14 days + 3 sd": windows.huginn,
    "EARS C1": windows.ears_c1,
    "EARS C2": windows.ears_c2,
    "EARS C3": windows.ears_c3,
    "weekly z, 8 weeks": windows.weekly_z,
    "BOCPD, Poisson": bocpd,
    "Kleinberg, s = 2": windows.kleinberg,
    "NB tail": partial(negbin.tail, rules=_BARE),
    "NB tail + weekday": partial(negbin.tail, rules=_NO_CALENDAR),
    "NB tail + weekday + calendar": negbin.tail,
    "NB-CUSUM + weekday": partial(negbin.cusum, rules=_NO_CALENDAR),
    "NB-CUSUM + weekday + calendar": negbin.cusum,
    "max(NB tail, NB-CUSUM) + calendar": negbin.both,
    "default": watch,
}
DEFAULT = "default"
