"""The shared Prefect server: a work pool, one deployment a kind of job, and their runs."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from langnghe.errors import ConfigError

KINDS = {
    "thu-tin": "crawl_job",
    "gan-nhan": "label_job",
}  # deployment → function of flows.fleet_jobs
START = 300.0  # seconds a cold machine may take until its Prefect server answers
_PAGE = 200
_ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class Board:
    """Where jobs are hung out and workers take them. Prefect's environment is set before it is made."""

    def __init__(self, pool: str) -> None:
        from prefect.client.orchestration import SyncPrefectClient, get_client

        self.pool = pool
        self.client: SyncPrefectClient = get_client(sync_client=True)
        self._deployments: dict[str, UUID] = {}

    def prepare(self) -> None:
        """Make the pool and the deployments, or bring them up to date."""
        from prefect.client.schemas.actions import WorkPoolCreate
        from prefect.exceptions import ObjectNotFound
        from prefect.workers.process import ProcessWorker

        try:
            self.client.read_work_pool(self.pool)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            made = WorkPoolCreate(name=self.pool, type="process", base_job_template=template)
            self.client.create_work_pool(made)
        for kind, function in KINDS.items():
            flow = self.client.create_flow_from_name(kind)
            self.client.create_deployment(
                flow_id=flow, name=kind, work_pool_name=self.pool,
                entrypoint=f"flows.fleet_jobs.{function}", path=None, enforce_parameter_schema=False,
            )  # fmt: skip

    def wait(self, seconds: float = START) -> None:
        """Wait until `langnghe fleet up` has hung out all kinds of jobs; raise ConfigError when it does not."""
        import httpx
        from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

        deadline = time.monotonic() + seconds
        while True:
            try:
                for kind in KINDS:
                    found = self.client.read_deployment_by_name(f"{kind}/{kind}")
                    self._deployments[kind] = found.id
                return
            except (httpx.HTTPError, ObjectNotFound, PrefectHTTPStatusError) as error:
                refused = getattr(getattr(error, "response", None), "status_code", 0) == 401
                if refused or time.monotonic() > deadline:
                    why = "khoá data/fleet.word không khớp" if refused else "không trả lời"
                    raise ConfigError(
                        f"máy chủ Prefect {self.client.api_url}: {why}; kiểm tra `langnghe fleet up` và "
                        "mục [prefect] của fleet.toml"
                    ) from error
                time.sleep(1.0)

    def submit(self, kind: str, key: str, parameters: Mapping[str, Any]) -> UUID:
        """Hang out a job; the same key twice is one run."""
        run = self.client.create_flow_run_from_deployment(
            self._deployments[kind], parameters=dict(parameters), idempotency_key=key, name=key
        )
        return run.id

    def states(self, runs: Sequence[UUID]) -> dict[UUID, str]:
        """Return the state type of some runs: SCHEDULED, PENDING, RUNNING, COMPLETED …"""
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
        from prefect.client.schemas.sorting import FlowRunSort

        found: dict[UUID, str] = {}
        for start in range(0, len(runs), _PAGE):
            wanted = FlowRunFilter(id=FlowRunFilterId(any_=list(runs[start : start + _PAGE])))
            for run in self.client.read_flow_runs(
                flow_run_filter=wanted, sort=FlowRunSort.ID_DESC, limit=_PAGE
            ):
                found[run.id] = str(run.state_type.value) if run.state_type else ""
        return found

    def give_up(self, run: UUID) -> None:
        """Mark a run as crashed: nobody works on it any more."""
        from prefect.states import Crashed

        state: Any = Crashed(message="Máy làm việc này đã mất; việc được giao lại.")
        self.client.set_flow_run_state(run, state, force=True)


def ended(state: str) -> bool:
    """Tell whether a run is over."""
    return state in _ENDED


def work(pool: str, name: str) -> None:
    """Take jobs from a pool, one at a time, until this process is ended."""
    from prefect.workers.process import ProcessWorker

    Board(pool).wait()
    worker = ProcessWorker(work_pool_name=pool, name=name, limit=1, create_pool_if_not_found=False)
    asyncio.run(worker.start(printer=lambda *_: None))


def main(arguments: Sequence[str]) -> None:
    """Run `python -m flows.fleet_prefect POOL NAME` in the environment of a fleet."""
    from flows.fleet_settings import WORKER

    pool, name = arguments
    os.environ[WORKER] = name
    work(pool, name)


if __name__ == "__main__":
    main(sys.argv[1:])
