"""Every page, found by walking the links as each role: it opens, fits a phone, passes axe, prints.

A new page is in here as soon as it is linked from another; nothing has to be listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.routing import Match

from langnghe.desk import rights
from langnghe.records import ROLE_VI
from tests.desk.conftest import Served, all_routes, axe, context_of

SHOWN = {  # pages whose picture is in the manual
    "/canh-bao/{ident}": "canh-bao", "/ho-so/{ident}": "ho-so", "/tin-bai": "tin-bai", "/tin/{ident}": "tin",
    "/hoi-dap": "hoi-dap", "/hoi-dap/ghi": "ghi-cau-hoi", "/so/{kind}": "so", "/chi-tieu": "chi-tieu",
    "/nguon": "nguon", "/quan-tri": "quan-tri", "/api": "api", "/duyet-nhan": "duyet-nhan",
}  # fmt: skip
FILES = ("/docx", "/xlsx", "/json", "/md")  # ends of addresses that a browser saves
MOST = 90  # pages walked as one role
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
WIDE = """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('svg, .skip, .unseen')
    && !e.closest('.scroll, nav.pages ul') && e.getBoundingClientRect().right > innerWidth + 1
    && getComputedStyle(e).position !== 'absolute').map(e => e.outerHTML.slice(0, 90)).slice(0, 4)"""


def pattern(app: Any, path: str) -> str:
    """Return the route a path belongs to, or ""."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    for route in all_routes(app):
        if route.matches(scope)[0] is Match.FULL:
            return str(route.path)
    return ""


def walk(desk: Served, role: str) -> dict[str, tuple[str, int, int, float]]:
    """Return for each route reachable as a role one address, its status, its size, its seconds."""
    client = desk.as_role(role)
    waiting = [address for address, _, right in rights.NAVIGATION if rights.may(role, right)]
    waiting += ["/tai-khoan", "/tro-giup", "/tai-khoan/mat-khau", "/tai-khoan/dien-thoai"]
    seen: dict[str, tuple[str, int, int, float]] = {}
    asked: set[str] = set()
    known: dict[str, str] = {}  # path → route: the same links stand on every page
    examples: Counter[str] = Counter()
    while waiting and len(asked) < MOST:
        address = waiting.pop(0)
        path = urlsplit(address).path
        if path not in known:
            known[path] = pattern(desk.app, path)
        route = known[path]
        key = route or path
        # Three examples of a route are enough to find the links on it.
        if address in asked or examples[route] >= 3:
            continue
        asked.add(address)
        examples[route] += 1
        answer = client.get(address)
        entry = (address, answer.status_code, len(answer.content), answer.elapsed.total_seconds())
        if key not in seen or answer.status_code >= 400:
            seen[key] = entry
        if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
            waiting += [
                unescape(found)
                for found in LINK.findall(answer.text)
                if "dang=" not in found
                and not found.startswith(("/tinh/", "/api"))
                and not found.endswith("/mau")
            ]
    return seen


@pytest.fixture(scope="module")
def walked(desk: Served) -> dict[str, dict[str, tuple[str, int, int, float]]]:
    # The demo's office has no request about personal data: one is made, so that its pages are walked.
    asked = {"yeu_cau": "forget", "bang": "đơn", "viec": "Xoá hai bình luận về lương tháng 6"}
    assert desk.as_role("admin").send_form("/yeu-cau/ghi", asked).status_code == 303
    return {
        role: walk(desk, role) for role in ("propaganda_head", "admin", "upper_union", "grassroots")
    }


def test_every_link_opens(walked: dict[str, dict[str, tuple[str, int, int, float]]]) -> None:
    broken = [
        f"{role}: {address} → {status}"
        for role, pages in walked.items()
        for address, status, _, _ in pages.values()
        if status >= 400
    ]
    assert broken == []


def test_no_page_is_heavier_than_a_phone_likes(
    walked: dict[str, dict[str, tuple[str, int, int, float]]],
) -> None:
    heavy = {a: n for pages in walked.values() for a, _, n, _ in pages.values() if n > 400_000}
    assert heavy == {}


@pytest.fixture(scope="module")
def examples(walked: dict[str, dict[str, tuple[str, int, int, float]]]) -> list[tuple[str, str]]:
    """One (role, address) for each route that is a page: what is saved as a file is opened elsewhere."""
    found: dict[str, tuple[str, str]] = {}
    for role, pages in walked.items():
        for route, (address, status, _, _) in pages.items():
            if status == 200 and not address.split("?")[0].endswith(FILES):
                found.setdefault(route, (role, address))
    return list(found.values())


@pytest.fixture(scope="module")
def seen(
    desk: Served,
    chromium: Any,
    examples: list[tuple[str, str]],
    shoot: Callable[[Any, str], None],
) -> dict[str, Any]:
    """Open every page once in the browser and note all that the tests below ask of it."""
    pages: dict[str, Any] = {}
    found: dict[str, Any] = {"axe": {}, "dark": {}, "wide": {}, "said": [], "shape": {}}
    for role, address in examples:
        if role not in pages:
            page = pages[role] = context_of(chromium, desk, role).new_page()
            page.on("console", lambda m, p=page: found["said"].append((p.url, m.text)))
            page.on("pageerror", lambda e, p=page: found["said"].append((p.url, str(e))))
        page = pages[role]
        page.set_viewport_size({"width": 1280, "height": 844})
        page.emulate_media(color_scheme="light")
        page.goto(address)
        name = SHOWN.get(pattern(desk.app, urlsplit(address).path), "")
        if name:
            shoot(page, name)
        if wrong := axe(page):
            found["axe"][address] = wrong
        page.emulate_media(color_scheme="dark")
        if wrong := axe(page, only="color-contrast"):
            found["dark"][address] = wrong
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 844})
        if name:
            shoot(page, f"{name}-dien-thoai")
        if page.evaluate("document.documentElement.scrollWidth") > 390 or page.evaluate(WIDE):
            found["wide"][address] = page.evaluate(WIDE)
        found["shape"][address] = (
            page.locator("h1").count(),
            page.locator("html").get_attribute("lang"),
            page.locator("[style]:not(svg [style])").count(),
            page.title().rpartition(" – ")[2],
        )
    for page in pages.values():
        page.context.close()
    return found


def test_axe_finds_nothing(seen: dict[str, Any]) -> None:
    assert seen["axe"] == {}


def test_the_dark_pages_have_contrast_too(seen: dict[str, Any]) -> None:
    assert seen["dark"] == {}


def test_no_page_scrolls_sideways_on_a_phone(seen: dict[str, Any]) -> None:
    assert seen["wide"] == {}


def test_the_policy_of_the_pages_blocks_nothing_of_our_own(seen: dict[str, Any]) -> None:
    assert seen["said"] == []


def test_every_page_has_one_heading_a_title_and_no_style_of_its_own(seen: dict[str, Any]) -> None:
    assert {a: s for a, s in seen["shape"].items() if s != (1, "vi", 0, "Lắng Nghe")} == {}


@pytest.mark.parametrize("role", list(ROLE_VI))
def test_the_first_page_of_each_role_opens(desk: Served, role: str) -> None:
    assert desk.as_role(role).get("/").status_code == 200
