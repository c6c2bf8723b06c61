"""One job: its commands really run, once for a moment, never twice at once, and its end is written down."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from flows.metrics import exposition, health, listen
from flows.record import order
from flows.schedule import NAME, Job, Schedule, read_schedule
from flows.serve_job import perform
from flows.serve_lock import holder, sole
from flows.serve_ops import tell
from flows.serve_state import job_lock, read_state, serve_lock, turn_lock, untold
from flows.snapshot import take
from flows.writer import Queue, keep
from langnghe.config import Workspace
from langnghe.errors import AlreadyRunning, WarehouseBusy
from langnghe.landing import LandingWriter
from langnghe.notify import undecided
from langnghe.records import Event
from warehouse import open_store
from warehouse.snapshot import snapshot_of

ROOT = Path(__file__).parents[2]


@contextmanager
def another_process(code: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run code in a process of its own until it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


HOLD_LOCKS = """
import sys
from contextlib import ExitStack
from pathlib import Path
from flows.serve_lock import sole
with ExitStack() as stack:
    for name in sys.argv[1:]:
        stack.enter_context(sole(Path(name), "việc"))
    print("ready", flush=True)
    sys.stdin.read()
"""
HOLD_WAREHOUSE = """
import sys
from pathlib import Path
from warehouse import open_store
with open_store(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.readline()
"""


def job(*run: str, **changes: object) -> Job:
    given = {"name": "viec", "title": "Việc thử", "every_minutes": 60, "run": run, **changes}
    return Job.model_validate(given)


def test_a_moment_has_its_run_once(office: Workspace) -> None:
    now = datetime.now(UTC)
    one = job("inquiry clock")
    assert perform(office, one, "prefect", now=now) == "done"
    assert perform(office, one, "canh", now=now) == "covered"
    state = read_state(office, "viec")
    assert (state.runs, state.failures, state.by) == (1, 0, "prefect")
    assert state.slot == one.last(now)
    assert state.last_success == now


def test_a_job_that_fails_says_why_and_the_operator_alone_hears_of_it_once_a_day(
    office: Workspace,
) -> None:
    now = datetime.now(UTC)
    one = job("alerts show khong-co")
    assert [perform(office, one, "canh", now=now) for _ in range(2)] == ["failed", "failed"]
    state = read_state(office, "viec")
    assert (state.failures, state.tried, state.slot) == (2, 2, None)
    assert "khong-co" in state.error
    schedule = Schedule(job=(one,), disk_free_gb=10**6)
    found = health(office, schedule, now)
    assert not found["ok"]
    assert set(found["problems"]) == {"viec:viec", "dia"}
    assert "lỗi 2 lần liền" in found["problems"]["viec:viec"]
    assert 'langnghe_job_failures{job="viec"} 2.0' in exposition(found).decode()
    to_whom = office.root / "delivery.toml"
    text = to_whom.read_text("utf-8").replace(
        '[roles.admin]\nkinds = ["ops"]         # R0: nguồn im, máy lỗi; không bao giờ tới lãnh đạo\nto = []',
        '[roles.admin]\nkinds = ["ops"]\nto = ["may@co-quan.example"]',
    )
    assert "may@co-quan.example" in text
    to_whom.write_text(text, encoding="utf-8")
    assert untold(office, found["problems"], now) == found["problems"]
    tell(office, found["problems"], now)
    waiting = list((office.outbox / "waiting").glob("*.json"))
    said = "".join(path.read_text("utf-8") for path in waiting)
    assert len(waiting) == 2  # two problems, one reader: nobody but the operator has heard
    assert "may@co-quan.example" in said
    assert "Vận hành" in said
    assert untold(office, found["problems"], now) == {}
    assert tell(office, found["problems"], now) == []
    assert untold(office, found["problems"], now + timedelta(days=1)) == found["problems"]
    assert undecided(office.outbox) == ((), ())


def test_what_is_wrong_reaches_the_operator_also_when_the_warehouse_is_broken(
    office: Workspace,
) -> None:
    office.warehouse.write_bytes(b"no warehouse at all" * 1000)
    lines = tell(office, {"dia": "Đĩa đầy"}, datetime.now(UTC))
    assert lines[0].startswith("không ghi được báo động: ")
    assert any("vào hộp gửi" in line for line in lines)


def test_the_page_of_health_answers_this_machine_alone(office: Workspace) -> None:
    schedule, now = Schedule(job=(job("run"),), disk_free_gb=0), datetime.now(UTC)
    server = listen(0, lambda: health(office, schedule, now))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    at = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        assert httpx.get(f"{at}/suc-khoe").json()["ok"] is True
        assert "langnghe_disk_free_bytes" in httpx.get(f"{at}/metrics").text
        assert httpx.get(f"{at}/").status_code == 404
        fooled = httpx.get(f"{at}/suc-khoe", headers={"Host": "ke-xau.example"})
        assert fooled.status_code == 403
    finally:
        server.shutdown()
        server.server_close()


def test_overlapping_runs_are_refused_and_a_lock_dies_with_its_process(office: Workspace) -> None:
    one, heavy = job("inquiry clock"), job("inquiry clock", name="nang", heavy=True)
    locks = (job_lock(office, "viec"), turn_lock(office), serve_lock(office))
    with another_process(HOLD_LOCKS, *locks) as other:
        assert perform(office, one, "prefect") == "running"
        assert perform(office, heavy, "prefect") == "busy"
        assert read_state(office, "viec").runs == read_state(office, "nang").runs == 0
        found = holder(serve_lock(office))
        assert found is not None
        assert found.pid == other.pid
        said = f"đang chạy \\(tiến trình {other.pid}, từ "
        with pytest.raises(AlreadyRunning, match=said), sole(serve_lock(office), "`serve`"):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert holder(serve_lock(office)) is None  # the file is still there, and holds nobody up
    assert perform(office, one, "prefect") == "done"


def test_a_job_that_takes_too_long_is_ended(office: Workspace) -> None:
    started = time.monotonic()
    with another_process(HOLD_WAREHOUSE, office.warehouse):  # for which `load` waits half a minute
        assert perform(office, job("load", minutes=0.05), "canh") == "failed"
    assert "chạy quá lâu" in read_state(office, "viec").error
    assert time.monotonic() - started < 29


def opened(number: int) -> Event:
    fields = {"channel": "hotline", "question": f"Câu {number}", "status": "new"}
    return Event(kind="inquiry", id=f"q{number}", what="opened", by="analyst", at=datetime.now(UTC), fields=fields)  # fmt: skip


def test_the_writer_loads_what_lands_while_nobody_holds_the_warehouse(office: Workspace) -> None:
    with open_store(office.warehouse):
        pass
    stop = threading.Event()
    writer = threading.Thread(target=keep, args=(office, stop.is_set), kwargs={"every": 0.1})
    with another_process(HOLD_WAREHOUSE, office.warehouse) as other:
        writer.start()
        with LandingWriter(office.landing / "events", "events") as landed:
            landed.event(opened(1))
        time.sleep(1)
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
        other.wait()
    try:
        assert _count(office, 1)
        with LandingWriter(office.landing / "events", "events") as landed:
            landed.event(opened(2))
        assert _count(office, 2)
    finally:
        stop.set()
        writer.join()
    assert Queue(office).load() == 0  # nothing is left, and nothing was doubled
    assert _count(office, 2)


def _count(office: Workspace, wanted: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with open_store(office.warehouse) as store:
            if store.one("select count(*) from raw.event where kind = 'inquiry'") == wanted:
                return True
        time.sleep(0.2)
    return False


def test_what_a_crawl_landed_waits_for_the_end_of_its_flow(office: Workspace) -> None:
    queue = Queue(office)
    queue.known = set()
    (office.landing / "thu.jsonl").write_text("", encoding="utf-8")
    with sole(turn_lock(office), "lượt chạy"):
        with LandingWriter(office.landing / "events", "events") as landed:
            landed.event(opened(1))
        assert [path.parent.name for path in queue.waiting()] == ["events"]
    assert len(queue.waiting()) == 2


def test_while_serve_runs_an_order_that_finds_the_warehouse_held_is_queued_and_says_so(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    order(
        office, lambda store, _: store.one("select count(*) from raw.event"), lambda _: [opened(1)]
    )
    take(office)
    with LandingWriter(office.landing / "events", "events") as landed:
        landed.event(opened(2))  # landed since, not loaded yet: the order is judged with it
    seen: list[int] = []

    def state(store: object, _: Workspace) -> int:
        seen.append(store.one("select count(*) from raw.event"))  # type: ignore[attr-defined]
        return seen[-1]

    with (
        another_process(HOLD_WAREHOUSE, office.warehouse),
        another_process(HOLD_LOCKS, serve_lock(office)),
    ):
        order(office, state, lambda _: [opened(3)])
        assert seen == [2]
        assert "đã vào hàng chờ (landing)" in capsys.readouterr().err
    assert not list(job_lock(office, "x").parent.glob("hang-cho-*"))
    assert Queue(office).load() == 2  # serve loads it, with what landed before
    with open_store(office.warehouse) as store:
        assert store.one("select count(*) from raw.event") == 3


def test_without_serve_a_verb_waits_and_names_the_holder(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.serve_queue as queue

    monkeypatch.setattr(queue, "open_store", lambda path, wait: open_store(path, wait=wait / 30))
    take(office)
    with (
        another_process(HOLD_WAREHOUSE, office.warehouse) as other,
        pytest.raises(WarehouseBusy, match=f"tiến trình {other.pid} đang giữ kho dữ liệu"),
    ):
        order(office, lambda *_: 0, lambda _: [opened(1)])
    assert snapshot_of(office).exists()
    (office.root / NAME).unlink()
    assert read_schedule(office).jobs  # what ships serves an office without a serve.toml
