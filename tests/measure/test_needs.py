"""Khoảng trống thông tin: what is asked against what is posted, and what is proposed for tomorrow."""

from __future__ import annotations

from datetime import date

import pytest

from langnghe.measure.needs import Ask, Needs, compare, examples

FIRST, LAST = date(2026, 6, 3), date(2026, 6, 30)


def asks(topic: str, n: int, *, where: str = "inquiry", by_person: bool = True) -> list[Ask]:
    return [
        Ask(id=f"{topic}-{where}-{k}", where=where, topic=topic, day=LAST, by_person=by_person,
            words=f"Câu hỏi số {k} về {topic} ở {where}?")
        for k in range(n)
    ]  # fmt: skip


def found(
    given: list[Ask], posted: dict[str, int], documents: dict[str, int] | None = None, *,
    heard: bool = True,
) -> Needs:  # fmt: skip
    return compare(given, posted, documents or {}, FIRST, LAST, heard=heard)


def test_a_gap_is_share_asked_less_share_posted() -> None:
    given = asks("wages", 12) + asks("welfare", 6) + asks("tet_care", 2) + asks("", 5)
    needs = found(given, {"wages": 1, "tet_care": 9})
    assert (needs.asked, needs.untold, needs.posted) == (20, 5, 10)
    wages, welfare, tet = needs.topics
    assert (wages.topic, wages.asked, wages.posted) == ("wages", 12, 1)
    assert wages.gap == pytest.approx(12 / 20 - 1 / 10)
    assert wages.low is not None
    assert wages.low > 0
    assert welfare.gap == pytest.approx(0.3)
    assert tet.gap == pytest.approx(0.1 - 0.9)
    assert needs.tomorrow == date(2026, 7, 1)


def test_two_posts_and_a_document_are_proposed() -> None:
    given = asks("wages", 12) + asks("welfare", 5) + asks("welfare", 1, where="activity") + asks("tet_care", 2)  # fmt: skip
    needs = found(given, {"wages": 1, "tet_care": 9})
    assert [(p.form, p.topic.topic) for p in needs.proposals] == [
        ("post", "wages"), ("post", "welfare"), ("document", "welfare"),  # asked in two places
    ]  # fmt: skip
    assert needs.why_not == ""
    fresh = found(given, {"wages": 1, "tet_care": 9}, {"welfare": 1})
    assert [p.topic.topic for p in fresh.proposals if p.form == "document"] == ["wages"]
    both = found(given, {"wages": 1, "tet_care": 9}, {"welfare": 1, "wages": 2})
    assert [p.form for p in both.proposals] == ["post", "post"]
    assert both.why_not == "Chủ đề nào được hỏi cũng vừa có văn bản định hướng."


def test_too_little_is_said_to_be_too_little() -> None:
    nine = found(asks("wages", 9), {"tet_care": 9})
    assert nine.proposals == ()
    assert (
        nine.why_not == "Mới có 9 lời hỏi có chủ đề, chưa đủ 10 để nói người lao động đang cần gì."
    )
    assert found(asks("wages", 10), {"tet_care": 9}).proposals
    nothing = found(asks("", 3), {})
    assert nothing.why_not == "Những ngày này chưa ghi nhận lời hỏi nào có chủ đề."


def test_pages_that_were_not_read_are_not_silent() -> None:
    needs = found(asks("wages", 30), {}, heard=False)
    assert needs.proposals == ()
    assert "không đọc được trang" in needs.why_not
    silent = found(asks("wages", 30), {})
    assert [p.topic.topic for p in silent.proposals] == ["wages", "wages"]
    assert silent.topics[0].share_posted is None  # nothing was posted: no share
    assert silent.topics[0].gap == 1


def test_what_is_posted_as_it_is_asked_is_no_gap() -> None:
    needs = found(asks("wages", 10) + asks("welfare", 10), {"wages": 5, "welfare": 5})
    assert needs.proposals == ()
    assert "tương xứng" in needs.why_not


def test_two_questions_on_a_topic_are_no_reason_to_write() -> None:
    needs = found(asks("wages", 20) + asks("welfare", 2), {"wages": 9})
    assert needs.proposals == ()


def test_misconduct_needs_a_person_to_have_said_so() -> None:
    given = asks("union_misconduct", 12, by_person=False) + asks("wages", 4, by_person=False)
    assert [p.topic.topic for p in found(given, {"tet_care": 9}).proposals] == ["wages", "wages"]
    told = given + asks("union_misconduct", 3, where="comment")
    topics = [p.topic.topic for p in found(told, {"tet_care": 9}).proposals]
    assert topics == ["union_misconduct", "wages", "union_misconduct"]


def test_examples_are_different_and_of_different_places() -> None:
    def ask(key: str, words: str, where: str, day: int) -> Ask:
        return Ask(id=key, where=where, topic="wages", day=date(2026, 6, day), words=words)

    told = examples(
        [
            ask("a", "Lương tháng này khi nào có?", "inquiry", 10),
            ask("b", "LƯƠNG tháng này khi nào có?", "inquiry", 9),  # the same question
            ask("b2", "Cho em hỏi, lương tháng này khi nào có?", "inquiry", 9),  # this one too
            ask("c", "Công ty chậm lương thì sao?", "inquiry", 8),
            ask("d", "Ai trả lương cho chúng tôi?", "activity", 5),
            ask("e", "Lương?", "comment", 11),
            ask("f", "Bao giờ tăng lương tối thiểu?", "inquiry", 7),
        ]
    )
    assert told == (
        "Lương tháng này khi nào có?", "Ai trả lương cho chúng tôi?", "Công ty chậm lương thì sao?",
    )  # fmt: skip
