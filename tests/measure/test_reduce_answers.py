"""From rows in a warehouse to figures: what is 0 and what is unknown, who is named, what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from flows.measure import NOT_MEASURED, answers
from langnghe.measure.catalogue import questions
from langnghe.measure.periods import period_of
from langnghe.measure.records import Figure, Status
from tests.measure.conftest import Office, moment
from warehouse.measure import counted

Row = tuple[Any, ...]  # figure, part, num, den, id


def plant(office: Office, question: str, rows: Sequence[Row]) -> None:
    """Put a view of the test's own rows in the place of a question's view, all of 10 June 2026."""
    office.load()
    told = ", ".join(
        f"('{figure}', '{part}', {num}::double, {'null' if den is None else den}::double, '{key}')"
        for figure, part, num, den, key in rows
    )
    office.store.connection.execute(
        f"create or replace macro mart.{questions()[question].view}(first, last, known) as table "
        "select 'tinh' as unit, date '2026-06-10' as day, figure, part, num, den, 'post' as kind, id, "
        f"'Bài ' || id as label from (values {told}) as r(figure, part, num, den, id)"
    )


def ask(office: Office, question: str) -> dict[str, Figure]:
    return office.ask(question, "2026-06")


def test_a_count_is_0_when_every_unit_handed_in_and_unknown_before(office: Office) -> None:
    office.units()
    plant(office, "2.01", [("thing", "", 1, None, "x")])  # rows, but none of these figures
    before = ask(office, "2.01")["documents"]
    assert (before.value, before.status) == (None, Status.NONE)
    assert "langnghe import --template documents" in before.note
    for unit in ("tinh", "cd-a"):
        office.row("documents", f"06-{unit}", at="2026-07-02", signed_on="2026-06-01", unit=unit)
    one_missing = ask(office, "2.01")["documents"]
    assert (one_missing.value, one_missing.status) == (None, Status.NONE)
    office.row("documents", "06-cd-b", at="2026-07-02", signed_on="2026-06-01", unit="cd-b")
    told = ask(office, "2.01")["documents"]
    assert (told.value, told.status) == (0.0, Status.FULL)


def test_units_that_did_not_hand_in_are_named(office: Office) -> None:
    office.units()
    office.row("outcomes", "06-tinh", at="2026-07-02", month="2026-06-01", unit="tinh", dialogues=2)
    plant(office, "5.05", [("dialogues", "", 2, None, "x")])
    told = ask(office, "5.05")["dialogues"]
    assert (told.value, told.status) == (2.0, Status.MISSING)
    assert told.note == "chưa nộp: Công đoàn xã A, Công đoàn xã B"


def test_silence_is_0_only_where_somebody_listened(office: Office) -> None:
    office.source("bao-a", name="Báo A")
    plant(office, "4.02", [("other", "", 1, None, "x")])
    deaf = ask(office, "4.02")["articles"]
    assert (deaf.value, deaf.status) == (None, Status.NONE)
    office.visit("bao-a", at="2026-06-10 08:00", outcome="failed")
    assert ask(office, "4.02")["articles"].value is None  # it was asked, and not reached
    office.visit("bao-a", at="2026-06-11 08:00")
    assert ask(office, "4.02")["articles"].value == 0.0
    assert ask(office, "4.02")["articles"].status is Status.FULL


def test_our_own_pages_must_have_been_heard_for_their_own_silence(office: Office) -> None:
    office.source("bao-a", name="Báo A")
    office.source("trang-tinh", name="Trang LĐLĐ tỉnh", own=True, type="social")
    office.visit("bao-a", at="2026-06-11 08:00")
    plant(office, "T11", [("other", "", 1, None, "x")])
    assert ask(office, "T11")["polls"].value is None
    office.post(1, source="trang-tinh", seen="2026-06-12 09:00")
    assert ask(office, "T11")["polls"].value == 0.0


@pytest.mark.parametrize("people", [1, 4])
def test_fewer_than_five_persons_are_not_told_nor_worked_out(office: Office, people: int) -> None:
    office.units()
    rows: list[Row] = [
        ("people", "members", 80, None, "a"),
        ("people", "officers", 9, None, "a"),
        ("people", "reporters", 7, None, "a"),
    ]
    plant(office, "3.03", [*rows, ("people", "guests", people, None, "a")])
    found = ask(office, "3.03")
    assert (found["people:guests"].value, found["people:guests"].count) == (None, None)
    assert found["people:guests"].note.startswith("dưới 5 người: không nêu")
    # 96 + guests less 80 and 9 and 7 would tell them: the smallest other class goes too.
    assert found["people:reporters"].value is None
    assert found["people:reporters"].note.startswith("không nêu, để không tính ngược")
    assert (found["people"].value, found["people:officers"].value) == (96 + people, 9)
    plant(office, "3.03", [*rows, ("people", "guests", 5, None, "a")])
    assert ask(office, "3.03")["people:guests"].value == 5


def test_two_hidden_classes_hide_each_other_and_a_small_whole_is_hidden(office: Office) -> None:
    plant(office, "3.03", [("people", part, n, None, "a") for part, n in
                           (("members", 80), ("guests", 2), ("reporters", 3))])  # fmt: skip
    found = ask(office, "3.03")
    assert found["people:members"].value == 80
    assert found["people:guests"].value is found["people:reporters"].value is None
    plant(office, "3.03", [("people", "guests", 4, None, "a")])
    assert ask(office, "3.03")["people"].value is None


def test_one_set_of_rows_gives_several_figures(office: Office) -> None:
    plant(office, "1.07", [("lag", "press_local", hours, None, f"p{hours}") for hours in (1, 2, 9)])
    found = ask(office, "1.07")
    assert found["lag"].value == 2
    assert found["lag_p90"].value == pytest.approx(7.6)
    assert found["lag_p90"].rows == "lag"
    assert found["lag:press_local"].part_name == "Báo địa phương"


def test_names_and_not_codes(office: Office) -> None:
    office.units()
    office.source("bao-a", name="Báo Á")
    rows = [("sources", "bao-a", 1, None, f"p{n}") for n in range(9)]
    plant(
        office,
        "1.04",
        [*rows, ("sources", "bao-b", 1, None, "p9"), ("topics", "strike", 1, None, "p1")],
    )
    assert ask(office, "1.04")["top_source"].note == "Báo Á"
    plant(office, "4.03", [("topics", "strike", 1, None, "p1")])
    assert ask(office, "4.03")["topics:strike"].part_name == "Ngừng việc, đình công"
    plant(office, "5.03", [("new_members", "cd-a", 12, None, "r1")])
    assert ask(office, "5.03")["new_members:cd-a"].part_name == "Công đoàn xã A"
    plant(office, "3.01", [("activities", "training", 1, None, "h1")])
    assert ask(office, "3.01")["activities:training"].part_name == "Tập huấn"


def test_stance_is_corrected_by_the_card_of_the_model_in_use(office: Office) -> None:
    rows = [("stance", "positive", 1, None, f"p{n}") for n in range(60)]
    rows += [("stance", "neutral", 1, None, f"n{n}") for n in range(30)]
    rows += [("stance", "negative", 1, None, f"x{n}") for n in range(10)]
    plant(office, "4.05", rows)
    found = ask(office, "4.05")
    assert (found["stance_raw:positive"].value, found["stance_raw:positive"].unit) == (60.0, "%")
    assert [(found[key].value, found[key].unit, found[key].digits) for key in ("stance", "stance_raw")] == [
        (100, "bài", 0), (100, "bài", 0)
    ]  # fmt: skip
    assert found["stance:positive"].status is Status.ESTIMATE
    # The model takes a third of praise for neutral and little else for praise.
    assert (found["stance:positive"].value or 0) > 65
    assert found["net"].note.startswith("máy đọc: tích cực 60, tiêu cực 10")
    assert (found["net"].low or 0) <= (found["net"].value or 0) <= (found["net"].high or 0)
    again = ask(office, "4.05")["net"]
    assert again == found["net"]  # the same rows, the same interval


def test_a_piece_of_a_class_opens_its_rows(office: Office) -> None:
    rows = [("net_group", "press_local>positive", 1, None, "p1"),
            ("net_group", "press_local>negative", 1, None, "p2"),
            ("net_group", "press_central>positive", 1, None, "p3")]  # fmt: skip
    plant(office, "4.05", rows)
    june = period_of("2026-06")

    def opened(part: str) -> list[str]:
        found = counted(
            office.store, "c4_05", june.first, june.last, moment("2026-07-10"), figure="net_group",
            part=part,
        )  # fmt: skip
        return [row["id"] for row in found]

    assert opened("press_local") == ["p2", "p1"]
    assert opened("press_local>positive") == ["p1"]


def test_a_question_without_a_view_says_so(office: Office) -> None:
    office.load()
    office.store.connection.execute("drop macro table if exists mart.c4_08")
    found = answers(office.store, period_of("2026-06"), moment("2026-07-10"), only=["4.08"])
    assert [f.key for f in found] == [spec.key for spec in questions()["4.08"].figures]
    assert all(f.value is None and f.status is Status.NONE for f in found)
    assert all(f.note.startswith(NOT_MEASURED) for f in found)


def test_a_unit_merged_in_mid_period_counts_and_is_named_but_no_longer_owes(office: Office) -> None:
    office.units()
    office.row(
        "units", "cd-a@2014-01-01", at="2026-04-01", valid_to="2026-03-31", successors=["cd-c"]
    )
    office.unit("cd-c", name="Công đoàn xã C", parent="tinh", valid_from="2026-04-01")
    for unit in ("tinh", "cd-b"):
        office.row("outcomes", f"05-{unit}", at="2026-06-02", month="2026-05-01", unit=unit)
    office.row("outcomes", "02-cd-a", at="2026-03-02", month="2026-02-01", unit="cd-a")
    plant(
        office,
        "5.03",
        [("new_members", "cd-a", 12, None, "r1"), ("new_members", "cd-b", 8, None, "r2")],
    )
    found = office.ask("5.03", "2026-H1")
    assert found["new_members"].value == 20
    assert found["new_members:cd-a"].part_name == "Công đoàn xã A"
    assert found["new_members"].note == "chưa nộp: Công đoàn xã C"
    # A report of the first quarter is of the units as they were.
    office.row("outcomes", "02-tinh", at="2026-03-02", month="2026-02-01", unit="tinh")
    assert office.ask("5.03", "2026-Q1")["advice"].note.startswith("nhập sổ kết quả nghiệp vụ")
    office.row("outcomes", "02-cd-b", at="2026-03-02", month="2026-02-01", unit="cd-b")
    # Everybody handed in, and nobody filled the cell in: still no 0.
    assert office.ask("5.03", "2026-Q1")["advice"].value is None
