"""How often one address of the network may knock: wrong log-ins, wrong tokens, calls of the API.

The lock-out of an account stands beside it: that one stops many guesses at one account, this one
guesses at many accounts. A whole office may come from one address, so right log-ins never count.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request

_MOST = 10_000  # addresses remembered: the oldest are forgotten first


@dataclass(slots=True)
class Doorman:
    """So many in so many seconds, by address."""

    most: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _knocks: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, address: str) -> int:
        """Return how many seconds an address has to wait, 0 where it may come in."""
        with self._guard:
            times = self._recent(address)
            if len(times) < self.most:
                return 0
            return int(self.seconds - (self.clock() - times[-self.most])) + 1

    def count(self, address: str) -> None:
        """Note a knock."""
        with self._guard:
            times = self._recent(address)
            times.append(self.clock())
            self._knocks[address] = times
            self._knocks.move_to_end(address)
            while len(self._knocks) > _MOST:
                self._knocks.popitem(last=False)

    def _recent(self, address: str) -> deque[float]:
        times = self._knocks.get(address) or deque(maxlen=self.most)
        while times and self.clock() - times[0] >= self.seconds:
            times.popleft()
        return times


@dataclass(slots=True)
class Doormen:
    """The doormen of one desk."""

    log_in: Doorman = field(
        default_factory=lambda: Doorman(20, 15 * 60)
    )  # wrong passwords and codes
    tokens: Doorman = field(default_factory=lambda: Doorman(20, 15 * 60))  # wrong tokens
    calls: Doorman = field(default_factory=lambda: Doorman(600, 60))  # of the API, whoever asks


def address_of(request: Request) -> str:
    """Return where a request comes from; behind a proxy on this machine, what the proxy says."""
    return request.client.host if request.client else "?"
