"""Complaints that cluster (R1), questions nobody answers and that many ask (R2b), the clock's breach (R0)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from langnghe.cases.rule_asked import AskedRow, as_voices, asked_findings, overdue_answers
from langnghe.cases.rules import Outcome, VoiceRow, Watch, apply

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
WATCH = Watch(home="Lai Châu", now=NOW)
BLAME = "Công đoàn công ty thu sai đoàn phí, tôi khiếu nại mà không ai giải quyết"


def asked(number: int = 1, hours: float = 5, **changes: Any) -> AskedRow:
    values: dict[str, Any] = {
        "id": f"HD260610-{number:08d}", "at": NOW - timedelta(hours=hours), "text": "Khi nào có sổ bảo hiểm?",
        "source": "oa-tinh", "asker": number, "topic": "state_policy", "about": "Chính sách nhà nước",
    }  # fmt: skip
    return AskedRow(**{**values, **changes})


def found(*rows: AskedRow) -> list[tuple[str, int, str]]:
    return [(f.risk, f.severity, f.subject) for f in asked_findings(rows, WATCH).findings]


def test_three_who_complain_about_the_union_within_a_week_are_a_cluster() -> None:
    three = [asked(n, text=BLAME, unit="CĐCS May Mẫu") for n in range(3)]
    report = asked_findings(three, WATCH)
    (finding,) = report.findings
    assert (finding.risk, finding.severity, finding.union_units) == ("R1", 3, ("CĐCS May Mẫu",))
    assert "3 người" in finding.reason
    assert "HD260610-00000000" in finding.reason
    assert report.outcomes == {Outcome.FINDING: 3}
    assert found(*three[:2]) == []
    assert (
        found(*(asked(n, text=BLAME, asker=7) for n in range(3))) == []
    )  # one and the same person
    assert found(*(asked(n, hours=8 * 24, text=BLAME, waits=False) for n in range(3))) == []


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"text": "cong doan thu sai doan phi, to cao"}, True),
        ({"topic": "union_misconduct", "text": "Tiền quỹ đi đâu?"}, True),
        ({"complaint": True, "text": "Về việc công đoàn trao quà"}, True),
        ({"text": "Công ty nợ lương, tôi khiếu nại"}, False),  # the employer's fault
        ({"text": "Công đoàn cho hỏi mức đóng đoàn phí?"}, False),
    ],
)
def test_only_blame_of_the_union_itself_counts(changes: dict[str, Any], counts: bool) -> None:
    assert bool(found(*(asked(n, **changes) for n in range(3)))) is counts


@pytest.mark.parametrize(
    ("waiting", "hours", "severity"), [(1, 25, 1), (3, 30, 2), (3, 80, 3), (5, 25, 3)]
)
def test_a_topic_that_waits_longer_than_a_day_weighs_by_how_many(
    waiting: int, hours: float, severity: int
) -> None:
    late = [asked(n, hours) for n in range(waiting)]
    soon = [asked(10 + n, 23) for n in range(9)]
    replied = [asked(30 + n, 90, waits=False) for n in range(9)]
    report = asked_findings([*late, *soon, *replied], WATCH)
    (finding,) = report.findings
    assert (finding.risk, finding.severity, finding.subject) == (
        "R2b",
        severity,
        "waiting:state_policy",
    )
    assert f"{waiting} câu hỏi về Chính sách nhà nước quá 24 giờ" in finding.reason
    assert sum(report.outcomes.values()) == len(late) + 18


def test_a_question_asked_in_comments_and_in_the_inbox_is_one_question() -> None:
    text = "Cho hỏi tiền thưởng tháng 13 năm nay công ty may bao giờ chi trả vậy ạ?"
    voices = [
        VoiceRow(
            post_id=f"c{n}", story_id="s1", at=NOW - timedelta(hours=n), text=text, source="trang-nha",
            asker=n, intent="ask", topics=("company_policy",), stance_union="none",
        )
        for n in (1, 2, 3)
    ]  # fmt: skip
    inbox = [asked(n, text=text, topic="company_policy") for n in (1, 2)]
    taken = asked(3, text=text, topic="company_policy", post_id="c1")  # a comment somebody took up
    assert [row.post_id for row in as_voices([*inbox, taken], voices)] == [row.id for row in inbox]
    report = apply(WATCH, voices=voices, asked=[*inbox, taken])
    (finding,) = report.findings
    assert (finding.risk, finding.severity, finding.observed) == ("R2b", 2, 5.0)
    assert finding.story_ids == ("s1",)  # an inbox is no story


def test_the_breach_of_the_clock_is_the_operators_too() -> None:
    rows = [asked(1, 40), asked(2, 26), asked(3, 2), asked(4, 90, waits=False)]
    (row,) = overdue_answers(rows, NOW)
    assert (row.waiting, row.due_at) == (2, NOW - timedelta(hours=16))
    risks = {(f.risk, f.subject) for f in apply(WATCH, asked=rows).findings}
    assert risks == {("R2b", "waiting:state_policy"), ("R0", "overdue:trả lời câu hỏi")}
    assert overdue_answers(rows[2:], NOW) == []
