"""R2: objections under our own post, held against what our posts usually draw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scipy.stats import betabinom

from langnghe.cases.rule_own import OwnRow, own_findings, tail, usual
from langnghe.cases.rules import Outcome, Watch

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
WATCH = Watch(home="Đồng Nai", now=NOW)
CALM = tuple((20, k) for k in (1, 2, 3, 2, 1, 2, 2, 3))


def own(comments: int, negative: int, **changes: Any) -> OwnRow:
    values: dict[str, Any] = {
        "post_id": "p1", "story_id": "s1", "title": "Kế hoạch thu đoàn phí", "source": "trang-nha",
        "since": NOW - timedelta(hours=3), "comments": comments, "negative": negative, "before": CALM,
    }  # fmt: skip
    return OwnRow(**{**values, **changes})


@pytest.mark.parametrize(
    ("hits", "total", "a", "b"), [(3, 20, 2.0, 18.0), (0, 5, 1.0, 1.0), (9, 9, 0.5, 4.0)]
)
def test_the_tail_is_that_of_the_beta_binomial(hits: int, total: int, a: float, b: float) -> None:
    assert tail(hits, total, a, b) == pytest.approx(betabinom.sf(hits - 1, total, a, b))


def test_far_more_objections_than_usual_are_told_once() -> None:
    [finding] = own_findings([own(20, 14)], WATCH).findings
    assert (finding.risk, finding.severity, finding.kind) == ("R2", 3, "statistic")
    assert finding.expected == pytest.approx(2, abs=0.2)
    assert "14 trên 20" in finding.reason
    known = Watch(home="Đồng Nai", now=NOW, known={"s1": 3})
    assert own_findings([own(20, 15)], known).outcomes == {Outcome.KNOWN: 1}


def test_the_usual_and_the_little_known_alarm_nobody() -> None:
    rows = [own(20, 3), own(20, 0), own(5, 5), own(20, 14, before=CALM[:4])]
    report = own_findings(rows, WATCH)
    assert not report.findings
    assert report.outcomes == {Outcome.HEALTHY: 2, Outcome.TOO_FEW: 2}


def test_posts_that_always_differ_much_need_more() -> None:
    wild = ((20, 0), (20, 15), (20, 1), (20, 14), (20, 0), (20, 12))
    a, b = usual(wild)
    assert a + b < 4
    assert own_findings([own(20, 14, before=wild)], WATCH).outcomes == {Outcome.HEALTHY: 1}
    assert sum(usual(((1, 0),) * 6)) == pytest.approx(2)
    assert sum(usual(((20, 2),) * 6)) == pytest.approx(200)
