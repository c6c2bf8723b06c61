"""The flow that Prefect's schedules start: one job of serve.toml."""

from __future__ import annotations

import os
from pathlib import Path

from prefect import flow

from flows.schedule import read_schedule
from flows.serve_job import perform
from flows.serve_state import HOME
from langnghe.config import Workspace


@flow(name="viec", retries=0, persist_result=False, validate_parameters=False, log_prints=False)
def work(name: str) -> str:
    """Do one job, if its moment has not been served; a job that failed is a failed run."""
    workspace = Workspace(Path(os.environ[HOME]))  # of the serve that runs this, whoever asks
    ended = perform(workspace, read_schedule(workspace).named(name), "prefect")
    if ended == "failed":
        raise RuntimeError(f"{name}: không xong; xem data/run/{name}.json")
    return ended
