"""How it goes: what a person reads at /suc-khoe and a machine at /metrics, on loopback only."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from flows.schedule import Schedule
from flows.serve_state import read_state, run_folder
from langnghe.cases.request import SOON, watch_vi
from langnghe.config import Workspace
from langnghe.numbers import number
from langnghe.records import HANOI

Json = dict[str, Any]
TWICE = 2  # failures in a row that somebody must hear of


def health(workspace: Workspace, schedule: Schedule, now: datetime) -> Json:
    """Return what is known of jobs, warehouse, outbox and disk, and `problems`: key → a sentence."""
    jobs = {job.name: _job(workspace, job.name, now) for job in schedule.jobs}
    told = _told(run_folder(workspace) / "ghi.json")
    shot = _told(workspace.root / "data" / "snapshot" / "kho.json")
    data = workspace.root / "data"
    found: Json = {
        "at": now.isoformat(),
        "jobs": jobs,
        "posts": told.get("posts"),
        "outcomes": told.get("outcomes") or {},
        "last_collected": told.get("last_collected"),
        "requests": told.get("requests") or [],
        "queue": told.get("waiting", 0),
        "writer_error": told.get("error", ""),
        "snapshot_at": shot.get("made_at"),
        "outbox": {state: _files(workspace.outbox / state) for state in _OUTBOX},
        "disk_free": shutil.disk_usage(data if data.exists() else workspace.root).free,
        "warehouse_bytes": _size(workspace.warehouse),
    }
    found["problems"] = _problems(found, schedule, now)
    found["ok"] = not found["problems"]
    return found


_OUTBOX = ("waiting", "held", "sending", "unknown", "failed")


def _job(workspace: Workspace, name: str, now: datetime) -> Json:
    state = read_state(workspace, name)
    good = state.last_success
    return {
        "last_success": good.isoformat() if good else None,
        "age": round((now - good).total_seconds(), 1) if good else None,
        "running": state.started_at is not None and state.ended_at is None,
        "failures": state.failures,
        "interrupted": state.interrupted,
        "runs": state.runs,
        "seconds": state.seconds,
        "error": state.error,
        "by": state.by,
    }


def _problems(found: Json, schedule: Schedule, now: datetime) -> dict[str, str]:
    problems = {}
    for job in schedule.jobs:
        told = found["jobs"][job.name]
        if told["failures"] >= TWICE:
            problems[f"viec:{job.name}"] = (
                f"Việc “{job.title}” lỗi {told['failures']} lần liền: {told['error'][:300]}"
            )
    free = found["disk_free"] / 1e9
    if free < schedule.disk_free_gb:
        problems["dia"] = (
            f"Đĩa chỉ còn {number(free)} GB, dưới mức {number(schedule.disk_free_gb)} GB; "
            "dọn bớt trước khi việc thu tin dừng"
        )
    last = found["last_collected"]
    if last is not None:
        silent = now - datetime.fromisoformat(last)
        if silent > timedelta(hours=schedule.not_collected_hours):
            at = datetime.fromisoformat(last).astimezone(HANOI)
            problems["thu-tin"] = (
                f"Không nguồn nào thu được từ {at:%H:%M %d/%m/%Y}; kiểm tra mạng, `langnghe doctor`"
            )
    for ident, moment in found["requests"]:
        due = datetime.fromisoformat(moment)
        if due - now < SOON:
            problems[f"yeu-cau:{ident}"] = watch_vi(ident, due, now)
    if found["writer_error"]:
        problems["ghi"] = f"Không nạp được việc đã ghi vào kho: {found['writer_error'][:300]}"
    return problems


def exposition(found: Json) -> bytes:
    """Return the same as Prometheus reads it."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()

    def gauge(name: str, help_: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(f"langnghe_{name}", help_, labels, registry=registry)

    jobs = found["jobs"]
    success = gauge("job_last_success_timestamp_seconds", "When a job last went well", ("job",))
    age = gauge("job_last_success_age_seconds", "How long ago that was", ("job",))
    failures = gauge("job_failures", "Failures in a row", ("job",))
    runs = gauge("job_runs", "Runs so far", ("job",))
    for name, job in jobs.items():
        failures.labels(name).set(job["failures"])
        runs.labels(name).set(job["runs"])
        if job["last_success"]:
            success.labels(name).set(datetime.fromisoformat(job["last_success"]).timestamp())
            age.labels(name).set(job["age"])
    if found["posts"] is not None:
        gauge("posts", "Posts in the warehouse").set(found["posts"])
    inputs = gauge("inputs", "Addresses asked and rows imported, by outcome", ("outcome",))
    for outcome, count in found["outcomes"].items():
        inputs.labels(outcome).set(count)
    outbox = gauge("outbox_messages", "Messages in the outbox, by state", ("state",))
    for state, count in found["outbox"].items():
        outbox.labels(state).set(count)
    gauge("landing_waiting_files", "Landing files not yet loaded").set(found["queue"])
    gauge("disk_free_bytes", "Free space beside the warehouse").set(found["disk_free"])
    gauge("warehouse_bytes", "Size of the warehouse file").set(found["warehouse_bytes"])
    gauge("problems", "Problems an operator should look at").set(len(found["problems"]))
    return bytes(generate_latest(registry))


def listen(port: int, look: Callable[[], Json]) -> ThreadingHTTPServer:
    """Return a server of /suc-khoe (200, or 503 with problems) and /metrics on 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        server_version = "langnghe"
        sys_version = ""

        def do_GET(self) -> None:
            # A page on the internet may have its name answered by 127.0.0.1: it reads nothing here.
            if (self.headers.get("Host") or "").partition(":")[0] not in ("127.0.0.1", "localhost"):
                return self._answer(403, "text/plain; charset=utf-8", "chỉ máy này\n".encode())
            path = self.path.split("?", 1)[0]
            if path not in ("/suc-khoe", "/metrics"):
                return self._answer(
                    404, "text/plain; charset=utf-8", "không có trang này\n".encode()
                )
            try:
                found = look()
            except Exception as error:  # the page that tells of trouble must not be part of it
                return self._answer(500, "text/plain; charset=utf-8", f"{error}\n".encode())
            if path == "/metrics":
                return self._answer(
                    200, "text/plain; version=0.0.4; charset=utf-8", exposition(found)
                )
            body = json.dumps(found, ensure_ascii=False, indent=1).encode()
            return self._answer(
                200 if found["ok"] else 503, "application/json; charset=utf-8", body
            )

        def _answer(self, code: int, kind: str, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def _told(path: Path) -> Json:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _files(folder: Path) -> int:
    try:
        return sum(entry.name.endswith(".json") for entry in os.scandir(folder))
    except OSError:
        return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
