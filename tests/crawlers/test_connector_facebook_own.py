"""What only an own Facebook page shows, over HTTP: figures at their marks, the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawlers.connectors.base import Account, QuotaExhausted, State
from crawlers.connectors.client import Client
from crawlers.connectors.facebook_own import inbox, measure
from crawlers.connectors.own_figures import Due
from crawlers.connectors.own_inbox import InboxMessage
from langnghe.config import Source
from langnghe.privacy import pseudonym
from langnghe.records import Event, Outcome, Visit
from langnghe.samples.platform_facebook import Graph, Page, PagePost, Thread, error
from langnghe.samples.platforms import Platforms, Said, serve_platforms

HOST = "graph.facebook.com"
NOW = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
KEY = b"k" * 32
PAGE = "104857600000001"
AN = ("7245812345678901", "Lường Thị Mẩy Mơ")
BINH = ("7245812345678902", "Vàng A Bình Mơ")
POST = f"{PAGE}_1"
SOURCE = Source(
    id="fb-tinh",
    name="Trang Facebook LĐLĐ tỉnh",
    home="https://www.facebook.com/congdoanmau",
    type="union",
    connector="facebook",
    account=PAGE,
    token="FB_PAGE",
    own=True,
)
ACCOUNT = Account(source=SOURCE, token="token-cua-ta", key=KEY)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.fixture
def graph() -> Graph:
    page = Page(
        id=PAGE,
        name="Công đoàn tỉnh Mẫu",
        posts=[PagePost(id=POST, by=(PAGE, "Công đoàn tỉnh Mẫu"), text="Lịch tư vấn", at=ago(days=8),
                        reactions=41, angry=12, shares=5, views=2000)],
        threads=[
            Thread(id="t_1001", person=AN, messages=[
                ("m_01", False, "Cho hỏi mức lương tối thiểu vùng IV? 0912345678", ago(hours=26)),
                ("m_02", True, "Chào bạn, để công đoàn kiểm tra rồi trả lời.", ago(hours=25)),
                ("m_03", False, "Vâng ạ", ago(hours=24)),
            ]),
            Thread(id="t_1002", person=BINH, messages=[("m_11", False, "", ago(days=2))]),
        ],
    )  # fmt: skip
    return Graph(pages=[page], tokens={"token-cua-ta"}, now=lambda: NOW)


@pytest.fixture
def platforms(graph: Graph) -> Iterator[Platforms]:
    with serve_platforms({HOST: graph}) as running:
        yield running


@pytest.fixture
def client(platforms: Platforms) -> Iterator[Client]:
    with Client(
        agent="x", pause=0.0, routes=platforms.routes, sleep=lambda _: None, clock=lambda: NOW
    ) as http:
        yield http


def due(mark: int, native: str = POST) -> Due:
    return Due(post_id=f"p{native[-1]}", native_id=native, mark=mark, due_at=ago(days=8 - mark))


def shots(found: Any) -> list[Event]:
    return [each for each in found if isinstance(each, Event) and each.what == "measured"]


def messages(found: Any) -> list[InboxMessage]:
    return [each for each in found if isinstance(each, InboxMessage)]


def test_a_snapshot_has_every_figure_and_says_how_late_it_is(client: Client) -> None:
    (shot,) = shots(measure(ACCOUNT, State(), client, NOW, [due(7)]))
    told = {
        name: shot.fields[name] for name in ("reactions", "angry", "comments", "shares", "views")
    }
    assert told == {"reactions": 41, "angry": 12, "comments": 0, "shares": 5, "views": 2000}
    assert (shot.id, shot.fields["mark"], shot.fields["late_hours"]) == ("p1", 7, 24.0)
    assert shot.fields["measured_at"] == NOW.isoformat()


def test_angry_reactions_are_asked_beside_all_and_lost_alone(
    client: Client, platforms: Platforms
) -> None:
    """A page that does not give them keeps its other figures, and is asked for them once a pull."""
    platforms.break_down(
        HOST,
        *[error(100, "(#100) Tried accessing nonexisting field (reactions)")] * 9,
        when=lambda a: "ANGRY" in a.query.get("fields", ""),
    )
    state = State()
    (shot,) = shots(measure(ACCOUNT, state, client, NOW, [due(7)]))
    assert (shot.fields["reactions"], shot.fields["angry"]) == (41, None)
    assert state.troubles == []
    asked = [
        a.query.get("fields", "") for a in platforms.calls(HOST, POST) if "insights" not in a.path
    ]
    assert [("as(angry)" in fields, "total_count" in fields) for fields in asked] == [
        (True, True),
        (False, True),
    ]


def test_two_marks_of_one_post_cost_one_question(client: Client, platforms: Platforms) -> None:
    assert len(shots(measure(ACCOUNT, State(), client, NOW, [due(1), due(7)]))) == 2
    assert len([a for a in platforms.calls(HOST, POST) if "insights" not in a.path]) == 1


def test_a_figure_the_platform_took_away_is_missing_not_zero(
    client: Client, platforms: Platforms
) -> None:
    platforms.break_down(
        HOST,
        *[error(100, "must be a valid insights metric")] * 9,
        when=lambda a: a.query.get("metric") == "post_media_view",
    )
    (shot,) = shots(measure(ACCOUNT, State(), client, NOW, [due(7)]))
    assert (shot.fields["views"], shot.fields["reach"]) == (None, 1400)


def test_a_post_that_is_gone_is_told_instead_of_measured(client: Client, graph: Graph) -> None:
    graph.pages[0].posts[0].deleted = True
    found = list(measure(ACCOUNT, State(), client, NOW, [due(1), due(7)]))
    assert [e.what for e in found if isinstance(e, Event)] == ["removed"]


def test_what_cannot_be_measured_now_stays_due(client: Client, platforms: Platforms) -> None:
    platforms.break_down(HOST, *[Said(503, b"{}")] * 3)
    state = State()
    found = list(measure(ACCOUNT, state, client, NOW, [due(7)]))
    assert shots(found) == []
    assert [v.role for v in found if isinstance(v, Visit) and v.reason] == ["metrics"]
    assert len(state.troubles) == 1
    assert len(shots(measure(ACCOUNT, state, client, NOW, [due(7)]))) == 1


def test_the_inbox_tells_both_sides_of_a_conversation(client: Client) -> None:
    found = sorted(messages(inbox(ACCOUNT, State(), client, NOW)), key=lambda m: m.message_id)
    assert [(m.ours, m.text) for m in found] == [
        (False, "Cho hỏi mức lương tối thiểu vùng IV? [số điện thoại]"),
        (True, "Chào bạn, để công đoàn kiểm tra rồi trả lời."),
        (False, "Vâng ạ"),
        (False, "(gửi tệp)"),
    ]
    assert found[0].at == ago(hours=26)
    assert {m.asker for m in found[:3]} == {pseudonym(KEY, "fb-tinh", AN[0])}
    assert {m.conversation for m in found[:3]} != {found[3].conversation}
    assert found[1].reply_to == AN[0]
    for raw in (*AN, *BINH, "t_1001", "0912"):
        assert raw not in repr(found)


def test_the_second_look_asks_only_what_moved(
    client: Client, graph: Graph, platforms: Platforms
) -> None:
    state = State()
    messages(inbox(ACCOUNT, state, client, NOW))
    later = NOW + timedelta(hours=2)
    graph.now = lambda: later
    said = ("m_04", False, "Có kết quả chưa ạ?", NOW + timedelta(hours=1))
    graph.pages[0].threads[0].messages.append(said)
    calls = len(platforms.asked)
    found = messages(inbox(ACCOUNT, state, client, later))
    assert [m.text for m in found] == ["Có kết quả chưa ạ?"]
    assert len(platforms.asked) - calls == 3  # the page, its conversations, the one that moved


def test_a_conversation_that_fails_is_asked_again_next_time(
    client: Client, platforms: Platforms
) -> None:
    state = State()
    platforms.break_down(HOST, *[Said(500, b"{}")] * 3, when=lambda a: "t_1001" in a.path)
    found = list(inbox(ACCOUNT, state, client, NOW))
    assert {m.reply_to for m in messages(found)} == {BINH[0]}
    (broken,) = [v for v in found if isinstance(v, Visit) and v.reason]
    assert broken.outcome is Outcome.FAILED
    assert "t_1001" not in broken.url  # it would lead to a person
    assert "since" not in state.memory
    assert len(messages(inbox(ACCOUNT, state, client, NOW))) == 4


def test_what_the_platform_hides_of_a_long_conversation_is_told(
    client: Client, graph: Graph
) -> None:
    graph.pages[0].threads[0].messages = [
        (f"m_{n:03}", n % 2 == 0, f"tin {n}", ago(minutes=100 - n)) for n in range(50)
    ]
    state = State()
    found = list(inbox(ACCOUNT, state, client, NOW))
    assert len(messages(found)) == 20 + 1
    assert any("20 tin" in trouble.reason for trouble in state.troubles)


def test_messages_of_another_shape_are_counted(client: Client, platforms: Platforms) -> None:
    rows = b'{"data": [{"id": "m_1"}, {"created_time": "hom qua"}, {"id": "m_2", "from": {"id": "5"}, "created_time": "2026-06-10T04:00:00+0000", "message": "x"}]}'
    platforms.break_down(HOST, Said(200, rows), when=lambda a: "t_1001" in a.path)
    state = State()
    found = list(inbox(ACCOUNT, state, client, NOW))
    assert [v.outcome for v in found if isinstance(v, Visit)].count(Outcome.LAYOUT_CHANGED) == 2
    assert "x" in [m.text for m in messages(found)]


def test_an_inbox_stops_when_the_allowance_is_spent(client: Client, platforms: Platforms) -> None:
    platforms.break_down(HOST, error(32, "Page request limit"), when=lambda a: "t_" in a.path)
    with pytest.raises(QuotaExhausted) as caught:
        list(inbox(ACCOUNT, State(), client, NOW))
    assert "t_" not in caught.value.url
