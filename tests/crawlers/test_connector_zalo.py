"""A Zalo Official Account over HTTP: articles, figures, inbox, tokens that serve once."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.connectors.base import Account, Found, QuotaExhausted, State, TokenExpired, run
from crawlers.connectors.client import Client
from crawlers.connectors.own_figures import Due
from crawlers.connectors.own_inbox import InboxMessage
from crawlers.connectors.zalo import CONNECTOR, inbox, measure
from crawlers.connectors.zalo_oa import HOST
from crawlers.connectors.zalo_token import HOST as OAUTH
from crawlers.connectors.zalo_token import TokenKeeper, Tokens
from langnghe.config import Source
from langnghe.errors import ConfigError
from langnghe.privacy import pseudonym
from langnghe.records import Event, Outcome, Post, Visit
from langnghe.samples.platform_zalo import Article, Message, OfficialAccount
from langnghe.samples.platforms import Platforms, Said, json_said, serve_platforms

NOW = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
KEY = b"k" * 32
OA = "3592353763697768582"  # beyond 2^53, like every id of the platform
AN = ("9007199254740993001", "Vừ A Nhè Mơ")
BINH = ("9007199254740993002", "Tòng Thị Bình Mơ")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def said(number: int, person: tuple[str, str], text: str, at: datetime, **more: Any) -> Message:
    ours = more.pop("ours", False)
    return Message(id=f"92a905608e14174c{number:04}", person=person, ours=ours, text=text, at=at, **more)  # fmt: skip


@pytest.fixture
def oa() -> OfficialAccount:
    return OfficialAccount(
        id=OA,
        name="Công đoàn tỉnh Mẫu",
        app_id="4455667788",
        app_secret="bi-mat-ung-dung",
        refresh="refresh-dau-tien",
        access={"access-dau": NOW + timedelta(hours=20)},
        said=[
            said(1, AN, "Cho em hỏi thai sản được mấy tháng?", ago(hours=30)),
            said(2, AN, "Số em là 0987 654 321", ago(hours=29)),
            said(3, AN, "Chào bạn, bạn được nghỉ 6 tháng.", ago(hours=20), ours=True),
            said(4, BINH, "", ago(hours=3), kind="photo"),
            said(5, BINH, "Bữa ăn ca thế này đây ạ", ago(hours=2)),
        ],
        articles=[
            Article(id="bai-1", title="Lịch tư vấn tháng 6", at=ago(days=2), views=120, shares=3),
            Article(id="bai-2", title="Quà Tháng Công nhân", at=ago(days=40), views=900),
        ],
        now=lambda: NOW,
    )


@pytest.fixture
def platforms(oa: OfficialAccount) -> Iterator[Platforms]:
    with serve_platforms({HOST: oa, OAUTH: oa}) as running:
        yield running


def account(token: str = "access-dau", **changes: Any) -> Account:
    source = Source(
        **{
            "id": "zalo-tinh",
            "name": "Zalo OA LĐLĐ tỉnh",
            "home": "https://zalo.me/congdoanmau",
            "type": "union",
            "connector": "zalo",
            "account": OA,
            "token": "ZALO_OA",
            "own": True,
            **changes,
        }
    )
    return Account(source=source, token=token, key=KEY)


@pytest.fixture
def client(platforms: Platforms) -> Iterator[Client]:
    with Client(
        agent="x", pause=0.0, routes=platforms.routes, sleep=lambda _: None, clock=lambda: NOW
    ) as http:
        yield http


def messages(found: Any) -> list[InboxMessage]:
    return [each for each in found if isinstance(each, InboxMessage)]


def pulled(client: Client, state: State | None = None, **changes: Any) -> list[Found]:
    return list(run(CONNECTOR, account(**changes), state or State(), client, NOW))


def report(found: list[Found]) -> Event:
    return next(f for f in found if isinstance(f, Event) and f.kind == "connector")


# ---- the inbox


@pytest.mark.parametrize("as_threads", [False, True], ids=["messages", "conversations"])
def test_the_inbox_is_read_whichever_way_the_recent_list_tells_it(
    client: Client, oa: OfficialAccount, as_threads: bool
) -> None:
    oa.recent_as_threads = as_threads
    found = messages(inbox(account(), State(), client, NOW))
    assert sorted((m.at, m.ours, m.text) for m in found) == [
        (ago(hours=30), False, "Cho em hỏi thai sản được mấy tháng?"),
        (ago(hours=29), False, "Số em là [số điện thoại]"),
        (ago(hours=20), True, "Chào bạn, bạn được nghỉ 6 tháng."),
        (ago(hours=3), False, "(gửi ảnh)"),
        (ago(hours=2), False, "Bữa ăn ca thế này đây ạ"),
    ]


def test_a_person_is_a_hash_and_one_conversation(client: Client) -> None:
    found = messages(inbox(account(), State(), client, NOW))
    assert {m.asker for m in found if "thai sản" in m.text or m.ours} == {
        pseudonym(KEY, "zalo-tinh", AN[0])
    }
    assert len({m.conversation for m in found}) == 2
    assert {m.reply_to for m in found} == {AN[0], BINH[0]}  # whole, though beyond 2^53
    for raw in (AN[0], AN[1], BINH[0], "0987"):
        assert raw not in repr(found)


def test_pages_of_ten_are_turned_and_nothing_comes_twice(
    client: Client, oa: OfficialAccount, platforms: Platforms
) -> None:
    oa.said += [said(n, AN, f"Câu hỏi số {n}", ago(minutes=n)) for n in range(10, 45)]
    found = messages(inbox(account(), State(), client, NOW))
    assert len(found) == len({m.message_id for m in found}) == 40
    counts = [a.query["data"] for a in platforms.calls(HOST, "/oa/")]
    assert all('"count": 10' in asked for asked in counts)


def test_the_second_look_asks_only_for_what_is_new(
    client: Client, oa: OfficialAccount, platforms: Platforms
) -> None:
    state = State()
    messages(inbox(account(), state, client, NOW))
    calls = len(platforms.asked)
    later = NOW + timedelta(hours=1)
    oa.now = lambda: later
    oa.said.append(said(9, BINH, "Có ai trả lời em không ạ?", NOW + timedelta(minutes=30)))
    found = messages(inbox(account(), state, client, later))
    assert [m.text for m in found] == ["Có ai trả lời em không ạ?"]
    assert len(platforms.asked) - calls == 2


def test_a_conversation_that_fails_is_asked_again_next_time(
    client: Client, platforms: Platforms
) -> None:
    state = State()
    platforms.break_down(
        HOST, *[Said(503, b"{}")] * 3, when=lambda a: AN[0] in a.query.get("data", "")
    )
    found = list(inbox(account(), state, client, NOW))
    assert {m.reply_to for m in messages(found)} == {BINH[0]}
    (broken,) = [v for v in found if isinstance(v, Visit) and v.reason]
    assert (broken.role, broken.outcome) == ("inbox", Outcome.FAILED)
    assert AN[0] not in broken.url
    assert "since" not in state.memory
    assert len(messages(inbox(account(), state, client, NOW))) == 5


def test_messages_without_their_fields_are_counted(client: Client, oa: OfficialAccount) -> None:
    oa.said[0].lacks = frozenset({"time"})
    oa.said[1].lacks = frozenset({"message_id"})
    oa.said[4].lacks = frozenset({"type", "sent_time"})
    state = State()
    found = list(inbox(account(), state, client, NOW))
    odd = [v for v in found if isinstance(v, Visit) and v.outcome is Outcome.LAYOUT_CHANGED]
    assert (len(odd), len(messages(found)), len(state.troubles)) == (2, 3, 2)


def test_too_many_requests_a_minute_is_an_allowance(client: Client, oa: OfficialAccount) -> None:
    oa.budget = 1
    with pytest.raises(QuotaExhausted) as caught:
        list(inbox(account(), State(), client, NOW))
    assert caught.value.reset_at == NOW + timedelta(minutes=1)
    assert AN[0] not in caught.value.url


# ---- articles


def test_articles_are_own_posts(client: Client) -> None:
    found = pulled(client)
    (post,) = [f for f in found if isinstance(f, Post)]
    assert (post.title, post.published_at, post.author) == (
        "Lịch tư vấn tháng 6",
        ago(days=2),
        "Zalo OA LĐLĐ tỉnh",
    )
    (told,) = [f for f in found if isinstance(f, Event) and f.what == "described"]
    assert (told.id, told.fields["format"]) == (post.post_id, "article")
    assert report(found).what == "looked"


def test_an_article_that_is_gone_is_told_once(client: Client, oa: OfficialAccount) -> None:
    state = State()
    pulled(client, state)
    oa.articles[0].hidden = True
    gone = [f for f in pulled(client, state) if isinstance(f, Event) and f.what == "removed"]
    assert len(gone) == 1
    assert not [f for f in pulled(client, state) if isinstance(f, Event) and f.what == "removed"]


def test_figures_are_measured_for_the_mark_that_is_due(client: Client) -> None:
    due = Due(post_id="p1", native_id="bai-1", mark=1, due_at=ago(days=1))
    (shot,) = [f for f in measure(account(), State(), client, NOW, [due]) if isinstance(f, Event)]
    assert shot.fields["views"] == 120
    assert shot.fields["comments"] is None  # not told by the platform: never 0
    assert (shot.fields["mark"], shot.fields["late_hours"]) == (1, 24.0)


@pytest.mark.parametrize(
    ("prepare", "what", "said"),
    [
        (lambda oa: setattr(oa, "package", False), "refused", "gói dịch vụ"),
        (lambda oa: oa.end("access-dau"), "expired", "cấp lại"),
        (lambda oa: setattr(oa, "budget", 0), "quota", "một phút"),
    ],
    ids=["package", "expired", "minute"],
)
def test_refusals_come_with_http_200_and_are_understood(
    client: Client,
    oa: OfficialAccount,
    prepare: Callable[[OfficialAccount], None],
    what: str,
    said: str,
) -> None:
    prepare(oa)
    told = report(pulled(client))
    assert told.what == what
    assert said in told.fields["reason"]


def test_an_account_that_is_not_ours_is_never_asked(client: Client, platforms: Platforms) -> None:
    assert report(pulled(client, own=False)).what == "refused"
    assert platforms.asked == []


@pytest.mark.parametrize("body", [b"[]", b'{"data": 3, "error": 0}', b"<html>", b'{"error": 0}'])
def test_a_payload_of_another_shape_costs_the_pull_not_the_program(
    client: Client, platforms: Platforms, body: bytes
) -> None:
    platforms.break_down(HOST, Said(200, body))
    assert report(pulled(client)).what == "failed"


# ---- tokens


@pytest.fixture
def keeper(tmp_path: Path) -> TokenKeeper:
    return TokenKeeper(
        path=tmp_path / "data" / "zalo-tinh.token",
        given="refresh-dau-tien",
        app_id="4455667788",
        app_secret="bi-mat-ung-dung",
    )


def test_a_refresh_token_is_spent_once_and_the_new_one_is_on_disk(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    first = keeper.access(client)
    assert first == keeper.access(client)  # kept, not asked for again
    assert oa.used == ["refresh-dau-tien"]
    assert Tokens.from_bytes(keeper.path.read_bytes()).refresh == oa.refresh
    assert stat.S_IMODE(keeper.path.stat().st_mode) == 0o600
    assert not keeper.path.with_suffix(".new").exists()
    assert keeper.expires() == NOW + timedelta(hours=25, days=89)


def test_a_token_that_ends_soon_is_renewed_before_it_does(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    first = keeper.access(client)
    client.clock = lambda: NOW + timedelta(hours=24, minutes=55)
    assert keeper.access(client) != first
    assert len(oa.used) == 2


def test_a_token_that_ends_half_way_is_renewed_and_the_work_goes_on(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper, platforms: Platforms
) -> None:
    token = keeper.access(client)
    oa.said += [said(n, AN, f"Câu hỏi số {n}", ago(minutes=n)) for n in range(10, 30)]
    calls = 0

    def third(_: object) -> bool:
        nonlocal calls
        calls += 1
        if calls == 3:
            oa.end(token)
        return False

    platforms.break_down(HOST, Said(500, b""), when=third)
    found = messages(
        inbox(
            replace(account(token), renew=lambda t: keeper.access(client, spent=t)),
            State(),
            client,
            NOW,
        )
    )
    assert len(found) == 25
    assert len(oa.used) == 2


def test_a_token_that_was_spent_elsewhere_asks_for_a_person(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    oa.refresh = "da-doi-o-noi-khac"
    with pytest.raises(TokenExpired, match="xin lại theo"):
        keeper.access(client)
    assert not keeper.path.with_suffix(".new").exists()


def test_a_new_token_from_a_person_is_taken(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    keeper.access(client)
    oa.refresh = "nguoi-vua-xin-lai"
    again = replace(keeper, given="nguoi-vua-xin-lai")
    assert again.expires() is None
    again.access(client)
    assert oa.used[-1] == "nguoi-vua-xin-lai"


def test_a_crash_between_writing_and_renaming_loses_no_token(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    keeper.access(client)
    written = keeper.path.read_bytes()
    keeper.path.unlink()
    keeper.path.with_suffix(".new").write_bytes(written)
    assert keeper.access(client) == "access-3592353763697768582-1"
    assert len(oa.used) == 1


def test_a_crash_before_anything_was_asked_leaves_only_room(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    keeper.path.parent.mkdir()
    keeper.path.with_suffix(".new").write_bytes(b" " * 100)
    keeper.access(client)
    assert len(oa.used) == 1


def test_a_folder_one_may_not_write_to_is_found_out_before_the_token_is_spent(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    keeper.path.parent.mkdir()
    keeper.path.with_suffix(".new").mkdir()  # whatever stands in the way
    with pytest.raises(OSError, match="directory"):
        keeper.access(client)
    assert oa.used == []


def test_a_damaged_token_file_is_named(client: Client, keeper: TokenKeeper) -> None:
    keeper.path.parent.mkdir()
    keeper.path.write_bytes(b"{")
    with pytest.raises(ConfigError, match="tệp token Zalo bị hỏng"):
        keeper.access(client)


def test_an_answer_that_is_no_token_leaves_the_old_one(
    client: Client, oa: OfficialAccount, keeper: TokenKeeper, platforms: Platforms
) -> None:
    platforms.break_down(OAUTH, json_said({"message": "bận"}))
    with pytest.raises(Exception, match="không trả token"):
        keeper.access(client)
    assert keeper.access(client)
    assert len(oa.used) == 1


def test_two_processes_do_not_spend_one_token_twice(
    platforms: Platforms, oa: OfficialAccount, keeper: TokenKeeper
) -> None:
    got: list[str] = []

    def ask() -> None:
        with Client(agent="x", pause=0.0, routes=platforms.routes, clock=lambda: NOW) as http:
            got.append(keeper.access(http))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert len(oa.used) == 1


def test_secrets_show_in_no_repr(keeper: TokenKeeper, client: Client) -> None:
    keeper.access(client)
    shown = repr(keeper) + repr(Tokens.from_bytes(keeper.path.read_bytes()))
    for secret in ("refresh-", "access-3592", keeper.app_secret):
        assert secret not in shown
