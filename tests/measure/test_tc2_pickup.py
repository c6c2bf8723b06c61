"""2.06–2.08: who took a document up, what the public made of it, whether people asked less; by hand."""

from __future__ import annotations

from typing import Any

import pytest

from langnghe.measure.records import Status
from tests.measure.conftest import Office
from tests.measure.test_tc2_documents import document, read

MACHINE = "machine@documents-1"


def carried(
    office: Office, key: str, post: str, containment: float = 0.5, at: str = "2026-06-30"
) -> str:
    """Record that a text carries a document."""
    id_ = f"document/{key}/{post}"
    office.event("carriage", id_, "proposed", at=at, by=MACHINE, document=key, post_id=post,
                 containment=containment)  # fmt: skip
    return id_


def released(office: Office, key: str, sent: str, **changes: Any) -> None:
    """Record a release to the press that was held against what came after."""
    document(office, key, sent, to_press=True, **changes)
    read(office, key)
    office.event("document", key, "compared", at="2026-06-30", by=MACHINE, compared_sha256=key,
                 compared_to=sent)  # fmt: skip


# 2.06


def test_a_release_is_picked_up_within_fourteen_days(office: Office) -> None:
    office.units()
    office.source("bao-a", group="Nhà A", name="Báo A")
    office.source("bao-a2", group="Nhà A", name="Báo A2")
    office.source("bao-b", name="Báo B")
    office.source("cong-doan", own=True, type="union")
    for n in range(10):
        released(office, f"v{n}", "2026-03-01")
    first = office.post(1, seen="2026-03-01 09:30")
    carried(office, "v0", first)
    carried(office, "v0", office.post(2, seen="2026-03-02 09:00", source="bao-a2"))
    carried(office, "v1", office.post(3, seen="2026-03-15 23:59:59", source="bao-b"))
    carried(office, "v2", office.post(4, seen="2026-03-16 00:00", source="bao-b"))  # a day late
    carried(office, "v3", office.post(5, seen="2026-03-02", source="bao-b"), 0.09)  # too little
    carried(office, "v4", office.post(6, seen="2026-03-02", source="cong-doan"))  # our own
    refused = carried(office, "v5", office.post(7, seen="2026-03-02", source="bao-b"))
    office.event("carriage", refused, "refused", at="2026-06-30 13:00")
    weak = carried(office, "v6", office.post(8, seen="2026-03-02 12:00", source="bao-b"), 0.06)
    office.event("carriage", weak, "confirmed", at="2026-06-30 13:00")  # a person found it carries
    document(office, "inside", "2026-03-01")  # not for the press
    read(office, "inside")
    carried(office, "inside", first)
    found = office.ask("2.06", "2026-H1")
    assert (found["picked_up"].count, found["picked_up"].n, found["picked_up"].value) == (3, 10, 30)
    assert found["articles"].value == 4
    assert found["outlets"].value == 2  # Nhà A once, Báo B
    # hours from midnight of the day of sending: 9.5; 14 days less a second … ; 36
    assert found["first_pickup"].value == pytest.approx(36)
    assert found["first_pickup"].n == 3
    assert {r["id"] for r in office.rows("2.06", "2026-H1", "picked_up") if r["num"]} == {
        "v0",
        "v1",
        "v6",
    }


def test_what_was_not_compared_is_no_failure(office: Office) -> None:
    office.units()
    office.source("bao-a")
    released(office, "a", "2026-03-01")
    document(office, "young", "2026-06-29", to_press=True)  # its days are not over
    read(office, "young")
    document(office, "changed", "2026-03-01", to_press=True)
    read(office, "changed", sha256="new")
    office.event("document", "changed", "compared", at="2026-06-30", by=MACHINE,
                 compared_sha256="old", compared_to="2026-03-15")  # fmt: skip
    document(office, "scan", "2026-03-01", to_press=True)
    read(office, "scan", readable=False, words=None, says=None)
    found = office.ask("2.06", "2026-H1")
    assert (found["picked_up"].count, found["picked_up"].n) == (0, 1)
    assert found["articles"].status is Status.NONE


def test_a_message_of_the_document_is_a_hit_too(office: Office) -> None:
    office.units()
    office.source("bao-a")
    released(office, "a", "2026-03-01", messages=["TD-01"])
    released(office, "b", "2026-03-01", messages=["TD-02"])
    for message, relation, number in (("TD-01", "carries", 1), ("TD-02", "contradicts", 2)):
        post = office.post(number, seen="2026-03-05")
        office.event("carriage", f"{message}/{post}", "proposed", at="2026-06-30", by="machine@lineage",
                     message=message, post_id=post, relation=relation)  # fmt: skip
    rows = {r["id"]: r["num"] for r in office.rows("2.06", "2026-H1", "picked_up")}
    assert rows == {"a": 1, "b": 0}


# 2.07


def own_post(
    office: Office, number: int, seen: str, figures: tuple[int | None, ...] = (1, 0, 0)
) -> str:
    """Land a post of the own page with its figures at seven days."""
    post = office.post(number, seen=seen, source="trang-ta", kind="post")
    office.event("metric", post, "described", at=seen, by="machine@x", source="trang-ta", format="text",
                 shared=False, gone=False)  # fmt: skip
    values = dict(zip(("reactions", "comments", "shares"), figures, strict=True))
    office.event("metric", post, "measured", at="2026-06-30", by="machine@x", source="trang-ta", mark=7,
                 due_at="2026-06-01T00:00:00+00:00", measured_at="2026-06-01T00:00:00+00:00",
                 late_hours=0.0, **values)  # fmt: skip
    return post


