"""Questions at work: inbox messages, comments and notes become events; the clock is looked after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from flows.record import held, order, record
from flows.requests import due as requests_due
from langnghe.cases.inquiry import (
    Channel,
    Inquiry,
    changed,
    find_inquiry,
    fold_inquiries,
    inquiry_id,
    received,
)
from langnghe.cases.inquiry_bank import SampleAnswer, fold_bank
from langnghe.cases.inquiry_orders import CLOCK, WORKERS, close_quiet, warn
from langnghe.cases.inquiry_policy import InquiryPolicy, read_inquiry_policy
from langnghe.cases.inquiry_talk import Message, Read, Reader, follow
from langnghe.cases.rights import require
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.privacy import load_key, pseudonym
from langnghe.privacy.contacts import Contacts
from langnghe.records import ROLE_VI, Event, digest_of
from warehouse import Store, inquiries

if TYPE_CHECKING:
    from crawlers.connectors.own_inbox import InboxMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """The inquiry desk: everything decided so far, as of one moment."""

    events: Sequence[Event]
    inquiries: Mapping[str, Inquiry]
    bank: Mapping[str, SampleAnswer]
    policy: InquiryPolicy


def counter(store: Store, workspace: Workspace) -> Counter:
    """Return the state of all questions and sample answers."""
    happened = inquiries.events(store)
    return Counter(
        events=happened,
        inquiries=fold_inquiries(happened),
        bank=fold_bank(happened),
        policy=read_inquiry_policy(workspace.root),
    )


def _model_reads() -> Reader:
    """Return a reader that asks the shipped classifier; it is loaded when first asked."""

    @cache
    def classifier() -> Any:
        from nlp.classifiers import load as load_classifier

        return load_classifier()

    def read(text: str) -> Read:
        from nlp.asks import read as read_texts

        (said,) = read_texts([text], classifier())
        return Read(asks=said.asks, topic=said.topic, reaction=said.reaction)

    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of some messages: how many there were, and what they changed."""

    messages: int
    events: tuple[Event, ...]

    def count(self, what: str) -> int:
        """Return how many questions something happened to."""
        return sum(event.what == what for event in self.events)


def take_in(
    workspace: Workspace,
    messages: Iterable[InboxMessage],
    now: datetime,
    *,
    units: Mapping[str, str] | None = None,
    read: Reader | None = None,
) -> Taken:
    """Turn messages of own inboxes into questions and replies; known ones change nothing.

    units: source → the union unit whose page it is. How to reach an asker goes into the locked
    drawer before the question lands, and nowhere else.
    """
    given = list(messages)
    reach = {(m.source, m.message_id): m.reply_to for m in given if not m.ours}
    said = [
        Message(
            channel=m.platform,
            source=m.source,
            conversation=m.conversation,
            asker=m.asker,
            native_id=m.message_id,
            at=m.at,
            text=m.text,
            ours=m.ours,
            unit=(units or {}).get(m.source, ""),
        )
        for m in given
    ]
    drawer = Contacts.of(workspace.root)
    by_ident = {
        inquiry_id(m.source, m.native_id, m.at): reach[m.source, m.native_id]
        for m in said
        if not m.ours
    }

    def make(state: Counter) -> list[Event]:
        events = follow(said, state.inquiries, state.policy, now, read=read or _model_reads())
        for event in events:
            if event.what == "opened" and by_ident.get(event.id):
                drawer.keep(event.id, by_ident[event.id])
        return events

    return Taken(messages=len(given), events=tuple(order(workspace, counter, make)))


def ask(
    workspace: Workspace,
    role: str,
    now: datetime,
    *,
    channel: Channel,
    source: str,
    text: str,
    at: datetime,
    contact: str = "",
    native_id: str = "",
    topic: str = "",
    unit: str = "",
    first_channel: str = "unknown",
    read: Reader | None = None,
) -> list[Event]:
    """Take down a question a person was told: hotline, web form, letter. One that is known gives [].

    contact is how to answer (a number): locked away, and hashed so that who asks again is known.
    """
    require(role, (*WORKERS, "grassroots"), "ghi câu hỏi")
    if at > now + timedelta(minutes=5):
        raise LangngheError("giờ nhận ở tương lai; ghi lại giờ người hỏi gọi hoặc viết")
    name = native_id or digest_of("note", source, at.isoformat(), text)
    topic = topic or (read or _model_reads())(text).topic
    asker = pseudonym(load_key(workspace.key_file), source, contact) if contact else ""

    def make(state: Counter) -> list[Event]:
        event = received(
            channel=channel, source=source, native_id=name, sent_at=at, seen_at=now,
            question=text, by=role, topic=topic, unit=unit, first_channel=first_channel,
            role=state.policy.role_for(channel=channel, topic=topic, unit=unit), asker=asker,
        )  # fmt: skip
        if event.id in state.inquiries:
            return []
        if contact:
            Contacts.of(workspace.root).keep(event.id, contact)
        return [event]

    return order(workspace, counter, make)


