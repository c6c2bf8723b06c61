"""The desk itself: everything that lives as long as its process."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.responses import HTMLResponse

from langnghe.audit import AuditLog
from langnghe.config import Workspace
from langnghe.desk.accounts import Accounts
from langnghe.desk.doorman import Doormen
from langnghe.desk.drafts import Drafts
from langnghe.desk.oidc import Office
from langnghe.desk.render import environment, theme_of
from langnghe.desk.replica import Replica
from langnghe.desk.sessions import Sessions
from langnghe.desk.settings import DeskSettings
from langnghe.desk.vault import Vault
from langnghe.privacy import load_key

if TYPE_CHECKING:
    from fastapi import Request

V = TypeVar("V")
_KEPT = 32  # answers worked out for the present state, of all pages together


class Desk:
    """Workspace, settings, accounts, the copy to read, the templates."""

    def __init__(self, workspace: Workspace, settings: DeskSettings) -> None:
        self.workspace = workspace
        self.settings = settings
        self.vault = vault_of(workspace)
        self.accounts = Accounts(self.vault)
        self.sessions = Sessions(self.accounts, settings)
        self.drafts = Drafts(self.vault)
        self.doormen = Doormen()
        self.office = office_of(workspace, settings)
        self.audit = AuditLog.of(workspace.root)
        data = workspace.root / "data"  # of reports and boards: the rows behind their numbers
        self.replica = Replica(workspace, readable=(data / "reports", data / "desk" / "bang"))
        self.templates = environment()
        self._told: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=5))
        self._guard = threading.Lock()
        self._makers: dict[tuple[Any, ...], threading.Lock] = {}
        self._worked_out: dict[tuple[Any, ...], tuple[int, float, Any]] = {}

    def tell(self, token: str, said: str) -> None:
        """Keep a word for the next page of a session."""
        self._told[token].append(said)

    def told(self, token: str) -> list[str]:
        """Return the words kept for a session, once."""
        return list(self._told.pop(token, ()))

    def once(self, version: int, key: tuple[Any, ...], make: Callable[[], V]) -> V:
        """Return what `make` gives, made once for each state of the copy (Ask.version)."""
        with self._guard:
            lock = self._makers.setdefault(key, threading.Lock())
        with lock:  # twenty people at seven o'clock: one works it out, nineteen wait
            found = self._worked_out.get(key)
            if found is not None and found[0] == version:
                value: V = found[2]
                return value
            began = time.perf_counter()
            value = make()
            with self._guard:
                self._worked_out[key] = (version, time.perf_counter() - began, value)
                if len(self._worked_out) > _KEPT:
                    # What is out of date goes first, then what is quickly worked out again.
                    worst = min(self._worked_out, key=lambda k: self._worked_out[k][:2])
                    del self._worked_out[worst]
                    self._makers.pop(worst, None)
            return value

    def page(
        self, request: Request, template: str, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """Return a page; ask is None for who is not in."""
        ask = context.setdefault("ask", None)
        said = self.told(ask.session.token) if ask is not None else []
        text = self.templates.get_template(template).render(
            request=request, theme=theme_of(request), said=said, **context
        )
        return HTMLResponse(text, status)

    def close(self) -> None:
        """End everything this process holds."""
        self.replica.close()
        self.vault.close()


def vault_of(workspace: Workspace) -> Vault:
    """Return the open accounts of a workspace."""
    key = load_key(workspace.key_file)
    return Vault(workspace.root / "data" / "desk" / "accounts.sqlite", key)


def office_of(workspace: Workspace, settings: DeskSettings) -> Office | None:
    """Return the office's own log-in, None where desk.toml names none."""
    if settings.oidc is None:
        return None
    secret = ""
    if settings.oidc.secret:
        from langnghe.notify.secret import read_secrets

        secret = read_secrets(workspace.root).get(settings.oidc.secret)
    return Office(settings.oidc, secret)
