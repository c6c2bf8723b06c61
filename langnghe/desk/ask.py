"""One request of one person: what every page is handed, and the guard that lets it in.

A route says who may come by `needs("alerts.read")`; nothing opens without it (a test walks the routes).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from langnghe.audit import act
from langnghe.desk import rights
from langnghe.desk.security import SAFE
from langnghe.desk.sessions import COOKIE, Session
from langnghe.errors import LangngheError

if TYPE_CHECKING:
    from langnghe.desk.accounts import User
    from langnghe.desk.desk import Desk
    from langnghe.desk.replica import CopyWorkspace, Lease
    from warehouse import Store
    from warehouse.words import Words

V = TypeVar("V")

CSRF = "_csrf"
DRAFT = "_nhap"  # of the form: the draft it was filled from
BACK = "_ve"  # of the form: the page it stands on
MOST_FIELDS, MOST_FILES = 2000, 20


class NotIn(Exception):
    """Nobody is logged in (any more)."""

    def __init__(self, owner: str = "") -> None:
        super().__init__("not in")
        self.owner = owner  # whose session is over; "" when the cookie is unknown


class Waiting(Exception):
    """The password was right, but something is still asked first."""

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.stage = stage


class Forbidden(Exception):
    """This role does not hold the right."""

    def __init__(self, right: str) -> None:
        super().__init__(right)
        self.right = right


class StaleForm(Exception):
    """The form's token is not this session's: an old page, or a page of somebody else."""


class Typed(Mapping[str, str]):
    """What a form sent: NFC text without blanks around it, line ends as one sign; files apart."""

    def __init__(self, form: FormData | None = None) -> None:
        pairs = form.multi_items() if form else []
        self.pairs = tuple((name, _tidy(value)) for name, value in pairs if isinstance(value, str))
        self.files = {name: value for name, value in pairs if isinstance(value, UploadFile)}
        self._first: dict[str, str] = {}
        for name, value in self.pairs:
            self._first.setdefault(name, value)

    def __getitem__(self, name: str) -> str:
        return self._first[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)

    def every(self, name: str) -> list[str]:
        """Return all values of a field, as of check-boxes."""
        return [value for field, value in self.pairs if field == name]

    def must(self, name: str, called: str) -> str:
        """Return a field that may not be empty."""
        if value := self.get(name, ""):
            return value
        raise LangngheError(f"chưa điền {called}")

    def file(self, name: str) -> tuple[str, bytes] | None:
        """Return name and bytes of a file that was chosen."""
        found = self.files.get(name)
        if found is None or not found.filename:
            return None
        found.file.seek(0)
        return found.filename, found.file.read()


class Ask:
    """A request let in: who asks, what was typed, the copy to read, and the ways to answer."""

    def __init__(self, request: Request, session: Session, typed: Typed) -> None:
        self.request = request
        self.desk: Desk = request.app.state.desk
        self.session = session
        self.typed = typed
        self.now = datetime.now(UTC)
        self._held: Any = None

    @property
    def user(self) -> User:
        return self.session.user

    @property
    def role(self) -> str:
        return self.session.user.role

    @property
    def unit(self) -> str | None:
        """Return the only unit this person sees, or None: all."""
        return self.user.unit if rights.scoped(self.role) else None

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @cached_property
    def _lease(self) -> Lease:
        self._held = self.desk.replica.lease()
        lease: Lease = self._held.__enter__()
        return lease

    @property
    def store(self) -> Store:
        """Return the copy to read; held until the answer is made."""
        return self._lease.store

    @property
    def words(self) -> Words | None:
        """Return the index of the copy's words, None where its texts must be read."""
        return self._lease.words

    @property
    def workspace(self) -> CopyWorkspace:
        """Return the office's folders, with the copy as its warehouse."""
        return self._lease.workspace

    @property
    def version(self) -> int:
        """Return the number of the copy's state: what was worked out for it holds while it stays."""
        return self._lease.version

    def once(self, key: tuple[Any, ...], make: Callable[[], V]) -> V:
        """Return what `make` reads out of this state of the copy, made once for all who ask."""
        return self.desk.once(self.version, key, make)

    @contextmanager
    def write(self) -> Iterator[Lease]:
        """Hold the copy alone: acts of flows called with this store and workspace land and load."""
        with self.desk.replica.write() as lease:
            yield lease

    def may(self, what: str) -> bool:
        """Return whether this person holds a right."""
        return rights.may(self.role, what)

    def require(self, what: str) -> None:
        """Refuse who does not hold a right beyond the route's own."""
        if not self.may(what):
            raise Forbidden(what)

    def audit(self, what: str, target: str = "", outcome: str = "xong") -> None:
        """Note who did what; never what was written."""
        made = act(self.user.login, self.role, what, target, unit=self.user.unit, outcome=outcome)
        self.desk.audit.add(made)

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page."""
        return self.desk.page(self.request, template, status, ask=self, **context)

    def go(self, address: str, said: str = "") -> Response:
        """Return the way to another page of the desk, with a word on what was done."""
        if said:
            self.desk.tell(self.session.token, said)
        return RedirectResponse(local(address), 303)

    def give_back(self) -> None:
        """Let go of the copy."""
        if self._held is not None:
            self._held.__exit__(None, None, None)
            self._held = None


def local(address: str) -> str:
    """Return an address of this desk; any other becomes the start page."""
    good = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if good and "\\" not in address and address.isprintable() else "/"


async def typed_in(request: Request) -> AsyncIterator[Typed]:
    """Read the form of a request, whatever comes of it; its files are closed when it is answered."""
    if request.method in SAFE:
        yield Typed()
        return
    kind = request.headers.get("content-type", "").split(";")[0]
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        yield Typed()
        return
    form = await request.form(
        max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=4 * 1024 * 1024
    )
    typed = Typed(form)
    request.state.typed = typed
    try:
        yield typed
    finally:
        for file in typed.files.values():
            await file.close()


def needs(right: str, *, stage: bool = False) -> Any:
    """Return the dependency that lets in who holds a right; stage: also who is only half-way in."""

    async def guard(request: Request, typed: Annotated[Typed, Depends(typed_in)]) -> Any:
        ask = await run_in_threadpool(_let_in, request, typed, right, stage)
        try:
            yield ask
            if ident := typed.get(DRAFT):  # what was kept is sent now
                ask.desk.drafts.drop(ident)
        finally:
            ask.give_back()

    guard.right = right  # type: ignore[attr-defined]  # for the test that walks the routes
    return Depends(guard)


def visitor(request: Request) -> Session | None:
    """Return who is in, as far as the cookie tells."""
    desk: Desk = request.app.state.desk
    return desk.sessions.find(request.cookies.get(COOKIE, ""), datetime.now(UTC))


def _let_in(request: Request, typed: Typed, right: str, stage: bool) -> Ask:
    session = visitor(request)
    if session is None or session.over:
        raise NotIn(session.user.login if session else "")
    request.state.session = session
    if session.stage and not stage:
        raise Waiting(session.stage)
    if request.method not in SAFE:
        sent = typed.get(CSRF) or request.headers.get("x-csrf-token", "")
        if not secrets.compare_digest(sent.encode(), session.csrf.encode()):
            raise StaleForm
    ask = Ask(request, session, typed)
    if not rights.may(session.user.role, right):
        if request.method not in SAFE:
            ask.audit("bị từ chối", request.url.path, f"thiếu quyền {right}")
        raise Forbidden(right)
    return ask


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
