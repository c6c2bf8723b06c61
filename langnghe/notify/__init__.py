"""Deliver what people must hear of: e-mail, webhook, Telegram, from an outbox that loses nothing."""

from langnghe.notify.ask import Notice, deaf_roles, messages_for
from langnghe.notify.delivery import deliver, enqueue, gone_out, plan, settle, undecided
from langnghe.notify.examine import Check, check
from langnghe.notify.message import Attachment, Message
from langnghe.notify.report import Entry, Report
from langnghe.notify.settings import Delivery, DeliverySettings, read_delivery

__all__ = [
    "Attachment",
    "Check",
    "Delivery",
    "DeliverySettings",
    "Entry",
    "Message",
    "Notice",
    "Report",
    "check",
    "deaf_roles",
    "deliver",
    "enqueue",
    "gone_out",
    "messages_for",
    "plan",
    "read_delivery",
    "settle",
    "undecided",
]
