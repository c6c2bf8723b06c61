"""The flow that Prefect's schedules start: one job of serve.toml."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows.schedule import read_schedule
from flows.serve_job import perform
from langnghe.config import Workspace


@flow(name="viec", retries=0, persist_result=False, validate_parameters=False, log_prints=False)
def work(root: str, name: str) -> str:
    """Do one job, if its moment has not been served; a job that failed is a failed run."""
    workspace = Workspace(Path(root))
    ended = perform(workspace, read_schedule(workspace).named(name), "prefect")
    if ended == "failed":
        raise RuntimeError(f"{name}: không xong; xem data/run/{name}.json")
    return ended
