"""Under fire: what reads the platforms' interfaces and the calls they send of their own accord."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from benchmarks.fuzz.parser import Parser
from crawlers.connectors import CONNECTORS, facebook_own, zalo
from crawlers.connectors.base import Account, Connector, Found, State, run
from crawlers.connectors.client import Answer, Client
from crawlers.connectors.own_figures import Due
from crawlers.connectors.webhook import Hook, NotTheirs, messages, opened
from langnghe.config import Source
from langnghe.records import Event
from langnghe.samples import platform_facebook, platform_telegram, platform_youtube, platform_zalo
from langnghe.samples.platform_hooks import facebook_message, zalo_message
from langnghe.samples.platforms import Asked, Platform

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
KEY = b"k" * 32
PAGE, OA, CHANNEL = "104857600000001", "3592353763697768582", "UCcongdoanlaichau0000000"
PERSON = ("7245812345678901", "Lường Thị Mẩy Mơ")


def ago(hours: float) -> datetime:
    """Return a moment before now."""
    return NOW - timedelta(hours=hours)


def landed(record: Any) -> bytes:
    """Return a record as the landing file holds it."""
    return json.dumps(record.to_json(), ensure_ascii=False).encode("utf-8", "replace")


class Taped(Client):
    """A client that asks a platform in this process, keeps its answers, and can give others instead."""

    __slots__ = ("forged", "platform", "tape", "turn")

    def __init__(self, platform: Platform, forged: tuple[int, bytes] | None = None) -> None:
        super().__init__(agent="x", pause=0.0, sleep=lambda _: None, clock=lambda: NOW)
        self.platform, self.tape, self.turn, self.forged = platform, list[bytes](), 0, forged

    def _once(
        self, method: str, url: str, shown: str, headers: Mapping[str, str] | None, data: Mapping[str, Any] | None
    ) -> Answer:  # fmt: skip
        from urllib.parse import parse_qsl, urlsplit

        parts = urlsplit(url)
        self.calls += 1
        asked = Asked(method=method, host=parts.hostname or "", path=parts.path, query=dict(parse_qsl(parts.query)),
                      headers={k.lower(): v for k, v in (headers or {}).items()})  # fmt: skip
        said = self.platform(asked)
        body = said.body
        self.tape.append(body)
        # Every answer from the forged one on: a platform that changed stays changed.
        if self.forged is not None and self.turn >= self.forged[0]:
            body = self.forged[1]
        self.turn += 1
        if self.turn > 60:
            raise AssertionError("the connector asks on and on")
        named = {k.lower(): v for k, v in said.headers.items()}
        return Answer(shown, said.status, named, body)


def _source(name: str, **more: Any) -> Source:
    given = {"id": name, "name": name, "home": "https://thu.example/", "type": "union", "connector": name,
             "token": "T", "own": True, **more}  # fmt: skip
    return Source.model_validate(given)


@cache
def _places() -> dict[str, tuple[Platform, Account]]:
    graph = platform_facebook
    page = graph.Page(id=PAGE, name="Công đoàn tỉnh Mẫu", posts=[
        graph.PagePost(id=f"{PAGE}_1", by=(PAGE, "Công đoàn"), text="Từ tháng 7 lương thay đổi.", at=ago(70), media="photo"),
        graph.PagePost(id=f"{PAGE}_2", by=PERSON, text="Ăn ca quá ít", at=ago(40), shares=4),
    ])  # fmt: skip
    page.posts[0].comments = [graph.Comment(id="1_1", by=PERSON, text="Gọi em 0912 345 678", at=ago(60)),
                              graph.Comment(id="1_2", by=(PAGE, "Công đoàn"), text="Chào bạn", at=ago(50), parent="1_1")]  # fmt: skip
    facebook = graph.Graph(pages=[page], tokens={"T"}, now=lambda: NOW)
    tube = platform_youtube.YouTube(key="T", channels={CHANNEL: "Công đoàn tỉnh"})
    said = [
        platform_youtube.Comment(id=f"Ug{n}", by=(f"UC{n}", f"@xem{n}"), text=f"Ý {n}", at=ago(9))
        for n in (1, 2)
    ]
    tube.videos = [platform_youtube.Video(id="v1", channel=CHANNEL, title="Video", text="Mô tả", at=ago(12), comments=said)]  # fmt: skip
    oa = platform_zalo.OfficialAccount(
        id=OA, name="Công đoàn", app_id="44", app_secret="b", refresh="r", access={"T": NOW + timedelta(hours=20)},
        said=[platform_zalo.Message(id="m1", person=PERSON, ours=False, text="Thai sản mấy tháng?", at=ago(30)),
              platform_zalo.Message(id="m2", person=PERSON, ours=True, text="6 tháng", at=ago(20))],
        articles=[platform_zalo.Article(id="b1", title="Lịch tư vấn", at=ago(48), views=120, shares=3)], now=lambda: NOW,
    )  # fmt: skip
    channel = platform_telegram.Channel(name="congdoan", title="Công đoàn")
    channel.messages += [
        platform_telegram.Message(id=n, text=f"Tin {n}", at=ago(40 - n)) for n in range(1, 26)
    ]
    telegram = platform_telegram.Telegram(channels={"congdoan": channel})
    accounts = {"facebook": PAGE, "youtube": CHANNEL, "zalo": OA, "telegram": "congdoan"}
    made: dict[str, Platform] = {
        "facebook": facebook,
        "youtube": tube,
        "zalo": oa,
        "telegram": telegram,
    }
    return {name: (made[name], Account(source=_source(name, account=accounts[name]), token="T", key=KEY))
            for name in made}  # fmt: skip


Pull = Callable[[Account, State, Client, datetime], Iterator[Found]]


def _due(
    account: Account, state: State, client: Client, now: datetime, module: Any
) -> Iterator[Found]:
    ids = {"facebook": f"{PAGE}_1", "zalo": "b1"}
    mark = Due(post_id="p" * 16, native_id=ids[account.source.id], mark=1, due_at=ago(1))
    yield from module.measure(account, state, client, now, [mark])


def _inbox(
    account: Account, state: State, client: Client, now: datetime, module: Any
) -> Iterator[Found]:
    for found in module.inbox(account, state, client, now):
        yield found.to_event() if hasattr(found, "to_event") else found


def _pulls(name: str) -> Parser:
    platform, account = _places()[name]
    modules = {"facebook": facebook_own, "zalo": zalo}
    pulls: list[Pull] = [CONNECTORS[name].pull]
    if module := modules.get(name):
        pulls += [
            lambda a, s, c, n: _due(a, s, c, n, module),
            lambda a, s, c, n: _inbox(a, s, c, n, module),
        ]

    def asked(pull: Pull, client: Client) -> list[Found]:
        connector = Connector(name=name, pull=pull, cannot_see="…", needs_token=False)
        return list(run(connector, account, State(), client, NOW))

    places: list[tuple[Pull, int]] = []

    def seeds() -> Sequence[bytes]:
        found = []
        for pull in pulls:
            client = Taped(platform)
            asked(pull, client)
            for turn, body in enumerate(client.tape):
                places.append((pull, turn))
                found.append(body)
        return found

    def fire(data: bytes, at: int) -> object:
        pull, turn = places[at]
        found = asked(pull, Taped(platform, (turn, data)))
        if not isinstance(found[-1], Event):
            raise TypeError("a pull ends with the event that says how it went")
        return [landed(each) for each in found]

    shape = "html" if name == "telegram" else "json"
    return Parser(name=f"connector-{name}", shape=shape, make_seeds=seeds, run=fire)


_HOOKS = {
    "facebook": Hook(platform="facebook", source="fb", account=PAGE, key=KEY, secret="bi-mat"),
    "zalo": Hook(platform="zalo", source="oa", account=OA, key=KEY, secret="bi-mat", app_id="44"),
}


def _hook(name: str) -> Parser:
    hook = _HOOKS[name]

    def seeds() -> Sequence[bytes]:
        if name == "facebook":
            return [facebook_message(app_secret="bi-mat", page=PAGE, person=PERSON[0], message="m1", text="Cho em hỏi", at=NOW)[0]]  # fmt: skip
        return [zalo_message(app_id="44", oa_secret="bi-mat", account=OA, person=PERSON[0], message="z1", text="Hỏi", at=NOW)[0]]  # fmt: skip

    def fire(data: bytes, at: int) -> object:
        # Signed as the platform would: what gets past the signature is what the readers must bear.
        if name == "facebook":
            headers = {
                "x-hub-signature-256": "sha256="
                + hmac.new(b"bi-mat", data, hashlib.sha256).hexdigest()
            }
        else:
            try:
                told = json.loads(data)
                at_text = str(told.get("timestamp") or "") if isinstance(told, dict) else ""
                signed = b"44" + data + at_text.encode() + b"bi-mat"
            except (ValueError, RecursionError):
                signed = data
            headers = {"x-zevent-signature": "mac=" + hashlib.sha256(signed).hexdigest()}
        return [
            each if isinstance(each, str) else landed(each.to_event())
            for each in messages(hook, opened(hook, data, headers, NOW))
        ]

    return Parser(
        name=f"webhook-{name}", shape="json", make_seeds=seeds, run=fire, errors=(NotTheirs,)
    )


PLATFORMS: tuple[Parser, ...] = (
    *(_pulls(name) for name in ("facebook", "youtube", "zalo", "telegram")),
    *(_hook(name) for name in _HOOKS),
)
