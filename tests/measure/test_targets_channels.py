"""T9–T13: the loudspeaker's theme of the week, what our pages show and when, partners in the press."""

from __future__ import annotations

from typing import Any

import pytest

from tests.measure.conftest import Office
from tests.measure.own_channels import own_post


@pytest.fixture
def page(office: Office) -> Office:
    office.units()
    office.source("trang", type="social", own=True)
    return office


def theme(
    office: Office, key: str, day: str, words: str, unit: str = "cs-1", **changes: Any
) -> None:
    office.row("activities", key, at="2026-07-02", unit=unit, name=key, type="loudspeaker", channel=["company_radio"],
               starts_on=day, session=1, status="done", theme=words, **changes)  # fmt: skip


def test_weeks_with_a_theme_from_the_first_one_on(office: Office) -> None:
    office.units()
    theme(office, "mot", "2026-06-08", "Lương", plays=4)  # Monday
    theme(office, "hai", "2026-06-21", "Bảo hiểm", plays=6)  # Sunday of the week from the 15th
    theme(office, "ba", "2026-06-29", "Lương")  # a week that runs into July
    found = office.ask("T9", "2026-06")
    assert (found["weeks_met"].count, found["weeks_met"].n) == (
        2,
        3,
    )  # from 8 June; none from the 22nd
    assert found["themes"].value == 2
    assert (found["plays"].value, found["plays"].n) == (5, 2)
    empty = [r["label"] for r in office.rows("T9", "2026-06", "weeks_met") if not r["num"]]
    assert empty == ["CĐCS Một, tuần 22/06/2026: không có chủ đề"]


def test_kinds_and_formats_of_own_posts(page: Office) -> None:
    def labels(topic: str) -> dict[str, object]:
        return {"in_scope": "1", "topic": [topic]}

    own_post(
        page,
        1,
        "2026-06-01 07:00",
        labels=labels("state_policy"),
        text="Lương tối thiểu tăng từ 1/7.",
    )
    own_post(page, 2, "2026-06-01 07:00", labels=labels("welfare"), text="Trao quà.", form="video")
    own_post(page, 3, "2026-06-01 07:00", text="Hội nghị Ban Chấp hành lần thứ năm.", form="text")
    own_post(page, 4, "2026-06-01 07:00", text="Hội thao cán bộ công đoàn.", form="link")
    own_post(
        page, 5, "2026-06-01 07:00", labels=labels("misinformation"), text="Tin về hội thao là sai."
    )
    own_post(page, 6, "2026-06-01 07:00", labels={"in_scope": "0"}, text="Chúc ngày mới.")
    own_post(page, 7, "2026-06-01 07:00", text="Hội thao nơi khác.", shared=True)
    page.row("activities", "do", at="2026-06-02", unit="tinh", name="Hỏi ý kiến", type="poll", channel=["facebook"],
             starts_on="2026-06-01", session=1, status="done")  # fmt: skip
    kinds = {
        k[6:]: f.count for k, f in page.ask("T10", "2026-06").items() if k.startswith("kinds:")
    }
    assert kinds == {"policy_law": 1, "union_activity": 1, "administrative": 1, "culture_sport": 1, "rebuttal": 1, "other": 1}  # fmt: skip
    found = page.ask("T11", "2026-06")
    assert (found["visual"].count, found["visual"].n, found["polls"].value) == (4, 6, 1)


def test_engagement_by_weekday_hour_and_shift(page: Office) -> None:
    for number, hour in enumerate([6] * 20 + [5, 13, 14, 22]):
        post = own_post(page, number, f"2026-06-01 {hour:02d}:59:59")  # a Monday
        page.event("metric", post, "measured", at="2026-06-08 06:00", by="machine@connect", mark=7, late_hours=0,
                   reactions=number, comments=1, shares=1)  # fmt: skip
    found = page.ask("T12", "2026-06")
    cell = found["engagement:d1>h06"]
    assert (cell.value, cell.n, cell.part_name) == (11.5, 20, "Thứ Hai – 6 giờ")
    assert (found["engagement:d1>h05"].value, found["engagement:d1>h05"].n) == (
        None,
        1,
    )  # n < 20: no advice
    assert {k: f.n for k, f in found.items() if k.startswith("shifts:")} == {
        "shifts:Ca sáng": 21, "shifts:Ca chiều": 1, "shifts:Ca đêm": 2,
    }  # fmt: skip


