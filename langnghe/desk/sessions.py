"""Sessions: who is in, since when, with which form token. The cookie is kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from langnghe.desk.accounts import Accounts, User
from langnghe.desk.settings import DeskSettings
from langnghe.desk.vault import moment, stamp

COOKIE = "ln_phien"
_NOTED = timedelta(seconds=60)  # how often “seen” is written: not for every picture of a page
CODE, NEW_PHONE, NEW_PASSWORD = "code", "phone", "password"  # what a session still waits for


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One person being in. stage: what is still asked before any page opens, "" when nothing is."""

    token: str  # its hash: names the session, opens nothing
    user: User
    csrf: str
    created: datetime
    seen: datetime
    stage: str
    device: str
    over: bool  # ended, idle too long or too old


class Sessions:
    """The sessions of one workspace."""

    def __init__(self, accounts: Accounts, settings: DeskSettings) -> None:
        self.accounts = accounts
        self.vault = accounts.vault
        self.settings = settings

    def begin(self, user: User, now: datetime, *, stage: str = "", device: str = "") -> str:
        """Let somebody in; return what goes into the cookie. A new one at every log-in."""
        cookie = secrets.token_urlsafe(32)
        self.vault.run("delete from session where created < ?", [stamp(now - timedelta(days=2))])
        self.vault.run(
            "insert into session (token, login, csrf, created, seen, stage, device) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            [_name(cookie), user.login, secrets.token_urlsafe(24), stamp(now), stamp(now)]
            + [stage, device[:120]],
        )
        return cookie

    def find(self, cookie: str, now: datetime) -> Session | None:
        """Return the session of a cookie, also one that is over (its drafts have an owner)."""
        if not cookie:
            return None
        row = self.vault.one("select * from session where token = ?", [_name(cookie)])
        user = self.accounts.find(row["login"]) if row else None
        if row is None or user is None:
            return None
        created, seen = moment(row["created"]), moment(row["seen"])
        over = bool(row["ended"]) or not user.enabled
        over = over or now - seen > self.settings.idle or now - created > self.settings.life
        if not over and now - seen > _NOTED:
            self.vault.run(
                "update session set seen = ? where token = ?", [stamp(now), row["token"]]
            )
        return Session(
            token=row["token"],
            user=user,
            csrf=row["csrf"],
            created=created,
            seen=seen,
            stage=row["stage"],
            device=row["device"],
            over=over,
        )

    def pass_stage(self, session: Session, stage: str) -> None:
        """Note what a session waits for next; "" opens it."""
        self.vault.run("update session set stage = ? where token = ?", [stage, session.token])

    def end(self, token: str, now: datetime) -> None:
        """End one session."""
        self.vault.run(
            "update session set ended = ? where token = ? and ended is null", [stamp(now), token]
        )

    def end_all(self, login: str, now: datetime, *, but: str = "") -> int:
        """End every session of somebody, but one; return how many."""
        return self.vault.run(
            "update session set ended = ? where login = ? and ended is null and token <> ?",
            [stamp(now), login, but],
        )

    def open(self, now: datetime) -> list[dict[str, str]]:
        """Return the sessions that are not over, newest first."""
        return self.vault.rows(
            "select token, login, created, seen, device from session "
            "where ended is null and seen > ? and created > ? order by seen desc",
            [stamp(now - self.settings.idle), stamp(now - self.settings.life)],
        )


def _name(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
