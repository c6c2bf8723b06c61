"""The usual day of every series: level, weekday, planned events and dispersion, from past days only.

One pass over the days, all series at once. Every sum forgets with a half-life, days that stood
out count less (past outbreaks must not become the usual), and every estimate is shrunk towards
what is known of such series by as much as its own noise asks for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from langnghe.signals.negbin import upper_tail
from langnghe.signals.panel import Array, Panel

HALF_LIFE = 90.0  # days
SETTLED = 14  # observed days before a deviation is measured
MIN_DAYS = 28  # observed days before anything is said
# Monday first: items a day of three national papers, 7 Aug 2025 – 23 Aug 2026 (178,638 items).
USUAL_WEEK = np.array([1.005, 1.028, 1.042, 1.041, 1.043, 0.968, 0.873])
WEEKDAY_SD = 0.12  # how far a series' own week lies from that
DISPERSION, DISPERSION_SD = 0.25, 0.25  # φ of a busy series, and its spread among them
DISPERSION_RARE = 0.9  # more of a rare one, whose own days say little of it
OUTLIER = 0.002  # a day less probable than this counts less in the history …
LONG = 14  # … until half of so many days were such: then it is the new usual
SILENCE = 1e-3  # zeros in a row less probable than this: nothing was collected
NEW_SOURCE = 0.2  # how much of the past survives when a healthy source is added
SETTLING = 21  # days after that in which nothing is odd: what it brings is the new usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The forecast of each day before it came, shape (S, T), NaN while history is too short.

    mean: expected count. dispersion: φ of the forecast, the doubt of the estimates included.
    level: the ordinary day's mean, no event, no weekday, and
    its standard error. own: φ of the series itself, and what is not known of it.
    silent: the day belongs to a run of zeros that can only mean that nothing was collected.
    """

    mean: Array
    dispersion: Array
    level: Array
    level_sd: Array
    own: Array
    own_sd: Array
    silent: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a baseline takes into account; the parts can be left out to compare."""

    weekday: bool = True
    calendar: bool = True
    offset: bool = True
    outliers: bool = True
    half_life: float = HALF_LIFE


def baseline(panel: Panel, rules: Rules | None = None) -> Baseline:
    """Return the forecast of every day from the days before it."""
    rules = rules or Rules()
    counts = panel.counts
    series, length = counts.shape
    out = {name: np.full((series, length), np.nan) for name in Baseline.__dataclass_fields__}
    out["silent"] = np.zeros((series, length), dtype=bool)
    state = _State(series, len(panel.calendar.labels), rules)
    weekday = panel.weekday
    healthy = panel.healthy if rules.offset else None
    for at in range(length):
        factor = float(panel.calendar.factor[at]) if rules.calendar else 1.0
        doubt = float(panel.calendar.doubt[at]) if rules.calendar else 0.0
        label = int(panel.calendar.label[at]) if rules.calendar else 0
        exposure = np.full(series, factor)
        if healthy is not None:
            state.see_sources(healthy[:, at])
            exposure = exposure * state.sources
        day = state.forecast(int(weekday[at]), exposure, label, doubt)
        ready = state.observed >= MIN_DAYS
        for name in ("mean", "dispersion", "level", "level_sd", "own", "own_sd"):
            out[name][:, at] = np.where(ready, day[name], np.nan)
        out["silent"][:, at] = state.learn(
            counts[:, at], day, int(weekday[at]), exposure, label, doubt
        )
    return Baseline(**out)


class _State:
    """Running sums of S series."""

    def __init__(self, series: int, labels: int, rules: Rules) -> None:
        self.rules = rules
        self.keep = 0.5 ** (1 / rules.half_life)
        self.items = np.zeros((series, 7))  # Σ ω·y by weekday
        self.exposed = np.zeros((series, 7))  # Σ ω·exposure by weekday
        self.excess = np.zeros(series)  # Σ ω·((y − m)² − m)
        self.square = np.zeros(series)  # Σ ω·m²
        self.weights = np.zeros(series)  # Σ ω
        self.days = np.zeros(series)  # Σ ω, days of events counting less
        self.observed = np.zeros(series)
        self.event_said = np.zeros((series, labels))  # Σ precision·(y / forecast without learning)
        self.event_weight = np.zeros((series, labels))
        self.odd = np.zeros((series, LONG), dtype=bool)
        self.turn = 0
        self.quiet = np.zeros(series)  # log P of the run of zeros
        self.sources = np.ones(series)
        self.usual_sources = np.full(series, np.nan)
        self.settled = np.full(series, SETTLING)  # days since a source was added

    def see_sources(self, healthy: Array) -> None:
        """Take today's number of healthy sources; a new number makes the past count less."""
        known = np.isfinite(healthy)
        now = np.where(known, np.maximum(healthy, 0.0), self.sources)
        moved = known & np.isfinite(self.usual_sources) & (now > 1.02 * self.usual_sources)
        fade = np.where(moved, NEW_SOURCE, 1.0)
        self._fade(fade)
        self.settled = np.where(moved, 0, self.settled + 1)
        first = known & np.isnan(self.usual_sources)
        self.usual_sources = np.where(first | moved, now, self.usual_sources)
        self.sources = now

    def _fade(self, by: Array) -> None:
        for sums in (self.items, self.exposed):
            sums *= by[:, None]
        for line in (self.excess, self.square, self.weights, self.days):
            line *= by

    def forecast(self, weekday: int, exposure: Array, label: int, doubt: float) -> dict[str, Array]:
        """Return mean, dispersion, level and own dispersion of a day, before its count is known."""
        level = self._level(self.exposed.sum(1))
        sources = np.where(self.sources > 0, self.sources, 1.0)
        per_day = np.maximum(level * sources, 1e-3)
        # Dispersion: moments shrunk towards such series; a day of a rare series says little of it.
        usual = DISPERSION + DISPERSION_RARE / (1 + per_day)
        noise = 3 * (1 / per_day + usual) ** 2
        prior = noise / DISPERSION_SD**2
        mean_square = np.where(self.weights > 0, self.square / np.maximum(self.weights, 1e-9), 1.0)
        own = (self.excess + prior * usual * mean_square) / (
            self.square + prior * mean_square + 1e-12
        )
        own = np.clip(own, 0.01, 3.0)
        spread = 1 / per_day + own  # squared coefficient of variation of a day
        week = self._week(level, spread) if self.rules.weekday else np.ones((len(level), 7))
        level = self._level((self.exposed * week).sum(1))
        plain = np.maximum(level * week[:, weekday] * exposure, 1e-3)
        event, unsure = self._event(label, doubt)
        about = np.maximum(self.days, 1.0)
        shrunk = spread / WEEKDAY_SD**2
        doubtful = spread / about + spread / (about / 7 + shrunk) * self.rules.weekday + unsure
        return {
            "mean": plain * event,
            "plain": plain,
            "dispersion": own + doubtful * (1 + own),
            "level": level * sources,
            "own": own,
            "own_sd": DISPERSION_SD * np.sqrt(prior / (prior + self.weights)),
            "level_sd": level * sources * np.sqrt(spread / about),
        }

    def _level(self, exposed: Array) -> Array:
        seen = (self.items.sum(1) + 0.05) / np.maximum(exposed, 1e-9)
        return np.asarray(np.where(exposed > 0, seen, 0.05))

    def _week(self, level: Array, spread: Array) -> Array:
        """Return weekday factors (S, 7) with mean 1."""
        prior = spread / WEEKDAY_SD**2  # days of history the usual week is worth
        usual = USUAL_WEEK / USUAL_WEEK.mean()
        # In units of ordinary days, whatever the exposure is counted in.
        share = self.days / np.maximum(self.exposed.sum(1), 1e-9)
        seen = self.exposed * share[:, None]
        expected = self.exposed * level[:, None]
        ratio = self.items / np.maximum(expected, 1e-12)
        week = (seen * np.where(expected > 0, ratio, 1.0) + prior[:, None] * usual) / (
            seen + prior[:, None]
        )
        return np.asarray(week / week.mean(1, keepdims=True))

    def _event(self, label: int, doubt: float) -> tuple[Array, Array]:
        """Return what the event was seen to be of its stated factor, and the doubt that is left."""
        if label == 0 or doubt == 0:
            zero = np.zeros(len(self.days))
            return zero + 1.0, zero
        sure = 1 / doubt**2
        total = sure + self.event_weight[:, label]
        return (sure + self.event_said[:, label]) / total, 1 / total

    def learn(
        self,
        count: Array,
        day: dict[str, Array],
        weekday: int,
        exposure: Array,
        label: int,
        doubt: float,
    ) -> Array:
        """Add a day to the sums; return where it belongs to a silence."""
        mean, dispersion = day["mean"], day["dispersion"]
        size = 1 / dispersion
        self.quiet = np.where(
            count == 0,
            self.quiet - size * np.log1p(mean / size),
            np.where(np.isnan(count), self.quiet, 0.0),
        )
        ready = self.observed >= MIN_DAYS
        silent = ready & (count == 0) & (self.quiet < np.log(SILENCE))
        given = np.isfinite(count) & (exposure > 0) & ~silent
        value = np.where(given, count, 0.0)
        weight = given.astype(float)
        if self.rules.outliers:
            # Only what lies far out needs its probability: the tail is the dearest call of the pass.
            far = ready & given & (value > mean + 2 * np.sqrt(mean + dispersion * mean**2))
            p = np.ones(len(value))
            p[far] = upper_tail(value[far], mean[far], dispersion[far])
            odd = far & (p < OUTLIER) & (self.settled >= SETTLING)
            lasting = self.odd.mean(1) >= 0.5
            weight = np.where(odd & ~lasting, np.sqrt(p / OUTLIER), weight)
            self.odd[:, self.turn % LONG] = odd
            self.turn += 1
        if label and doubt:
            precision = weight / (1 / mean + day["own"])
            self.event_said[:, label] += precision * value / day["plain"]
            self.event_weight[:, label] += precision
        # An event weighs as little as its factor is unsure; its days never set the level alone.
        ordinary = weight * (0.3 if label and doubt else 1.0)
        self.items *= self.keep
        self.exposed *= self.keep
        self.items[:, weekday] += ordinary * value
        self.exposed[:, weekday] += ordinary * exposure
        settled = np.where(self.observed >= SETTLED, weight, 0.0)  # a mean to differ from
        for sums, new in (
            (self.excess, settled * ((value - mean) ** 2 - mean)),
            (self.square, settled * mean**2),
            (self.weights, settled),
            (self.days, ordinary),
        ):
            sums *= self.keep
            sums += new
        self.observed += given
        return np.asarray(silent)
