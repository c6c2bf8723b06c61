"""The Telegram connector over HTTP: paging back, gaps, edits, forwards, silence of a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.connectors import CONNECTORS
from crawlers.connectors.base import Account, State, run
from crawlers.connectors.client import Client
from crawlers.connectors.telegram_page import read
from langnghe.config import Source
from langnghe.records import Event, Post, Visit
from langnghe.samples.platform_telegram import HOST, Channel, Message, Telegram
from langnghe.samples.platforms import Platforms, Said, html_said, serve_platforms

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
NAME = "congdoanlaichau"


def message(n: int, text: str = "", **more: Any) -> Message:
    text = text or ("" if more.get("media") else f"Tin số {n} của công đoàn ✅")
    return Message(id=n, text=text, at=NOW - timedelta(minutes=2000 - n), **more)


@pytest.fixture
def telegram() -> Telegram:
    channel = Channel(name=NAME, title="Công đoàn Lai Châu")
    return Telegram(channels={NAME: channel})


@pytest.fixture
def platforms(telegram: Telegram) -> Iterator[Platforms]:
    with serve_platforms({HOST: telegram}) as running:
        yield running


class Office:
    """One source, asked again and again."""

    def __init__(self, platforms: Platforms, account: str = NAME) -> None:
        self.source = Source.model_validate(
            {"id": "tele", "name": "Kênh Công đoàn", "home": "https://t.me/", "type": "social",
             "connector": "telegram", "account": account}
        )  # fmt: skip
        self.platforms = platforms
        self.posts: dict[tuple[str, str], Post] = {}
        self.memory: dict[str, Any] = {}
        self.told: dict[str, Any] = {}

    def pull(self, now: datetime = NOW) -> tuple[list[Post], list[Visit]]:
        known: dict[str, set[str]] = {}
        for post_id, revision in self.posts:
            known.setdefault(post_id, set()).add(revision)
        state = State(memory=self.memory, known={k: frozenset(v) for k, v in known.items()})
        client = Client(
            agent="x", pause=0, routes=self.platforms.routes, sleep=lambda _: None,
            clock=lambda: now,
        )  # fmt: skip
        with client:
            account = Account(source=self.source, key=b"k" * 32)
            found = list(run(CONNECTORS["telegram"], account, state, client, now))
        event = found.pop()
        assert isinstance(event, Event)
        self.told = dict(event.fields)
        self.memory = event.fields.get("memory", self.memory)
        posts = [f for f in found if isinstance(f, Post)]
        self.posts |= {(p.post_id, p.revision): p for p in posts}
        return posts, [f for f in found if isinstance(f, Visit)]

    def numbers(self) -> list[int]:
        return sorted({int(str(p.native_id).removeprefix("post:")) for p in self.posts.values()})


def fill(telegram: Telegram, *numbers: int) -> None:
    telegram.channels[NAME].messages += [message(n) for n in numbers]


def test_a_channel_is_read_back_page_by_page(telegram: Telegram, platforms: Platforms) -> None:
    fill(telegram, *range(1, 66))
    office = Office(platforms)
    posts, visits = office.pull()
    assert office.numbers() == list(range(1, 66))
    assert posts[0].url == f"https://t.me/{NAME}/65"  # newest first
    assert posts[0].author == "Kênh Công đoàn"
    assert posts[0].text.endswith("✅")
    assert [v.items for v in visits if v.role == "feed"] == [65]
    asked = [a.query.get("before") for a in platforms.calls(HOST, "/s/")]
    assert asked == [None, "46", "26", "6"]


def test_it_stops_at_what_is_known(telegram: Telegram, platforms: Platforms) -> None:
    fill(telegram, *range(1, 100))
    office = Office(platforms)
    office.pull()
    fill(telegram, *range(100, 125))
    before = len(platforms.calls(HOST, "/s/"))
    posts, _ = office.pull(NOW + timedelta(hours=1))
    assert len(posts) == 25
    assert len(platforms.calls(HOST, "/s/")) == before + 2
    assert office.pull(NOW + timedelta(hours=2))[0] == []


def test_a_new_channel_is_read_a_week_back_and_no_further(
    telegram: Telegram, platforms: Platforms
) -> None:
    telegram.channels[NAME].messages = [
        Message(id=n, text=f"Tin {n}", at=NOW - timedelta(hours=6 * (200 - n)))
        for n in range(1, 201)
    ]
    office = Office(platforms)
    office.pull()
    assert min(office.numbers()) in range(152, 182)
    assert office.told["outcome"] == "looked"
    assert not office.memory["gaps"]


def test_a_page_in_the_middle_fails_and_is_fetched_next_time(
    telegram: Telegram, platforms: Platforms
) -> None:
    fill(telegram, *range(1, 91))
    platforms.break_down(
        HOST, *[html_said("", 502)] * 3, when=lambda a: a.query.get("before") == "51"
    )
    office = Office(platforms)
    office.pull()
    assert office.numbers() == list(range(51, 91))  # what was read stays
    assert office.told["outcome"] == "partial"
    assert "HTTP 502" in office.told["reason"]
    assert office.memory["gaps"] == [["51", "0"]]
    fill(telegram, *range(91, 95))
    _, visits = office.pull(NOW + timedelta(hours=1))
    assert office.numbers() == list(range(1, 95))
    assert office.told["outcome"] == "looked"
    assert office.memory["gaps"] == []
    assert visits[-1].new_items == 4 + 50


def test_an_outage_while_many_came_leaves_one_gap(telegram: Telegram, platforms: Platforms) -> None:
    fill(telegram, *range(1, 21))
    office = Office(platforms)
    office.pull()
    fill(telegram, *range(21, 91))
    platforms.break_down(
        HOST, *[html_said("", 503)] * 3, when=lambda a: a.query.get("before") == "71"
    )
    office.pull(NOW + timedelta(hours=1))
    assert office.memory["gaps"] == [["71", "20"]]
    office.pull(NOW + timedelta(hours=2))
    assert office.numbers() == list(range(1, 91))


def test_an_edited_message_is_a_revision(telegram: Telegram, platforms: Platforms) -> None:
    fill(telegram, 1, 2, 3)
    office = Office(platforms)
    office.pull()
    telegram.channels[NAME].messages[1].text = "Đính chính: họp lúc 9 giờ"
    telegram.channels[NAME].messages[1].edited = True
    (edited,), _ = office.pull(NOW + timedelta(minutes=5))
    assert edited.native_id == "post:2"
    assert len([p for p in office.posts.values() if p.post_id == edited.post_id]) == 2


def test_messages_without_words_are_counted_as_such_once(
    telegram: Telegram, platforms: Platforms
) -> None:
    telegram.channels[NAME].messages = [
        message(1, media="photo"), message(2, media="video"), message(3, "Ghim tin", service=True),
        message(4, media="poll"), message(5, "Có chú thích", media="photo"), message(6, media="voice"),
    ]  # fmt: skip
    office = Office(platforms)
    posts, visits = office.pull()
    assert [p.text for p in posts] == ["Có chú thích", "Bữa ăn ca có đủ no không?\nCó"]
    told = {v.url[-1]: v.reason for v in visits if v.role == "message"}
    assert set(told) == {"1", "2", "3", "6"}
    assert "chỉ có ảnh" in told["1"]
    assert "ghi âm" in told["6"]
    assert "hệ thống" in told["3"]
    assert {v.outcome for v in visits if v.role == "message"} == {"not_article"}
    feed = next(v for v in visits if v.role == "feed")
    assert feed.reason == "3 tin chỉ có ảnh hoặc video, 1 tin hệ thống"
    assert [v.role for v in office.pull(NOW + timedelta(hours=1))[1]] == ["feed"]


def test_forwarded_and_quoting_messages(telegram: Telegram, platforms: Platforms) -> None:
    telegram.channels[NAME].messages = [
        message(1, "Từ kênh khác", forwarded=("Báo Mẫu", "https://t.me/baomau_kenh/7")),
        message(2, "Từ một người", forwarded=("Nguyễn Văn Riêng", "")),
        message(3, "Tôi trả lời", quotes="Câu được trích của người khác"),
        message(4, "Từ một địa chỉ hỏng", forwarded=("Báo Mẫu", "http://[t.me/baomau_kenh/7")),
    ]
    posts, _ = Office(platforms).pull()
    told = {p.text: p.section for p in posts}
    assert told == {
        "Từ kênh khác": "chuyển tiếp từ t.me/baomau_kenh",
        "Từ một người": "chuyển tiếp",
        "Từ một địa chỉ hỏng": "chuyển tiếp",
        "Tôi trả lời": None,
    }
    assert "Riêng" not in repr(posts)
    assert "được trích" not in repr(posts)


def test_markup_becomes_lines_and_contacts_are_masked(
    telegram: Telegram, platforms: Platforms
) -> None:
    text = (
        'Dòng một<br/><b>Dòng</b> hai <i class="emoji"><b>💪</b></i><br/><br/>Gọi 0912 345 678,'
        ' viết <a href="#">ai.do@thu.example</a> hoặc @nguoi_quen<script>x</script>'
    )
    telegram.channels[NAME].messages = [message(1, text, markup=True)]
    (post,), _ = Office(platforms).pull()
    assert post.text.splitlines()[:2] == ["Dòng một", "Dòng hai 💪"]
    assert "[số điện thoại]" in post.text
    for raw in ("0912", "ai.do", "nguoi_quen", "script"):
        assert raw not in post.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"preview": False}, "không có kênh công khai"),
        ({"robots": "User-agent: *\nDisallow: /s/\n"}, "robots.txt"),
        ({"account": "congdoan/../x"}, "account"),
        ({"account": "khongco123"}, "không có kênh công khai"),
    ],
)
def test_what_may_not_be_read_is_said_and_left_alone(
    telegram: Telegram, platforms: Platforms, change: dict[str, Any], says: str
) -> None:
    fill(telegram, 1)
    telegram.channels[NAME].preview = change.get("preview", True)
    telegram.robots = change.get("robots", telegram.robots)
    office = Office(platforms, change.get("account", NAME))
    posts, visits = office.pull()
    assert not posts
    assert office.told["outcome"] == "refused"
    assert says in office.told["reason"]
    assert [(v.outcome, v.reason_class) for v in visits] == [("blocked", "hard")]
    if "robots" in change:
        assert not platforms.calls(HOST, "/s/")


def test_a_server_whose_robots_cannot_be_read_is_not_entered(
    telegram: Telegram, platforms: Platforms
) -> None:
    fill(telegram, 1)
    platforms.break_down(HOST, *[html_said("", 500)] * 3)
    office = Office(platforms)
    assert office.pull()[0] == []
    assert office.told["outcome"] == "failed"
    assert not platforms.calls(HOST, "/s/")


def test_a_challenge_is_recognised_and_left_alone(telegram: Telegram, platforms: Platforms) -> None:
    page = Said(403, b"<title>Just a moment...</title>", {"cf-mitigated": "challenge"})
    platforms.break_down(HOST, page, when=lambda a: a.path.startswith("/s/"))
    office = Office(platforms)
    office.pull()
    assert "Cloudflare" in office.told["reason"]
    assert len(platforms.calls(HOST, "/s/")) == 1


def test_an_empty_channel_was_read_all_the_same(telegram: Telegram, platforms: Platforms) -> None:
    office = Office(platforms)
    posts, visits = office.pull()
    assert not posts
    assert office.told["outcome"] == "looked"
    assert [v.outcome for v in visits] == ["known"]


def test_a_server_that_repeats_its_newest_page_is_no_endless_loop(
    telegram: Telegram, platforms: Platforms
) -> None:
    fill(telegram, *range(1, 50))
    newest = telegram(_asked())
    platforms.break_down(HOST, *[newest] * 60, when=lambda a: a.path.startswith("/s/"))
    office = Office(platforms)
    office.pull()
    assert office.told["outcome"] == "partial"
    assert len(platforms.calls(HOST, "/s/")) < 10


def _asked() -> Any:
    from langnghe.samples.platforms import Asked

    return Asked(method="GET", host=HOST, path=f"/s/{NAME}", query={}, headers={})


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_read_or_are_no_channel(body: bytes) -> None:
    read(b'<div class="tgme_channel_history"></div>' + body, "https://t.me/s/x")
    read(body, "https://t.me/s/x")
