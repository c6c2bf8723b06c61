"""A question is the fold of its events: no order, doublet or late-comer gives the office more time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.cases import inquiry_orders as do
from langnghe.cases.inquiry import Inquiry, find_inquiry, fold_inquiries, received
from langnghe.cases.inquiry_bank import approve, fold_bank, propose, withdraw
from langnghe.cases.inquiry_policy import read_inquiry_policy
from langnghe.errors import LangngheError
from langnghe.records import Event

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
POLICY = read_inquiry_policy()


def asked(**changes: Any) -> Event:
    values: dict[str, Any] = {
        "channel": "facebook", "source": "trang-tinh", "native_id": "m1", "sent_at": NOON,
        "seen_at": NOON + timedelta(minutes=3), "by": "machine@hop-thu",
        "question": "Công ty nợ bảo hiểm 4 tháng, em gọi lại số 0912 345 678 được không ạ?",
    }  # fmt: skip
    return received(**{**values, **changes})


def only(*events: Event) -> Inquiry:
    (found,) = fold_inquiries(events).values()
    return found


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def test_a_question_is_stored_without_what_reaches_its_asker() -> None:
    found = only(asked())
    assert "[số điện thoại]" in found.question
    assert (found.status, found.received_at, found.opened_at) == ("new", NOON, hours(0.05))


def test_the_same_message_is_the_same_question() -> None:
    assert asked().id == asked(seen_at=hours(9), question="khác").id
    assert asked().id != asked(native_id="m2").id
    assert asked().id != asked(source="trang-khac").id
    assert asked().id.startswith("HD260610-")


@pytest.mark.parametrize(
    "wrong", [{"channel": "fax"}, {"native_id": ""}, {"first_channel": "x"}, {"role": "boss"}]
)
def test_a_question_that_cannot_be_kept_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(LangngheError):
        asked(**wrong)


def life() -> list[Event]:
    """A question from new to closed by way of an interim reply, a department and a draft."""
    events = [asked()]
    for hour, step in (
        (1, lambda q, t: do.take(q, "legal_team", t)),
        (2, lambda q, t: do.interim(q, "legal_team", t)),
        (3, lambda q, t: do.pass_on(q, "legal_team", "policy_head", t)),
        (20, lambda q, t: do.draft(q, "policy_head", "Theo luật …", t, grounds="Điều 21")),
        (21, lambda q, t: do.give_back(q, "propaganda_head", "thiếu điểm b", t)),
        (22, lambda q, t: do.draft(q, "policy_head", "Theo điểm b …", t, grounds="Điều 21")),
        (30, lambda q, t: do.answer(q, "propaganda_head", t)),
        (31, lambda q, t: do.rate(q, "legal_team", 5, t)),
        (32, lambda q, t: do.react(q, "legal_team", "thanks", t)),
        (40, lambda q, t: do.close(q, "legal_team", t)),
    ):
        events.append(step(only(*events), hours(hour)))
    return events


def test_an_interim_reply_stops_the_clock_and_the_answer_is_timed_apart() -> None:
    found = only(*life())
    assert found.first_reply_at == hours(2)
    assert found.answered_at == hours(30)
    assert (found.status, found.role, found.csat, found.reaction) == (
        "closed",
        "policy_head",
        5,
        "thanks",
    )
    assert found.draft == "Theo điểm b …"


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 10))
def test_order_and_doublets_do_not_matter(chance: random.Random, twice: int) -> None:
    events = life()
    mixed = events + chance.sample(events, min(twice, len(events)))
    chance.shuffle(mixed)
    assert fold_inquiries(mixed) == fold_inquiries(events)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.timedeltas(timedelta(-1), timedelta(days=1)), min_size=1, max_size=6))
def test_nothing_starts_the_clock_anew(shifts: list[timedelta]) -> None:
    events = life()
    for shift in shifts:  # imported again and again, each time with another moment
        events.append(asked(sent_at=NOON, seen_at=hours(50) + shift))
        events.append(
            Event(kind="inquiry", id=events[0].id, what="heard", by="machine@hop-thu", at=hours(60) + shift,
                  fields={"received_at": (NOON + abs(shift)).isoformat()})
        )  # fmt: skip
    found, before = only(*events), only(*life())
    assert found.received_at == NOON
    assert found.first_reply_at == before.first_reply_at
    assert found.status == before.status


def test_opened_again_the_first_reply_stands_and_the_answer_is_awaited() -> None:
    events = life()
    events.append(do.reopen(only(*events), "legal_team", "người hỏi nói chưa rõ", hours(50)))
    found = only(*events)
    assert (found.status, found.first_reply_at, found.answered_at, found.reopened) == (
        "taken",
        hours(2),
        None,
        1,
    )


def test_a_reply_that_was_none_can_be_struck_out_and_the_clock_runs_on() -> None:
    events = [asked()]
    events.append(do.interim(only(*events), "legal_team", hours(1)))
    events.append(do.unreply(only(*events), "propaganda_head", "đó là máy đáp", hours(2)))
    assert only(*events).first_reply_at is None
    events.append(do.answer(only(*events), "legal_team", hours(26), text="Trả lời đủ"))
    assert only(*events).first_reply_at == hours(26)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (lambda q: do.invalid(q, "legal_team", "  ", NOON), "cần lý do"),
        (lambda q: do.take(q, "chair_x", NOON), "không có vai trò"),
        (lambda q: do.answer(q, "analyst", hours(1), text="x"), "không được trả lời"),
        (lambda q: do.answer(q, "legal_team", hours(1)), "cần nội dung"),
        (lambda q: do.answer(q, "legal_team", hours(1), text="x", sent_at=hours(2)), "tương lai"),
        (lambda q: do.interim(q, "legal_team", hours(1), sent_at=hours(-1)), "trước giờ hỏi"),
        (lambda q: do.close(q, "legal_team", NOON), "chỉ đóng câu đã trả lời"),
        (lambda q: do.reopen(q, "legal_team", "x", NOON), "đang mở"),
        (lambda q: do.rate(q, "legal_team", 5, NOON), "chưa trả lời"),
        (lambda q: do.unreply(q, "chair", "x", NOON), "chưa có lời đáp"),
        (lambda q: do.sort(q, "legal_team", {"first_channel": "vũ trụ"}, NOON), "hỏi ở đâu trước"),
        (lambda q: do.give_back(q, "chair", "x", NOON), "không có bản chờ duyệt"),
    ],
)
def test_an_order_that_may_not_be_is_refused_in_words(order: Any, said: str) -> None:
    with pytest.raises(LangngheError, match=said):
        order(only(asked()))


def test_a_draft_is_sent_only_by_who_may_approve_it() -> None:
    events = [asked()]
    events.append(do.draft(only(*events), "legal_team", "Bản soạn", hours(1)))
    with pytest.raises(LangngheError, match="không được duyệt"):
        do.answer(only(*events), "legal_team", hours(2))
    assert do.answer(only(*events), "propaganda_head", hours(2)).fields["status"] == "answered"


def test_spam_counts_only_as_invalid_and_can_come_back_with_its_old_clock() -> None:
    events = [asked()]
    events.append(do.invalid(only(*events), "analyst", "quảng cáo", hours(1)))
    assert (only(*events).valid, only(*events).closed_at) == (False, hours(1))
    events.append(do.reopen(only(*events), "legal_team", "không phải quảng cáo", hours(30)))
    assert (only(*events).status, only(*events).received_at) == ("taken", NOON)


def test_an_answer_rests_on_approved_samples_with_their_basis() -> None:
    made = propose(
        "legal_team", "Nợ bảo hiểm thì sao?", "Gửi đơn tới …", "Điều 21 Luật BHXH", NOON,
        until=date(2026, 12, 31),
    )  # fmt: skip
    bank = fold_bank([made])
    (sample,) = bank.values()
    question = only(asked())
    with pytest.raises(LangngheError, match="chờ duyệt"):
        do.answer(question, "legal_team", hours(1), answers=[sample.id], bank=bank)
    bank = fold_bank([made, approve(sample, "policy_head", hours(1))])
    event = do.answer(question, "legal_team", hours(2), answers=[sample.id.lower()], bank=bank)
    found = only(asked(), event)
    assert (found.answers, found.grounds) == ((sample.id,), "Điều 21 Luật BHXH")
    with pytest.raises(LangngheError, match="hết hạn"):
        do.answer(
            question, "legal_team", NOON + timedelta(days=300), answers=[sample.id], bank=bank
        )
    gone = withdraw(bank[sample.id], "policy_head", "luật mới", hours(3))
    with pytest.raises(LangngheError, match="thôi dùng"):
        do.answer(
            question, "legal_team", hours(4), answers=[sample.id],
            bank=fold_bank([made, approve(sample, "policy_head", hours(1)), gone]),
        )  # fmt: skip
    with pytest.raises(LangngheError, match="thiếu căn cứ"):
        propose("legal_team", "a", "b", " ", NOON)


def test_who_is_due_to_be_told_is_told_once_a_step() -> None:
    events, told = [asked()], []
    for hour in (11, 12, 12.5, 19, 20, 21, 25, 40):
        if event := do.warn(only(*events), POLICY, hours(hour)):
            events.append(event)
            told.append((hour, event.fields["notify"]))
    head = ["legal_team", "propaganda_head"]
    assert told == [(12, ["legal_team"]), (20, head), (25, head)]


@pytest.mark.parametrize("stop", ["interim", "answer", "invalid"])
def test_nobody_is_told_of_what_is_answered_or_none(stop: str) -> None:
    question = only(asked())
    event = {
        "interim": lambda: do.interim(question, "legal_team", hours(1)),
        "answer": lambda: do.answer(question, "legal_team", hours(1), text="Trả lời"),
        "invalid": lambda: do.invalid(question, "legal_team", "thử", hours(1)),
    }[stop]()
    assert do.warn(only(asked(), event), POLICY, hours(30)) is None


def test_what_is_answered_and_quiet_for_a_week_is_closed() -> None:
    events = [asked()]
    events.append(do.answer(only(*events), "legal_team", hours(1), text="Trả lời"))
    assert do.close_quiet(only(*events), POLICY, hours(24 * 7)) is None
    late = do.close_quiet(only(*events), POLICY, hours(24 * 7 + 1))
    assert late is not None
    assert only(*events, late).status == "closed"
    wrote = replace(only(*events), last_heard_at=hours(24 * 5))
    assert do.close_quiet(wrote, POLICY, hours(24 * 8)) is None


def test_a_part_of_an_id_is_enough() -> None:
    found = fold_inquiries([asked(), asked(native_id="m2")])
    assert find_inquiry(found, asked().id[-5:]).id == asked().id
    with pytest.raises(LangngheError, match="khớp 2 câu hỏi"):
        find_inquiry(found, "HD26")
