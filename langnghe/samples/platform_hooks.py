"""Webhooks as the platforms send them: bodies and signatures over their raw bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

Sent = tuple[bytes, dict[str, str]]  # body, headers


def facebook_message(
    *,
    app_secret: str,
    page: str,
    person: str,
    message: str,
    text: str,
    at: datetime,
    ours: bool = False,
) -> Sent:
    """Return a page's `messages` (or echo) webhook, signed with X-Hub-Signature-256."""
    ms = int(at.timestamp() * 1000)
    said: dict[str, object] = {"mid": message, "text": text}
    if ours:
        said |= {"is_echo": True, "app_id": 1517776481860111}
    sender, reader = (page, person) if ours else (person, page)
    messaging = {
        "sender": {"id": sender},
        "recipient": {"id": reader},
        "timestamp": ms,
        "message": said,
    }
    return facebook_signed(
        {"object": "page", "entry": [{"id": page, "time": ms, "messaging": [messaging]}]},
        app_secret,
    )


def facebook_signed(payload: Mapping[str, object], app_secret: str) -> Sent:
    """Return any payload signed as Facebook does."""
    body = json.dumps(payload).encode()  # escaped Unicode, as the platform signs it
    mac = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return body, {"X-Hub-Signature-256": f"sha256={mac}", "Content-Type": "application/json"}


def zalo_message(
    *,
    app_id: str,
    oa_secret: str,
    account: str,
    person: str,
    message: str,
    text: str,
    at: datetime,
    ours: bool = False,
) -> Sent:
    """Return a user_send_text or oa_send_text webhook, signed with X-ZEvent-Signature."""
    sender, reader = (account, person) if ours else (person, account)
    stamp = str(int(at.timestamp() * 1000))
    payload = {
        "app_id": app_id,
        "event_name": "oa_send_text" if ours else "user_send_text",
        "user_id_by_app": "552177279717587730",
        "sender": {"id": sender},
        "recipient": {"id": reader},
        "message": {"msg_id": message, "text": text},
        "timestamp": stamp,
    }
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    signed = app_id.encode() + body + stamp.encode() + oa_secret.encode()
    mac = f"mac={hashlib.sha256(signed).hexdigest()}"
    return body, {"X-ZEvent-Signature": mac, "Content-Type": "application/json"}
