"""An office on loopback for tests: a mail server, a web server, a telegram wire, settings, messages."""

from __future__ import annotations

import asyncio
import json
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from langnghe.notify import DeliverySettings, Message, read_delivery
from langnghe.records import HANOI

NOON = datetime(2026, 6, 12, 12, 0, tzinfo=HANOI)
STATES = ("waiting", "held", "sending", "sent", "failed", "unknown", "dropped", "purged")


def message(recipient: str = "an@co-quan.example", **changes: Any) -> Message:
    """Return an alert of level 4 to one address."""
    fields: dict[str, Any] = {
        "about": "A-2026-0001",
        "event": "opened",
        "role": "chair",
        "channel": "email",
        "recipient": recipient,
        "kind": "alert",
        "level": 4,
        "subject": "Ngừng việc ở Tam Đường: 300 công nhân, từ 14 giờ",
        "text": "Sự việc: ngừng việc tập thể.\n.Dòng bắt đầu bằng dấu chấm.\nNguồn: 3 báo.",
        "html": "<p>Sự việc: <b>ngừng việc tập thể</b>.</p>",
        "created_at": NOON,
    }
    return Message(**(fields | changes))


def states(outbox: Path) -> dict[str, int]:
    """Return how many messages lie in each state that has any."""
    found = {name: len(list((outbox / name).glob("*.json"))) for name in STATES}
    return {name: n for name, n in found.items() if n}


def settings_in(folder: Path, text: str, secrets: str = "") -> DeliverySettings:
    """Write delivery.toml and secrets.toml and read them back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "delivery.toml").write_text(text, encoding="utf-8")
    if secrets:
        (folder / "secrets.toml").write_text(secrets, encoding="utf-8")
        (folder / "secrets.toml").chmod(0o600)
    return read_delivery(folder / "delivery.toml", {})


def toml_for(port: int, *addresses: str, mail: str = "", rest: str = "") -> str:
    """Return a delivery.toml with a plain mail server on loopback and one role to write to."""
    return f"""
{rest}
[mail]
host = "127.0.0.1"
port = {port}
sender = "langnghe@co-quan.example"
{mail or 'security = "none"'}
[roles.chair]
levels = [4, 5]
to = {json.dumps(list(addresses))}
"""


@dataclass
class MailServer:
    """A real SMTP server. behave: what it does to a recipient; received: what it took, in order."""

    port: int
    behave: dict[str, str] = field(default_factory=dict)
    received: list[tuple[str, bytes]] = field(default_factory=list)
    on_data: Callable[[str], None] | None = None  # called when a mail is in, before the answer
    on_rcpt: Callable[[str], None] | None = None
    logins: int = 0
    sessions: int = 0

    def mails(self) -> list[EmailMessage]:
        """Return what was received, parsed."""
        return [
            message_from_bytes(data, policy=policy.default)  # type: ignore[misc]
            for _, data in self.received
        ]

    def to(self, recipient: str) -> list[bytes]:
        """Return the mails one address got."""
        return [data for address, data in self.received if address == recipient]

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self.sessions += 1
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.on_rcpt:
            self.on_rcpt(address)
        does = self.behave.get(address, "take")
        if does == "no such":
            return "550 5.1.1 No such user here"
        if does == "later":
            return "450 4.2.0 Greylisted, come back later"
        if does == "closing":
            return "421 4.3.2 Shutting down"
        if does == "drop early":
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        does = self.behave.get(address, "take")
        if does == "bad content":
            return "554 5.7.1 Looks like spam"
        if does == "full":
            return "452 4.3.1 Disk full"
        self.received.append((address, envelope.original_content))
        if self.on_data:
            self.on_data(address)
            await asyncio.sleep(0)
        if does == "drop late":
            server.transport.abort()
        return "250 2.0.0 Taken"


@contextmanager
def mail_server(*, tls: ssl.SSLContext | None = None, password: str = "") -> Iterator[MailServer]:
    """Run a mail server in a thread; with tls it insists on STARTTLS, with a password on a log-in."""
    server = MailServer(free_port())

    def check(_s: Any, _session: Any, _e: Any, _mechanism: str, data: Any) -> AuthResult:
        server.logins += 1
        good = data.login == b"langnghe" and data.password == password.encode()
        return AuthResult(success=good, handled=good)

    more: dict[str, Any] = {}
    if tls:
        more |= {"tls_context": tls, "require_starttls": True}
    if password:
        more |= {"authenticator": check, "auth_required": True}
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **more)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@dataclass
class WebServer:
    """A web server: answers are given out in order (status, headers, body), then 200."""

    port: int
    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def web_server() -> Iterator[WebServer]:
    """Run a web server in a thread; an answer of status 0 hangs up without a word."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            web.requests.append((self.path, dict(self.headers), json.loads(body)))
            status, headers, said = web.answers.pop(0) if web.answers else (200, {}, "")
            if status == 0:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.encode())))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *arguments: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        web = WebServer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def telegram_wire(tls: ssl.SSLContext) -> Iterator[WebServer]:
    """Run the office's proxy, which speaks as api.telegram.org: the real plugin, the real wire."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += self.request.recv(4096)
            assert asked.startswith(b"CONNECT api.telegram.org:443 ")
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with tls.wrap_socket(self.request, server_side=True) as secure:
                file = secure.makefile("rb")
                path = file.readline().split()[1].decode()
                headers = {}
                while (line := file.readline().strip()) != b"":
                    name, _, value = line.decode().partition(": ")
                    headers[name] = value
                body = json.loads(file.read(int(headers["Content-Length"])))
                file.close()
                wire.requests.append((path, headers, body))
                status, _, said = (
                    wire.answers.pop(0)
                    if wire.answers
                    else (200, {}, '{"ok":true,"result":{"message_id":1}}')
                )
                if status:
                    data = said.encode()
                    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
                    head += f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
                    secure.sendall(head.encode() + data)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        wire = WebServer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield wire
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Certificate:
    """An authority of our own and a server it vouches for."""

    ca: Path
    server: ssl.SSLContext


def make_certificate(folder: Path) -> Certificate:
    """Return a certificate for loopback and api.telegram.org, signed by an authority made just now."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def base(subject: str, public: Any) -> x509.CertificateBuilder:
        start = datetime.now(UTC) - timedelta(hours=1)
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("office test authority"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=2))
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = (
        base("office test authority", ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names = [x509.DNSName("localhost"), x509.DNSName("api.telegram.org")]
    leaf = (
        base("office test server", key.public_key())
        .add_extension(
            x509.SubjectAlternativeName([*names, x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        leaf.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return Certificate(folder / "ca.pem", context)
