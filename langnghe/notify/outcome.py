"""What became of one try to send, told apart by what it means for the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal, Protocol

from langnghe.notify.message import Message

LONGEST_WAIT_S = 7 * 86400.0  # a server that asks for more is asked again then

Ending = Literal["sent", "temporary", "settings", "permanent", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One try. reason is Vietnamese, for a person.

    sent: the other side said it has it. temporary: it certainly has not, try again. settings: it
    certainly has not, and will not before a person mends delivery.toml or a password. permanent: this
    message is refused for good. unknown: nobody can say. wide: everything to that server is in the
    same plight. retry_after_s: what the server asked for.
    """

    ending: Ending
    reason: str
    wide: bool = False
    retry_after_s: float | None = None


class Transport(Protocol):
    """One way to send. mark() is called right before the step that cannot be taken back."""

    def send(self, message: Message, ident: str, mark: Callable[[], None]) -> Outcome: ...

    def close(self) -> None: ...


def http_outcome(status: int, *, retry_after: str, body: str, now: datetime) -> Outcome:
    """Return what an HTTP answer means. retry_after: the header; body: its first characters."""
    wait = _seconds(retry_after, now)
    if wait is None and (found := re.search(r'retry_after"?\s*:\s*(\d+(?:\.\d+)?)', body)):
        wait = min(float(found[1]), LONGEST_WAIT_S)  # Telegram and Discord say it in the body
    if 200 <= status < 300:
        return Outcome(ending="sent", reason=f"máy chủ đã nhận ({status})")
    if status in (429, 503):
        return Outcome(
            ending="temporary",
            reason=f"máy chủ bận ({status})" + (f", yêu cầu đợi {wait:.0f} giây" if wait else ""),
            wide=True,
            retry_after_s=wait,
        )
    if status in (502, 504):  # a gateway that does not know what happened behind it
        return Outcome(ending="unknown", reason=f"cổng trung gian báo lỗi {status}")
    if status in (408, 425) or status >= 500:
        return Outcome(ending="temporary", reason=f"máy chủ báo lỗi {status}", retry_after_s=wait)
    if status in (401, 407):
        return Outcome(
            ending="settings", reason=f"sai mật khẩu hoặc mã bí mật ({status})", wide=True
        )
    if 300 <= status < 400:
        return Outcome(
            ending="permanent",
            reason=f"máy chủ chỉ sang địa chỉ khác ({status}); khai đúng địa chỉ trong delivery.toml",
        )
    return Outcome(ending="permanent", reason=f"máy chủ từ chối ({status}) {_said(body)}".strip())


def _said(body: str) -> str:
    found = re.search(r'"description"\s*:\s*"([^"]{1,200})"', body)
    return found[1] if found else ""


def _seconds(header: str, now: datetime) -> float | None:
    """Return a Retry-After header in seconds: a number or an HTTP date; None when it is neither."""
    header = header.strip()
    if header.isdecimal():
        return min(float(header), LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT_S)
