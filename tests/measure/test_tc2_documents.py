"""2.01–2.05: how many documents, how long, what they cite, how soon, how complete; counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office

POINTS = "who what when where why how contact grounds".split()


def document(office: Office, key: str, signed: str, at: str = "2026-06-30", **changes: Any) -> str:
    """Record a document of tinh, sent the day it was signed."""
    values = {
        "unit": "tinh", "number": key, "symbol": "HD-LĐLĐ", "type": "guidance", "title": f"Văn bản {key}",
        "signed_on": signed, "sent_on": signed,
    }  # fmt: skip
    office.row("documents", key, at=at, **{**values, **changes})
    return key


def read(office: Office, key: str, at: str = "2026-06-30", **changes: Any) -> None:
    """Record what the machine read of a document: 100 words on one page, unless said otherwise."""
    values: dict[str, Any] = {
        "file": f"{key}.docx", "sha256": key, "readable": True, "pages": 1, "words": 100,
        "a_sentence": 20.0, "density": 0.8, "says": dict.fromkeys(POINTS, True), "text": "…",
    }  # fmt: skip
    office.event("document", key, "read", at=at, by="machine@documents-1", **{**values, **changes})


def cites(office: Office, key: str, *statuses: str, at: str = "2026-06-30") -> None:
    """Record what the citations of a document were worth."""
    said = [
        {"key": f"{n}", "said": f"Luật {n}", "status": status, "replaced_by": ""}
        for n, status in enumerate(statuses)
    ]
    office.event("document", key, "checked", at=at, by="machine@documents-1", checked=said)


# 2.01


def test_documents_by_type_unit_and_month(office: Office) -> None:
    office.units()
    document(office, "a", "2026-01-01")
    document(office, "b", "2026-06-30", type="press_release")
    document(office, "c", "2026-03-31", unit="cd-a")
    document(office, "d", "2025-12-31", unit="cd-b")
    document(office, "e", "2026-07-01", unit="cd-b", at="2026-07-02")
    document(office, "f", "2026-05-05", at="2026-09-01")  # known later only
    found = office.ask("2.01", "2026-H1", known="2026-08-01")
    assert found["documents"].value == 3
    assert (found["documents:guidance"].value, found["documents:press_release"].value) == (2, 1)
    assert found["documents:guidance"].part_name == "Hướng dẫn"
    assert (found["by_unit:tinh"].value, found["by_unit:cd-a"].value) == (2, 1)
    assert found["documents"].status is Status.MISSING  # cd-b has handed in nothing of this half
    assert "Công đoàn xã B" in found["documents"].note
    # January, March and June have one: February, April, May have none
    assert (found["months"].value, found["months"].n) == (3, 6)
    # tinh: 4 of 6 without, cd-a: 5, cd-b: 6
    assert [found[f"unit_months:{u}"].value for u in ("tinh", "cd-a", "cd-b")] == [4, 5, 6]
    assert found["unit_months"].value == 15


def test_a_unit_owes_no_month_in_which_it_did_not_stand(office: Office) -> None:
    office.unit("tinh", "province")
    office.unit("cd-a", valid_to="2026-02-28", successors=["cd-b"])  # merged after February
    office.unit("cd-b", valid_from="2026-03-01")
    document(office, "a", "2026-01-05", unit="cd-a")
    document(office, "b", "2026-04-05", unit="cd-b")
    found = office.ask("2.01", "2026-H1")
    # cd-a stood in January and February, wrote in one; cd-b March to June, wrote in one
    assert (found["unit_months:cd-a"].value, found["unit_months:cd-b"].value) == (1, 3)
    assert found["unit_months:tinh"].value == 6


def test_occasions_of_the_year_against_the_target(office: Office) -> None:
    office.units()
    # cd-a: two copies of one occasion in the half before, another document in this half: 2 occasions
    document(office, "a1", "2026-02-01", unit="cd-a", occasion="Tháng Công nhân 2026")
    document(office, "a2", "2026-02-03", unit="cd-a", occasion="Tháng Công nhân 2026")
    document(office, "a3", "2026-07-03", unit="cd-a", at="2026-07-03")
    # cd-b: two copies of one occasion, and one document of the year before
    document(office, "b1", "2026-07-01", unit="cd-b", occasion="Hè", at="2026-07-03")
    document(office, "b2", "2026-08-01", unit="cd-b", occasion="Hè", at="2026-08-03")
    document(office, "b3", "2025-12-31", unit="cd-b")
    found = office.ask("2.01", "2026-H2")
    assert (found["units_met"].count, found["units_met"].n) == (1, 2)
    rows = {r["id"]: r["num"] for r in office.rows("2.01", "2026-H2", "units_met")}
    assert rows == {"cd-a": 1, "cd-b": 0}
    assert office.ask("2.01", "2026-H1")["units_met"].count == 0  # one occasion each by then


def test_no_document_at_all_is_not_known(office: Office) -> None:
    office.units()
    found = office.ask("2.01", "2026-H1")
    assert {f.status for f in found.values()} == {Status.NONE}
    assert "langnghe import --template documents" in found["documents"].note


# 2.02


def test_length_of_documents_and_scans(office: Office) -> None:
    office.units()
    for key, words, pages in (("a", 100, 1), ("b", 200, 1), ("c", 400, 2), ("d", 1000, 4)):
        document(office, key, "2026-03-01")
        read(office, key, words=words, pages=pages, a_sentence=words / 10)
    document(office, "scan", "2026-03-02")
    read(office, "scan", readable=False, words=None, a_sentence=None, density=None, says=None, pages=1,
         text=None)  # fmt: skip
    document(office, "unread", "2026-03-03")
    found = office.ask("2.02", "2026-H1")
    assert found["words"].value == 300  # of 100, 200, 400, 1000
    assert found["words_p90"].value == pytest.approx(400 + 0.7 * 600)
    assert found["sentence"].value == 30
    assert (found["pages"].value, found["pages"].n) == (1, 5)
    assert (found["one_page"].count, found["one_page"].n) == (3, 5)
    assert found["unread"].value == 2
    assert found["rank"].status is Status.NONE  # no document has five before it
    assert office.ask("2.02", "2026-H1", known="2026-06-29")["words"].status is Status.NONE


def test_a_document_among_its_units_own_of_twelve_months(office: Office) -> None:
    office.units()
    document(office, "far", "2025-03-14")  # a day more than 12 months before the last
    read(office, "far", words=1)
    for n, words in enumerate((100, 200, 300, 400, 500)):
        document(office, f"v{n}", "2025-03-15" if n == 0 else "2025-10-01")
        read(office, f"v{n}", words=words)
    document(office, "other", "2025-11-01", unit="cd-a")
    read(office, "other", words=1)
    document(office, "new", "2026-03-15")
    read(office, "new", words=300)
    found = office.ask("2.02", "2026-H1")
    assert found["rank"].value == 60  # 100, 200, 300 of five are no longer
    [row] = office.rows("2.02", "2026-H1", "rank")
    assert (row["id"], row["label"]) == ("new", "Văn bản new (so với 5 văn bản)")


# 2.03, 2.04


def test_citations_that_hold_that_do_not_and_that_nobody_knows(office: Office) -> None:
    office.units()
    for n in range(4):
        document(office, f"v{n}", "2026-02-01", reviewer="Trưởng Ban" if n else None)
    cites(office, "v0", *["in_force"] * 5, "repealed")
    cites(office, "v1", *["in_force"] * 4, "not_yet", "unknown", "unknown")
    cites(office, "v2", "unknown")
    office.row("documents", "v1", at="2026-06-30 13:00", corrected=True)
    # v3 is corrected by a document of July, which its number names
    document(office, "fix", "2026-07-05", at="2026-07-06", corrects="v3/HD-LĐLĐ")
    found = office.ask("2.03", "2026-H1")
    # 9 of the 11 that the list has; three it does not have are neither
    assert (found["in_force"].count, found["in_force"].n) == (9, 11)
    assert found["in_force"].value == pytest.approx(100 * 9 / 11)
    assert found["failed"].value == 2
    assert (found["failed:repealed"].value, found["failed:not_yet"].value) == (1, 1)
    assert found["unlisted"].value == 3
    assert (found["corrected"].count, found["corrected"].n) == (2, 4)
    assert (found["reviewed"].count, found["reviewed"].n) == (3, 4)
    before = office.ask("2.03", "2026-H1", known="2026-07-05")  # the correction was not known yet
    assert before["corrected"].count == 1
    ids = {r["id"] for r in office.rows("2.03", "2026-H1", "failed") if r["num"]}
    assert ids == {"v0#5", "v1#4"}


def test_what_was_checked_again_counts_as_it_was_known(office: Office) -> None:
    office.units()
    document(office, "a", "2026-02-01")
    cites(office, "a", "unknown", at="2026-06-30")
    cites(office, "a", "repealed", at="2026-07-10")  # the list has grown
    assert office.ask("2.03", "2026-H1", known="2026-07-01")["unlisted"].value == 1
    later = office.ask("2.03", "2026-H1", known="2026-07-11")
    assert (later["unlisted"].value, later["failed"].value) == (0, 1)


def test_days_from_the_trigger_to_the_sending(office: Office) -> None:
    office.units()
    document(office, "a", "2026-02-27", origin_on="2026-02-27", sent_on="2026-02-28")
    document(office, "b", "2026-03-01", origin_on="2026-02-28", sent_on="2026-03-01")
    document(office, "c", "2024-02-29", origin_on="2024-02-28", sent_on="2024-03-01")  # 29/2
    document(office, "d", "2026-03-01", origin_on="2026-01-01", sent_on="2026-01-21")
    document(office, "e", "2026-03-01", origin_on="2026-01-01", sent_on=None)
    document(office, "f", "2026-03-01")
    found = office.ask("2.04", "2026-H1")
    assert (found["lag"].value, found["lag"].n) == (1, 3)  # 1, 1, 20
    assert found["lag_p90"].value == pytest.approx(1 + 0.8 * 19)
    assert office.ask("2.04", "2024-H1", known="2026-07-01")["lag"].value == 2


def test_documents_that_cite_what_was_no_longer_in_force(office: Office) -> None:
    office.units()
    for n in range(12):
        document(office, f"v{n}", "2026-02-01")
        cites(office, f"v{n}", "in_force", *(["repealed", "repealed"] if n < 3 else []))
    document(office, "w", "2026-02-01")
    cites(office, "w", "unknown")
    found = office.ask("2.04", "2026-H1")
    assert (found["repealed"].count, found["repealed"].n, found["repealed"].value) == (3, 12, 25)


# 2.05


def test_staff_have_the_last_word_on_the_eight_points(office: Office) -> None:
    office.units()
    filled = {f"says_{p}": p not in ("how", "contact") for p in POINTS}
    document(office, "staff", "2026-02-01", **filled)  # 6 of 8, though the machine saw all
    read(office, "staff", density=0.7)
    document(office, "machine", "2026-02-01")
    read(office, "machine", says={**dict.fromkeys(POINTS, True), "why": False}, density=0.9)
    document(office, "both", "2026-02-01", says_why=False, says_how=True)
    read(office, "both", says={**dict.fromkeys(POINTS, False), "why": True}, density=0.8)
    document(office, "nobody", "2026-02-01", says_who=True)
    found = office.ask("2.05", "2026-H1")
    assert (found["points"].value, found["points"].n) == (pytest.approx((6 + 7 + 1) / 3), 3)
    assert (found["each"].count, found["each"].n) == (14, 24)
    assert (found["each:why"].count, found["each:why"].n) == (1, 3)
    assert found["each:grounds"].part_name == "Căn cứ"
    assert (found["confirmed"].count, found["confirmed"].n) == (1, 3)
    assert found["density"].value == pytest.approx(80)
    rows = {(r["id"], r["part"]): r["label"] for r in office.rows("2.05", "2026-H1", "each")}
    assert rows[("machine", "who")].endswith("(máy đề xuất)")
    assert rows[("both", "how")] == "Văn bản both"


def test_a_row_that_was_called_off_counts_nowhere(office: Office) -> None:
    office.units()
    document(office, "a", "2026-02-01")
    read(office, "a")
    document(office, "b", "2026-02-01")
    office.row("documents", "b", at="2026-06-30 15:00", withdrawn=True)
    assert office.ask("2.01", "2026-H1")["documents"].value == 1
    assert office.ask("2.02", "2026-H1")["words"].n == 1
