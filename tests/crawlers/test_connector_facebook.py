"""Facebook pages over HTTP, against a server that speaks the Graph API's documented payloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.connectors.base import Account, Found, State, run
from crawlers.connectors.client import Client
from crawlers.connectors.facebook import CONNECTOR, WINDOW
from langnghe.config import Source
from langnghe.privacy import pseudonym
from langnghe.records import Event, Outcome, Post, Visit
from langnghe.samples.platform_facebook import Comment, Graph, Page, PagePost, error
from langnghe.samples.platforms import Asked, Platforms, Said, json_said, serve_platforms

HOST = "graph.facebook.com"
NOW = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
KEY = b"k" * 32
PAGE = "104857600000001"
PERSON = ("7245812345678901", "Lường Thị Mẩy Mơ")
ROOT = f"{PAGE}_1220000000"


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def post(number: int, text: str, at: datetime, **more: Any) -> PagePost:
    by = more.pop("by", (PAGE, "Công đoàn tỉnh Mẫu"))
    return PagePost(id=f"{PAGE}_12200000{number:02}", by=by, text=text, at=at, **more)


def comment(number: int, text: str, at: datetime, **more: Any) -> Comment:
    return Comment(id=f"12200000_{number:04}", by=more.pop("by", PERSON), text=text, at=at, **more)


@pytest.fixture
def graph() -> Graph:
    """A page of ours: three posts, one with comments and an answer of the page."""
    page = Page(
        id=PAGE,
        name="Công đoàn tỉnh Mẫu",
        posts=[
            post(1, "Từ tháng 7, lương tối thiểu vùng thay đổi.", ago(days=3), media="photo"),
            post(2, "Thăm công nhân ca đêm.", ago(days=2), media="video_inline", shares=4),
            post(3, "", ago(hours=30), media="album"),
        ],
    )
    page.posts[0].comments = [
        comment(1, "Công ty em có được tăng không? Gọi em 0912 345 678", ago(days=2, hours=5)),
        comment(2, "Em cũng hỏi như chị trên.", ago(days=2, hours=4), by=("99", "Anh Bảy Lò")),
        comment(
            3, "Chào bạn, mức mới áp dụng từ 01/7.", ago(days=2), by=page.by, parent="12200000_0001"
        ),
    ]
    return Graph(pages=[page], tokens={"token-cua-ta"}, now=lambda: NOW, most=2)


@pytest.fixture
def platforms(graph: Graph) -> Iterator[Platforms]:
    with serve_platforms({HOST: graph}) as running:
        yield running


def account(**changes: Any) -> Account:
    source = Source(
        **{
            "id": "fb-tinh",
            "name": "Trang Facebook LĐLĐ tỉnh",
            "home": "https://www.facebook.com/congdoanmau",
            "type": "union",
            "connector": "facebook",
            "account": PAGE,
            "token": "FB_PAGE",
            "own": True,
            **changes,
        }
    )
    return Account(source=source, token="token-cua-ta", key=KEY)


class Pulled:
    """What one pull brought."""

    def __init__(self, found: list[Found]) -> None:
        self.posts = [f for f in found if isinstance(f, Post) and f.kind == "post"]
        self.comments = [f for f in found if isinstance(f, Post) and f.kind == "comment"]
        self.visits = [f for f in found if isinstance(f, Visit)]
        self.metrics = [f for f in found if isinstance(f, Event) and f.kind == "metric"]
        (self.report,) = (f for f in found if isinstance(f, Event) and f.kind == "connector")

    @property
    def texts(self) -> list[str]:
        return [p.text for p in self.posts + self.comments]


@pytest.fixture
def pull(platforms: Platforms) -> Callable[..., Pulled]:
    """Return a puller that remembers what was stored and what the last report said."""
    state = State()

    def once(now: datetime = NOW, who: Account | None = None) -> Pulled:
        with Client(
            agent="x", pause=0.0, routes=platforms.routes, sleep=lambda _: None, clock=lambda: now
        ) as client:
            found = list(run(CONNECTOR, who or account(), state, client, now))
        known = {**state.known}
        for each in found:
            if isinstance(each, Post):
                known[each.post_id] = known.get(each.post_id, frozenset()) | {each.revision}
        state.known = known
        state.troubles.clear()
        state.quota_left = None
        return Pulled(found)

    return once


def test_a_page_is_read_through_its_cursors_with_comments_and_answers(
    pull: Callable[..., Pulled], platforms: Platforms
) -> None:
    found = pull()
    assert found.report.what == "looked"
    assert sorted(p.text for p in found.posts) == [
        "(ảnh, không có lời)",
        "Thăm công nhân ca đêm.",
        "Từ tháng 7, lương tối thiểu vùng thay đổi.",
    ]
    assert len(found.comments) == 3
    lists = [a for a in platforms.calls(HOST, "/published_posts") if "after" in a.query]
    assert len(lists) == 1  # three posts, two a page
    (first,) = [p for p in found.posts if p.text.startswith("Từ tháng")]
    assert (first.native_id, first.published_at) == (f"{PAGE}_1220000001", ago(days=3))
    assert first.url == f"https://www.facebook.example/{PAGE}/posts/1220000001"
    assert {c.parent_id for c in found.comments} == {first.post_id}


def test_who_speaks_is_a_keyed_hash_and_the_office_stays_in_clear(
    pull: Callable[..., Pulled],
) -> None:
    found = pull()
    asked, other, answer = sorted(found.comments, key=lambda c: str(c.native_id))
    assert asked.author_key == pseudonym(KEY, "fb-tinh", PERSON[0])
    assert other.author_key != asked.author_key
    assert (answer.author, answer.author_key) == ("Công đoàn tỉnh Mẫu", None)
    (reply,) = [m for m in found.metrics if m.what == "reply"]
    assert (reply.id, reply.fields["reply_to"]) == (answer.post_id, asked.post_id)
    written = repr([vars_of(f) for f in found.posts + found.comments + found.visits])
    for raw in (PERSON[0], PERSON[1], "Anh Bảy Lò", "0912 345", "token-cua-ta"):
        assert raw not in written


def vars_of(found: Post | Visit) -> dict[str, Any]:
    return found.to_json()


def test_a_person_tagged_in_a_comment_loses_the_name(
    pull: Callable[..., Pulled], platforms: Platforms, graph: Graph
) -> None:
    row = {
        "id": "12200000_0009",
        "created_time": "2026-06-09T05:00:00+0000",
        "message": "Lường Thị Mẩy Mơ vào Công đoàn tỉnh Mẫu đọc này",
        "from": {"id": "99", "name": "Anh Bảy Lò"},
        "message_tags": [
            {"id": PERSON[0], "name": PERSON[1], "type": "user", "offset": 0, "length": 16},
            {"id": PAGE, "name": "Công đoàn tỉnh Mẫu", "type": "page", "offset": 21, "length": 18},
        ],
    }
    platforms.break_down(HOST, json_said({"data": [row]}), when=lambda a: "comments" in a.path)
    assert "[bạn đọc] vào Công đoàn tỉnh Mẫu đọc này" in pull().texts


def test_what_kind_of_post_it_is_and_whether_it_is_shared(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    graph.pages[0].posts.append(
        post(4, "Chia sẻ bài của báo.", ago(hours=3), media="share", shared_from="555_666")
    )
    found = pull()
    said = {
        next(p.text for p in found.posts if p.post_id == m.id): m.fields
        for m in found.metrics
        if m.what == "described"
    }
    assert said["Thăm công nhân ca đêm."]["format"] == "video"
    assert said["(ảnh, không có lời)"]["format"] == "photo"
    assert (said["Chia sẻ bài của báo."]["format"], said["Chia sẻ bài của báo."]["shared"]) == (
        "link",
        True,
    )


def test_the_second_pull_brings_only_what_is_new_or_edited(
    pull: Callable[..., Pulled], graph: Graph, platforms: Platforms
) -> None:
    pull()
    again = pull()
    assert again.texts == []
    graph.pages[0].posts[1].text = "Thăm công nhân ca đêm (đã sửa)."
    graph.pages[0].posts[0].comments.append(comment(5, "Cảm ơn công đoàn.", ago(minutes=5)))
    asked = len(platforms.calls(HOST, "/comments"))
    third = pull()
    assert third.texts == ["Thăm công nhân ca đêm (đã sửa).", "Cảm ơn công đoàn."]
    assert len(platforms.calls(HOST, "/comments")) - asked == 1  # one page: the older are known


def test_a_comment_that_took_the_place_of_another_is_seen_some_hours_later(
    pull: Callable[..., Pulled], graph: Graph, platforms: Platforms
) -> None:
    young = post(8, "Bài sáng nay", ago(hours=3))
    young.comments = [comment(81, "Lời sẽ bị xoá", ago(hours=2))]
    graph.pages[0].posts.append(young)
    pull()
    young.comments = [comment(82, "Lời đến sau", ago(hours=1))]
    asked = len(platforms.calls(HOST, f"{young.id}/comments"))
    assert pull(NOW + timedelta(hours=1)).texts == []  # the number stayed: nothing is asked
    assert len(platforms.calls(HOST, f"{young.id}/comments")) == asked
    assert pull(NOW + timedelta(hours=7)).texts == ["Lời đến sau"]


def test_comments_that_broke_off_are_read_to_their_end_next_time(
    pull: Callable[..., Pulled], graph: Graph, platforms: Platforms
) -> None:
    graph.pages[0].posts[0].comments += [
        comment(n, f"Ý kiến số {n}", ago(hours=20, minutes=n)) for n in range(10, 17)
    ]
    platforms.break_down(HOST, *[Said(503, b"{}")] * 3, when=lambda a: a.query.get("after") == "c4")
    first = pull()
    assert first.report.what == "partial"
    assert [v.outcome for v in first.visits if v.reason] == [Outcome.FAILED]
    assert len(first.comments) == 4  # what was read stays
    second = pull()
    assert second.report.what == "looked"
    assert len(second.comments) == 6  # the rest, and nothing twice
    ids = [c.post_id for c in first.comments + second.comments]
    assert len(ids) == len(set(ids)) == 10


def test_a_list_that_breaks_off_keeps_what_it_gave(
    pull: Callable[..., Pulled], platforms: Platforms
) -> None:
    platforms.break_down(HOST, *[Said(500, b"{}")] * 3, when=lambda a: "after" in a.query)
    first = pull()
    assert (first.report.what, len(first.posts)) == ("partial", 2)
    assert not [m for m in first.metrics if m.what == "removed"]
    assert len(pull().posts) == 1


def test_a_429_is_waited_for(pull: Callable[..., Pulled], platforms: Platforms) -> None:
    platforms.break_down(HOST, json_said({}, 429, Retry_After="2"))
    assert pull().report.what == "looked"


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001])
def test_a_spent_allowance_is_no_error_of_ours(
    pull: Callable[..., Pulled], platforms: Platforms, code: int
) -> None:
    platforms.break_down(HOST, error(code, "too many calls"), when=lambda a: "comments" in a.path)
    found = pull()
    assert found.report.what == "quota"
    assert found.report.fields["quota_left"] == 0
    assert found.report.fields["quota_reset"] == (NOW + timedelta(hours=1)).isoformat()
    assert len(found.posts) == 3
    assert pull().report.what == "looked"


def test_usage_headers_tell_what_is_left_and_stop_us_before_the_end(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    graph.budget, graph.size = 100, 100
    found = pull()
    assert found.report.fields["quota_limit"] == 100
    assert 90 <= found.report.fields["quota_left"] < 100
    graph.budget = 6
    found = pull()
    assert found.report.what == "quota"
    assert graph.budget == 5  # the rest is for the page's other programs
    assert "hạn mức" in found.report.fields["reason"]


@pytest.mark.parametrize(
    ("subcode", "said"), [(463, "hết hạn"), (460, "đổi mật khẩu"), (None, "không hợp lệ")]
)
def test_a_token_that_ends_half_way_loses_nothing(
    pull: Callable[..., Pulled], platforms: Platforms, subcode: int | None, said: str
) -> None:
    platforms.break_down(
        HOST, error(190, "Session has expired", subcode=subcode), when=lambda a: "after" in a.query
    )
    first = pull()
    assert first.report.what == "expired"
    assert said in first.report.fields["reason"]
    assert len(first.posts) == 2
    assert len(pull().posts) == 1  # a new token was given


def test_a_missing_permission_is_refused_in_plain_words(
    pull: Callable[..., Pulled], platforms: Platforms
) -> None:
    platforms.break_down(HOST, error(200, "requires pages_read_user_content"))
    found = pull()
    assert found.report.what == "refused"
    assert [v.outcome for v in found.visits] == [Outcome.BLOCKED]


def test_a_deleted_post_is_told_and_its_words_stay(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    before = pull()
    graph.pages[0].posts[1].deleted = True
    found = pull()
    (gone,) = [m for m in found.metrics if m.what == "removed"]
    assert gone.id == next(p.post_id for p in before.posts if "ca đêm" in p.text)
    assert gone.fields["gone"] is True
    assert not [m for m in pull().metrics if m.what == "removed"]  # told once


def test_a_post_that_leaves_the_window_is_not_called_deleted(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    pull()
    later = NOW + WINDOW
    graph.now = lambda: later
    assert [m.what for m in pull(later).metrics] == []


def test_an_empty_page_is_looked_at_and_empty(pull: Callable[..., Pulled], graph: Graph) -> None:
    graph.pages[0].posts = []
    found = pull()
    assert (found.report.what, found.texts) == ("looked", [])
    assert [v.items for v in found.visits] == [0, 0]


def test_an_empty_answer_may_have_a_next_one(
    pull: Callable[..., Pulled], platforms: Platforms
) -> None:
    hollow = {
        "data": [],
        "paging": {"cursors": {"after": "c0"}, "next": "https://graph.facebook.example/"},
    }
    platforms.break_down(HOST, json_said(hollow), when=lambda a: "published_posts" in a.path)
    assert len(pull().posts) == 3


def test_fields_that_vanish_are_counted_not_crashed_on(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    graph.pages[0].posts[0].lacks = frozenset({"id"})
    graph.pages[0].posts[1].lacks = frozenset({"created_time", "attachments", "from", "comments"})
    found = pull()
    assert found.report.what == "partial"
    assert [v.outcome for v in found.visits].count(Outcome.LAYOUT_CHANGED) == 1
    assert {p.published_at for p in found.posts if "ca đêm" in p.text} == {None}


@pytest.mark.parametrize(
    "body", [b"[]", b'{"data": 3}', b'{"data": {"id": 1}}', b"<html>", b"\xff\xfe"]
)
def test_a_payload_of_another_shape_costs_the_pull_not_the_program(
    pull: Callable[..., Pulled], platforms: Platforms, body: bytes
) -> None:
    platforms.break_down(HOST, Said(200, body), when=lambda a: "published_posts" in a.path)
    found = pull()
    assert found.report.what == "failed"
    assert [v.outcome for v in found.visits] == [Outcome.FAILED]
    assert pull().report.what == "looked"


def test_visitors_who_write_on_our_page_are_people(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    graph.pages[0].posts.append(post(7, "Công ty nợ lương hai tháng.", ago(hours=1), by=PERSON))
    (written,) = [p for p in pull().posts if "nợ lương" in p.text]
    assert (written.author, written.author_key) == (None, pseudonym(KEY, "fb-tinh", PERSON[0]))


def test_a_page_without_the_list_of_visitors_is_still_read(
    pull: Callable[..., Pulled], platforms: Platforms
) -> None:
    platforms.break_down(
        HOST, error(100, "nonexisting field"), when=lambda a: "visitor_posts" in a.path
    )
    assert pull().report.what == "looked"


# ---- pages that are not ours


def theirs(**changes: Any) -> Account:
    return account(id="fb-kcn", own=False, type="social", **changes)


def test_a_page_that_is_not_ours_is_not_asked_before_the_platform_approved(
    pull: Callable[..., Pulled], platforms: Platforms
) -> None:
    found = pull(who=theirs())
    assert found.report.what == "refused"
    assert "chưa được phép" in found.report.fields["reason"]
    assert platforms.asked == []


def test_an_approved_page_is_read_without_the_ids_of_comments(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    graph.pages[0].ours, graph.approved = False, True
    found = pull(who=theirs(approved=True))
    assert (len(found.posts), len(found.comments)) == (3, 3)
    assert all(str(c.native_id).startswith("unnamed:") for c in found.comments)
    assert found.metrics == []  # only of our own posts
    again = pull(who=theirs(approved=True))
    assert again.texts == []


def test_approval_that_the_platform_does_not_know_of_is_told(
    pull: Callable[..., Pulled], graph: Graph
) -> None:
    graph.pages[0].ours = False
    found = pull(who=theirs(approved=True))
    assert found.report.what == "refused"
    assert "chưa cho quyền" in found.report.fields["reason"]


def test_the_token_stands_in_no_address(pull: Callable[..., Pulled], platforms: Platforms) -> None:
    pull()
    assert all("token" not in a.path + str(a.query) for a in platforms.asked)

    def bearer(asked: Asked) -> bool:
        return asked.headers["authorization"] == "Bearer token-cua-ta"

    assert all(bearer(a) for a in platforms.asked)


def test_a_comment_edited_late_under_an_old_post_is_seen_at_the_next_mark(
    pull: Callable[..., Pulled], graph: Graph, platforms: Platforms
) -> None:
    pull()  # the post is three days old
    old = graph.pages[0].posts[0]
    old.comments[0].text = "Công ty em có được tăng không? (sửa: đã được trả lời)"
    asked = len(platforms.calls(HOST, f"{old.id}/comments"))
    assert pull(NOW + timedelta(days=2)).texts == []  # same number: not asked between two marks
    assert len(platforms.calls(HOST, f"{old.id}/comments")) == asked
    assert pull(NOW + timedelta(days=4, hours=1)).texts == [old.comments[0].text]  # day 7
    old.comments[1].text = "Em cũng hỏi như chị trên, sửa lại."
    assert pull(NOW + timedelta(days=12)).texts == []
    assert pull(NOW + timedelta(days=27, hours=1)).texts == [old.comments[1].text]  # day 30
    assert pull(NOW + timedelta(days=28)).texts == []
