"""R2, our own posts after they went out: angry reactions, taken down, edited under objections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from langnghe.cases.rule_page import ChangedRow, ReactedRow, page_findings
from langnghe.cases.rules import Outcome, Watch

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
WATCH = Watch(home="Lai Châu", now=NOW)
CALM = tuple((60, k) for k in (1, 0, 2, 1, 1, 0, 2, 1))


def reacted(angry: int, reactions: int = 60, **changes: Any) -> ReactedRow:
    values: dict[str, Any] = {
        "post_id": "p1", "story_id": "p1", "title": "Thu đoàn phí", "source": "trang-fb",
        "since": NOW - timedelta(days=1), "reactions": reactions, "angry": angry, "before": CALM,
    }  # fmt: skip
    return ReactedRow(**{**values, **changes})


def changed(**changes: Any) -> ChangedRow:
    values: dict[str, Any] = {
        "post_id": "p1", "story_id": "p1", "title": "Thu đoàn phí", "source": "trang-fb",
        "published_at": NOW - timedelta(days=1), "changed_at": NOW - timedelta(hours=3), "gone": False,
    }  # fmt: skip
    return ChangedRow(**{**values, **changes})


def test_far_more_anger_than_under_our_posts_before_is_told() -> None:
    (finding,) = page_findings(WATCH, reacted=[reacted(25)]).findings
    assert (finding.risk, finding.severity, finding.kind) == ("R2", 3, "statistic")
    assert "25 trên 60 cảm xúc" in finding.reason
    rows = [reacted(2), reacted(9, 10), reacted(25, before=CALM[:4])]
    assert page_findings(WATCH, reacted=rows).outcomes == {Outcome.HEALTHY: 1, Outcome.TOO_FEW: 2}


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        (changed(gone=True), 1),
        (changed(gone=True, comments=4), 2),
        (changed(gone=True, comments=9, negative=5), 3),
        (changed(comments=9, negative=5), 2),
        (changed(comments=9, negative=2), None),  # pages are mended daily
        (
            changed(comments=9, negative=5, changed_at=NOW - timedelta(hours=23.5)),
            None,
        ),  # a slip, at once
    ],
)
def test_a_post_taken_down_is_told_and_an_edit_only_under_objections(
    row: ChangedRow, severity: int | None
) -> None:
    report = page_findings(WATCH, changed=[row])
    assert [f.severity for f in report.findings] == ([severity] if severity else [])
    assert sum(report.outcomes.values()) == 1
    known = Watch(home="Lai Châu", now=NOW, known={"p1": 3})
    assert page_findings(known, changed=[row]).findings == []
