"""The writer of `langnghe serve`: what a desk or a verb landed is in the warehouse a moment later.

It opens the warehouse only when there is something to load and nobody else holds it, and lets go at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.requests import due
from flows.serve_lock import holder
from flows.serve_state import run_folder, turn_lock
from langnghe.config import Workspace
from langnghe.errors import WarehouseBusy, WarehouseError
from langnghe.files import replace_file
from warehouse import Store, open_store
from warehouse.load import load

EVERY = 1.0  # seconds between two looks
AFTER_ERROR = 30.0
_TICK = 2_000_000_000  # nanoseconds


class Queue:
    """The landing files that are not in the warehouse yet, found by the times of the folders."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.known: set[str] | None = None  # None: ask the warehouse
        self.facts: dict[str, Any] = {}  # of the warehouse, for those who watch over it
        self._times: dict[Path, int] = {}
        self._waiting: dict[Path, list[Path]] = {}

    def waiting(self) -> list[Path]:
        """Return what waits, oldest first. What a crawl landed waits for the end of its flow."""
        top = self.workspace.landing
        if not top.exists():
            return []
        folders = [top, *(Path(e.path) for e in os.scandir(top) if e.is_dir())]
        for folder in folders:
            changed = folder.stat().st_mtime_ns
            if self._times.get(folder) != changed:
                self._waiting[folder] = [
                    Path(entry.path)
                    for entry in os.scandir(folder)
                    if entry.name.endswith(".jsonl") and entry.name not in (self.known or ())
                ]
                # Within one tick of the disk's clock a second file leaves no trace: look again.
                if time.time_ns() - changed > _TICK:
                    self._times[folder] = changed
        flow = holder(turn_lock(self.workspace)) is not None
        found = [
            path
            for folder, paths in self._waiting.items()
            for path in paths
            if not (flow and folder == top) and path.name not in (self.known or ())
        ]
        return sorted(found, key=lambda path: path.name)

    def load(self) -> int:
        """Load what waits, unless another process holds the warehouse; return how many files."""
        found = self.waiting()
        if not found and self.known is not None:
            return 0
        if self.known is None and not self.workspace.warehouse.exists() and not found:
            return 0
        try:
            with open_store(self.workspace.warehouse, wait=0.0) as store:
                if self.known is None:
                    self.known = {n for (n,) in store.rows("select file_id from raw.landing_file")}
                    found = [path for path in found if path.name not in self.known]
                load(store, self.workspace.landing, only=found)
                self.facts = facts_of(store)
        except WarehouseBusy:
            return 0
        self.known |= {path.name for path in found}
        return len(found)


def facts_of(store: Store) -> dict[str, Any]:
    """Return posts, outcome → inputs, when a source last answered, and the requests that wait."""
    return {
        "posts": store.one("select count(distinct post_id) from raw.post"),
        "outcomes": dict(store.rows("select outcome, count(*) from raw.visit group by outcome")),
        "last_collected": store.one(
            "select max(visited_at)::varchar from raw.visit "
            "where outcome in ('stored', 'known', 'revision') and not starts_with(method, 'import')"
        ),
        "requests": [(ident, moment.isoformat()) for ident, moment in due(store)],
    }


def keep(workspace: Workspace, stop: Callable[[], bool], *, every: float = EVERY) -> None:
    """Load what lands until told to stop; what cannot be loaded is told and tried again."""
    queue, loaded, error, told = Queue(workspace), 0, "", False
    _tell(workspace, loaded, error, queue)
    while not stop():
        pause = every
        try:
            files = queue.load()
            if files or error or (queue.facts and not told):
                loaded, error, told = loaded + files, "", True
                _tell(workspace, loaded, error, queue)
        except (WarehouseError, OSError) as problem:
            error, pause = str(problem), AFTER_ERROR
            print(f"Lỗi: {error}", file=sys.stderr, flush=True)
            _tell(workspace, loaded, error, queue)
        until = time.monotonic() + pause
        while not stop() and time.monotonic() < until:
            time.sleep(min(0.2, every))


def told_of(workspace: Workspace) -> Path:
    """Return where the writer says what it did."""
    return run_folder(workspace) / "ghi.json"


def _tell(workspace: Workspace, loaded: int, error: str, queue: Queue) -> None:
    said = {
        "at": datetime.now(UTC).isoformat(),
        "loaded": loaded,
        "error": error,
        "waiting": len(queue.waiting()) if queue.known is not None else 0,
        **queue.facts,
    }
    try:
        run_folder(workspace).mkdir(parents=True, exist_ok=True)
        replace_file(told_of(workspace), json.dumps(said, ensure_ascii=False).encode())
    except OSError as problem:  # a full disk: it is told by those who look at the disk
        print(f"Lỗi: {problem}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> None:
    """Run `python -m flows.writer ROOT` until SIGTERM; a file being loaded is loaded whole first."""
    ended: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _: ended.append(number))
    parent = os.getppid()
    keep(Workspace(Path(arguments[0])), lambda: bool(ended) or os.getppid() != parent)


if __name__ == "__main__":
    main(sys.argv[1:])
