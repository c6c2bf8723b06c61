"""One round of a fleet over sample sites, in a process of its own: python fleet_round.py ROOT NAME.

The terms that let the crawl reach loopback come on stdin: no file, environment or command line may.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crawlers.job import Terms
from flows.fleet_up import enter
from langnghe.config import Workspace

if __name__ == "__main__":
    place = Workspace(Path(sys.argv[1]))
    enter(place)
    from flows.fleet import run_round

    terms = Terms.from_json(json.load(sys.stdin))
    done = run_round(place, name=sys.argv[2], profile="fast", terms=terms)
    print(json.dumps({"again": done.again, "failed": done.failed, "files": done.files}))
