"""A message: one thing said to one recipient by one channel, and the key that keeps it from being said twice."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Self

from langnghe.records import ROLE_VI

Kind = Literal["alert", "digest", "weekly", "report", "sla", "ops", "assignment"]
KIND_VI: Mapping[Kind, str] = {
    "alert": "cảnh báo",
    "digest": "điểm báo",
    "weekly": "bản tuần một trang",
    "report": "báo cáo thông tin",
    "sla": "đồng hồ trả lời",
    "ops": "vận hành",
    "assignment": "việc được giao",
}
Channel = Literal["email", "webhook", "chat"]
CHANNEL_VI: Mapping[Channel, str] = {"email": "thư", "webhook": "webhook", "chat": "nhắn tin"}


# What a mail program would fetch from elsewhere, and so tell who reads and when.
_FETCHES = re.compile(
    r"""<\s*(?:script|iframe|object|embed|link)\b
      | \b(?:src|srcset|background|poster)\s*=\s*["']?\s*(?:https?:)?//
      | url\(\s*["']?\s*(?:https?:)?//
      | @import""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of an e-mail; other channels leave it out and say so in their text."""

    name: str
    media_type: str  # application/pdf
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.name or "/" in self.name or any(ord(c) < 32 for c in self.name):
            raise ValueError(f"attachment name {self.name!r}")
        if self.media_type.count("/") != 1:
            raise ValueError(f"media type {self.media_type!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one recipient will read. Times aware; texts Vietnamese; HTML may be empty.

    about and event (an alert's id and "opened", a day and "digest") come from the caller and, with
    channel and recipient, make the key: the same news to one address under two roles is one message.
    recipient stands as in delivery.toml, its ${SECRET} names never filled in. level: alerts only.
    again: it only reminds; while an earlier message on the same matter has not left, it says nothing.
    """

    about: str
    event: str
    role: str  # a key of ROLE_VI
    channel: Channel
    recipient: str = field(repr=False)
    kind: Kind
    subject: str
    text: str = field(repr=False)
    created_at: datetime
    level: int | None = None
    html: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    again: bool = False

    def __post_init__(self) -> None:
        if self.role not in ROLE_VI:
            raise ValueError(f"unknown role {self.role!r}")
        if self.kind not in KIND_VI or self.channel not in CHANNEL_VI:
            raise ValueError(f"unknown kind {self.kind!r} or channel {self.channel!r}")
        if (self.kind == "alert") != (self.level is not None):
            raise ValueError("alerts have a level, and nothing else has")
        if self.level is not None and not 1 <= self.level <= 5:
            raise ValueError(f"level {self.level}")
        if self.created_at.tzinfo is None:
            raise ValueError("created_at has no time zone")
        if not all((self.about, self.event, self.recipient, self.text.strip())):
            raise ValueError(
                "a message names its subject, its event and its reader, and says something"
            )
        if found := _FETCHES.search(self.html):
            raise ValueError(f"HTML of a message fetches nothing: {found[0]!r}")
        # A line break in a subject would start a header of its own.
        object.__setattr__(self, "subject", " ".join(self.subject.split()))
        if not self.subject:
            raise ValueError("a message has a subject")

    @property
    def key(self) -> str:
        """Return what makes two messages the same one."""
        return "\x1f".join((self.about, self.event, self.channel, self.recipient))

    @property
    def urgent(self) -> bool:
        """Tell whether it goes at any hour: alerts of levels 4 and 5."""
        return self.level is not None and self.level >= 4

    def repeated(self) -> Message:
        """Return the marked second message of a level 5 whose first may or may not have arrived."""
        note = (
            "Tin này được gửi lại vì máy bị ngắt đúng lúc gửi lần đầu nên không biết đã tới chưa. "
            "Nếu đã đọc rồi thì bỏ qua."
        )
        html = self.html and f"<p><strong>{note}</strong></p>\n{self.html}"
        return replace(
            self,
            event=f"{self.event}:repeat",
            subject=f"[Gửi lại, có thể đã nhận] {self.subject}",
            text=f"{note}\n\n{self.text}",
            html=html,
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; attachments as base64."""
        return {
            "about": self.about,
            "event": self.event,
            "role": self.role,
            "channel": self.channel,
            "recipient": self.recipient,
            "kind": self.kind,
            "level": self.level,
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "created_at": self.created_at.isoformat(),
            **({"again": True} if self.again else {}),
            "attachments": [
                {
                    "name": a.name,
                    "media_type": a.media_type,
                    "content": base64.b64encode(a.content).decode("ascii"),
                }
                for a in self.attachments
            ],
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        """Return the message of to_json."""
        values = dict(fields)
        values["created_at"] = datetime.fromisoformat(values["created_at"])
        values["attachments"] = tuple(
            Attachment(
                name=a["name"],
                media_type=a["media_type"],
                content=base64.b64decode(a["content"], validate=True),
            )
            for a in values["attachments"]
        )
        return cls(**values)
