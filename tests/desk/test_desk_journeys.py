"""People at the desk, in a real browser: in by the form, the morning, refused, interrupted, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from langnghe.records import ROLE_VI
from tests.desk.conftest import PASSWORD, Served, axe

Browse = Callable[..., Any]
Shoot = Callable[[Any, str], None]


@pytest.fixture
def window(desk: Served, chromium: Any) -> Iterator[Any]:
    """A browser window nobody is logged in at."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 844}, base_url=desk.address, locale="vi-VN"
    )
    yield context.new_page()
    context.close()


def enter(page: Any, login: str) -> None:
    """Fill in the log-in form that stands on the page."""
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Vào bàn làm việc").click()


def test_an_analysts_morning_from_the_log_in_to_a_story(window: Any, shoot: Shoot) -> None:
    window.goto("/hom-nay?ngay=2026-06-30")
    assert "/dang-nhap" in window.url
    assert axe(window) == []
    shoot(window, "dang-nhap")
    enter(window, "phan-tich")
    window.wait_for_url("**/hom-nay?ngay=2026-06-30")  # where she was going
    assert window.locator(".verdict.alarm").is_visible()
    shoot(window, "hom-nay")
    title = window.locator("article.story h3 a").first
    told = title.inner_text()
    title.click()
    assert told[:30] in window.locator("main").inner_text()
    window.go_back()
    window.locator(".figures .big a").first.click()
    assert "/tin-bai?" in window.url
    assert window.locator("h1").is_visible()


def test_a_column_of_the_chart_opens_its_posts(browse: Browse) -> None:
    page = browse("analyst", "/hom-nay?ngay=2026-06-30")
    page.locator("svg a[aria-label^='Thứ Hai, 29/06/2026']").first.click()
    assert "tu=2026-06-29" in page.url


def test_the_keyboard_alone_reaches_the_content(browse: Browse) -> None:
    page = browse("analyst", "/hom-nay?ngay=2026-06-30")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"


def test_who_may_not_is_told_whose_matter_it_is(browse: Browse, shoot: Shoot) -> None:
    page = browse("grassroots", "/quan-tri")
    assert page.get_by_role("heading", name="Bạn không mở được trang này").is_visible()
    assert "Quản trị" in page.locator("main").inner_text()
    shoot(page, "khong-co-quyen")


def test_a_session_that_ends_while_typing_gives_every_word_back(
    desk: Served, window: Any, shoot: Shoot
) -> None:
    window.goto("/tai-khoan/mat-khau")
    enter(window, "quan-tri")
    window.goto("/quan-tri/moi")
    window.get_by_label("Họ tên hoặc chức danh").fill("Lò Thị Mây, một tên dài không muốn gõ lại")
    window.get_by_label("Tên đăng nhập").fill("lo-thi-may")
    window.get_by_label("Vai trò").select_option("analyst")
    desk.desk.vault.run(
        "update session set ended = created where login = 'quan-tri' and ended is null"
    )
    if ended := desk.clients.pop("admin", None):  # the shared client of the role was ended too
        ended.close()
    window.get_by_role("button", name=re.compile("Tạo và lấy")).click()
    assert window.get_by_text("đã được giữ lại").is_visible()
    shoot(window, "het-phien")
    enter(window, "quan-tri")
    window.wait_for_url("**/ban-nhap/**")
    kept = window.get_by_label("Họ tên hoặc chức danh")
    assert kept.input_value() == "Lò Thị Mây, một tên dài không muốn gõ lại"
    shoot(window, "ban-nhap")
    assert axe(window) == []
    window.get_by_role("button", name="Gửi lại").click()
    assert window.get_by_role("heading", name="Đã tạo tài khoản.").is_visible()


def test_two_administrators_change_one_account(desk: Served, browse: Browse, shoot: Shoot) -> None:
    first, second = browse("admin", "/quan-tri/phat-ngon"), browse("admin", "/quan-tri/phat-ngon")
    first.get_by_label("Họ tên hoặc chức danh").fill("Người phát ngôn thứ nhất")
    first.get_by_role("button", name="Ghi", exact=True).click()
    assert first.get_by_text("Đã ghi tài khoản.").is_visible()
    second.get_by_label("Họ tên hoặc chức danh").fill("Người phát ngôn thứ hai")
    second.get_by_role("button", name="Ghi", exact=True).click()
    assert second.get_by_role("heading", name="Có người vừa sửa trước bạn").is_visible()
    told = second.locator("main").inner_text()
    assert "Người phát ngôn thứ nhất" in told
    assert second.locator("[name=ten]").input_value() == "Người phát ngôn thứ hai"
    assert axe(second) == []
    shoot(second, "hai-nguoi-cung-sua")
    second.get_by_role("button", name="Ghi điều tôi gõ đè lên").click()
    user = desk.desk.accounts.find("phat-ngon")
    assert user is not None
    assert user.name == "Người phát ngôn thứ hai"


def test_a_leader_reads_one_page_on_a_phone(browse: Browse, shoot: Shoot) -> None:
    page = browse("chair", "/lanh-dao?ngay=2026-06-30", width=390)
    verdict = page.locator(".verdict").bounding_box()
    assert verdict["y"] + verdict["height"] < 844  # on the first screen
    words = len(page.locator("main").inner_text().split())
    assert words < 300  # a minute at 250 to 300 words
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "lanh-dao-dien-thoai")
    small = page.evaluate(
        "[...document.querySelectorAll('main .rows a, nav a, .figures a')]"
        ".map(e => e.getBoundingClientRect()).filter(r => r.height < 18).length"
    )
    assert small == 0


def test_the_light_is_chosen_and_kept(browse: Browse, shoot: Shoot) -> None:
    page = browse("analyst", "/hom-nay?ngay=2026-06-30")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("details.who summary").click()
    page.get_by_role("button", name="tối", exact=True).click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.goto("/lanh-dao")
    assert page.locator("html").get_attribute("data-nen") == "toi"
    page.goto("/hom-nay?ngay=2026-06-30")
    shoot(page, "hom-nay-toi")


def test_paper_shows_the_content_and_no_buttons(browse: Browse) -> None:
    page = browse("analyst", "/hom-nay?ngay=2026-06-30")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator(".day-nav").is_hidden()


def test_everything_is_there_without_javascript(browse: Browse) -> None:
    page = browse("analyst", "/hom-nay?ngay=2026-06-30", java_script_enabled=False)
    page.locator("svg a").last.click()
    assert "/tin-bai?" in page.url
    page.goto("/tai-khoan")
    page.locator("details.who summary").click()
    assert page.get_by_role("button", name="Đăng xuất").is_visible()


@pytest.mark.parametrize("role", ["analyst", "chair", "admin", "grassroots"])
def test_the_guide_of_a_role_opens_what_it_speaks_of(
    browse: Browse, role: str, shoot: Shoot
) -> None:
    page = browse(role, "/tro-giup")
    assert ROLE_VI[role] in page.locator("h1").inner_text()
    shoot(page, f"tro-giup-{role}")
    for link in page.locator("dl.facts a").all():
        address = link.get_attribute("href")
        answer = page.request.get(address)
        assert answer.status == 200, address
