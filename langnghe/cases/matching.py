"""One story, one alert: which alert a finding belongs to, and what the alert knows after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite

from langnghe.cases.alerts import Alert
from langnghe.cases.finding import Finding
from langnghe.cases.levels import SYSTEM
from langnghe.cases.policy import Clock, Origin, Policy
from langnghe.cases.same_event import same_event
from langnghe.records import digest_of, hanoi_day

DUPLICATE = "trùng"
TOP = 3  # stories that an alert about a series makes its own
MOST = 12  # other stories that it names, and headlines that it knows its happening by

_STRENGTH: Mapping[Origin, int] = {"statistic": 0, "rule": 1, "person": 2, "hard": 3}


def origin_of(finding: Finding) -> Origin:
    """Return where a finding comes from; a hard rule is its own origin."""
    return "hard" if finding.hard else finding.kind


def in_turn(finding: Finding) -> tuple[int, int, str]:
    """Return what findings are taken in order by: the same whatever order they came in."""
    return -_STRENGTH[origin_of(finding)], -finding.severity, repr(finding)


class Index:
    """Which alert has a story, and which alerts know of a subject or a post. Merged ones have nothing."""

    def __init__(self, alerts: Mapping[str, Alert]) -> None:
        self.story: dict[str, str] = {}
        self._subject: dict[str, set[str]] = {}
        self._post: dict[str, set[str]] = {}
        for alert in alerts.values():
            self.add(alert)

    def add(self, alert: Alert) -> None:
        """Take note of what an alert is about."""
        if alert.status == "merged":
            return
        for story in alert.stories:
            self.story[story] = alert.id
        for subject in alert.subjects:
            self._subject.setdefault(subject, set()).add(alert.id)
        for post in alert.posts if alert.origin != "statistic" else ():
            self._post.setdefault(post, set()).add(alert.id)

    def homes(
        self, finding: Finding, alerts: Mapping[str, Alert], clock: Clock, now: datetime
    ) -> list[str]:
        """Return the alerts a finding belongs to, who stays first; several are one story and merge.

        A story belongs to its alert for ever, a series only while its episode lasts and cools down. A
        story that no alert knows joins the one whose happening it tells further (same_event).
        What counts a whole series joins the first alert it meets and never merges two.
        """

        def known(keys: Iterable[str]) -> list[Alert]:
            same = (alerts[key] for key in keys if alerts[key].status != "merged")
            return [a for a in same if (a.risk == SYSTEM) == (finding.risk == SYSTEM)]

        about = (finding.subject, *finding.story_ids)
        owners = known(self.story[story] for story in about if story in self.story)
        episodes = [
            alert
            for alert in known(self._subject.get(finding.subject, ()))
            if _same_episode(alert, clock, now)
        ]
        episodes.sort(key=lambda a: (a.opened_at, a.id), reverse=True)
        if is_series(finding):
            current = [a for a in owners if _same_episode(a, clock, now)] + episodes
            free = [story for story in finding.story_ids if story not in self.story]
            return [a.id for a in (current or ([] if free else owners))[:1]]
        for post in finding.post_ids:
            owners += known(self._post.get(post, ()))
        found = {alert.id: alert for alert in (*owners, *episodes)}
        if not found and finding.kind == "rule":
            further = [
                a for a in alerts.values() if a.status != "merged" and same_event(finding, a, now)
            ]
            further.sort(key=lambda a: (a.live, a.evidence_at, a.id), reverse=True)
            return [a.id for a in further[:1]]
        return sorted(found, key=lambda k: (not found[k].live, found[k].opened_at, k))


def is_series(finding: Finding) -> bool:
    """Tell whether a finding counts many stories, rather than telling of one."""
    return finding.kind == "statistic" or finding.series_id is not None


def _same_episode(alert: Alert, clock: Clock, now: datetime) -> bool:
    if alert.live:
        return now - alert.evidence_at <= timedelta(hours=clock.quiet_hours)
    return now - (alert.closed_at or alert.evidence_at) <= timedelta(hours=clock.cool_down_hours)


def opened(finding: Finding, policy: Policy, taken: Mapping[str, str], now: datetime) -> Alert:
    """Return the new alert of a finding; stories that another alert has stay with it."""
    risk = policy.risk[finding.risk]
    name = digest_of(finding.risk, finding.subject, *sorted(finding.story_ids), now.isoformat())
    empty = Alert(
        id=f"CB{hanoi_day(now):%y%m%d}-{name[:6]}",
        origin=origin_of(finding),
        risk=finding.risk,
        scct=risk.scct,
        owner=risk.owner,
        severity=finding.severity,
        level=0,
        wanted=1,
        peak=0,
        since=finding.since,
        opened_at=now,
        evidence_at=now,
    )
    return absorbed(empty, finding, policy, taken)


def absorbed(alert: Alert, finding: Finding, policy: Policy, taken: Mapping[str, str]) -> Alert:
    """Return an alert that knows of a finding; one that says nothing new gives the same alert."""
    origin = origin_of(finding)
    stories = () if finding.risk == SYSTEM else finding.story_ids
    free = tuple(story for story in stories if taken.get(story, alert.id) == alert.id)
    if is_series(finding):
        # A series goes on for weeks: an alert that took all its stories would swallow the next crisis.
        room = 0 if alert.origin != origin else max(0, TOP - len(alert.stories))
        free = tuple(story for story in free if story not in alert.stories)[:room]
    own = {*alert.stories, *free}
    after = replace(
        alert,
        since=min(alert.since, finding.since),
        severity=max(alert.severity, finding.severity),
        origin=max(alert.origin, origin, key=lambda o: _STRENGTH[o]),
        subjects=_more(alert.subjects, (finding.subject,)),
        stories=_more(alert.stories, free),
        related=_more(alert.related, tuple(s for s in stories if s not in own))[:MOST],
        posts=_more(alert.posts, finding.post_ids),
        sources=_more(alert.sources, finding.sources),
        independent=max(alert.independent, len(set(finding.sources))),
        topics=_more(alert.topics, finding.topics),
        places=_more(alert.places, finding.places),
        units=_more(alert.units, finding.union_units),
        enterprises=_more(alert.enterprises, finding.enterprises),
        titles=_more(alert.titles, (finding.title,) if finding.title else ())[:MOST],
        reasons={**alert.reasons, _speaker(finding): finding.reason},
        planned=finding.planned if finding.kind == "statistic" else alert.planned,
    )
    if (_STRENGTH[origin], finding.severity) > (_STRENGTH[alert.origin], alert.severity):
        risk = policy.risk[finding.risk]
        after = replace(after, risk=finding.risk, scct=risk.scct, owner=risk.owner)
    return _with_numbers(after, finding)


def _with_numbers(alert: Alert, finding: Finding) -> Alert:
    """Take over the numbers of a finding: the newest of the same series, else the most surprising."""
    shares = (alert.negative, _finite(finding.negative_share_low))
    alert = replace(alert, negative=max((n for n in shares if n is not None), default=None))
    p_value = _finite(finding.p_value)
    same = alert.series is not None and alert.series == finding.series_id
    surer = (
        alert.p_value is None
        if p_value is None
        else (alert.p_value is None or same or p_value < alert.p_value)
    )
    if not surer or (p_value is None and finding.observed is None):
        return alert
    return replace(
        alert,
        series=finding.series_id or alert.series,
        observed=_finite(finding.observed),
        expected=_finite(finding.expected),
        p_value=p_value,
    )


def _finite(value: float | None) -> float | None:
    """Return a number a landing file can hold: a series too short has none."""
    return value if value is not None and isfinite(value) else None


def merged(alert: Alert, other: Alert, now: datetime, by: str) -> tuple[Alert, Alert]:
    """Return an alert that takes over what another one of the same story knew, and that one's end.

    Leaders who were told of either were told of the story: only who was told twice was told in vain.
    """
    first = replace(
        alert,
        since=min(alert.since, other.since),
        severity=max(alert.severity, other.severity),
        origin=max(alert.origin, other.origin, key=lambda o: _STRENGTH[o]),
        level=max(alert.level, other.level),
        peak=max(alert.peak, other.peak),
        rung=max(alert.rung, other.rung),
        rung_at=alert.rung_at or other.rung_at,
        leaders_at=alert.leaders_at or other.leaders_at,
        subjects=_more(alert.subjects, other.subjects),
        stories=_more(alert.stories, other.stories),
        related=_more(alert.related, other.related)[:MOST],
        posts=_more(alert.posts, other.posts),
        sources=_more(alert.sources, other.sources),
        independent=max(alert.independent, other.independent),
        topics=_more(alert.topics, other.topics),
        places=_more(alert.places, other.places),
        units=_more(alert.units, other.units),
        enterprises=_more(alert.enterprises, other.enterprises),
        titles=_more(alert.titles, other.titles)[:MOST],
        reasons={**other.reasons, **alert.reasons},
        confirmed_by=alert.confirmed_by or other.confirmed_by,
        case_id=alert.case_id or other.case_id,
    )
    last = replace(
        other,
        status="merged",
        merged_into=alert.id,
        closed_at=other.closed_at or now,
        closed_by=other.closed_by or by,
        verdict=other.verdict or DUPLICATE,
        leaders_at=other.leaders_at if alert.leaders_at else None,
    )
    return first, last


def _speaker(finding: Finding) -> str:
    return f"{finding.risk}/{finding.kind}/{finding.subject}"


def _more(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return old + tuple(dict.fromkeys(item for item in new if item not in old))
