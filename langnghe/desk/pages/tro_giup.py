"""/tro-giup: one page a role, what to do first, next and when something is wrong."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from langnghe.desk.ask import Ask, needs
from langnghe.desk.help import GUIDES
from langnghe.desk.tour import DONE, stand, steps_of
from langnghe.records import ROLE_VI

router = APIRouter(prefix="/tro-giup", include_in_schema=False)


@router.get("")
def mine(ask: Annotated[Ask, needs("help.read")]) -> Response:
    """Show the guide of one's own role."""
    return _page(ask, ask.role)


@router.post("/dan")
def go_round(ask: Annotated[Ask, needs("help.read")]) -> Response:
    """Go to a step of the round, or end it."""
    steps, asked = steps_of(ask.role), ask.typed.get("buoc", "")
    if asked.isdecimal() and 1 <= int(asked[:3]) <= len(steps):
        stand(ask.desk.vault, ask.user.login, str(int(asked[:3])), ask.now)
        return ask.go(steps[int(asked[:3]) - 1].where)
    stand(ask.desk.vault, ask.user.login, DONE, ask.now)
    return ask.go(ask.typed.get("_ve", "/"), "Xong. Muốn đi lại thì mở Trợ giúp ở góc trên.")


@router.get("/{role}")
def guide(role: str, ask: Annotated[Ask, needs("help.read")]) -> Response:
    """Show the guide of a role."""
    if role not in GUIDES:
        raise HTTPException(404, "Không có vai trò này.")
    return _page(ask, role)


def _page(ask: Ask, role: str) -> Response:
    return ask.page("tro_giup.html", guide=GUIDES[role], of=role, roles=ROLE_VI)
