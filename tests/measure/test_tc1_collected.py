"""1.01–1.04: what was collected, and that a day without collection is not a day without news."""

from __future__ import annotations

from math import exp, log
from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office

SCOPE = {"in_scope": "1", "topic": ["wages"]}


def feed(office: Office, day: str, *sources: str, failed: tuple[str, ...] = ()) -> None:
    """One run: some sources' lists could be read, some could not."""
    for source in sources:
        office.visit(source, at=day)
    for source in failed:
        office.visit(source, at=day, outcome="failed")
    office.load()  # one landing file is one run


# 1.01


def test_runs_that_read_half_of_what_they_asked_count(office: Office) -> None:
    for code in ("bao-a", "bao-b", "bao-c"):
        office.source(code, name=code.upper())
    feed(office, "2026-06-01 06:30", "bao-a", "bao-b", "bao-c")
    feed(office, "2026-06-01 23:59:59", "bao-a", failed=("bao-b",))  # half: a run
    feed(office, "2026-06-02 00:00:00", "bao-a", failed=("bao-b", "bao-c"))  # a third: none
    feed(office, "2026-06-03 06:30", failed=("bao-a", "bao-b", "bao-c"))
    feed(office, "2026-06-04 06:30", "bao-a", "bao-b", "bao-c")
    found = office.ask("1.01", "2026-06", known="2026-06-04 22:00")
    assert (found["days_met"].count, found["days_met"].n) == (2, 4)  # 1 and 4 June
    assert found["days_met"].value is None  # n < 10: counts only
    assert (found["runs"].value, found["runs"].count, found["runs"].n) == (3 / 4, 3, 4)
    assert found["outage_days"].value == 1  # 3 June; on the 2nd one source was heard
    # bao-a: 06:30 → 23:59:59 → 00:00:00 → 4 June 06:30; the others one pause of three days
    assert found["gap_hours:bao-a"].value == pytest.approx(17 + 29 / 60 + 59 / 3600)
    assert found["gap_hours:bao-b"].value == 72
    assert found["gap_hours:bao-b"].part_name == "BAO-B"
    labels = {str(r["day"]): r["label"] for r in office.rows("1.01", "2026-06-03", "outage_days")}
    assert labels == {"2026-06-03": "không thu được"}


def test_files_of_one_crawl_are_one_run_and_the_number_wanted_is_a_setting(office: Office) -> None:
    office.source("bao-a")
    office.row("targets", "luot", at="2019-12-01", programme="Cài đặt của cơ quan", code="1.01",
               name="Lượt thu thập mỗi ngày", measure="lượt", value=2, valid_from="2026-06-02",
               applies_to="province", rule="at_least", period="day")  # fmt: skip
    feed(office, "2026-06-01 06:30", "bao-a")
    feed(office, "2026-06-02 06:30", "bao-a")
    found = office.ask("1.01", "2026-06", known="2026-06-02 22:00")
    assert (found["days_met"].count, found["days_met"].n) == (1, 2)  # from 2 June on two are wanted
    office.store.connection.execute(
        "update raw.visit set file_id = '20260601T000000-crawl-0a1b2c3d-' || right(file_id, 14)"
    )
    assert office.ask("1.01", "2026-06", known="2026-06-02 22:00")["runs"].count == 2  # a run a day


def test_without_a_single_visit_nothing_is_known(office: Office) -> None:
    office.source("bao-a")
    for question in ("1.01", "1.02"):
        for figure in office.ask(question, "2026-06").values():
            assert (figure.status, figure.value) == (Status.NONE, None), figure.key
            assert "langnghe run" in figure.note


# 1.02


