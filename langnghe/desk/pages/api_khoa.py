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

router = APIRouter()
_LIFE = timedelta(days=180)


@pages.post("/api/khoa")
def make(ask: Annotated[Ask, needs("api.tokens")]) -> Response:
    """Make a token; its words are shown this once and kept only as a hash."""
    name, token = ask.typed.must("ten_khoa", "tên khoá")[:60], "ln_" + secrets.token_urlsafe(32)
    ask.desk.vault.run(
        "insert into token (id, login, name, sha256, scopes, created, expires) values (?, ?, ?, ?, ?, ?, ?)",
        [secrets.token_hex(8), ask.user.login, name, hashlib.sha256(token.encode()).hexdigest(), "",
         stamp(ask.now), stamp(ask.now + _LIFE)],
    )  # fmt: skip
    ask.audit("tạo khoá API", name)
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
