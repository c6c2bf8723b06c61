"""A refuted claim is entered, comes back under three articles, rings with its refutation, is withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from time import process_time
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from benchmarks.claims import claims as example_claims
from benchmarks.claims import examples
from flows.cases import desk, explanations
from flows.claims import in_passing
from flows.watch import watch_once
from langnghe.cli import claims as claims_cli
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.landing import LandingWriter
from langnghe.records import Post
from nlp.claims import Match, Registry
from warehouse import open_store
from warehouse.load import load

SAID = "Người lao động bị trừ 2% tiền lương để đóng kinh phí công đoàn"
REFUTED = "Kinh phí công đoàn 2% do doanh nghiệp đóng, không trừ vào lương."
CALL = (
    "Công đoàn tỉnh đã ký giấy cho nhà máy chậm lương ba tháng, anh em đừng đóng phí nữa, "
    "kéo nhau lên văn phòng đòi lại tiền đi, chia sẻ cho các xưởng khác cùng biết"
)


@pytest.fixture
def say(office: Workspace) -> Callable[..., Result]:
    """Run a verb of `langnghe claims` on the office."""

    def run(*arguments: str) -> Result:
        verb, *rest = arguments
        return CliRunner().invoke(claims_cli.app, [verb, *rest, "--workspace", str(office.root)])

    return run


def enter(say: Callable[..., Result], *more: str, role: str = "legal_team") -> Result:
    return say(
        "add", SAID, "--role", role, "--refutation", REFUTED, "--source", "Công văn mẫu 12",
        "--basis", "Luật Công đoàn 2024, Điều 29", "--from", "2026-01-01", *more,
    )  # fmt: skip


def comment(number: int, text: str, at: datetime, *, source: str = "bao-a", **more: Any) -> Post:
    return Post(
        post_id=f"p{number}", source=source, kind="comment", parent_id=f"bai-{number}",
        url=f"https://{source}.example/{number}.html", title="", lead="", text=text,
        fetched_at=at, published_at=at, author_key=f"khoa-{number}", **more,
    )  # fmt: skip


def land(office: Workspace, *posts: Post, in_scope: bool = False) -> None:
    with LandingWriter(office.landing, "tin") as writer:
        for post in posts:
            writer.post(post)
    with open_store(office.warehouse) as store:
        load(store, office.landing)
        for post in posts:
            store.connection.execute(
                "insert into raw.annotation values (?, ?, 'in_scope', ?, .95, 'linear@1', 0, ?)",
                [post.post_id, post.revision, str(int(in_scope)), post.fetched_at],
            )


def test_a_claim_is_entered_added_to_and_withdrawn(say: Callable[..., Result]) -> None:
    assert "đã ghi vào sổ" in enter(say).stdout
    assert "đã có sẵn" in enter(say).stdout
    code = enter(say).stdout.split(":")[0]
    added = enter(say, "--variant", "Công nhân phải nộp 2% lương cho công đoàn", role="analyst")
    assert "đã bổ sung" in added.stdout
    (row,) = json.loads(say("list", "--json").stdout)
    assert (row["claim_id"], row["entries"], len(row["variants"])) == (code, 2, 1)
    assert REFUTED in say("list").stdout
    shown = say("show", code[-5:]).stdout
    for words in ("Điều 29", "Công văn mẫu 12", "Cách nói khác", "nói lại như thật 0"):
        assert words in shown
    gone = say("withdraw", code, "--role", "chủ tịch", "--reason", "luật đổi")
    assert "đã rút" in gone.stdout
    assert json.loads(say("list", "--json").stdout) == []
    assert "ĐÃ RÚT" in say("list", "--all").stdout
    assert "đã bổ sung" in enter(say).stdout  # entered again, it is watched again
    assert len(json.loads(say("list", "--json").stdout)) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", SAID, "--role", "admin", "--refutation", "a", "--source", "b"), "không được ghi"),
        (("add", "Sai", "--role", "chair", "--refutation", "a", "--source", "b"), "quá ngắn"),
        (("add", SAID, "--role", "chair", "--refutation", " ", "--source", "b"), "thiếu lời bác"),
        (("add", SAID, "--role", "chair", "--refutation", "a", "--source", "b",
          "--from", "2026-06-02", "--to", "2026-06-01"), "đứng trước"),
        (("show", "abc"), "không có tin đã bác bỏ này"),
        (("withdraw", "abc", "--role", "analyst", "--reason", "x"), "không được rút"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_sentence(
    say: Callable[..., Result], arguments: tuple[str, ...], words: str
) -> None:
    done = say(*arguments)
    assert isinstance(done.exception, LangngheError), done.output
    assert words in str(done.exception)


def test_a_rumour_that_comes_back_rings_with_its_refutation(
    office: Workspace, say: Callable[..., Result]
) -> None:
    enter(say)
    now = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
    land(
        office,
        comment(1, "cn bi tru 2% luong dong kp cd nha", now - timedelta(hours=5)),
        comment(2, f"Nghe nói {SAID.lower()} đó", now - timedelta(hours=4), source="bao-b"),
        comment(3, f"Không có chuyện {SAID.lower()}", now - timedelta(hours=3), source="bao-c"),
        comment(4, f"{SAID} có đúng không ạ?", now - timedelta(hours=2), source="bao-c"),
    )
    done = watch_once(office, now)
    with open_store(office.warehouse) as store:
        state = desk(store, office)
        (alert,) = (a for a in state.alerts.values() if a.risk == "R2e")
        (said,) = explanations(store, office, [alert], state)
    assert (done.count("opened"), alert.level, alert.sources) == (1, 3, ("bao-a", "bao-b"))
    for words in (
        "xuất hiện lại ở 2 nguồn, 1 người hỏi có thật không",
        "cn bi tru 2% luong",  # the posts themselves, with their addresses
        "https://bao-b.example/2.html",
        f"Đã có lời bác bỏ: {REFUTED}",
        "Điều 29",
    ):
        assert words in said.text()
    assert watch_once(office, now + timedelta(minutes=15)).events == ()
    # what the alert knew it goes on knowing: old posts that leave the window are no news
    later = [e for e in watch_once(office, now + timedelta(hours=40)).events if e.id == alert.id]
    assert [(e.what, "reasons" in e.fields) for e in later] == [("escalated", False)]


@pytest.mark.parametrize(
    ("kind", "score", "start", "passing"),
    [
        ("article", 0.4, 200, True),  # deep in an article, and unsure
        ("article", 0.4, 5, False),  # in its headline
        ("article", 0.8, 200, False),
        ("comment", 0.4, 200, False),
    ],
)
def test_what_an_article_says_in_passing_is_no_rumour(
    kind: str, score: float, start: int, passing: bool
) -> None:
    row = {"kind": kind, "title": "Lương tối thiểu tăng", "lead": "Hội đồng tiền lương họp."}
    match = Match(
        text=0, claim_id="k", kind="resurfaced", score=score, start=start, end=start + 20, quote="…"
    )
    assert in_passing(row, match) is passing


def test_a_withdrawn_or_expired_claim_rings_nobody(
    office: Workspace, say: Callable[..., Result]
) -> None:
    now = datetime.now(UTC)
    code = enter(say, "--to", "2026-03-01").stdout.split(":")[0]
    land(office, comment(1, SAID, now - timedelta(hours=1)))
    assert watch_once(office, now).count("opened") == 0
    enter(say, "--to", "2030-01-01")
    assert say("show", code).stdout.count("- nói lại như thật") == 1
    say("withdraw", code, "--role", "legal_team", "--reason", "ghi nhầm")
    assert watch_once(office, now).count("opened") == 0


def test_one_text_from_three_accounts_is_told_and_an_advertisement_is_not(
    office: Workspace,
) -> None:
    now = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
    spam = (
        "Cửa hàng chuyên xe đạp điện trả góp không lãi suất, giao tận nơi trong ngày, bảo hành "
        "hai năm, khách đến thử xe được tặng mũ bảo hiểm và áo mưa, địa chỉ ngay ngã tư chợ"
    )
    land(
        office,
        *(comment(n, CALL, now - timedelta(hours=6 - n)) for n in range(3)),
        in_scope=True,
    )
    land(office, *(comment(10 + n, spam, now - timedelta(hours=3)) for n in range(3)))
    watch_once(office, now)
    with open_store(office.warehouse) as store:
        state = desk(store, office)
        (alert,) = (a for a in state.alerts.values() if a.risk == "R2e")
        (said,) = explanations(store, office, [alert], state)
    assert "3 tài khoản đăng cùng một nội dung" in said.text()
    assert alert.posts == ("p0", "p1", "p2")
    assert "khoa-" not in said.text()  # nobody is named, not even by a key
    assert watch_once(office, now + timedelta(minutes=15)).events == ()


def test_a_day_of_posts_against_fifty_claims_takes_a_moment() -> None:
    """Three hundred articles and four hundred comments: about a second on one core of an office PC."""
    claims = [*example_claims(examples("choose")), *example_claims(examples("report"))]
    pages = files("langnghe.samples").joinpath("content").iterdir()
    prose = "\n".join(sorted(page.read_text(encoding="utf-8") for page in pages))
    day = [prose[at : at + 2600] for at in range(0, 300 * 130, 130)]
    day += [prose[at : at + 120] for at in range(0, 400 * 97, 97)]
    assert sum(map(len, day)) > 800_000
    registry = Registry(claims)
    registry.match(day[:5])  # tables are read once
    start = process_time()
    registry.match(day)
    assert process_time() - start < 8  # seconds of one core, however busy the machine is