def test_days_that_could_not_be_heard_are_in_no_average(office: Office) -> None:
    office.source("bao-a")
    office.source("trang", type="social")
    office.source("ta", type="social", own=True)
    office.post(1, seen="2026-06-01 00:00:00", labels=SCOPE, story="t1")
    office.post(2, seen="2026-06-01 23:59:59", labels=SCOPE, story="t1")
    office.post(3, seen="2026-06-01 09:00", labels={"in_scope": "0"}, story="t2")
    office.post(4, seen="2026-06-01 10:00", source="trang", labels=SCOPE, kind="post")
    office.post(5, seen="2026-06-01 11:00", source="ta", kind="comment", labels=SCOPE)
    office.visit("bao-a", at="2026-06-02 08:00")  # heard, and nothing new
    office.post(7, seen="2026-06-02 09:00", source="ta", kind="post", labels=SCOPE)  # but our own
    office.visit("bao-a", at="2026-06-03 08:00", outcome="blocked")  # not heard
    office.post(6, seen="2026-06-05 08:00", labels=SCOPE, story="t1")
    found = office.ask("1.02", "2026-06", known="2026-06-05 12:00")
    assert (found["raw"].value, found["raw"].count, found["raw"].n) == (7 / 3, 7, 3)
    assert found["raw:news"].value == 4 / 3
    assert (found["raw:social"].value, found["raw:own"].value) == (1 / 3, 2 / 3)
    assert found["raw:own"].part_name == "Kênh của công đoàn"
    assert found["relevant"].value == 5 / 3
    assert found["stories"].count == 2  # t1 once, and the post of the page; comments are no story
    assert (found["daily"].value, found["daily_least"].value, found["daily_most"].value) == (
        1,
        0,
        4,
    )
    assert found["empty_days"].value == 1  # 2 June
    assert found["unheard_days"].value == 2  # 3 and 4 June


def test_what_staff_found_counts_where_no_machine_had_it(office: Office) -> None:
    office.source("bao-a")
    known = office.post(1, seen="2026-06-01", labels=SCOPE)
    office.row("clippings", "c1", at="2026-06-02", day="2026-06-01", source="Đài tỉnh",
               medium="television", title="Phóng sự")  # fmt: skip
    office.row("clippings", "c2", at="2026-06-02", day="2026-06-01", source="Báo A",
               medium="online", title="Bài số 1", post_id=known)  # fmt: skip
    office.row("clippings", "c3", at="2026-06-09", day="2026-06-01", source="Báo A",
               medium="print", title="Nhập sau khi hỏi")  # fmt: skip
    found = office.ask("1.02", "2026-06", known="2026-06-03")
    assert (found["raw"].count, found["raw:manual"].count, found["relevant"].count) == (2, 1, 2)


# 1.03


def test_groups_of_sources_and_those_that_were_silent(office: Office) -> None:
    for code, kind in (("tw", "news"), ("dp", "local_press"), ("cd", "labour_press"),
                       ("cong", "government"), ("dd", "forum")):  # fmt: skip
        office.source(code, type=kind, name=f"Nguồn {code}")
    office.source("lang", name="Nguồn lặng")
    office.source("hong", name="Nguồn hỏng")
    office.source("nghi", name="Nguồn nghỉ", enabled=False)
    for number, source in enumerate(("tw", "tw", "tw", "dp", "cd", "cong", "dd", "la")):
        office.post(number, seen="2026-06-10", source=source, labels=SCOPE)
    office.post(20, seen="2026-06-10", source="tw", kind="comment", labels=SCOPE)
    office.post(21, seen="2026-06-10", source="dp", labels={"in_scope": "0"})
    office.source("ta", type="social", own=True, enabled=False)
    office.post(22, seen="2026-06-10", source="ta", kind="post", labels=SCOPE)  # what we said
    office.post(23, seen="2026-06-10", source="ta", kind="comment", labels=SCOPE)
    office.visit("lang", at="2026-06-10")
    office.visit("hong", at="2026-06-10", outcome="failed")
    office.row(
        "clippings",
        "c1",
        at="2026-06-10",
        day="2026-06-10",
        source="Đơn",
        medium="letter",
        title="Đơn",
    )
    office.row("clippings", "c2", at="2026-06-10", day="2026-06-10", source="nguồn dp",
               medium="print", title="Bản in của báo địa phương")  # fmt: skip
    office.row(
        "clippings",
        "c3",
        at="2026-06-10",
        day="2026-06-10",
        source="Đài",
        medium="radio",
        title="Tin",
    )
    found = office.ask("1.03", "2026-06")
    assert found["groups"].value == 13  # 8 texts, 2 comments, 3 clippings
    counts = {key[7:]: f.count for key, f in found.items() if key.startswith("groups:")}
    assert counts == {
        "press_central": 3, "press_local": 2, "press_union": 1, "portal": 1, "forum": 1,
        "undeclared": 1, "readers": 1, "own_talk": 1, "broadcast": 1, "other>letter": 1,
    }  # fmt: skip
    assert found["groups:press_central"].value == pytest.approx(100 * 3 / 13)
    assert found["groups:other>letter"].part_name == "Khác – đơn thư"
    assert (found["active"].count, found["active"].n) == (5, 7)  # la is undeclared, nghi is off
    assert {k: f.value for k, f in found.items() if k.startswith("silent")} == {
        "silent": 2, "silent:read": 1, "silent:unread": 1,
    }  # fmt: skip
    assert found["silent:unread"].part_name == "không đọc được lần nào"
    assert (found["top_source"].count, found["top_source"].n) == (4, 10)  # with the comment


