"""The digest in a real browser: hostile text runs nothing, a phone never scrolls sideways, print fits."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import digest_example as example
import pytest

from langnghe.digest import IndexEntry, render, render_index

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium không có trên PATH")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("rich", "empty", "dark", "huge", "hostile")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api", reason="playwright chưa cài")
    with sync.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("digest")
    for name in NAMES:
        (out / f"{name}.html").write_text(
            render(getattr(example, name)(), "html"), encoding="utf-8"
        )
    entries = [IndexEntry.of(example.rich(), "rich.html"), IndexEntry.of(example.hostile(), "x")]
    (out / "index.html").write_text(render_index(entries, example.XSS), encoding="utf-8")
    return out


@pytest.mark.parametrize("name", ["hostile", "index", "rich"])
def test_nothing_runs_and_nothing_is_fetched(browser: Any, folder: Path, name: str) -> None:
    page = browser.new_page()
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    address = (folder / f"{name}.html").as_uri()
    page.goto(address)
    if name == "hostile":
        page.locator("summary").first.click()
        page.locator("a[href^='#tin-']").first.click()
    page.wait_for_timeout(200)
    assert [s for s in seen if not s.startswith(address)] == []
    page.close()


@pytest.mark.parametrize("name", [*NAMES, "index"])
def test_no_width_scrolls_sideways(browser: Any, folder: Path, name: str) -> None:
    page = browser.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    wide = """[...document.querySelectorAll('body *')].filter(e => !e.closest('svg, .skip')
        && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
    for width in (320, 390, 768, 1200):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(wide) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_first_screen_of_a_phone_answers_whether_to_worry(browser: Any, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((folder / "rich.html").as_uri())
    for css in (".verdict", ".brief li:first-child", ".brief li:nth-child(2)"):
        box = page.locator(css).first.bounding_box()
        assert box["y"] + box["height"] <= 844, css
    page.close()


@pytest.mark.parametrize("name", ["rich", "huge", "empty"])
def test_the_leaders_summary_prints_on_one_a4_page(browser: Any, folder: Path, name: str) -> None:
    page = browser.new_page(viewport={"width": 680, "height": 1009})  # A4 less its margins
    page.emulate_media(media="print")
    page.goto((folder / f"{name}.html").as_uri())
    box = page.locator(".leaders").bounding_box()
    assert box["y"] + box["height"] <= 1009
    page.close()


def test_links_are_large_enough_to_tap(browser: Any, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((folder / "rich.html").as_uri())
    small = """[...document.querySelectorAll('.refs a, .toc a, .figures a, .chart .hit')]
        .map(e => e.getBoundingClientRect()).filter(r => r.width < 24 || r.height < 24).length"""
    assert page.evaluate(small) == 0
    page.close()


def test_bars_lead_to_their_row_even_inside_closed_details(browser: Any, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "rich.html").as_uri())
    page.locator("svg a[href='#ngay-2026-06-24'] .hit").click()
    assert page.locator("#ngay-2026-06-24").is_visible()
    page.close()
