"""1.07 and 1.08: how soon we knew, and how much of all there was we got."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from langnghe.measure.records import Status
from langnghe.records import Outcome
from tests.measure.conftest import Office, moment

SCOPE = {"in_scope": "1", "tone": "neutral"}


# 1.07


def test_lag_counts_what_was_published_once_the_source_was_heard(office: Office) -> None:
    office.source("bao-a")
    office.source("dia-phuong", type="local_press")
    for source in ("bao-a", "dia-phuong"):
        office.visit(source, at="2026-06-01 00:00")
    office.post(1, seen="2026-06-10 10:00", published="2026-06-10 08:00", labels=SCOPE)
    office.post(2, seen="2026-06-10 10:00", published="2026-06-10 09:00")
    office.post(3, seen="2026-06-10 10:00", published="2026-06-10 11:00")  # its clock runs ahead: 0
    office.post(4, seen="2026-06-10 10:00", published="2020-01-01")  # an archive
    office.post(5, seen="2026-06-10 10:00", published_at=None)  # undated
    office.post(6, seen="2026-06-10 10:00", published="2026-06-09 10:00", source="dia-phuong")
    office.post(7, seen="2026-06-10 10:00", published="2026-06-02", kind="comment")
    office.post(8, seen="2026-07-01 00:00", published="2026-06-30 20:00")  # July
    office.source("ta", own=True)
    office.visit("ta", at="2026-06-01")
    office.post(9, seen="2026-06-10 10:00", published="2026-06-09 10:00", source="ta")  # our own
    office.load()
    assert office.ask("1.07", "2026-06")["processing"].value is None  # loaded months later, in bulk
    office.store.connection.execute(
        "update raw.landing_file set loaded_at = ?", [moment("2026-06-11")]
    )
    office.store.connection.execute(
        "update raw.annotation set made_at = made_at + interval 7 minute"
    )
    found = office.ask("1.07", "2026-06")
    assert found["lag"].value == pytest.approx(1.5)  # 0, 1, 2, 24
    assert (found["lag:press_central"].value, found["lag:press_local"].value) == (1, 24)
    assert found["lag_p90"].value == pytest.approx(2 + 0.7 * 22)
    assert found["lag:press_local"].part_name == "Báo địa phương"
    assert (found["processing"].value, found["processing"].n) == (7, 1)


def test_alerts_are_timed_from_their_first_text_to_the_first_telling(office: Office) -> None:
    office.source("bao-a")
    first = office.post(1, seen="2026-06-10 08:00", labels=SCOPE)
    later = office.post(2, seen="2026-06-10 11:00", labels=SCOPE)
    office.alert("a", at="2026-06-10 08:20", level=2, posts=[first])
    office.event("alert", "a", "escalated", at="2026-06-10 09:00", by="machine@watch", level=4, rung=4,
                 rung_at=moment("2026-06-10 09:00"), posts=[first, later])  # fmt: skip
    office.event("alert", "a", "escalated", at="2026-06-10 12:00", by="machine@watch", rung=5,
                 rung_at=moment("2026-06-10 12:00"))  # fmt: skip
    office.alert("b", at="2026-06-10 08:20", level=2, posts=[first])  # nobody was told
    found = office.ask("1.07", "2026-06")
    assert (found["alert_lag"].value, found["alert_lag"].n) == (60, 1)


def test_digest_and_reports_on_time(office: Office) -> None:
    office.units()
    office.source("bao-a")
    post = office.post(1, seen="2026-06-02 05:00", labels=SCOPE)
    office.load()
    for day, hour in ((3, "07:59:59"), (4, "08:00:00"), (5, "08:00:01")):  # none on the 6th and 7th
        office.store.connection.execute(
            "insert into raw.edition_item values (?, ?, ?)",
            [f"2026-06-0{day}", post, moment(f"2026-06-0{day} {hour}")],
        )

    def report(key: str, due: str | None, sent: str | None, **more: Any) -> None:
        values: dict[str, Any] = {
            "type": "weekly",
            "status": "sent" if sent else "draft",
            "unit": "tinh",
            "title": key,
        }
        times = {name: moment(at) for name, at in (("due_at", due), ("sent_at", sent)) if at}
        office.row("info_reports", key, at="2026-06-01", **{**values, **times, **more})

    report("ngay-8", None, "2026-06-08 07:00", type="daily")
    report("dung-han", "2026-06-05 17:00", "2026-06-05 17:00")
    report("tre", "2026-06-05 17:00", "2026-06-05 17:00:01")
    report("chua-gui", "2026-06-06 17:00", None)
    report("chua-toi-han", "2026-06-20 17:00", None)
    report("lai", "2026-06-05 17:00", "2026-06-06 09:00", reissue_of="x")
    found = office.ask("1.07", "2026-06", known="2026-06-08 09:00")
    # 3 to 8 June: on time on 3, 4 and 8; late on 5; nothing on 6 and 7
    assert (found["digest_on_time"].count, found["digest_on_time"].n) == (3, 6)
    assert (found["tasks_on_time"].count, found["tasks_on_time"].n) == (1, 3)


# 1.08


def test_pages_that_could_be_read(office: Office) -> None:
    office.source("bao-a")
    for number in range(12):
        office.post(number, seen="2026-06-10 08:00")
    for number, outcome in enumerate(
        ("failed", "blocked", "layout_changed", "robots", "not_article")
    ):
        office.visit(role="article", at="2026-06-10 09:00", outcome=Outcome(outcome),
                     url=f"https://bao-a.example/hong-{number}.html")  # fmt: skip
    office.visit(at="2026-06-10 09:00", outcome="failed")  # a list is no page
    office.post(50, seen="2026-06-10", visit=False)  # imported: nobody asked a page for it
    found = office.ask("1.08", "2026-06")
    assert (found["extraction"].value, found["extraction"].n) == (80, 15)


def test_completeness_of_a_sampled_week(office: Office) -> None:
    """Chapman: the machine has 60, staff found 30, 24 of them the machine had."""
    office.source("bao-a")
    office.source("ta", own=True)
    week = moment("2026-06-08 09:00")  # a Monday
    for number in range(58):
        office.post(number, seen=week + timedelta(hours=number), labels=SCOPE)
    office.post(58, seen=week, labels={"in_scope": "0"})  # staff hold it relevant
    office.post(59, seen=week, labels=SCOPE, title="Một tiêu đề đủ dài để nhận ra là cùng một bài")
    office.post(60, seen=week - timedelta(hours=10), labels=SCOPE)  # Sunday before
    office.post(61, seen=week, labels={"in_scope": "0"})  # nobody's
    office.post(62, seen=week, labels=SCOPE, source="ta")  # our own
    office.post(63, seen=week, labels=SCOPE, kind="comment")

    def clip(number: int, day: str = "2026-06-10", **more: Any) -> None:
        values: dict[str, Any] = {
            "day": day,
            "source": "Báo A",
            "medium": "online",
            "title": f"Tin {number}",
            "sample": True,
        }
        office.row("clippings", f"c{number}", at="2026-06-15", **{**values, **more})

    for number in range(22):
        clip(number, post_id=office.id_of(number))
    clip(22, post_id=office.id_of(58))
    clip(23, post_id="khac-dia-chi", title="Một tiêu đề đủ dài để nhận ra là cùng một bài",
         day="2026-06-08", url="https://m.bao-a.example/1")  # fmt: skip
    for number in range(24, 30):
        clip(number, post_id=f"khong-co-{number}")
    clip(30, post_id=office.id_of(0))  # the same address twice
    clip(31)  # print: no address, nothing to match by
    clip(32, post_id="ngoai-mau", sample=False)
    clip(33, post_id="ngoai-tuan", day="2026-06-20", sample_week="2026-06-10")
    found = office.ask("1.08", "2026-06")
    everything = 61 * 31 / 25 - 1
    assert found["coverage"].value == pytest.approx(100 * 60 / everything)
    assert (found["coverage"].count, found["coverage"].n) == (60, 30)
    assert found["coverage"].status is Status.ESTIMATE
    assert found["estimated"].value == pytest.approx(everything)
    assert found["sample"].value == 30
    assert "cả hai cách cùng thấy 24" in found["coverage"].note


def test_without_a_sample_completeness_is_not_known(office: Office) -> None:
    office.source("bao-a")
    office.post(1, seen="2026-06-10", labels=SCOPE)
    found = office.ask("1.08", "2026-06")
    assert found["coverage"].status is found["estimated"].status is Status.NONE
    assert "clippings" in found["coverage"].note
