"""The first round: offered once on the start page, each step on its own page, ended and called again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from langnghe.desk import rights
from langnghe.desk.accounts import LOGIN
from langnghe.desk.help import GUIDES
from langnghe.desk.tour import KIND, steps_of
from tests.desk.conftest import Served, axe

Browse = Callable[..., Any]


@pytest.fixture
def unshown(desk: Served) -> Iterator[Served]:
    """Nobody has been asked yet; afterwards nobody stands anywhere."""
    desk.desk.vault.run("delete from saved where kind = ?", [KIND])
    yield desk
    desk.desk.vault.run("delete from saved where kind = ?", [KIND])


def test_the_round_goes_from_page_to_page_without_javascript(
    unshown: Served, browse: Browse, shoot: Callable[[Any, str], None]
) -> None:
    page = browse("spokesperson", "/", java_script_enabled=False)
    assert "Lần đầu vào bàn này?" in page.inner_text(".tour")
    shoot(page, "dan-moi")
    page.get_by_role("button", name="Dẫn tôi đi").click()
    steps = steps_of("spokesperson")
    assert len(steps) >= 3
    for number, step in enumerate(steps, start=1):
        assert page.url.endswith(step.where)
        assert f"{number}/{len(steps)}" in page.inner_text(".tour")
        assert step.what in page.inner_text(".tour")
        if number == 2:
            shoot(page, "dan-buoc-2")
            page.goto("/tai-khoan")  # away from the round: it waits, and leads back
            page.get_by_role("link", name="Về trang của bước này").click()
        page.get_by_role("button", name="Bước sau" if number < len(steps) else "Xong").click()
    page.goto("/")
    assert page.locator(".tour").count() == 0
    page.goto("/tro-giup")
    page.get_by_role("button", name="Dẫn tôi đi một vòng").click()
    assert f"1/{len(steps)}" in page.inner_text(".tour")
    page.get_by_role("button", name="Thôi dẫn").click()
    assert page.locator(".tour").count() == 0


def test_the_round_is_accessible_and_fits_a_phone(unshown: Served, browse: Browse) -> None:
    page = browse("analyst", "/", width=390)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("role", list(GUIDES))
def test_every_step_opens_for_its_role(unshown: Served, role: str) -> None:
    """By the table of rights; the pages themselves are opened by the guides' and the matrix's tests."""
    assert role in LOGIN
    for step in steps_of(role):
        first = "/" + step.where.strip("/").split("/")[0].partition("?")[0]
        needed = next(
            (right for address, _, right in rights.NAVIGATION if address == first), "self"
        )
        assert rights.may(role, needed), f"{role}: {step.where}"
