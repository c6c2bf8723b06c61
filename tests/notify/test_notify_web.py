"""Webhooks over real HTTP, and Telegram over the real wire as far as the office's own proxy."""

from __future__ import annotations

import base64
import json
import logging
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from notify_office import (
    NOON,
    free_port,
    make_certificate,
    message,
    settings_in,
    states,
    telegram_wire,
    web_server,
)

from langnghe.notify import Attachment, DeliverySettings, check, deliver, enqueue
from langnghe.notify.chat import CUT

MINUTE = timedelta(minutes=1)
TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


def to(folder: Path, *addresses: str, secrets: str = "") -> DeliverySettings:
    return settings_in(
        folder, f"[roles.chair]\nlevels = [4, 5]\nto = {json.dumps(list(addresses))}", secrets
    )


def test_a_webhook_gets_the_message_a_key_and_no_person(tmp_path: Path) -> None:
    with web_server() as web:
        address = f"{web.url}/moc?phong=1"
        settings = to(tmp_path, address)
        said = message(address, channel="webhook")
        enqueue(tmp_path / "out", [said])
        assert deliver(tmp_path / "out", settings, NOON).counts["sent"] == 1
        ((path, headers, body),) = web.requests
    assert path == "/moc?phong=1"
    assert body == {
        "id": headers["Idempotency-Key"],
        "kind": "alert",
        "level": 4,
        "role": "chair",
        "subject": said.subject,
        "text": said.text,
        "html": said.html,
        "created_at": "2026-06-12T12:00:00+07:00",
    }


def test_a_webhook_s_secrets_are_filled_in_on_the_wire_only(tmp_path: Path) -> None:
    with web_server() as web:
        address = f"http://langnghe:${{HOOK_PASSWORD}}@127.0.0.1:{web.port}/${{HOOK_PATH}}"
        secrets = 'HOOK_PASSWORD = "mở/cửa@ra"\nHOOK_PATH = "B0AB12CD3abcdEFGH1234"'
        settings = to(tmp_path, address, secrets=secrets)
        enqueue(tmp_path / "out", [message(address, channel="webhook")])
        web.answers = [(400, {}, '{"description": "no B0AB12CD3abcdEFGH1234 here"}')]
        report = deliver(tmp_path / "out", settings, NOON)
        ((path, headers, _),) = web.requests
    assert path == "/B0AB12CD3abcdEFGH1234"
    kind, _, pair = headers["Authorization"].partition(" ")
    assert (kind, base64.b64decode(pair).decode()) == ("Basic", "langnghe:mở/cửa@ra")
    assert "no *** here" in report.entries[0].why
    kept = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert b"B0AB12CD3abcdEFGH1234" not in kept + "\n".join(report.lines(full=True)).encode()


def test_retry_after_is_respected_in_seconds_and_as_a_date(tmp_path: Path) -> None:
    with web_server() as web:
        first, second = f"{web.url}/mot", f"{web.url}/hai"
        settings = to(tmp_path, first, second)
        enqueue(tmp_path / "out", [message(a, channel="webhook") for a in (first, second)])
        web.answers = [(429, {"Retry-After": "3600"}, "")]
        report = deliver(tmp_path / "out", settings, NOON)
        assert (report.counts["retry"], report.counts["waiting"]) == (1, 1)  # one host, one plea
        assert len(web.requests) == 1
        assert "yêu cầu đợi 3600 giây" in report.entries[0].why
        assert deliver(tmp_path / "out", settings, NOON + 59 * MINUTE).counts["waiting"] == 2
        later = NOON + 90 * MINUTE
        until = format_datetime(later + 60 * MINUTE)
        web.answers = [(503, {"Retry-After": until}, "")]
        deliver(tmp_path / "out", settings, later)
        assert deliver(tmp_path / "out", settings, later + 58 * MINUTE).counts["waiting"] == 2
        assert deliver(tmp_path / "out", settings, later + 62 * MINUTE).counts["sent"] == 2
        assert len(web.requests) == 4


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "sent"),
        (204, "sent"),
        (302, "failed"),  # never followed: the other address is not the office's
        (404, "failed"),
        (408, "waiting"),
        (401, "waiting"),
        (500, "waiting"),
        (502, "unknown"),
        (504, "unknown"),
        (0, "unknown"),
    ],
)
def test_each_answer_means_one_thing(tmp_path: Path, status: int, state: str) -> None:
    with web_server() as web:
        address = f"{web.url}/moc"
        settings = to(tmp_path, address)
        enqueue(tmp_path / "out", [message(address, channel="webhook")])
        web.answers = [(status, {"Location": f"{web.url}/khac"} if status == 302 else {}, "")]
        deliver(tmp_path / "out", settings, NOON)
        assert [r[0] for r in web.requests] == ["/moc"]
    assert states(tmp_path / "out") == {state: 1}


