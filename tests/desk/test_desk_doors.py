"""In and out: the log-in, what nobody may see without it, and which role opens which page."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from langnghe.desk import rights
from langnghe.desk.accounts import LOGIN
from langnghe.records import ROLE_VI
from tests.desk.conftest import Client, Served, all_routes

OPEN = {
    "/dang-nhap",
    "/dang-nhap/co-quan",
    "/dang-nhap/co-quan/ve",
    "/suc-khoe",
    "/tinh/{name}",
}  # what opens without a log-in


def routes(app: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (method, path, right) of every route; right "" where none is asked."""
    for route in all_routes(app):
        for method in sorted(getattr(route, "methods", None) or ()):
            found = {
                getattr(d.call, "right", "") for d in _all(getattr(route, "dependant", None))
            } - {""}
            assert len(found) <= 1, route.path
            yield method, route.path, next(iter(found), "")


def _all(dependant: Any) -> Iterator[Any]:
    if dependant is not None:
        for one in dependant.dependencies:
            yield one
            yield from _all(one)


def test_every_route_names_its_right_and_the_right_is_in_the_table(desk: Served) -> None:
    for method, path, right in routes(desk.app):
        if path in OPEN or path.startswith("/api"):
            continue
        assert right in rights.RIGHTS, f"{method} {path}"


def test_who_is_not_in_sees_the_log_in_and_nothing_else(desk: Served) -> None:
    with httpx.Client(base_url=desk.address, headers={"Origin": desk.address}) as stranger:
        for method, path, _right in routes(desk.app):
            if path in OPEN or method == "HEAD" or path.startswith("/api"):
                continue
            answer = stranger.request(method, path.replace("{", "").replace("}", ""))
            assert answer.status_code in (303, 401), f"{method} {path}: {answer.status_code}"
            assert "/dang-nhap" in answer.headers.get("location", "") or "Đăng nhập" in answer.text
        assert stranger.get("/suc-khoe").text == "ok"
        assert stranger.get("/khong-co-trang-nay").status_code == 303


def test_an_address_in_a_header_that_is_none_leads_to_the_log_in(desk: Served) -> None:
    told = {"Origin": desk.address, "HX-Request": "true", "HX-Current-URL": "http://[", "Referer": "http://["}  # fmt: skip
    with httpx.Client(base_url=desk.address, headers=told) as stranger:
        assert stranger.get("/tin").headers["hx-redirect"] == "/dang-nhap?tiep=/"
        asked = stranger.post("/tai-khoan/nen", data={"nen": "toi"})
        assert (asked.status_code, "Đăng nhập" in asked.text) == (401, True)


@pytest.mark.parametrize("role", list(ROLE_VI))
def test_the_navigation_shows_what_the_role_may_open(desk: Served, role: str) -> None:
    client: Client = desk.as_role(role)
    page = client.html("/tai-khoan")
    for address, name, right in rights.NAVIGATION:
        assert (f'<a href="{address}">{name}</a>' in page) == rights.may(role, right), address


def test_a_page_of_another_role_is_refused_and_says_whose_it_is(desk: Served) -> None:
    answer = desk.as_role("grassroots").get("/hom-nay")
    assert answer.status_code == 403
    assert "Phân tích viên" in answer.text


def test_a_wrong_password_and_a_wrong_name_are_told_alike(desk: Served) -> None:
    from tests.desk.conftest import field_of

    def said(login: str) -> str:
        with httpx.Client(base_url=desk.address, headers={"Origin": desk.address}) as client:
            mark = field_of(client.get("/dang-nhap").text, "_dau")
            answer = client.post(
                "/dang-nhap", data={"_dau": mark, "ten": login, "mat_khau": "sai rồi"}
            )
            assert answer.status_code == 401
            return answer.text.replace(mark, "").replace(login, "")

    assert said("co-so") == said("khong-co-ai")


