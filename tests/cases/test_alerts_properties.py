"""What holds whatever is found, in whatever order, whoever answers."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langnghe.cases.alerts import VERDICTS, fold
from langnghe.cases.budget import budgeted, spent
from langnghe.cases.finding import Finding
from langnghe.cases.levels import SYSTEM
from langnghe.cases.lifecycle import decide
from langnghe.cases.orders import acknowledge, close
from langnghe.cases.policy import LEADERS, Policy, read_policy
from langnghe.errors import LangngheError
from langnghe.records import ROLE_VI, Event

START = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
POLICY: Policy = read_policy()
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

stories = st.sampled_from(["a", "b", "c", "d", "e", "f"])
outlets = st.lists(st.sampled_from(["bao-1", "bao-2", "bao-3", "bao-4"]), max_size=4, unique=True)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    kind = draw(st.sampled_from(["statistic", "rule", "person"]))
    names = tuple(draw(st.lists(stories, max_size=3, unique=True)))
    series = draw(st.sampled_from(["s1", "s2", "s3"])) if kind == "statistic" else None
    values: dict[str, Any] = {
        "kind": kind,
        "risk": draw(st.sampled_from(["R1", "R2d", "R3", "R0"])),
        "subject": series or (names[0] if names else draw(st.sampled_from(["p1", "p2"]))),
        "series_id": series,
        "story_ids": names,
        "post_ids": tuple(draw(st.lists(st.sampled_from("xyz"), max_size=2, unique=True))),
        "at": START,
        "since": START - timedelta(hours=draw(st.integers(0, 60))),
        "severity": draw(st.integers(1, 5)),
        "reason": draw(st.sampled_from(["một", "hai"])),
        "hard": kind == "rule" and draw(st.booleans()),
        "sources": tuple(draw(outlets)),
        "p_value": draw(st.sampled_from([None, 1e-3, 1e-9])) if kind == "statistic" else None,
        "negative_share_low": draw(st.sampled_from([None, 0.9])),
        "planned": draw(st.sampled_from([None, None, "Tháng Công nhân"])),
    }
    return Finding(**values)


answer = st.sampled_from([None, None, "take", *VERDICTS])
rounds = st.lists(
    st.tuples(st.integers(1, 90), st.lists(findings(), max_size=4), answer), min_size=1, max_size=9
)


def live(
    history: list[tuple[int, list[Finding], str | None]],
) -> list[tuple[datetime, list[Event]]]:
    """Let an office live through rounds of (hours later, findings, what somebody does)."""
    now, events, steps = START, list[Event](), list[tuple[datetime, list[Event]]]()
    for hours, found, said in history:
        now += timedelta(hours=hours)
        events += (new := decide(found, fold(events), POLICY, None, now))
        steps.append((now, list(new)))
        now += timedelta(minutes=1)
        for alert in list(fold(events).values())[-1:]:
            try:
                if said == "take":
                    events.append(acknowledge(alert, "chair", now))
                elif said:
                    events.append(close(alert, "chair", said, "", now))
            except LangngheError:
                continue
            steps.append((now, [events[-1]]))
    return steps


@FEW
@given(rounds)
def test_one_story_is_never_two_alerts(history: Any) -> None:
    events = [event for _, step in live(history) for event in step]
    seen: dict[str, str] = {}
    for alert in fold(events).values():
        if alert.status != "merged":
            for story in alert.stories:
                assert seen.setdefault(story, alert.id) == alert.id


@FEW
@given(rounds)
def test_what_the_budget_admits_fits_into_it(history: Any) -> None:
    events: list[Event] = []
    for now, step in live(history):
        before = fold(events)
        events += step
        after = fold(events)
        admitted = [
            alert
            for key, alert in after.items()
            if alert.leaders_at == now and budgeted(alert)
            if key not in before or before[key].leaders_at is None
        ]
        if admitted:  # hard rules may overdraw it; what it admits itself may not
            assert spent(after.values(), POLICY.budget, now) <= POLICY.budget.allowed + 1e-6


@FEW
@given(
    st.lists(st.tuples(st.integers(1, 200), st.sampled_from([None, "đúng", "nhiễu"])), max_size=25)
)
def test_leaders_never_bear_two_false_statistics_in_thirty_days(history: Any) -> None:
    now, events = START, list[Event]()
    for number, (hours, said) in enumerate(history):
        now += timedelta(hours=hours)
        finding = Finding(
            kind="statistic", risk="R2d", subject=f"s{number}", series_id=f"s{number}",
            story_ids=(f"t{number}",), at=now, since=now, severity=5, reason="tăng",
            sources=("a", "b"), p_value=1e-12,
        )  # fmt: skip
        events += decide([finding], fold(events), POLICY, None, now)
        for alert in fold(events).values():
            if alert.leaders_at == now and said:
                events.append(close(alert, "chair", said, "", now + timedelta(minutes=5)))
    told = [a for a in fold(events).values() if a.leaders_at]
    for alert in told:
        assert alert.leaders_at is not None
        window = [
            other
            for other in told
            if other.leaders_at
            and timedelta(0) <= alert.leaders_at - other.leaders_at < timedelta(30)
        ]
        assert sum(other.verdict == "nhiễu" for other in window) <= 1


@FEW
@given(rounds)
def test_a_corroborated_level_five_is_never_held(history: Any) -> None:
    for _, step in live(history):
        for event in step:
            if event.what == "opened" and event.fields["wanted"] == 5:
                assert event.fields["level"] == 5 or "nguồn độc lập" in event.fields["held"]
                assert "ngân sách" not in event.fields["held"]


@FEW
@given(rounds, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_events_changes_the_state(
    history: Any, chance: random.Random
) -> None:
    events = [event for _, step in live(history) for event in step]
    again = [Event.from_json(event.to_json()) for event in events + events[::2]]
    chance.shuffle(again)
    assert fold(again) == fold(events)


@FEW
@given(rounds, st.lists(findings(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_simultaneous_findings_does_not_matter(
    history: Any, found: list[Finding], chance: random.Random
) -> None:
    steps = live(history)
    state = fold(event for _, step in steps for event in step)
    now = steps[-1][0] + timedelta(hours=1)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert decide(found, state, POLICY, None, now) == decide(shuffled, state, POLICY, None, now)


@FEW
@given(rounds, st.lists(findings(), max_size=6))
def test_findings_that_say_nothing_new_make_no_event(history: Any, found: list[Finding]) -> None:
    steps = live(history)
    events = [event for _, step in steps for event in step]
    # Between two whole minutes, at which everything happens: no cool-down ends in the second between.
    now = steps[-1][0] + timedelta(hours=1, seconds=30)
    events += decide(found, fold(events), POLICY, None, now)
    again = decide(found, fold(events), POLICY, None, now + timedelta(seconds=1))
    assert [event for event in again if event.what != "escalated"] == []


@FEW
@given(rounds)
def test_leaders_hear_only_of_levels_four_and_five_and_never_of_our_own_faults(
    history: Any,
) -> None:
    events = [event for _, step in live(history) for event in step]
    for moment in range(len(events)):
        alert = fold(events[: moment + 1]).get(events[moment].id)
        told = set(events[moment].fields.get("notify", ()))
        assert told <= ROLE_VI.keys()
        if alert and {"chair", "vice_chair"} & told:
            assert alert.rung >= LEADERS
            assert alert.risk != SYSTEM
