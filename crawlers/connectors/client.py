"""A polite HTTP client for platforms: bounded in time and size, patient, silent about secrets."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ssl import SSLContext
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit, urlunsplit

from crawlers.connectors.base import ConnectorError, Unavailable
from crawlers.connectors.unpacked import ASKED_FOR, unpacked
from crawlers.job import DEFAULT_TIMEOUT, MAX_BYTES
from crawlers.waiting import retry_after

TRIES = 3
MOST_WAIT = 60.0  # seconds for one answer: who asks for more is asked again at the next pull
PATIENCE = 300.0  # seconds of waiting in one client's life
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@cache
def _authorities() -> SSLContext:
    """Read the certificates of all authorities once a process: it takes longer than many an answer."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. url is the address asked, without any secret."""

    url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the payload (integers of any size exact), or raise Unavailable."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unavailable(
                "nền tảng trả lời không phải JSON đọc được", url=self.url, status=self.status
            ) from error


Judge = Callable[[Answer], ConnectorError | None]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Client:
    """Ask servers; use as a context manager.

    agent: who we are (crawlers.settings.user_agent). pause: seconds between two requests.
    routes: host → "127.0.0.1:port" served in plain HTTP under its own name; only Python callers
    (demo, tests) set it, as in crawlers.job.Terms. sleep and clock are there for tests.
    """

    agent: str
    pause: float = 0.2
    routes: Mapping[str, str] = field(default_factory=dict)
    timeout: float = DEFAULT_TIMEOUT
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = _now
    calls: int = 0  # requests sent, second tries too
    waited: float = 0.0  # seconds spent on 429, 5xx and silence
    _http: Any = field(default=None, repr=False)
    _last: float | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        import httpx

        # httpx tells every address at INFO, and some platforms want their key in the address.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._http = httpx.Client(
            headers={
                "User-Agent": self.agent,
                "Accept-Language": "vi,en;q=0.5",
                "Accept-Encoding": ASKED_FOR,
            },
            timeout=self.timeout,
            follow_redirects=False,
            trust_env=False,
            verify=_authorities(),
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(
        self,
        url: str,
        params: Mapping[str, Any] | None = None,
        *,
        secret: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        judge: Judge | None = None,
    ) -> Answer:
        """Return the answer to a GET. See `send`."""
        return self.send("GET", url, params, secret=secret, headers=headers, judge=judge)

    def send(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        *,
        secret: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        judge: Judge | None = None,
    ) -> Answer:
        """Return the answer, whatever its status; 429, 5xx and silence are tried again first.

        secret: parameters that must not be seen (keys, tokens); headers may hold secrets too.
        judge: what a platform's own error means, asked for every answer; an error it returns is
        raised, an Unavailable only after the tries. Raises Unavailable when the server stays silent
        or asks for a longer wait than we have.
        """
        shown = _with(url, params or {})
        for left in range(TRIES - 1, -1, -1):
            problem = answer = None
            try:
                answer = self._once(method, _with(shown, secret or {}), shown, headers, data)
            except ConnectorError as error:
                problem = error
            if answer is not None:
                problem = (judge(answer) if judge else None) or _trouble(answer)
                if problem is None:
                    return answer
            assert problem is not None
            if not isinstance(problem, Unavailable) or (answer and answer.status < 400):
                raise problem
            wait = self._wait(answer, problem, TRIES - left)
            if not left or wait > MOST_WAIT or self.waited + wait > PATIENCE:
                if problem.retry_at is None:
                    problem.retry_at = self.clock() + timedelta(seconds=wait)
                raise problem
            self.waited += wait
            self.sleep(wait)
        raise AssertionError("unreachable")

    def _wait(self, answer: Answer | None, problem: Unavailable, turn: int) -> float:
        header = answer.headers.get("retry-after", "") if answer else ""
        asked = retry_after(header, self.clock()) if header else None
        if asked is None and problem.retry_at is not None:
            asked = (problem.retry_at - self.clock()).total_seconds()
        return max(0.0, asked) if asked is not None else float(2**turn)

    def _once(
        self,
        method: str,
        url: str,
        shown: str,
        headers: Mapping[str, str] | None,
        data: Mapping[str, Any] | None,
    ) -> Answer:
        import httpx

        self._be_polite()
        target, own = self._route(url)
        deadline = time.monotonic() + 4 * self.timeout  # a server that drips holds nobody up
        self.calls += 1
        try:
            with self._http.stream(
                method, target, headers={**own, **(headers or {})}, data=data
            ) as response:
                body = bytearray()
                # Not httpx's own unpacking: it makes of 500 bytes of Brotli 300 MB at once.
                packed = response.headers.get("content-encoding", "")
                for chunk in unpacked(response.iter_raw(), packed):
                    body += chunk
                    if len(body) > MAX_BYTES:
                        raise ConnectorError("câu trả lời quá dài, đã ngừng đọc", url=shown)
                    if time.monotonic() > deadline:
                        raise Unavailable("máy chủ trả lời quá chậm", url=shown)
                named = {k.lower(): v for k, v in response.headers.items()}
                return Answer(shown, response.status_code, named, bytes(body))
        except httpx.TimeoutException:
            # "from None": a library's own words may hold the address with its key.
            raise Unavailable("máy chủ trả lời quá chậm", url=shown) from None
        except ValueError:
            raise Unavailable("máy chủ trả lời nén kiểu lạ hoặc bị hỏng", url=shown) from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise Unavailable("mất kết nối với máy chủ", url=shown) from None

    def _be_polite(self) -> None:
        if self._last is not None:
            early = self.pause - (time.monotonic() - self._last)
            if early > 0:
                self.sleep(early)
        self._last = time.monotonic()

    def _route(self, url: str) -> tuple[str, dict[str, str]]:
        parts = urlsplit(url)
        place = self.routes.get((parts.hostname or "").lower())
        if place is None:
            if parts.scheme != "https":
                raise ConnectorError("địa chỉ nền tảng phải là https")
            return url, {}
        return urlunsplit(("http", place, parts.path, parts.query, "")), {"Host": parts.netloc}


def _trouble(answer: Answer) -> Unavailable | None:
    if answer.status not in _AGAIN:
        return None
    reason = (
        "máy chủ yêu cầu giảm tốc (HTTP 429)"
        if answer.status == 429
        else f"máy chủ báo lỗi (HTTP {answer.status})"
    )
    return Unavailable(reason, url=answer.url, status=answer.status)


def _with(url: str, params: Mapping[str, Any]) -> str:
    if not params:
        return url
    parts = urlsplit(url)
    query = urlencode(params)
    return urlunsplit(parts._replace(query=f"{parts.query}&{query}" if parts.query else query))
