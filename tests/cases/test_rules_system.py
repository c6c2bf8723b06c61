"""R0 and the hand-over of R2e: what operators see, what a person confirms, and all rules together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from langnghe.cases.rule_system import NewSourceRow, drift, silence
from langnghe.cases.rules import (
    ClaimRow,
    CopyRow,
    Outcome,
    OverdueRow,
    ShareRow,
    SourceRow,
    StoryRow,
    Watch,
    apply,
    claim_findings,
    copy_findings,
    system_findings,
)

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
WATCH = Watch(home="Đồng Nai", now=NOW)


def hours(number: float) -> datetime:
    return NOW - timedelta(hours=number)


def source(silent: float, usual: float | None = 24.0, **changes: Any) -> SourceRow:
    values: dict[str, Any] = {
        "source": "bao-mau", "name": "Báo Mẫu", "usual": usual, "last_item_at": hours(silent),
        "asked_at": hours(0.5), "reached_at": hours(0.5),
    }  # fmt: skip
    return SourceRow(**{**values, **changes})


def claim(number: int, **changes: Any) -> ClaimRow:
    values: dict[str, Any] = {
        "claim_id": "k1", "claim": "Công đoàn phí tăng gấp đôi", "post_id": f"p{number}",
        "story_id": f"s{number}", "source": f"nguon-{number}", "at": hours(number), "likeness": 0.9,
    }  # fmt: skip
    return ClaimRow(**{**values, **changes})


def copies(accounts: int, **changes: Any) -> CopyRow:
    values: dict[str, Any] = {
        "copy_id": "b1", "text": "Công đoàn cắt hết quà Tết", "accounts": accounts,
        "post_ids": ("p1", "p2", "p3"), "story_ids": ("p1",), "sources": ("dien-dan",),
        "first_at": hours(5),
    }  # fmt: skip
    return CopyRow(**{**values, **changes})


@pytest.mark.parametrize(
    ("usual", "silent", "alarm"),
    [
        (24.0, 6.0, False),
        (24.0, 7.0, True),
        (2.0, 72.0, False),
        (2.0, 84.0, True),
        (0.0, 999.0, False),
    ],
)
def test_a_silence_is_told_when_chance_hardly_makes_it(
    usual: float, silent: float, alarm: bool
) -> None:
    report = system_findings(WATCH, sources=[source(silent, usual)])
    assert bool(report.findings) is alarm
    assert (silence(usual, silent) < 0.001) is alarm


def test_reached_and_silent_is_not_the_same_as_not_reached() -> None:
    [reached] = system_findings(WATCH, sources=[source(30)]).findings
    assert "vào được nhưng không có tin mới" in reached.reason
    [shut] = system_findings(WATCH, sources=[source(30, reached_at=hours(40))]).findings
    assert "không thu được" in shut.reason
    assert shut.p_value == pytest.approx(silence(24, 30))
    [unasked] = system_findings(WATCH, sources=[source(30, asked_at=hours(25))]).findings
    assert "chưa hỏi" in unasked.reason


def test_nothing_is_said_of_a_source_nobody_knows_yet() -> None:
    rows = [
        source(99, None),
        source(99, last_item_at=None, asked_at=None, reached_at=None),
    ]
    assert system_findings(WATCH, sources=rows).outcomes == {Outcome.HEALTHY: 2}


def test_a_share_that_moved_is_drift_and_a_small_sample_tells_nothing() -> None:
    def share(before_hits: int, lately_hits: int, posts: int = 1000) -> ShareRow:
        return ShareRow(
            label="tone=negative", before=4 * posts, before_hits=4 * before_hits,
            lately=posts, lately_hits=lately_hits,
        )  # fmt: skip

    [moved] = system_findings(WATCH, shares=[share(200, 400)]).findings
    assert "20 % thành 40 %" in moved.reason
    assert not system_findings(WATCH, shares=[share(200, 230)]).findings
    assert not system_findings(WATCH, shares=[share(20, 40, posts=100)]).findings
    assert drift(share(0, 0)) == drift(share(200, 200)) == 1.0


def test_work_that_waits_is_told_after_a_while() -> None:
    late = OverdueRow(task="gán nhãn", due_at=hours(8), waiting=120)
    [finding] = system_findings(WATCH, overdue=[late]).findings
    assert "gán nhãn trễ 8 giờ, 120 mục" in finding.reason
    soon = OverdueRow(task="gán nhãn", due_at=hours(3), waiting=120)
    done = OverdueRow(task="gán nhãn", due_at=hours(30), waiting=0)
    assert not system_findings(WATCH, overdue=[soon, done]).findings


def test_the_system_never_speaks_to_leaders_and_not_twice() -> None:
    rows = [source(silent) for silent in (7, 100, 2000)]
    late = [OverdueRow(task="gán nhãn", due_at=hours(9999), waiting=10**6)]
    shares = [
        ShareRow(label="risk=3", before=10**6, before_hits=1, lately=10**6, lately_hits=10**6)
    ]
    report = system_findings(WATCH, sources=rows, overdue=late, shares=shares)
    assert report.findings
    assert all(f.risk == "R0" and f.severity <= 2 and not f.hard for f in report.findings)
    known = Watch(home="Huế", now=NOW, known={"source:bao-mau": 2})
    assert system_findings(known, sources=[source(100)]).outcomes == {Outcome.KNOWN: 1}


@pytest.mark.parametrize(("sources", "severity"), [(1, 2), (2, 3), (4, 4)])
def test_a_refuted_claim_weighs_by_its_sources(sources: int, severity: int) -> None:
    [finding] = claim_findings([claim(n) for n in range(sources)], WATCH).findings
    assert (finding.risk, finding.severity, finding.subject) == ("R2e", severity, "claim:k1")


def test_a_refutation_is_good_news() -> None:
    report = claim_findings([claim(1, denied=True)], WATCH)
    assert (report.findings, report.outcomes) == ([], {Outcome.ROUTINE: 1})


def test_three_accounts_with_one_text_are_told_and_none_is_named() -> None:
    assert copy_findings([copies(2)], WATCH).outcomes == {Outcome.TOO_FEW: 1}
    [finding] = copy_findings([copies(3)], WATCH).findings
    assert (finding.risk, finding.severity) == ("R2e", 2)
    assert "cần người xác nhận" in finding.reason
    [graver] = copy_findings([copies(3, stance_union="negative")], WATCH).findings
    assert graver.severity == 3


def test_all_rules_together_put_the_gravest_first() -> None:
    strike = StoryRow(
        story_id="s1", known_at=NOW, published_at=NOW, title="Ngừng việc", text="Ngừng việc",
        in_scope=True, press=True, post_ids=("p1",), voices=("a",), topics=("strike",), risk=2,
        sure=0.9, provinces=("Đồng Nai",),
    )  # fmt: skip
    report = apply(
        WATCH, stories=[strike], claims=[claim(1)], copies=[copies(9)], sources=[source(99)]
    )
    assert [(f.risk, f.severity) for f in report.findings] == [
        ("R3", 3), ("R2e", 3), ("R2e", 2), ("R0", 2),
    ]  # fmt: skip
    assert sum(report.outcomes.values()) == 4


def test_a_new_source_is_told_to_operators_of_an_office_that_had_others() -> None:
    def new(days: float, others: float) -> NewSourceRow:
        return NewSourceRow(
            source="bao-moi", name="Báo Mới", first_item_at=hours(24 * days),
            others_since=hours(24 * others),
        )  # fmt: skip

    [finding] = system_findings(WATCH, added=[new(1, 90)]).findings
    assert (finding.risk, finding.severity, finding.subject) == ("R0", 1, "added:bao-moi")
    assert "Báo Mới: nguồn mới" in finding.reason
    rows = [new(9, 90), new(1, 1), new(1, 20)]  # long known; an office on its first days
    assert system_findings(WATCH, added=rows).outcomes == {Outcome.HEALTHY: 3}
