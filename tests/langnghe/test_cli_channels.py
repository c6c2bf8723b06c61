"""`langnghe channels`: own posts with their figures, and the receiver as its own process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from langnghe.cli.app import app
from langnghe.config import Workspace
from langnghe.landing import LandingWriter, files
from langnghe.records import Event, Post, post_id_of
from langnghe.samples.platform_hooks import zalo_message
from tests.own_channels import OA, own_office
from warehouse import open_store
from warehouse.load import load

SECRETS = (
    'ZALO = "x-refresh"\nZALO_APP_ID = "4455"\nZALO_APP_SECRET = "x"\nZALO_HOOK = "bi-mat-oa"\n'
)


@pytest.fixture
def place(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    return furnish(own_office(tmp_path, SECRETS))


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["channels", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_own_posts_are_listed_with_what_was_measured(place: Workspace) -> None:
    at = datetime.now(UTC) - timedelta(days=2)
    post = Post(
        post_id=post_id_of(url=None, source="zalo-tinh", native_id="bai-1"), source="zalo-tinh",
        kind="post", url="https://oa.example/d?id=bai-1", title="Lịch tư vấn tháng 6", lead="",
        text="Lịch tư vấn tháng 6", fetched_at=at, published_at=at, author="Zalo OA",
        native_id="bai-1", method="zalo",
    )  # fmt: skip

    def metric(what: str, **fields: object) -> Event:
        return Event(
            kind="metric", id=post.post_id, what=what, by="machine@zalo", at=at,
            fields={"source": "zalo-tinh", **fields},
        )  # fmt: skip

    with LandingWriter(place.landing, "thu") as writer:
        writer.post(post)
        writer.event(metric("described", format="article", shared=True, gone=False))
        writer.event(
            metric("measured", mark=1, due_at=at.isoformat(), measured_at=at.isoformat(),
                   late_hours=0.5, reactions=None, comments=None, shares=3, views=1200)
        )  # fmt: skip
    with open_store(place.warehouse) as store:
        load(store, place.landing)
    text = run("posts", "--workspace", str(place.root))
    assert "Lịch tư vấn tháng 6 (bài viết, chia sẻ lại)" in text
    assert "1 ngày: – cảm xúc, – bình luận, 3 chia sẻ, 1.200 xem" in text
    (row,) = run("posts", "-w", str(place.root), "--json").splitlines()
    assert json.loads(row)["views_1d"] == 1200
    assert run("posts", "-w", str(place.root), "--source", "khac") == ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_the_receiver_runs_as_a_process_and_ends_when_told(place: Workspace) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", "from langnghe.cli.app import main; main()",
         "channels", "webhook", "-w", str(place.root), "--port", str(port)],
        stderr=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    try:
        body, headers = zalo_message(
            app_id="4455", oa_secret="bi-mat-oa", account=OA,
            person="9007199254740993001", message="z1", text="Cho em hỏi?", at=datetime.now(UTC),
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}/webhook/zalo-tinh"
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = httpx.post(address, content=body, headers=headers, trust_env=False)
                break
            except httpx.ConnectError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert len(files(place.landing)) == 1
        assert httpx.post(address, content=b"{}", trust_env=False).status_code == 403
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/webhook/zalo-tinh" in said
    assert "Traceback" not in said
    assert len(files(place.landing)) == 2  # the refusal was told on the way out


def test_a_receiver_without_secrets_says_what_is_missing(place: Workspace) -> None:
    (place.root / "secrets.toml").write_text('ZALO = "x"\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["channels", "webhook", "-w", str(place.root)])
    assert done.exit_code == 1
    assert "không có kênh nào nhận được webhook" in str(done.exception)
