"""The application: settings in, ASGI out. What the pages are stands in langnghe.desk.pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from langnghe.config import Workspace
from langnghe.desk import answers, files
from langnghe.desk.desk import Desk
from langnghe.desk.pages import routers
from langnghe.desk.security import Security
from langnghe.desk.settings import DeskSettings, read_settings


def create_app(workspace: Workspace, settings: DeskSettings | None = None) -> FastAPI:
    """Return the desk of a workspace; its copy of the warehouse is made here and kept up by a thread."""
    settings = settings or read_settings(workspace.root)
    desk = Desk(workspace, settings)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
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
    socket = config.bind_socket()
    if ready is not None:
        host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
        port = socket.getsockname()[1]
        ready(settings.address or f"http://{host}:{port}")
    uvicorn.Server(config).run(sockets=[socket])
