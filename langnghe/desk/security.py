"""What every answer carries and every request must show: headers, the right host, the right origin."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

Scope = Any
Receive = Any
Send = Any

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # same-origin, not no-referrer: with the latter browsers send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
}
SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST = 32 * 1024 * 1024  # bytes of a request: an Excel register of a year is under 5 MB


class Security:
    """ASGI middleware around the whole application."""

    def __init__(self, app: Any, *, address: str) -> None:
        self.app = app
        self.host = urlsplit(address).netloc.lower()
        self.secure = address.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if (refusal := self._refuse(scope, headers)) is not None:
            await refusal(scope, receive, self._sealed(scope, send))
            return
        await self.app(scope, _limited(receive), self._sealed(scope, send))

    def _refuse(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "").lower()
        if not self._known(host):
            return PlainTextResponse("Tên máy không đúng.", 400)
        size = headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > LARGEST:
            return PlainTextResponse("Tệp gửi lên quá lớn.", 413)
        if scope["method"] in SAFE or headers.get("authorization", "").startswith("Bearer "):
            return None  # a token is in no browser's cookie jar
        if not self._ours(host, headers):
            return PlainTextResponse("Yêu cầu đến từ trang khác nên bị từ chối.", 403)
        return None

    def _known(self, host: str) -> bool:
        """Return whether a Host header is ours: a name of somebody else's pointing here is not."""
        if self.host and host == self.host:
            return True
        name = urlsplit(f"//{host}").hostname or ""
        if name == "localhost" or ("." not in name and ":" not in name and name):
            return True  # a machine of this network, by its bare name
        try:
            ip_address(name)
        except ValueError:
            return not self.host and name.endswith((".local", ".lan", ".internal"))
        return True

    def _ours(self, host: str, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None:
            return urlsplit(origin).netloc.lower() in (host, self.host or host)
        if (site := headers.get("sec-fetch-site")) is not None:
            return site == "same-origin"
        referer = headers.get("referer")
        return referer is not None and urlsplit(referer).netloc.lower() == host

    def _sealed(self, scope: Scope, send: Send) -> Send:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.secure:
                    headers["strict-transport-security"] = "max-age=31536000"
                # Pages hold what only this person may see; files of the program may be kept.
                if not scope["path"].startswith("/tinh/"):
                    headers["cache-control"] = "no-store"
            await send(message)

        return with_headers


def _limited(receive: Receive) -> Receive:
    """Count what comes without a stated length; too much ends the connection."""
    got = 0

    async def counted() -> Any:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > LARGEST:
            return {"type": "http.disconnect"}
        return message

    return counted
