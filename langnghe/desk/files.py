"""What is served without asking who: style, script, htmx of its package, the sign that we live."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
OWN = ("desk.css", "desk.js", "duyet.js", "dau.svg")
HTMX = "htmx.js"


def register(app: FastAPI) -> None:
    """Add /tinh/… and /suc-khoe."""

    @app.get("/tinh/{name}", include_in_schema=False)
    def static(name: str, request: Request) -> Response:
        if name not in (*OWN, HTMX):
            return PlainTextResponse("Không có tệp này.", 404)
        data = _bytes(name)
        mark = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        headers = {"etag": mark, "cache-control": "public, max-age=3600"}
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=KINDS[Path(name).suffix], headers=headers)

    @app.get("/suc-khoe", include_in_schema=False)
    def alive() -> PlainTextResponse:
        return PlainTextResponse("ok")


@cache
def _bytes(name: str) -> bytes:
    if name == HTMX:
        return _htmx()
    return files("langnghe.desk").joinpath("static", name).read_bytes()


def _htmx() -> bytes:
    """Return htmx 2 from the package that carries it; the package itself is never imported."""
    spec = find_spec("django_htmx")
    if spec is None or spec.origin is None:
        return b""  # every page works without it
    path = Path(spec.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"
    return path.read_bytes()
