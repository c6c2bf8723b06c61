"""From one piece of news to one message a recipient: who hears it, by delivery.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from langnghe.notify.address import channel_of
from langnghe.notify.message import Attachment, Kind, Message
from langnghe.notify.settings import LEADERS, Delivery, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What there is to say, before anybody is chosen to hear it.

    roles: empty, those whom delivery.toml names for its level, topics or kind; otherwise exactly these
    (a case assigned, a clock of one unit), whatever levels and kinds they listen to. A leader still
    hears no level under 4 and nothing of the system itself.
    """

    about: str
    event: str
    kind: Kind
    subject: str
    text: str
    created_at: datetime
    level: int | None = None
    topics: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    html: str = ""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    again: bool = False  # it only reminds of what was said before


def messages_for(delivery: Delivery, notice: Notice) -> tuple[Message, ...]:
    """Return one message a recipient, in the order of delivery.toml; an address in two roles hears once."""
    found: dict[str, Message] = {}
    for name, role in delivery.roles.items():
        if not _hears(name, role, notice):
            continue
        for address in role.to:
            message = Message(
                about=notice.about,
                event=notice.event,
                role=name,
                channel=channel_of(address),
                recipient=address,
                kind=notice.kind,
                level=notice.level,
                subject=notice.subject,
                text=notice.text,
                html=notice.html,
                created_at=notice.created_at,
                attachments=notice.attachments,
                again=notice.again,
            )
            found.setdefault(message.key, message)
    return tuple(found.values())


def deaf_roles(delivery: Delivery, notice: Notice) -> tuple[str, ...]:
    """Return the roles that should hear a notice and have no address: said aloud, not passed over."""
    return tuple(
        name for name, role in delivery.roles.items() if not role.to and _hears(name, role, notice)
    )


def _hears(name: str, role: Role, notice: Notice) -> bool:
    if name in LEADERS and (notice.kind == "ops" or (notice.level or 5) < 4):
        return False
    if notice.roles:
        return name in notice.roles
    if notice.kind != "alert":
        return notice.kind in role.kinds
    return notice.level in role.levels and _meets(role.topics, notice.topics)


def _meets(wanted: Iterable[str], topics: Iterable[str]) -> bool:
    return not wanted or bool(set(wanted) & set(topics))
