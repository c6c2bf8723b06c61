"""Run every benchmark, one process each, so that one's memory is not another's; `make bench`.

Those that need the third-party data say so and pass when it is absent. Sizes are for a look at
everything; the figures of the manual come from the commands that stand beside them.
"""

from __future__ import annotations

import subprocess
import sys

MODULES = (
    "benchmarks.text",
    "benchmarks.privacy",
    "benchmarks.warehouse",
    "benchmarks.imports",
    "benchmarks.extraction",
    "benchmarks.classify",
    "benchmarks.entities",
    "benchmarks.nlp",
    "benchmarks.stories",
    "benchmarks.search",
    "benchmarks.claims --most 2000",
    "benchmarks.signals --series 100 --offices 6 --portfolios 5",
    "benchmarks.replay.pages",
    "benchmarks.replay.year",
    "benchmarks.replay.incidents",
)


def main() -> int:
    """Return how many benchmarks could not run."""
    failed = []
    for asked in sys.argv[1:] or MODULES:
        print(f"\n== {asked}", flush=True)
        if subprocess.run([sys.executable, "-m", *asked.split()], check=False).returncode:
            failed.append(asked)
    print(f"\nkhông chạy được: {', '.join(failed)}" if failed else "\nmọi phép đo đã chạy")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
