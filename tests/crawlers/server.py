"""A web server with real faults: every host name behaves badly in its own way. All text is invented."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler", str], None]

HANDLES = ("nguyenvana_1990", "Chị Bảy Xóm Mới", "congnhan.kcn@hopthu.example")
HTML = "text/html; charset=utf-8"
HUGE = 250 * 1024 * 1024

PARAGRAPHS = "".join(
    f"<p>Đoạn thứ {n}: công nhân xưởng may kể về bữa ăn ca, tiền lương tháng này và buổi đối thoại"
    " với công đoàn cơ sở, nơi ban giám đốc hứa trả lời từng câu hỏi trước cuối tuần.</p>"
    for n in range(1, 8)
)


def article(title: str, body: str = PARAGRAPHS, *, head: str = "", tail: str = "") -> bytes:
    """Return an invented article page."""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body><nav><a href='/'>Trang nhất</a></nav><main><article><h1>{title}</h1>{body}"
        f"</article></main>{tail}</body></html>"
    ).encode()


def feed(host: str, *paths: str, summary: str = "") -> bytes:
    """Return a feed of some paths or addresses, with dates one minute apart."""
    items = "".join(
        f"<item><title>Bài {n} của {host}</title><link>"
        f"{path if ':' in path else f'https://{host}{path}'}</link>"
        f"<description>{summary}</description>"
        f"<pubDate>Mon, 01 Jun 2026 08:{n:02}:00 +0700</pubDate></item>"
        for n, path in enumerate(paths)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{host}</title>'
        f"{items}</channel></rss>"
    ).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers by host name; a host without a rule for a path gives 404."""

    protocol_version = "HTTP/1.1"
    site: HostileSite

    def do_GET(self) -> None:
        host = (self.headers["Host"] or "").lower()
        self.site.asked.append((host, self.path))
        self.site.times.append(time.monotonic())
        self.site.headers.append(dict(self.headers))
        rule = self.site.rules.get(host, {}).get(self.path)
        try:
            if rule is None:
                self.send(b"khong co", status=404, mime="text/plain")
            elif callable(rule):
                rule(self, host)
            else:
                self.send(rule, mime=guess(rule))
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def send(self, body: bytes, *, status: int = 200, mime: str = HTML, **more: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.site.sent += len(body)
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def guess(body: bytes) -> str:
    if body.startswith(b"<?xml"):
        return "application/rss+xml; charset=utf-8"
    if body.startswith(b"{"):
        return "application/json"
    return "text/html; charset=utf-8"


# ---- faults


def status(code: int, **headers: str) -> Answer:
    return lambda handler, _: handler.send(b"khong duoc", status=code, **headers)


def redirect(to: str) -> Answer:
    return lambda handler, _: handler.send(b"", status=302, Location=to)


def huge(declared: bool) -> Answer:
    """Stream 250 MB, with or without saying so before."""

    def run(handler: Handler, _: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        if declared:
            handler.send_header("Content-Length", str(HUGE))
        else:
            handler.send_header("Connection", "close")
            handler.close_connection = True
        handler.end_headers()
        block = b"<p>" + b"a" * (1 << 20) + b"</p>"
        for _ in range(HUGE >> 20):
            handler.wfile.write(block)
            handler.site.sent += len(block)

    return run


def bomb(handler: Handler, _: str) -> None:
    """200 MB of nothing in about 200 KB."""
    handler.send(zipped_zeros(), Content_Encoding="gzip")


@cache
def zipped_zeros() -> bytes:
    """Return 200 MB of nothing as gzip: one packed MB again and again, which is quicker than to pack all."""
    block, times = bytes(1 << 20), 200
    pack = zlib.compressobj(9, wbits=-15)
    one = pack.compress(block) + pack.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff"  # RFC 1952
    return head + one * times + pack.flush() + struct.pack("<II", crc, times << 20)


BOMB = 600 * 1024 * 1024


def packed_bomb(coding: str) -> Answer:
    """Hundreds of MB of nothing in some KB of Brotli, Zstandard or deflate."""
    return lambda handler, _: handler.send(packed_zeros(coding), Content_Encoding=coding)


@cache
def packed_zeros(coding: str) -> bytes:
    """Return 600 MB of nothing in Brotli or Zstandard, 200 MB in bare deflate."""
    block, times = bytes(8 << 20), BOMB >> 23
    if coding == "br":
        import brotli

        brotly = brotli.Compressor(quality=1)
        return b"".join(brotly.process(block) for _ in range(times)) + brotly.finish()
    if coding == "zstd":
        from backports import zstd

        pack = zstd.ZstdCompressor(level=1)
        return b"".join(pack.compress(block) for _ in range(times)) + pack.flush()
    raw = zlib.compressobj(1, wbits=-15)  # the form without a head
    return b"".join(raw.compress(block) for _ in range(times // 3)) + raw.flush()


def xml_attack(host: str, kind: str) -> bytes:
    """A feed of one good item whose title is an entity that grows, or that asks for a file or a server."""
    grows = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    declared = {
        "laughs": b'<!ENTITY e0 "ha">' + grows,
        "blowup": b'<!ENTITY e9 "' + b"a" * 100_000 + b'">',
        "file": b'<!ENTITY e9 SYSTEM "file:///etc/passwd">',
        "server": b'<!ENTITY % x SYSTEM "https://lanh.example/tin-x.dtd"> %x; '
        b'<!ENTITY e9 SYSTEM "https://lanh.example/tin-e.xml">',
    }[kind]
    page = feed(host, "/tin-1001.html").partition(b"?>")[2]
    title = b"&e9;" * (3_000 if kind == "blowup" else 1)
    page = page.replace(b"<title>B", b"<title>" + title + b"B", 1)
    return b'<?xml version="1.0"?><!DOCTYPE rss [' + declared + b"]>" + page


def slowloris(handler: Handler, _: str) -> None:
    """One byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not handler.site.closing.wait(0.2):
        handler.wfile.write(b"x")


def silent(handler: Handler, _: str) -> None:
    """Accept and say nothing."""
    handler.site.closing.wait(60)
    handler.close_connection = True


def cut(handler: Handler, _: str) -> None:
    """Promise more than is sent."""
    page = article("Trang bị cắt")
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.send_header("Content-Length", str(len(page) * 2))
    handler.end_headers()
    handler.wfile.write(page)
    handler.close_connection = True


def challenge(handler: Handler, _: str) -> None:
    page = (
        b"<html><head><title>Just a moment...</title></head><body><script>"
        b"window._cf_chl_opt={cType:'managed'};</script></body></html>"
    )
    handler.send(page, status=403, Server="cloudflare", Cf_Mitigated="challenge")


def conditional(body: bytes, etag: str) -> Answer:
    def run(handler: Handler, _: str) -> None:
        if handler.headers["If-None-Match"] == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
        else:
            handler.send(body, mime="application/rss+xml", ETag=etag)

    return run


def slowly(body: bytes, seconds: float) -> Answer:
    def run(handler: Handler, _: str) -> None:
        time.sleep(seconds)
        handler.send(body, mime=guess(body))

    return run


def typed(body: bytes, mime: str) -> Answer:
    return lambda handler, _: handler.send(body, mime=mime)


def packed(body: bytes) -> Answer:
    return lambda handler, _: handler.send(
        gzip.compress(body), mime=guess(body), Content_Encoding="gzip"
    )


def talk(*, following: str | None, first: int) -> bytes:
    """Return one page of comments whose authors' names must never be stored."""
    items = [
        {
            "id": first,
            "author": HANDLES[0],
            "text": f"Lương tháng {first} về chậm, gọi tôi số 0912 345 678 nhé @{HANDLES[1]}",
            "time": "2026-06-02T09:00:00+07:00",
            "likes": 4,
            "replies": [
                {
                    "id": first + 1,
                    "author": HANDLES[1],
                    "text": f"Gửi thư cho {HANDLES[2]} hỏi xem",
                    "time": "2026-06-02T09:30:00+07:00",
                    "likes": 0,
                    "replies": [],
                }
            ],
        }
    ]
    return json.dumps({"items": items, "next": following}, ensure_ascii=False).encode()


@dataclass
class HostileSite:
    """The running server: its rules, and what was asked of it."""

    rules: dict[str, dict[str, bytes | Answer]]
    port: int = 0
    dead_port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # of each request asked
    headers: list[dict[str, str]] = field(default_factory=list)
    sent: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def routes(self, *dead: str) -> dict[str, str]:
        """Return host → loopback address; dead hosts lead to a port where nobody listens."""
        return {
            **dict.fromkeys(self.rules, f"127.0.0.1:{self.port}"),
            **dict.fromkeys(dead, f"127.0.0.1:{self.dead_port}"),
        }

    def paths(self, host: str) -> list[str]:
        """Return what was asked of one host, robots.txt left out."""
        return [path for name, path in self.asked if name == host and path != "/robots.txt"]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def serve(rules: dict[str, dict[str, bytes | Answer]]) -> Iterator[HostileSite]:
    """Run the server on a free loopback port."""
    site = HostileSite(rules)
    handler = type("BoundHandler", (Handler,), {"site": site})
    with socket.socket() as closed, _Server(("127.0.0.1", 0), handler) as server:
        closed.bind(("127.0.0.1", 0))  # held, never listening: connections are refused
        site.port, site.dead_port = server.server_address[1], closed.getsockname()[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()
