"""The tokens of a person: made, shown once, ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from langnghe.desk.ask import Ask, needs
from langnghe.desk.pages.api import description, pages
from langnghe.desk.pages.api import router as calls
from langnghe.desk.vault import stamp
from langnghe.errors import LangngheError

router = APIRouter()
_LIFE = timedelta(days=180)
# What a token may do at most, whatever its person may: a machine that only reads should hold no more.
SCOPES = {"api.read": "chỉ đọc", "api.read api.import": "đọc và nhập"}


@pages.post("/api/khoa")
def make(ask: Annotated[Ask, needs("api.tokens")]) -> Response:
    """Make a token; its words are shown this once and kept only as a hash."""
    name, token = ask.typed.must("ten_khoa", "tên khoá")[:60], "ln_" + secrets.token_urlsafe(32)
    scopes = ask.typed.get("quyen", "") or "api.read"
    if scopes not in SCOPES:
        raise LangngheError("khoá chỉ có hai loại: chỉ đọc, hoặc đọc và nhập")
    ask.desk.vault.run(
        "insert into token (id, login, name, sha256, scopes, created, expires) values (?, ?, ?, ?, ?, ?, ?)",
        [secrets.token_hex(8), ask.user.login, name, hashlib.sha256(token.encode()).hexdigest(), scopes,
         stamp(ask.now), stamp(ask.now + _LIFE)],
    )  # fmt: skip
    ask.audit("tạo khoá API", f"{name} ({SCOPES[scopes]})")
    return ask.page("api.html", told=description(), tokens=[], fresh=token)


@pages.post("/api/khoa/{ident}/huy")
def end(ident: str, ask: Annotated[Ask, needs("api.tokens")]) -> Response:
    """End one of one's own tokens."""
    ask.desk.vault.run(
        "update token set ended = ? where id = ? and login = ? and ended is null",
        [stamp(ask.now), ident, ask.user.login],
    )
    ask.audit("huỷ khoá API", ident)
    return ask.go("/api", "Đã huỷ khoá.")


router.include_router(pages)
router.include_router(calls)
