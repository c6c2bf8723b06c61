"""4.07 and 4.08: what social media said around the news, and what was seen under it."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office

FIRST = 15  # of June: the day of the article; seven days before it are 8–14, seven from it 15–21


def office_with_story(office: Office) -> Office:
    office.source("bao-a")
    office.source("nhom", type="social")
    office.source("trang-nha", type="social", own=True)
    labels = {"in_scope": "1", "topic": ["strike"], "stance_union": "neutral"}
    office.post(
        1,
        seen=f"2026-06-{FIRST}",
        title="Công đoàn giải quyết ngừng việc",
        labels=labels,
        story="t1",
    )
    return office


def talk(
    office: Office, number: int, day: int, topic: str, stance: str = "none", **changes: Any
) -> None:
    office.post(number, seen=f"2026-06-{day:02d}", kind="comment", source="nhom",
                labels={"in_scope": "1", "topic": [topic], "stance_union": stance}, **changes)  # fmt: skip


def heard(office: Office, *days: int) -> None:
    for day in days:
        office.visit("nhom", at=f"2026-06-{day:02d}")


def test_after_less_before_less_what_changed_anyway(office: Office) -> None:
    office_with_story(office)
    heard(office, *range(8, 22))
    for number in range(10):  # 10 before, 30 after, of the story's topic; 20 and 30 of others
        talk(office, 100 + number, 14, "strike", "negative" if number < 2 else "neutral")
    for number in range(30):
        talk(office, 200 + number, 21, "strike", "negative" if number < 15 else "neutral")
    for number in range(20):
        talk(office, 300 + number, 8, "welfare", "negative" if number < 2 else "positive")
    for number in range(30):
        talk(office, 400 + number, 15, "welfare", "negative" if number < 3 else "positive")
    talk(office, 500, 7, "strike")  # the day before the window
    talk(office, 501, 22, "strike")  # the day after it
    found = office.ask("4.07", "2026-06")
    # 30/10 − 30/20 = +150 %
    assert found["volume"].value == pytest.approx(150)
    assert "liên hệ, không phải nhân quả" in found["volume"].note
    # (15/30 − 2/10) − (3/30 − 2/20) = 30 points
    assert found["negative"].value == pytest.approx(30)
    assert (found["volume"].n, found["volume"].status) == (1, Status.ESTIMATE)
    rows = {r["part"]: (r["num"], r["den"]) for r in office.rows("4.07", "2026-06", "negative")}
    assert rows == {"t1>union>before": (2, 10), "t1>union>after": (15, 30),
                    "t1>other>before": (2, 20), "t1>other>after": (3, 30)}  # fmt: skip


def test_few_words_are_counts_only(office: Office) -> None:
    office_with_story(office)
    heard(office, *range(8, 22))
    talk(office, 100, 10, "strike")
    found = office.ask("4.07", "2026-06")["volume"]
    assert (found.value, found.n) == (None, 1)
    assert "chỉ nêu số đếm" in found.note


def test_a_window_that_was_not_heard_or_is_not_over_is_none(office: Office) -> None:
    office_with_story(office)
    heard(office, *range(8, 21))  # not the 21st
    assert office.ask("4.07", "2026-06")["volume"].status is Status.NONE
    heard(office, 21)
    assert (
        office.ask("4.07", "2026-06", known="2026-06-21 23:59:59")["volume"].status is Status.NONE
    )
    assert office.ask("4.07", "2026-06", known="2026-06-22 00:00:00")["volume"].n == 1


def test_what_we_write_ourselves_is_no_public_talk(office: Office) -> None:
    office_with_story(office)
    heard(office, *range(8, 22))
    scope = {"in_scope": "1", "topic": ["strike"]}
    office.post(1, seen="2026-06-10", source="trang-nha", kind="post", labels=scope)
    office.post(
        2, seen="2026-06-10", source="trang-nha", kind="comment", labels=scope, author="Trang nhà"
    )
    office.post(3, seen="2026-06-10", source="trang-nha", kind="comment", labels=scope)
    office.ask("4.07", "2026-06")
    rows = {r["part"]: r["num"] for r in office.rows("4.07", "2026-06", "volume")}
    assert rows["t1>union>before"] == 1


# 4.08


def test_what_was_seen_under_the_articles(office: Office) -> None:
    office.source("bao-a")
    office.source("trang-nha", type="social", own=True)
    ids = [
        office.post(number, seen="2026-06-10", title=f"Công đoàn {number}",
                    labels={"in_scope": "1", "topic": ["welfare"]})
        for number in (10001, 10002, 10003, 10004)
    ]  # fmt: skip
    for number, under in enumerate([ids[0]] * 5 + [ids[1]]):
        office.post(50 + number, seen="2026-06-11", kind="comment", parent_id=under)
    office.visit(
        "bao-a", at="2026-06-11", role="comments", url="https://bao-a.example/y-kien?id=10003"
    )
    office.visit("bao-a", at="2026-06-11", role="comments", outcome="failed",
                 url="https://bao-a.example/y-kien?id=10004")  # fmt: skip
    own = office.post(1, seen="2026-06-11", source="trang-nha", kind="post",
                      text="Mời đọc https://bao-a.example/bai-10002.html.")  # fmt: skip
    office.event("metric", own, "described", at="2026-06-11", format="link", source="trang-nha")
    office.event("metric", own, "measured", at="2026-06-18", source="trang-nha", mark=7, late_hours=1,
                 measured_at="2026-06-18T05:00:00+00:00", reactions=20, comments=3, shares=2)  # fmt: skip
    found = office.ask("4.08", "2026-06")
    assert (found["readable"].count, found["readable"].n) == (3, 4)  # n < 10: no percentage
    assert (found["per_article"].value, found["per_article"].n) == (1, 3)  # 5, 1, 0
    assert found["engagement:comments"].value == 6
    assert found["engagement:own_links"].value == 25
    assert found["top"].value == 5 + 26
    assert [r["num"] for r in office.rows("4.08", "2026-06", "top")][:1] in ([5.0], [26.0])
    assert "không phải lượt tiếp cận" in found["per_article"].note


def test_nothing_readable_is_no_figure(office: Office) -> None:
    office.source("bao-a")
    for number in range(12):
        office.post(number, seen="2026-06-10", title="Công đoàn", labels={"in_scope": "1"})
    found = office.ask("4.08", "2026-06")
    assert (found["readable"].value, found["readable"].n) == (0, 12)
    assert found["per_article"].status is Status.NONE
