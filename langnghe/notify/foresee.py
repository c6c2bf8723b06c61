"""What would become of messages, without touching one: the dry run, and the rules a pass shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from langnghe.notify.message import Message
from langnghe.notify.report import Entry
from langnghe.notify.schedule import hold
from langnghe.notify.settings import Delivery
from langnghe.notify.store import Record


@dataclass(frozen=True, slots=True)
class Stop:
    """Settings let nothing go; final: and never will, the address being gone."""

    why: str
    final: bool


def stopped(delivery: Delivery, message: Message) -> Stop | None:
    """Return why settings let nothing go to this address at all."""
    if not delivery.enabled:
        return Stop("delivery.toml: enabled = false", final=False)
    if message.recipient not in delivery.addresses():
        return Stop("địa chỉ không còn trong delivery.toml", final=True)
    if message.channel == "email" and not delivery.mail.host:
        return Stop("delivery.toml: chưa khai mail.host", final=False)
    return None


def foreseen(delivery: Delivery, records: Iterable[Record], now: datetime) -> Iterable[Entry]:
    """Yield what a pass at this moment would do, the most urgent first."""
    for record in sorted(records, key=rank):
        message = record.message
        stop, held = stopped(delivery, message), hold(delivery, message, now)
        if stop:
            yield Entry(
                ident=record.ident,
                message=message,
                did="failed" if stop.final else "waiting",
                why=stop.why,
            )
        elif held:
            yield Entry(
                ident=record.ident, message=message, did="held", why=held.why, at=held.until
            )
        elif record.not_before and record.not_before > now:
            yield Entry(
                ident=record.ident,
                message=message,
                did="waiting",
                why=record.why,
                at=record.not_before,
            )
        else:
            yield Entry(ident=record.ident, message=message, did="would_send", why="", at=now)


def rank(record: Record) -> tuple[int, datetime, str]:
    """Return the order of sending: level 5 first, then the oldest."""
    return (-(record.message.level or 0), record.message.created_at, record.ident)
