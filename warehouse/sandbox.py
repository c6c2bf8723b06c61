"""A copy of the warehouse to play in: the real file is read and never written."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from warehouse.store import open_store


def copy(source: Path, target: Path, *, before: datetime) -> None:
    """Copy a warehouse as it was decided before a moment; the copy is brought up to date.

    What happened to alerts and cases since then is left out: a play that begins in the past must not
    know what people did after.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with open_store(source, read_only=True):  # nobody writes while it is copied
        shutil.copyfile(source, target)
        log = source.with_name(source.name + ".wal")  # what a crash left beside the file
        if log.exists():
            shutil.copyfile(log, target.with_name(target.name + ".wal"))
    with open_store(target) as store:
        store.connection.execute(
            "delete from raw.event where kind in ('alert', 'case') and happened_at >= $before",
            {"before": before},
        )
