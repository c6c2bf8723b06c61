"""The process in which one parser is fed: what it raises is told, what hangs ends it with its place."""

from __future__ import annotations

import faulthandler
import gc
import json
import logging
import resource
import signal
import sys
import time
import traceback
import warnings
from collections import Counter

from benchmarks.fuzz.parsers import PARSERS
from langnghe.errors import LangngheError

LONGEST = 5.0  # seconds of one input
MEMORY = 500  # MB above what the parser's libraries and seeds take by themselves
ROOF = 4 << 30  # bytes: beyond, the machine itself would be in danger


def feed(name: str, first: int, last: int, seed: int) -> None:
    """Run inputs first … last-1 of a parser; write one JSON line for each finding and one at the end."""
    resource.setrlimit(resource.RLIMIT_AS, (ROOF, ROOF))
    faulthandler.register(signal.SIGXCPU, file=sys.stderr, all_threads=False, chain=True)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    parser = PARSERS[name]
    _tell("ready", first, seeds=len(parser.seeds))
    ends: Counter[str] = Counter()
    slowest, base = (0.0, first), _peak()
    for number in range(first, last):
        data = parser.input(number, seed)
        if number == first + 1:
            base = _peak()  # the first input has made the libraries load
        _tell("at", number)
        start = time.process_time()
        # The kernel counts, by time of the processor: also a loop of C ends, and a busy machine ends nothing.
        resource.setrlimit(
            resource.RLIMIT_CPU, (int(start + 2 * LONGEST) + 2, resource.RLIM_INFINITY)
        )
        try:
            parser.run(*data)
            ends["value"] += 1
        except parser.errors:
            ends["declared"] += 1
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)
            own = [f for f in place if "/benchmarks/" not in f.filename]
            where = f"{own[-1].filename}:{own[-1].lineno}" if own else ""
            ours = next((f"{f.filename}:{f.lineno}" for f in reversed(own) if "site-packages" not in f.filename and "/lib/python" not in f.filename), "")  # fmt: skip
            words = type(error).__name__ + (f": {error}"[:160] if not isinstance(error, LangngheError) else "")  # fmt: skip
            ends["crash"] += 1
            _tell("crash", number, error=words, where=where, ours=ours)
        seconds = time.process_time() - start
        slowest = max(slowest, (seconds, number))
        if seconds > LONGEST:
            ends["hang"] += 1
            _tell("hang", number, seconds=round(seconds, 1))
        if _peak() - base > MEMORY:
            _tell("memory", number, mb=_peak() - base)
            base = _peak()
        if number % 200 == 0:
            gc.collect()
        if number % 1000 == 999:
            _tell("so far", number, ends=dict(ends), slowest=slowest, peak=_peak())
    _tell("done", last, ends=dict(ends), slowest=slowest, base=base, peak=_peak())


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _tell(what: str, number: int, **more: object) -> None:
    print(json.dumps({"what": what, "number": number, **more}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    feed(sys.argv[1], *map(int, sys.argv[2:]))
