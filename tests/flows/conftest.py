"""What tests of flows share: a new office, and a finding of its watch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.workspace import create
from langnghe.cases.finding import Finding
from langnghe.config import Workspace

NOW = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    """Return a workspace as `langnghe init` makes it, and an empty warehouse."""
    folder = tmp_path / "co-quan"
    create(folder)
    return furnish(Workspace(folder))


def finding(**changes: Any) -> Finding:
    """Return a food poisoning in the province, told by one outlet at NOW."""
    values: dict[str, Any] = {
        "kind": "rule", "risk": "R3", "subject": "t1", "story_ids": ("t1",), "at": NOW,
        "since": NOW - timedelta(hours=3), "severity": 4, "reason": "Ngộ độc bếp ăn ở Lai Châu",
        "hard": True, "sources": ("bao-a",), "places": ("Lai Châu",),
        "enterprises": ("Công ty Mẫu",),
    }  # fmt: skip
    return Finding(**{**values, **changes})
