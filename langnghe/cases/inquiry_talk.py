"""From messages of an inbox to questions: where one begins, what belongs to it, what answers it. Pure.

A question begins when somebody writes in a conversation that has none, or whose last one is answered,
closed or invalid, if this message asks something. What the asker writes while it is open belongs to
it and starts no new clock. What the asker writes after the answer and does not ask (“cảm ơn”) belongs
to the answered one. What the union writes belongs to the newest question before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from langnghe.cases.clock import belongs, started
from langnghe.cases.inquiry import Channel, Inquiry, changed, fold_inquiries, message_name, received
from langnghe.cases.inquiry_policy import InquiryPolicy, Talk
from langnghe.records import Event, utc
from langnghe.text import fold

MACHINE = "machine@hop-thu"
_COURTESY = frozenset(
    "xin chao chao ban anh chi em a da vang ok oke cam on nhe nha alo hello hi duoc roi admin ad vui kinh".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation; names are the platform's, people keyed hashes, text scrubbed."""

    channel: Channel
    source: str
    conversation: str
    asker: str
    native_id: str
    at: datetime
    text: str
    ours: bool
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a model reads in an asker's message. reaction: thanks, reproach or ""."""

    asks: bool
    topic: str = ""
    reaction: str = ""


ASKS = Read(asks=True)
Reader = Callable[[str], Read]


def follow(
    messages: Iterable[Message],
    state: Mapping[str, Inquiry],
    policy: InquiryPolicy,
    now: datetime,
    *,
    read: Reader = lambda _: ASKS,
) -> list[Event]:
    """Return what messages change, given all questions so far. What is known already changes nothing.

    The order of messages does not matter; read is asked once for each new message of an asker.
    """
    talks: dict[tuple[str, str], _Conversation] = {}
    for inquiry in state.values():
        if inquiry.conversation:
            key = inquiry.source, inquiry.conversation
            talks.setdefault(key, _Conversation(policy, now, read)).known.append(inquiry)
    for message in sorted(messages, key=lambda m: (utc(m.at), m.ours, m.native_id)):
        key = message.source, message.conversation
        talks.setdefault(key, _Conversation(policy, now, read)).add(message)
    return [event for talk in talks.values() for event in talk.events]


class _Conversation:
    """One conversation: its questions so far, and what new messages make of them."""

    def __init__(self, policy: InquiryPolicy, now: datetime, read: Reader) -> None:
        self.policy, self.now, self.read = policy, now, read
        self.known: list[Inquiry] = []
        self.events: list[Event] = []

    def _next(self) -> datetime:
        """Return when the next event is taken down: each after the one before, or their fold would
        have to guess their order."""
        return self.now + len(self.events) * timedelta(microseconds=1)

    def add(self, message: Message) -> None:
        name = message_name(message.source, message.native_id)
        if any(name in inquiry.heard for inquiry in self.known):
            return
        at = started(message.at, self.now)
        if message.ours:
            earlier = [i for i in self.known if belongs(at, i.received_at)]
            if earlier:
                self._ours(max(earlier, key=lambda i: i.received_at), message, name, at)
            return
        self._asked(message, name, at)

    def _asked(self, message: Message, name: str, at: datetime) -> None:
        earlier = [i for i in self.known if i.received_at <= at]
        near = (
            max(earlier, key=lambda i: i.received_at)
            if earlier
            else min(self.known, key=lambda i: i.received_at, default=None)
        )
        said = self.read(message.text)
        if near is None or (not near.live and said.asks and not is_courtesy(message.text)):
            self._open(message, said, near.id if near else "")
            return
        values: dict[str, Any] = {"received_at": min(at, near.received_at)}
        if not near.live and said.reaction:
            values["reaction"] = said.reaction
        self._change(near, name, "heard", {**values, "last_heard_at": _later(near, at)})

    def _open(self, message: Message, said: Read, after: str) -> None:
        event = received(
            channel=message.channel,
            source=message.source,
            native_id=message.native_id,
            sent_at=message.at,
            seen_at=self._next(),
            question=message.text,
            by=MACHINE,
            topic=said.topic,
            unit=message.unit,
            role=self.policy.role_for(channel=message.channel, topic=said.topic, unit=message.unit),
            conversation=message.conversation,
            asker=message.asker,
            after=after,
        )
        (opened,) = fold_inquiries([event]).values()
        self.known.append(opened)
        self.events.append(event)

    def _ours(self, inquiry: Inquiry, message: Message, name: str, at: datetime) -> None:
        talk = self.policy.talk
        asked = inquiry.last_heard_at or inquiry.received_at
        if is_machine(message.text, at - asked, talk):
            more = {"auto_replies": inquiry.auto_replies + 1}
            self._change(inquiry, name, "auto_replied", more)
        elif not says_something(message.text, talk):
            self._change(inquiry, name, "greeted", {})
        else:
            values: dict[str, Any] = {}
            if inquiry.live and is_interim(message.text, talk):
                if inquiry.status in ("new", "taken"):
                    values["status"] = "interim"
            elif inquiry.live:
                values = {"status": "answered", "answered_at": max(at, inquiry.received_at)}
            replied = max(at, inquiry.received_at)  # a platform's clock may run a little behind
            self._change(inquiry, name, "replied", values, replied_at=replied.isoformat())

    def _change(
        self, inquiry: Inquiry, name: str, what: str, values: Mapping[str, Any], **beside: Any
    ) -> None:
        after = replace(inquiry, heard=(*inquiry.heard, name), **values)
        self.known[self.known.index(inquiry)] = after
        self.events.append(changed(inquiry, after, what, MACHINE, self._next(), **beside))


def _later(inquiry: Inquiry, at: datetime) -> datetime:
    return max(at, inquiry.last_heard_at or at)


def is_machine(text: str, after: timedelta, talk: Talk) -> bool:
    """Tell whether a reply is automatic: one of the page's set texts, or faster than a person writes."""
    words = fold(text)
    seconds = after.total_seconds()
    return 0 <= seconds < talk.auto_within_seconds or any(
        words == fold(known) for known in talk.auto_replies
    )


def says_something(text: str, talk: Talk) -> bool:
    """Tell whether a reply has words beyond a greeting."""
    return sum(word not in _COURTESY for word in fold(text).split()) >= talk.least_words


def is_courtesy(text: str) -> bool:
    """Tell whether a message is nothing but a courtesy: “dạ vâng ạ”."""
    return all(word in _COURTESY for word in fold(text).split())


def is_interim(text: str, talk: Talk) -> bool:
    """Tell whether a reply only says that an answer will follow."""
    words = f" {fold(text)} "
    return any(f" {fold(phrase)} " in words for phrase in talk.interim)
