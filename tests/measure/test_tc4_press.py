"""4.01–4.03: what reporters say, how many articles name the union, and what they are about."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office


def article(office: Office, number: int, day: str, title: str, *topics: str, **changes: Any) -> str:
    """An article in scope; its text names no union unless its words do."""
    labels: dict[str, Any] = {
        "in_scope": "1",
        "topic": list(topics or ["jobs_living"]),
        **changes.pop("labels", {}),
    }
    values: dict[str, Any] = {"text": "Tin của ngày.", **changes}
    return office.post(number, seen=day, title=title, labels=labels, **values)


# 4.01


def test_marks_of_reporters_and_who_answered(office: Office) -> None:
    office.units()
    for number in range(12):
        office.row("press_contacts", f"c{number}", at="2026-06-01", code=f"BC-{number:02d}",
                   contacted_at="2026-06-01T02:00:00+00:00", outlet="Báo Mẫu", direction="proactive",
                   unit="tinh", content="Gửi tin", feedback_asked=number < 11)  # fmt: skip
    for number in range(10):
        office.row("reporter_feedback", f"f{number}", at="2026-06-20", code=f"DG-{number:02d}",
                   answered_on="2026-06-15", outlet="Báo Mẫu", contact=f"BC-{number:02d}",
                   timely=5 if number < 4 else 3, accurate=4, usable=4 if number < 9 else None,
                   comment="Mong có ảnh" if number == 0 else None)  # fmt: skip
    found = office.ask("4.01", "2026-06")
    # 4 × 5 and 6 × 3: 38 / 10
    assert found["timely"].value == pytest.approx(3.8)
    assert found["timely"].n == 10
    assert found["accurate"].value == 4
    assert (found["usable"].value, found["usable"].n) == (
        None,
        9,
    )  # one gave no mark: never filled in
    assert (found["response"].count, found["response"].n) == (10, 11)  # one form was never sent
    assert (found["forms"].value, found["comments"].value) == (10, 1)
    assert "Mong có ảnh" in office.rows("4.01", "2026-06", "comments")[0]["label"]
    assert office.rows("4.01", "2026-06", "forms")[0]["unit"] == "tinh"


def test_nobody_asked_is_no_figure(office: Office) -> None:
    found = office.ask("4.01", "2026-06")
    assert {f.status for f in found.values()} == {Status.NONE}
    assert "reporter_feedback" in found["timely"].note


# 4.02


def test_articles_that_name_the_union(office: Office) -> None:
    office.units()
    office.source("bao-a", type="news")
    office.source("bao-b", type="local_press")
    office.source("trang-nha", type="union", own=True)
    article(office, 1, "2026-06-01", "Công đoàn thăm công nhân", "welfare", story="t1")
    article(office, 2, "2026-06-30 23:59:59", "Thăm công nhân", "welfare", "jobs_living",
            lead="LĐLĐ tỉnh Mẫu tặng quà.", source="bao-b", story="t1",
            labels={"union_unit": ["Liên đoàn Lao động tỉnh Mẫu", "Công đoàn xã A"]})  # fmt: skip
    article(
        office, 3, "2026-06-02", "Lương tối thiểu", text="Tổng Liên đoàn Lao động đề xuất tăng."
    )
    article(office, 4, "2026-06-02", "Đọc Tạp chí Lao động và Công đoàn")  # a paper's name is none
    article(office, 5, "2026-06-02", "Công đoàn trang nhà", source="trang-nha")  # our own
    article(office, 6, "2026-07-01", "Công đoàn tháng bảy")
    office.post(7, seen="2026-06-03", title="Công đoàn", labels={"in_scope": "0"})
    office.post(8, seen="2026-06-03", text="công đoàn ơi", kind="comment", labels={"in_scope": "1"})
    found = office.ask("4.02", "2026-06")
    assert (found["articles"].value, found["stories"].value) == (3, 2)
    assert (found["articles:press_central"].value, found["articles:press_local"].value) == (2, 1)
    assert found["syndication"].value == pytest.approx(3 / 2)
    assert found["by_unit:tinh"].value == 1
    assert found["by_unit:cd-a"].part_name == "Công đoàn xã A"
    assert {k: f.count for k, f in found.items() if k.startswith("prominence:")} == {
        "prominence:title": 1, "prominence:lead": 1, "prominence:body": 1,
    }  # fmt: skip
    assert (found["topics:welfare"].count, found["topics:jobs_living"].count) == (2, 2)
    assert office.ask("4.02", "2026-06", units=["cd-a"])["by_unit"].value == 1


def test_a_unit_that_ended_is_not_named_after(office: Office) -> None:
    office.unit("cu", name="Công đoàn xã Cũ", valid_to="2026-03-31", successors=["moi"])
    office.unit(
        "moi", name="Công đoàn xã Mới", valid_from="2026-04-01", also_known=["Công đoàn xã Cũ"]
    )
    for number, day in ((1, "2026-03-31"), (2, "2026-04-01")):
        article(
            office,
            number,
            day,
            "Công đoàn xã Cũ tặng quà",
            labels={"union_unit": "Công đoàn xã Cũ"},
        )
    found = office.ask("4.02", "2026-H1")
    assert (found["by_unit:cu"].value, found["by_unit:moi"].value) == (1, 1)


def test_a_unit_of_the_register_is_found_in_the_words_of_an_article(office: Office) -> None:
    """The reader of names knows real places; the register knows every unit of ours."""
    office.unit("kcn", name="Công đoàn các khu công nghiệp")
    office.unit("doi", name="Công đoàn xã Đồi")
    office.unit("doi-che", name="Công đoàn xã Đồi Chè")
    office.unit("vc", name="Công đoàn Viên chức")
    for number, words in enumerate(
        (
            "Công đoàn các khu công nghiệp có mặt; Công đoàn xã Đồi Chè hỗ trợ.",
            "Công đoàn Xã Đồi Chè, tỉnh Ninh Bình tặng quà.",  # called the same, elsewhere
            "Công đoàn Viên chức Việt Nam ra lời kêu gọi.",
            "Công đoàn xã Đồi khen Công đoàn viên chức.",
        ),
        start=1,
    ):
        office.post(number, seen="2026-06-10", title="Tin công đoàn", text=words, labels={"in_scope": "1"})  # fmt: skip
    found = office.ask("4.02", "2026-06")
    named = {key.removeprefix("by_unit:"): f.value for key, f in found.items() if key.startswith("by_unit:")}  # fmt: skip
    assert named == {"kcn": 1, "doi-che": 1, "doi": 1, "vc": 1}


def test_nothing_written_is_zero_where_somebody_listened(office: Office) -> None:
    assert office.ask("4.02", "2026-06")["articles"].status is Status.NONE
    office.visit(at="2026-06-10")
    assert office.ask("4.02", "2026-06")["articles"].value == 0


# 4.03


def test_topics_stories_and_what_is_new(office: Office) -> None:
    office.source("bao-a")
    article(office, 1, "2026-05-31", "Đối thoại với công nhân", "dialogue")
    for number in range(2, 6):
        article(
            office,
            number,
            "2026-06-01",
            f"Công nhân ngừng việc đòi thưởng {number}",
            "strike",
            story="t1",
        )
    article(office, 6, "2026-06-30", "Đối thoại về bữa ăn ca", "dialogue", "food_poisoning")
    found = office.ask("4.03", "2026-06")
    assert (found["topics"].value, found["topics:dialogue"].count) == (2, 1)
    assert found["stories"].value == 5
    top = {r["id"]: r for r in office.rows("4.03", "2026-06", "stories")}
    assert top["t1"]["num"] == 4
    assert "ngừng việc" in top["t1"]["label"].partition("(")[2]
    assert found["fresh"].value == 2  # ngừng việc, bữa ăn; đối thoại was there in May
    assert {r["part"] for r in office.rows("4.03", "2026-06", "fresh")} == {
        "strike",
        "food_poisoning",
    }


def test_nothing_is_new_where_nobody_listened_before(office: Office) -> None:
    article(office, 1, "2026-06-01", "Công nhân ngừng việc", "strike")
    assert office.ask("4.03", "2026-06")["fresh"].status is Status.NONE


def test_words_folded_in_one_pass_are_the_slug_or_say_that_they_are_not(office: Office) -> None:
    signs = [chr(number) for number in range(32, 0x2200)]
    wrong = office.store.rows(
        """
        with text as (select 'Công' || sign || ' ĐOÀN' as words from (select unnest($signs::varchar[]) as sign))
        select words from text where not staging.unplain(staging.folded(words))
            and trim(staging.folded(words), '-') <> staging.slug(words)
        """,
        {"signs": signs},
    )
    assert wrong == []
    plain = "“Công đoàn” – LĐLĐ tỉnh: 3,5%…"
    assert not office.store.one("select staging.unplain(staging.folded($w))", {"w": plain})
