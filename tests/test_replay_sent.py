"""What the replay of the year counts: rings, and how an incident fared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from benchmarks.replay.incidents import Incident, load_incidents
from benchmarks.replay.sent import concerns, fared, judged, per_month, sent, share, stands
from langnghe.cases.alerts import fold
from langnghe.cases.finding import Finding
from langnghe.cases.lifecycle import decide
from langnghe.cases.policy import read_policy
from langnghe.records import Event

POLICY = read_policy()
FIRST = datetime(2026, 3, 4, 1, tzinfo=UTC)  # 08:00 in Hà Nội


def incident() -> Incident:
    one = next(i for i in load_incidents() if i.day == date(2026, 3, 4))
    return replace(one, rows=("p1", "p2"), later=("p3",), peak=date(2026, 3, 5))


def finding(at: datetime, severity: int, *posts: str, subject: str = "s1") -> Finding:
    return Finding(
        kind="rule", risk="R3", subject=subject, story_ids=(subject,), post_ids=posts, at=at,
        since=FIRST, severity=severity, reason="Tai nạn", hard=severity > 2, sources=("a",),
    )  # fmt: skip


def told(*looks: Finding) -> list[Event]:
    events: list[Event] = []
    for one in looks:
        events += decide([one], fold(events), POLICY, None, one.at)
    return events


def test_an_alert_rings_once_a_level_and_reminders_are_none() -> None:
    later = FIRST + timedelta(hours=30)
    events = told(finding(FIRST, 3, "p1"), finding(later, 4, "p1", "p2"))
    events += decide([], fold(events), POLICY, None, later + timedelta(hours=2))  # nobody took it
    assert [e.what for e in events] == ["opened", "updated", "escalated"]
    rings = sent(stands(events))
    assert [(r.rung, r.posts) for r in rings] == [(3, ("p1",)), (4, ("p1", "p2"))]
    assert {m: dict(c) for m, c in per_month(rings).items()} == {"2026-03": {3: 1, 4: 1}}
    assert judged(rings, {}) == {"chưa xét": 1}
    assert judged(rings, {"s1": "nhiễu"}) == {"nhiễu": 1}


def test_an_incident_fares_by_the_alert_that_holds_its_articles() -> None:
    seen = FIRST + timedelta(hours=5)
    stood = stands(told(finding(seen, 3, "p2", "x")))
    one = fared(incident(), "Quảng Trị", stood, FIRST)
    assert (one.level, one.same_day, one.lead, one.peak_lead) == (3, True, 5.0, 1)
    late = stands(told(finding(FIRST + timedelta(days=1), 3, "p2")))
    missed = fared(incident(), "Quảng Trị", late, FIRST)
    assert (missed.level, missed.same_day, missed.lead) == (0, False, 24.0)
    other = fared(incident(), "Quảng Trị", stands(told(finding(seen, 4, "khac"))), FIRST)
    assert (other.level, other.lead, other.alerts) == (0, None, ())


def test_what_a_low_alert_holds_is_not_told() -> None:
    low = stands(told(replace(finding(FIRST, 1, "p1"), risk="R4")))
    assert not sent(low)
    assert not fared(incident(), "Quảng Trị", low, FIRST).same_day


def test_an_incident_concerns_the_provinces_of_today() -> None:
    road = next(i for i in load_incidents() if i.province is None and i.also)
    assert concerns(road, "TP.HCM")
    assert concerns(road, "Đồng Nai")
    assert not concerns(road, "Bình Dương")


def test_shares_read_well() -> None:
    assert share([True, True, False, True]) == "3/4 (75 %)"
    assert share([]) == "0/0"
