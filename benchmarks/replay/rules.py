"""The rules of stories alone, replayed at the end of each day: minutes for a province, not hours.

Levels, corroboration, the leaders' budget and the merging of stories are the product's own; statistics,
voices, our own faults (R0), reminders and decay are left out.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING

from benchmarks.replay.incidents import Incident
from benchmarks.replay.sent import Stand, fared, stands
from langnghe.cases.alerts import Alert, fold
from langnghe.cases.lifecycle import decide
from langnghe.cases.policy import read_policy
from langnghe.config import Workspace
from langnghe.records import HANOI, Event, hanoi_day

if TYPE_CHECKING:
    from langnghe.cases.finding import Finding
    from langnghe.cases.rules import StoryRow
    from warehouse import Store
    from warehouse.series import Office

# The shipped office looks after every crawl. Four looks a day are what a year can afford; the last one
# lies just before midnight, so that “the same day” is not lost to the step.
LOOKS = (clock(6, 30), clock(12, 30), clock(18, 30), clock(23, 55))


def replay_rules(place: Workspace, first: date, last: date) -> tuple[list[Stand], float]:
    """Do the same with the rules of stories alone, at the end of each day when any of them could speak.

    Statistics, voices and our own faults (R0) are left out, and so are reminders and decay; levels,
    budget and merging are the product's own.
    """
    from flows.watch import office
    from warehouse import alerts, open_store

    start, state, policy = time.perf_counter(), fold(()), read_policy(place.root)
    events: list[Event] = []
    with open_store(place.warehouse) as store:
        store.connection.execute("set threads = 1")
        ours = office(place)
        begin, end = _end_of(first - timedelta(days=1)), _end_of(last)
        whole = _stories(store, ours, begin, end, ours.home)
        reliable = alerts.reliability(store)
        for day in _days_to_look(store, ours.home, whole, end):
            linked = _rule_findings(store, ours, _end_of(day), state, ours.home)
            events += decide(linked, state, policy, None, _end_of(day), reliability=reliable)
            state = fold(events)
    return stands(events), time.perf_counter() - start


def _end_of(day: date) -> datetime:
    return datetime.combine(day, LOOKS[-1], tzinfo=HANOI)


def _stories(
    store: Store, ours: Office, since: datetime, until: datetime, home: str
) -> list[StoryRow]:
    """Return the stories that a rule could find at home: the rest costs time and says nothing."""
    from langnghe.cases.rules import StoryRow
    from warehouse import watch

    rows = watch.stories(store, ours, since=since, until=until)
    return [
        StoryRow(**row) for row in rows if ours.home in row["provinces"] or not row["provinces"]
    ]


def _rule_findings(
    store: Store, ours: Office, now: datetime, state: Mapping[str, Alert], home: str
) -> list[Finding]:
    from flows.cases import Desk
    from flows.watch import BACK, threaded
    from langnghe.cases import rules
    from nlp.threads import Told

    known = _stories(store, ours, now - BACK, now, home)
    report = rules.story_findings(known, rules.Watch(home=home, now=now))
    told = {r.story_id: Told(story_id=r.story_id, title=r.title, text=r.text) for r in known}
    desk = Desk(events=(), alerts=state, cases={}, policy=read_policy())
    return threaded(report.findings, told, list(told), desk)


def _days_to_look(store: Store, home: str, whole: Sequence[StoryRow], end: datetime) -> list[date]:
    """Return the days on which a story gets a report that the rules could find at home at some time."""
    from langnghe.cases import rules

    # what later names six provinces may have named one at first
    loose = [replace(r, provinces=(home,)) if home in r.provinces else r for r in whole]
    found = rules.story_findings(loose, rules.Watch(home=home, now=end)).findings
    posts = [post for finding in found for post in finding.post_ids]
    rows = store.rows(
        "select distinct counted_at from _watch_all where list_contains($posts, post_id)",
        {"posts": posts},
    )
    return sorted({hanoi_day(at) for (at,) in rows if at <= end})


def in_own_province(
    place: Workspace, incidents: Sequence[Incident], first_of: Mapping[str, datetime]
) -> list[dict[str, object]]:
    """Return how each incident stood at the end of its day for the office of its own province."""
    from flows.watch import office
    from warehouse import alerts, open_store

    rows = []
    policy = read_policy(place.root)
    with open_store(place.warehouse) as store:
        store.connection.execute("set threads = 1")
        reliable = alerts.reliability(store)
        for incident in incidents:
            home = incident.province or next(iter(incident.also), None)
            if home is None:
                continue
            now = _end_of(incident.day)
            found = _rule_findings(store, office(place), now, {}, home)
            events = decide(found, {}, policy, None, now, reliability=reliable)
            one = fared(incident, home, stands(events), first_of[incident.id])
            rows.append(asdict(one) | {"same_day": one.same_day, "named": incident.named})
            print(f"{incident.id} {home}: mức {one.level}", flush=True)
    return rows