def own_sources(workspace: Workspace) -> list[str]:
    """Return the sources that are our own pages."""
    return [s.id for s in workspace.sources() if s.own or s.type == "union"]


def judge_comment(
    workspace: Workspace, role: str, given: str, now: datetime, *, no_question: str = ""
) -> list[Event]:
    """Confirm that a comment asks, or turn it down with a reason; the clock started when it was posted."""
    require(role, WORKERS, "xác nhận bình luận là câu hỏi")
    with held(workspace) as store:
        found = inquiries.comment(store, given)
        if found is None:
            raise LangngheError(f"{given}: không có bình luận này, hoặc khớp nhiều; ghi đủ mã")
        state = counter(store, workspace)
        topic = next((t for t in found["topics"] if t != "off_topic"), "")
        event = received(
            channel="comment", source=found["source"], native_id=found["post_id"],
            sent_at=found["asked_at"], seen_at=now, question=found["text"], by=role, topic=topic,
            role=state.policy.role_for(channel="comment", topic=topic, unit=""),
            asker=found["author_key"] or "", post_id=found["post_id"], first_channel="union",
            invalid=no_question,
        )  # fmt: skip
        events = [] if event.id in state.inquiries else [event]
        record(store, workspace, events)
    return events


def contact_of(workspace: Workspace, given: str, role: str, now: datetime) -> str:
    """Return how to answer somebody, to the role that has the question and nobody else.

    Who looked is written down (event contact_read, without what was seen) before anything is opened.
    """
    with held(workspace) as store:
        found = find_inquiry(counter(store, workspace).inquiries, given)
        if role != found.role:
            raise LangngheError(
                f"{found.id}: chỉ {ROLE_VI[found.role]}, vai đang được giao câu này, xem được cách "
                "liên hệ; giao lại bằng `langnghe inquiry sort --to` nếu cần"
            )
        audit = changed(found, found, "contact_read", role, now)
        return Contacts.of(workspace.root).reveal(
            found.id, lambda: _must(record(store, workspace, [audit]))
        )


def _must(recorded: int) -> None:
    if recorded != 1:
        raise LangngheError("không ghi được nhật ký xem; chưa mở cách liên hệ, thử lại")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one look at the clock did."""

    warned: int
    closed: int
    contacts_deleted: int
    contacts_left: int


def keep_clock(workspace: Workspace, now: datetime) -> Kept:
    """Tell who is due to be told, close what is settled, delete what may no longer be kept."""
    done: list[Event] = []
    drawer = Contacts.of(workspace.root)

    def state_of(store: Store, place: Workspace) -> tuple[Counter, set[str]]:
        return counter(store, place), {ident for ident, _ in requests_due(store)}

    def make(state: tuple[Counter, set[str]]) -> list[Event]:
        asked, waiting = state
        looked = (
            warn(each, asked.policy, now) or close_quiet(each, asked.policy, now)
            for each in asked.inquiries.values()
        )
        done.extend(event for event in looked if event)
        done.extend(_sweep(drawer, asked, waiting, now))
        return done

    order(workspace, state_of, make)
    return Kept(
        warned=sum(event.what == "warned" for event in done),
        closed=sum(event.what == "closed" for event in done),
        contacts_deleted=sum(event.what == "contact_deleted" for event in done),
        contacts_left=len(drawer.idents()),
    )


def _sweep(drawer: Contacts, state: Counter, waiting: set[str], now: datetime) -> list[Event]:
    """Delete contacts of questions closed long enough ago; what no question and no waiting request
    about somebody's data knows of goes as well."""
    longest = timedelta(days=state.policy.keep.contact_days)
    gone = []
    for ident in drawer.idents():
        if ident in waiting:
            continue
        inquiry = state.inquiries.get(ident)
        if inquiry is None:  # a crash came between the drawer and the landing file
            if now.timestamp() - drawer.kept_since(ident) >= longest.total_seconds():
                drawer.forget(ident)
        elif inquiry.closed_at is not None and now - inquiry.closed_at >= longest:
            drawer.forget(ident)
            gone.append(changed(inquiry, inquiry, "contact_deleted", CLOCK, now))
    return gone
