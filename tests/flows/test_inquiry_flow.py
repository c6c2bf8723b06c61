"""Questions in a real workspace: an inbox comes in, people are told, answers go out, contacts go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.connectors.own_inbox import InboxMessage, message
from flows.inquiries import ask, contact_of, counter, judge_comment, keep_clock, take_in
from flows.inquiry_notices import inquiry_notices, tell
from flows.record import order
from langnghe.cases import inquiry_orders as do
from langnghe.cases.inquiry import Inquiry
from langnghe.cases.inquiry_talk import Read
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.landing import LandingWriter
from langnghe.privacy import load_key
from langnghe.privacy.contacts import Contacts
from langnghe.records import Post
from warehouse import open_store
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
PERSON = "7788990011223344556"  # as the platform names a user
DELIVERY = """
[roles.legal_team]
kinds = ["sla"]
to = ["to-tu-van@co-quan.example"]

[roles.propaganda_head]
kinds = ["sla"]
to = ["truong-ban@co-quan.example"]
"""


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def reads(text: str) -> Read:
    return Read(asks="?" in text, topic="social_insurance" if "?" in text else "")


@pytest.fixture
def office(tmp_path: Path, furnish: Callable[[Workspace], Workspace]) -> Workspace:
    place = furnish(Workspace(tmp_path))
    (tmp_path / "delivery.toml").write_text(DELIVERY, encoding="utf-8")
    load_key(place.key_file)
    return place


def inbox(
    office: Workspace, number: int, at: datetime, text: str, *, ours: bool = False
) -> InboxMessage:
    return message(
        platform="zalo", source="oa-tinh", key=load_key(office.key_file), conversation=PERSON,
        person=PERSON, message_id=f"m{number}", ours=ours, text=text, at=at,
    )  # fmt: skip


def only(office: Workspace) -> Inquiry:
    with open_store(office.warehouse) as store:
        (found,) = counter(store, office).inquiries.values()
    return found


def bytes_under(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_question_of_the_inbox_from_arrival_to_the_last_byte(office: Workspace) -> None:
    asked = [inbox(office, 1, NOON, "Em hỏi sổ bảo hiểm? gọi 0912 345 678 nhé")]
    assert take_in(office, asked, hours(0.1), read=reads).count("opened") == 1
    assert take_in(office, asked, hours(0.2), read=reads).events == ()
    found = only(office)
    assert (found.status, found.topic, found.role) == ("new", "social_insurance", "legal_team")

    # what reaches the asker is nowhere but in the locked drawer
    left = bytes_under(office.root)
    assert PERSON.encode() not in left
    assert b"0912 345 678" not in left
    with pytest.raises(LangngheError, match="chỉ Tổ tư vấn"):
        contact_of(office, found.id, "chair", hours(1))
    assert contact_of(office, found.id, "legal_team", hours(1)) == PERSON
    with open_store(office.warehouse) as store:
        (audit,) = store.rows(
            "select said_by, fields::varchar from raw.event where what = 'contact_read'"
        )
    assert audit == ("legal_team", "{}")

    # the clock tells once a step, and only while nobody answered
    assert keep_clock(office, hours(11)).warned == 0
    assert [keep_clock(office, hours(h)).warned for h in (13, 14, 21, 22)] == [1, 0, 1, 0]
    with open_store(office.warehouse) as store:
        notices = inquiry_notices(store, office, hours(22))
    assert [notice.roles for notice in notices] == [
        ("legal_team",),
        ("legal_team", "propaganda_head"),
    ]
    assert "sổ bảo hiểm" not in "".join(notice.text + notice.subject for notice in notices)
    assert tell(office, hours(22))[0] == "3 tin nhắc mới vào hộp gửi"
    assert tell(office, hours(22))[0] == "0 tin nhắc mới vào hộp gửi"

    answer = inbox(office, 2, hours(23), "Em mang sổ đến bảo hiểm xã hội tỉnh để chốt", ours=True)
    take_in(office, [answer], hours(30), read=reads)
    found = only(office)
    assert (found.status, found.first_reply_at) == ("answered", hours(23))
    assert keep_clock(office, hours(31)).warned == 0

    # closed after a week of quiet, its contact gone thirty days later
    locked = Contacts.of(office.root).folder / f"{found.id}.lock"
    token = locked.read_bytes()
    assert keep_clock(office, hours(31 + 24 * 7)).closed == 1
    assert keep_clock(office, hours(31 + 24 * 36)).contacts_deleted == 0
    done = keep_clock(office, hours(31 + 24 * 38))
    assert (done.contacts_deleted, done.contacts_left) == (1, 0)
    left = bytes_under(office.root)
    assert token not in left
    assert token[:60] not in left
    assert PERSON.encode() not in left
    with open_store(office.warehouse) as store:
        assert not any(store.check().values())


def test_a_note_of_the_hotline_is_taken_down_once_and_its_caller_known_again(
    office: Workspace,
) -> None:
    def note(text: str, hour: float, channel: str = "hotline") -> list[str]:
        events = ask(
            office, "legal_team", hours(hour), channel=channel, source="1800-mau",  # type: ignore[arg-type]
            text=text, at=hours(hour - 0.5), contact="0912345678", read=reads,
        )  # fmt: skip
        return [event.id for event in events]

    (first,) = note("Nợ lương 3 tháng thì sao?", 1)
    (second,) = note("Hỏi lại chuyện nợ lương?", 50)
    assert note("Nợ lương 3 tháng thì sao?", 1) == []
    with open_store(office.warehouse) as store:
        found = counter(store, office).inquiries
    assert found[first].asker == found[second].asker != ""
    assert found[first].received_at == hours(0.5)
    assert b"0912345678" not in bytes_under(office.root)
    with pytest.raises(LangngheError, match="ở tương lai"):
        ask(
            office,
            "legal_team",
            NOON,
            channel="hotline",
            source="x",
            text="?",
            at=hours(2),
            read=reads,
        )
    with pytest.raises(LangngheError, match="không có vai trò"):
        ask(office, "boss", NOON, channel="hotline", source="x", text="?", at=NOON, read=reads)


def test_a_comment_is_confirmed_by_a_person_and_its_clock_began_when_it_was_posted(
    office: Workspace,
) -> None:
    def comment(name: str) -> Post:
        return Post(
            post_id=name, source="trang-tinh", kind="comment", url="https://trang.example/1", title="",
            lead="", text="Bao giờ có lương tháng 13 ạ?", fetched_at=hours(3), published_at=NOON,
            author_key="k" * 24, native_id=name,
        )  # fmt: skip

    with LandingWriter(office.landing, "thu") as writer:
        writer.post(comment("aaaa111122223333"))
        writer.post(comment("bbbb111122223333"))
    with open_store(office.warehouse) as store:
        load(store, office.landing)
    (opened,) = judge_comment(office, "analyst", "aaaa", hours(5))
    judge_comment(office, "analyst", "bbbb", hours(5), no_question="hỏi vu vơ")
    assert judge_comment(office, "analyst", "aaaa", hours(6)) == []
    with open_store(office.warehouse) as store:
        found = counter(store, office).inquiries
    assert found[opened.id].received_at == NOON
    assert sorted(one.status for one in found.values()) == ["invalid", "new"]
    with pytest.raises(LangngheError, match="không có bình luận này"):
        judge_comment(office, "analyst", "zzzz", hours(5))


def test_what_a_crash_left_in_the_drawer_without_a_question_goes_too(office: Workspace) -> None:
    drawer = Contacts.of(office.root)
    drawer.keep("HD260101-lost", PERSON)
    now = datetime.now(UTC)
    assert keep_clock(office, now).contacts_left == 1
    assert keep_clock(office, now + timedelta(days=31)).contacts_left == 0


def test_a_reopened_question_keeps_its_contact(office: Workspace) -> None:
    take_in(office, [inbox(office, 1, NOON, "Lương?")], hours(0.1), read=reads)
    ident = only(office).id
    order(
        office, counter, lambda s: do.invalid(s.inquiries[ident], "analyst", "quảng cáo", hours(1))
    )
    order(
        office,
        counter,
        lambda s: do.reopen(s.inquiries[ident], "legal_team", "không phải", hours(2)),
    )
    assert keep_clock(office, hours(24 * 60)).contacts_left == 1
