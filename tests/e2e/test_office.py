"""An office's workspace as a stranger meets it: editions, odd tables, damage, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from flows.annotate import annotate
from flows.digest import edition, shown
from flows.imports import import_posts
from langnghe.config import Workspace
from langnghe.digest import render
from langnghe.digest.model import Digest
from langnghe.records import hanoi_day
from tests.conftest import ROOT, langnghe
from warehouse import open_store

SOURCES = """contact = "phong@congdoan.example"
[[source]]
id = "chet"
name = "Nguồn chết"
home = "https://chet.invalid/"
type = "news"
feeds = ["https://chet.invalid/rss.xml"]
[[source]]
id = "noibo"
name = "Máy nội bộ"
home = "http://127.0.0.1:9/"
type = "news"
feeds = ["http://127.0.0.1:9/rss.xml"]
sections = ["http://[::1]:9/a", "http://2130706433/b", "http://169.254.169.254/c"]
"""


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    folder = tmp_path / "office"
    assert langnghe("init", folder).returncode == 0
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return furnish(Workspace(folder))


def table(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(["url,title,text,published_at,source,kind", *rows]), encoding="utf-8")
    return path


def made(office: Workspace, day: date) -> Digest:
    with open_store(office.warehouse) as store:
        annotate(store, office.watchlist(), workers=1)
        return edition(store, office, day, made_at=datetime.now(UTC))


def test_no_edition_repeats_an_item_and_what_came_late_is_marked(
    office: Workspace, tmp_path: Path
) -> None:
    today = hanoi_day(datetime.now(UTC))
    before = today - timedelta(days=1)
    first = table(
        tmp_path / "1.csv",
        [
            f"https://a.example/1,Công đoàn Lai Châu trao quà Tết cho công nhân,Trao 100 suất quà.,{before} 08:00,a,",
            f"https://a.example/2,Liên đoàn Lao động họp bàn tiền lương,Họp bàn.,{today} 00:00,a,",
            f"https://a.example/c,,Công ty nợ lương công nhân ba tháng rồi ai giải quyết?,{before} 09:00,a,comment",
        ],
    )
    later = table(
        tmp_path / "2.csv",
        [f"https://a.example/3,Công nhân bị tai nạn lao động ở mỏ đá,Hai người bị thương.,{before} 20:00,a,"],
    )  # fmt: skip
    import_posts(office, first)
    morning = made(office, today)
    assert len(shown(morning)) == 3
    import_posts(office, later)
    next_morning = made(office, today + timedelta(days=1))
    [late] = [*next_morning.urgent, *next_morning.top, *next_morning.rest]
    assert "tai nạn" in late.title
    assert not late.continuing
    assert "thu muộn" in render(next_morning, "md")
    assert not set(shown(morning)) & set(shown(next_morning))
    assert shown(made(office, today + timedelta(days=2))) == []


def test_a_damaged_warehouse_is_one_line_and_landing_builds_it_anew(
    office: Workspace, tmp_path: Path
) -> None:
    rows = [f"https://a.example/{n},Công nhân số {n},Chữ,2026-06-12,a," for n in range(5)]
    import_posts(office, table(tmp_path / "tin.csv", rows))
    size = office.warehouse.stat().st_size
    with office.warehouse.open("r+b") as file:  # behind the headers: it opens and cannot be read
        file.seek(size // 3)
        file.write(os.urandom(size // 3))
    for verb in (("digest", "--day", "2026-06-12"), ("annotate",)):
        done = langnghe(*verb, "--workspace", office.root)
        if done.returncode:
            assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1), done.stderr
            assert "langnghe rebuild" in done.stderr
    office.warehouse.write_bytes(b"")
    done = langnghe("search", "cong nhan", "--workspace", office.root)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
    doctor = langnghe("doctor", "--offline", "--workspace", office.root)
    assert doctor.returncode == 1
    assert "✗ Kho dữ liệu" in doctor.stdout
    rebuilt = langnghe("rebuild", "--profile", "baseline", "--workspace", office.root)
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "5 bản ghi bài" in rebuilt.stdout
    assert "nhãn máy: không lấy lại được" in rebuilt.stdout
    assert "cong nhan" not in langnghe("search", "cong nhan", "--workspace", office.root).stderr


def test_ctrl_c_leaves_no_process_a_killed_run_s_server_is_swept_and_the_next_tells_its_day(
    office: Workspace, conduct: Callable[[Workspace], Workspace]
) -> None:
    conduct(office)
    stopped = started(office)
    os.killpg(stopped.pid, signal.SIGINT)  # as a terminal does: to the whole group
    assert stopped.wait(30) == 130
    assert settled(office) == []
    killed = started(office)
    killed.kill()
    killed.wait(30)
    assert len(servers(office)) == 1
    done = langnghe("run", "--workspace", office.root)
    assert done.returncode == 0, done.stderr
    assert servers(office) == []
    assert done.stderr == ""
    assert "KHÔNG THU ĐƯỢC noibo: " in done.stdout
    assert "địa chỉ nội bộ, bị từ chối" in done.stdout
    path = Path(done.stdout.splitlines()[-1])
    page = (ROOT / path).read_text(encoding="utf-8")
    assert "Chưa thể nói hôm nay có gì cần lo hay không." in page
    states = json.loads((ROOT / path.with_suffix(".json")).read_text(encoding="utf-8"))["sources"]
    assert {source["state"] for source in states} == {"failed"}


def started(office: Workspace) -> subprocess.Popen[bytes]:
    """Start a run and wait until its Prefect server is up."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from langnghe.cli.app import main; main()", "run", "-w", office.root],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not servers(office):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return process


def settled(office: Workspace) -> list[int]:
    deadline = time.monotonic() + 5
    while (left := servers(office)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


def servers(office: Workspace) -> list[int]:
    """Return the Prefect servers of a workspace."""
    home = str(office.root.resolve() / "data" / "prefect")
    found = []
    for process in psutil.process_iter(["cmdline"]):
        try:
            named = "prefect.server.api.server:create_app" in (process.info["cmdline"] or ())
            if named and process.environ().get("PREFECT_HOME") == home:
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found
