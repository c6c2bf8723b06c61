"""3.06, 3.07: who spoke for the union, and who spoke first."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office, moment
from tests.measure.own_channels import own_post

SCOPE = {"in_scope": "1", "topic": ["wages"]}
NAMED = {**SCOPE, "union_unit": ["LĐLĐ tỉnh Mẫu"]}


@pytest.fixture
def province(office: Office) -> Office:
    office.units()
    office.source("bao-a", name="Báo A")
    return office


def speaker(
    office: Office, name: str, *, unit: str = "tinh", authority: str = "spokesperson", **values: Any
) -> None:
    """Put somebody on the roster, from 2026 on unless said otherwise."""
    row = {"position": "Phó Chủ tịch", "valid_from": "2026-01-01", **values}
    office.row("spokespersons", f"{unit}-{name}", at="2026-01-01", unit=unit, name=name,
               authority=authority, **row)  # fmt: skip


def contact(
    office: Office, key: str, at: str, *, direction: str = "proactive", **values: Any
) -> None:
    """Write down one contact with the press."""
    row = {"unit": "tinh", "outlet": "Báo A", "content": f"Việc {key}", **values}
    office.row("press_contacts", key, at="2026-06-30", contacted_at=moment(at), direction=direction,
               **row)  # fmt: skip


# 3.06


def test_the_roster_of_the_day_says_who_may_speak(province: Office) -> None:
    speaker(province, "Lò Văn Mẫu", valid_to="2026-06-10")
    speaker(
        province, "Vàng Thị Mẫu", authority="delegate", valid_from="2026-06-11", topics=["wages"]
    )
    speaker(province, "Trần Mẫu", authority="communications", position="Trưởng Ban Tuyên giáo")
    speaker(province, "Hoàng Mẫu", unit="cd-a", position="Chủ tịch")
    said: list[tuple[str, str, dict[str, Any]]] = [
        ("a", "2026-06-10 23:59", {"spokesperson": "Ông Lò Văn Mẫu", "statement": "interview"}),
        ("b", "2026-06-11 00:00", {"spokesperson": "Lò Văn Mẫu", "statement": "interview"}),  # expired
        ("c", "2026-06-12", {"spokesperson": "vàng thị mẫu", "statement": "release", "topic": "wages"}),
        ("d", "2026-06-12", {"spokesperson": "Vàng Thị Mẫu", "statement": "release", "topic": "strike"}),
        ("e", "2026-06-13", {"spokesperson": "Trần Mẫu", "statement": "portal"}),  # in charge, no more
        ("f", "2026-06-13", {"spokesperson": "Phó chủ tịch", "statement": "press_briefing"}),
        ("g", "2026-06-14", {"spokesperson": "Hoàng Mẫu", "statement": "interview", "unit": "cd-a"}),
        ("h", "2026-06-14", {"spokesperson": "Hoàng Mẫu", "statement": "interview", "unit": "cd-b"}),
        ("i", "2026-06-14", {"spokesperson": "Vàng Thị Mẫu", "statement": "interview", "unit": "cd-b"}),
        ("k", "2026-06-15", {"statement": "correction"}),  # nobody wrote who spoke
        ("l", "2026-06-15", {"spokesperson": "Ai Đó"}),  # no statement was made
    ]  # fmt: skip
    for key, at, values in said:
        contact(province, key, at, **values)
    found = province.ask("3.06", "2026-06")
    assert [r["id"] for r in province.rows("3.06", "2026-06", "unauthorised")] == [
        "b",
        "d",
        "e",
        "h",
    ]
    assert found["statements"].value == 5  # a, c, f, g, i
    assert found["statements:interview"].value == 3
    assert found["statements:press_briefing"].part_name == "Giao ban báo chí"
    assert found["unauthorised"].value == 4


def test_alerts_of_what_was_not_to_be_published(province: Office) -> None:
    speaker(province, "Lò Văn Mẫu")
    contact(province, "a", "2026-06-01")
    province.alert("lo", at="2026-06-30 23:59:59", risk="R2a", units=["cd-a"])
    province.alert("nhieu", at="2026-06-10", risk="R2a")
    province.close_alert("nhieu", "nhiễu", at="2026-06-11")
    province.alert("khac", at="2026-06-10", risk="R3")
    province.alert("mai", at="2026-07-01 00:00:00", risk="R2a")
    found = province.ask("3.06", "2026-06")
    assert (found["unauthorised"].value, found["unauthorised:alert"].value) == (1, 1)
    assert found["statements"].value == 0  # the roster and the register are there: a true 0


def test_without_a_roster_nobody_can_be_judged(province: Office) -> None:
    contact(province, "a", "2026-06-01", spokesperson="Ai Đó", statement="interview")
    found = province.ask("3.06", "2026-06")
    assert found["statements"].status is Status.NONE
    assert found["unauthorised"].status is Status.NONE


def test_articles_that_quote_a_person_of_the_union(province: Office) -> None:
    speaker(province, "Lò Văn Mẫu", valid_to="2026-06-20")
    texts = [
        "Ông Lò Văn Mẫu, Phó Chủ tịch LĐLĐ tỉnh Mẫu, cho biết: “Lương đã trả”. Hết.",
        "Phó Chủ tịch Liên đoàn Lao động tỉnh Mẫu khẳng định việc này sẽ xong.",  # by position
        "Ông Trần Văn Lạ, Phó Chủ tịch LĐLĐ tỉnh Mẫu, nói việc này sẽ xong.",  # another name
        "Một cán bộ LĐLĐ tỉnh Mẫu đề nghị không nêu tên nói: “Chưa trả”.",
        "Công nhân nói LĐLĐ tỉnh Mẫu đã đến.",  # no person of the union speaks
        "Chủ tịch Liên đoàn Lao động tỉnh Khác cho biết như vậy.",  # not ours
        "Chủ tịch LĐLĐ tỉnh Mẫu đến thăm. Công nhân cho biết rất vui.",  # two sentences
    ]
    for number, text in enumerate(texts):
        province.post(number, seen="2026-06-10", labels=NAMED, text=text)
    province.post(20, seen="2026-06-21", labels=NAMED, text=texts[0])  # the term was over
    found = province.ask("3.06", "2026-06")
    assert (found["quoted"].count, found["quoted"].n) == (2, 5)
    assert sorted(r["id"] for r in province.rows("3.06", "2026-06", "proposed")) == sorted(
        province.id_of(number) for number in (2, 3, 20)
    )
    assert "chờ người xác nhận" in found["proposed"].note


def test_how_soon_the_press_was_answered(province: Office) -> None:
    for key, asked, answered in (
        ("a", "2026-06-01 08:00", "2026-06-01 10:00"),
        ("b", "2026-06-02 08:00", "2026-06-03 08:00"),
        ("c", "2026-06-03 08:00", "2026-06-03 11:00"),
        ("d", "2026-06-04 08:00", None),
    ):
        told = {"answered_at": moment(answered)} if answered else {}
        contact(province, key, asked, direction="reactive", requested_at=moment(asked), **told)
    contact(province, "e", "2026-06-05 08:00")
    found = province.ask("3.06", "2026-06")
    assert (found["reply_hours"].value, found["reply_hours"].n) == (3, 3)
    assert (found["replied"].count, found["replied"].n) == (3, 4)  # who waits is not left out


# 3.07


def test_who_called_whom(province: Office) -> None:
    for number in range(12):
        contact(province, f"k{number}", "2026-06-05", direction="reactive" if number < 3 else "proactive")  # fmt: skip
    contact(province, "mai", "2026-07-01 00:00")
    found = province.ask("3.07", "2026-06")
    assert (found["proactive"].value, found["proactive"].n) == (75, 12)
    assert found["contacts:reactive"].part_name == "Bị động"
    assert found["contacts"].value == 12


def test_ahead_is_before_the_first_article_of_anybody_else(province: Office) -> None:
    province.source("trang", type="social", own=True)
    province.source("cong", type="union")
    stories = {  # story: (ours, theirs)
        "truoc": ("2026-06-10 07:59:59", "2026-06-10 08:00"),
        "sau": ("2026-06-10 08:00:01", "2026-06-10 08:00"),
        "cung": ("2026-06-10 08:00", "2026-06-10 08:00"),
    }
    for number, (story, (ours, theirs)) in enumerate(stories.items()):
        own_post(province, number, "2026-06-11", published=ours, story=story)
        province.post(number, seen="2026-06-11", published=theirs, labels=SCOPE, story=story)
    province.post(10, seen="2026-06-11", published="2026-06-10 07:00", source="cong", labels=SCOPE, story="cong")  # fmt: skip
    province.post(10, seen="2026-06-11", published="2026-06-10 09:00", labels=SCOPE, story="cong")
    # shared from others, only ours, only theirs, without a date: none of these says who was first
    own_post(province, 20, "2026-06-11", published="2026-06-10 07:00", story="chia-se", shared=True)
    province.post(20, seen="2026-06-11", published="2026-06-10 08:00", labels=SCOPE, story="chia-se")  # fmt: skip
    own_post(province, 21, "2026-06-11", story="chi-ta")
    province.post(22, seen="2026-06-11", labels=SCOPE, story="chi-bao")
    own_post(province, 23, "2026-06-11", story="khong-ngay")
    province.post(23, seen="2026-06-12", labels=SCOPE, story="khong-ngay", published_at=None)
    found = province.ask("3.07", "2026-06")
    assert (found["ahead"].count, found["ahead"].n) == (2, 4)
    assert [r["id"] for r in province.rows("3.07", "2026-06", "behind")] == ["sau"]


def test_a_story_is_of_the_day_on_which_it_was_first_told(province: Office) -> None:
    province.source("trang", type="social", own=True)
    own_post(province, 1, "2026-05-31 23:59:59", story="s")
    province.post(1, seen="2026-06-01 08:00", labels=SCOPE, story="s")
    assert province.ask("3.07", "2026-05")["ahead"].n == 1
    assert province.ask("3.07", "2026-06")["ahead"].status is Status.NONE
