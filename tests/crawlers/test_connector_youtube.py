"""The YouTube connector over HTTP: paging, allowance, partial outages, closed and removed videos."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.connectors import CONNECTORS
from crawlers.connectors.base import Account, State, run
from crawlers.connectors.client import Client
from crawlers.connectors.youtube_api import Budget
from langnghe.config import Source
from langnghe.records import Event, Post, Visit
from langnghe.samples.platform_youtube import HOST, Comment, Video, YouTube, wrong
from langnghe.samples.platforms import Platforms, Said, json_said, serve_platforms

KEY = "AIza-khoa-bi-mat"
NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
CHANNEL = "UCcongdoanlaichau0000000"


def comment(n: int, replies: int = 0, text: str = "") -> Comment:
    return Comment(
        id=f"Ug{n:04}",
        by=(f"UCnguoi{n}", f"@nguoi.xem{n}"),
        text=text or f"Ý kiến số {n} về bữa ăn ca 💪",
        at=NOW - timedelta(hours=10, minutes=-n),
        replies=[
            Comment(id=f"Ug{n:04}.r{r}", by=(f"UCkhac{r}", f"@khac{r}"),
                    text=f"@nguoi.xem{n} đồng ý lần {r}", at=NOW - timedelta(hours=1))
            for r in range(replies)
        ],
    )  # fmt: skip


def video(name: str, comments: list[Comment] | None = None, **more: Any) -> Video:
    return Video(
        id=name, channel=CHANNEL, title=f"Công đoàn Lai Châu: {name}", text="Mô tả dài " * 30,
        at=NOW - timedelta(hours=12), comments=comments or [], **more,
    )  # fmt: skip


@pytest.fixture
def tube() -> YouTube:
    return YouTube(key=KEY, channels={CHANNEL: "Công đoàn tỉnh Lai Châu"})


@pytest.fixture
def platforms(tube: YouTube) -> Iterator[Platforms]:
    with serve_platforms({HOST: tube}) as running:
        yield running


class Office:
    """One source, asked again and again: what it stored, what it remembers."""

    def __init__(self, platforms: Platforms, **source: Any) -> None:
        values = {"id": "yt", "name": "YouTube", "home": "https://www.youtube.com/",
                  "type": "social", "connector": "youtube", "token": "YT"}  # fmt: skip
        self.source = Source.model_validate({**values, **source})
        self.platforms = platforms
        self.posts: dict[tuple[str, str], Post] = {}
        self.told: list[dict[str, Any]] = []
        self.memory: dict[str, Any] = {}
        self.key = KEY

    def pull(self, now: datetime = NOW, **state: Any) -> tuple[list[Post], list[Visit]]:
        known: dict[str, set[str]] = {}
        for post_id, revision in self.posts:
            known.setdefault(post_id, set()).add(revision)
        client = Client(
            agent="x", pause=0, routes=self.platforms.routes, sleep=lambda _: None,
            clock=lambda: now,
        )  # fmt: skip
        given = State(
            memory=self.memory, known={k: frozenset(v) for k, v in known.items()}, **state
        )
        account = Account(source=self.source, token=self.key, key=b"k" * 32)
        with client:
            found = list(run(CONNECTORS["youtube"], account, given, client, now))
        event = found.pop()
        assert isinstance(event, Event)
        self.told.append(dict(event.fields))
        self.memory = event.fields.get("memory", self.memory)
        posts = [f for f in found if isinstance(f, Post)]
        for post in posts:
            assert (post.post_id, post.revision) not in self.posts, "yielded twice"
            self.posts[post.post_id, post.revision] = post
        return posts, [f for f in found if isinstance(f, Visit)]


def test_a_channel_its_videos_and_all_their_comments(tube: YouTube, platforms: Platforms) -> None:
    tube.page = 4
    tube.videos = [video("v1", [comment(n, replies=9 if n == 3 else 1) for n in range(11)])]
    office = Office(platforms, account=CHANNEL)
    posts, visits = office.pull()
    first, *comments = posts
    assert (first.kind, first.author) == ("post", "Công đoàn tỉnh Lai Châu")
    assert first.url == "https://www.youtube.com/watch?v=v1"
    assert len(comments) == 11 + 10 + 9
    assert {c.parent_id for c in comments} == {first.post_id}
    assert {v.outcome for v in visits} == {"known"}
    assert not [v for v in visits if "key" in v.url or "pageToken" in v.url]
    assert office.told[0]["outcome"] == "looked"
    assert office.pull()[0] == []  # nothing new: not even asked for comments again
    assert len(platforms.calls(HOST, "commentThreads")) == 3


def test_nobody_is_named(tube: YouTube, platforms: Platforms) -> None:
    tube.videos = [video("v1", [comment(1, replies=2), comment(2, text="gọi 0912345678 nhé")])]
    posts, _ = Office(platforms, account=CHANNEL).pull()
    told = repr(posts)
    for raw in ("nguoi.xem", "UCnguoi", "@khac", "0912345678"):
        assert raw not in told
    talk = [p for p in posts if p.kind == "comment"]
    assert all(p.author is None and p.author_key for p in talk)
    assert "@[bạn đọc] đồng ý" in told
    assert "💪" in told


def test_a_word_is_searched_as_often_as_the_allowance_lets(
    tube: YouTube, platforms: Platforms
) -> None:
    tube.videos = [video("v1"), Video(id="lạ", channel="UCkhac", title="Nấu ăn", text="", at=NOW)]
    office = Office(platforms, searches=["công đoàn lai châu", "công nhân lai châu"])
    posts, _ = office.pull()
    assert [p.native_id for p in posts] == ["post:v1"]
    assert posts[0].author is None  # a channel nobody declared: hashed
    assert posts[0].author_key
    for hour in range(1, 25):
        office.pull(NOW + timedelta(hours=hour))
    searches = len(platforms.calls(HOST, "search"))
    assert 20 <= searches <= 90


def test_the_search_bucket_is_empty_but_comments_go_on(tube: YouTube, platforms: Platforms) -> None:
    tube.videos = [video("v1", [comment(1)])]
    office = Office(platforms, searches=["công đoàn"], account=CHANNEL)
    tube.left["search"] = 0
    posts, visits = office.pull()
    assert len(posts) == 2
    told = office.told[-1]
    assert told["outcome"] == "partial"
    assert "hạn mức" in told["reason"]
    assert "còn 0/100 lượt tìm" in told["quota_says"]
    assert [v.outcome for v in visits if "search" in v.url] == ["failed"]
    asked = len(platforms.calls(HOST, "search"))
    office.pull(NOW + timedelta(hours=2))  # we know: not asked before midnight Pacific
    assert len(platforms.calls(HOST, "search")) == asked
    tube.reset()
    office.pull(NOW + timedelta(hours=5))  # 08:00 UTC is past midnight Pacific in summer
    assert office.told[-1]["outcome"] == "looked"


def test_the_units_are_spent_in_the_middle(tube: YouTube, platforms: Platforms) -> None:
    tube.page = 3
    tube.videos = [video("v1", [comment(n) for n in range(9)])]
    tube.left["units"] = 5  # channels, playlist, videos, two pages of threads
    office = Office(platforms, account=CHANNEL)
    posts, _ = office.pull()
    assert len(posts) == 1 + 6  # what was read stays
    told = office.told[-1]
    assert (told["outcome"], told["quota_left"]) == ("quota", 0)
    assert told["quota_reset"] == "2026-06-01T07:00:00+00:00"
    assert told["last_success"] is None
    before = len(platforms.asked)
    office.pull(NOW + timedelta(hours=1))
    assert len(platforms.asked) == before  # not one call while we know it is empty
    tube.reset()
    posts, _ = office.pull(NOW + timedelta(hours=5))
    assert len(posts) == 3
    assert len(office.posts) == 10


def test_one_key_is_one_allowance_for_all_sources() -> None:
    shared = ({"quota": {"day": "2026-05-31", "search": 60, "units": 9_000}},
              {"quota": {"day": "2026-05-30", "search": 99}})  # fmt: skip
    state = State(memory={"quota": {"day": "2026-05-31", "search": 30}}, shared=shared)
    budget = Budget(state, NOW)  # 03:00 UTC on 1 June is still 31 May in California
    assert budget.day == "2026-05-31"
    assert (budget.left("search"), budget.left("units")) == (10, 1_000)


@pytest.mark.parametrize(
    ("now", "reset"),
    [
        ("2026-06-01T06:59:59+00:00", "2026-06-01T07:00:00+00:00"),
        ("2026-06-01T07:00:00+00:00", "2026-06-02T07:00:00+00:00"),
        ("2026-03-08T09:00:00+00:00", "2026-03-09T07:00:00+00:00"),  # clocks go forward: 23 hours
        ("2026-11-01T08:00:00+00:00", "2026-11-02T08:00:00+00:00"),  # and back: 25 hours
        ("2026-12-31T20:00:00+00:00", "2027-01-01T08:00:00+00:00"),
    ],
)
def test_the_allowance_starts_again_at_midnight_pacific(now: str, reset: str) -> None:
    assert Budget(State(), datetime.fromisoformat(now)).reset_at.isoformat() == reset


def test_a_page_of_comments_fails_and_is_fetched_next_time(
    tube: YouTube, platforms: Platforms
) -> None:
    tube.page = 3
    tube.videos = [video("v1", [comment(n) for n in range(9)]), video("v2", [comment(100)])]
    platforms.break_down(
        HOST, *[json_said({}, 503)] * 3,
        when=lambda a: "commentThreads" in a.path and a.query.get("pageToken") == "3",
    )  # fmt: skip
    office = Office(platforms, account=CHANNEL)
    posts, visits = office.pull()
    assert len(posts) == 2 + 3 + 1  # the other video did not suffer
    assert office.told[-1]["outcome"] == "partial"
    assert "HTTP 503" in office.told[-1]["reason"]
    assert [v.reason_class for v in visits if v.outcome == "failed"] == ["temporary"]
    posts, _ = office.pull(NOW + timedelta(hours=1))
    assert len(posts) == 6
    assert office.told[-1]["outcome"] == "looked"


def test_a_429_is_waited_for(tube: YouTube, platforms: Platforms) -> None:
    tube.videos = [video("v1", [comment(1)])]
    platforms.break_down(HOST, json_said({}, 429, Retry_After="3"))
    platforms.break_down(
        HOST, wrong(403, "rateLimitExceeded", "slow"), when=lambda a: "Threads" in a.path
    )
    office = Office(platforms, account=CHANNEL)
    assert len(office.pull()[0]) == 2
    assert office.told[-1]["outcome"] == "looked"


def test_closed_comments_and_removed_videos_are_no_outage(
    tube: YouTube, platforms: Platforms
) -> None:
    tube.videos = [video("v1", closed=True), video("v2", [comment(1)]), video("v3")]
    office = Office(platforms, account=CHANNEL)
    assert len(office.pull()[0]) == 4
    tube.videos[1].gone = True
    _, visits = office.pull(NOW + timedelta(hours=1))
    assert office.told[-1]["outcome"] == "looked"
    (gone,) = [v for v in visits if v.outcome == "blocked"]
    assert "đã gỡ" in gone.reason
    assert office.pull(NOW + timedelta(hours=2))[1] != visits  # told once


def test_comments_closed_between_two_calls(tube: YouTube, platforms: Platforms) -> None:
    tube.videos = [video("v1", [comment(1)])]
    platforms.break_down(
        HOST, wrong(403, "commentsDisabled", "off"), when=lambda a: "Threads" in a.path
    )
    office = Office(platforms, account=CHANNEL)
    _, visits = office.pull()
    assert office.told[-1]["outcome"] == "looked"
    assert "tắt bình luận" in next(v.reason for v in visits if v.role == "comments")


@pytest.mark.parametrize(
    ("answer", "outcome", "says"),
    [
        (wrong(400, "badRequest", "API key expired.", "API_KEY_INVALID"), "expired", "hết hạn"),
        (wrong(400, "badRequest", "API key not valid.", "API_KEY_INVALID"), "refused", "khoá"),
        (wrong(403, "accessNotConfigured", "off"), "refused", "khoá"),
        (wrong(403, "forbidden", "no"), "refused", "từ chối"),
        (wrong(403, "dailyLimitExceeded", "no"), "quota", "hạn mức"),
        (json_said([1, 2]), "failed", "cấu trúc lạ"),
        (json_said({"items": [{"id": 1}]}), "failed", "cấu trúc lạ"),
        (Said(200, b"<html>"), "failed", "JSON"),
    ],
)
def test_every_refusal_is_told_as_what_it_is(
    platforms: Platforms, answer: Said, outcome: str, says: str
) -> None:
    platforms.break_down(HOST, *[answer] * 3)
    office = Office(platforms, account=CHANNEL)
    office.pull()
    told = office.told[-1]
    assert told["outcome"] == outcome
    assert says in told["reason"]
    assert KEY not in repr(told)


def test_an_unknown_channel_is_said_so(platforms: Platforms) -> None:
    office = Office(platforms, account="@khong.co")
    office.pull()
    assert "không có kênh" in office.told[-1]["reason"]


def test_an_edited_title_is_a_revision(tube: YouTube, platforms: Platforms) -> None:
    tube.videos = [video("v1")]
    office = Office(platforms, account=CHANNEL)
    (first,), _ = office.pull()
    tube.videos[0].title = "Đã sửa"
    (second,), _ = office.pull(NOW + timedelta(hours=1))
    assert second.post_id == first.post_id
    assert second.revision != first.revision


def test_old_videos_are_followed_no_longer(tube: YouTube, platforms: Platforms) -> None:
    tube.videos = [video("v1")]
    office = Office(platforms, account=CHANNEL)
    office.pull()
    office.pull(NOW + timedelta(days=15))
    assert office.memory["videos"] == {}
