"""What a replay collects: every alert that would have been sent, and how each incident fared. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from benchmarks.replay.incidents import Incident
from langnghe.records import Event, hanoi_day

LEAST = 3  # the lowest level that anybody is told of at once
LEADERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """An alert right after one of its events: what it stood at and what it knew."""

    alert: str
    at: datetime
    level: int
    rung: int
    rang: bool  # somebody was told now, at a level not rung before
    roles: tuple[str, ...]
    risk: str
    origin: str
    stories: tuple[str, ...]
    posts: tuple[str, ...]
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """What the watch made of one incident for one office.

    level: the highest on the incident's day. lead: hours from the first article to the first alert of
    level ≥ 3 that holds one of its articles, None when none came. peak_lead: days from that alert to
    the day with most articles.
    """

    incident: str
    home: str
    level: int
    lead: float | None
    peak_lead: int | None
    alerts: tuple[str, ...]

    @property
    def same_day(self) -> bool:
        """Tell whether it stood at level 3 or more the same Hà Nội day."""
        return self.level >= LEAST


def stands(events: Iterable[Event]) -> list[Stand]:
    """Return every alert after each of its events, in order. A reminder is no ring."""
    states: dict[str, dict[str, Any]] = defaultdict(dict)
    found = []
    for event in events:
        if event.kind != "alert":
            continue
        state = states[event.id]
        before = int(state.get("rung", 0))
        state.update(event.fields)
        rung = int(state.get("rung", 0))
        notify = event.fields.get("notify") or ()
        found.append(
            Stand(
                alert=event.id,
                at=event.at,
                level=int(state["level"]),
                rung=rung,
                rang=bool(notify) and rung > before,
                roles=tuple(notify),
                risk=state["risk"],
                origin=state["origin"],
                stories=tuple(state.get("stories", ())),
                posts=tuple(state.get("posts", ())),
                reason=next(iter(state.get("reasons", {}).values()), ""),
            )
        )
    return found


def sent(found: Iterable[Stand]) -> list[Stand]:
    """Return the rings that would have been sent: levels 3–5, but for our own faults (R0)."""
    return [one for one in found if one.rang and one.rung >= LEAST and one.risk != "R0"]


def per_month(rings: Sequence[Stand]) -> dict[str, Counter[int]]:
    """Return month → level → how many alerts rang at it for the first time."""
    months: dict[str, Counter[int]] = defaultdict(Counter)
    for one in rings:
        months[f"{hanoi_day(one.at):%Y-%m}"][one.rung] += 1
    return dict(sorted(months.items()))


def fared(incident: Incident, home: str, found: Sequence[Stand], first: datetime) -> Fared:
    """Return how an incident fared; first: when its first article came out."""
    wanted = {*incident.rows, *incident.later}
    about = [one for one in found if one.level >= LEAST and wanted & set(one.posts)]
    start = min((one.at for one in about), default=None)
    same = (one.level for one in about if hanoi_day(one.at) <= incident.day)
    return Fared(
        incident=incident.id,
        home=home,
        level=max(same, default=0),
        lead=round((start - first).total_seconds() / 3600, 1) if start else None,
        peak_lead=(incident.peak - hanoi_day(start)).days if start else None,
        alerts=tuple(dict.fromkeys(one.alert for one in about)),
    )


def concerns(incident: Incident, home: str) -> bool:
    """Tell whether an incident happened in a province of today, or is said to concern it."""
    return incident.province == home or home in incident.also


def share(hits: Sequence[bool]) -> str:
    """Return a share as “3/4 (75 %)”."""
    return f"{sum(hits)}/{len(hits)} ({100 * sum(hits) / len(hits):.0f} %)" if hits else "0/0"


def judged(rings: Sequence[Stand], verdicts: Mapping[str, str]) -> Counter[str]:
    """Return verdict → alerts that leaders were told; “chưa xét” where nobody judged any story of it."""
    told = {one.alert: one.stories for one in rings if one.rung >= LEADERS}
    said = ([verdicts[s] for s in stories if s in verdicts] for stories in told.values())
    return Counter(found[0] if found else "chưa xét" for found in said)
