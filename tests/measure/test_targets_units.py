"""T1, T2a, T2b, T5a, T5b: what each unit must do in a year, and units that change in it."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office
from tests.measure.own_channels import own_post


@pytest.fixture
def units(office: Office) -> Office:
    office.units()
    return office


def held(
    office: Office,
    key: str,
    day: str,
    unit: str = "cd-a",
    *,
    said: str = "2026-01-02",
    **changes: Any,
) -> None:
    values = {"unit": unit, "name": f"Hoạt động {key}", "type": "group_talk", "channel": ["direct_group"],
              "starts_on": day, "session": 1, "status": "done"}  # fmt: skip
    office.row("activities", key, at=said, **{**values, **changes})


def campaign(office: Office, key: str, day: str, unit: str = "cd-a", **changes: Any) -> None:
    values: dict[str, Any] = {
        "type": "campaign", "channel": ["facebook", "direct_group"], "objective": "Ai cũng biết",
        "messages": ["TD-1"], "evidence": "https://trang.example/anh",
    }  # fmt: skip
    held(office, key, day, unit, **{**values, **changes})


def document(office: Office, key: str, day: str, unit: str = "cd-a", **changes: Any) -> None:
    values = {
        "unit": unit,
        "symbol": key,
        "type": "guidance",
        "title": f"Văn bản {key}",
        "signed_on": day,
    }
    office.row("documents", key, at="2026-01-02", **{**values, **changes})


# T1


def test_three_proven_campaigns_of_the_year_they_began_in(units: Office) -> None:
    campaign(units, "tet", "2025-12-31", ends_on="2026-02-10")  # of 2025, the year it began in
    campaign(units, "xuan", "2026-01-01")
    campaign(units, "thang-5", "2026-05-01")
    campaign(units, "thang-7", "2026-12-31", ends_on="2027-01-05")
    each: tuple[dict[str, Any], ...] = (
        {"objective": None},
        {"messages": []},
        {"channel": ["facebook"]},
        {"evidence": None},
    )
    for lacking in each:
        campaign(units, f"thieu-{next(iter(lacking))}", "2026-06-01", "cd-b", **lacking)
    campaign(units, "huy", "2026-06-01", "cd-b", status="cancelled")
    found = units.ask("T1", "2026")
    assert (found["units_met"].count, found["units_met"].n) == (1, 3)  # cd-a of tinh, cd-a, cd-b
    assert (found["campaigns"].value, found["campaigns:cd-a"].value) == (3, 3)
    assert found["campaigns:cd-a"].part_name == "Công đoàn xã A"
    assert found["lacking"].value == 4
    assert units.ask("T1", "2025")["campaigns"].value == 1
    labels = {r["id"]: r["label"] for r in units.rows("T1", "2026", "lacking")}
    assert labels["thieu-channel"].endswith(": thiếu kênh")
    assert labels["thieu-messages"].endswith(": thiếu thông điệp")


def test_a_setting_moves_a_campaign_to_the_year_it_ended_in(units: Office) -> None:
    campaign(units, "tet", "2025-12-31", ends_on="2026-02-10")
    units.row("targets", "nam", at="2026-01-01", programme="Cài đặt của cơ quan", code="T1",
              name="Chiến dịch vắt qua 31/12 tính vào", applies_to="all", rule="at_least", value=1,
              measure="năm kết thúc", period="year", duty="definition", valid_from="2026-01-01")  # fmt: skip
    units.load()
    shipped = units.store.one(
        "select id from staging.stg_target where name like 'Chiến dịch vắt qua%' and id <> 'nam'"
    )
    units.row("targets", str(shipped), at="2026-01-02", valid_to="2025-12-31")
    assert units.ask("T1", "2026")["campaigns"].value == 1


def test_sessions_of_one_campaign_are_one_and_share_their_proof(units: Office) -> None:
    campaign(units, "dot-1", "2026-03-01", code="CD1", evidence=None, channel=["facebook"])
    campaign(
        units, "dot-2", "2026-03-01", code="CD1", held_on="2026-03-09", session=2, channel=["board"]
    )
    assert units.ask("T1", "2026")["campaigns"].value == 1
    assert not units.rows("T1", "2026", "lacking")


def test_half_a_year_shows_how_far_the_year_has_come(units: Office) -> None:
    for day in ("2026-02-01", "2026-04-01", "2026-09-01"):
        campaign(units, day, day)
    assert units.ask("T1", "2026-H1")["units_met"].count == 0
    second = units.ask("T1", "2026-H2")
    assert (second["units_met"].count, second["campaigns"].value) == (1, 1)
    early = units.ask("T1", "2026", known="2026-06-30")
    assert (early["units_met"].count, early["campaigns"].value) == (0, 3)


def test_a_unit_merged_in_the_year_hands_its_work_to_its_successor(units: Office) -> None:
    units.row(
        "units", "cd-b@2014-01-01", at="2026-07-01", valid_to="2026-06-30", successors=["cd-a"]
    )
    campaign(units, "b-1", "2026-03-01", "cd-b")
    campaign(units, "b-2", "2026-06-30", "cd-b")
    campaign(units, "a-1", "2026-08-01", "cd-a")
    found = units.ask("T1", "2026")
    assert (found["units_met"].count, found["units_met"].n) == (1, 2)  # cd-b owes nothing any more
    assert (found["campaigns:cd-b"].value, found["campaigns:cd-b"].part_name) == (
        2,
        "Công đoàn xã B",
    )
    labels = {r["id"]: r["label"] for r in units.rows("T1", "2026", "units_met")}
    assert labels["cd-a"] == "Công đoàn xã A: 3 chiến dịch (2 của đơn vị đã sáp nhập)"
    assert units.ask("T1", "2026-H1")["units_met"].n == 3  # on 30 June it still stood


def test_the_work_of_a_divided_unit_is_nobody_elses(units: Office) -> None:
    units.row(
        "units",
        "cd-b@2014-01-01",
        at="2026-07-01",
        valid_to="2026-06-30",
        successors=["cd-a", "tinh"],
    )
    for number in range(3):
        campaign(units, f"b-{number}", "2026-03-01", "cd-b")
    assert units.ask("T1", "2026")["units_met"].count == 0


def test_nothing_handed_in_is_not_known_and_who_is_missing_is_named(units: Office) -> None:
    assert units.ask("T1", "2026")["units_met"].status is Status.NONE
    campaign(units, "mot", "2026-03-01")
    told = units.ask("T1", "2026")["units_met"]
    assert told.status is Status.MISSING
    assert "Công đoàn xã B" in told.note
    assert "Công đoàn xã A" not in told.note


def test_what_is_recorded_later_was_not_known_then(units: Office) -> None:
    campaign(units, "mot", "2026-03-01", said="2026-05-01")
    assert units.ask("T1", "2026", known="2026-04-01")["campaigns"].status is Status.NONE
    assert units.ask("T1", "2026", known="2026-05-02")["campaigns"].value == 1


def test_a_week_of_posts_on_one_topic_is_proposed_and_never_counted(units: Office) -> None:
    units.source("trang", type="social", own=True)
    for number, day in enumerate((1, 3, 5, 7)):  # seven days, never more than two apart
        own_post(
            units,
            number,
            f"2026-06-{day:02d} 08:00",
            labels={"in_scope": "1", "topic": ["tet_care"]},
        )
    for number, day in enumerate((10, 13, 16)):  # three apart: no burst
        own_post(units, 10 + number, f"2026-06-{day:02d} 08:00", labels={"in_scope": "1", "topic": ["safety_prevention"]})  # fmt: skip
    found = units.ask("T1", "2026-06")
    assert found["candidates"].value == 1
    assert found["units_met"].status is Status.NONE
    campaign(
        units, "co-roi", "2026-06-02", "tinh", ends_on="2026-06-06", target_topics=["tet_care"]
    )
    assert not units.rows("T1", "2026-06", "candidates")


# T2a, T2b


def group(
    office: Office, key: str, owner: str, attested: str, last: str | None = None, **changes: Any
) -> None:
    values = {"code": key, "name": f"Nhóm {key}", "kind": "closed_group", "platform": "zalo", "owner": owner,
              "active": True, "attested_on": attested, "last_post_on": last}  # fmt: skip
    office.row("media_groups", key, at=f"{attested} 10:00", **{**values, **changes})


def test_groups_that_posted_in_thirty_days_and_were_attested(units: Office) -> None:
    group(units, "ba-muoi", "tinh", "2026-06-30", "2026-05-31")  # 30 days before
    group(units, "ba-mot", "tinh", "2026-06-30", "2026-05-30")
    group(units, "im", "tinh", "2026-06-30", active=False)
    group(units, "trang", "tinh", "2026-06-30", kind="page", platform="facebook")
    group(units, "xa", "cd-a", "2026-06-20")
    group(units, "cu", "cd-b", "2025-06-20")  # nobody has said so for a year
    assert units.ask("T2a", "2026-H1")["groups"].value == 1
    found = units.ask("T2b", "2026-H1")
    assert (found["units_met"].count, found["units_met"].n) == (1, 2)
    assert found["groups:cd-a"].value == 1


def test_a_group_is_as_it_was_attested_at_the_time(units: Office) -> None:
    group(units, "z", "tinh", "2025-12-20")
    units.row("media_groups", "z", at="2026-06-20", active=False, attested_on="2026-06-20")
    assert units.ask("T2a", "2025-H2")["groups"].value == 1
    assert units.ask("T2a", "2026-H1")["groups"].value == 0
    units.row("media_groups", "z", at="2026-07-01", active=True, attested_on="2026-07-01")
    assert not units.rows("T2a", "2026-H1")
    units.row("media_groups", "z", at="2026-07-20", valid_to="2026-07-10", attested_on="2026-07-20")
    assert units.ask("T2a", "2026-07")["groups"].value == 0  # dissolved


def test_nobody_attested_is_not_known(units: Office) -> None:
    assert units.ask("T2a", "2026-H1")["groups"].status is Status.NONE
    assert units.ask("T2b", "2026-H1")["units_met"].status is Status.NONE


# T5a, T5b


def test_an_occasion_is_no_copy_of_it(units: Office) -> None:
    for number in range(3):
        document(units, f"a-{number}", "2026-02-01", occasion="Tháng Công nhân")
    document(units, "b-1", "2026-02-01", "cd-b")
    document(units, "b-2", "2026-12-31", "cd-b")
    document(units, "b-3", "2027-01-01", "cd-b")
    document(units, "phoi-hop", "2026-03-01", type="agreement")
    document(units, "sua", "2026-03-02", corrects="a-1")
    document(units, "tinh-1", "2026-03-02", "tinh")
    found = units.ask("T5a", "2026")
    assert (found["units_met"].count, found["units_met"].n) == (1, 2)
    assert (found["occasions:cd-a"].value, found["occasions:cd-b"].value) == (1, 2)
    assert found["occasions"].value == 3  # of the units above the grassroots
    labels = {r["unit"]: r["label"] for r in units.rows("T5a", "2026", "occasions")}
    assert labels["cd-a"] == "Tháng Công nhân (3 văn bản)"


def test_direct_activities_held_alone_or_within_others(units: Office) -> None:
    held(units, "a-1", "2026-02-28", code="A")
    held(units, "a-2", "2026-02-28", code="A", held_on="2026-03-01", session=2)
    held(units, "a-3", "2026-06-01", combined=True, evidence="https://trang.example/1")
    held(units, "b-1", "2026-06-01", "cd-b", type="loudspeaker", channel=["company_radio"])
    held(units, "b-2", "2026-06-01", "cd-b", status="planned")
    held(units, "b-3", "2026-06-01", "cd-b", type="dialogue", channel=["event"])
    campaign(units, "b-4", "2026-06-01", "cd-b")
    found = units.ask("T5b", "2026")
    assert (found["units_met"].count, found["units_met"].n) == (1, 2)
    assert (found["activities:cd-a"].value, found["activities:cd-b"].value) == (2, 1)
    assert (found["combined"].count, found["combined"].n) == (1, 3)
    assert (found["evidenced"].count, found["evidenced"].n) == (1, 3)
