"""Print the AMOC table of all detectors, the bars held or not, and what broken feeds do.

    nice -n 19 python -m benchmarks.signals [--series 300] [--peers 100] [--out output/signals]

On the synthetic standard and on a kept-aside variant (other seeds, rates, dispersions, week).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from benchmarks.signals.amoc import Interval, Row, make, measure
from benchmarks.signals.plots import amoc_svg
from benchmarks.signals.scenarios import briers, broken_feeds, campaign, seconds
from benchmarks.signals.settings import BARS, KEPT_ASIDE, MOST_FALSE, STANDARD
from langnghe.signals.detectors import DEFAULT, DETECTORS


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=300, help="of the default detector")
    parser.add_argument("--peers", type=int, default=100, help="series of each peer; 0: no peers")
    parser.add_argument("--out", type=Path, default=Path("output/signals"))
    given = parser.parse_args()
    for title, settings in (("synthetic standard", STANDARD), ("kept aside", KEPT_ASIDE)):
        counts = make(settings, given.series)
        table = {DEFAULT: measure(counts, DETECTORS[DEFAULT])}
        print(f"\n## {title}: default, {given.series} series a level\n")
        _table(table)
        _bars(table[DEFAULT])
        if given.peers:
            few = make(settings, given.peers)
            table = {name: measure(few, detector) for name, detector in DETECTORS.items()}
            print(f"\n## {title}: all detectors, {given.peers} series a level\n")
            _table(table)
            given.out.mkdir(parents=True, exist_ok=True)
            for level in settings:
                path = given.out / f"amoc-{title.replace(' ', '-')}-{level:g}.svg"
                path.write_text(amoc_svg(table, level), encoding="utf-8")
                print(f"wrote {path}")
    _without_crisis(given.series)


def _told(value: float, within: Interval) -> str:
    return f"{value:.2f} [{within[0]:.2f}, {within[1]:.2f}]"


def _table(table: Mapping[str, Mapping[float, Row]]) -> None:
    print("| detector | μ | false/30 d, shipped | burst ≤ day 1, shipped | burst ≤ day 1 | delay d |"
          " ramp d | one day ≤ 6 |\n|---|---|---|---|---|---|---|---|")  # fmt: skip
    for name, rows in table.items():
        for level, row in rows.items():
            one, within = row.at_one, row.at_one_in
            print(
                f"| {name} | {level:g} | {_told(row.false_shipped, row.false_shipped_in)} "
                f"| {_told(row.shipped['by day 1'], row.shipped_in['by day 1'])} "
                f"| {_told(one['by day 1'], within['by day 1'])} "
                f"| {_told(one['burst'], within['burst'])} | {_told(one['ramp'], within['ramp'])} "
                f"| {one['one day']:.2f} |",
                flush=True,
            )


def _bars(rows: Mapping[float, Row]) -> None:
    def say(name: str, value: float, bar: float, least: bool) -> None:
        held = value >= bar if least else value <= bar
        print(f"- {name}: {value:.3f} against {bar:g}: {'held' if held else 'NOT HELD'}")

    print()
    for level, row in rows.items():
        say(
            f"μ {level:g}, false alarms at shipped thresholds", row.false_shipped, MOST_FALSE, False
        )
        if level in BARS:
            bars = BARS[int(level)]
            say(
                f"μ {level:g}, burst by day 1, shipped",
                row.shipped["by day 1"],
                bars.shipped_burst,
                True,
            )
            say(f"μ {level:g}, burst by day 1 at 1/30 d", row.at_one["by day 1"], bars.burst, True)
            say(f"μ {level:g}, burst delay at 1/30 d", row.at_one["burst"], bars.delay, False)
            say(f"μ {level:g}, ramp delay at 1/30 d", row.at_one["ramp"], bars.ramp, False)


def _without_crisis(series: int) -> None:
    some = {level: setting for level, setting in STANDARD.items() if level >= 2}
    few = max(series // 5, 10)
    print("\n## years without a crisis\n")
    for name, (hit, total) in broken_feeds(some, few).items():
        print(f"- {name}: {hit} of {total} series alert leaders: {'NOT HELD' if hit else 'held'}")
    loud, leaders = campaign(some, series)
    print(f"- planned campaign: {loud:.3f} alarms, {leaders:.3f} alerts to leaders a campaign "
          f"(≤ 0.1): {'held' if loud <= 0.1 else 'NOT HELD'}")  # fmt: skip
    for level, (ours, usual) in briers(some, few).items():
        print(f"- 72-hour forecast, μ {level:g}: Brier {ours:.3f} against climatology {usual:.3f}")
    print(f"- 500 series × 435 days: {seconds():.2f} s of one core")


if __name__ == "__main__":
    main()
