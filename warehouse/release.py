"""Wait until a warehouse that was closed in this process is really gone.

DuckDB spins for ever, without letting Python do anything, when it is asked for a file whose last
instance in the same process is closed but still held: by half an answer in some frame, or by work of
an interrupted query. A run that ends in an error is repeated; one that hangs is not.
"""

from __future__ import annotations

import gc
import os
import time
from collections import Counter
from pathlib import Path

from langnghe.errors import WarehouseBusy

held_here: Counter[str] = Counter()  # path → stores this process has open
_OPEN_FILES = Path("/proc/self/fd")  # of Linux; elsewhere nobody looks


def released(path: Path, deadline: float) -> None:
    """Return when no closed instance of this process holds a file; raise WarehouseBusy at the deadline."""
    collected = False
    # A store beside another one, of this thread or another, shares its instance.
    while not held_here[str(path)] and _is_open(path):
        if not collected:
            gc.collect()  # what only a cycle of references holds goes now
            collected = True
        elif time.monotonic() >= deadline:
            raise WarehouseBusy(
                f"{path}: tiến trình này đã đóng kho dữ liệu mà kho chưa buông tệp; chạy lại lệnh"
            )
        else:
            time.sleep(0.05)


def _is_open(path: Path) -> bool:
    wanted = os.path.realpath(path)
    try:
        return any(_target(file) == wanted for file in _OPEN_FILES.iterdir())
    except OSError:
        return False


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:
        return ""
