"""Since when and until when the watch was kept: a file beside the warehouse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from langnghe.config import Workspace
from langnghe.files import replace_file


def watched(workspace: Workspace, since: datetime, until: datetime) -> bool:
    """Tell whether the watch was kept in a stretch of time: no alert then means that there was none."""
    try:
        first, last = map(datetime.fromisoformat, json.loads(_marker(workspace).read_text("utf-8")))
    except (OSError, ValueError):
        return False
    return first <= until and last >= since


def _marker(workspace: Workspace) -> Path:
    return workspace.warehouse.with_name("canh.json")  # the first look and the last


def remember(workspace: Workspace, moments: Sequence[datetime]) -> None:
    """Note that a look was had at these moments."""
    path = _marker(workspace)
    try:
        known = [datetime.fromisoformat(said) for said in json.loads(path.read_text("utf-8"))]
    except (OSError, ValueError):
        known = []
    kept = [*known, *moments]
    if not kept:
        return
    replace_file(path, json.dumps([min(kept).isoformat(), max(kept).isoformat()]).encode())
