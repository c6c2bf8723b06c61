"""Run every benchmark, one process each, so that one's memory is not another's; `make bench`.

Those that need the third-party data say so and pass when it is absent.
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
    "benchmarks.replay.pages",
    "benchmarks.replay.year",
)


def main() -> int:
    """Return how many benchmarks could not run."""
    failed = []
    for module in sys.argv[1:] or MODULES:
        print(f"\n== {module}", flush=True)
        if subprocess.run([sys.executable, "-m", module], check=False).returncode:
            failed.append(module)
    print(f"\nkhông chạy được: {', '.join(failed)}" if failed else "\nmọi phép đo đã chạy")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
