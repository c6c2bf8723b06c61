"""Telegram and the other services apprise speaks. One message is one request.

apprise answers True or False. What happened on the wire stands only in its log, so the log of the one
call is read in memory (it holds tokens: it is passed on to nobody) for the status, what the server
said, and whether a connection failed before or after the request left.
"""

from __future__ import annotations

import html
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from langnghe.notify.message import Message
from langnghe.notify.outcome import Outcome, http_outcome
from langnghe.notify.secret import Secrets

if TYPE_CHECKING:
    from apprise import NotifyBase

CUT = "… (xem đủ trong thư hoặc trên máy của cơ quan)"
_STATUS = re.compile(r"error=(\d{3})\b")
# What urllib3 says when a request cannot have left this machine.
_NEVER_LEFT = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "NameResolutionError",
    "CERTIFICATE_VERIFY_FAILED",
    "Connection refused",
)


class ChatTransport:
    """Sends through apprise, without its retries, its redirects, its pictures and its files."""

    def __init__(self, secrets: Secrets, clock: Callable[[], datetime]) -> None:
        self._secrets = secrets
        self._clock = clock

    def send(self, message: Message, ident: str, mark: Callable[[], None]) -> Outcome:
        """Send one message as text, cut to what the service takes in one piece."""
        from apprise import NotifyFormat, NotifyType

        with _heard() as log:
            plugin = self.plugin(message.recipient)
            if isinstance(plugin, str):
                return Outcome(ending="settings", reason=plugin, wide=True)
            text = fit(message.text, room(plugin, message.subject))
            if message.attachments:
                names = ", ".join(a.name for a in message.attachments)
                text = f"{text}\n(kèm trong thư: {names})"
            # A service alone, unlike the whole of apprise, does not turn text into its own format.
            rich = plugin.notify_format == NotifyFormat.HTML
            mark()
            done = plugin.notify(
                body=written(text) if rich else text,
                title=html.escape(message.subject, quote=False) if rich else message.subject,
                notify_type=NotifyType.WARNING if message.urgent else NotifyType.INFO,
                body_format=NotifyFormat.HTML if rich else NotifyFormat.TEXT,
            )
        if done:
            return Outcome(ending="sent", reason="dịch vụ nhắn tin đã nhận")
        return self._why(log)

    def plugin(self, address: str) -> NotifyBase | str:
        """Return the service of an address, or a sentence on what is wrong with it."""
        from apprise import Apprise, AppriseAsset, NotifyBase, OverflowMode

        asset = AppriseAsset(
            app_id="LangNghe",
            app_desc="",
            app_url="",
            image_url_mask="",  # no picture fetched from elsewhere: it would tell who reads
            image_url_logo="",
            storage_mode="memory",
            http_redirects=False,
        )
        name = address.partition("://")[0]
        with _heard():  # its complaints quote the address with its token
            found = Apprise.instantiate(self._secrets.fill(address), asset=asset)
        if not isinstance(found, NotifyBase):
            return f"địa chỉ {name}://… không đúng dạng mà apprise hiểu, hoặc mã bí mật sai"
        if len(found) != 1 or getattr(found, "targets", None) == []:
            return f"địa chỉ {name}://… phải có đúng một người nhận; mỗi người một dòng"
        found.overflow_mode = OverflowMode.TRUNCATE  # never two requests for one message
        found.socket_connect_timeout = 10.0
        found.socket_read_timeout = 20.0
        return found

    def close(self) -> None:
        """Do nothing: apprise keeps no connection."""

    def _why(self, log: list[tuple[int, str]]) -> Outcome:
        # Only lines about the answer: the payload is logged too, and may say anything.
        warned = "\n".join(line for level, line in log if level >= logging.WARNING)
        answered = "\n".join(line for _, line in log if line.startswith("Response Details"))
        broke = "\n".join(line for _, line in log if line.startswith("Socket Exception"))
        if found := _STATUS.findall(warned):
            return http_outcome(
                int(found[-1]), retry_after="", body=self._secrets.hide(answered), now=self._clock()
            )
        if any(sign in broke for sign in _NEVER_LEFT):
            return Outcome(
                ending="temporary", reason="không kết nối được dịch vụ nhắn tin", wide=True
            )
        return Outcome(ending="unknown", reason="mất kết nối trước khi dịch vụ nhắn tin trả lời")


def written(text: str) -> str:
    """Return a text as HTML: signs written out, lines kept."""
    return html.escape(text, quote=False).replace("\n", "<br/>")


def room(plugin: NotifyBase, subject: str) -> int:
    """Return how many characters, signs written out, of text one request of a service holds."""
    return max(min(plugin.body_maxlen, 4096) - len(html.escape(subject)) - 200, 60)


def fit(text: str, most: int) -> str:
    """Return a text cut at a word so that it fits even when & and < are written out.

    >>> fit("ba trăm công nhân ngừng việc", 100)
    'ba trăm công nhân ngừng việc'
    >>> fit("công nhân " * 30, 80).endswith("của cơ quan)")
    True
    """
    if len(written(text)) <= most:
        return text
    kept = text[: max(most - len(CUT), 0)]
    while kept and len(written(kept)) > most - len(CUT):
        kept = kept[:-1]
    head, space, _ = kept.rpartition(" ")
    return (head if space else kept).rstrip() + CUT


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.lines.append((record.levelno, record.getMessage()))
        except (TypeError, ValueError):  # a badly formatted line of the library
            self.lines.append((record.levelno, str(record.msg)))


@contextmanager
def _heard() -> Iterator[list[tuple[int, str]]]:
    """Collect what apprise logs and let none of it, nor urllib3's addresses, reach a log."""
    ours, wire = logging.getLogger("apprise"), logging.getLogger("urllib3")
    before = ours.level, ours.propagate, list(ours.handlers), wire.level
    ear = _Ear()
    ours.handlers[:] = [ear]
    ours.setLevel(logging.DEBUG)
    ours.propagate = False
    wire.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            # Its hundred plugins are loaded at first use, with the deprecations of all they import.
            warnings.simplefilter("ignore")
            yield ear.lines
    finally:
        ours.setLevel(before[0])
        ours.propagate = before[1]
        ours.handlers[:] = before[2]
        wire.setLevel(before[3])
