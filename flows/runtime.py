"""Prepare Prefect: its files inside the workspace, no telemetry, patient with a slow disk.

Called before prefect is first imported, because Prefect reads its environment on import.
"""

from __future__ import annotations

import os
import sys

from langnghe.config import Workspace

_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    # A cold office disk needs more than the default 20 s to start the ephemeral server.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    # An error ends the run and is told once, by the command line; Prefect would add its traceback.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
}


def prepare(workspace: Workspace) -> None:
    """Set Prefect's environment for this process; an office's own PREFECT_* choices stay."""
    if "prefect" in sys.modules:
        return
    home = workspace.root.resolve() / "data" / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
