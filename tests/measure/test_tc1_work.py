"""1.09–1.12: what people checked, what the watch saw coming, what was proposed, what was reported."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office, moment

SCOPE = {"in_scope": "1", "topic": ["wages"], "tone": "neutral"}


# 1.09


def test_labels_people_changed_and_what_the_model_is_worth(office: Office) -> None:
    office.source("bao-a")
    for number in range(20):
        office.post(number, seen="2026-06-10", labels=SCOPE if number < 19 else None)
    # twelve at random: machine "neutral", 9 right, 3 "negative"; an uncertain one beside them
    for number in range(12):
        office.verdict(
            number, "tone", ["neutral" if number < 9 else "negative"], ["neutral"], at="2026-06-20"
        )
    office.verdict(12, "tone", ["positive"], ["neutral"], at="2026-06-20", chosen="uncertain")
    office.verdict(0, "tone", ["negative"], ["neutral"], at="2026-06-21")  # the last word
    office.verdict(
        0, "topic", ["wages", "strike"], ["strike", "wages"], at="2026-06-21"
    )  # the main one
    office.verdict(
        1, "topic", ["wages", "strike", "jobs"], ["wages", "jobs", "strike"], at="2026-06-21"
    )
    office.verdict(2, "tone", ["positive"], ["neutral"], at="2026-07-02")  # of July
    found = office.ask("1.09", "2026-06", known="2026-07-01")
    assert (found["labelled"].value, found["labelled"].n) == (95, 20)
    assert found["checked"].value == 13
    assert (found["overridden:tone"].count, found["overridden:tone"].n) == (5, 13)
    assert (found["overridden:topic"].count, found["overridden:topic"].n) == (1, 2)
    # neutral: precision 8/12, recall 1; negative was never said
    assert found["f1_tone"].value == pytest.approx((2 * 8 / (12 + 8) + 0) / 2)
    assert (found["f1_tone"].count, found["f1_tone"].n) == (8, 12)
    assert found["f1_stance"].status is Status.NONE
    assert found["selected"].status is Status.NONE  # no edition was made


def test_stories_chosen_and_grave_ones_nobody_read(office: Office) -> None:
    office.source("bao-a")
    for number in range(12):
        office.post(
            number, seen="2026-06-10 08:00", story=f"t{number}", labels={**SCOPE, "risk": "2"}
        )
    office.post(20, seen="2026-06-10 08:00", story="t20", labels={**SCOPE, "risk": "1"})  # level 2
    office.post(21, seen="2026-06-11 08:00:01", story="t21", labels={**SCOPE, "risk": "3"})  # fresh
    office.post(
        22, seen="2026-06-10 08:00", story="t0", labels={"in_scope": "0"}
    )  # of a story shown
    office.verdict(1, "risk", ["2"], ["2"], at="2026-06-11")
    office.event("story", "t2", "verified", at="2026-06-11")
    office.alert(
        "a", at="2026-06-10 09:00", stories=["t3"], acknowledged_at=moment("2026-06-10 10:00")
    )
    office.alert("b", at="2026-06-10 09:00", stories=["t4"])  # nobody acknowledged it
    office.load()
    office.store.connection.execute(
        "insert into raw.edition_item select '2026-06-11', unnest(?), ?",
        [[office.id_of(22), office.id_of(5)], moment("2026-06-11 07:00")],
    )
    found = office.ask("1.09", "2026-06", known="2026-06-12 08:00")
    assert (found["selected"].count, found["selected"].n) == (2, 14)
    assert found["unread"].value == 9  # twelve, less t1, t2, t3
    assert {r["id"] for r in office.rows("1.09", "2026-06", "unread", known="2026-06-12 08:00")} == {
        "t0", *(f"t{number}" for number in range(4, 12))
    }  # fmt: skip


# 1.10


def test_alerts_that_were_right_and_incidents_that_were_missed(office: Office) -> None:
    office.source("bao-a")
    for number, hour in enumerate((8, 9, 20, 21, 22)):  # the evening has most
        office.post(number, seen=f"2026-06-10 {hour:02d}:00", story="t", labels=SCOPE)
    office.alert("dung", at="2026-06-10 09:00", stories=["t"])
    office.close_alert("dung", "đúng", at="2026-06-12")
    for name, verdict in (("n1", "nhiễu"), ("n2", "nhiễu"), ("d", "trùng"), ("c", "chiến dịch")):
        office.alert(name, at="2026-06-11", level=2)
        office.close_alert(name, verdict, at="2026-06-12")
    office.alert("mo", at="2026-06-11", level=3)
    office.alert("thap", at="2026-06-11", level=2)  # nobody was told, nobody judged
    office.alert("may", at="2026-06-11", level=3, status="faded", verdict="nhiễu",
                 closed_at=moment("2026-06-12"), closed_by="machine@watch")  # fmt: skip
    office.alert("loi", at="2026-06-11", risk="R0")
    office.close_alert("loi", "đúng", at="2026-06-12")
    office.alert("muon", at="2026-06-11", level=4)
    office.close_alert("muon", "đúng", at="2026-07-09")  # judged after the question
    office.case("h1", at="2026-06-10 10:00", alert="dung")
    office.case("h2", at="2026-06-15")  # somebody reported it; the watch was silent
    found = office.ask("1.10", "2026-06", known="2026-07-01")
    assert (found["precision"].count, found["precision"].n) == (1, 5)
    assert {k[9:]: f.count for k, f in found.items() if k.startswith("outcomes:")} == {
        "true": 1, "noise": 2, "duplicate": 1, "campaign": 1, "open": 3,
    }  # fmt: skip
    assert found["outcomes:true"].part_name == "Đúng"
    assert found["false_alarms"].value == 2  # in the thirty days of June
    assert (found["recall"].count, found["recall"].n) == (1, 2)
    assert found["lead"].value == 12  # 18:00 to 24:00 has most; its middle is 21:00
    assert found["brier"].status is Status.NONE


def test_without_alerts_nothing_is_right_or_wrong(office: Office) -> None:
    office.source("bao-a")
    office.post(1, seen="2026-06-10", labels=SCOPE)
    found = office.ask("1.10", "2026-06")
    assert {f.status for f in found.values()} == {Status.NONE}


# 1.11


def propose(office: Office, key: str, at: str, by: str = "policy_head") -> None:
    office.event("case", key, "proposed", at=at, by=by, status="proposed", proposal="Thăm hỏi",
                 proposed_at=moment(at), proposed_by=by)  # fmt: skip


def test_what_was_proposed_how_soon_and_whether_it_was_approved(office: Office) -> None:
    for name, hour in (("a", 8), ("b", 8), ("c", 8), ("d", 8)):
        office.alert(name, at=f"2026-06-10 {hour:02d}:00", level=3)
    office.alert("nho", at="2026-06-10", level=2)
    office.alert("gop", at="2026-06-10", status="merged")
    office.alert("loi", at="2026-06-10", risk="R0")
    office.close_alert("d", "nhiễu", at="2026-06-11")  # needs no answer
    office.case("ha", at="2026-06-10 09:00", alert="a")
    office.case("hb", at="2026-06-10 09:00", alert="b")
    propose(office, "ha", "2026-06-10 10:00")
    office.event(
        "case", "ha", "returned", at="2026-06-10 11:00", by="chair", returned_why="rõ thêm"
    )
    propose(office, "ha", "2026-06-10 12:00", by="legal_team")  # the first one stopped the clock
    office.event("case", "ha", "approved", at="2026-06-10 13:00", by="chair",
                 approved_at=moment("2026-06-10 13:00"), approved_by="chair")  # fmt: skip
    propose(office, "hb", "2026-06-10 18:00", by="legal_team")
    found = office.ask("1.11", "2026-06")
    assert (found["proposed"].count, found["proposed"].n) == (2, 3)  # a and b, not c
    assert found["hours"].value == 6  # 2 and 10
    assert (found["approved"].count, found["approved"].n) == (1, 2)
    assert {k[8:]: f.count for k, f in found.items() if k.startswith("by_whom:")} == {
        "policy_head": 1, "legal_team": 1,
    }  # fmt: skip
    assert found["by_whom:legal_team"].part_name == "Tổ tư vấn pháp luật"
    early = office.ask("1.11", "2026-06", known="2026-06-10 15:00")
    assert (early["proposed"].count, early["proposed"].n) == (1, 4)  # d was not judged yet


# 1.12


def report(office: Office, key: str, sent: str, *, at: str = "2026-01-01", **more: Any) -> None:
    values = {"unit": "tinh", "type": "weekly", "status": "sent", "title": key, "code": key,
              "recipients": ["Thường trực"]}  # fmt: skip
    office.row("info_reports", key, at=at, sent_at=moment(sent), **{**values, **more})


def test_reports_by_type_and_issued_again_once(office: Office) -> None:
    office.units()
    report(office, "1", "2026-01-05", recipients=["A", "B", "C"])
    report(office, "1b", "2026-01-06", reissue_of="1")
    report(office, "2", "2026-02-28 23:59:59", type="monthly", recipients=["A"])
    report(office, "3", "2026-06-30 23:59:59", type="monthly", recipients=["A", "B"])
    report(office, "4", "2026-07-01 00:00:00")  # the other half
    report(office, "5", "2026-03-01", status="draft")
    report(office, "6", "2026-03-01", status="withdrawn")
    report(office, "7b", "2026-04-01", reissue_of="không có trong sổ", type="quick", recipients=[])
    report(office, "8", "2026-05-01", at="2026-12-01")  # entered after the question
    found = office.ask("1.12", "2026-H1", known="2026-08-01")
    assert {k: f.value for k, f in found.items() if k.startswith("reports")} == {
        "reports": 4, "reports:weekly": 1, "reports:monthly": 2, "reports:quick": 1,
    }  # fmt: skip
    assert found["reports:monthly"].part_name == "Tháng"
    assert found["months"].value == 2  # March and May
    assert found["recipients"].value == 2
    assert found["reissued"].value == 1
    assert found["reports"].status is Status.FULL
    assert (
        office.ask("1.12", "2026-H1", known="2026-08-01", units=["cd-a"])["reports"].value is None
    )


def test_an_empty_register_is_not_no_report(office: Office) -> None:
    office.units()
    found = office.ask("1.12", "2026-H1")
    assert {f.status for f in found.values()} == {Status.NONE}


# In a notebook


@pytest.mark.parametrize("number", range(1, 13))
def test_a_notebook_may_write_days_as_words(office: Office, number: int) -> None:
    view = f"mart.c1_{number:02d}"
    assert not office.store.rows(f"from {view}('2026-01-01', '2026-06-30', now())")
