"""Every recorded page is read as its expected.json says; every family has one.

A new case is a new folder: pages/<family>/<case>/page.html and expected.json.
"""

import json
from pathlib import Path

import pytest

from crawlers.extract import extract
from crawlers.sites import FAMILIES

PAGES = Path(__file__).parent / "pages"
CASES = sorted(PAGES.glob("*/*"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.parent.name}/{c.name}")
def test_recorded_page_is_read_as_expected(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text("utf-8"))

    found = extract((case / "page.html").read_bytes(), expected["url"]).to_json()

    assert found == expected


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_has_a_recorded_page(family: str) -> None:
    assert list((PAGES / family).glob("*/page.html")), f"record a page for {family}"


def test_rules_say_which_version_read_a_page_and_a_stranger_is_counted_as_fallback() -> None:
    known = json.loads((PAGES / "vccorp/boxed-and-related/expected.json").read_text("utf-8"))
    page = (PAGES / "vccorp/boxed-and-related/page.html").read_bytes()

    assert extract(page, known["url"]).method == "vccorp@2"
    assert not extract(page, known["url"]).fallback
    assert extract(page, "https://chua-khai-bao.example/bai-viet-so-1234567.html").fallback


def test_a_changed_layout_is_still_read_but_counted_as_fallback() -> None:
    page = (PAGES / "dantri/tailwind-2026/page.html").read_text("utf-8")
    url = json.loads((PAGES / "dantri/tailwind-2026/expected.json").read_text("utf-8"))["url"]

    found = extract(page.replace("desktop-in-article", "khung-moi-2027"), url)

    assert found.fallback
    assert found.body == extract(page, url).body
