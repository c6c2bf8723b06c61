"""Prefect's schedules for the jobs of serve.toml, on the server that `langnghe serve` started."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.schedule import Job, read_schedule
from langnghe.config import Workspace

ZONE = "Asia/Ho_Chi_Minh"
AT_ONCE = 3  # jobs; heavy ones take turns among themselves
_PAGE = 200


async def sweep(now: datetime) -> tuple[int, int]:
    """Mark runs that a kill left running as crashed, drop moments gone by; return how many of each.

    What was missed is caught up once by the watchdog: a server that was off for a night has up to a
    hundred moments of each job in its book.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterNextScheduledStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort
    from prefect.states import Crashed

    def of(*types: StateType, **more: Any) -> FlowRunFilter:
        return FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types))), **more
        )

    crashed = dropped = 0
    async with get_client() as client:
        left = of(StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
        while runs := await client.read_flow_runs(
            flow_run_filter=left, sort=FlowRunSort.ID_DESC, limit=_PAGE
        ):
            for run in runs:
                state: Any = Crashed(message="Bị ngắt giữa chừng: máy tắt hoặc tiến trình bị dừng.")
                await client.set_flow_run_state(run.id, state, force=True)
            crashed += len(runs)
        gone_by = of(
            StateType.SCHEDULED,
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=now),
        )
        while runs := await client.read_flow_runs(
            flow_run_filter=gone_by, sort=FlowRunSort.ID_DESC, limit=_PAGE
        ):
            for run in runs:
                await client.delete_flow_run(run.id)
            dropped += len(runs)
    return crashed, dropped


async def serve(workspace: Workspace) -> None:
    """Register the jobs and run them when Prefect's schedules say so, until this process is ended."""
    from prefect.runner import Runner

    from flows.serve_flow import work

    class Ended(Runner):
        def handle_sigterm(self, *_: Any, **__: Any) -> None:
            # serve ends our jobs with us; Prefect's own way out leaves tracebacks behind.
            os._exit(0)

    jobs = read_schedule(workspace).jobs
    crashed, dropped = await sweep(datetime.now(UTC))
    if crashed or dropped:
        print(f"Prefect: {crashed} lượt bị ngắt, {dropped} giờ hẹn đã qua.", flush=True)
    # query_seconds: how late a run may start; prefetch: only what is due, so that a stop leaves none
    runner = Ended(
        name="langnghe", pause_on_shutdown=False, limit=AT_ONCE, query_seconds=2, prefetch_seconds=1
    )
    kept = {await _deploy(runner, work, job) for job in jobs}
    await _forget_others(kept)
    await runner.start()


async def _deploy(runner: Any, work: Any, job: Job) -> Any:
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    rhythm = job.schedule()
    if "cron" in rhythm:
        schedule = Cron(rhythm["cron"], timezone=ZONE)
    else:
        schedule = Interval(rhythm["interval"], anchor_date=rhythm["anchor_date"], timezone=ZONE)
    return await runner.aadd_flow(
        work,
        name=job.name,
        schedule=schedule,
        parameters={"name": job.name},
        description=job.title,
        enforce_parameter_schema=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def _forget_others(kept: set[Any]) -> None:
    """Delete the schedules of jobs that serve.toml has no more."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import DeploymentSort

    async with get_client() as client:
        known = await client.read_deployments(sort=DeploymentSort.NAME_ASC, limit=_PAGE)
        for deployment in known:
            if deployment.id not in kept:
                await client.delete_deployment(deployment.id)


def main(arguments: Sequence[str]) -> None:
    """Run `python -m flows.serve_prefect ROOT`."""
    asyncio.run(serve(Workspace(Path(arguments[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
