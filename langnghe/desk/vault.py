"""The small database of the desk's own: accounts, sessions, drafts, tokens. Never what is read or said.

SQLite, readable by its owner alone; what is secret in it is hashed, or encrypted with the office key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from langnghe.errors import ConfigError

_TABLES = """
create table if not exists user (
    login text primary key, name text not null, role text not null, unit text not null default '',
    password text not null, must_change integer not null default 1, totp text not null default '',
    totp_step integer not null default 0, failed integer not null default 0,
    lockouts integer not null default 0, locked_until text, enabled integer not null default 1,
    version integer not null default 1, created text not null, last_login text
);
create table if not exists session (
    token text primary key, login text not null, csrf text not null, created text not null,
    seen text not null, ended text, stage text not null default '', device text not null default ''
);
create index if not exists session_of on session (login);
create table if not exists draft (
    id text primary key, login text not null, action text not null, back text not null,
    fields text not null, made text not null
);
create table if not exists token (
    id text primary key, login text not null, name text not null, sha256 text not null unique,
    scopes text not null, created text not null, expires text, last_used text, ended text
);
create table if not exists saved (
    login text not null, kind text not null, name text not null, value text not null,
    made text not null, primary key (login, kind, name)
);
"""


class Vault:
    """One open accounts.sqlite; safe for the threads of one process, and for several processes."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._lock = threading.RLock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        try:
            self._connection = sqlite3.connect(
                path, check_same_thread=False, isolation_level=None, timeout=10
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = full")
            self._connection.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise ConfigError(
                f"{path}: không mở được tệp tài khoản ({error}); khôi phục từ bản sao lưu"
            ) from error

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return rows as dicts."""
        with self._lock:
            return [dict(row) for row in self._connection.execute(sql, values)]

    def one(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        """Return the first row, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Carry out one statement; return how many rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run a block all or nothing, alone."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def seal(self, text: str) -> str:
        """Return a text that only the office key opens."""
        return str(self._lid().encrypt(text.encode()).decode())

    def open(self, sealed: str) -> str:
        """Return what `seal` took."""
        from cryptography.fernet import InvalidToken

        try:
            return str(self._lid().decrypt(sealed.encode()).decode())
        except InvalidToken as error:
            raise ConfigError(
                f"{self.path}: không mở được bằng khoá của cơ quan; khôi phục data/pseudonym.key"
            ) from error

    def _lid(self) -> Any:
        from cryptography.fernet import Fernet

        key = hmac.new(self._key, b"desk/totp", hashlib.sha256).digest()
        return Fernet(urlsafe_b64encode(key))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def stamp(moment: datetime) -> str:
    """Return a moment as it stands in the file: ISO 8601 UTC, sortable."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the moment of `stamp`."""
    return datetime.fromisoformat(text)
