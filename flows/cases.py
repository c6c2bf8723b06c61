"""Alerts and cases at work: what was decided so far, and alerts explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flows.outlook import outlook
from langnghe.cases.alerts import Alert, fold
from langnghe.cases.budget import records
from langnghe.cases.case import Case, fold_cases
from langnghe.cases.explain import Explanation, explain, moment
from langnghe.cases.playbook import Playbooks, load_playbooks
from langnghe.cases.policy import Policy, read_policy
from langnghe.config import Workspace
from langnghe.records import Event
from nlp.claims import Entry, ledger
from warehouse import Store, alerts, said

CLAIM = "claim:"  # before the id of a refuted claim in the subjects of an alert
TOP_STORIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that was decided so far, as of one moment."""

    events: Sequence[Event]
    alerts: Mapping[str, Alert]
    cases: Mapping[str, Case]
    policy: Policy


def desk(store: Store, workspace: Workspace) -> Desk:
    """Return the state of all alerts and cases."""
    happened = alerts.events(store, ("alert", "case"))
    return Desk(
        events=happened,
        alerts=fold(happened),
        cases=fold_cases(happened),
        policy=read_policy(workspace.root),
    )


def explanations(
    store: Store,
    workspace: Workspace,
    found: Sequence[Alert],
    state: Desk,
    now: datetime | None = None,
) -> list[Explanation]:
    """Return the whole explanation of alerts: their stories from the warehouse, their playbooks.

    now: whose forecasts still hold; the present moment when none is given.
    """
    from nlp.taxonomy import TOPIC_VI

    if not found:
        return []
    past, names, books = (
        records(state.alerts.values()),
        alerts.source_names(store),
        _books(workspace),
    )
    refuted = ledger(alerts.events(store, ("claim",)))
    ahead = outlook(store, now or datetime.now(UTC))
    return [
        explain(
            alert,
            state.policy,
            stories=_evidence(store, alert),
            record=past.get(alert.kind),
            names=names,
            places=place_name,
            topics=TOPIC_VI,
            outlook=lambda a: ahead.fully(a.series),
            proposal=lambda a, told: "\n".join(
                (*_refutations(refuted, a), proposal(books, a, told))
            ),
        )
        for alert in found
    ]


def place_name(label: str) -> str:
    """Return a place of a label as it reads in a list: “Tả Lèng, Lai Châu” is Tả Lèng (Lai Châu)."""
    commune, comma, province = label.partition(", ")
    return f"{commune} ({province})" if comma else label


def _evidence(store: Store, alert: Alert) -> Sequence[Mapping[str, Any]]:
    """Return the stories of an alert, or the posts where comments are all there is."""
    # A series names more stories than are its own: the reader sees both.
    told = alerts.told_stories(store, (*alert.stories, *alert.related)[:TOP_STORIES])
    return told or said.told_posts(store, alert.posts)[:TOP_STORIES]


def _refutations(refuted: Mapping[str, Entry], alert: Alert) -> list[str]:
    """Return what the registry says against the claims of an alert: the first thing to answer with."""
    named = [s.removeprefix(CLAIM) for s in alert.subjects if s.startswith(CLAIM)]
    claims = [refuted[name].claim for name in named if name in refuted]
    return [
        f"Đã có lời bác bỏ: {c.refutation} (nơi công bố: {c.source}; "
        f"căn cứ: {c.legal_basis or 'chưa ghi'})"
        for c in claims
    ]


def _books(workspace: Workspace) -> Playbooks:
    own = workspace.root / "playbooks.toml"
    return load_playbooks(own if own.exists() else None)


def proposal(books: Playbooks, alert: Alert, stories: Sequence[Mapping[str, Any]]) -> str:
    """Return what the playbooks propose for an alert, filled with what is known of it."""
    from nlp.taxonomy import TOPIC_VI

    fields = {
        "enterprise": alert.enterprises,
        "place": [place_name(place) for place in alert.places],
        "unit": alert.units,
        "since": moment(alert.since),
        "sources": alert.sources,
        "stories": [str(row["title"]) for row in stories if row["title"]],
        "topics": [TOPIC_VI.get(topic, topic) for topic in alert.topics],
        "observed": alert.observed,
        "expected": alert.expected,
    }
    return books.proposal(alert.risk, None, fields).text()
