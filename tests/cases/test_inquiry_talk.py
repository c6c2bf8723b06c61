"""From an inbox to questions: where one begins, what belongs to it, what answers it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from langnghe.cases.inquiry import Inquiry, fold_inquiries
from langnghe.cases.inquiry_policy import InquiryPolicy, read_inquiry_policy
from langnghe.cases.inquiry_talk import Message, Read, follow
from langnghe.records import Event

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=30)
POLICY = read_inquiry_policy()
ANSWER = "Chào bạn, theo Điều 21 thì công ty phải đóng đủ trước ngày 30"


def said(number: int, hour: float, text: str, *, ours: bool = False, talk: str = "k1") -> Message:
    return Message(
        channel="zalo", source="oa-tinh", conversation=talk, asker=f"nguoi-{talk}",
        native_id=f"{talk}-{number}", at=NOON + timedelta(hours=hour), text=text, ours=ours,
    )  # fmt: skip


def reads(text: str) -> Read:
    asks = "?" in text
    return Read(
        asks=asks, topic="social_insurance" if asks else "", reaction="" if asks else "thanks"
    )


class Office:
    """Takes messages in, batch by batch, as a connector brings them."""

    def __init__(self, policy: InquiryPolicy = POLICY) -> None:
        self.policy, self.events, self.takes = policy, list[Event](), 0

    def take(self, *messages: Message, now: datetime | None = None) -> list[Event]:
        self.takes += 1
        now = now or LATER + timedelta(minutes=self.takes)
        new = follow(messages, fold_inquiries(self.events), self.policy, now, read=reads)
        self.events += new
        return new

    @property
    def questions(self) -> list[Inquiry]:
        return sorted(fold_inquiries(self.events).values(), key=lambda i: i.received_at)


def test_several_messages_before_the_answer_are_one_question_with_the_first_ones_clock() -> None:
    office = Office()
    office.take(said(1, 0, "Em chào ạ"), said(2, 0.1, "Bao giờ có lương?"), said(3, 9, "Alo?"))
    (question,) = office.questions
    assert (question.received_at, len(question.heard)) == (NOON, 3)


def test_a_human_answer_stops_it_and_an_automatic_one_does_not() -> None:
    policy = POLICY.model_copy(
        update={
            "talk": POLICY.talk.model_copy(
                update={"auto_replies": ("Cảm ơn bạn đã nhắn tin cho trang!",)}
            )
        }
    )
    office = Office(policy)
    office.take(
        said(1, 0, "Bao giờ có lương?"),
        said(
            2, 0.0005, "Xin chào, chúng tôi sẽ trả lời sớm nhất có thể ạ", ours=True
        ),  # two seconds
        said(3, 1, "Cảm ơn bạn đã nhắn tin cho trang !", ours=True),
        said(4, 2, "Chào em nhé", ours=True),
        said(5, 3, ANSWER, ours=True),
    )
    (question,) = office.questions
    assert (question.auto_replies, question.status) == (2, "answered")
    assert question.first_reply_at == NOON + timedelta(hours=3)
    assert [e.what for e in office.events] == [
        "opened",
        "auto_replied",
        "auto_replied",
        "greeted",
        "replied",
    ]


def test_an_interim_reply_is_the_first_reply_and_the_question_stays_open() -> None:
    office = Office()
    office.take(
        said(1, 0, "Bao giờ có lương?"),
        said(2, 5, "Công đoàn đang chuyển chuyên môn xem xét, bạn chờ nhé", ours=True),
        said(3, 6, "Vâng, mà bao lâu?"),
    )
    (question,) = office.questions
    assert (question.status, question.answered_at) == ("interim", None)
    assert question.first_reply_at == NOON + timedelta(hours=5)
    office.take(said(4, 30, ANSWER, ours=True))
    (question,) = office.questions
    assert (question.status, question.first_reply_at) == ("answered", NOON + timedelta(hours=5))
    assert question.answered_at == NOON + timedelta(hours=30)


def test_after_the_answer_thanks_belong_to_it_and_a_new_question_has_its_own_clock() -> None:
    office = Office()
    office.take(
        said(1, 0, "Bao giờ có lương?"), said(2, 2, ANSWER, ours=True), said(3, 3, "Em cảm ơn ạ"),
        said(4, 4, "dạ vâng ạ?"), said(5, 50, "Còn bảo hiểm thì sao?"),
    )  # fmt: skip
    first, second = office.questions
    assert (first.reaction, len(first.heard)) == ("thanks", 4)
    assert (second.received_at, second.after, second.status) == (
        NOON + timedelta(hours=50),
        first.id,
        "new",
    )
    assert second.topic == "social_insurance"


def test_two_people_have_two_questions() -> None:
    office = Office()
    office.take(
        said(1, 0, "Lương?"), said(1, 1, "Lương?", talk="k2"), said(2, 2, ANSWER, ours=True)
    )
    assert [q.status for q in office.questions] == ["answered", "new"]


def test_what_the_union_writes_first_is_no_question() -> None:
    office = Office()
    assert office.take(said(1, 0, "Mời bạn dự hội nghị người lao động", ours=True)) == []


def test_a_message_found_late_moves_the_clock_back_never_forward() -> None:
    office = Office()
    office.take(said(2, 5, "Alo, lương?"))
    office.take(said(1, 0, "Bao giờ có lương?"))
    (question,) = office.questions
    assert question.received_at == NOON


def test_a_platform_ahead_of_our_clock_gives_no_time() -> None:
    office = Office()
    office.take(said(1, 10, "Lương?"), now=NOON)
    (question,) = office.questions
    assert question.received_at == NOON


TALK = [
    said(1, 0, "Em chào ạ"), said(2, 0.2, "Bao giờ có lương?"), said(3, 3, ANSWER, ours=True),
    said(4, 4, "Em cảm ơn ạ"), said(5, 40, "Còn bảo hiểm?"), said(6, 41, "Anh chị ơi?"),
    said(7, 45, "Đang chuyển bộ phận chuyên môn xem xét", ours=True), said(8, 70, ANSWER, ours=True),
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 7), max_size=8))
def test_one_batch_in_any_order_with_doublets_gives_the_same(
    chance: random.Random, again: list[int]
) -> None:
    mixed = [*TALK, *(TALK[i] for i in again)]
    chance.shuffle(mixed)
    plain, shuffled = Office(), Office()
    plain.take(*TALK)
    shuffled.take(*mixed)
    assert shuffled.questions == plain.questions
    assert shuffled.take(*TALK) == []  # taken in again, nothing changes


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=8))
def test_in_parts_as_in_one_the_clocks_are_the_same(cuts: list[int]) -> None:
    whole, parts, rest = Office(), Office(), list(TALK)
    whole.take(*TALK)
    for size in [*cuts, len(TALK)]:
        parts.take(*rest[:size])
        rest = rest[size:]

    def clocks(office: Office) -> list[Any]:
        return [(q.id, q.received_at, q.first_reply_at, q.answered_at) for q in office.questions]

    assert clocks(parts) == clocks(whole)


@pytest.mark.parametrize(
    ("change", "said_"),
    [
        ({"assign": ({"role": "legal_team", "topics": ("strike",)},)}, "assign cuối"),
        ({"assign": ({"role": "boss"},)}, "không có vai trò"),
        ({"clock": {"answer_hours": 24, "step": ({"hours": 20, "roles": ("chair",)}, {"hours": 12, "roles": ("chair",)})}}, "tăng dần"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_work_is_refused(change: dict[str, Any], said_: str) -> None:
    with pytest.raises(ValidationError, match=said_):
        InquiryPolicy.model_validate({**POLICY.model_dump(), **change})


def test_who_answers_follows_unit_then_topic() -> None:
    assert POLICY.role_for(channel="zalo", topic="strike", unit="phong-tho") == "upper_union"
    assert POLICY.role_for(channel="zalo", topic="strike", unit="") == "policy_head"
    assert POLICY.role_for(channel="zalo", topic="", unit="") == "legal_team"
