"""Own channels at work in an office: figures at their marks, inboxes, messages that become questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.connectors.zalo_token import HOST as OAUTH
from flows.channels import LookedAfter, look_after
from flows.inquiries import contact_of
from langnghe.cases.inquiry import Inquiry, fold_inquiries
from langnghe.cases.inquiry_talk import Read
from langnghe.config import Workspace
from langnghe.landing import LandingWriter
from langnghe.records import Post, post_id_of
from langnghe.samples.platform_facebook import Comment, Graph, Page, PagePost, Thread, error
from langnghe.samples.platform_zalo import Message, OfficialAccount
from langnghe.samples.platforms import Said
from tests.own_channels import OA, PAGE, own_office
from tests.platform_office import PlatformOffice
from warehouse import open_store
from warehouse.alerts import events
from warehouse.channels import own_posts
from warehouse.load import load

GRAPH, ZALO = "graph.facebook.com", "openapi.zalo.me"
NOW = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
AN = ("7245812345678901", "Lường Thị Mẩy Mơ")
BINH = ("9007199254740993002", "Tòng Thị Bình Mơ")
WEBSITE = """
[[source]]
id = "web-tinh"
name = "Cổng công đoàn"
home = "https://congdoanmau.example/"
type = "union"
own = true
"""
SECRETS = """
FB = "token-cua-ta"
ZALO = "refresh-dau-tien"
ZALO_APP_ID = "4455667788"
ZALO_APP_SECRET = "bi-mat-ung-dung"
"""


class Office(PlatformOffice):
    def __init__(self, root: Path) -> None:
        super().__init__(own_office(root, SECRETS, WEBSITE))
        self.now = NOW
        self.page = Page(id=PAGE, name="Công đoàn tỉnh Mẫu")
        self.graph = Graph(pages=[self.page], tokens={"token-cua-ta"}, now=lambda: self.now)
        self.oa = OfficialAccount(
            id=OA, name="Công đoàn tỉnh Mẫu", app_id="4455667788", app_secret="bi-mat-ung-dung",
            refresh="refresh-dau-tien", now=lambda: self.now,
        )  # fmt: skip

    def round(self, **later: float) -> LookedAfter:
        """Let time pass, collect, look after the channels."""
        self.now += timedelta(**later)
        self.collect(self.now)
        return look_after(
            self.place, terms=self.terms, now=lambda: self.now, sleep=lambda _: None,
            read=lambda text: Read(asks="?" in text),
        )  # fmt: skip

    def ask(self, sql: str) -> list[dict[str, object]]:
        with open_store(self.place.warehouse) as store:
            return store.dicts(sql)

    def questions(self) -> list[Inquiry]:
        with open_store(self.place.warehouse) as store:
            found = fold_inquiries(events(store, ("inquiry",))).values()
        return sorted(found, key=lambda i: i.received_at)

    def post(self, number: int, text: str, **more: object) -> PagePost:
        made = PagePost(
            id=f"{PAGE}_{number}",
            by=self.page.by,
            text=text,
            at=self.now,
            **more,  # type: ignore[arg-type]
        )
        self.page.posts.append(made)
        return made

    def write(self, number: int, text: str, ours: bool = False) -> None:
        """Let a person (or the page) write into the page's inbox now."""
        if not self.page.threads:
            self.page.threads.append(Thread(id="t_1", person=AN))
        self.page.threads[0].messages.append((f"m_{number}", ours, text, self.now))

    def zalo(self, number: int, text: str, ours: bool = False) -> None:
        self.oa.said.append(
            Message(id=f"z{number}", person=BINH, ours=ours, text=text, at=self.now)
        )


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Iterator[Office]:
    made = Office(tmp_path / "co-quan")
    with made.served({GRAPH: made.graph, ZALO: made.oa, OAUTH: made.oa}, furnish):
        yield made


def test_a_post_is_measured_at_each_mark_once(office: Office) -> None:
    post = office.post(1, "Lịch tư vấn tháng 6", media="photo")
    office.round()
    post.reactions, post.shares, post.views = 12, 2, 300
    assert office.round(hours=25).total("measured") == 1
    assert office.round(hours=1).total("measured") == 0
    post.reactions = 80
    assert office.round(days=6).total("measured") == 1
    with open_store(office.place.warehouse) as store:
        (row,) = own_posts(store, now=office.now)
        assert store.check() == dict.fromkeys(store.check(), 0)
    assert (row["reactions_1d"], row["views_1d"], row["reactions_7d"]) == (12, 300, 80)
    assert (row["format"], row["shared"], row["gone"]) == ("photo", False, False)


def test_an_office_that_was_closed_says_how_late_it_measured(office: Office) -> None:
    office.post(1, "Bài trước kỳ nghỉ")
    office.round()
    office.round(days=9)
    late = office.ask("select mark, late_hours, on_time from mart.own_metric order by mark")
    # The first mark is lost: after nine days it would say something else.
    assert late == [{"mark": 7, "late_hours": 48.0, "on_time": False}]


