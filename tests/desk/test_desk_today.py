"""/hom-nay and /lanh-dao: the digest of the day, numbers that open their rows, honest silence."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.conftest import Demo
from tests.desk.conftest import Client

AsRole = Callable[[str], Client]


def test_the_day_is_the_digest_of_that_day(as_role: AsRole, demo: Demo) -> None:
    page = as_role("analyst").html("/hom-nay?ngay=2026-06-30")
    digest = json.loads(
        (demo.workspace.output / "diem-bao" / "diem-bao-2026-06-30.json").read_text("utf-8")
    )
    stories = [*digest["urgent"], *digest["top"]]
    assert stories
    for story in stories:
        assert f'href="/tin/{story["story_id"]}"' in page


def test_the_sample_office_opens_on_the_day_it_was_made_for(as_role: AsRole) -> None:
    page = as_role("analyst").html("/hom-nay")
    assert "Đây là cơ quan mẫu" in page
    assert "Thứ Ba, 30/06/2026" in page


def test_a_day_nobody_collected_is_not_a_calm_day(as_role: AsRole) -> None:
    page = as_role("analyst").html("/hom-nay?ngay=2020-01-01")
    assert "Chưa thể nói" in page
    assert "không thu được" in page


def test_leaders_have_one_page_with_three_numbers(as_role: AsRole) -> None:
    page = as_role("chair").html("/lanh-dao?ngay=2026-06-30")
    assert page.count('class="big num"') == 3
    assert "/tin-bai?" in page
    assert len(page) < 20_000
