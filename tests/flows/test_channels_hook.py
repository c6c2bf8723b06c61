"""The webhook receiver as a running server: lands first, then answers."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from crawlers.connectors.webhook import MOST_BYTES
from flows.channels_hook import PATH, Door, application, hooks
from langnghe.config import Workspace
from langnghe.landing import files, rows
from langnghe.samples.platform_hooks import facebook_message, zalo_message
from tests.own_channels import OA, PAGE, own_office

PERSON = "9007199254740993001"
DISTRICT = """
[[source]]
id = "fb-huyen"
name = "Trang chưa có mật khẩu"
home = "https://www.facebook.com/congdoanhuyen"
type = "union"
connector = "facebook"
account = "55"
token = "FB_HUYEN"
own = true
"""
SECRETS = """
FB_APP_SECRET = "bi-mat"
FB_VERIFY = "bat-tay"
ZALO_APP_ID = "4455"
ZALO_HOOK = "bi-mat-oa"
"""


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return own_office(tmp_path, SECRETS, DISTRICT)


@pytest.fixture
def door(place: Workspace) -> Door:
    return Door(workspace=place, hooks=hooks(place)[0])


@pytest.fixture
def server(door: Door) -> Iterator[httpx.Client]:
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    running = uvicorn.Server(
        uvicorn.Config(application(door), log_level="critical", access_log=False)
    )
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.02)
    with httpx.Client(
        base_url=f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}", trust_env=False, timeout=20
    ) as client:
        yield client
    running.should_exit = True
    thread.join(20)
    listening.close()


def now() -> datetime:
    return datetime.now(UTC)


def facebook(text: str = "Cho em hỏi?", name: str = "m_1", secret: str = "bi-mat") -> tuple[bytes, dict[str, str]]:  # fmt: skip
    return facebook_message(
        app_secret=secret, page=PAGE, person=PERSON, message=name, text=text, at=now()
    )


def zalo(text: str = "Cho em hỏi?", name: str = "z1") -> tuple[bytes, dict[str, str]]:
    return zalo_message(
        app_id="4455", oa_secret="bi-mat-oa", account=OA, person=PERSON, message=name, text=text,
        at=now(),
    )  # fmt: skip


def post(server: httpx.Client, source: str, sent: tuple[bytes, dict[str, str]]) -> int:
    return server.post(f"/{source}", content=sent[0], headers=sent[1]).status_code


def landed(place: Workspace, kind: str) -> list[dict[str, object]]:
    return [row for path in files(place.landing) for row in rows(path) if row["type"] == kind]


def test_a_message_has_landed_when_it_is_answered(server: httpx.Client, place: Workspace) -> None:
    assert post(server, "fb-tinh", facebook("Gọi em 0912345678")) == 200
    assert post(server, "zalo-tinh", zalo()) == 200
    texts = [row["fields"]["text"] for row in landed(place, "event")]  # type: ignore[index]
    assert texts == ["Gọi em [số điện thoại]", "Cho em hỏi?"]
    everything = b"".join(p.read_bytes() for p in (place.root / "data").rglob("*") if p.is_file())
    assert PERSON.encode() not in everything
    assert b"0912345678" not in everything
    assert len(list((place.root / "data" / "waiting").iterdir())) == 2


def test_a_message_sent_again_is_stored_once(server: httpx.Client, place: Workspace, door: Door) -> None:  # fmt: skip
    sent = facebook()
    assert [post(server, "fb-tinh", sent) for _ in range(5)] == [200] * 5
    assert len(landed(place, "event")) == 1
    assert (door.landed, door.known) == (1, 4)


def test_who_cannot_sign_is_refused_and_counted_in_one_line(
    server: httpx.Client, place: Workspace, door: Door
) -> None:
    for _ in range(30):
        assert post(server, "fb-tinh", facebook(secret="cua-nguoi-khac")) == 403
    assert landed(place, "event") == []
    door.tell()
    (line,) = landed(place, "visit")
    assert (line["outcome"], line["items"], line["role"]) == ("blocked", 30, "webhook")
    assert line["reason"] == "chữ ký webhook Facebook sai"


def test_refusals_are_told_once_a_minute_at_most(place: Workspace, door: Door) -> None:
    start = now()
    for second in range(0, 150, 10):
        door.now = lambda second=second: start + timedelta(seconds=second)  # type: ignore[misc]
        with pytest.raises(Exception, match="chữ ký"):
            door.take("fb-tinh", b"{}", {})
    assert len(landed(place, "visit")) == 2


def test_a_body_too_long_is_cut_off(server: httpx.Client, place: Workspace) -> None:
    assert post(server, "fb-tinh", (b"x" * (MOST_BYTES + 1), {})) == 413
    assert not place.landing.exists()


def test_unknown_doors_are_closed(server: httpx.Client) -> None:
    assert post(server, "nguoi-la", facebook()) == 404
    assert server.get("/nguoi-la").status_code == 404
    assert server.put("/fb-tinh").status_code == 405
    assert server.get("/").status_code == 404


def test_the_handshake(server: httpx.Client) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "bat-tay", "hub.challenge": "77123"}
    answer = server.get("/fb-tinh", params=query)
    assert (answer.status_code, answer.text) == (200, "77123")
    wrong = server.get("/fb-tinh", params={**query, "hub.verify_token": "doan-mo"})
    assert (wrong.status_code, wrong.text) == (403, "")


def test_a_disk_that_refuses_makes_the_platform_send_it_again(
    server: httpx.Client, place: Workspace, door: Door
) -> None:
    (place.root / "data").mkdir(exist_ok=True)
    place.landing.parent.joinpath("landing").write_text("không phải thư mục", encoding="utf-8")
    assert post(server, "zalo-tinh", zalo()) == 503
    place.landing.unlink()
    assert post(server, "zalo-tinh", zalo()) == 200
    assert len(landed(place, "event")) == 1


def test_many_calls_at_once_all_land(server: httpx.Client, place: Workspace) -> None:
    sent = [zalo(f"Câu hỏi số {n}?", f"z{n}") for n in range(24)]
    codes: list[int] = []

    def send(part: list[tuple[bytes, dict[str, str]]]) -> None:
        codes.extend(post(server, "zalo-tinh", each) for each in part)

    threads = [threading.Thread(target=send, args=(sent[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 24
    assert len({row["id"] for row in landed(place, "event")}) == 24


def test_what_is_missing_for_a_door_is_said(place: Workspace) -> None:
    found, missing = hooks(place)
    assert sorted(found) == ["fb-tinh", "zalo-tinh"]
    assert "FB_HUYEN_APP_SECRET" in missing["fb-huyen"]


def test_no_secret_shows(door: Door) -> None:
    shown = repr(door) + json.dumps([repr(hook) for hook in door.hooks.values()])
    assert not re.search(r"bi-mat|bat-tay", shown)
