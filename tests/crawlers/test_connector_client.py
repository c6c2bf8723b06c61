"""The connectors' HTTP client against a real server: patience, bounds, and no secret anywhere."""

from __future__ import annotations

import json
import logging
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.connectors.base import (
    Account,
    Connector,
    ConnectorError,
    QuotaExhausted,
    Refused,
    State,
    TokenExpired,
    Unavailable,
    run,
)
from crawlers.connectors.client import MOST_WAIT, Answer, Client
from langnghe.config import Source
from langnghe.records import Event, Post, Visit
from langnghe.samples.platforms import Asked, Platforms, Said, json_said, serve_platforms

HOST = "api.nentang.example"
KEY = "SECRET-key/+=&1234567890"
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)


def echo(asked: Asked) -> Said:
    return json_said({"id": 2**60 + 1, "asked": dict(asked.query)})


@pytest.fixture
def platforms() -> Iterator[Platforms]:
    with serve_platforms({HOST: echo}) as running:
        yield running


def client(platforms: Platforms, slept: list[float], **more: object) -> Client:
    return Client(
        agent="LangNghe/test",
        pause=0.0,
        routes=platforms.routes,
        sleep=slept.append,
        clock=lambda: NOW,
        **more,  # type: ignore[arg-type]
    )


def test_an_answer_keeps_numbers_beyond_2_to_53_exact(platforms: Platforms) -> None:
    with client(platforms, []) as http:
        answer = http.get(f"https://{HOST}/v1/list", {"q": "công đoàn"}, secret={"key": KEY})
    assert answer.json()["id"] == 1152921504606846977
    assert answer.json()["asked"] == {"q": "công đoàn", "key": KEY}  # it did reach the server
    assert "key" not in answer.url


@pytest.mark.parametrize("header", ["7", "Mon, 01 Jun 2026 03:00:07 GMT"])
def test_a_429_is_waited_for_as_long_as_the_server_asks(platforms: Platforms, header: str) -> None:
    platforms.break_down(HOST, json_said({}, 429, Retry_After=header))
    slept: list[float] = []
    with client(platforms, slept) as http:
        assert http.get(f"https://{HOST}/v1/list").ok
    assert slept == [7.0]
    assert http.calls == 2


def test_who_asks_for_a_longer_wait_is_left_alone_until_then(platforms: Platforms) -> None:
    platforms.break_down(HOST, json_said({}, 503, Retry_After="3600"))
    with client(platforms, []) as http, pytest.raises(Unavailable) as caught:
        http.get(f"https://{HOST}/v1/list")
    assert caught.value.retry_at == NOW + timedelta(hours=1)
    assert http.calls == 1


def test_a_broken_server_is_asked_three_times(platforms: Platforms) -> None:
    platforms.break_down(HOST, *[json_said({}, 502)] * 5)
    slept: list[float] = []
    with client(platforms, slept) as http, pytest.raises(Unavailable, match="HTTP 502"):
        http.get(f"https://{HOST}/v1/list")
    assert slept == [2.0, 4.0]
    assert len(platforms.asked) == 3
    assert max(slept) < MOST_WAIT


def test_a_connection_cut_half_way_is_asked_again(platforms: Platforms) -> None:
    platforms.break_down(HOST, Said(200, b'{"items": [1, 2, 3, 4, 5, 6]}', cut=True))
    with client(platforms, []) as http:
        assert http.get(f"https://{HOST}/v1/list").json()["id"]
    assert len(platforms.asked) == 2


def test_an_answer_without_end_is_not_read_to_its_end(platforms: Platforms) -> None:
    platforms.break_down(HOST, Said(200, b"x" * 6_000_000))
    with client(platforms, []) as http, pytest.raises(Exception, match="quá dài"):
        http.get(f"https://{HOST}/v1/list")


