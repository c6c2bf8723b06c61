"""What is answered when a page cannot be: in words, and with everything that was typed still there."""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from langnghe.desk import rights
from langnghe.desk.ask import (
    BACK,
    CSRF,
    DRAFT,
    Ask,
    Forbidden,
    NotIn,
    StaleForm,
    Typed,
    Waiting,
    local,
)
from langnghe.desk.conflict import FIELD, Conflict
from langnghe.desk.desk import Desk
from langnghe.desk.security import SAFE
from langnghe.desk.sessions import CODE, NEW_PASSWORD, NEW_PHONE
from langnghe.errors import LangngheError

log = logging.getLogger("langnghe.desk")
STAGE_PAGE = {CODE: "/dang-nhap/ma", NEW_PASSWORD: "/tai-khoan/mat-khau", NEW_PHONE: "/tai-khoan/dien-thoai"}  # fmt: skip
OFFERED = "_chon."  # of the form: the choices of a field, beside the field
LABEL = "_ten."  # of the form: how a field is called, beside the field
PRE = "ln_truoc"  # cookie of the log-in form, before there is a session


class Field(NamedTuple):
    """One field as it is shown again."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]


def register(app: FastAPI) -> None:
    """Add the answers to everything that goes wrong."""
    app.add_exception_handler(NotIn, not_in)
    app.add_exception_handler(Waiting, waiting)
    app.add_exception_handler(Forbidden, forbidden)
    app.add_exception_handler(StaleForm, stale)
    app.add_exception_handler(Conflict, conflict)
    app.add_exception_handler(LangngheError, refused)
    app.add_exception_handler(RequestValidationError, unread)
    app.add_exception_handler(HTTPException, http)
    app.add_middleware(Faults)


class Faults:
    """ASGI middleware: a fault of ours becomes a page. (Starlette's own handler of Exception raises
    again, which ends the connection under whatever the browser asks next.)"""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        begun = False

        async def watched(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            answer = await run_in_threadpool(broken, Request(scope), error)
            await answer(scope, receive, send)


def typed_of(request: Request) -> Typed:
    """Return what the form of this request held."""
    found: Typed = getattr(request.state, "typed", None) or Typed()
    return found


def fields_of(pairs: Sequence[tuple[str, str]]) -> list[Field]:
    """Return what a person typed, without the form's own marks, each as it is called."""
    named = {n.removeprefix(LABEL): v for n, v in pairs if n.startswith(LABEL)}
    offered = {n.removeprefix(OFFERED): v for n, v in pairs if n.startswith(OFFERED)}
    return [
        Field(name, named.get(name, name), value, _choices(offered.get(name, "")))
        for name, value in pairs
        if not name.startswith("_") and name != "mat_khau"
    ]


def _choices(told: str) -> tuple[tuple[str, str], ...]:
    """Return the choices a form said it offered; it came from outside, so anything odd is none."""
    try:
        return tuple((str(key), str(word)) for key, word in json.loads(told or "[]"))
    except (ValueError, TypeError):
        return ()


def log_in_page(
    request: Request,
    *,
    status: int = 200,
    onward: str = "",
    draft: str = "",
    why: str = "",
    **more: Any,
) -> Response:
    """Return the log-in form, with the cookie that its own posting must match."""
    desk: Desk = request.app.state.desk
    mark = request.cookies.get(PRE) or secrets.token_urlsafe(18)
    page = desk.page(
        request, "dang_nhap.html", status, mark=mark, onward=onward, draft=draft, why=why,
        login=more.get("login", ""), office=desk.office is not None,
    )  # fmt: skip
    page.set_cookie(PRE, mark, httponly=True, samesite="strict", secure=desk.settings.secure)
    return page


def not_in(request: Request, error: Exception) -> Response:
    """Ask for the log-in; what was typed is kept for who comes back."""
    if _wants_json(request):
        return JSONResponse({"loi": "chưa đăng nhập"}, 401)
    here = _address(request)
    if request.headers.get("hx-request"):  # htmx would put the log-in page inside the page
        onward = local(_told_by(request, "hx-current-url"))
        if request.method in SAFE:
            headers = {"HX-Redirect": f"/dang-nhap?tiep={quote(onward)}"}
            return Response(status_code=204, headers=headers)
    if request.method in SAFE:
        return RedirectResponse(
            f"/dang-nhap?tiep={quote(here)}" if here != "/" else "/dang-nhap", 303
        )
    draft = _keep(request, getattr(error, "owner", ""))
    why = "Phiên làm việc đã hết."
    if draft:
        why += " Điều bạn vừa gõ đã được giữ lại; đăng nhập xong sẽ thấy lại ngay."
    if names := [file.filename for file in typed_of(request).files.values() if file.filename]:
        why += (
            f" Riêng tệp {', '.join(names)} chưa được nhận và không giữ lại: "
            "đăng nhập xong hãy mở lại trang và chọn tệp lần nữa."
        )
    return log_in_page(request, status=401, draft=draft, why=why)


def waiting(request: Request, error: Exception) -> Response:
    """Show what is still asked before any page opens."""
    stage = error.stage if isinstance(error, Waiting) else ""
    return RedirectResponse(STAGE_PAGE.get(stage, "/dang-nhap"), 303)


def forbidden(request: Request, error: Exception) -> Response:
    """Say that this role may not, and whose matter it is."""
    right = error.right if isinstance(error, Forbidden) else ""
    if _wants_json(request):
        return JSONResponse({"loi": "không có quyền"}, 403)
    return _page(request, "loi.html", 403, title="Bạn không mở được trang này",
                 told="Việc này của: " + rights.who(right) + ".", draft="")  # fmt: skip