def test_a_question_in_the_inbox_is_opened_and_the_answer_found(office: Office) -> None:
    office.write(1, "Cho em hỏi lương tối thiểu vùng IV bao nhiêu? Gọi 0912 345 678")
    taken = office.round(minutes=10).taken
    assert taken is not None
    assert taken.count("opened") == 1
    office.now += timedelta(hours=3)
    office.write(2, "Chào bạn, từ 01/7 mức lương tối thiểu vùng IV theo nghị định mới.", ours=True)
    office.round(minutes=10)
    (question,) = office.questions()
    assert (question.channel, question.status) == ("facebook", "answered")
    assert question.question.endswith("Gọi [số điện thoại]")
    assert question.received_at == NOW
    assert question.first_reply_at == NOW + timedelta(hours=3, minutes=10)
    found = contact_of(office.place, question.id, question.role, office.now)
    assert found == AN[0]  # what the platform needs to answer, for the role that has it


def test_zalo_opens_with_the_refresh_token_and_goes_on_when_it_ends(office: Office) -> None:
    office.zalo(1, "Em nghỉ thai sản được mấy tháng?")
    office.round()
    first = next(iter(office.oa.access))
    office.zalo(2, "Ai trả lời em với?")
    office.oa.end(first)
    office.round(hours=1)
    (question,) = office.questions()
    assert question.channel == "zalo"
    assert len(question.heard) == 2
    assert office.oa.used == ["refresh-dau-tien", f"refresh-{OA}-1"]
    (look,) = office.ask("select token_expires from mart.connector where source = 'zalo-tinh'")
    # Then a person is needed.
    assert look["token_expires"] == NOW + timedelta(hours=25, days=89)


def test_rounds_again_and_again_change_nothing(office: Office) -> None:
    office.post(1, "Lịch tư vấn", comments=[Comment(id="1_1", by=AN, text="Hay", at=NOW)])
    office.write(1, "Cho hỏi chút?")
    office.zalo(1, "Có ai không?")
    office.round()
    before = office.ask("select kind, what, count(*) as n from raw.event where kind <> 'connector' group by all order by all")  # fmt: skip
    for _ in range(2):
        office.round()
    after = office.ask("select kind, what, count(*) as n from raw.event where kind <> 'connector' group by all order by all")  # fmt: skip
    assert before == after
    assert office.ask("select count(*) as n from raw.post") == [{"n": 2}]


def test_one_channel_that_fails_leaves_the_others(office: Office) -> None:
    assert office.platforms is not None
    office.platforms.break_down(GRAPH, *[Said(503, b"{}")] * 9)
    office.zalo(1, "Có ai không?")
    done = office.round()
    assert "fb-tinh.inbox" in done.failed
    assert len(office.questions()) == 1
    looks = office.ask("select source, outcome from mart.connector order by source")
    assert {"source": "fb-tinh.inbox", "outcome": "failed"} in looks
    office.write(1, "Trang có người trực không?")
    office.round(minutes=5)
    assert len(office.questions()) == 2


def test_a_spent_allowance_is_waited_out(office: Office) -> None:
    assert office.platforms is not None
    office.platforms.break_down(
        GRAPH, error(80001, "too many calls"), when=lambda a: "conversations" in a.path
    )
    office.write(1, "Trang có người trực không?")
    assert "fb-tinh.inbox" in office.round().failed
    done = office.round(minutes=20)
    assert list(done.waiting) == ["fb-tinh.inbox"]
    assert office.questions() == []
    office.round(minutes=45)
    assert len(office.questions()) == 1


def test_posts_of_the_website_are_own_posts_too(office: Office) -> None:
    url = "https://congdoanmau.example/tin-1.html"
    with LandingWriter(office.place.landing, "thu") as writer:
        writer.post(
            Post(
                post_id=post_id_of(url=url, source="web-tinh", native_id=None), source="web-tinh",
                kind="article", url=url, title="Công đoàn tặng quà", lead="", text="Một trăm suất.",
                fetched_at=NOW, published_at=NOW, method="generic",
            )
        )  # fmt: skip
    assert office.round().described == 1
    assert office.round().described == 0
    (row,) = office.ask("select source_name, format, kind from mart.own_post")
    assert row == {"source_name": "Cổng công đoàn", "format": "article", "kind": "article"}


def test_nobody_is_named_anywhere_on_the_disk(office: Office) -> None:
    office.post(1, "Lịch tư vấn", comments=[
        Comment(id="1_1", by=AN, text="Gọi em 0987654321, mai.lo@hopthu.example", at=NOW)])  # fmt: skip
    office.write(1, "Em ở tổ 3, gọi em 0912345678 nhé?")
    office.zalo(1, "Liên hệ em 0912 345 679?")
    office.round()
    office.round(days=1, hours=2)
    with open_store(office.place.warehouse) as store:
        load(store, office.place.landing)
    written = b"".join(
        path.read_bytes() for path in (office.place.root / "data").rglob("*") if path.is_file()
    )
    for raw in (*AN, *BINH, "0987654321", "0912345678", "hopthu.example", 't_1"', "token-cua-ta"):
        assert raw.encode() not in written, raw


def test_the_way_to_answer_leaves_the_waiting_room_once_the_question_has_it(
    office: Office,
) -> None:
    office.write(1, "Cho hỏi chút?")
    office.round()
    waiting = office.place.root / "data" / "waiting"
    assert len(list(waiting.iterdir())) == 1
    before = (waiting / next(waiting.iterdir()).name).stat().st_mtime
    assert before > NOW.timestamp()  # the disk's clock is the real one: below, long after
    office.now = datetime.now(UTC) + timedelta(hours=3)
    office.round()
    assert list(waiting.iterdir()) == []
