"""/bao-cao: made in the background, frozen; a number followed to its rows and to its article; locked by right."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from typing import Any

import pytest

from tests.desk.conftest import Client, Served, axe

NAME = "2026-H1-ldld-lai-chau-1"


@pytest.fixture(scope="module")
def report(desk: Served) -> Client:
    """Have the report of the sample's half year made at the desk."""
    client = desk.as_role("analyst")
    assert client.send_form("/bao-cao", {"ky": "2026-H1"}).status_code == 303
    deadline = time.monotonic() + 500
    while client.get(f"/bao-cao/{NAME}/tai/xlsx", follow_redirects=False).status_code != 200:
        page = client.html("/bao-cao")
        assert "Chưa làm được" not in page, re.findall(r"Chưa làm được[^<]*", page)
        assert time.monotonic() < deadline, page
        time.sleep(2)
    return client


@pytest.mark.slow
def test_every_question_is_there_and_gaps_are_named(report: Client) -> None:
    page = report.html("/bao-cao/2026-H1")
    assert len(re.findall(r'<article class="question"', page)) >= 40
    assert "Tiêu chí 5." in page
    assert "Còn thiếu" in page
    assert "chưa có dữ liệu" in page
    assert "tệp còn nguyên" in page
    assert "SHA" not in page
    assert report.get("/bao-cao/2019-H1").status_code == 404


@pytest.mark.slow
def test_the_rows_of_a_number_are_as_many_as_it_says(report: Client) -> None:
    told = json.loads(report.get(f"/bao-cao/{NAME}/tai/json").content)
    question = next(q for q in told["questions"] if q["id"] == "1.04")
    page = report.html(f"/bao-cao/{NAME}/dong/1.04")
    assert re.search(rf">{question['rows_total']} dòng", page)
    lines = report.get(f"/bao-cao/{NAME}/dong/1.04?dang=csv").text.strip().splitlines()
    assert len(lines) == question["rows_total"] + 1


@pytest.mark.slow
def test_a_number_is_followed_to_its_article(report: Client, browse: Any) -> None:
    page = browse("analyst", "/bao-cao/2026-H1", width=390, color_scheme="dark")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"/bao-cao/{NAME}/dong/1.02?so=relevant")
    assert axe(page) == []
    row = page.locator('#danh-sach a[href^="/tin/"]', has_not_text="không có tiêu đề").first
    title = row.inner_text()
    row.click()
    page.wait_for_url(re.compile(r"/(tin|bai)/"))  # a post of no story has a page of its own
    assert title[:30] in page.inner_text("main")


@pytest.mark.slow
def test_only_who_may_lock_locks_and_once(report: Client, desk: Served) -> None:
    assert report.send_form(f"/bao-cao/{NAME}/khoa").status_code == 403
    head = desk.as_role("propaganda_head")
    assert "Khoá làm bản chính thức" in head.html(f"/bao-cao/{NAME}")
    assert head.send_form(f"/bao-cao/{NAME}/khoa").status_code == 303
    assert "chính thức" in report.html(f"/bao-cao/{NAME}")
    again = head.send_form(f"/bao-cao/{NAME}/khoa")
    assert again.status_code == 422
    assert "đã khoá từ trước" in unescape(again.text)


@pytest.mark.slow
def test_a_unit_does_not_see_the_reports_of_others(report: Client, desk: Served) -> None:
    scoped = desk.as_role("upper_union")
    assert NAME not in scoped.html("/bao-cao")
    assert scoped.get(f"/bao-cao/{NAME}/dong/1.02").status_code == 404
    assert scoped.get(f"/bao-cao/{NAME}/tai/xlsx").status_code == 404
