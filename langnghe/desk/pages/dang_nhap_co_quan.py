"""/dang-nhap/co-quan: in by the office's own log-in; there and back."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from langnghe.audit import act
from langnghe.desk.accounts import TWO_STEPS, User
from langnghe.desk.answers import log_in_page
from langnghe.desk.desk import Desk
from langnghe.desk.doorman import address_of
from langnghe.desk.oidc import LASTS, NotAdmitted, Office
from langnghe.desk.pages.dang_nhap import after, remember, too_many
from langnghe.desk.sessions import CODE, NEW_PHONE

router = APIRouter(prefix="/dang-nhap/co-quan", include_in_schema=False)
CARRIED = "ln_co_quan"  # the cookie that ties a log-in to the browser it began in


@router.get("")
def leave(request: Request, tiep: str = "", nhap: str = "") -> Response:
    """Send the browser to the office's server."""
    office = _office(request)
    try:
        where, carried = office.begin(_back(request), tiep, nhap)
    except NotAdmitted as error:
        return _refuse(request, error, "?")
    answer = RedirectResponse(where, 303)
    # Lax, not Strict: the way back is a link from the office's server.
    answer.set_cookie(CARRIED, carried, max_age=int(LASTS), httponly=True, samesite="lax",
                      secure=_desk(request).settings.secure, path="/dang-nhap/co-quan")  # fmt: skip
    return answer


@router.get("/ve")
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Let in whom the office vouches for and who has an account."""
    desk, now = _desk(request), datetime.now(UTC)
    door, place = desk.doormen.log_in, address_of(request)
    if wait := door.wait(place):
        return log_in_page(request, status=429, why=too_many(wait))
    try:
        if error or not code:
            raise NotAdmitted("máy chủ của cơ quan không cho vào")
        name, begun = _office(request).finish(
            state, code, request.cookies.get(CARRIED, ""), _back(request)
        )
    except NotAdmitted as refusal:
        door.count(place)
        return _refuse(request, refusal, "?")
    user = desk.accounts.find(name)
    if user is None or not user.enabled:
        return _refuse(
            request, NotAdmitted("chưa có tài khoản nào cho bạn ở đây; nhờ quản trị tạo"), name
        )
    if user.locked_until and user.locked_until > now:
        return _refuse(request, NotAdmitted("tài khoản đang tạm khoá; nhờ quản trị mở"), name)
    stage = _stage(desk, user)
    cookie = desk.sessions.begin(
        user, now, stage=stage, device=request.headers.get("user-agent", "")
    )
    if stage != CODE:
        desk.accounts.entered(user.login, now)
    desk.audit.add(act(user.login, user.role, "đăng nhập bằng tài khoản cơ quan", unit=user.unit))
    answer = RedirectResponse(after(stage, begun.onward, begun.draft), 303)
    remember(answer, desk, cookie)
    answer.delete_cookie(CARRIED, path="/dang-nhap/co-quan")
    return answer


def _stage(desk: Desk, user: User) -> str:
    """Return what is still asked: no password of ours, but the phone where the office asked for none."""
    assert desk.settings.oidc is not None
    if desk.settings.oidc.two_steps:
        return ""
    if user.totp:
        return CODE
    return NEW_PHONE if desk.settings.totp and user.role in TWO_STEPS else ""


def _refuse(request: Request, error: NotAdmitted, name: str) -> Response:
    _desk(request).audit.add(
        act(name[:60], "", "đăng nhập bằng tài khoản cơ quan", outcome="không được")
    )
    return log_in_page(request, status=401, why=f"Chưa vào được bằng tài khoản cơ quan: {error}.")


def _back(request: Request) -> str:
    base = _desk(request).settings.address or str(request.base_url).rstrip("/")
    return f"{base}/dang-nhap/co-quan/ve"


def _desk(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


def _office(request: Request) -> Office:
    if (office := _desk(request).office) is None:
        raise HTTPException(404, "Cơ quan chưa khai đăng nhập riêng ở desk.toml.")
    return office
