"""The views say of alerts and cases what the folds say, whatever happened to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from langnghe.cases import case_orders as do
from langnghe.cases.alerts import fold
from langnghe.cases.case import fold_cases
from langnghe.cases.finding import Finding
from langnghe.cases.fold import event_id, to_fields
from langnghe.cases.lifecycle import decide
from langnghe.cases.orders import acknowledge, close
from langnghe.cases.policy import read_policy
from langnghe.landing import LandingWriter
from langnghe.records import Event, Post
from warehouse import Store, alerts
from warehouse.load import load

NOON = datetime(2026, 6, 10, 5, 0, tzinfo=UTC)
POLICY = read_policy()


def finding(**changes: Any) -> Finding:
    values: dict[str, Any] = {
        "kind": "rule", "risk": "R3", "subject": "t1", "story_ids": ("t1",), "at": NOON,
        "since": NOON - timedelta(hours=3), "severity": 4, "reason": "Ngộ độc “bếp ăn” ở Lai Châu",
        "hard": True, "sources": ("bao-a",), "places": ("Lai Châu",),
    }  # fmt: skip
    return Finding(**{**values, **changes})


def history() -> list[Event]:
    """A month of an office: alerts of every fate, a case from opening to lesson."""
    now, events = NOON, list[Event]()

    def look(*findings: Finding, hours: float = 1) -> None:
        nonlocal now
        now += timedelta(hours=hours)
        events.extend(decide(findings, fold(events), POLICY, None, now))

    def one(story: str) -> Any:
        return next(a for a in fold(events).values() if story in a.stories and a.live)

    look(finding(), finding(subject="t2", story_ids=("t2",), hard=False, severity=3))
    look(finding(sources=("bao-a", "bao-b")))
    look(
        finding(
            kind="statistic", hard=False, risk="R2d", subject="s", series_id="s", severity=5,
            story_ids=("t3",), p_value=1e-9, expected=2.5, observed=17.0, sources=("a", "b", "c"),
        )
    )  # fmt: skip
    events.append(acknowledge(one("t2"), "propaganda_head", now + timedelta(minutes=2)))
    look(hours=3)  # reminders
    events.append(close(one("t3"), "vice_chair", "nhiễu", "đợt thi, không phải việc", now))
    look(finding(subject="t2", story_ids=("t2", "t1")))
    opened = now + timedelta(minutes=5)
    events.extend(do.open_case("policy_head", POLICY, opened, alert=one("t1")))
    for number, step in enumerate(
        (
            lambda c, t: do.edit(c, "policy_head", t, {"workers": 52}),
            lambda c, t: do.propose(c, "policy_head", "Thăm hỏi, thông cáo", t),
            lambda c, t: do.approve(c, "chair", t),
            lambda c, t: do.act(c, "policy_head", "Đã đăng", t, positive=2),
            lambda c, t: do.inform(c, "policy_head", "", t),
        )
    ):
        (case,) = fold_cases(events).values()
        events.append(step(case, opened + timedelta(hours=number + 1)))
    look(hours=100)
    events.append(close(one("t1"), "chair", "đúng", "", now + timedelta(minutes=1)))
    look(finding(severity=5), hours=48)  # graver: it opens again
    return events


def land_events(landing: Path, events: list[Event]) -> None:
    with LandingWriter(landing, "events") as writer:
        for event in events:
            writer.event(event)


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat()
        if name in ("reasons", "factors"):
            value = json.loads(value)
        found[name] = value
    return found


def test_views_and_folds_tell_the_same(store: Store, landing: Path) -> None:
    events = history()
    assert {"opened", "updated", "merged", "escalated", "closed", "reopened", "in_hand"} <= {
        event.what for event in events if event.kind == "alert"
    }
    land_events(landing, events)
    assert load(store, landing).events == len(events)
    assert alerts.events(store) == sorted(
        events, key=lambda e: (e.at, event_id(e))
    )  # and their names are those of the warehouse
    assert {row[0] for row in store.rows("select event_id from raw.event")} == set(
        map(event_id, events)
    )
    for view, states in (
        ("mart.alert", fold(events)),
        ("mart.case_", fold_cases(events)),
    ):
        rows = {row.pop("id"): as_json(row) for row in store.dicts(f"from {view}")}
        assert rows == {key: to_fields(state) for key, state in states.items()}  # type: ignore[operator]
    assert not any(store.check().values())


def test_precision_and_response_feed_the_criteria(store: Store, landing: Path) -> None:
    land_events(landing, history())
    load(store, landing)
    assert store.rows("select risk, origin, right_ones, noise, n from mart.alert_precision") == [
        ("R2d", "statistic", 0, 1, 1)
    ]  # the reopened one is not judged yet
    (row,) = store.dicts("from mart.alert_response where case_id is not null")
    assert (round(row["hours_to_approval"] - row["hours_to_proposal"], 3), row["proposed_by"]) == (
        1.0,
        "policy_head",
    )


def test_the_stories_of_an_alert_open_to_their_articles(
    store: Store, landing: Path, land: Callable[..., Path], make_post: Callable[..., Post]
) -> None:
    first = make_post(1, source="bao-a", title="Tin đầu")
    copy = make_post(2, source="bao-b", title="Tin chép", published_at=NOON + timedelta(hours=2))
    land(first, copy)
    load(store, landing)
    store.connection.execute(
        "insert into raw.story_member select post_id, 't1', now() from raw.post"
    )
    (row,) = alerts.told_stories(store, ["t1", "khong-co"])
    assert (row["title"], row["outlets"], row["posts"], row["url"]) == ("Tin đầu", 2, 2, first.url)