def test_an_own_post_about_a_document_against_the_usual_ones(office: Office) -> None:
    office.units()
    office.source("trang-ta", own=True, type="social")
    office.source("nhom", type="social")
    document(office, "a", "2026-05-01")
    read(office, "a")
    # usual: 1, 2, 3, 4, 10 in the 90 days before, and one too old to count
    for n, reactions in enumerate((1, 2, 3, 4, 10)):
        own_post(office, n, "2026-02-01 08:00" if n == 0 else "2026-04-01", (reactions, 0, 0))
    own_post(office, 8, "2026-01-31 23:59", (500, 0, 0))
    ours = own_post(office, 9, "2026-05-02", (4, 3, None))
    carried(office, "a", ours)
    carried(office, "a", office.post(20, seen="2026-05-15", source="nhom", kind="post"))
    carried(office, "a", office.post(21, seen="2026-05-16", source="nhom", kind="post"))  # late
    found = office.ask("2.07", "2026-H1")
    assert found["against_median"].value == pytest.approx(7 / 3)
    assert found["items"].value == 1
    assert found["engagement"].value == 7
    assert (found["engagement:reactions"].value, found["engagement:comments"].value) == (4, 3)
    assert "engagement:shares" not in found  # the platform does not tell


def test_too_few_usual_posts_make_no_ratio(office: Office) -> None:
    office.units()
    office.source("trang-ta", own=True, type="social")
    document(office, "a", "2026-05-01")
    read(office, "a")
    for n in range(4):
        own_post(office, n, "2026-04-01")
    carried(office, "a", own_post(office, 9, "2026-05-02"))
    assert office.ask("2.07", "2026-H1")["against_median"].status is Status.NONE


# 2.08


def test_marks_of_a_poll_of_one_question(office: Office) -> None:
    office.units()
    for score, n in ((1, 2), (2, 0), (3, 4), (4, 6), (5, 8)):
        office.row("surveys", f"d{score}", at="2026-06-30", wave="2026-1", unit="tinh", measures="usefulness",
                   starts_on="2026-06-20", ends_on="2026-06-30", question_code="V1", question="Có ích?",
                   document="12/HD-LĐLĐ", answer=str(score), score=score, n=n)  # fmt: skip
    office.row("surveys", "trust", at="2026-06-30", wave="2026-1", unit="tinh", measures="trust",
               starts_on="2026-06-20", question_code="C1", question="Tin?", answer="5", score=5, n=99)  # fmt: skip
    found = office.ask("2.08", "2026-H1")
    assert found["score"].value == pytest.approx((2 + 12 + 24 + 40) / 20)
    assert (found["content"].count, found["content"].n, found["content"].value) == (14, 20, 70)
    assert office.ask("2.08", "2026-07")["score"].status is Status.NONE


def question(
    office: Office, key: str, day: str, topic: str = "state_policy", **changes: Any
) -> None:
    office.event("inquiry", key, "opened", at=day, opened_at=f"{day}T05:00:00+00:00", status="new",
                 received_at=f"{day}T05:00:00+00:00", topic=topic, question=f"Câu {key}?", **changes)  # fmt: skip


def test_questions_on_a_topic_before_and_after_a_document(office: Office) -> None:
    office.units()
    question(office, "first", "2026-01-01", "wages")  # the office has been taking questions since
    document(office, "a", "2026-03-01", topics=["state_policy"])
    for n in range(12):
        question(office, f"b{n}", "2026-02-01")  # 28 days before: the first day that counts
    for n in range(6):
        question(office, f"n{n}", "2026-03-28")  # the 28th day
    question(office, "early", "2026-01-31")
    question(office, "late", "2026-03-29")
    question(office, "other", "2026-03-02", "wages")
    # a second document on the topic, on the same day: no question counts twice
    document(office, "b", "2026-03-01", topics=["state_policy", "welfare"])
    found = office.ask("2.08", "2026-H1")
    assert found["repeated"].value == pytest.approx(-50)
    assert found["repeated"].note.startswith("trước 12, sau 6")
    assert "không phải nhân quả" in found["repeated"].note


def test_no_drop_is_told_where_nobody_took_questions_down_before_or_the_days_are_not_over(
    office: Office,
) -> None:
    office.units()
    question(office, "first", "2026-02-02")  # the 28 days before begin on 1 February
    document(office, "a", "2026-03-01", at="2026-03-02", topics=["state_policy"])
    question(office, "n", "2026-03-02")
    assert office.ask("2.08", "2026-H1")["repeated"].status is Status.NONE
    question(office, "old", "2026-01-15")
    assert office.ask("2.08", "2026-03", known="2026-03-28")["repeated"].status is Status.NONE
    assert office.ask("2.08", "2026-03", known="2026-03-29")["repeated"].count == 1


def test_documents_that_answer_what_was_asked_most(office: Office) -> None:
    office.units()
    for n in range(11):
        document(office, f"v{n}", "2026-03-01")
        office.event("document", f"v{n}", "answers", at="2026-06-30", by=MACHINE,
                     groups=3 if n < 10 else 0, answers=["q1", "q2"] if n < 4 else [])  # fmt: skip
    found = office.ask("2.08", "2026-H1")
    # of one document nothing had been asked before: it could answer nothing
    assert (found["top_ten"].count, found["top_ten"].n, found["top_ten"].value) == (4, 10, 40)