def stale(request: Request, error: Exception) -> Response:
    """Refuse a form of another session, with what was typed to be sent again knowingly."""
    return _again(request, 403, "Trang này mở từ trước lần đăng nhập này nên chưa ghi. "
                  "Xem lại rồi gửi lần nữa.")  # fmt: skip


def conflict(request: Request, error: Exception) -> Response:
    """Show both: what stands there now, and what was typed."""
    assert isinstance(error, Conflict)
    return _again(request, 409, "", conflict=error)


def refused(request: Request, error: Exception) -> Response:
    """Say in words why something was not done; a form keeps what was typed."""
    if _wants_json(request):
        return JSONResponse({"loi": str(error)}, 422)
    if request.method in SAFE:
        return _page(
            request, "loi.html", 422, title="Chưa mở được", told=_sentence(error), draft=""
        )
    return _again(request, 422, _sentence(error))


def unread(request: Request, error: Exception) -> Response:
    """Say that an address or a form was not understood."""
    if _wants_json(request):
        assert isinstance(error, RequestValidationError)
        wrong = [{"o": ".".join(map(str, e["loc"])), "loi": e["msg"]} for e in error.errors()]
        return JSONResponse({"loi": "không hiểu yêu cầu", "chi_tiet": wrong}, 422)
    return _page(request, "loi.html", 404, title="Không có trang này",
                 told="Địa chỉ không đúng dạng.", draft="")  # fmt: skip


def http(request: Request, error: Exception) -> Response:
    """Answer 404, 405 and their like as pages."""
    assert isinstance(error, HTTPException)
    if _wants_json(request):
        return JSONResponse({"loi": str(error.detail)}, error.status_code)
    if getattr(request.state, "session", None) is None and not _in(request):
        # Who is not in learns nothing, not even which pages there are.
        return not_in(request, NotIn())
    told = {
        404: (
            "Không có trang này",
            "Có thể địa chỉ gõ nhầm, hoặc mục này đã được gộp vào mục khác.",
        ),
        405: ("Không mở được cách này", "Hãy quay lại trang trước và dùng nút trên trang."),
    }
    title, why = told.get(error.status_code, ("Chưa làm được", str(error.detail)))
    if error.status_code == 404 and error.detail not in ("Not Found", ""):
        why = str(error.detail)
    return _page(request, "loi.html", error.status_code, title=title, told=why, draft="")


def broken(request: Request, error: Exception) -> Response:
    """Admit a fault of ours by a number; details stand in the log alone."""
    number = secrets.token_hex(4)
    # Where, not what: the words of an error may quote what somebody wrote.
    where = "".join(traceback.format_tb(error.__traceback__)[-6:])
    log.error("lỗi %s ở %s: %s\n%s", number, request.url.path, type(error).__name__, where)
    if _wants_json(request):
        return JSONResponse({"loi": "lỗi của chương trình", "ma": number}, 500)
    session = getattr(request.state, "session", None)
    draft = _keep(request, session.user.login) if session and request.method not in SAFE else ""
    try:
        return _page(request, "loi.html", 500, title="Chương trình gặp lỗi", draft=draft,
                     told=f"Không phải lỗi của bạn. Báo quản trị mã {number}; dữ liệu đã ghi không mất.")  # fmt: skip
    except Exception:  # the page itself may be what is broken
        return PlainTextResponse(f"Chương trình gặp lỗi, mã {number}.", 500)


def again(ask: Ask, why: str, status: int = 422) -> Response:
    """Return the page that holds a form's fields to be mended and sent once more."""
    return _again(ask.request, status, why)


def _again(request: Request, status: int, why: str, **more: Any) -> Response:
    if _wants_json(request):
        return JSONResponse({"loi": why or "dữ liệu đã thay đổi"}, status)
    typed = typed_of(request)
    found = more.get("conflict")
    hidden = [(n, v) for n, v in typed.pairs
              if n.startswith("_") and n not in (CSRF, DRAFT) and not (found and n == FIELD)]  # fmt: skip
    if found:
        hidden.append((FIELD, found.version))
    return _page(
        request, "gui_lai.html", status, why=why, conflict=found, action=_address(request),
        fields=fields_of(typed.pairs), hidden=hidden, back=local(_back(request, typed)), draft="",
        files=[f.filename for f in typed.files.values() if f.filename],
    )  # fmt: skip


def _keep(request: Request, owner: str) -> str:
    """Keep what was typed; return the draft's id, "" when there was nothing."""
    typed = typed_of(request)
    if not fields_of(typed.pairs):
        return ""
    desk: Desk = request.app.state.desk
    kept = [(n, v) for n, v in typed.pairs if n not in (CSRF, DRAFT, "mat_khau")]
    back = local(_back(request, typed))
    return desk.drafts.keep(owner, _address(request), back, kept, datetime.now(UTC))


def _back(request: Request, typed: Typed) -> str:
    if typed.get(BACK):
        return typed[BACK]
    return _told_by(request, "referer")


def _told_by(request: Request, header: str) -> str:
    """Return path and query of the address in a header; "/" where it is none."""
    try:
        came = urlsplit(request.headers.get(header, ""))
    except ValueError:
        return "/"
    return came.path + (f"?{came.query}" if came.query else "") or "/"


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _page(request: Request, template: str, status: int, **context: Any) -> Response:
    desk: Desk = request.app.state.desk
    session = getattr(request.state, "session", None) or _in(request)
    ask = Ask(request, session, typed_of(request)) if session and not session.over else None
    return desk.page(request, template, status, ask=ask, **context)


def _in(request: Request) -> Any:
    from langnghe.desk.ask import visitor

    session = visitor(request)
    return session if session and not session.over and not session.stage else None


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/")
