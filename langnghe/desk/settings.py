"""desk.toml: how the desk is reached and how long people stay in. Absent: what stands here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from langnghe.config import Strict, read_toml

NAME = "desk.toml"


class Oidc(Strict):
    """The office's own log-in (authorization code with PKCE).

    secret is the NAME of a secret (LANGNGHE_SECRET_…, secrets.toml). claim says which claim names a
    person; an address of mail counts only within domain, and its part before @ is the log-in name.
    """

    issuer: str = Field(pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])")
    client_id: str = Field(min_length=1)
    secret: str = ""
    claim: Literal["preferred_username", "email", "upn"] = "preferred_username"
    domain: str = ""
    two_steps: bool = False  # the office's server asks leaders for a second factor itself


class DeskSettings(Strict):
    """What desk.toml may say."""

    host: str = "127.0.0.1"
    port: int = Field(default=8710, ge=0, le=65535)
    address: str = (
        ""  # how people reach it, as https://ban-tin.example; behind a proxy it must be set
    )
    totp: bool = True  # leaders and administrators confirm with a code of their phone
    session_hours: float = Field(default=12, gt=0, le=24)
    idle_minutes: float = Field(default=60, gt=0, le=720)
    oidc: Oidc | None = None

    @field_validator("address")
    @classmethod
    def _an_address(cls, given: str) -> str:
        if given and urlsplit(given).scheme not in ("http", "https"):
            raise ValueError("phải bắt đầu bằng https:// hoặc http://")
        return given.rstrip("/")

    @property
    def secure(self) -> bool:
        """Return whether people come by https, so that cookies may insist on it."""
        return self.address.startswith("https://")

    @property
    def life(self) -> timedelta:
        """Return how long a session lasts at most."""
        return timedelta(hours=self.session_hours)

    @property
    def idle(self) -> timedelta:
        """Return how long a session lasts unused."""
        return timedelta(minutes=self.idle_minutes)


def read_settings(root: Path) -> DeskSettings:
    """Return desk.toml of a workspace, or the defaults where there is none."""
    path = root / NAME
    return read_toml(path, DeskSettings) if path.exists() else DeskSettings()
