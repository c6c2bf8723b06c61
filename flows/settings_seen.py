"""Which settings files have changed since the last run: told to the operator and written into the audit.

A TOML file of the workspace is a person's to edit, so a change is refused by nobody; but a rule of alerts
that was loosened must leave a trace. Secrets are left out: not even their hash is written anywhere.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from flows.serve_state import run_folder
from langnghe.audit import Act, AuditLog
from langnghe.config import Workspace
from langnghe.files import PRIVATE, replace_file

NAME = "cau-hinh.json"  # file → SHA-256, as the last run found them
_LEFT_OUT = ("secrets.toml",)


def settings_now(workspace: Workspace) -> dict[str, str]:
    """Return file → SHA-256 of every settings file of a workspace."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(workspace.root.glob("*.toml"))
        if path.name not in _LEFT_OUT
    }


def note_changes(workspace: Workspace, now: datetime | None = None) -> list[str]:
    """Return the files that are new, changed or gone since the last call, each noted in the audit.

    The first call of an office only remembers.
    """
    place, found = run_folder(workspace) / NAME, settings_now(workspace)
    try:
        before = json.loads(place.read_bytes())
    except (OSError, ValueError):
        before = None
    if before == found:
        return []
    changed = sorted(
        name for name in {*found, *(before or {})} if (before or found).get(name) != found.get(name)
    )
    log, at = AuditLog.of(workspace.root), now or datetime.now(UTC)
    for name in changed:
        sha = found.get(name, "")[:16] or "đã xoá"
        log.add(
            Act(at=at, who="machine@run", role="", what="cấu hình đã đổi", target=name, outcome=sha)
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    replace_file(place, json.dumps(found).encode(), mode=PRIVATE)
    return changed
