"""The office's own log-in, against a real server of OpenID Connect on loopback that signs with RS256."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from langnghe.desk.oidc import Office
from langnghe.desk.settings import Oidc
from tests.desk.conftest import Served

CLIENT = "lang-nghe"
SECRET = "mat-khau-cua-phan-mem"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Provider:
    """The office's server: who logs in is `person`; `spoil` changes the claims or the signature."""

    person: str = "phan-tich"
    spoil: Callable[[dict[str, Any]], dict[str, Any]] = dict
    sign_with: str = "one"
    algorithm: str = "RS256"
    published: tuple[str, ...] = ("one",)
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    address: str = ""
    exchanged: int = 0

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "123", "iat": now, "exp": now + 300,
                  "nonce": nonce, "preferred_username": self.person}  # fmt: skip
        head = {"alg": self.algorithm, "kid": self.sign_with, "typ": "JWT"}
        signed = ".".join(b64(json.dumps(part).encode()) for part in (head, self.spoil(claims)))
        if self.algorithm == "none":
            return signed + "."
        key = self.keys[self.sign_with]
        return f"{signed}.{b64(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def jwks(self) -> dict[str, Any]:
        def public(name: str) -> dict[str, str]:
            numbers = self.keys[name].public_key().public_numbers()
            n, e = (v.to_bytes((v.bit_length() + 7) // 8, "big") for v in (numbers.n, numbers.e))
            return {"kty": "RSA", "use": "sig", "kid": name, "n": b64(n), "e": b64(e)}

        return {"keys": [public(name) for name in self.published]}

    def exchange(self, form: dict[str, str], given: str) -> tuple[int, dict[str, Any]]:
        """Hand out a token for a code: once, to our client, who knows what the challenge was made of."""
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or asked["code_challenge"] != challenge or given != right:
            return 400, {"error": "invalid_grant"}
        if asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        self.exchanged += 1
        return 200, {
            "id_token": self.token(asked["nonce"]),
            "token_type": "Bearer",
            "access_token": "x",
        }


@pytest.fixture(scope="module")
def keys() -> dict[str, rsa.RSAPrivateKey]:
    return {name: rsa.generate_private_key(65537, 2048) for name in ("one", "two", "stranger")}


@pytest.fixture
def provider(keys: dict[str, rsa.RSAPrivateKey]) -> Iterator[Provider]:
    told = Provider(keys=keys)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                here = told.address
                self._json(200, {"issuer": here, "authorization_endpoint": f"{here}/vao",
                                 "token_endpoint": f"{here}/doi", "jwks_uri": f"{here}/khoa"})  # fmt: skip
            elif parts.path == "/khoa":
                self._json(200, told.jwks())
            elif parts.path == "/vao":  # whoever comes is `person`, and agrees
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                assert asked["response_type"] == "code"
                assert asked["code_challenge_method"] == "S256"
                code = f"ma-{len(told.codes)}-{asked['state'][:6]}"
                told.codes[code] = asked
                self.send_response(302)
                self.send_header(
                    "Location", f"{asked['redirect_uri']}?code={code}&state={asked['state']}"
                )
                self.end_headers()
            else:
                self._json(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._json(*told.exchange(form, self.headers.get("authorization", "")))

        def _json(self, status: int, answer: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def door(desk: Served, provider: Provider) -> Iterator[Served]:
    """The shared desk, with the office's log-in switched on."""
    settings = desk.desk.settings
    asked = Oidc(
        issuer=provider.address, client_id=CLIENT, secret="OIDC", domain="cong-doan.example"
    )
    desk.desk.settings = settings.model_copy(update={"oidc": asked})
    desk.desk.office = Office(asked, SECRET)
    kept, desk.desk.doormen.log_in.most = desk.desk.doormen.log_in.most, 1000
    yield desk
    desk.desk.settings, desk.desk.office, desk.desk.doormen.log_in.most = settings, None, kept


def browser(desk: Served) -> httpx.Client:
    return httpx.Client(base_url=desk.address, follow_redirects=True)


def test_who_the_office_vouches_for_is_in_and_where_they_wanted_to_be(door: Served) -> None:
    with browser(door) as client:
        page = client.get("/tin-bai?q=bhxh").text
        assert "Vào bằng tài khoản cơ quan" in page
        answer = client.get("/dang-nhap/co-quan?tiep=/tin-bai%3Fq%3Dbhxh")
        assert answer.status_code == 200
        assert answer.url.path == "/tin-bai"
        assert answer.url.params["q"] == "bhxh"
        assert "Phân tích viên" in client.get("/tai-khoan").text
        assert "ln_co_quan" not in client.cookies
    last = log_of(door)[-1]
    assert "đăng nhập bằng tài khoản cơ quan" in last


def log_of(desk: Served) -> list[str]:
    files = sorted((desk.workspace.root / "data" / "audit").glob("*.jsonl"))
    return files[-1].read_text(encoding="utf-8").splitlines()


def test_without_it_in_desk_toml_there_is_no_such_door(desk: Served) -> None:
    with browser(desk) as client:
        assert "tài khoản cơ quan" not in client.get("/dang-nhap").text
        assert client.get("/dang-nhap/co-quan").url.path == "/dang-nhap"


def _old(claims: dict[str, Any]) -> dict[str, Any]:
    return claims | {"iat": claims["iat"] - 1000, "exp": claims["iat"] - 500}


SPOILED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "expired": _old,
    "for another program": lambda c: c | {"aud": "phan-mem-khac"},
    "for several, handed to another": lambda c: c | {"aud": [CLIENT, "khac"], "azp": "khac"},
    "of another server": lambda c: c | {"iss": "https://ke-gian.example"},
    "of another log-in": lambda c: c | {"nonce": "khac"},
    "without a nonce": lambda c: {k: v for k, v in c.items() if k != "nonce"},
    "without an end": lambda c: {k: v for k, v in c.items() if k != "exp"},
    "without a name": lambda c: {k: v for k, v in c.items() if k != "preferred_username"},
    "of a stranger": lambda c: c | {"preferred_username": "khong-co-ai"},
    "of another domain": lambda c: c | {"preferred_username": "phan-tich@ke-gian.example"},
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_token_is_refused(door: Served, provider: Provider, how: str) -> None:
    provider.spoil = SPOILED[how]
    refused(door)
    provider.spoil = dict


def refused(door: Served) -> str:
    before = len(door.desk.accounts.all())
    with browser(door) as client:
        answer = client.get("/dang-nhap/co-quan")
        assert answer.status_code == 401
        assert "Chưa vào được bằng tài khoản cơ quan" in answer.text
        assert "ln_phien" not in client.cookies
        assert client.get("/tai-khoan").url.path == "/dang-nhap"
    assert len(door.desk.accounts.all()) == before  # nobody is given an account
    return answer.text


def test_mail_counts_within_the_offices_domain(door: Served, provider: Provider) -> None:
    provider.spoil = lambda c: c | {"preferred_username": "Phan-Tich@cong-doan.example"}
    with browser(door) as client:
        assert client.get("/dang-nhap/co-quan").status_code == 200


def test_a_signature_of_nobody_we_know_is_refused(door: Served, provider: Provider) -> None:
    provider.sign_with = "stranger"
    refused(door)
    provider.sign_with, provider.algorithm = "one", "none"
    refused(door)


def test_new_keys_of_the_server_are_fetched(door: Served, provider: Provider) -> None:
    with browser(door) as client:
        assert client.get("/dang-nhap/co-quan").status_code == 200
    provider.sign_with, provider.published = "two", ("two",)
    with browser(door) as client:
        assert client.get("/dang-nhap/co-quan").status_code == 200


def test_a_way_back_is_good_once_and_in_its_own_browser(door: Served, provider: Provider) -> None:
    with browser(door) as mine, browser(door) as other:
        leave = mine.get("/dang-nhap/co-quan", follow_redirects=False).headers["location"]
        back = httpx.get(leave, follow_redirects=False).headers["location"]
        assert other.get(back).status_code == 401  # a link sent to somebody lets nobody in
        assert mine.get(back).status_code == 401  # and is used up with that
        leave = mine.get("/dang-nhap/co-quan", follow_redirects=False).headers["location"]
        back = httpx.get(leave, follow_redirects=False).headers["location"]
        assert mine.get(back).status_code == 200
        assert mine.get(back).status_code == 401
        assert mine.get("/dang-nhap/co-quan/ve?state=x&code=y").status_code == 401


def test_a_locked_account_stays_locked(door: Served) -> None:
    door.desk.vault.run(
        "update user set locked_until = '2099-01-01T00:00:00+00:00' where login = 'phan-tich'"
    )
    assert "tạm khoá" in refused(door)
    door.desk.accounts.unlock("phan-tich")


def test_a_server_that_is_down_is_told(desk: Served) -> None:
    asked = Oidc(issuer="http://127.0.0.1:9", client_id=CLIENT)
    desk.desk.office = Office(asked)
    try:
        with browser(desk) as client:
            answer = client.get("/dang-nhap/co-quan")
        assert answer.status_code == 401
        assert "không hỏi được máy chủ của cơ quan" in answer.text
    finally:
        desk.desk.office = None
