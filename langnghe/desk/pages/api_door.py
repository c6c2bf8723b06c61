"""The door of the API: bearer tokens, how often, and errors as problem+json in Vietnamese (RFC 9457)."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from langnghe.audit import act
from langnghe.desk import rights
from langnghe.desk.doorman import Doorman, address_of
from langnghe.desk.vault import moment, stamp
from langnghe.errors import LangngheError

if TYPE_CHECKING:
    from langnghe.config import Workspace
    from langnghe.desk.desk import Desk

PER_MINUTE = 120
TITLES = {401: "Chưa có khoá", 403: "Không có quyền", 404: "Không có", 422: "Không hiểu yêu cầu",
          429: "Hỏi quá nhanh", 500: "Lỗi của chương trình", 400: "Yêu cầu hỏng"}  # fmt: skip
_asked: dict[str, deque[float]] = defaultdict(deque)
_guard = threading.Lock()
log = logging.getLogger("langnghe.desk")


class Problem(Exception):
    """An answer that is no answer: status and why."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(self) -> Response:
        """Return it as application/problem+json."""
        told = {"type": "about:blank", "title": TITLES.get(self.status, "Chưa làm được"),
                "status": self.status, "detail": self.detail}  # fmt: skip
        return JSONResponse(told, self.status, self.headers, "application/problem+json")


class ApiRoute(APIRoute):
    """A route whose errors are problems."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def watched(request: Request) -> Response:
            try:
                found: Response = await handle(request)
                return found
            except Problem as problem:
                return problem.answer()
            except RequestValidationError as error:
                wrong = "; ".join(".".join(map(str, e["loc"])) for e in error.errors()[:5])
                return Problem(422, f"Sai hoặc thiếu: {wrong}").answer()
            except HTTPException as error:
                return Problem(error.status_code, str(error.detail)).answer()
            except LangngheError as error:
                return Problem(422, str(error)).answer()

        return watched


class Caller:
    """Who holds the token of a request."""

    def __init__(self, request: Request, right: str) -> None:
        self.desk: Desk = request.app.state.desk
        self.now = datetime.now(UTC)
        place = address_of(request)
        _not_from_here(self.desk.doormen.calls, place)
        _not_from_here(self.desk.doormen.tokens, place)
        self.desk.doormen.calls.count(place)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        row = None
        if scheme.lower() == "bearer" and given:
            sha = hashlib.sha256(given.strip().encode("utf-8", "replace")).hexdigest()
            row = self.desk.vault.one(
                "select * from token where sha256 = ? and ended is null", [sha]
            )
        user = self.desk.accounts.find(row["login"]) if row else None
        late = row and row["expires"] and moment(row["expires"]) <= self.now
        if row is None or user is None or not user.enabled or late:
            if given:
                self.desk.doormen.tokens.count(place)
            raise Problem(
                401, "Gửi khoá còn hạn ở Authorization: Bearer …", WWW_Authenticate="Bearer"
            )
        self.user, self.role = user, user.role
        self.unit = user.unit if rights.scoped(user.role) else None
        _not_too_often(row["id"])
        self.desk.vault.run(
            "update token set last_used = ? where id = ?", [stamp(self.now), row["id"]]
        )
        self.require(right)
        # Tokens of before there were scopes have none: they do what their person may.
        if row["scopes"] and right not in row["scopes"].split():
            raise Problem(403, "Khoá này chỉ đọc; tạo khoá loại “đọc và nhập” ở trang /api")

    @property
    def workspace(self) -> Workspace:
        return self.desk.workspace

    def require(self, right: str) -> None:
        """Refuse who does not hold a right."""
        if not rights.may(self.role, right):
            raise Problem(403, "Việc này của: " + rights.who(right))

    def rows(self, sql: str, bound: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return rows of the copy."""
        with self.desk.replica.lease() as lease:
            return lease.store.dicts(sql, dict(bound))

    def audit(self, what: str, target: str = "") -> None:
        """Note what was done."""
        self.desk.audit.add(act(self.user.login, self.role, what, target, unit=self.user.unit))


def caller(right: str, also: str = "") -> Any:
    """Return the dependency that lets in who holds a token with a right, and with a second one."""

    def guard(request: Request) -> Caller:
        found = Caller(request, right)
        if also:
            found.require(also)
        return found

    guard.rights = (right, *filter(None, [also]))  # type: ignore[attr-defined]  # what the matrix reads
    return Depends(guard)


def problem_schema(told: dict[str, Any]) -> dict[str, Any]:
    """Add to a description how to come in and what errors look like."""
    parts = told.setdefault("components", {})
    parts["securitySchemes"] = {"khoa": {"type": "http", "scheme": "bearer"}}
    parts.setdefault("schemas", {})["Problem"] = {
        "type": "object", "required": ["type", "title", "status", "detail"],
        "properties": {"type": {"type": "string"}, "title": {"type": "string"},
                       "status": {"type": "integer"}, "detail": {"type": "string"}},
    }  # fmt: skip
    body = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in told["paths"].values():
        for operation in path.values():
            operation["security"] = [{"khoa": []}]
            for status in (400, 401, 403, 404, 422, 429):
                operation["responses"][str(status)] = {
                    "description": TITLES[status],
                    "content": body,
                }
    return told


def _not_from_here(door: Doorman, place: str) -> None:
    if wait := door.wait(place):
        raise Problem(429, f"Máy này hỏi quá nhiều; chờ {wait} giây", Retry_After=str(wait))


def _not_too_often(token: str) -> None:
    with _guard:
        times, now = _asked[token], time.monotonic()
        while times and now - times[0] > 60:
            times.popleft()
        if len(times) >= PER_MINUTE:
            wait = str(int(60 - (now - times[0])) + 1)
            raise Problem(
                429, f"Mỗi khoá {PER_MINUTE} lần một phút; chờ {wait} giây", Retry_After=wait
            )
        times.append(now)
