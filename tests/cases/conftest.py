"""A desk for trying alerts: findings that read like the news, days that pass, people who answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from langnghe.cases.alerts import Alert, fold
from langnghe.cases.finding import Finding
from langnghe.cases.lifecycle import Calendar, decide
from langnghe.cases.policy import Policy, read_policy
from langnghe.records import Event

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
RELIABILITY = {"bao-a": "A", "bao-b": "B", "bao-c": "C"}


@dataclass
class Desk:
    """The alerts of an office over time; every step folds the events anew."""

    policy: Policy
    now: datetime = NOON
    events: list[Event] = field(default_factory=list)
    calendar: Calendar | None = None

    def watch(self, *findings: Finding) -> list[Event]:
        """Decide on findings at this moment; return what happened."""
        new = decide(
            findings, self.alerts, self.policy, self.calendar, self.now, reliability=RELIABILITY
        )
        self.events += new
        return new

    def say(self, event: Event) -> Event:
        """Take down what a person did."""
        self.events.append(event)
        return event

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    @property
    def alerts(self) -> dict[str, Alert]:
        return fold(self.events)

    @property
    def only(self) -> Alert:
        """Return the one alert there is."""
        (alert,) = self.alerts.values()
        return alert


@pytest.fixture(scope="session")
def policy() -> Policy:
    return read_policy()


@pytest.fixture
def desk(policy: Policy) -> Desk:
    return Desk(policy)


@pytest.fixture(scope="session")
def rule() -> Callable[..., Finding]:
    """Return a maker of findings about one story: a poisoning in the province."""

    def make(**changes: Any) -> Finding:
        values: dict[str, Any] = {
            "kind": "rule",
            "risk": "R3",
            "subject": "tin-1",
            "story_ids": ("tin-1",),
            "at": NOON,
            "since": NOON - timedelta(hours=2),
            "severity": 4,
            "reason": "Ngộ độc bữa ăn ca trong tỉnh.",
            "sources": ("bao-a", "bao-b"),
            "topics": ("food_poisoning",),
            "places": ("lai-chau",),
        }
        return Finding(**{**values, **changes})

    return make


@pytest.fixture(scope="session")
def statistic() -> Callable[..., Finding]:
    """Return a maker of findings about a series: negatives far above the usual day."""

    def make(**changes: Any) -> Finding:
        values: dict[str, Any] = {
            "kind": "statistic",
            "risk": "R2d",
            "subject": "jobs_living×negative",
            "series_id": "jobs_living×negative",
            "story_ids": ("tin-9",),
            "at": NOON,
            "since": NOON - timedelta(days=1),
            "severity": 4,
            "reason": "Tin tiêu cực tăng bất thường.",
            "sources": ("bao-a", "bao-b", "bao-c", "bao-d"),
            "topics": ("jobs_living",),
            "observed": 31.0,
            "expected": 8.0,
            "p_value": 1e-7,
            "negative_share_low": 0.7,
        }
        return Finding(**{**values, **changes})

    return make


def ids(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Return (what, id) of events."""
    return [(event.what, event.id) for event in events]
