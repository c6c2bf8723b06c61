"""Where a source lives: its own hosts and their subdomains, nothing else (pure)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from langnghe.config import Source

MAX_URL = 2000  # characters; longer ones are traps or tracking
# A site may have its readers' comments served by its house's own server.
SERVED_BY: dict[str, str] = {"thanhnien.vn": "eth2.cnnd.vn"}


@dataclass(frozen=True, slots=True)
class Home:
    """The hosts a source may be read from. Names include their subdomains, addresses do not."""

    names: frozenset[str]
    places: frozenset[str]  # "host:port" of IP literals, localhost and odd ports: exact only

    @classmethod
    def of(cls, source: Source) -> Self:
        """Return the home of a source: its start page and the addresses listed in sources.toml."""
        names, places = set(), set()
        for url in (source.home, *source.feeds, *source.sections, *source.sitemaps):
            host, port = _host_port(url)
            if _is_address(host) or port not in (80, 443):
                places.add(f"{host}:{port}")
            else:
                names.add(host.removeprefix("www."))
        if source.comments:
            names |= {SERVED_BY[name] for name in names if name in SERVED_BY}
        return cls(frozenset(names), frozenset(places))

    def owns(self, url: str) -> bool:
        """Tell whether a URL is a web address on the source's own hosts."""
        if not is_web(url):
            return False
        host, port = _host_port(url)
        if f"{host}:{port}" in self.places:
            return True
        if _is_address(host) or port not in (80, 443):
            return False
        return any(host == name or host.endswith("." + name) for name in self.names)


def is_web(url: str) -> bool:
    """Tell whether a string is an http(s) address that can be asked."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and "%" not in parts.netloc.partition("]")[2 if "]" in parts.netloc else 0]
        and len(url) <= MAX_URL
    )


def _host_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().rstrip(".")
    return host, parts.port or (443 if parts.scheme == "https" else 80)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True
