"""What platforms send us of their own accord: is it theirs, is it fresh, what does it say (pure).

Facebook signs the raw body (X-Hub-Signature-256: HMAC-SHA256 with the app's secret). Zalo hashes app
id, raw body, the body's timestamp and the OA's secret (X-ZEvent-Signature: mac=…). Whoever cannot
sign is refused; whatever is signed but old is refused too, so that a captured call cannot be replayed
for ever. Platforms repeat what was not answered for hours, so the window is wide, and a message that
comes twice is known by its name.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from crawlers.connectors.own_inbox import InboxMessage, message
from langnghe.errors import LangngheError

MOST_BYTES = 256 * 1024  # a call holds a few messages of some hundred characters
WINDOW = timedelta(hours=36)  # how long a platform repeats a call that was not answered
AHEAD = timedelta(minutes=5)  # how far a platform's clock may be ahead of ours

Platform = Literal["facebook", "zalo"]


class NotTheirs(LangngheError):
    """A call whose signature, or whose moment, is not a platform's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One account that may call. secret: the app's (Facebook) or the OA's (Zalo); app_id: Zalo's."""

    platform: Platform
    source: str
    account: str
    key: bytes = field(repr=False)
    secret: str = field(repr=False)
    app_id: str = ""
    verify_token: str = field(default="", repr=False)  # Facebook's handshake


def challenge(hook: Hook, query: Mapping[str, str]) -> str:
    """Return what Facebook wants to hear when a person sets the address up; refuse others."""
    told = query.get("hub.verify_token", "")
    if (
        hook.platform != "facebook"
        or query.get("hub.mode") != "subscribe"
        or not hook.verify_token
        or not hmac.compare_digest(told.encode(), hook.verify_token.encode())
    ):
        raise NotTheirs("lời bắt tay webhook không đúng verify token")
    answer = query.get("hub.challenge", "")
    if not (answer.isascii() and answer.isalnum() and len(answer) <= 200):
        raise NotTheirs("lời bắt tay webhook có challenge lạ")
    return answer


def opened(hook: Hook, body: bytes, headers: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Return the payload of a call that is really the platform's, or raise NotTheirs.

    headers: names in lower case. The signature is checked over the raw bytes, in constant time,
    before anything of them is believed.
    """
    if len(body) > MOST_BYTES:
        raise NotTheirs("webhook dài quá mức")
    if hook.platform == "facebook":
        _check_facebook(hook, body, headers)
        payload = _mapping(body)
    else:
        payload = _mapping(body)  # the hash holds the body's own timestamp
        _check_zalo(hook, body, headers, payload)
    _check_fresh(hook, payload, now)
    return payload


def messages(hook: Hook, payload: Mapping[str, Any]) -> Iterator[InboxMessage | str]:
    """Yield what a call says: messages, and for what is none of them why it is left out."""
    if hook.platform == "facebook":
        yield from _facebook(hook, payload)
    else:
        yield _zalo(hook, payload)


def _check_facebook(hook: Hook, body: bytes, headers: Mapping[str, str]) -> None:
    told = headers.get("x-hub-signature-256", "")
    right = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    if not hook.secret or not hmac.compare_digest(told.encode(), f"sha256={right}".encode()):
        raise NotTheirs("chữ ký webhook Facebook sai")


def _check_zalo(
    hook: Hook, body: bytes, headers: Mapping[str, str], payload: Mapping[str, Any]
) -> None:
    told = headers.get("x-zevent-signature", "").removeprefix("mac=").encode()
    # Newer calls carry the moment in a header, older ones in the body alone; both are signed over.
    moments = [str(payload.get("timestamp") or ""), headers.get("x-zevent-timestamp", "")]
    right = False
    for moment in filter(None, moments):
        signed = (
            hook.app_id.encode() + body + moment.encode("utf-8", "replace") + hook.secret.encode()
        )
        right |= hmac.compare_digest(told, hashlib.sha256(signed).hexdigest().encode())
    if not right or not hook.secret:
        raise NotTheirs("chữ ký webhook Zalo sai")


def _check_fresh(hook: Hook, payload: Mapping[str, Any], now: datetime) -> None:
    if hook.platform == "facebook":
        entries = payload.get("entry")
        told = [e.get("time") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []  # fmt: skip
    else:
        told = [payload.get("timestamp")]
    for value in told:
        at = _moment(value)
        if at is None or not now - WINDOW <= at <= now + AHEAD:
            raise NotTheirs("webhook cũ hoặc không rõ thời điểm")


def _facebook(hook: Hook, payload: Mapping[str, Any]) -> Iterator[InboxMessage | str]:
    for entry in _rows(payload.get("entry")):
        if str(entry.get("id") or "") != hook.account:
            yield "webhook của trang khác"
            continue
        for change in _rows(entry.get("changes")):  # comments and posts: the next pull reads them
            yield f"thay đổi {str(change.get('field') or '?')[:20]}: để lượt thu sau đọc"
        for event in _rows(entry.get("messaging")):
            said = event.get("message")
            if not isinstance(said, dict) or said.get("is_deleted"):
                yield "sự kiện hộp thư không phải tin nhắn"
                continue
            ours, kind = bool(said.get("is_echo")), _attached(said) or "text"
            yield _message(hook, event, said, "mid", ours=ours, kind=kind)


def _zalo(hook: Hook, payload: Mapping[str, Any]) -> InboxMessage | str:
    event = str(payload.get("event_name") or "")
    side, _, kind = event.partition("_send_")
    if side not in ("user", "oa") or not kind or kind.startswith("group"):
        return f"sự kiện {event[:40] or '?'} không phải tin nhắn"
    ours = side == "oa"
    if _id(payload, "sender" if ours else "recipient") != hook.account:
        return "webhook của OA khác"
    said = payload.get("message")
    said = said if isinstance(said, dict) else {}
    return _message(hook, payload, said, "msg_id", ours=ours, kind=kind)


def _message(
    hook: Hook,
    event: Mapping[str, Any],
    said: Mapping[str, Any],
    named: str,
    *,
    ours: bool,
    kind: str,
) -> InboxMessage | str:
    """Return the message of an event, or what it lacks. said: its words; named: the key of its name."""
    person = _id(event, "recipient" if ours else "sender")
    at, name = _moment(event.get("timestamp")), str(said.get(named) or "")
    if at is None or not name or not person:
        return f"tin nhắn thiếu {named}, người gửi hoặc thời điểm"
    return message(
        platform=hook.platform,
        source=hook.source,
        key=hook.key,
        conversation=person,
        person=person,
        message_id=name,
        ours=ours,
        text=str(said.get("text") or ""),
        at=at,
        kind=kind,
        reply_to=person,
    )


def _mapping(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotTheirs("webhook không phải JSON") from error
    if not isinstance(payload, dict):
        raise NotTheirs("webhook có cấu trúc lạ")
    return payload


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _id(row: Mapping[str, Any], side: str) -> str:
    who = row.get(side)
    found = who.get("id") if isinstance(who, dict) else None
    return str(found) if isinstance(found, str | int) else ""


def _attached(said: Mapping[str, Any]) -> str:
    for one in _rows(said.get("attachments")):
        return str(one.get("type") or "file")
    return ""


def _moment(value: Any) -> datetime | None:
    try:
        told = int(value)  # Facebook gives seconds for some events, milliseconds for others
        return datetime.fromtimestamp(told / 1000 if told > 100_000_000_000 else told, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
