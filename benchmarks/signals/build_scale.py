"""Simulate langnghe/signals/scale.json: what each value of the statistic costs in false alarms.

    nice -n 19 python -m benchmarks.signals.build_scale [--series 1000]

Quiet years only, over a grid of levels and dispersions; no crisis, no series of the standard.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from benchmarks.signals.measures import threshold_for
from langnghe.signals.baseline import baseline
from langnghe.signals.detectors.watch import evidence
from langnghe.signals.synthetic import Standard, null, stack

LEVELS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128)
DISPERSIONS = (0.03, 0.1, 0.2, 0.4, 0.8, 1.6)
FALSE_ALARMS = (2.0, 1.0, 0.5, 0.25, 0.1, 0.05, 0.02)
OUT = Path(__file__).parents[2] / "langnghe" / "signals" / "scale.json"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=1000)
    series = parser.parse_args().series
    table = []
    for row, level in enumerate(LEVELS):
        quiet = stack(
            [
                null(
                    Standard(
                        mean=level, size=1 / spread, series=series, seed=900_000 + 100 * row + at
                    )
                )
                for at, spread in enumerate(DISPERSIONS)
            ]
        )
        found = evidence(quiet.counts, baseline(quiet)).reshape(len(DISPERSIONS), series, -1)
        knots = [[threshold_for(part, cost) for cost in FALSE_ALARMS] for part in found]
        line = np.maximum.accumulate(knots, axis=1).round(4).tolist()
        table.append(line)
        print(level, line, flush=True)
    OUT.write_text(
        json.dumps(
            {
                "level": LEVELS,
                "dispersion": DISPERSIONS,
                "false_alarms_per_30d": FALSE_ALARMS,
                "statistic": table,
            }
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