def test_partners_of_the_press(office: Office) -> None:
    office.units()
    office.source("bao-lc", name="Báo Lai Châu", type="local_press")
    office.source("khac", name="Báo Khác")
    for key, partner, until in (("a", "Báo Lai Châu", None), ("b", "Đài Phát thanh tỉnh", "2026-06-30"),
                                ("c", "Báo Cũ", "2026-06-29")):  # fmt: skip
        office.row("documents", key, at="2026-01-02", unit="tinh", symbol=key, type="agreement", title="CTPH",
                   partner=partner, signed_on="2026-01-01", valid_to=until)  # fmt: skip
    scope = {"in_scope": "1", "topic": ["welfare"]}
    for number, day in enumerate(("2026-06-01", "2026-06-02", "2026-06-15", "2026-06-16")):
        office.post(
            number, seen=day, source="bao-lc", labels=scope, story="t1" if number < 2 else None
        )
    office.post(9, seen="2026-06-15", source="khac", labels=scope)
    office.row("clippings", "dai", at="2026-06-20", day="2026-06-10", source="Đài phát thanh tỉnh", medium="radio", title="Tin")  # fmt: skip
    office.row("activities", "cd", at="2026-06-20", unit="tinh", name="Chiến dịch", type="campaign", session=1,
               channel=["event"], starts_on="2026-06-15", ends_on="2026-06-16", status="done")  # fmt: skip
    found = office.ask("T13", "2026-06")
    assert found["agreements"].value == 2
    assert found["stories"].value == 4  # two posts of one story are one
    assert (found["stories:bao-lc"].value, found["stories:bao-lc"].part_name) == (3, "Báo Lai Châu")
    # the whole weeks of June begin on the 1st, 8th, 15th, 22nd
    assert (found["weeks:bao-lc"].value, found["weeks:Đài Phát thanh tỉnh"].value) == (2, 3)
    assert (found["peaks"].count, found["peaks"].n) == (
        1,
        1,
    )  # 2 in 2 days against 2 (with the radio) in 28


def test_who_speaks_and_who_sends(office: Office) -> None:
    office.units()
    for key, unit, authority, until in (("1", "tinh", "spokesperson", None), ("2", "cd-a", "communications", None),
                                        ("3", "cd-b", "delegate", "2026-06-29")):  # fmt: skip
        office.row("spokespersons", key, at="2026-01-02", unit=unit, name=f"Người {key}", position="Chủ tịch",
                   authority=authority, valid_from="2026-01-01", valid_to=until)  # fmt: skip
    then = office.ask("T14", "2026-H1")
    assert (then["units_met"].count, then["units_met"].n, then["persons"].value) == (1, 3, 2)
    assert office.ask("T14", "2026-05")["units_met"].count == 2
    for month, sent in (("2026-01-01", 3), ("2026-02-01", 0), ("2026-03-01", 4)):
        office.row("outcomes", month, at="2026-07-01", unit="cd-a", month=month, contributions=sent)
    found = office.ask("T15", "2026-H1")
    assert found["contributions"].value == 7
    assert (found["months:cd-a"].value, found["months:cd-b"].value, found["months"].n) == (4, 6, 12)


def test_the_three_results_are_the_figures_of_their_questions(office: Office) -> None:
    office.units()
    for key, answer, yes, n in (("1", "Có", True, 30), ("2", "Không", False, 10)):
        office.row("surveys", key, at="2026-06-20", wave="2026-1", unit="tinh", starts_on="2026-05-01", n=n,
                   ends_on="2026-05-20", measures="awareness", question_code="C1", question="Của ai?", group="May",
                   answer=answer, counts_as_yes=yes)  # fmt: skip
    office.row("activities", "tap-huan", at="2026-06-02", unit="tinh", name="Tập huấn", type="training", session=1,
               channel=["direct_group"], starts_on="2026-06-01", status="done", officers=30)  # fmt: skip
    found = office.ask("T16", "2026-H1")
    assert found["known"].value == office.ask("5.01", "2026-H1")["ours"].value == 75
    assert (found["trainings"].value, found["trained"].value) == (1, 30)
