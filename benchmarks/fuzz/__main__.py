"""Ten thousand hostile inputs for every parser: no crash, no hang over 5 s, no more than 500 MB.

    python -m benchmarks.fuzz                              10,000 inputs each, a process a parser
    python -m benchmarks.fuzz --each 500 --only feed,pdf
    python -m benchmarks.fuzz --only pdf --again 4711      one input once more, with its traceback
    python -m benchmarks.fuzz --only pdf --save 4711 --out x.pdf

Inputs are real ones (the sample sites, and the saved pages where they are there) with bytes, tags,
values, JSON nodes, cells, members of archives changed; number and seed name an input for ever. Every
input must end in a value or in the parser's own declared error. Exit 1 when one did not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.fuzz.parsers import PARSERS


@dataclass
class Result:
    """What came of one parser."""

    ends: Counter[str] = field(default_factory=Counter)
    found: list[dict[str, Any]] = field(default_factory=list)
    peak: int = 0
    slowest: float = 0.0
    seconds: float = 0.0


def fire(name: str, each: int, seed: int) -> Result:
    """Feed one parser in child processes; a child that dies is told, and another goes on behind it."""
    result, first, start = Result(), 0, time.monotonic()
    while first < each:
        command = [
            sys.executable,
            "-m",
            "benchmarks.fuzz.child",
            name,
            *map(str, (first, each, seed)),
        ]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        at, done, ready = first, False, False
        assert child.stdout is not None
        assert child.stderr is not None
        for line in child.stdout:
            if not line.startswith('{"what": '):  # a parser must not write into our output
                result.found.append({"what": "printed", "number": at, "told": line[:200]})
                continue
            said = json.loads(line)
            what = said.pop("what")
            ready = True
            if what == "at":
                at = said["number"]
            elif what == "done":
                done = True
                result.ends.update(said["ends"])
                result.peak = max(result.peak, said["peak"])
                result.slowest = max(result.slowest, said["slowest"][0])
            elif what == "so far":
                print(f"{name} {said}", file=sys.stderr, flush=True)
            elif what != "ready":
                result.found.append({"what": what, **said})
        told = child.stderr.read()
        child.wait()
        if not ready:
            raise SystemExit(f"{name}: {told}")
        if done:
            break
        # Killed by its own watch (a loop of C), by the roof over its memory, or by a fault.
        result.ends["value"] += at - first
        result.ends["died"] += 1
        result.found.append(
            {"what": "died", "number": at, "rc": child.returncode, "told": told[-1500:]}
        )
        first = at + 1
    result.seconds = time.monotonic() - start
    return result


def main() -> int:
    """Print a line for each parser and what was found; return 1 when anything was."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--each", type=int, default=10_000)
    asked.add_argument("--only", default="")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--again", type=int)
    asked.add_argument("--save", type=int)
    asked.add_argument("--out", type=Path, default=Path("input.bin"))
    given = asked.parse_args()
    names = given.only.split(",") if given.only else list(PARSERS)
    if given.save is not None:
        given.out.write_bytes(PARSERS[names[0]].input(given.save, given.seed)[0])
        return 0
    if given.again is not None:
        print("value" if PARSERS[names[0]].survives(given.again, given.seed) else "declared error")
        return 0
    bad = 0
    print(f"seed {given.seed}\n{'parser':20} {'inputs':>7} {'values':>7} {'refused':>8} {'crash':>6} {'hang':>5} "
          f"{'> 500 MB':>9} {'died':>5} {'peak MB':>8} {'slowest s':>10} {'seconds':>8}", flush=True)  # fmt: skip
    for name in names:
        result = fire(name, given.each, given.seed)
        ends, kinds = result.ends, Counter(each["what"] for each in result.found)
        bad += len(result.found)
        print(f"{name:20} {given.each:7} {ends['value']:7} {ends['declared']:8} {ends['crash']:6} {ends['hang']:5} "
              f"{kinds['memory']:9} {ends['died']:5} {result.peak:8} {result.slowest:10.2f} {result.seconds:8.0f}", flush=True)  # fmt: skip
        _show(result.found)
    return int(bad > 0)


def _show(found: list[dict[str, Any]]) -> None:
    """Print one example of each sort of finding and how many there were."""
    sorts: dict[Any, list[dict[str, Any]]] = {}
    for each in found:
        key = (each["what"], each.get("where"), str(each.get("error", ""))[:40])
        sorts.setdefault(key, []).append(each)
    for same in sorts.values():
        print(f"    {len(same)} x {json.dumps(same[0], ensure_ascii=False)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
