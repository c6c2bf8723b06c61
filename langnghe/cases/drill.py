"""Score a drill: when the machine told, when somebody took it, proposed, approved; what was late, and who.

Pure. The clock of people starts when they could see the alert, not when the simulated watch rang.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from langnghe.cases.alerts import Alert
from langnghe.cases.case import Case
from langnghe.cases.rights import approvers
from langnghe.config import Strict, read_toml
from langnghe.records import ROLE_VI, Event

FILE = "drill.toml"
TOLD = 3  # the lowest level that anybody is told of at once
State = Literal["done", "late", "waiting", "missing"]
STATE_VI: Mapping[State, str] = {
    "done": "đạt",
    "late": "muộn",
    "waiting": "đang chờ, còn trong hạn",
    "missing": "chưa có, quá hạn",
}
TOOK = ("acknowledged", "in_hand")


class Times(Strict):
    """Minutes allowed at one level."""

    detect: float = Field(gt=0)
    acknowledge: float = Field(gt=0)
    propose: float = Field(gt=0)
    approve: float = Field(gt=0)


class Targets(Strict):
    """drill.toml."""

    level: Mapping[int, Times]

    @model_validator(mode="after")
    def _complete(self) -> Targets:
        if self.level.keys() != {3, 4, 5}:
            raise ValueError("cần đủ [level.3], [level.4], [level.5]")
        return self


def read_targets(folder: Path | None = None) -> Targets:
    """Return the office's drill.toml of a folder, or the one that ships when it has none."""
    if folder is not None and (folder / FILE).exists():
        return read_toml(folder / FILE, Targets)
    with as_file(files("langnghe.defaults") / FILE) as path:
        return read_toml(path, Targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The watch looked at a simulated moment; people could see what came of it at `seen`."""

    at: datetime
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What was injected: the ids of its posts, when it began, what its author expects."""

    id: str
    scenario: str
    title: str
    risk: str
    level: int
    began: datetime
    posts: tuple[str, ...]
    looks: tuple[Looked, ...]
    scripted: bool = False  # a machine played the team


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that should happen in time. minutes and at: None while it has not happened."""

    name: str
    state: State
    target: float
    minutes: float | None
    at: datetime | None
    who: tuple[str, ...]  # roles: who did it, or who should have

    @property
    def good(self) -> bool:
        """Tell whether it was in time."""
        return self.state == "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """How a drill went. level and risk: what the watch made of it; alerts: how many it opened."""

    drill: Drill
    made_at: datetime
    alert: str | None
    level: int
    risk: str
    alerts: int
    steps: tuple[Step, ...]
    case: str | None = None
    informed: bool = False
    press: bool = False
    lesson: str = ""

    @property
    def points(self) -> int:
        """Return how many steps were in time."""
        return sum(step.good for step in self.steps)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, times in ISO 8601."""
        found: dict[str, Any] = plain(asdict(self))
        return {**found, "points": self.points, "of": len(self.steps)}


def score(
    drill: Drill,
    events: Iterable[Event],
    alerts: Mapping[str, Alert],
    cases: Mapping[str, Case],
    targets: Targets,
    now: datetime,
) -> Scorecard:
    """Return the scorecard as of now. Alerts are the drill's when they hold one of its posts."""
    happened = list(events)
    wanted = set(drill.posts)
    ours = {a.id: a for a in alerts.values() if wanted & set(a.posts)}
    rings = [e for e in happened if e.kind == "alert" and e.id in ours and _rings(e)]
    live = [a for a in ours.values() if a.status != "merged"]
    main = max(live, key=lambda a: (a.peak, -a.opened_at.timestamp(), a.id), default=None)
    level = max(TOLD, main.peak if main else drill.level)
    times = targets.level[level]
    first = min((e.at for e in rings), default=None)
    detected = _step("Máy báo", drill.began, first, times.detect, now, ("machine",))
    card = Scorecard(
        drill=drill,
        made_at=now,
        alert=main.id if main else None,
        level=main.peak if main else 0,
        risk=main.risk if main else "",
        alerts=len(live),
        steps=(detected,),
    )
    top = [e for e in rings if main and e.id == main.id]
    if main is None or not top:
        blank = (("Có người nhận", times.acknowledge), ("Có phương án", times.propose))
        late = tuple(
            Step(name=n, state="missing", target=t, minutes=None, at=None, who=())
            for n, t in (*blank, ("Phương án được duyệt", times.approve))
        )
        return replace(card, steps=(detected, *late))
    case = _case_of(main, ours, cases)
    return _with_people(card, happened, main, case, top[-1], times, now)


def _with_people(
    card: Scorecard, events: Sequence[Event], alert: Alert, case: Case | None, ring: Event,
    times: Times, now: datetime,
) -> Scorecard:  # fmt: skip
    start = seen(card.drill, ring.at)
    told = tuple(ring.fields["notify"])
    took = _first(events, "alert", alert.id, TOOK, since=ring.at)
    made = _first(events, "case", case.id, ("proposed",)) if case else None
    approved = _first(events, "case", case.id, ("approved",)) if case else None
    owner = (case.owner if case else alert.owner,)
    steps = [
        _people("Có người nhận", start, took, times.acknowledge, now, told),
        _people("Có phương án", start, made, times.propose, now, owner),
    ]
    who = approvers(case.level if case else alert.level)
    if made is not None:
        steps.append(_people("Phương án được duyệt", made.at, approved, times.approve, now, who))
    else:  # nothing lies there to approve: late only when the proposal is
        waiting = steps[-1].state
        steps.append(
            Step(
                name="Phương án được duyệt", state=waiting, target=times.approve,
                minutes=None, at=None, who=owner,
            )
        )  # fmt: skip
    return replace(
        card,
        steps=(*card.steps, *steps),
        case=case.id if case else None,
        informed=bool(case and case.informed_at),
        press=bool(case and case.press_at),
        lesson=case.lesson if case else "",
    )


def seen(drill: Drill, moment: datetime) -> datetime:
    """Return when people could first see what the watch said at a moment."""
    return max(
        moment, min((look.seen for look in drill.looks if look.at >= moment), default=moment)
    )


def _rings(event: Event) -> bool:
    return bool(event.fields.get("notify")) and int(event.fields.get("rung", 0)) >= TOLD


def _case_of(alert: Alert, ours: Mapping[str, Alert], cases: Mapping[str, Case]) -> Case | None:
    if alert.case_id and alert.case_id in cases:
        return cases[alert.case_id]
    about = [case for case in cases.values() if set(case.alerts) & ours.keys()]
    return min(about, key=lambda case: (case.opened_at, case.id), default=None)


def _first(
    events: Iterable[Event], kind: str, key: str, what: Sequence[str], since: datetime | None = None
) -> Event | None:
    found = (e for e in events if (e.kind, e.id) == (kind, key) and e.what in what)
    return min(
        (e for e in found if since is None or e.at >= since), key=lambda e: e.at, default=None
    )


def _people(
    name: str, start: datetime, event: Event | None, target: float, now: datetime,
    should: tuple[str, ...],
) -> Step:  # fmt: skip
    who = (event.by,) if event is not None else should
    return _step(name, start, event.at if event else None, target, now, who)


def _step(
    name: str, start: datetime, at: datetime | None, target: float, now: datetime,
    who: tuple[str, ...],
) -> Step:  # fmt: skip
    if at is None:
        state: State = "waiting" if now - start <= timedelta(minutes=target) else "missing"
        return Step(name=name, state=state, target=target, minutes=None, at=None, who=who)
    minutes = max(0.0, round((at - start).total_seconds() / 60, 1))
    state = "done" if minutes <= target else "late"
    return Step(name=name, state=state, target=target, minutes=minutes, at=at, who=who)


def who_vi(roles: Sequence[str]) -> str:
    """Name roles for a reader; the machine is one."""
    return ", ".join("máy" if role == "machine" else ROLE_VI.get(role, role) for role in roles)


def plain(value: Any) -> Any:
    """Return what JSON can hold: times in ISO 8601, tuples as lists."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value
