"""A message of an own inbox as every platform has it: neutral, scrubbed, its person a keyed hash."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from langnghe.privacy import pseudonym, scrub
from langnghe.records import Event, digest_of
from langnghe.text import canonical

Platform = Literal["facebook", "zalo"]

_WORDLESS = {
    "image": "(gửi ảnh)",
    "photo": "(gửi ảnh)",
    "gif": "(gửi ảnh)",
    "sticker": "(gửi biểu tượng)",
    "video": "(gửi video)",
    "audio": "(gửi tin thoại)",
    "voice": "(gửi tin thoại)",
    "file": "(gửi tệp)",
    "link": "(gửi liên kết)",
    "location": "(gửi vị trí)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """One message between a person and a page or official account.

    reply_to: what the platform needs to answer this person (conversation or user id). It is never
    written as it is: whoever keeps it encrypts it. conversation and asker: keyed hashes of this
    source. text: scrubbed; a picture has words in brackets. ours: it came from the union.
    """

    platform: Platform
    source: str
    conversation: str
    message_id: str
    ours: bool
    text: str
    at: datetime
    asker: str
    kind: str = "text"
    reply_to: str = field(repr=False)

    def __post_init__(self) -> None:
        if not (self.source and self.conversation and self.message_id and self.text):
            raise ValueError(f"{self.source}: an inbox message without its names or words")
        if self.at.tzinfo is None:
            raise ValueError(f"{self.source}: {self.at.isoformat()} has no time zone")

    @property
    def name(self) -> str:
        """Name the message as langnghe.cases.inquiry.message_name does."""
        return digest_of("message", self.source, self.message_id)

    def to_event(self) -> Event:
        """Return what lands: nothing that leads to the person, and the same however it came to us.

        One way in gives milliseconds, the other seconds: the second is what both know.
        """
        return Event(
            kind="message",
            id=self.name,
            what="sent",
            by=f"machine@{self.platform}",
            at=self.at.replace(microsecond=0),
            fields={
                "platform": self.platform,
                "source": self.source,
                "conversation": self.conversation,
                "asker": self.asker,
                "ours": self.ours,
                "text": self.text,
            },
        )


def message(
    *,
    platform: Platform,
    source: str,
    key: bytes,
    conversation: str,
    person: str,
    message_id: str,
    ours: bool,
    text: str,
    at: datetime,
    kind: str = "text",
    reply_to: str = "",
) -> InboxMessage:
    """Return a message without anybody's name; conversation and person come as the platform's ids."""
    words = scrub(canonical(text)).strip() or _WORDLESS.get(kind, "(gửi nội dung không có chữ)")
    return InboxMessage(
        platform=platform,
        source=source,
        conversation=pseudonym(key, source, f"conversation:{conversation}"),
        message_id=message_id,
        ours=ours,
        text=words,
        at=at,
        asker=pseudonym(key, source, person),
        kind=kind,
        reply_to=reply_to or conversation,
    )
