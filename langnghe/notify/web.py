"""A webhook: one POST of JSON, with a key by which the receiver can refuse a second copy."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from langnghe.notify.message import Message
from langnghe.notify.outcome import Outcome, http_outcome
from langnghe.notify.secret import Secrets

TIMEOUT_S = 20.0


def payload(message: Message, ident: str) -> bytes:
    """Return the JSON a webhook receives; it names the role and never a person."""
    fields = {
        "id": ident,
        "kind": message.kind,
        "level": message.level,
        "role": message.role,
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "created_at": message.created_at.isoformat(),
    }
    return json.dumps(fields, ensure_ascii=False).encode()


class WebTransport:
    """A fresh connection for each message; redirects are not followed, no proxy is used."""

    def __init__(self, secrets: Secrets, clock: Callable[[], datetime]) -> None:
        self._secrets = secrets
        self._clock = clock

    def send(self, message: Message, ident: str, mark: Callable[[], None]) -> Outcome:
        """Post one message. Nothing has gone out before the connection stands and mark was called."""
        connection, target, headers = self._prepare(message.recipient)
        headers["Idempotency-Key"] = ident
        body = payload(message, ident)
        try:
            try:
                connection.connect()
            except ssl.SSLCertVerificationError as error:
                return Outcome(
                    ending="settings",
                    reason=f"chứng thư của máy chủ không hợp lệ ({error.verify_message})",
                    wide=True,
                )
            except OSError as error:
                said = error.strerror or type(error).__name__
                return Outcome(
                    ending="temporary", reason=f"không kết nối được máy chủ ({said})", wide=True
                )
            mark()
            try:
                connection.request("POST", target, body, headers)
                answer = connection.getresponse()
                said = answer.read(4096).decode("utf-8", "replace")
            except (http.client.HTTPException, OSError):
                return Outcome(ending="unknown", reason="mất kết nối trước khi máy chủ trả lời")
            return http_outcome(
                answer.status,
                retry_after=answer.headers.get("Retry-After", ""),
                body=self._secrets.hide(said),
                now=self._clock(),
            )
        finally:
            connection.close()

    def reach(self, address: str) -> str | None:
        """Connect and hang up, for doctor; return what is wrong, or None."""
        connection, _, _ = self._prepare(address)
        try:
            connection.connect()
        except OSError as error:
            return error.strerror or type(error).__name__
        finally:
            connection.close()
        return None

    def close(self) -> None:
        """Do nothing: no connection outlives its message."""

    def _prepare(self, address: str) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
        parts = urlsplit(address)  # taken apart first: a password may hold "@" or "/"
        fill = self._secrets.fill
        assert parts.hostname is not None
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(
                parts.hostname,
                parts.port,
                timeout=TIMEOUT_S,
                context=ssl.create_default_context(),
            )
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_S)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "langnghe",
        }
        if parts.username is not None:
            pair = f"{fill(unquote(parts.username))}:{fill(unquote(parts.password or ''))}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode("ascii")
        target = quote(fill(parts.path) or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            target += "?" + quote(fill(parts.query), safe="/%:@!$&'()*+,;=~-._?")
        return connection, target, headers
