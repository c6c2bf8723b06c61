"""4.04–4.06: messages carried or bent, praise and blame of the union, and whether the news helped."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office


def article(office: Office, number: int, day: str, *, stance: str = "neutral", topic: str = "jobs_living",
            **changes: Any) -> str:  # fmt: skip
    labels = {"in_scope": "1", "topic": [topic], "stance_union": stance, "tone": "neutral",
              **changes.pop("labels", {})}  # fmt: skip
    values: dict[str, Any] = {
        "title": f"Công đoàn và công nhân {number}",
        "text": "Tin.",
        **changes,
    }
    return office.post(number, seen=day, labels=labels, **values)


# 4.04


def message(office: Office, code: str, topic: str, first: str, last: str | None = None) -> None:
    office.row("messages", code, at="2026-01-01", code=code, text=f"Câu của {code}", topics=[topic],
               campaign="Tháng Công nhân", unit="tinh", valid_from=first, valid_to=last)  # fmt: skip


def looked(office: Office, code: str, first: str, last: str, at: str = "2026-07-01") -> None:
    office.event("carriage", f"look {code} {last}", "looked", at=at, by="machine@lineage",
                 message=code, first=first, last=last, texts=1)  # fmt: skip


def found_in(
    office: Office, code: str, post: str, relation: str = "carries", at: str = "2026-07-01"
) -> str:
    key = f"{code} {post}"
    what = "sampled" if relation == "none" else "proposed"
    office.event("carriage", key, what, at=at, by="machine@lineage", message=code, post_id=post,
                 relation=relation, way="verbatim")  # fmt: skip
    return key


def judged(office: Office, key: str, relation: str, at: str = "2026-07-02") -> None:
    what = "refused" if relation == "none" else "confirmed"
    office.event("carriage", key, what, at=at, by="analyst", person=relation)


def test_articles_that_carry_a_message(office: Office) -> None:
    office.source("bao-a", name="Báo A")
    message(office, "TD-1", "workers_month", "2026-05-01", "2026-05-31")
    month = [article(office, n, f"2026-05-{n:02d}", topic="workers_month") for n in range(1, 13)]
    late = article(
        office, 20, "2026-06-01", topic="workers_month"
    )  # after the message: only if it carries it
    article(office, 21, "2026-05-05", topic="welfare")  # of another topic
    article(office, 22, "2026-05-05", topic="workers_month", title="Công nhân")  # names no union
    looked(office, "TD-1", "2026-05-01", "2026-06-30")
    keys = [found_in(office, "TD-1", post) for post in [*month[:5], late]]
    bent = found_in(office, "TD-1", month[6], "distorts")
    opposite = found_in(office, "TD-1", month[7], "contradicts")
    drawn = [found_in(office, "TD-1", post, "none") for post in month[9:11]]
    judged(office, keys[0], "none")  # not the message after all
    judged(office, keys[1], "carries")
    judged(office, bent, "distorts")
    judged(office, drawn[0], "none")
    judged(office, drawn[1], "carries")  # one the machine had missed
    found = office.ask("4.04", "2026-H1")
    # 12 of May and the one of June; machine 4 of 6 that stand unjudged, one confirmed, one of the sample
    assert (found["carried"].count, found["carried"].n) == (6, 13)
    assert found["carried"].value == pytest.approx(100 * 6 / 13)
    assert (found["distorted"].count, found["distorted"].n) == (1, 3)
    assert found["pending"].value == 1
    assert [r["id"] for r in office.rows("4.04", "2026-H1", "pending")] == [opposite]
    assert found["by_message"].value == 6
    assert found["by_message:TD-1: Câu của TD-1"].value == 6
    assert found["grid:TD-1>bao-a"].part_name == "TD-1 – Báo A"
    assert {r["part"]: 1 for r in office.rows("4.04", "2026-H1", "agreement")} == {
        "carries>none": 1, "carries>carries": 1, "distorts>distorts": 1, "none>none": 1, "none>carries": 1,
    }  # fmt: skip


def test_what_was_never_held_against_a_message_is_unknown(office: Office) -> None:
    message(office, "TD-1", "workers_month", "2026-05-01")
    for number in range(1, 13):
        article(office, number, f"2026-05-{number:02d}", topic="workers_month")
    assert office.ask("4.04", "2026-H1")["carried"].status is Status.NONE
    looked(office, "TD-1", "2026-05-01", "2026-05-10")
    found = office.ask("4.04", "2026-H1")
    assert (found["carried"].value, found["carried"].n, found["pending"].value) == (0, 10, 0)


def test_what_a_person_says_later_does_not_count_yet(office: Office) -> None:
    message(office, "TD-1", "workers_month", "2026-05-01")
    post = article(office, 1, "2026-05-01", topic="workers_month")
    looked(office, "TD-1", "2026-05-01", "2026-05-31", at="2026-06-01")
    judged(office, found_in(office, "TD-1", post, at="2026-06-01"), "none", at="2026-06-20")
    assert office.ask("4.04", "2026-05", known="2026-06-10")["carried"].count == 1
    assert office.ask("4.04", "2026-05", known="2026-06-30")["carried"].count == 0


# 4.05


def test_few_articles_are_counts_only(office: Office) -> None:
    for number in range(1, 10):
        article(office, number, "2026-06-10", stance="positive" if number < 5 else "negative")
    found = office.ask("4.05", "2026-06")
    assert (found["net"].value, found["net"].count, found["net"].n) == (None, -1, 9)
    assert "chỉ nêu số đếm" in found["net"].note
    assert (found["stance:positive"].value, found["stance:positive"].count) == (None, 4)
    assert (found["stance_raw:negative"].count, found["stance_raw"].value) == (5, 9)


def test_net_is_corrected_by_what_the_model_confuses(office: Office) -> None:
    said = ["positive"] * 8 + ["negative"] * 4 + ["neutral"] * 6 + ["none"] * 2
    for number, stance in enumerate(said):
        office.source("bao-b", type="local_press")
        article(
            office, number, "2026-06-10", stance=stance, source="bao-a" if number % 2 else "bao-b"
        )
    article(office, 99, "2026-06-10", stance="negative", title="Công nhân")  # names no union
    found = office.ask("4.05", "2026-06")
    net = found["net"]
    assert (net.count, net.n, net.status) == (4, 20, Status.ESTIMATE)
    assert (net.low or 0) <= (net.value or 0) <= (net.high or 0)
    assert "tích cực 8, tiêu cực 4" in net.note
    raw = {k: f.value for k, f in found.items() if k.startswith("stance_raw:")}
    assert raw == {"stance_raw:positive": 40, "stance_raw:negative": 20, "stance_raw:neutral": 30,
                   "stance_raw:none": 10}  # fmt: skip
    corrected = {k: f.value or 0 for k, f in found.items() if k.startswith("stance:")}
    assert sum(corrected.values()) == pytest.approx(100)
    assert net.value == pytest.approx(corrected["stance:positive"] - corrected["stance:negative"])
    assert found["net_group:press_local"].n == 10
    assert found["net_topic:jobs_living"].n == 20
    assert found["tone"].value == 20


# 4.06


def test_stories_that_raise_a_matter(office: Office) -> None:
    matter: dict[str, Any] = {"labels": {"risk": "1"}}
    article(office, 1, "2026-06-01", story="t1", **matter,
            text="Chủ tịch Công đoàn xã A cho biết công ty đã trả lương.")  # fmt: skip
    article(office, 2, "2026-06-02", story="t1", labels={"risk": "0"})
    article(
        office,
        3,
        "2026-06-03",
        story="t2",
        labels={"risk": "2"},
        text="Công nhân cho biết chưa có lương.",
    )
    article(
        office,
        4,
        "2026-06-04",
        story="t3",
        **matter,
        text="Theo Công đoàn tỉnh, hai bên đã thoả thuận.",
    )
    article(
        office,
        5,
        "2026-06-05",
        story="t4",
        labels={"risk": "0"},
        text="Công đoàn cho biết đã tặng quà.",
    )
    for key, story in (("x", "t1"), ("y", "t2")):
        office.alert(key, at="2026-06-05", stories=[story])
        office.case(f"ho-so-{key}", at="2026-06-05", alert=key)
    office.event("case", "ho-so-x", "closed", at="2026-06-20", by="policy_head", status="closed",
                 closed_at="2026-06-20T02:00:00+00:00", closed_by="policy_head")  # fmt: skip
    office.event("story", "t1", "helped", at="2026-06-20", helped=1)
    office.event("story", "t1", "helped", at="2026-06-21", helped=2)  # the last word
    office.event("story", "t2", "helped", at="2026-06-21", helped=0, by="machine@may")
    found = office.ask("4.06", "2026-06")
    assert (found["explained"].count, found["explained"].n) == (2, 3)
    assert (found["solved"].count, found["solved"].n) == (1, 2)  # the third has no case
    assert (found["help"].value, found["help:2"].count, found["help:2"].part_name) == (1, 1, "Có")
    assert "help:0" not in found
    assert office.ask("4.06", "2026-06", known="2026-06-10")["solved"].count == 0
