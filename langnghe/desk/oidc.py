"""The office's own log-in: OpenID Connect, authorization code with PKCE (RFC 7636, OpenID Connect Core 1.0).

Who somebody is comes from the office's server; whether there is an account, and what it may do, is the
desk's. No account is ever made here. Signatures and claims are checked by joserfc.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from langnghe.errors import LangngheError

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

    from langnghe.desk.settings import Oidc

ALGORITHMS = ("RS256", "ES256", "PS256")  # never "none", never a shared secret
LASTS = 600.0  # seconds from the start of a log-in to its end
FRESH = 3600.0  # seconds that what the server says of itself is believed
LEEWAY = 60  # seconds two clocks may differ
_MOST = 500  # log-ins under way
_SECONDS = 10.0  # of waiting for the office's server


class NotAdmitted(LangngheError):
    """The office's log-in did not end well; the sentence says how far it came."""


@dataclass(frozen=True, slots=True)
class Underway:
    """One log-in that was begun. browser: the hash of what only this browser holds."""

    nonce: str
    verifier: str
    browser: str
    onward: str
    draft: str
    since: float


@dataclass(slots=True)
class Office:
    """The office's server, as the desk's client."""

    settings: Oidc
    secret: str = ""
    _told: Mapping[str, Any] = field(default_factory=dict)
    _told_at: float = float("-inf")
    _keys: KeySet | None = None
    _underway: dict[str, Underway] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, back: str, onward: str, draft: str) -> tuple[str, str]:
        """Return where the browser goes, and what it has to bring back as a cookie."""
        state, nonce, browser = (secrets.token_urlsafe(24) for _ in range(3))
        verifier = secrets.token_urlsafe(48)
        now = time.monotonic()
        with self._guard:
            for old in [s for s, u in self._underway.items() if now - u.since > LASTS]:
                del self._underway[old]
            if len(self._underway) >= _MOST:
                raise NotAdmitted(
                    "quá nhiều người đang đăng nhập cùng lúc; chờ vài phút rồi thử lại"
                )
            self._underway[state] = Underway(nonce, verifier, _hash(browser), onward, draft, now)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(
            b"="
        )
        asked = {
            "response_type": "code", "client_id": self.settings.client_id, "redirect_uri": back,
            "scope": "openid profile email", "state": state, "nonce": nonce,
            "code_challenge": challenge.decode(), "code_challenge_method": "S256",
        }  # fmt: skip
        where = str(self._about()["authorization_endpoint"])
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", browser

    def finish(self, state: str, code: str, browser: str, back: str) -> tuple[str, Underway]:
        """Return the log-in name the office vouches for, and what was under way; a state is good once."""
        with self._guard:
            begun = self._underway.pop(state, None)
        if begun is None or time.monotonic() - begun.since > LASTS:
            raise NotAdmitted("lượt đăng nhập này đã quá hạn hoặc đã dùng; bấm đăng nhập lại")
        if not secrets.compare_digest(begun.browser, _hash(browser)):
            raise NotAdmitted("lượt đăng nhập này bắt đầu ở trình duyệt khác; bấm đăng nhập lại")
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back,
                "code_verifier": begun.verifier, "client_id": self.settings.client_id}  # fmt: skip
        told = self._fetch(str(self._about()["token_endpoint"]), form)
        token = told.get("id_token")
        if not isinstance(token, str):
            raise NotAdmitted("máy chủ của cơ quan không gửi giấy chứng nhận (id_token)")
        return self._name(self._claims(token, begun.nonce)), begun

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            exp={"essential": True}, iat={"essential": True}, sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )  # fmt: skip
        try:
            found = self._read(token)
            rules.validate(found)
        except (JoseError, ValueError, TypeError) as error:
            # Only the kind of fault: the words of a library may quote what a stranger sent.
            raise NotAdmitted(
                f"giấy chứng nhận của cơ quan không hợp lệ ({type(error).__name__})"
            ) from error
        several = isinstance(found["aud"], list) and len(found["aud"]) > 1
        if (several or "azp" in found) and found.get("azp") != self.settings.client_id:
            raise NotAdmitted("giấy chứng nhận này cấp cho phần mềm khác")
        return found

    def _read(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that was signed by one of the server's keys."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        keys = self._keys or self._fetch_keys()
        try:
            return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError):
            # The server may have changed its keys since; once, for a stranger could ask for ever.
            return dict(jwt.decode(token, self._fetch_keys(), algorithms=list(ALGORITHMS)).claims)

    def _name(self, claims: Mapping[str, Any]) -> str:
        """Return the log-in name a person's claim stands for."""
        said = claims.get(self.settings.claim)
        if not isinstance(said, str) or not said.strip():
            raise NotAdmitted(f"giấy chứng nhận không có {self.settings.claim}")
        if self.settings.claim == "email" and claims.get("email_verified") is not True:
            raise NotAdmitted("địa chỉ thư chưa được cơ quan xác nhận")
        name, at, domain = said.strip().lower().partition("@")
        if at and domain != self.settings.domain.lower():
            raise NotAdmitted("địa chỉ thư không thuộc tên miền của cơ quan")
        return name

    def _about(self) -> Mapping[str, Any]:
        """Return what the server says of itself (OpenID Connect Discovery)."""
        if time.monotonic() - self._told_at > FRESH:
            issuer = self.settings.issuer
            told = self._fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            secure = issuer.startswith("https://")
            if told.get("issuer") != issuer or not all(
                str(told.get(name, "")).startswith("https://" if secure else "http")
                for name in wanted
            ):
                raise NotAdmitted(
                    "máy chủ của cơ quan tự giới thiệu khác với desk.toml [oidc] issuer"
                )
            self._told, self._told_at = told, time.monotonic()
        return self._told

    def _fetch_keys(self) -> KeySet:
        from joserfc.jwk import KeySet

        self._keys = KeySet.import_key_set(self._fetch(str(self._about()["jwks_uri"])))  # type: ignore[arg-type]
        return self._keys

    def _fetch(self, address: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        import httpx

        entry = (
            httpx.BasicAuth(self.settings.client_id, self.secret) if form and self.secret else None
        )
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=False, auth=entry) as client:
                got = client.post(address, data=dict(form)) if form else client.get(address)
            told = got.json() if got.status_code == 200 else None
        except (httpx.HTTPError, ValueError) as error:
            raise NotAdmitted(
                f"không hỏi được máy chủ của cơ quan ({type(error).__name__})"
            ) from error
        if not isinstance(told, dict):
            raise NotAdmitted(f"máy chủ của cơ quan trả lời {got.status_code}")
        return told


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
