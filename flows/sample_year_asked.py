"""The questions of the sample year, through the orders by which an office keeps its questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from crawlers.connectors.own_inbox import InboxMessage, message
from langnghe.cases.inquiry import Inquiry, fold_inquiries, received
from langnghe.cases.inquiry_orders import answer, close_quiet, invalid, rate, react, sort
from langnghe.cases.inquiry_policy import InquiryPolicy
from langnghe.cases.inquiry_talk import Message, Read, Reader, follow
from langnghe.records import Event, Post
from langnghe.samples.year import NOW, Comment, Conversation, conversations

SEEN = timedelta(minutes=2)  # how long after a message the office has it
SORTED = timedelta(minutes=15)  # how long after that somebody has looked at it


def readings() -> Reader:
    """Return what the shipped classifier reads in the year's messages: each wording is read once."""
    from nlp.asks import read
    from nlp.classifiers import load as load_classifier

    texts = sorted({s.text for talk in conversations() for s in talk.said if not s.ours})
    said = read(texts, load_classifier())
    known = {
        text: Read(asks=each.asks, topic=each.topic, reaction=each.reaction)
        for text, each in zip(texts, said, strict=True)
    }
    return lambda text: known[text]


def inbox_events(key: bytes, policy: InquiryPolicy, read: Reader) -> Iterator[Event]:
    """Yield every message as it lands, and what it makes of the questions, talk by talk."""
    by_person: dict[tuple[str, str], list[Conversation]] = {}
    for talk in conversations():
        by_person.setdefault((talk.source, talk.person), []).append(talk)
    for (source, person), talks in by_person.items():
        told: list[Event] = []
        for number, talk in enumerate(talks):
            for turn, said in enumerate(talk.said):
                landed = message(
                    platform=talk.channel, source=source, key=key, conversation=person, person=person,
                    message_id=f"{source}-{person}-{number}-{turn}", ours=said.ours, text=said.text,
                    at=said.at,
                )  # fmt: skip
                yield landed.to_event()
                now = said.at + SEEN
                came = follow(
                    [_as_talk(landed, talk.unit)], fold_inquiries(told), policy, now, read=read
                )
                told += came
                if turn == 0 and any(event.what == "opened" for event in came):
                    told += _sorted(talk, fold_inquiries(told)[came[-1].id])
            told += _afterwards(talk, fold_inquiries(told), policy)
        yield from told


def _sorted(talk: Conversation, inquiry: Inquiry) -> Iterator[Event]:
    """Yield that somebody looked at a new question: turned it down, or said what it is about."""
    looked = inquiry.opened_at + SORTED
    if looked > NOW:
        return
    if talk.spam:
        yield invalid(inquiry, "analyst", talk.spam, looked)
        return
    said = {"topic": talk.topic, "first_channel": talk.first}
    new = {name: value for name, value in said.items() if value and value != getattr(inquiry, name)}
    if new:
        yield sort(inquiry, "analyst", new, looked)


def _as_talk(landed: InboxMessage, unit: str) -> Message:
    # As flows.channels hands messages on: named by what landed, so that a later hand-over knows them.
    event = landed.to_event()
    return Message(
        channel=landed.platform, source=landed.source, conversation=landed.conversation,
        asker=landed.asker, native_id=event.id, at=event.at, text=landed.text, ours=landed.ours,
        unit=unit,
    )  # fmt: skip


def _afterwards(
    talk: Conversation, state: Mapping[str, Inquiry], policy: InquiryPolicy
) -> Iterator[Event]:
    """Yield what people do with a question after its answer: take down a reproach, rate, close."""
    asked = sorted((each for each in state.values() if each.valid), key=lambda e: e.received_at)
    last = talk.said[-1].at
    if asked and not talk.said[-1].ours and len(talk.said) > 1 and asked[-1].received_at == last:
        # The model takes a reproach for a question: whoever reads it says that it is none.
        extra = asked.pop()
        if last + SORTED <= NOW:
            yield invalid(extra, "analyst", "lời trách, không phải câu hỏi", last + SORTED)
            if asked and not asked[-1].live:
                yield react(asked[-1], "analyst", "reproach", last + 2 * SORTED)
    if not asked or asked[-1].live:
        return
    if talk.stars and asked[-1].first_reply_at and last + 3 * SORTED <= NOW:
        yield rate(asked[-1], "analyst", talk.stars, last + 3 * SORTED)
    quiet = last + 3 * SORTED + timedelta(days=policy.keep.close_after_days)
    if quiet <= NOW and (closing := close_quiet(asked[-1], policy, quiet)):
        yield closing


def comment_events(
    comment: Comment, post: Post, unit: str, seen_at: datetime, policy: InquiryPolicy
) -> Iterator[Event]:
    """Yield that somebody confirmed a comment as a question, and its answer below it."""
    found_at = max(seen_at, comment.at) + SEEN
    opened = received(
        channel="comment", source=post.source, native_id=post.post_id, sent_at=comment.at,
        seen_at=found_at, question=comment.text, by="analyst", topic=comment.topic, unit=unit,
        role=policy.role_for(channel="comment", topic=comment.topic, unit=unit),
        asker=post.author_key or "", post_id=post.post_id, first_channel="union",
    )  # fmt: skip
    yield opened
    if comment.reply_at is None:
        return
    (inquiry,) = fold_inquiries([opened]).values()
    noted = max(comment.reply_at, found_at) + SEEN
    role = inquiry.role if inquiry.role != "upper_union" else "upper_union"
    yield answer(inquiry, role, noted, text=comment.reply, sent_at=comment.reply_at)
