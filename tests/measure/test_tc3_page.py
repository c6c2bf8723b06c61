"""3.02: what people did and said on the union's own pages, and whether they were answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office, moment
from tests.measure.own_channels import asked, own_post


@pytest.fixture
def page(office: Office) -> Office:
    office.units()
    office.source("trang", type="social", own=True)
    return office


def measured(
    office: Office, post: str, at: str, *, mark: int = 7, late: float = 1, **figures: int | None
) -> None:
    """Land a snapshot of a post's figures."""
    office.event("metric", post, "measured", at=at, by="machine@facebook", source="trang", mark=mark,
                 due_at=moment(at), measured_at=moment(at), late_hours=late, **figures)  # fmt: skip


def comment(
    office: Office,
    number: int,
    under: str,
    *,
    intent: str,
    stance: str = "none",
    topic: str = "wages",
    **changes: Any,
) -> str:
    """Land a comment of somebody under a post of ours."""
    return office.post(
        number, seen="2026-06-03 10:00", source="trang", kind="comment", parent_id=under, title="",
        labels={"in_scope": "1", "topic": [topic], "intent": intent,
                "stance_union": stance}, **changes,
    )  # fmt: skip


def test_posts_are_seen_seven_days_old(page: Office) -> None:
    one = own_post(page, 1, "2026-06-01 08:00")
    measured(page, one, "2026-06-02 08:00", mark=1, reactions=1, comments=1, shares=1)
    measured(page, one, "2026-06-08 09:00", reactions=10, comments=4, shares=2)
    measured(page, one, "2026-07-01 09:00", mark=30, reactions=90, comments=9, shares=9)
    two = own_post(page, 2, "2026-06-02 08:00")
    measured(page, two, "2026-06-09 09:00", reactions=6, comments=None, shares=0)
    late = own_post(page, 3, "2026-06-03 08:00")
    measured(page, late, "2026-06-20 09:00", late=200, reactions=50, comments=5, shares=5)
    shared = own_post(page, 4, "2026-06-03 08:00", shared=True)
    measured(page, shared, "2026-06-10 09:00", reactions=99, comments=9, shares=9)
    found = page.ask("3.02", "2026-06", known="2026-07-10")
    assert found["interactions"].value == 10 + 4 + 2 + 6
    assert found["interactions:reactions"].value == 16
    assert found["interactions:shares"].value == 2
    assert (found["per_post"].value, found["per_post"].n) == (11, 2)  # of 16 and 6
    early = page.ask("3.02", "2026-06", known="2026-06-08 12:00")
    assert early["interactions"].value == 16  # the second post is not seven days old


def test_people_are_classed_by_what_they_said(page: Office) -> None:
    under = own_post(page, 1, "2026-06-01 08:00")
    asks = comment(page, 11, under, intent="ask")
    comment(page, 12, under, intent="complain", stance="negative")
    comment(page, 13, under, intent="praise", stance="positive")
    comment(page, 14, under, intent="inform", stance="negative")
    comment(page, 15, under, intent="inform")
    comment(page, 16, under, intent="ask", topic="misinformation")
    comment(page, 17, under, intent="inform", author="Trang LĐLĐ")  # our own voice
    asked(page, "h1", "2026-06-03 10:00", channel="comment", post_id=asks)  # the same question
    asked(page, "h2", "2026-06-03 11:00")
    asked(page, "h3", "2026-06-03 12:00", status="invalid", reason="quảng cáo")
    asked(page, "h4", "2026-06-03 12:00", status="invalid", reason="lời trách", reaction="reproach")
    page.row("inquiries", "p1", at="2026-06-05", received_at=moment("2026-06-04 08:00"), unit="tinh",
             channel="hotline", question="Góp ý bữa ăn", intent="suggest", state="answered")  # fmt: skip
    page.row("inquiries", "p2", at="2026-06-05", received_at=moment("2026-06-04 09:00"), unit="tinh",
             channel="hotline", question="x", intent="ask", state="invalid", invalid_why="trùng")  # fmt: skip
    found = page.ask("3.02", "2026-06")
    counts = {k.split(":")[1]: f.count for k, f in found.items() if k.startswith("content:")}
    assert counts == {
        "ask": 2, "complain": 2, "praise": 1, "object": 1, "other": 1, "false_news": 1, "suggest": 1,
    }  # fmt: skip
    assert found["content"].value == 9
    assert found["excluded:quảng cáo"].value == 1


def test_exactly_24_hours_is_in_time_and_a_machine_answers_nobody(page: Office) -> None:
    for number in range(9):
        asked(page, f"nhanh{number}", "2026-06-03 10:00", after=timedelta(hours=1))
    asked(page, "dung", "2026-06-30 23:59:59", after=timedelta(hours=24))
    asked(page, "tre", "2026-06-05 10:00", after=timedelta(hours=24, seconds=1))
    asked(page, "may", "2026-06-06 10:00")
    page.event("inquiry", "may", "auto_replied", at="2026-06-06 10:00", by="machine@inbox", auto_replies=1)  # fmt: skip
    asked(page, "rac", "2026-06-06 10:00", status="invalid", reason="quảng cáo")
    found = page.ask("3.02", "2026-06")
    assert (found["answered"].count, found["answered"].n) == (11, 12)
    assert (found["in_time"].count, found["in_time"].n) == (10, 12)
    # at the end of 30 June one has time left: it is in no share of what was in time
    early = page.ask("3.02", "2026-06", known="2026-07-01 00:00")
    assert (early["answered"].count, early["answered"].n) == (10, 12)
    assert (early["in_time"].count, early["in_time"].n) == (9, 11)
    assert page.ask("3.02", "2026-07")["answered"].status is Status.NONE


def test_messages_of_people_count_but_not_of_spam(page: Office) -> None:
    for number, (talk, ours) in enumerate(
        [("a", False), ("a", True), ("a", False), ("b", False), ("c", False)]
    ):
        page.event("message", f"m{number}", "sent", at=f"2026-06-03 10:0{number}", by="machine@facebook",
                   platform="facebook", source="trang", conversation=talk, ours=ours, text="…")  # fmt: skip
    asked(page, "h1", "2026-06-03 10:00", conversation="a")
    asked(page, "h2", "2026-06-03 10:03", conversation="b", status="invalid", reason="quảng cáo")
    assert page.ask("3.02", "2026-06")["interactions:messages"].value == 3


def test_a_page_that_was_not_heard_is_no_silence(page: Office) -> None:
    assert page.ask("3.02", "2026-06")["interactions"].status is Status.NONE
    page.visit("trang", at="2026-06-10 08:00")
    heard = page.ask("3.02", "2026-06")
    assert (heard["interactions"].value, heard["interactions"].status) == (0, Status.FULL)
