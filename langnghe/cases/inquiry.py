"""A question somebody asked the union (hỏi đáp): the fold of its events, and the event that opens it.

    mới ─> đã nhận ─┬─> trả lời tạm ─┐        trả lời tạm counts as the first reply, not as the answer
                    ├─> chuyển Ban ──┼─> chờ duyệt ─> đã trả lời ─> đóng
                    └────────────────┘
    không hợp lệ: from any live state, with a reason;  mở lại: back to đã nhận, the clock goes on

Its text is scrubbed, its asker a keyed hash; how to reach the asker lies elsewhere, encrypted
(langnghe.privacy.contacts). event.at is when the office took something down; received_at and
replied_at are the platform's moments. Of those the least wins, whatever comes later: nothing that is
imported twice, late or out of order gives the office more time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from langnghe.cases.clock import started
from langnghe.cases.fold import change, find_as, fold_as, in_order
from langnghe.errors import LangngheError
from langnghe.privacy import scrub
from langnghe.records import ROLE_VI, Event, digest_of, hanoi_day, utc
from langnghe.text import canonical

KIND: Literal["inquiry"] = "inquiry"
Status = Literal[
    "new", "taken", "interim", "passed", "pending", "answered", "closed", "invalid"
]  # fmt: skip
STATUS_VI: Mapping[Status, str] = {
    "new": "mới",
    "taken": "đã nhận",
    "interim": "trả lời tạm",
    "passed": "chuyển Ban",
    "pending": "chờ duyệt",
    "answered": "đã trả lời",
    "closed": "đóng",
    "invalid": "không hợp lệ",
}
LIVE: tuple[Status, ...] = ("new", "taken", "interim", "passed", "pending")

Channel = Literal["facebook", "zalo", "comment", "web", "hotline", "other"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
CHANNEL_VI: Mapping[Channel, str] = {
    "facebook": "tin nhắn Facebook",
    "zalo": "tin nhắn Zalo",
    "comment": "bình luận dưới bài của ta",
    "web": "biểu mẫu trên website",
    "hotline": "đường dây nóng",
    "other": "đơn thư, tiếp dân, khác",
}
# Where the asker first went with it: 5.04 “hỏi công đoàn trước”.
FIRST_VI: Mapping[str, str] = {
    "union": "hỏi công đoàn trước",
    "social": "mạng xã hội trước",
    "press": "báo chí trước",
    "authority": "cơ quan nhà nước trước",
    "employer": "doanh nghiệp trước",
    "unknown": "không rõ",
}
REACTION_VI: Mapping[str, str] = {"thanks": "cảm ơn", "reproach": "trách", "none": "không rõ"}
WHAT_VI: Mapping[str, str] = {
    "opened": "có câu hỏi",
    "heard": "người hỏi viết thêm",
    "auto_replied": "máy trả lời tự động",
    "greeted": "lời chào, chưa phải trả lời",
    "replied": "đã trả lời trên kênh",
    "taken": "nhận",
    "sorted": "phân loại",
    "interim": "trả lời tạm",
    "passed": "chuyển Ban",
    "drafted": "trình duyệt",
    "returned": "trả lại",
    "answered": "trả lời",
    "unreplied": "gạch lời đáp ghi nhầm",
    "closed": "đóng",
    "invalid": "không hợp lệ",
    "reopened": "mở lại",
    "warned": "nhắc hạn",
    "rated": "chấm điểm",
    "reacted": "cảm ơn hoặc trách",
    "contact_read": "xem cách liên hệ",
    "contact_deleted": "xoá cách liên hệ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One question. Texts are scrubbed; asker and conversation are keyed hashes of one source.

    role: who is to answer. first_reply_at: the first human reply that says something, interim ones
    too. answered_at: the answer itself. stage: hours of the last notice given. heard: names of the
    messages that belong to it.
    """

    id: str
    channel: Channel
    source: str  # page, account, form or line it came by
    received_at: datetime
    opened_at: datetime
    opened_by: str
    question: str
    status: Status = "new"
    topic: str = ""
    unit: str = ""
    role: str = "legal_team"
    first_channel: str = "unknown"
    conversation: str = ""
    asker: str = ""
    post_id: str = ""  # of a comment that asks
    after: str = ""  # the question before it in one conversation
    heard: tuple[str, ...] = ()
    last_heard_at: datetime | None = None
    auto_replies: int = 0
    first_reply_at: datetime | None = None
    ignored_until: datetime | None = None  # replies up to here were taken down by mistake
    taken_at: datetime | None = None
    passed_at: datetime | None = None
    draft: str = ""
    answers: tuple[str, ...] = ()  # of the answer bank
    grounds: str = ""
    drafted_by: str = ""
    returned_why: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    closed_at: datetime | None = None  # also of an invalid one
    reason: str = ""
    reopened: int = 0
    stage: float = 0.0
    csat: int | None = None
    reaction: str = ""

    @property
    def live(self) -> bool:
        """Tell whether somebody still owes an answer."""
        return self.status in LIVE

    @property
    def valid(self) -> bool:
        """Tell whether it counts."""
        return self.status != "invalid"


