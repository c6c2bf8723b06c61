"""/dang-nhap, /dang-nhap/ma, /dang-xuat: in by password and, for some roles, a code of the phone."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from langnghe.audit import act
from langnghe.desk import rights
from langnghe.desk.accounts import TWO_STEPS, Refused, User
from langnghe.desk.answers import PRE, log_in_page
from langnghe.desk.ask import Ask, Typed, local, needs, typed_in, visitor
from langnghe.desk.desk import Desk
from langnghe.desk.doorman import address_of
from langnghe.desk.sessions import CODE, COOKIE, NEW_PASSWORD, NEW_PHONE
from langnghe.desk.settings import DeskSettings

router = APIRouter(include_in_schema=False)


def next_stage(user: User, settings: DeskSettings, *, code: bool) -> str:
    """Return what is asked next of somebody whose password (and, with code, phone) was right."""
    if user.totp and not code:
        return CODE
    if user.must_change:
        return NEW_PASSWORD
    return NEW_PHONE if settings.totp and user.role in TWO_STEPS and not user.totp else ""


@router.get("/")
def start(ask: Annotated[Ask, needs("self")]) -> Response:
    """Open the page this role starts with."""
    return RedirectResponse(rights.home(ask.role), 303)


@router.get("/dang-nhap")
def form(request: Request, tiep: str = "", nhap: str = "") -> Response:
    """Show the form, or the start page to who is in already."""
    session = visitor(request)
    if session and not session.over and not session.stage:
        return RedirectResponse(local(tiep or "/"), 303)
    return log_in_page(request, onward=tiep, draft=nhap)


@router.post("/dang-nhap")
def log_in(request: Request, typed: Annotated[Typed, Depends(typed_in)]) -> Response:
    """Check the password; a wrong one counts, and nothing tells which part was wrong."""
    desk: Desk = request.app.state.desk
    now = datetime.now(UTC)
    login, onward, draft = (typed.get(name, "") for name in ("ten", "tiep", "nhap"))

    def refuse(why: str, status: int) -> Response:
        return log_in_page(request, status=status, onward=onward, draft=draft, why=why, login=login)

    mark = request.cookies.get(PRE, "")
    if not mark or not secrets.compare_digest(mark.encode(), typed.get("_dau", "").encode()):
        return refuse("Trang đăng nhập đã cũ; hãy thử lại.", 403)
    door, place = desk.doormen.log_in, address_of(request)
    if wait := door.wait(place):
        desk.audit.add(
            act(login[:60] or "?", "", "đăng nhập", outcome="quá nhiều lần sai từ một máy")
        )
        return refuse(too_many(wait), 429)
    try:
        user = desk.accounts.check(login, typed.get("mat_khau", ""), now)
    except Refused as error:
        door.count(place)
        desk.audit.add(act(login[:60] or "?", "", "đăng nhập", outcome="không được"))
        return refuse(str(error), 401)
    stage = next_stage(user, desk.settings, code=False)
    cookie = desk.sessions.begin(
        user, now, stage=stage, device=request.headers.get("user-agent", "")
    )
    if stage != CODE:
        desk.accounts.entered(user.login, now)
    desk.audit.add(act(user.login, user.role, "đăng nhập", unit=user.unit))
    answer = RedirectResponse(after(stage, onward, draft), 303)
    remember(answer, desk, cookie)
    return answer


@router.get("/dang-nhap/ma")
def code_form(
    ask: Annotated[Ask, needs("self", stage=True)], tiep: str = "", nhap: str = ""
) -> Response:
    """Ask for the code of the phone."""
    return ask.page("ma.html", onward=tiep, draft_id=nhap, why="")


@router.post("/dang-nhap/ma")
def code(ask: Annotated[Ask, needs("self", stage=True)]) -> Response:
    """Check the code; a wrong one counts like a wrong password."""
    onward, draft = ask.typed.get("tiep", ""), ask.typed.get("nhap", "")
    if ask.session.stage == CODE:
        if not ask.desk.accounts.confirm(ask.user, ask.typed.get("ma", ""), ask.now):
            ask.desk.accounts.failed(ask.user.login, ask.now)
            ask.desk.doormen.log_in.count(address_of(ask.request))
            ask.audit("mã điện thoại", outcome="không đúng")
            if ask.desk.accounts.must(ask.user.login).locked_until:
                ask.desk.sessions.end(ask.session.token, ask.now)
                return RedirectResponse("/dang-nhap", 303)
            why = "Mã không đúng hoặc đã dùng; chờ mã mới rồi nhập lại."
            return ask.page("ma.html", 401, onward=onward, draft_id=draft, why=why)
        ask.desk.accounts.entered(ask.user.login, ask.now)
        stage = next_stage(ask.user, ask.desk.settings, code=True)
        ask.desk.sessions.pass_stage(ask.session, stage)
        return RedirectResponse(after(stage, onward, draft), 303)
    return RedirectResponse("/", 303)


@router.post("/dang-xuat")
def log_out(ask: Annotated[Ask, needs("self", stage=True)]) -> Response:
    """End the session."""
    ask.desk.sessions.end(ask.session.token, ask.now)
    ask.audit("đăng xuất")
    answer = RedirectResponse("/dang-nhap", 303)
    answer.delete_cookie(COOKIE)
    return answer


def too_many(wait: int) -> str:
    """Return what is said where too many wrong log-ins came from one address."""
    return f"Từ máy này đã nhập sai quá nhiều lần; chờ {max(1, round(wait / 60))} phút rồi thử lại."


def after(stage: str, onward: str, draft: str) -> str:
    """Return where a log-in leads."""
    if stage == CODE:
        from urllib.parse import urlencode

        query = urlencode({k: v for k, v in (("tiep", onward), ("nhap", draft)) if v})
        return "/dang-nhap/ma" + (f"?{query}" if query else "")
    if stage:
        return "/"  # which shows what is still asked; a draft waits on the account's page
    return (
        f"/ban-nhap/{draft}"
        if draft.replace("-", "").replace("_", "").isalnum()
        else local(onward or "/")
    )


def remember(answer: Response, desk: Desk, cookie: str) -> None:
    """Give the browser its session."""
    answer.set_cookie(
        COOKIE, cookie, httponly=True, samesite="lax", secure=desk.settings.secure, path="/"
    )
    answer.delete_cookie(PRE)
