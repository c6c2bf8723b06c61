"""The application: settings in, ASGI out. What the pages are stands in langnghe.desk.pages."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI

from langnghe.config import Workspace
from langnghe.desk import answers, files
from langnghe.desk.desk import Desk
from langnghe.desk.pages import routers
from langnghe.desk.security import Security
from langnghe.desk.settings import DeskSettings, read_settings
from langnghe.errors import ConfigError

HANDS = 2  # requests worked on at once: more on two cores only take each other's time and memory


def create_app(workspace: Workspace, settings: DeskSettings | None = None) -> FastAPI:
    """Return the desk of a workspace; its copy of the warehouse is made here and kept up by a thread."""
    settings = settings or read_settings(workspace.root)
    desk = Desk(workspace, settings)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = HANDS
        desk.replica.keep_up()
        yield
        desk.close()

    app = FastAPI(title="Lắng Nghe", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.desk = desk
    answers.register(app)
    files.register(app)
    for router in routers():
        app.include_router(router)
    app.add_middleware(Security, address=settings.address)
    return app


def serve(workspace: Workspace, settings: DeskSettings, *, ready: Any = None) -> None:
    """Serve the desk until it is told to stop; ready is called with the address people open."""
    import uvicorn

    _one_heap()
    bound = _socket(settings)  # before the copy is made: a refusal then costs nothing
    config = uvicorn.Config(
        create_app(workspace, settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.address),
        timeout_keep_alive=15,
        limit_concurrency=200,
        h11_max_incomplete_event_size=32 * 1024,
    )
    if ready is not None:
        host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
        port = bound.getsockname()[1]
        ready(settings.address or f"http://{host}:{port}")
    uvicorn.Server(config).run(sockets=[bound])


def _socket(settings: DeskSettings) -> socket.socket:
    """Return the bound socket, or say what else stands on that port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host, settings.port))
    except OSError as error:
        made.close()
        raise ConfigError(
            f"không mở được cổng {settings.port} ở {settings.host} ({error.strerror}); "
            "có thể bàn làm việc đang chạy rồi, hoặc chọn cổng khác bằng --port"
        ) from error
    return made


def _one_heap() -> None:
    """Keep glibc from giving each thread a heap of its own: they never shrink and were 40 MB."""
    import ctypes

    try:
        ctypes.CDLL("libc.so.6").mallopt(-8, 2)  # M_ARENA_MAX
    except (OSError, AttributeError):
        return  # another C library has no such habit