def inquiry_id(source: str, native_id: str, sent_at: datetime) -> str:
    """Return the stable name of a question: of its first message as the platform names it."""
    return f"HD{hanoi_day(sent_at):%y%m%d}-{digest_of('inquiry', source, native_id)[:8]}"


def received(
    *,
    channel: Channel,
    source: str,
    native_id: str,
    sent_at: datetime,
    seen_at: datetime,
    question: str,
    by: str,
    topic: str = "",
    unit: str = "",
    role: str = "legal_team",
    first_channel: str = "unknown",
    conversation: str = "",
    asker: str = "",
    post_id: str = "",
    after: str = "",
    invalid: str = "",
) -> Event:
    """Return the event that opens a question; the same message always gives the same subject.

    source: id of the page, account, form or line. native_id: the platform's name of the first message,
    or a hotline note's own number. by: a role, or machine@connector. seen_at: now. question may still
    hold names of people's phones and the like: it is scrubbed here. conversation and asker: keyed
    hashes (privacy.pseudonym) or "". invalid: why it is none, for one that is turned down at once.
    """
    if channel not in CHANNELS:
        raise LangngheError(f"không có kênh {channel!r}; dùng một trong: {', '.join(CHANNELS)}")
    if first_channel not in FIRST_VI:
        raise LangngheError(
            f"first_channel {first_channel!r}; dùng một trong: {', '.join(FIRST_VI)}"
        )
    if role not in ROLE_VI:
        raise LangngheError(f"không có vai trò {role!r}; dùng một trong: {', '.join(ROLE_VI)}")
    if not native_id or not source:
        raise LangngheError("câu hỏi cần mã tin đầu tiên và nguồn, để không nhập hai lần")
    seen = utc(seen_at)
    asked = Inquiry(
        id=inquiry_id(source, native_id, sent_at),
        channel=channel,
        source=source,
        received_at=started(sent_at, seen),
        opened_at=seen,
        opened_by=by,
        question=scrub(canonical(question)),
        status="invalid" if invalid else "new",
        topic=topic,
        unit=unit,
        role=role,
        first_channel=first_channel,
        conversation=conversation,
        asker=asker,
        post_id=post_id,
        after=after,
        heard=(message_name(source, native_id),),
        last_heard_at=started(sent_at, seen),
        closed_at=seen if invalid else None,
        reason=invalid,
    )
    return changed(None, asked, "opened", by, seen)


def message_name(source: str, native_id: str) -> str:
    """Return the name under which a message is known again."""
    return digest_of("message", source, native_id)


def changed(
    before: Inquiry | None, after: Inquiry, what: str, by: str, at: datetime, **beside: Any
) -> Event:
    """Return the event that turns `before` into `after`; `beside` is said but is no state."""
    return change(KIND, before, after, what, by, utc(at), beside)


def fold_inquiries(events: Iterable[Event]) -> dict[str, Inquiry]:
    """Return the questions of some events, by id. Order and repetition of the events do not matter."""
    mine = [event for event in events if event.kind == KIND]
    came: dict[str, datetime] = {}
    replies: dict[str, list[datetime]] = {}
    told: list[Event] = []
    for event in in_order(mine):
        # Opened twice (two imports that did not know of each other): the second changes nothing.
        if event.what != "opened" or event.id not in came:
            told.append(event)
        if at := event.fields.get("received_at"):
            moment = datetime.fromisoformat(at)
            came[event.id] = min(moment, came.get(event.id, moment))
        if at := event.fields.get("replied_at"):
            replies.setdefault(event.id, []).append(datetime.fromisoformat(at))
    return {
        key: replace(
            found,
            received_at=came[key],
            first_reply_at=_first(replies.get(key, ()), found.ignored_until),
        )
        for key, found in fold_as(KIND, Inquiry, told).items()
    }


def _first(replies: Iterable[datetime], ignored_until: datetime | None) -> datetime | None:
    return min((r for r in replies if ignored_until is None or r > ignored_until), default=None)


def find_inquiry(inquiries: Mapping[str, Inquiry], given: str) -> Inquiry:
    """Return the question of an id, or of a part of an id that only one has."""
    return find_as("câu hỏi", "inquiry", inquiries, given)
