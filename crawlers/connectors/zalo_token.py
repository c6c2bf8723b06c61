"""Zalo's keys: an access token of about a day, and a refresh token that serves once.

Whoever spends the refresh token must keep the new one, or a person has to ask for consent again. So
before it is spent the file for the new one already lies on the disk, room and all, under a lock that
only one process holds; afterwards it is overwritten, flushed to the disk and renamed into place.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawlers.connectors.base import TokenExpired, Unavailable
from langnghe.errors import ConfigError
from langnghe.records import utc

if TYPE_CHECKING:
    from crawlers.connectors.client import Client

HOST = "oauth.zaloapp.com"
ADDRESS = f"https://{HOST}/v4/oa/access_token"
EARLY = timedelta(minutes=10)  # a token that ends during a pull is renewed before it
REFRESH_LIFE = timedelta(days=89)  # after its access token ended: three months from its issue
_ROOM = 16_384  # bytes: tokens are some hundred characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A pair of tokens. seed: names the refresh token a person gave, from which this pair descends."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    seed: str

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        row = {**asdict(self), "expires_at": utc(self.expires_at).isoformat()}
        return json.dumps(row).encode() + b"\n"

    @classmethod
    def from_bytes(cls, raw: bytes) -> Tokens:
        """Return the tokens of to_bytes."""
        row = json.loads(raw.rstrip(b"\0 \n"))
        return cls(**{**row, "expires_at": datetime.fromisoformat(row["expires_at"])})


@dataclass(slots=True, kw_only=True)
class TokenKeeper:
    """The tokens of one official account. given: the refresh token a person put among the secrets."""

    path: Path
    given: str = field(repr=False)
    app_id: str
    app_secret: str = field(repr=False)

    def expires(self) -> datetime | None:
        """Return until when the refresh token at hand should serve, None when it was never used."""
        kept = self._kept()
        return kept.expires_at + REFRESH_LIFE if kept else None

    def access(self, client: Client, *, spent: str = "") -> str:
        """Return an access token that still lasts; `spent` names one that Zalo no longer takes.

        Raises TokenExpired when a person has to give consent anew.
        """
        kept = self._kept()
        if kept and self._lasts(kept, client, spent):
            return kept.access
        with self._locked():
            self._finish()
            kept = self._kept()  # another process may have renewed it meanwhile
            if kept and self._lasts(kept, client, spent):
                return kept.access
            with self._room() as keep:
                tokens = self._renewed(client, kept.refresh if kept else self.given)
                keep(tokens)
        return tokens.access

    def _lasts(self, kept: Tokens, client: Client, spent: str) -> bool:
        return kept.access != spent and utc(kept.expires_at) - EARLY > utc(client.clock())

    @property
    def _seed(self) -> str:
        return hashlib.sha256(self.given.encode()).hexdigest()[:16]

    def _kept(self) -> Tokens | None:
        try:
            kept = Tokens.from_bytes(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigError(
                f"{self.path}: tệp token Zalo bị hỏng; xoá tệp, xin lại refresh token"
                " rồi đặt vào secrets.toml"
            ) from error
        return kept if kept.seed == self._seed else None  # a person has given a new one

    def _renewed(self, client: Client, refresh: str) -> Tokens:
        answer = client.send(
            "POST",
            ADDRESS,
            headers={"secret_key": self.app_secret},
            data={
                "refresh_token": refresh,
                "app_id": self.app_id,
                "grant_type": "refresh_token",
            },
        )
        said = answer.json()
        row: dict[str, Any] = said if isinstance(said, dict) else {}
        access, following = row.get("access_token"), row.get("refresh_token")
        if isinstance(access, str) and isinstance(following, str) and access and following:
            try:
                seconds = int(row.get("expires_in") or 0)
            except (TypeError, ValueError):
                seconds = 0
            life = timedelta(seconds=seconds or 3600)
            return Tokens(
                access=access,
                refresh=following,
                expires_at=client.clock() + life,
                seed=self._seed,
            )
        code = row.get("error")
        if isinstance(code, int) and code < 0:
            raise TokenExpired(
                f"Zalo không nhận refresh token (mã {code}): đã dùng rồi hoặc hết hạn;"
                " xin lại theo docs/channels.md",
                url=ADDRESS,
                status=answer.status,
            )
        raise Unavailable("Zalo không trả token", url=ADDRESS, status=answer.status)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        import fcntl  # POSIX: on Windows the program runs under WSL2

        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @property
    def _waiting(self) -> Path:
        return self.path.with_suffix(".new")

    def _finish(self) -> None:
        """Put into place what a crash left written but not renamed."""
        try:
            Tokens.from_bytes(self._waiting.read_bytes())
        except (OSError, ValueError, TypeError, KeyError):
            return  # none, or only its room
        self._waiting.replace(self.path)

    @contextmanager
    def _room(self) -> Iterator[Callable[[Tokens], None]]:
        """Take room for the new tokens before the old ones are spent; give what puts them there."""
        spent = False

        def keep(tokens: Tokens) -> None:
            nonlocal spent
            spent = True
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, tokens.to_bytes().ljust(_ROOM))  # over blocks that are there already
            os.fsync(handle)
            self._waiting.replace(self.path)

        handle = os.open(self._waiting, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, b" " * _ROOM)  # a full disk is found out here, with nothing lost
            os.fsync(handle)
            yield keep
        except OSError as error:
            raise ConfigError(
                f"{self.path}: không ghi được tệp token ({error.strerror}); kiểm tra ổ đĩa và quyền"
            ) from error
        finally:
            os.close(handle)
            if not spent:
                self._waiting.unlink(missing_ok=True)
