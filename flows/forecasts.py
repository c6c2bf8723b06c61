"""The forecast of each morning, written down before anyone can know, and held against what came (1.10).

For each series of the watch of which there usually is some talk: more, about as much, or less in the next 72
hours than in the last 72, each with a probability (langnghe.signals.forecast). One event a day says so;
when the three days are over another says which it was, and each forecast's Brier score.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flows.record import held, record
from flows.watch import office
from flows.watch_series import DAYS, DESK, planned_events
from flows.watch_series import FAMILIES as LEADERS
from langnghe.config import Workspace
from langnghe.records import HANOI, Event, hanoi_day
from warehouse import Store, forecasts
from warehouse.series import Moment, series

if TYPE_CHECKING:
    from langnghe.signals.panel import Panel

BY = "machine@forecast"
FAMILIES = (*LEADERS, *DESK)  # whatever can be an alert says where it goes
LEAST_USUAL = 0.2  # a day; of what is rarer any mention tells, and a forecast says nothing
DIGITS = 4


def foretell(workspace: Workspace, now: datetime, *, moment: Moment = "known") -> list[Event]:
    """Write down the forecast at the end of yesterday, and what came of earlier ones; return both."""
    with held(workspace) as store:
        events = _events(store, workspace, now, moment)
        record(store, workspace, events)
    return events


def _events(store: Store, workspace: Workspace, now: datetime, moment: Moment) -> list[Event]:
    import numpy as np

    from langnghe.signals.baseline import baseline
    from langnghe.signals.forecast import AHEAD, forecast, outcome

    last = hanoi_day(now) - timedelta(days=1)
    due = {
        day: said for day, said in forecasts.waiting(store).items()
        if last - timedelta(days=DAYS - 1) <= day <= last - timedelta(days=AHEAD)
    }  # fmt: skip
    fresh = not forecasts.foretold(store, last)
    if not (fresh or due):
        return []
    panel = _panel(store, workspace, last, moment)
    if panel is None:
        return []
    usual = baseline(panel)
    events = []
    if fresh:
        chance = forecast(panel, usual).probability[:, -1]
        told = np.isfinite(chance).all(-1) & (usual.level[:, -1] >= LEAST_USUAL)
        said = {
            panel.ids[row]: [round(float(p), DIGITS) for p in chance[row]]
            for row in np.flatnonzero(told)
        }
        if said:
            events.append(_event(last, "made", now, {"probability": said}))
    came = outcome(panel, usual)
    place = {name: row for row, name in enumerate(panel.ids)}
    for day, said in due.items():
        at = (day - panel.start).days
        known = {
            name: int(came[place[name], at])
            for name in said if name in place and came[place[name], at] >= 0
        }  # fmt: skip
        score = {name: round(_brier(said[name], index), DIGITS) for name, index in known.items()}
        events.append(_event(day, "came", now, {"came": known, "brier": score}))
    return events


def _event(day: date, what: str, now: datetime, fields: dict[str, Any]) -> Event:
    return Event(kind="forecast", id=day.isoformat(), what=what, by=BY, at=now, fields=fields)


def _brier(chances: Sequence[float], came: int) -> float:
    """Return the summed squared error of one forecast, 0 to 2."""
    return sum((chance - (place == came)) ** 2 for place, chance in enumerate(chances))


def _panel(store: Store, workspace: Workspace, last: date, moment: Moment) -> Panel | None:
    """Return the whole days up to `last` of the series that are foretold; None where there are none."""
    from langnghe.signals.calendar import days
    from langnghe.signals.panel import Panel

    start = last - timedelta(days=DAYS - 1)
    until = datetime.combine(last, time(23, 59, 59), HANOI)
    table = series(
        store, office(workspace), start=start, until=until, moment=moment, families=FAMILIES,
        elsewhere=False,
    )  # fmt: skip
    ids = tuple(table["series_id"][::DAYS].to_pylist())
    if not ids:
        return None

    def grid(name: str) -> Any:
        return table[name].to_numpy().astype(float).reshape(len(ids), DAYS)

    own = workspace.root / "calendar.toml"
    planned = planned_events(store, start, until, own if own.exists() else None)
    calendar = days(planned, start, DAYS)
    return Panel(ids=ids, start=start, counts=grid("items"), calendar=calendar,
                 healthy=grid("healthy_sources"))  # fmt: skip