def test_the_secret_is_in_no_error_and_no_log(
    platforms: Platforms, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    platforms.break_down(HOST, *[Said(500, b"{}")] * 3, Said(200, b"not json"))
    with client(platforms, []) as http:
        with pytest.raises(Unavailable) as broken:
            http.get(f"https://{HOST}/a", secret={"key": KEY})
        with pytest.raises(Unavailable) as odd:
            http.get(f"https://{HOST}/a", secret={"key": KEY}).json()
    with (
        Client(agent="x", routes={HOST: "127.0.0.1:1"}, sleep=lambda _: None) as http,
        pytest.raises(Unavailable) as silent,
    ):
        http.get(f"https://{HOST}/a", secret={"key": KEY})
    for caught in (broken, odd, silent):
        told = f"{caught.value!r} {caught.value.url} {caught.getrepr(style='short')}"
        assert "SECRET" not in told
    assert "SECRET" not in caplog.text
    assert "SECRET" not in repr(account())


def test_requests_to_a_platform_keep_their_distance(platforms: Platforms) -> None:
    slept: list[float] = []
    with Client(agent="x", pause=2.0, routes=platforms.routes, sleep=slept.append) as http:
        for _ in range(3):
            http.get(f"https://{HOST}/a")
    assert len(slept) == 2
    assert all(1.5 < wait <= 2.0 for wait in slept)


def test_only_https_leaves_this_machine() -> None:
    with Client(agent="x") as http, pytest.raises(Exception, match="https"):
        http.get("http://169.254.169.254/latest")


# ---- a pull and its report


def source() -> Source:
    return Source(id="kenh", name="Kênh", home="https://kenh.example/", type="social", token="KEY")


def account(token: str = KEY) -> Account:
    return Account(source=source(), token=token, key=b"k" * 32)


def a_post(account: Account, text: str = "xin chào") -> Post:
    return Post(
        post_id="p1", source="kenh", kind="post", url="https://kenh.example/1", title="", lead="",
        text=text, fetched_at=NOW,
    )  # fmt: skip


def pulling(error: Exception | None, quota_left: int | None = None) -> Connector:
    def pull(account: Account, state: State, client: Client, now: datetime) -> Iterator[Post]:
        state.memory["after"] = "trang-2"
        state.quota_left = quota_left
        yield a_post(account)
        if error:
            raise error

    return Connector(name="thu", pull=pull, cannot_see="Không thấy nhóm kín.")


def ended(
    connector: Connector, token: str = KEY
) -> tuple[list[Post], list[Visit], dict[str, object]]:
    earlier = State(memory={"seen": 1}, last_success=NOW - timedelta(days=2))
    found = list(run(connector, account(token), earlier, Client(agent="x", clock=lambda: NOW), NOW))
    last = found.pop()
    assert isinstance(last, Event)
    assert (last.kind, last.id, last.what) == ("connector", "kenh", last.fields["outcome"])
    posts = [f for f in found if isinstance(f, Post)]
    return posts, [f for f in found if isinstance(f, Visit)], dict(last.fields)


def test_a_good_pull_ends_with_one_event() -> None:
    posts, visits, told = ended(pulling(None, quota_left=97))
    assert len(posts) == 1
    assert not visits
    assert told["outcome"] == "looked"
    assert told["quota_left"] == 97
    assert told["last_success"] == NOW.isoformat()
    assert told["cannot_see"] == "Không thấy nhóm kín."
    assert told["memory"] == {"seen": 1, "after": "trang-2"}


@pytest.mark.parametrize(
    ("error", "outcome", "visit"),
    [
        (QuotaExhausted("hết hạn mức hôm nay", reset_at=NOW), "quota", ("failed", "temporary")),
        (TokenExpired("token hết hạn"), "expired", ("blocked", "hard")),
        (Refused("không có quyền"), "refused", ("blocked", "hard")),
        (Unavailable("máy chủ lỗi"), "failed", ("failed", "temporary")),
        (KeyError("items"), "failed", ("failed", "hard")),
    ],
)
def test_a_pull_that_breaks_keeps_what_it_read_and_says_why(
    error: Exception, outcome: str, visit: tuple[str, str]
) -> None:
    posts, visits, told = ended(pulling(error))
    assert len(posts) == 1
    assert told["outcome"] == outcome
    assert told["reason"]
    assert told["last_success"] == (NOW - timedelta(days=2)).isoformat()  # not this one
    assert told["memory"] == {"seen": 1, "after": "trang-2"}
    assert [(v.outcome, v.reason_class) for v in visits] == [visit]


def test_a_source_without_its_token_is_not_asked() -> None:
    posts, _, told = ended(pulling(None), token="")
    assert not posts
    assert told["outcome"] == "refused"
    assert "token" in str(told["reason"])


def test_an_answer_reads_as_one() -> None:
    assert Answer("u", 204, {}, b"").ok
    assert not Answer("u", 304, {}, b"").ok


# ---- bombs


def packed(coding: str) -> bytes:
    """Return 80 MB of nothing, packed."""
    block, times = bytes(4 << 20), 20
    if coding == "br":
        import brotli

        pack = brotli.Compressor(quality=1)
        return b"".join(pack.process(block) for _ in range(times)) + pack.finish()
    if coding == "zstd":
        from backports import zstd

        return zstd.compress(block * times, level=1)
    window = {"gzip": 31, "deflate": 15, "raw": -15}[coding]
    squeeze = zlib.compressobj(1, wbits=window)
    return b"".join(squeeze.compress(block) for _ in range(times)) + squeeze.flush()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw", "br", "zstd", "gzip, gzip", "lạ"])
def test_a_packed_bomb_never_stands_in_memory(platforms: Platforms, coding: str) -> None:
    first = coding.partition(",")[0]
    named = {"raw": "deflate", "lạ": "x-la"}.get(coding, coding)
    bomb = packed(first) if first != "lạ" else b"x" * 999
    platforms.break_down(HOST, *[Said(200, bomb, {"Content-Encoding": named})] * 3)
    tracemalloc.start()
    try:
        with client(platforms, []) as http, pytest.raises(ConnectorError) as caught:
            http.get(f"https://{HOST}/v1/list")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 40 * 1024 * 1024
    words = ("quá dài",) if first in ("gzip", "deflate", "raw") and "," not in coding else ("nén",)
    assert any(word in str(caught.value) for word in words)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw"])
def test_what_is_packed_as_asked_for_is_read(platforms: Platforms, coding: str) -> None:
    squeeze = zlib.compressobj(wbits={"gzip": 31, "deflate": 15, "raw": -15}[coding])
    body = squeeze.compress(json.dumps({"a": "ă" * 9_000}).encode()) + squeeze.flush()
    named = "deflate" if coding == "raw" else coding
    platforms.break_down(HOST, Said(200, body, {"Content-Encoding": named}))
    with client(platforms, []) as http:
        assert http.get(f"https://{HOST}/v1/list").json() == {"a": "ă" * 9_000}
    assert platforms.asked[-1].headers["accept-encoding"] == "gzip, deflate"
