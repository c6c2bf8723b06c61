"""Where a person's order is judged: in the warehouse, or, while serve runs and a flow has it, in a copy.

The copy is the last snapshot with all that landed since, as at the desk. What is ordered lands as a file
all the same, and the writer of serve loads it as soon as the flow lets go: nothing has to wait.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from flows.serve_lock import holder
from flows.serve_state import OWNER, run_folder, serve_lock
from langnghe.config import Workspace
from langnghe.errors import WarehouseBusy
from warehouse import Store, open_store
from warehouse.load import load
from warehouse.snapshot import snapshot_of

PATIENCE = 2.0  # seconds: the writer of serve lets go sooner


def _to_stderr(said: str) -> None:
    print(said, file=sys.stderr, flush=True)


@contextmanager
def writable(workspace: Workspace, *, say: Callable[[str], None] = _to_stderr) -> Iterator[Store]:
    """Open the warehouse for a writing verb; what serve will load from landing is told as queued.

    Without a running serve, wait as everybody does, then raise WarehouseBusy naming the holder. Jobs of
    serve wait too: they decide for the machine, and only what is in the warehouse.
    """
    queues = (
        OWNER not in os.environ
        and holder(serve_lock(workspace)) is not None
        and snapshot_of(workspace).exists()
    )
    with ExitStack() as stack:
        try:
            store = stack.enter_context(
                open_store(workspace.warehouse, wait=PATIENCE if queues else 30.0)
            )
        except WarehouseBusy:
            if not queues:
                raise
            store = stack.enter_context(_copy(workspace))
            stack.push(lambda kind, *_: _told(kind, say))
        yield store


@contextmanager
def _copy(workspace: Workspace) -> Iterator[Store]:
    path = run_folder(workspace) / f"hang-cho-{os.getpid()}.duckdb"
    try:
        shutil.copyfile(snapshot_of(workspace), path)
        with open_store(path) as store:
            load(store, workspace.landing)
            yield store
    finally:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)


def _told(kind: type[BaseException] | None, say: Callable[[str], None]) -> bool:
    if kind is None:
        say(
            "Kho đang có việc khác; điều vừa ghi đã vào hàng chờ (landing), "
            "`langnghe serve` nạp ngay khi việc ấy xong."
        )
    return False
