"""5.03, 5.04, 5.05: what people did, whether they came to the union first, what was done together."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office, moment
from tests.measure.own_channels import asked, own_post


@pytest.fixture
def province(office: Office) -> Office:
    office.units()
    office.source("trang", type="social", own=True)
    return office


def month(office: Office, unit: str, day: str, *, at: str = "2026-07-05", **values: Any) -> None:
    """Hand in the figures of a unit and month."""
    office.row("outcomes", f"{unit}-{day}-{values.get('campaign')}", at=at, unit=unit, month=day, **values)  # fmt: skip


# 5.03


def test_members_by_unit_and_on_a_thousand(province: Office) -> None:
    month(province, "tinh", "2026-01-01", new_members=0)
    month(province, "cd-a", "2026-01-01", new_members=30, members_total=1900)
    month(province, "cd-a", "2026-02-01", new_members=10, members_total=2100)
    month(province, "cd-a", "2026-03-01", new_members=7)  # nobody said how many members
    month(province, "cd-b", "2026-06-01", new_members=5, members_total=500, advice_requests=4)
    month(province, "cd-b", "2026-07-01", new_members=99)  # another period
    month(province, "cd-b", "2025-12-01", new_members=99)
    found = province.ask("5.03", "2026-H1")
    assert (found["new_members"].value, found["new_members"].status) == (52, Status.FULL)
    assert found["new_members:cd-a"].value == 47
    assert found["new_members:cd-a"].part_name == "Công đoàn xã A"
    # 45 new on a mean of 2,000 members and on 500
    assert found["new_members_rate"].value == pytest.approx(1000 * 45 / 2500)
    assert found["new_members_rate"].n == 2500
    assert found["advice_rate"].value == pytest.approx(8)
    assert found["advice"].value == 4
    assert found["new_grassroots"].status is Status.NONE  # an empty cell is no 0


def test_what_was_not_handed_in_is_named(province: Office) -> None:
    month(province, "tinh", "2026-01-01", new_members=1)
    month(province, "cd-a", "2026-01-01", new_members=30)
    found = province.ask("5.03", "2026-H1")
    assert found["new_members"].status is Status.MISSING
    assert "Công đoàn xã B" in found["new_members"].note
    assert found["entries"].status is Status.NONE  # an empty cell is no 0


def test_a_grassroots_union_is_in_its_upper_union(province: Office) -> None:
    month(province, "cd-a", "2026-01-01", new_members=30)
    month(province, "cs-1", "2026-01-01", new_members=20)  # of those thirty
    month(province, "cs-1", "2026-02-01", new_members=8)  # the upper union said nothing
    assert province.ask("5.03", "2026-H1")["new_members"].value == 38


def test_registrations_by_campaign(province: Office) -> None:
    for unit in ("tinh", "cd-a", "cd-b"):
        month(province, unit, "2026-05-01", registrations=10)
    month(province, "cd-a", "2026-05-01", registrations=100, campaign="Tháng Công nhân 2026")
    found = province.ask("5.03", "2026-05")
    assert found["registrations"].value == 130
    assert found["registrations:Tháng Công nhân 2026"].value == 100


# 5.04


def test_who_came_to_the_union_first(province: Office) -> None:
    for number in range(9):
        asked(province, f"ta{number}", "2026-06-03", first_channel="union")
    asked(province, "mxh", "2026-06-03", first_channel="social")
    asked(province, "khong-ro", "2026-06-03", first_channel="unknown")
    asked(province, "rac", "2026-06-03", first_channel="union", status="invalid")
    # a paper form says no as well; the question it opened says nothing more
    asked(province, "phieu", "2026-06-03", source="so-hoi-dap", first_channel="unknown")
    for key, first in (("p1", True), ("p2", False), ("p3", None)):
        told: dict[str, Any] = {} if first is None else {"asked_first": first}
        province.row("inquiries", key, at="2026-06-05", received_at=moment("2026-06-30 23:59:59"), unit="tinh",
                     channel="hotline", question="Hỏi", state="answered", **told)  # fmt: skip
    scope = {"in_scope": "1", "intent": "complain"}
    province.post(1, seen="2026-06-04", kind="comment", labels={**scope, "union_unit": ["cd-a"]})
    province.post(2, seen="2026-06-04", kind="comment", labels=scope)  # of nobody we know
    found = province.ask("5.04", "2026-06")
    assert (found["union_first"].count, found["union_first"].n) == (10, 12)
    assert (found["seen"].count, found["seen"].n) == (10, 13)


def test_marks_and_thanks(province: Office) -> None:
    for number, mark in enumerate([5, 5, 5, 4, 4, 4, 4, 3, 2, 1]):
        asked(province, f"d{number}", "2026-06-03", csat=mark)
    for number, said in enumerate(["thanks"] * 8 + ["reproach"] * 4 + ["none"]):
        asked(province, f"c{number}", "2026-06-04", reaction=said)
    # it asked nothing, so it was turned down as a question; it is a reproach all the same
    asked(
        province, "trach", "2026-06-05", status="invalid", reason="lời trách", reaction="reproach"
    )
    under = own_post(province, 1, "2026-06-05")
    for number, (intent, stance) in enumerate(
        [("praise", "none"), ("complain", "negative"), ("complain", "none"), ("ask", "negative")]
    ):
        province.post(10 + number, seen="2026-06-06", source="trang", kind="comment", title="", parent_id=under,
                      labels={"in_scope": "1", "intent": intent, "stance_union": stance})  # fmt: skip
    found = province.ask("5.04", "2026-06")
    assert found["csat"].value == pytest.approx(3.7)
    assert (found["content"].value, found["content"].n) == (70, 10)
    assert (found["thanks"].count, found["thanks"].n) == (8 + 1, 12 + 1 + 2)


# 5.05


def test_a_dialogue_is_counted_in_one_register(province: Office) -> None:
    month(province, "tinh", "2026-06-01", dialogues=2, solved_jointly=3, agreements_signed=1)
    month(province, "cd-a", "2026-06-01", solved_jointly=0)
    month(province, "cd-b", "2026-06-01", dialogues=0)
    for key, unit in (("x", "tinh"), ("y", "cd-a"), ("z", "cd-b")):
        province.row("activities", key, at="2026-06-30", code=key, session=1, unit=unit, name="Đối thoại",
                     type="dialogue", channel=["direct_group"], starts_on="2026-06-05", status="done")  # fmt: skip
    found = province.ask("5.05", "2026-06")
    assert found["dialogues"].value == 2 + 1 + 0  # of cd-a the month is silent, its register is not
    assert (found["solved"].value, found["agreements"].value) == (3, 1)


def test_a_page_that_shares_each_month_is_one_page(province: Office) -> None:
    for number, pages in enumerate((4, 7, 6), start=1):
        month(province, "cd-a", f"2026-0{number}-01", sharing_pages=pages)
    month(province, "cd-b", "2026-02-01", sharing_pages=2)
    assert province.ask("5.05", "2026-H1")["sharing"].value == 9
    rows = province.rows("5.05", "2026-H1", "sharing")
    assert [r["label"] for r in rows] == ["tháng 02/2026", "tháng 02/2026"]


def test_people_who_ask_again(province: Office) -> None:
    asked(province, "cu", "2025-11-01", asker="k0")
    for number in range(10):
        asked(province, f"h{number}", "2026-06-03", asker=f"k{number}")
    asked(province, "lan-hai", "2026-06-20", asker="k1")  # once more in the period: one asker
    asked(province, "khong-ro", "2026-06-20")
    asked(province, "noi-khac", "2026-06-20", asker="k0", source="zalo")  # another key space
    found = province.ask("5.05", "2026-06")
    assert (found["returning"].count, found["returning"].value) == (None, None)  # one person
    assert found["returning"].note.startswith("dưới 5 người: không nêu")
    for number in range(1, 6):
        asked(province, f"cu-{number}", "2025-11-02", asker=f"k{number}")
    found = province.ask("5.05", "2026-06")
    assert (found["returning"].count, found["returning"].n) == (6, 11)
