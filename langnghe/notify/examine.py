"""What doctor asks of delivery: can the servers be reached, and does anything wait for a person. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from langnghe.notify.address import channel_of, destination_of
from langnghe.notify.settings import DeliverySettings
from langnghe.notify.store import Outbox
from langnghe.records import ROLE_VI


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the examination."""

    level: Literal["ok", "warning", "error"]
    name: str
    detail: str


def check(settings: DeliverySettings, outbox_dir: Path) -> list[Check]:
    """Return what is well and what to do: mail server, web and chat addresses, outbox."""
    found = [*_recipients(settings), *_mail(settings), *_others(settings)]
    return [*found, *_outbox(outbox_dir)]


def _recipients(settings: DeliverySettings) -> list[Check]:
    delivery = settings.delivery
    if not delivery.enabled:
        return [Check(level="warning", name="Gửi tin", detail="đang tắt (enabled = false)")]
    found = [
        Check(level="ok", name="Gửi tin", detail=f"{len(delivery.addresses())} địa chỉ nhận")
        if delivery.addresses()
        else Check(level="warning", name="Gửi tin", detail="chưa khai địa chỉ nào, nên chưa gửi gì")
    ]
    if not any(role.to and {4, 5} & set(role.levels) for role in delivery.roles.values()):
        detail = f"chưa ai nhận cảnh báo mức 4, 5; khai to = […] trong {settings.path}"
        found.append(Check(level="warning", name="Người nhận", detail=detail))
    # Who would hear something and cannot: said before the day it matters.
    deaf = [
        ROLE_VI[name]
        for name, role in delivery.roles.items()
        if not role.to and (role.levels or role.kinds)
    ]
    if deaf and delivery.addresses():
        detail = f"chưa có địa chỉ, sẽ không nghe được gì: {', '.join(deaf)}"
        found.append(Check(level="warning", name="Người nhận", detail=detail))
    return found


def _mail(settings: DeliverySettings) -> list[Check]:
    from langnghe.notify.mail import MailTransport

    mail = settings.delivery.mail
    if not mail.host:
        if any(channel_of(a) == "email" for a in settings.delivery.addresses()):
            detail = f"có người nhận thư nhưng chưa khai mail.host trong {settings.path}"
            return [Check(level="error", name="Máy chủ thư", detail=detail)]
        return [Check(level="warning", name="Máy chủ thư", detail="chưa khai; không gửi thư")]
    transport = MailTransport(mail, settings.secrets, settings.path.parent)
    try:
        problem = transport.connect()
    finally:
        transport.close()
    if problem:
        return [Check(level="error", name="Máy chủ thư", detail=problem.reason)]
    entry = " và đăng nhập" if mail.user else ""
    detail = f"{mail.host}:{mail.port} kết nối{entry} được ({mail.security})"
    return [Check(level="ok", name="Máy chủ thư", detail=detail)]


def _others(settings: DeliverySettings) -> list[Check]:
    from langnghe.notify.chat import ChatTransport
    from langnghe.notify.web import WebTransport

    def clock() -> datetime:
        return datetime.now(UTC)

    web, chat = WebTransport(settings.secrets, clock), ChatTransport(settings.secrets, clock)
    found = []
    for address in sorted(settings.delivery.addresses()):
        where = destination_of(address)
        if channel_of(address) == "webhook":
            problem = web.reach(address)
            detail = f"{where}: {problem or 'kết nối được'}"
            found.append(Check(level="error" if problem else "ok", name="Webhook", detail=detail))
        elif channel_of(address) == "chat":
            plugin = chat.plugin(address)
            bad = isinstance(plugin, str)
            # No request: these services have none that proves anything and shows nobody anything.
            detail = str(plugin) if bad else f"{where}: địa chỉ đúng dạng (chưa thử gửi)"
            found.append(Check(level="error" if bad else "ok", name="Nhắn tin", detail=detail))
    return found


def _outbox(outbox_dir: Path) -> list[Check]:
    box = Outbox(outbox_dir)
    unknown, failed = box.count("unknown"), box.count("failed")
    waiting = box.count("waiting") + box.count("held")
    if unknown or failed:
        detail = f"{unknown} tin không rõ đã gửi, {failed} tin không gửi được: cần người quyết định"
        return [Check(level="error", name="Hộp gửi", detail=detail)]
    return [Check(level="ok", name="Hộp gửi", detail=f"{waiting} tin đang chờ")]
