"""/ban-nhap/{id}: what was typed when the session ended, to be read again and sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from langnghe.desk.answers import fields_of
from langnghe.desk.ask import DRAFT, Ask, local, needs

router = APIRouter(prefix="/ban-nhap", include_in_schema=False)


@router.get("/{ident}")
def draft(ident: str, ask: Annotated[Ask, needs("self")]) -> Response:
    """Show a draft's fields in a form that goes where the first one went."""
    found = ask.desk.drafts.find(ident, ask.user.login, ask.now)
    if found is None:
        raise HTTPException(
            404, "Bản nháp này đã gửi, đã bỏ, đã quá một ngày, hoặc của người khác."
        )
    fields = fields_of(found.fields)
    hidden = [(n, v) for n, v in found.fields if n.startswith("_")]
    return ask.page(
        "gui_lai.html", why="", conflict=None, action=local(found.action), fields=fields,
        hidden=[*hidden, (DRAFT, found.id)], back=local(found.back), draft=found.id, files=[],
    )  # fmt: skip


@router.post("/{ident}/bo")
def drop(ident: str, ask: Annotated[Ask, needs("self")]) -> Response:
    """Throw a draft away."""
    if ask.desk.drafts.find(ident, ask.user.login, ask.now):
        ask.desk.drafts.drop(ident)
    return ask.go("/tai-khoan", "Đã bỏ bản nháp.")
