"""/chi-tieu: counted beside the desk; lights by word and sign; every number opens to its rows."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest

from langnghe.measure.board_model import SIGN, WORD_VI, Light
from tests.desk.conftest import Client, Served, axe


@pytest.fixture(scope="module")
def board(desk: Served) -> Client:
    """Wait until the board of the sample's year was counted, by whoever asked for it first."""
    client = desk.as_role("analyst")
    first = client.html("/chi-tieu")
    assert "Đang làm" in first or 'class="target"' in first
    deadline = time.monotonic() + 400
    while 'class="target"' not in client.html("/chi-tieu"):
        page = client.html("/chi-tieu")
        assert "Chưa làm được" not in page, re.findall(r"Chưa làm được[^<]*", page)
        assert time.monotonic() < deadline, page
        started = time.monotonic()
        client.html("/hom-nay")  # others are not held up meanwhile
        assert time.monotonic() - started < 20
        time.sleep(1)
    return client


@pytest.mark.slow
def test_every_target_stands_there_with_a_word_and_a_sign(board: Client) -> None:
    page = board.html("/chi-tieu")
    for code in ("T1", "T3a", "T6", "T16"):
        assert f'id="{code}"' in page
    lights = re.findall(
        r'<span class="tag [a-z]+"><span aria-hidden="true">(.)</span> ([^<]+)</span>', page
    )
    assert {(SIGN[light], WORD_VI[light]) for light in Light} >= set(lights)
    assert len(lights) >= 16
    assert "kỳ gốc 01/01/2021–31/12/2021" in page
    assert "Dự kiến" in page
    assert "Cách tính khác" in page


@pytest.mark.slow
def test_a_number_of_a_target_opens_to_as_many_rows(board: Client) -> None:
    page = board.html("/chi-tieu")
    links = [unescape(a) for a in re.findall(r'<p class="big num"><a href="([^"]+)"', page)]
    assert len(links) >= 12
    days = board.html(next(a for a in links if "/T3a?" in a))
    assert "131/181" in days
    assert "181 dòng" in days
    exported = board.get("/chi-tieu/T3a?so=days_met&dang=csv").text
    assert len(exported.strip().splitlines()) == 182
    assert board.get("/chi-tieu/T99").status_code == 404


@pytest.mark.slow
def test_the_board_in_the_browser(board: Client, browse: Any) -> None:
    page = browse("analyst", "/chi-tieu", width=390, color_scheme="dark")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#T3a p.big a")
    page.wait_for_selector("h1:has-text('T3a')")
    assert axe(page) == []