# 1.04


def test_effective_numbers_and_stories_of_independent_sources(office: Office) -> None:
    office.source("bao-a", group="Nhà A")
    office.source("bao-a2", group="Nhà A")
    office.source("bao-b", group="Nhà B")
    office.source("bao-c", group="Nhà C")
    office.source("ta", own=True, type="union")
    own_words = "Công nhân công ty Mẫu ngừng việc từ sáng sớm để đòi tiền thưởng cuối năm, theo ghi nhận tại chỗ của {}"

    def tell(number: int, source: str, story: str, words: str, **more: Any) -> None:
        office.post(number, seen=f"2026-06-10 08:{number:02d}", source=source, story=story, text=words,
                    title=f"{source} {number}", labels={"in_scope": "1", "topic": ["strike", "wages"]},
                    **more)  # fmt: skip

    tell(1, "bao-a", "hai-nha", own_words.format("Báo A"))
    tell(2, "bao-b", "hai-nha", own_words.format("Báo B").replace("sáng sớm", "tối qua"))
    tell(3, "bao-a", "mot-nha", "Một nhà kể.")
    tell(4, "bao-a2", "mot-nha", "Vẫn nhà ấy kể, lời khác.")
    tell(5, "bao-b", "chep", own_words.format("phóng viên"))
    tell(6, "bao-c", "chep", own_words.format("phóng viên"))  # word for word
    tell(7, "bao-a", "ttxvn", own_words.format("TTXVN") + " một. (TTXVN)")
    tell(8, "bao-c", "ttxvn", "Khác đầu. " + own_words.format("hãng") + " (TTXVN)")
    tell(9, "bao-b", "ta-ke", "Báo B kể chuyện của ta bằng lời của họ.")
    tell(10, "ta", "ta-ke", "Ta tự kể chuyện của ta, không phải là nguồn độc lập.")
    tell(11, "ta", "chi-ta", "Chuyện chỉ có trang của ta kể.")  # nothing that was found
    tell(12, "bao-a", "mot-nha", "Nhà ấy kể thêm lần nữa.")
    found = office.ask("1.04", "2026-06")
    assert (found["corroborated"].count, found["corroborated"].n) == (1, 5)  # hai-nha alone
    shares = [4 / 10, 1 / 10, 3 / 10, 2 / 10]
    assert found["sources"].value == pytest.approx(exp(-sum(p * log(p) for p in shares)))
    assert found["topics"].value == pytest.approx(2)  # both topics of each text, equally
    assert (found["top_source"].value, found["top_source"].n) == (40, 10)
    assert found["top_source"].note == "bao-a"
    independent = dict(
        office.store.rows("select story_id, independent from main.measured_stories('2026-06-01', '2026-06-30', now())")
    )  # fmt: skip
    assert independent == {"hai-nha": 2, "mot-nha": 1, "chep": 1, "ttxvn": 1, "ta-ke": 1}