def test_a_web_server_that_is_down_leaves_no_doubt(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/moc"
    settings = to(tmp_path, address)
    enqueue(tmp_path / "out", [message(address, channel="webhook")])
    assert deliver(tmp_path / "out", settings, NOON).counts["retry"] == 1
    (problem,) = [c for c in check(settings, tmp_path / "out") if c.name == "Webhook"]
    assert problem.level == "error"


TELEGRAM = "tgram://${TELEGRAM_TOKEN}/-1001234567890"


@pytest.fixture
def telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Lead api.telegram.org to this machine as an office would: by its proxy and its authority."""
    certificate = make_certificate(tmp_path)
    with telegram_wire(certificate.server) as wire:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{wire.port}")
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{wire.port}")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.ca))
        yield wire


def test_telegram_gets_its_documented_payload(tmp_path: Path, telegram, caplog) -> None:  # type: ignore[no-untyped-def]
    caplog.set_level(logging.DEBUG)
    settings = to(tmp_path, TELEGRAM, secrets=f'TELEGRAM_TOKEN = "{TOKEN}"')
    said = message(TELEGRAM, channel="chat", text="Lương < 5 triệu & nợ BHXH\nNguồn: 3 báo")
    enqueue(tmp_path / "out", [said])
    report = deliver(tmp_path / "out", settings, NOON)
    ((path, _, body),) = telegram.requests
    assert report.counts["sent"] == 1, report.entries[0].why
    assert path == f"/bot{TOKEN}/sendMessage"
    assert body["chat_id"] == -1001234567890
    assert body["parse_mode"] == "HTML"
    assert said.subject in body["text"]
    assert "Lương &lt; 5 triệu &amp; nợ BHXH" in body["text"]
    assert body["disable_web_page_preview"] is True  # nobody fetches the links for us
    kept = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert TOKEN.encode() not in kept
    assert TOKEN not in caplog.text + "\n".join(report.lines(full=True))


def test_telegram_s_429_with_retry_after_is_respected(tmp_path: Path, telegram) -> None:  # type: ignore[no-untyped-def]
    settings = to(tmp_path, TELEGRAM, secrets=f'TELEGRAM_TOKEN = "{TOKEN}"')
    enqueue(tmp_path / "out", [message(TELEGRAM, channel="chat")])
    telegram.answers = [
        (
            429,
            {},
            '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1800",'
            '"parameters":{"retry_after":1800}}',
        )
    ]
    report = deliver(tmp_path / "out", settings, NOON)
    assert "yêu cầu đợi 1800 giây" in report.entries[0].why
    assert deliver(tmp_path / "out", settings, NOON + 29 * MINUTE).counts["waiting"] == 1
    assert deliver(tmp_path / "out", settings, NOON + 33 * MINUTE).counts["sent"] == 1
    assert len(telegram.requests) == 2


def test_telegram_s_refusal_is_told_and_its_silence_is_doubt(tmp_path: Path, telegram) -> None:  # type: ignore[no-untyped-def]
    settings = to(tmp_path, TELEGRAM, secrets=f'TELEGRAM_TOKEN = "{TOKEN}"')
    enqueue(tmp_path / "out", [message(TELEGRAM, channel="chat", event=e) for e in ("mot", "hai")])
    telegram.answers = [
        (400, {}, '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'),
        (0, {}, ""),
    ]
    report = deliver(tmp_path / "out", settings, NOON)
    assert sorted(e.did for e in report.entries) == ["failed", "unknown"]
    assert any("chat not found" in e.why for e in report.entries)


def test_a_long_text_is_one_message_cut_with_a_word_where_the_rest_is(
    tmp_path: Path, telegram
) -> None:  # type: ignore[no-untyped-def]
    settings = to(tmp_path, TELEGRAM, secrets=f'TELEGRAM_TOKEN = "{TOKEN}"')
    said = message(
        TELEGRAM,
        channel="chat",
        text="công nhân & công đoàn <Lai Châu> " * 400,
        attachments=(Attachment(name="bao-cao.pdf", media_type="application/pdf", content=b"x"),),
    )
    enqueue(tmp_path / "out", [said])
    deliver(tmp_path / "out", settings, NOON)
    ((_, _, body),) = telegram.requests
    assert len(body["text"]) <= 4096
    assert CUT in body["text"]
    assert body["text"].endswith("(kèm trong thư: bao-cao.pdf)")


def test_telegram_out_of_reach_leaves_no_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    settings = to(tmp_path, TELEGRAM, secrets=f'TELEGRAM_TOKEN = "{TOKEN}"')
    enqueue(tmp_path / "out", [message(TELEGRAM, channel="chat")])
    report = deliver(tmp_path / "out", settings, NOON)
    assert report.counts["retry"] == 1, report.entries[0].why


@pytest.mark.parametrize(
    "address",
    [
        "tgram://${TELEGRAM_TOKEN}/-100123/-100456",  # two readers: one may get it, the other not
        "tgram://${TELEGRAM_TOKEN}/",  # nobody: apprise would ask Telegram who wrote to the bot
        "khong-co://may/1",
    ],
)
def test_a_chat_address_is_one_reader_of_a_known_service(tmp_path: Path, address: str) -> None:
    settings = to(tmp_path, address, secrets=f'TELEGRAM_TOKEN = "{TOKEN}"')
    enqueue(tmp_path / "out", [message(address, channel="chat")])
    report = deliver(tmp_path / "out", settings, NOON)
    assert report.counts["retry"] == 1
    assert "địa chỉ" in report.entries[0].why
    (problem,) = [c for c in check(settings, tmp_path / "out") if c.name == "Nhắn tin"]
    assert problem.level == "error"


def test_any_service_of_apprise_goes_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with web_server() as web:
        address = f"json://127.0.0.1:{web.port}/moc"
        settings = to(tmp_path, address)
        enqueue(tmp_path / "out", [message(address, channel="chat")])
        web.answers = [(500, {}, "")]
        assert deliver(tmp_path / "out", settings, NOON).counts["retry"] == 1
        assert deliver(tmp_path / "out", settings, NOON + 5 * MINUTE).counts["sent"] == 1
        body = web.requests[-1][2]
    assert body["message"].startswith("Sự việc: ngừng việc tập thể.")
    assert body["type"] == "warning"
