"""3.01, 3.03, 3.04, 3.05: activities, who came, what was asked, and whether it was to the point."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office
from tests.measure.own_channels import own_post


def session(
    office: Office, code: str, day: str, *, number: int = 1, unit: str = "tinh", kind: str = "dialogue",
    status: str = "done", channel: tuple[str, ...] = ("direct_group",), at: str = "2026-06-30", **values: Any,
) -> None:  # fmt: skip
    """Hand in one session of an activity; day: when the whole activity began."""
    office.row("activities", f"{code}-{number}", at=at, code=code, session=number, unit=unit,
               name=f"Hoạt động {code}", type=kind, channel=list(channel), starts_on=day, status=status,
               **values)  # fmt: skip


def question(office: Office, code: str, words: str, *, number: int = 1, **values: Any) -> None:
    """Hand in one question asked in a session."""
    office.row("activity_questions", f"{code}-{number}-{words}", at="2026-06-30", activity=code,
               session=number, question=words, **values)  # fmt: skip


# 3.01


def test_an_activity_counts_once_on_the_day_it_began(office: Office) -> None:
    office.units()
    session(office, "tet", "2025-12-31", kind="campaign", ends_on="2026-02-10")  # crosses the year
    session(office, "doi-thoai", "2026-01-01", held_on="2026-01-01", channel=("direct_group", "facebook"))  # fmt: skip
    session(office, "doi-thoai", "2026-01-01", number=2, held_on="2026-02-20")
    session(office, "hoi-thi", "2026-03-15", kind="contest", unit="cd-a", channel=("event",))
    session(office, "du-kien", "2026-04-01", status="planned")
    session(office, "huy", "2026-04-02", status="cancelled")
    session(office, "sau", "2026-05-01", at="2026-07-20")  # handed in after the report
    found = office.ask("3.01", "2026-H1", known="2026-07-10")
    assert found["activities"].value == 2
    assert found["activities:dialogue"].value == 1
    assert found["activities:contest"].part_name == "Cuộc thi"
    assert "activities:campaign" not in found
    assert (found["by_unit:cd-a"].value, found["by_unit:cd-a"].part_name) == (1, "Công đoàn xã A")
    assert {k: f.count for k, f in found.items() if k.startswith("channels:")} == {
        "channels:direct_group": 1, "channels:facebook": 1, "channels:event": 1,
    }  # fmt: skip
    assert found["channels"].value == 2  # an activity of two channels is one activity
    assert found["months"].value == 4  # all but January and March
    assert office.ask("3.01", "2025-H2", known="2026-07-10")["activities:campaign"].value == 1


def test_own_posts_stand_beside_the_register(office: Office) -> None:
    office.units()
    office.source("trang", type="social", own=True)
    office.source("cong", type="union", own=True)
    session(office, "d", "2026-06-02")
    own_post(office, 1, "2026-06-01 08:00")
    own_post(office, 2, "2026-06-01 09:00", form="video")
    own_post(office, 3, "2026-06-01 10:00", shared=True)
    own_post(office, 4, "2026-06-01 10:00", source="cong")  # the website is no page
    found = office.ask("3.01", "2026-06")
    assert found["activities"].value == 1
    assert (found["posts"].value, found["posts:video"].value) == (2, 1)
    assert found["kinds"].value == 3  # dialogue, post, short video


def test_without_the_register_nothing_is_known(office: Office) -> None:
    office.units()
    found = office.ask("3.01", "2026-06")
    assert found["activities"].status is Status.NONE
    assert "langnghe import" in found["activities"].note
    assert found["posts"].status is Status.NONE  # no page was heard


def test_a_unit_that_ended_keeps_what_it_did(office: Office) -> None:
    office.units()
    office.unit("cd-cu", valid_to="2026-03-31", successors=["cd-a"], name="Công đoàn xã Cũ")
    session(office, "cu", "2026-03-31", unit="cd-cu")
    session(office, "moi", "2026-04-01", unit="cd-a")
    for unit in ("tinh", "cd-b"):
        session(office, unit, "2026-05-05", unit=unit)
    found = office.ask("3.01", "2026-H1")
    assert found["by_unit:cd-cu"].part_name == "Công đoàn xã Cũ"
    assert (found["by_unit:cd-cu"].value, found["by_unit:cd-a"].value) == (1, 1)
    assert found["activities"].status is Status.FULL


# 3.03


@pytest.mark.parametrize(
    ("people", "size"),
    [(29, "nhỏ"), (30, "vừa"), (99, "vừa"), (100, "lớn"), (200, "lớn"), (201, "ngoài phân loại")],
)
def test_the_plan_classes_a_session_by_who_came(office: Office, people: int, size: str) -> None:
    office.units()
    session(office, "x", "2026-06-02", members=people - 3, officers=1, guests=1, reporters=1)
    found = office.ask("3.03", "2026-06")
    assert found[f"sizes:{size}"].count == 1
    assert office.rows("3.03", "2026-06", "sizes")[0]["label"] == f"Hoạt động x: {people} người"


def test_heads_are_added_by_role_and_few_are_not_told(office: Office) -> None:
    office.units()
    session(office, "a", "2026-06-02", members=80, officers=7, guests=6, reporters=2, outlets=2)
    session(office, "a", "2026-06-02", number=2, held_on="2026-06-09", members=40, reporters=1)
    session(office, "b", "2026-06-03")  # nobody wrote down who came
    session(office, "c", "2026-06-04", members=900, status="planned")
    session(office, "d", "2026-06-05", number=1, held_on="2026-07-01", members=50)  # held in July
    found = office.ask("3.03", "2026-06")
    assert found["people"].value == 80 + 7 + 6 + 2 + 40 + 1
    assert found["people:members"].value == 120
    assert found["people:reporters"].value is None  # three: not told
    assert "dưới 5 người" in found["people:reporters"].note
    assert found["people:guests"].value is None  # nor what would give them away
    assert found["outlets"].value == 2
    assert found["sizes"].value == 2


# 3.04


def test_questions_of_a_session_and_of_a_hundred_people(office: Office) -> None:
    office.units()
    session(office, "a", "2026-06-02", members=150, questions=6)
    session(office, "b", "2026-06-03", members=50)
    for words in ("Khi nào?", "Ở đâu?"):
        question(office, "b", words)  # written down, not counted
    session(office, "c", "2026-06-04", questions=4)  # nobody counted heads
    session(office, "d", "2026-06-05", members=70)  # neither
    session(office, "e", "2026-06-06", members=10, questions=1)
    for words in ("Một?", "Hai?", "Ba?"):
        question(office, "e", words)  # more were written down than counted
    found = office.ask("3.04", "2026-06")
    assert (found["questions"].value, found["questions"].n) == (6 + 2 + 4 + 3, 4)
    assert found["per_hundred"].value == pytest.approx(100 * 11 / 210)
    assert (found["per_hundred"].count, found["per_hundred"].n) == (11, 210)


# 3.05


def test_the_chair_confirms_else_the_topic_decides(office: Office) -> None:
    office.units()
    aimed = ["dialogue", "jobs_living"]
    session(office, "a", "2026-06-02", target_topics=aimed)
    session(office, "b", "2026-06-03")  # nobody wrote what it was for
    for number in range(8):
        question(office, "a", f"Về việc làm {number}?", topic="jobs_living")
    question(office, "a", "Về ăn ca?", topic="food_poisoning")
    question(office, "a", "Về ăn ca, chủ trì nhận?", topic="food_poisoning", on_focus=True)
    question(office, "a", "Về lương, chủ trì gạt?", topic="jobs_living", on_focus=False)
    question(office, "a", "Chưa rõ?")
    question(office, "b", "Gì đó?", topic="jobs_living")
    found = office.ask("3.05", "2026-06")
    assert (found["on_focus"].count, found["on_focus"].n) == (9, 11)
    assert found["on_focus"].value == pytest.approx(100 * 9 / 11)
    assert (found["confirmed"].count, found["confirmed"].n) == (2, 13)
    assert found["off_focus"].value == 2
    assert found["off_focus:food_poisoning"].part_name == "Ngộ độc, bữa ăn ca"
    labels = [r["label"] for r in office.rows("3.05", "2026-06", "off_focus")]
    assert labels == ["Về ăn ca?", "Về lương, chủ trì gạt?"]


def test_the_29th_of_february_is_a_day_and_a_unit_sees_its_own(office: Office) -> None:
    office.units()
    session(office, "a", "2028-02-29", unit="cd-a", at="2028-03-01", members=30, questions=3)
    session(office, "b", "2028-03-01", unit="cd-a", at="2028-03-02", members=40)
    session(office, "c", "2028-02-29", unit="cd-b", at="2028-03-01", members=99)
    assert office.ask("3.01", "2028-02")["activities"].value == 2
    mine = office.ask("3.01", "2028-02", units=["cd-a"])
    assert (mine["activities"].value, mine["months"].value) == (1, 0)
    assert office.ask("3.03", "2028-02", units=["cd-a"])["people"].value == 30
    assert office.ask("3.04", "2028-02")["questions"].value == 3
    assert office.ask("3.03", "2028-03")["people"].value == 40
