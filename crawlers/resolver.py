"""No way inside: names that lead to this machine or its network are refused when they are resolved.

The address that was checked is the address that is connected to, so neither an odd spelling
(`2130706433`, `0x7f.1`) nor a name that changes its mind (rebinding) nor a redirect goes round it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
REFUSED: dict[str, str] = {}  # name → address, for the sentence in the visit


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the open internet."""
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (inner := _inner(ip)):
        ip = inner
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


@dataclass(frozen=True, slots=True)
class Gate:
    """Which loopback servers are open (job.Terms.allow and .routes)."""

    allow: frozenset[str]
    routes: Mapping[str, str]

    @classmethod
    def from_settings(cls, settings: Any) -> Self:
        """Return the gate of the crawl's settings."""
        return cls(frozenset(settings["LANGNGHE_ALLOW"]), settings["LANGNGHE_ROUTES"].copy())

    def route(self, url: str) -> str | None:
        """Return the loopback "host:port" that serves a URL under its own name, if one does."""
        host = (urlsplit(url).hostname or "").lower()
        return self.routes.get(host) or self.routes.get(host.removeprefix("www."))

    def allows_literal(self, url: str) -> bool:
        """Tell whether a URL's host may be asked as far as its spelling tells: public or allowed."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if f"{host}:{port}" in self.allow:
            return True
        if host in self.loopback_hosts():  # the right host, the wrong port
            return False
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return bool(host)  # a name: the resolver decides
        return is_public(host)

    def loopback_hosts(self) -> frozenset[str]:
        """Return the host names under which the resolver may answer with a loopback address."""
        places = (*self.allow, *self.routes.values())
        return frozenset(place.rpartition(":")[0].lower() for place in places)


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, refusing every address that is not public or explicitly allowed."""

    gate: Gate

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.gate = Gate.from_settings(crawler.settings)
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if is_public(address) or name.lower() in self.gate.loopback_hosts():
            return address
        REFUSED[name.lower()] = address
        raise DNSLookupError(f"{name} leads to the non-public address {address}")
