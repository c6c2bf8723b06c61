"""/tin-bai: words without accents, filters that agree with the labels, days, kept searches, files."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from langnghe.desk.pages.tin_bai_ve import DAYS, _spans
from tests.desk.conftest import Served, axe
from warehouse import Store
from warehouse.browse import Asked, browse
from warehouse.search import search


@pytest.fixture
def store(desk: Served) -> Any:
    with desk.desk.replica.lease() as lease:
        yield lease.store


def total(page: str) -> int:
    found = re.search(r'role="status">([\d.]+) bài', page)
    assert found, page[:500]
    return int(found[1].replace(".", ""))


@pytest.mark.parametrize(
    "words", ["cong doan", "công đoàn", '"nợ lương" -bóng', "luong HOẶC thuong", "thuong*"]
)
def test_the_page_finds_what_the_command_finds(desk: Served, store: Store, words: str) -> None:
    page = desk.as_role("analyst").get("/tin-bai", params={"q": words}).text
    assert total(page) == search(store, words).total


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("giong=negative&pham_vi=trong", "tone = 'negative' and in_scope"),
        ("giong=neutral", "tone = 'neutral'"),
        ("lap_truong=co", "stance_union <> 'none'"),
        ("lap_truong=negative", "stance_union = 'negative'"),
        ("nguy_co=2", "risk >= 2 and labelled"),
        ("chu_de=welfare", "list_contains(topics, 'welfare')"),
        ("noi=Lai+Ch%C3%A2u", "list_contains(places, 'Lai Châu')"),
        ("theo_doi=mai-am", "list_contains(watch, 'mai-am')"),
        ("loai=comment&pham_vi=ngoai", "kind = 'comment' and not in_scope"),
        ("nguon=tapchicongdoan", "source = 'tapchicongdoan'"),
        ("tu=2026-06-30&den=2026-06-30&pham_vi=trong", "day = '2026-06-30' and in_scope"),
    ],
)
def test_a_filter_keeps_what_the_labels_say(
    desk: Served, store: Store, query: str, condition: str
) -> None:
    expected = store.one(f"select count(*) from mart.post where {condition}")
    assert expected > 0
    assert total(desk.as_role("analyst").html(f"/tin-bai?{query}")) == expected


def test_the_numbers_of_today_open_as_many_rows(desk: Served) -> None:
    today = desk.as_role("analyst").html("/hom-nay?ngay=2026-06-30")
    links = re.findall(r'class="big num"><a href="(/tin-bai[^"]+)">([\d.]+)</a>', today)
    assert len(links) == 4
    for address, number in links:
        page = desk.as_role("analyst").html(html.unescape(address))
        assert total(page) == int(number.replace(".", "")), address


def test_each_bar_opens_its_rows(desk: Served) -> None:
    page = desk.as_role("analyst").html("/tin-bai?q=cong+doan&tu=2026-06-20&den=2026-06-30")
    bars = re.findall(r'<a href="(/tin-bai[^"]+)" aria-label="[^"]*: ([\d.]+)">', page)
    assert len(bars) == 11
    assert sum(int(n) for _, n in bars) == total(page)
    address, number = max(bars, key=lambda bar: int(bar[1]))
    assert total(desk.as_role("analyst").html(html.unescape(address))) == int(number)


def test_days_nobody_collected_are_hatched_not_zero(desk: Served) -> None:
    page = desk.as_role("analyst").html("/tin-bai?q=cong+doan&tu=2026-06-25&den=2026-07-10")
    assert page.count('class="none"') == 10
    assert "10/07/2026: không thu được" in page


def test_a_long_span_is_drawn_by_week_then_by_month() -> None:
    first = date(2026, 1, 1)
    assert _spans(first, first + timedelta(days=DAYS - 1))[1] == "ngày"
    weeks, name = _spans(first, date(2026, 6, 30))
    assert (name, weeks[0][0].isoweekday(), len(weeks)) == ("tuần", 1, 27)
    months, name = _spans(date(2024, 11, 5), date(2026, 6, 30))
    assert (name, len(months), months[0]) == ("tháng", 20, (date(2024, 11, 1), date(2024, 11, 30)))


def test_a_question_not_understood_is_told_and_stays_in_the_box(desk: Served) -> None:
    answer = desk.as_role("analyst").get("/tin-bai", params={"q": "(công đoàn"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="(công đoàn"' in answer.text


def test_what_was_written_to_harm_is_text(desk: Served) -> None:
    page = desk.as_role("analyst").html("/tin-bai?q=script")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_same_rows_leave_as_csv_and_excel(desk: Served) -> None:
    client = desk.as_role("analyst")
    query = "/tin-bai?q=cong+doan&giong=negative&pham_vi=trong"
    rows = list(
        csv.reader(io.StringIO(client.get(query + "&dang=csv").content.decode("utf-8-sig")))
    )
    assert len(rows) - 1 == total(client.html(query))
    assert rows[0][:4] == ["Đăng lúc", "Tiêu đề", "Nguồn", "Loại"]
    assert {row[rows[0].index("Sắc thái")] for row in rows[1:]} == {"Tiêu cực"}
    book = openpyxl.load_workbook(io.BytesIO(client.get(query + "&dang=xlsx").content))
    assert book.active is not None
    assert book.active.max_row == len(rows)


def test_a_kept_search_is_of_one_person_and_can_be_deleted(desk: Served) -> None:
    client, other = desk.as_role("analyst"), desk.as_role("chair")
    done = client.send_form(
        "/tin-bai/da-luu",
        {"ten_tim": "Nợ <b>lương</b>", "_cau": "q=%22n%E1%BB%A3+l%C6%B0%C6%A1ng%22&pham_vi=trong"},
    )
    assert done.status_code == 303
    page = client.html("/tin-bai")
    assert "Nợ &lt;b&gt;lương&lt;/b&gt;" in page
    assert "Nợ &lt;b&gt;" not in other.html("/tin-bai")
    found = re.search(r'<a href="([^"]+)">Nợ &lt;b&gt;', page)
    assert found
    assert total(client.html(html.unescape(found[1]))) > 0
    client.send_form("/tin-bai/da-luu/xoa", {"ten": "Nợ <b>lương</b>"})
    client.html("/tin-bai")
    assert "Nợ &lt;b&gt;lương" not in client.html("/tin-bai")


def test_sorting_turns_the_rows_round_and_pages_hold_each_row_once(desk: Served) -> None:
    client = desk.as_role("analyst")

    def ids(query: str) -> list[str]:
        return re.findall(r'class="hit"><a href="([^"]+)"', client.html(f"/tin-bai?{query}"))

    newest = [ids(f"loai=comment&xep=-luc&trang={n}") for n in (1, 2, 3)]
    flat = [one for page in newest for one in page]
    assert len(flat) == len(set(flat)) == 150
    assert ids("loai=comment&xep=luc")[0] not in flat


def test_browse_and_search_hold_the_same_posts_whatever_the_day(store: Store) -> None:
    for words, day in (("cong doan", date(2026, 6, 29)), ("", date(2026, 6, 30))):
        browse(store, Asked(words=words, day_from=day, day_to=day))
        found = search(store, words, day_from=day, day_to=day)
        assert store.one("select count(*) from _browse") == found.total


def test_a_person_searches_without_accents_and_opens_a_bar(browse: Callable[..., Any]) -> None:
    page = browse("analyst", "/tin-bai", width=390)
    page.get_by_label("Có chữ").fill("no luong")
    page.get_by_label("Có chữ").press("Enter")
    page.wait_for_url("**q=no%20luong**")
    page.wait_for_selector("mark")
    assert "nợ lương" in " ".join(page.locator("mark").all_text_contents()).lower()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []
    page.locator("details.numbers summary").click()
    link = page.locator("details.numbers td a").first
    number = link.text_content()
    link.click()
    page.wait_for_url("**den=**")
    assert f"{number} bài" in page.locator(".sum").text_content()
