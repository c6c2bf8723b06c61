"""/tai-khoan: one's own password, phone, sessions, drafts, and the light of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from langnghe.desk.accounts import TWO_STEPS
from langnghe.desk.answers import STAGE_PAGE
from langnghe.desk.ask import BACK, Ask, local, needs
from langnghe.desk.pages.dang_nhap import next_stage
from langnghe.desk.render import THEME_COOKIE, THEMES
from langnghe.desk.sessions import NEW_PASSWORD, NEW_PHONE
from langnghe.errors import LangngheError

router = APIRouter(prefix="/tai-khoan", include_in_schema=False)


@router.get("")
def mine(ask: Annotated[Ask, needs("self")]) -> Response:
    """Show one's own account."""
    sessions = [s for s in ask.desk.sessions.open(ask.now) if s["login"] == ask.user.login]
    return ask.page(
        "tai_khoan.html",
        sessions=sessions,
        drafts=ask.desk.drafts.mine(ask.user.login, ask.now),
        must_phone=ask.desk.settings.totp and ask.role in TWO_STEPS,
    )


@router.get("/mat-khau")
def password_form(ask: Annotated[Ask, needs("self", stage=True)]) -> Response:
    """Ask for the old password and a new one."""
    if ask.session.stage not in ("", NEW_PASSWORD):
        return RedirectResponse(STAGE_PAGE[ask.session.stage], 303)
    return ask.page("mat_khau.html", why="")


@router.post("/mat-khau")
def password(ask: Annotated[Ask, needs("self", stage=True)]) -> Response:
    """Change the password; every other session of this person ends."""
    if ask.session.stage not in ("", NEW_PASSWORD):
        return RedirectResponse(STAGE_PAGE[ask.session.stage], 303)
    new = ask.typed.get("moi", "")
    try:
        if new != ask.typed.get("moi_lai", ""):
            raise LangngheError("hai lần gõ mật khẩu mới không giống nhau")
        ask.desk.accounts.set_password(ask.user, ask.typed.get("cu", ""), new)
    except LangngheError as error:
        return ask.page("mat_khau.html", 422, why=str(error)[:1].upper() + str(error)[1:])
    ask.desk.sessions.end_all(ask.user.login, ask.now, but=ask.session.token)
    ask.audit("đổi mật khẩu")
    return _onward(ask, "Đã đổi mật khẩu.")


@router.get("/dien-thoai")
def phone_form(ask: Annotated[Ask, needs("self", stage=True)]) -> Response:
    """Show the picture that an authenticator reads."""
    if ask.session.stage not in ("", NEW_PHONE):
        return RedirectResponse(STAGE_PAGE[ask.session.stage], 303)
    return _phone(ask)


@router.post("/dien-thoai")
def phone(ask: Annotated[Ask, needs("self", stage=True)]) -> Response:
    """Bind the phone that shows a right code."""
    if ask.session.stage not in ("", NEW_PHONE):
        return RedirectResponse(STAGE_PAGE[ask.session.stage], 303)
    if ask.user.totp:
        raise LangngheError("đã gắn một điện thoại; nhờ quản trị gỡ trước khi gắn máy khác")
    secret = ask.desk.vault.open(ask.typed.get("_khoa", ""))
    try:
        ask.desk.accounts.bind(ask.user, secret, ask.typed.get("ma", ""), ask.now)
    except LangngheError as error:
        return _phone(ask, secret, 422, str(error)[:1].upper() + str(error)[1:])
    ask.audit("gắn điện thoại")
    return _onward(ask, "Đã gắn điện thoại; từ lần sau đăng nhập cần thêm mã sáu số.")


@router.post("/nen")
def theme(ask: Annotated[Ask, needs("self", stage=True)]) -> Response:
    """Keep which light somebody reads by, in a cookie."""
    chosen = ask.typed.get("nen", "")
    answer = RedirectResponse(local(ask.typed.get(BACK, "/")), 303)
    if chosen in THEMES:
        answer.set_cookie(
            THEME_COOKIE, chosen, max_age=365 * 86400, samesite="lax", httponly=True,
            secure=ask.desk.settings.secure,
        )  # fmt: skip
    return answer


@router.post("/phien")
def end_sessions(ask: Annotated[Ask, needs("self")]) -> Response:
    """End every other session of this person."""
    ended = ask.desk.sessions.end_all(ask.user.login, ask.now, but=ask.session.token)
    ask.audit("kết thúc phiên khác")
    return ask.go("/tai-khoan", f"Đã kết thúc {ended} phiên khác.")


def _onward(ask: Ask, said: str) -> Response:
    user = ask.desk.accounts.must(ask.user.login)
    stage = next_stage(user, ask.desk.settings, code=True) if ask.session.stage else ""
    ask.desk.sessions.pass_stage(ask.session, stage)
    return ask.go(STAGE_PAGE.get(stage, "/tai-khoan" if not ask.session.stage else "/"), said)


def _phone(ask: Ask, secret: str = "", status: int = 200, why: str = "") -> Response:
    import pyotp
    import segno

    secret = secret or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=ask.user.login, issuer_name="Lắng Nghe")
    picture = segno.make(address, error="m").svg_inline(
        scale=5, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )
    return ask.page(
        "dien_thoai.html", status, picture=Markup(picture), why=why,  # noqa: S704 - drawn by segno
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        sealed=ask.desk.vault.seal(secret),
    )  # fmt: skip
