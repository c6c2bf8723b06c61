"""Tell the operator, and nobody else, what is wrong with the machine: R0, once a day each."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from flows.metrics import health
from flows.record import held
from flows.schedule import read_schedule
from flows.send import send
from flows.serve_lock import sole
from flows.serve_state import mark_told, run_folder, untold
from flows.watch import look
from langnghe.cases.finding import Finding
from langnghe.cases.levels import SYSTEM
from langnghe.config import Workspace
from langnghe.notify import Notice, deliver, enqueue, messages_for, read_delivery
from langnghe.records import hanoi_day

SEVERITY = 2  # as every finding of R0: levels 3 and up are for people who answer for the news


def tell(workspace: Workspace, problems: Mapping[str, str], now: datetime) -> list[str]:
    """Make alerts of R0 of problems and send them; with no warehouse to write in, send them anyway."""
    with sole(run_folder(workspace) / "ops.lock", "việc báo người vận hành"):
        fresh = untold(workspace, problems, now)
        if not fresh:
            return []
        findings = [
            Finding(
                kind="rule", risk=SYSTEM, subject=f"serve:{key}", at=now, since=now,
                severity=SEVERITY, reason=said, title=said,
            )
            for key, said in fresh.items()
        ]  # fmt: skip
        try:
            with held(workspace) as store:
                look(store, workspace, now, findings=findings)
            lines = send(workspace, now)
        except Exception as error:  # a damaged or full disk: what lies in the outbox still goes
            lines = [
                f"không ghi được báo động: {error}",
                *_without_warehouse(workspace, fresh, now),
            ]
        mark_told(workspace, fresh, now)
    return lines


def _without_warehouse(
    workspace: Workspace, problems: Mapping[str, str], now: datetime
) -> list[str]:
    settings = read_delivery(workspace.root / "delivery.toml")
    day = hanoi_day(now).isoformat()
    notices = [
        Notice(
            about=f"serve:{key}", event=f"serve:{key}:{day}", kind="ops",
            subject=f"Vận hành · {said[:110]}", text=said, created_at=now, roles=("admin",),
        )
        for key, said in problems.items()
    ]  # fmt: skip
    messages = [each for notice in notices for each in messages_for(settings.delivery, notice)]
    new, _ = enqueue(workspace.outbox, messages)
    return [f"{new} tin mới vào hộp gửi", *deliver(workspace.outbox, settings, now).lines()]


def main(arguments: Sequence[str]) -> None:
    """Run `python -m flows.serve_ops ROOT`: what serve starts when something is wrong."""
    workspace, now = Workspace(Path(arguments[0])), datetime.now(UTC)
    found = health(workspace, read_schedule(workspace), now)
    for line in tell(workspace, found["problems"], now):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
