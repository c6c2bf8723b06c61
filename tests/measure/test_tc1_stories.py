"""1.05 and 1.06: how far a story may be trusted, and how grave it is; what a person said comes first."""

from __future__ import annotations

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office


def story(
    office: Office, name: str, *sources: str, number: int, risk: int = 0, day: str = "2026-06-10"
) -> None:
    """A story that several houses tell, each in its own words."""
    for offset, source in enumerate(sources):
        office.post(number + offset, seen=f"{day} 08:0{offset}", source=source, story=name,
                    labels={"in_scope": "1", "topic": ["wages"], "risk": str(risk)})  # fmt: skip


def houses(office: Office) -> None:
    for code, grade in (("bao-a", "A"), ("bao-b", "B"), ("bao-c", "C"), ("bao-d", "D")):
        office.source(code, reliability=grade)


# 1.05


def test_admiralty_classes_fold_to_three(office: Office) -> None:
    houses(office)
    story(office, "ba-nguon", "bao-b", "bao-c", "bao-d", number=10)  # B1: high
    story(office, "hai-nguon", "bao-a", "bao-d", number=20)  # A2: high
    story(office, "mot-a", "bao-a", number=30)  # A3: medium
    story(office, "mot-c", "bao-c", number=40)  # C6: medium
    story(office, "mot-d", "bao-d", number=50)  # D6: low
    story(office, "la", "chua-khai", number=60)  # F6: low
    story(office, "dung", "bao-d", number=70)  # a person: D1, high
    story(office, "sai", "bao-a", "bao-b", number=80)  # a person: A5, low
    story(office, "ngo", "bao-b", number=90)  # a person: B4, low
    office.event("story", "dung", "refuted", at="2026-06-10")
    office.event("story", "dung", "verified", at="2026-06-11")  # the last word counts
    office.event("story", "sai", "refuted", at="2026-06-11")
    office.event("story", "ngo", "doubted", at="2026-06-11")
    office.event("story", "mot-a", "refuted", at="2026-06-11", by="machine@watch")  # no person
    office.event("story", "mot-c", "refuted", at="2026-07-05")  # said after the question
    found = office.ask("1.05", "2026-06", known="2026-07-01")
    assert (found["high"].count, found["high"].n) == (3, 9)
    assert {k[8:]: f.count for k, f in found.items() if k.startswith("classes:")} == {
        "high": 3, "medium": 2, "low": 4,
    }  # fmt: skip
    assert {k[10:]: f.count for k, f in found.items() if k.startswith("admiralty:")} == {
        "B>1": 1, "A>2": 1, "A>3": 1, "C>6": 1, "D>6": 1, "F>6": 1, "D>1": 1, "A>5": 1, "B>4": 1,
    }  # fmt: skip
    assert found["admiralty:B>1"].part_name == "B: nguồn thường đáng tin – 1: đã được xác nhận"
    assert found["sources"].value == 1  # 3, 2, 2 and six times 1
    assert (found["verified"].count, found["verified"].n) == (2, 9)
    assert (found["refuted"].value, found["refuted"].n) == (1, 3)


def test_refuted_is_unknown_where_nobody_checked(office: Office) -> None:
    houses(office)
    story(office, "mot-a", "bao-a", number=30)
    found = office.ask("1.05", "2026-06")
    assert found["refuted"].status is Status.NONE
    assert "kiểm chứng" in found["refuted"].note
    assert (found["verified"].count, found["verified"].n) == (0, 1)


# 1.06


def test_levels_by_rule_and_by_people(office: Office) -> None:
    for code in ("bao-a", "bao-b", "bao-c", "bao-d"):
        office.source(code)
    story(office, "thuong", "bao-a", number=10, risk=0)  # 1
    story(
        office, "theo-doi", "bao-a", "bao-b", "bao-c", "bao-d", number=20, risk=1
    )  # 2: no warning
    story(office, "canh-bao", "bao-a", "bao-b", "bao-c", number=30, risk=2)  # 3: three houses
    story(office, "lan-rong", "bao-a", "bao-b", "bao-c", "bao-d", number=40, risk=2)  # 4
    story(office, "khung-hoang", "bao-a", "bao-b", "bao-c", "bao-d", number=50, risk=3)  # 5
    story(office, "bao-dong", "bao-a", number=60, risk=1)  # its alert says 4
    story(office, "nguoi", "bao-a", number=70, risk=3)  # 4, a person: 2
    story(office, "ghim", "bao-a", number=80, risk=0)  # alert 3, pinned 5
    office.alert("x", at="2026-06-10", level=4, stories=["bao-dong"])
    office.alert("y", at="2026-06-10", level=3, stories=["ghim"], pinned=5)
    office.alert("z", at="2026-06-10", level=5, stories=["thuong"], risk="R0")  # our own fault
    office.event("story", "nguoi", "severity", at="2026-06-11", severity=2)
    office.event("story", "thuong", "severity", at="2026-06-11", severity=5, by="machine@may")
    found = office.ask("1.06", "2026-06")
    assert {k[7:]: f.count for k, f in found.items() if k.startswith("levels:")} == {
        "1": 1, "2": 2, "3": 1, "4": 2, "5": 2,
    }  # fmt: skip
    assert found["severe"].value == 4
    assert found["levels:4"].part_name == "Mức 4"
    assert (found["agreement"].value, found["agreement"].count, found["agreement"].n) == (
        None,
        0,
        2,
    )
    rows = {r["id"]: r["part"] for r in office.rows("1.06", "2026-06", "agreement")}
    assert rows == {"nguoi": "4>2", "ghim": "3>5"}


def test_weighted_kappa_of_levels(office: Office) -> None:
    office.source("bao-a")
    said = [(0, 1)] * 6 + [(2, 3)] * 4 + [(2, 1), (0, 3)]  # risk 0 is level 1, risk 2 level 3
    for number, (risk, person) in enumerate(said):
        story(office, f"t{number:02d}", "bao-a", number=100 + number, risk=risk)
        office.event("story", f"t{number:02d}", "severity", at="2026-06-11", severity=person)
    found = office.ask("1.06", "2026-06")["agreement"]
    # 12 pairs: machine 7 × 1, 5 × 3; person 7 × 1, 5 × 3; 2 differ. With two levels the weights cancel:
    # observed 2/12, expected 2·7·5/144
    assert found.value == pytest.approx(1 - (2 / 12) / (70 / 144))
    assert (found.status, found.count, found.n) == (Status.ESTIMATE, 10, 12)
    assert found.value is not None
    assert (found.low or 0) < found.value < (found.high or 0)
