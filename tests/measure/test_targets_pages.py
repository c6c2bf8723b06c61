"""T3a, T3b, T6: what the pages post each day, and how soon they answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office
from tests.measure.own_channels import asked, own_post

HOURS_24 = timedelta(hours=24)


@pytest.fixture
def pages(office: Office) -> Office:
    office.units()
    office.source("trang", name="Trang tỉnh", type="social", own=True)
    office.source("trang-a", name="Trang xã A", type="social", own=True, unit="cd-a")
    office.source("cong", name="Cổng", type="union", own=True)
    return office


# T3a


def test_days_with_enough_posts_are_counted_one_by_one(pages: Office) -> None:
    number = 0
    for day in range(1, 11):  # two a day on 1–10 June, but the fifth has five and the sixth none
        for _ in range({5: 5, 6: 0}.get(day, 2)):
            number += 1
            own_post(pages, number, f"2026-06-{day:02d} 23:59:59")
    own_post(pages, 91, "2026-06-11 00:00:00")
    own_post(pages, 92, "2026-06-11 09:00", shared=True)
    own_post(pages, 93, "2026-06-11 10:00", labels={"in_scope": "0"})
    own_post(pages, 94, "2026-06-11 11:00", source="trang-a")
    own_post(pages, 95, "2026-06-11 11:30", source="cong")
    pages.visit("trang", at="2026-06-12 08:00")
    found = pages.ask("T3a", "2026-06", known="2026-06-15 12:00")
    # heard 1–12 June; 13 and 14 June were not read any more, the 15th is under way
    assert (found["days_met"].count, found["days_met"].n) == (9, 12)
    assert found["days_met"].value == 75
    assert (found["days_national"].count, found["days_national"].n) == (1, 12)
    assert found["posts"].value == pytest.approx(22 / 12)
    assert found["written"].value == 22
    assert found["shared"].value == 1
    assert found["gap"].value == 1
    assert "2 ngày không thu được" in found["gap"].note
    labels = {str(r["day"])[-2:]: r["label"] for r in pages.rows("T3a", "2026-06", "days_met", known="2026-06-15")}  # fmt: skip
    assert (labels["05"], labels["06"], labels["11"]) == ("5 bài", "0 bài", "1 bài")


def test_an_average_of_two_hides_a_gap_the_days_show(pages: Office) -> None:
    for number in range(20):
        own_post(pages, number, "2026-06-01 08:00")
    pages.visit("trang", at="2026-06-10 23:00")
    found = pages.ask("T3a", "2026-06", known="2026-06-11 06:00")
    assert found["posts"].value == 2  # on average
    assert (found["days_met"].value, found["gap"].value) == (10, 9)


def test_a_changed_target_holds_from_its_day(pages: Office) -> None:
    pages.row("targets", "moi", at="2026-06-01", programme="Kế hoạch mới", code="T3a", name="Bài mỗi ngày mới",
              applies_to="province", rule="at_least", value=1, measure="bài", period="day", duty="must",
              valid_from="2028-02-29")  # fmt: skip
    for number, day in enumerate(("2028-02-28", "2028-02-29", "2028-03-01")):
        own_post(pages, number, f"{day} 08:00")
    rows = pages.rows("T3a", "2028", "days_met", known="2028-03-02 08:00")
    told = [(str(r["day"]), r["num"]) for r in rows]
    # one post: too few under the old plan, enough under the new; both stand on and after 29 February
    assert told == [("2028-02-28", 0), ("2028-02-29", 0), ("2028-02-29", 1), ("2028-03-01", 0), ("2028-03-01", 1)]  # fmt: skip


def test_without_a_page_nothing_is_known(office: Office) -> None:
    office.units()
    office.source("bao-a")
    office.visit("bao-a", at="2026-06-01")
    for key, figure in office.ask("T3a", "2026-06").items():
        assert (figure.status, figure.value) == (Status.NONE, None), key
        assert "langnghe channels" in figure.note


# T3b


def test_twenty_four_hours_of_the_wall_clock(pages: Office) -> None:
    asked(pages, "dung", "2026-02-16 23:59:59", after=HOURS_24)  # the night before Tết: in time
    asked(pages, "lo", "2026-02-16 23:59:59", after=HOURS_24 + timedelta(seconds=1))
    asked(pages, "nhanh", "2026-02-17 00:00:00", after=timedelta(minutes=60))
    asked(pages, "vua", "2026-02-17 00:00:00", after=timedelta(hours=4))
    asked(pages, "lau", "2026-02-17 00:00:00", after=timedelta(hours=8))
    asked(pages, "binh", "2026-02-17 08:00", after=timedelta(hours=2), channel="comment")
    asked(pages, "quen", "2026-02-17 08:00")
    asked(pages, "rac", "2026-02-17 08:00", status="invalid", reason="quảng cáo")
    asked(pages, "may", "2026-02-17 08:00", auto_replies=1)
    asked(pages, "xa", "2026-02-17 08:00", source="trang-a")
    asked(pages, "zalo", "2026-02-17 08:00", channel="zalo")
    asked(pages, "con-gio", "2026-02-18 08:00")
    found = pages.ask("T3b", "2026-02", known="2026-02-19 07:00")
    assert (found["in_time"].count, found["in_time"].n) == (5, 8)
    assert found["overdue"].value == 2  # quen, may: an automatic reply is none
    assert found["hours"].value == pytest.approx((4 + 8) / 2)
    buckets = {key[8:]: f.count for key, f in found.items() if key.startswith("buckets:")}
    assert buckets == {"≤1": 1, "1–4": 2, "4–8": 1, "8–24": 1, ">24": 1}
    assert found["buckets:>24"].part_name == "trên 24 giờ"  # its sign is no step of a class
    assert found["solved_hours"].n == 6


def test_what_is_answered_later_was_not_answered_then(pages: Office) -> None:
    pages.visit("trang", at="2026-06-01")
    asked(pages, "mot", "2026-06-01 08:00", after=timedelta(hours=30))
    then = pages.ask("T3b", "2026-06", known="2026-06-02 09:00")
    assert (then["overdue"].value, then["hours"].value) == (1, None)
    later = pages.ask("T3b", "2026-06", known="2026-06-03")
    assert (later["overdue"].value, later["hours"].value, later["in_time"].count) == (0, 30, 0)


def test_an_interim_reply_is_a_first_reply_and_the_answer_has_its_own_time(pages: Office) -> None:
    asked(pages, "kho", "2026-06-01 08:00")
    for what, hours, more in (
        ("interim", 3, {}),
        ("answered", 50, {"answered_at": "2026-06-03T03:00:00+00:00"}),
    ):
        replied = f"2026-06-0{1 + (8 + hours) // 24}T{(1 + hours) % 24:02d}:00:00+00:00"
        pages.event("inquiry", "kho", what, at=f"2026-06-0{1 + (8 + hours) // 24} {(8 + hours) % 24:02d}:00",
                    replied_at=replied, status=what, **more)  # fmt: skip
    found = pages.ask("T3b", "2026-06")
    assert (found["in_time"].count, found["hours"].value, found["solved_hours"].value) == (1, 3, 50)


# T6


def test_all_pages_comments_and_messages_apart(pages: Office) -> None:
    pages.visit("trang", at="2026-06-01")
    for number in range(10):
        asked(
            pages, f"tin-{number}", "2026-06-01 08:00", after=timedelta(hours=1 if number else 25)
        )
        asked(pages, f"xa-{number}", "2026-06-01 08:00", after=timedelta(hours=2), source="trang-a",
              channel="comment")  # fmt: skip
    asked(pages, "zalo", "2026-06-02 08:00", channel="zalo", after=timedelta(hours=3))
    asked(pages, "day-nong", "2026-06-02 08:00", channel="hotline", source="so-hoi-dap")
    found = pages.ask("T6", "2026-06")
    assert (found["in_time"].count, found["in_time"].n) == (20, 21)
    assert (found["in_time:message"].count, found["in_time:message"].n) == (10, 11)
    assert found["in_time:comment"].value == 100
    assert found["by_unit:cd-a"].value == 100
    assert found["by_unit:cd-a"].part_name == "Công đoàn xã A"
    assert (found["by_unit:tinh"].count, found["by_unit:tinh"].n) == (10, 11)
    assert found["hours:comment"].value == 2
    assert found["overdue"].value == 0
