"""T7, T8: reports by the five criteria, and how many came to each session."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office, moment


@pytest.fixture
def units(office: Office) -> Office:
    office.units()
    return office


def report(
    office: Office, unit: str, period: str, sent: str | None, due: str | None = None, **changes: Any
) -> None:
    values = {"unit": unit, "type": "criteria", "title": f"Báo cáo {period}", "period": period,
              "status": "sent" if sent else "draft", "sent_at": moment(sent) if sent else None,
              "due_at": moment(due) if due else None}  # fmt: skip
    office.row("info_reports", f"{unit}-{period}", at=sent or "2026-06-01", **{**values, **changes})


def test_on_time_to_the_second_and_late_is_still_sent(units: Office) -> None:
    units.unit("cd-c", name="Công đoàn xã C")
    report(units, "cd-a", "2026-H1", "2026-06-15 17:00:00", "2026-06-15 17:00:00")
    report(units, "cd-b", "2026-H1", "2026-06-15 17:00:01", "2026-06-15 17:00:00")
    found = units.ask("T7", "2026-H1", known="2026-06-30")
    assert (found["on_time"].count, found["on_time"].n) == (1, 3)  # cd-c did not send any
    assert (found["submitted"].count, found["submitted"].n) == (2, 3)
    labels = {
        r["id"]: r["label"] for r in units.rows("T7", "2026-H1", "on_time", known="2026-06-30")
    }
    assert labels["cd-c/2026-H1"] == "Công đoàn xã C, 2026-H1: chưa nộp"
    assert labels["cd-b/2026-H1"].endswith("nộp 15/06/2026, muộn")


def test_not_yet_due_is_not_late_and_without_a_due_time_the_setting_holds(units: Office) -> None:
    assert units.ask("T7", "2026-H1", known="2026-06-30")["on_time"].status is Status.NONE
    report(units, "cd-a", "2026-H1", "2026-07-15 17:00:00")  # 15 days after 30 June
    early = units.ask("T7", "2026-H1", known="2026-07-15 17:00:00")
    assert (early["on_time"].count, early["on_time"].n) == (1, 2)
    assert units.ask("T7", "2026-H1", known="2026-07-15 16:00:00")["on_time"].status is Status.NONE


def test_a_report_for_the_year_serves_the_second_half(units: Office) -> None:
    report(units, "cd-a", "2026", "2026-12-31 23:59:59", "2026-12-31 23:59:59")
    report(units, "cd-b", "2026-H2", "2027-01-01 00:00:00", "2026-12-31 23:59:59")
    found = units.ask("T7", "2026")
    assert (found["on_time"].count, found["on_time"].n) == (1, 4)  # the first half of neither came
    assert (found["submitted"].count, found["submitted"].n) == (2, 4)


def test_a_unit_merged_before_the_end_of_a_half_owes_no_report(units: Office) -> None:
    units.row(
        "units", "cd-b@2014-01-01", at="2026-04-01", valid_to="2026-06-29", successors=["cd-a"]
    )
    report(units, "cd-a", "2026-H1", "2026-06-10", "2026-06-15")
    assert units.ask("T7", "2026-H1")["on_time"].n == 1
    units.row("units", "cd-b@2014-01-01", at="2026-04-02", valid_to="2026-06-30")
    assert units.ask("T7", "2026-H1")["on_time"].n == 2


def test_how_full_the_reports_are_that_were_handed_in_as_files(units: Office) -> None:
    for at, answered in (("2026-07-01", 20), ("2026-07-02", 25)):  # the later file holds
        units.event("report", "2026-H1-cd-a", "received", at=at, unit="cd-a", period="2026-H1",
                    answered=answered, total=40)  # fmt: skip
    found = units.ask("T7", "2026-H1")
    assert (found["answered"].value, found["answered:cd-a"].part_name) == (62.5, "Công đoàn xã A")


@pytest.mark.parametrize(
    ("people", "size"),
    [(29, "nhỏ"), (30, "vừa"), (99, "vừa"), (100, "lớn"), (200, "lớn"), (201, "ngoài phân loại")],
)
def test_the_bounds_of_the_classes(units: Office, people: int, size: str) -> None:
    units.row("activities", "x", at="2026-06-02", unit="cd-a", name="Nói chuyện", type="group_talk", session=1,
              channel=["direct_group"], starts_on="2026-06-01", status="done", members=people - 2, guests=2)  # fmt: skip
    assert units.ask("T8", "2026-06")[f"sizes:{size}"].count == 1


def test_sessions_of_unknown_size_are_told_apart(units: Office) -> None:
    told: dict[str, dict[str, Any]] = {
        "a": {"members": 40},
        "b": {},
        "loa": {"type": "loudspeaker", "channel": ["board"]},
    }
    for key, more in told.items():
        units.row("activities", key, at="2026-06-02", name=key, session=1, starts_on="2026-06-01", status="done",
                  **{"unit": "cd-a", "type": "training", "channel": ["direct_group"], **more})  # fmt: skip
    found = units.ask("T8", "2026-06")
    assert (found["sizes"].value, found["unknown"].value) == (1, 1)