def test_a_post_from_another_site_or_without_the_token_does_nothing(desk: Served) -> None:
    client = desk.as_role("analyst")
    data = {"_csrf": client.csrf, "nen": "toi"}
    evil = client.post("/tai-khoan/nen", data=data, headers={"Origin": "https://evil.example"})
    assert evil.status_code == 403
    assert client.post("/tai-khoan/nen", data={"nen": "toi"}).status_code == 403


def test_every_answer_carries_the_strict_headers(desk: Served) -> None:
    client = desk.as_role("analyst")
    for path in ("/hom-nay", "/khong-co", "/tinh/desk.css"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/hom-nay").headers["cache-control"] == "no-store"


TRIED: dict[str, int] = {}


@pytest.mark.parametrize("role", list(ROLE_VI))
def test_no_route_opens_without_its_right(desk: Served, role: str) -> None:
    """The whole matrix, asked for real: every route whose right this role does not hold."""
    client = desk.as_role(role)
    opened = []
    TRIED[role] = 0
    for method, path, right in routes(desk.app):
        if path in OPEN or path.startswith("/api") or method == "HEAD" or rights.may(role, right):
            continue
        address = re.sub(r"\{[^}]*\}", "x", path)
        answer = (
            client.get(address, follow_redirects=False)
            if method == "GET"
            else client.send_form(address)
        )
        TRIED[role] += 1
        if answer.status_code != 403 or "Bạn không mở được trang này" not in answer.text:
            opened.append(f"{method} {path}: {answer.status_code}")
    with calling(desk, token_left(desk, role)) as machine:
        for method, path, needed in api_routes(desk.app):
            may = all(rights.may(role, right) for right in needed)
            if may and method != "GET":
                continue  # writing by those who may: tests of the API
            answer = machine.request(method, re.sub(r"\{[^}]*\}", "x", path), json={"rows": [{}]})
            TRIED[role] += not may
            if (answer.status_code in (401, 403)) == may:
                opened.append(f"{method} {path} by token: {answer.status_code}")
    assert opened == []


def test_the_whole_matrix_was_tried(desk: Served) -> None:
    """Told with -s: how many readings and writings without a right were tried; none was answered."""
    if set(TRIED) != set(ROLE_VI):
        pytest.skip("cả ma trận chỉ đếm được khi mọi vai trò cùng chạy trong một tiến trình")
    print(f"{sum(TRIED.values())} lần thử không có quyền, 0 lần được: {TRIED}")
    assert sum(TRIED.values()) > 350
    pages = {path for _, path, _ in routes(desk.app)} | {p for _, p, _ in api_routes(desk.app)}
    assert {p for p in pages if p.startswith("/api/v1")} == {p for _, p, _ in api_routes(desk.app)}


def api_routes(app: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield (method, path, rights) of every call of the API; one that asks for none fails here."""
    for route in all_routes(app):
        if route.path.startswith("/api/v1"):
            found = [getattr(d.call, "rights", ()) for d in _all(getattr(route, "dependant", None))]
            (needed,) = filter(None, found)
            assert set(needed) <= set(rights.RIGHTS), route.path
            for method in route.methods:
                yield method, route.path, needed


def token_left(desk: Served, role: str) -> str:
    """Return a token of a role, put there by hand: also of one who may make none any more."""
    token = f"ln_con-lai-{role}"
    desk.desk.vault.run(
        "insert or ignore into token (id, login, name, sha256, scopes, created) values (?, ?, ?, ?, '', ?)",
        [token, LOGIN[role], "còn lại", hashlib.sha256(token.encode()).hexdigest(), "2026-01-01"],
    )
    return token


def calling(desk: Served, token: str) -> httpx.Client:
    """Return a machine that calls with a token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=desk.address, headers=headers, timeout=60)


def test_the_desk_loads_no_scheduler_no_crawler_and_no_model() -> None:
    heavy = ("prefect", "scrapy", "sklearn", "onnxruntime", "torch")
    code = f"import sys, langnghe.desk.app\nprint([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
