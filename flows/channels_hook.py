"""The door for what platforms send us: one small server on loopback, behind the office's proxy.

A call is checked, lands, and only then is answered; a platform that hears nothing sends it again, and
a message that comes twice is stored once. Nothing but messages of own inboxes is taken in here.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.connectors.own_inbox import InboxMessage
from crawlers.connectors.webhook import MOST_BYTES, Hook, NotTheirs, challenge, messages, opened
from flows.channels import FOLDER, land
from flows.channels_access import APP_ID, APP_SECRET, HOOK_SECRET, VERIFY
from langnghe.config import Source, Workspace
from langnghe.errors import ConfigError
from langnghe.landing import LandingWriter
from langnghe.notify.secret import read_secrets
from langnghe.privacy import load_key
from langnghe.records import Outcome, Visit

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

LOOPBACK = "127.0.0.1"  # and nothing else: the proxy speaks to the world, with its certificate
PATH = "/webhook"
REMEMBERED = 5_000  # names of messages that need not land again
TELL_EVERY = timedelta(minutes=1)  # one line for all calls that were refused meanwhile
MOST_AT_ONCE = 64
_BODY_SECONDS = 10.0  # a caller that drips holds nobody up


def hooks(workspace: Workspace) -> tuple[dict[str, Hook], dict[str, str]]:
    """Return source → its hook, and source → what is missing for one, of the own channels."""
    secrets = read_secrets(workspace.root)
    key = load_key(workspace.key_file)
    found: dict[str, Hook] = {}
    missing: dict[str, str] = {}
    for source in workspace.sources():
        if not (source.own and source.enabled and source.connector in ("facebook", "zalo")):
            continue
        try:
            found[source.id] = _hook(source, key, secrets.get)
        except ConfigError as error:
            missing[source.id] = str(error)
    return found, missing


def _hook(source: Source, key: bytes, secret: Callable[[str], str]) -> Hook:
    if not (source.account and source.token):
        raise ConfigError(f"nguồn {source.id}: webhook cần account và token trong sources.toml")
    if source.connector == "facebook":
        return Hook(
            platform="facebook",
            source=source.id,
            account=source.account,
            key=key,
            secret=secret(source.token + APP_SECRET),
            verify_token=secret(source.token + VERIFY),
        )
    return Hook(
        platform="zalo",
        source=source.id,
        account=source.account,
        key=key,
        secret=secret(source.token + HOOK_SECRET),
        app_id=secret(source.token + APP_ID),
    )


@dataclass(slots=True, kw_only=True)
class Door:
    """The receiver. now: for tests. Every call ends in one counted outcome."""

    workspace: Workspace
    hooks: Mapping[str, Hook]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    landed: int = 0
    known: int = 0
    _names: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _refused: Counter[tuple[str, str, Outcome]] = field(default_factory=Counter)
    _told_at: datetime | None = None

    def take(self, source: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Take one call in; whole on the disk when this returns. Raises NotTheirs, OSError (disk)."""
        hook = self.hooks[source]
        try:
            payload = opened(hook, body, headers, self.now())
        except NotTheirs as error:
            self._count(source, str(error), Outcome.BLOCKED)
            raise
        fresh: list[InboxMessage] = []
        for said in messages(hook, payload):
            if isinstance(said, str):
                self._count(source, said, Outcome.NOT_ARTICLE)
            elif said.name in self._names:
                self.known += 1
            else:
                fresh.append(said)
        if fresh:
            self.landed += land(self.workspace, fresh)
            for each in fresh:
                self._names[each.name] = None
            while len(self._names) > REMEMBERED:
                self._names.popitem(last=False)

    def _count(self, source: str, reason: str, outcome: Outcome) -> None:
        self._refused[source, reason, outcome] += 1
        if self._told_at is None:
            self._told_at = self.now()
        if self.now() - self._told_at >= TELL_EVERY:
            self.tell()

    def tell(self) -> None:
        """Land what was not taken in since the last time: one line a source and reason, never one a call."""
        self._told_at = self.now()
        if not self._refused:
            return
        with LandingWriter(self.workspace.landing / FOLDER, "webhook") as writer:
            for (source, reason, outcome), number in sorted(self._refused.items()):
                writer.visit(
                    Visit(
                        source=source,
                        url=f"http://{LOOPBACK}{PATH}/{source}",
                        role="webhook",
                        at=self.now(),
                        outcome=outcome,
                        reason=reason,
                        reason_class="hard" if outcome is Outcome.BLOCKED else "",
                        items=number,
                    )
                )
        self._refused.clear()

    def challenge(self, source: str, query: Mapping[str, str]) -> str:
        """Return the answer to Facebook's handshake; a wrong one is refused and counted."""
        try:
            return challenge(self.hooks[source], query)
        except NotTheirs as error:
            self._count(source, str(error), Outcome.BLOCKED)
            raise


def application(door: Door) -> Starlette:
    """Return the web application: GET and POST /webhook/SOURCE, and nothing else."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        door.tell()  # a signal ends the process right after this

    async def handshake(request: Request) -> Response:
        source = request.path_params["source"]
        if source not in door.hooks:
            return PlainTextResponse("", 404)
        try:
            return PlainTextResponse(door.challenge(source, dict(request.query_params)))
        except NotTheirs:
            return PlainTextResponse("", 403)

    async def call(request: Request) -> Response:
        source = request.path_params["source"]
        if source not in door.hooks:
            return PlainTextResponse("", 404)
        try:
            body = await asyncio.wait_for(_body(request), _BODY_SECONDS)
        except TimeoutError:
            return PlainTextResponse("", 408)
        if body is None:
            return PlainTextResponse("", 413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            async with one_at_a_time:
                await run_in_threadpool(door.take, source, body, headers)
        except NotTheirs:
            return PlainTextResponse("", 403)
        except OSError:  # a full disk: what did not land is sent again
            return PlainTextResponse("", 503)
        return PlainTextResponse("ok")

    path = PATH + "/{source}"
    return Starlette(
        routes=[
            Route(path, handshake, methods=["GET"]),
            Route(path, call, methods=["POST"]),
        ],
        lifespan=lifespan,
    )


async def _body(request: Request) -> bytes | None:
    """Return the body, None when it is longer than any call is."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def serve(
    workspace: Workspace, port: int, progress: Callable[[str], None] = lambda _: None
) -> Sequence[str]:
    """Receive webhooks on loopback until the process is stopped; return the sources that may call."""
    import uvicorn

    found, missing = hooks(workspace)
    for reason in missing.values():
        progress(f"Chưa nhận webhook: {reason}")
    if not found:
        raise ConfigError(
            "không có kênh nào nhận được webhook; khai own, account, token và mật khẩu theo docs/channels.md"
        )
    door = Door(workspace=workspace, hooks=found)
    for source in found:
        progress(f"Nhận webhook ở http://{LOOPBACK}:{port}{PATH}/{source}")
    settings: dict[str, Any] = {
        "host": LOOPBACK,
        "port": port,
        "log_level": "warning",
        "access_log": False,  # addresses carry nothing of ours, but a log of callers helps nobody
        "server_header": False,
        "limit_concurrency": MOST_AT_ONCE,
        "timeout_keep_alive": 5,
        "timeout_graceful_shutdown": 10,
    }
    uvicorn.run(application(door), **settings)
    return sorted(found)
