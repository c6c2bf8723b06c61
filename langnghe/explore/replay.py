"""Look again at what the detectors saw: one series, its usual day, its score and the office's threshold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flows.calibration import in_force, papers_of
from flows.watch import office
from flows.watch_series import DAYS, FAMILIES, NEGATIVE, OFF_TOPIC, planned_events
from langnghe.config import Workspace
from langnghe.records import HANOI
from langnghe.text import fold
from warehouse.series import Moment, parts, series
from warehouse.snapshot import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One Hà Nội day of a series. items and what is worked out of them: None where nothing was heard."""

    series: str
    day: date
    items: int | None
    expected: float | None
    score: float | None
    threshold: float
    alarm: bool


def scored(
    kho: Reader, workspace: Workspace, until: date, *, moment: Moment, elsewhere: bool = False
) -> list[Day]:
    """Return the negative series of the watch, day by day over half a year to `until`, as its detectors score them.

    The thresholds are those that the office's own history had set by that day, where it had. Of each
    day the scores use that day and the days before it only. elsewhere: series of other provinces too.
    """
    import numpy as np

    from langnghe.signals.calendar import days
    from langnghe.signals.panel import Panel
    from langnghe.signals.score import judge

    start = until - timedelta(days=DAYS - 1)
    end = datetime.combine(until, time(23, 59), HANOI)
    found = series(
        kho.store, office(workspace), start=start, until=end, moment=moment, families=FAMILIES,
        elsewhere=elsewhere,
    )  # fmt: skip
    every = found["series_id"][::DAYS].to_pylist()
    mine = np.array([_is_bad_news(name) for name in every], dtype=bool)
    names = tuple(name for name in every if _is_bad_news(name))
    if not names:
        return []

    def grid(name: str) -> Any:
        return found[name].to_numpy().astype(float).reshape(len(every), DAYS)[mine]  # null is NaN

    plan = workspace.root / "calendar.toml"
    planned = planned_events(kho.store, start, end, plan if plan.exists() else None)
    panel = Panel(
        ids=names, start=start, counts=grid("items"), calendar=days(planned, start, DAYS),
        stories=grid("stories"), healthy=grid("healthy_sources"), independent=grid("independent_sources"),
    )  # fmt: skip
    judged = judge(panel, papers=in_force(papers_of(workspace), "published", until))

    def known(value: float, digits: int = 3) -> float | None:
        return None if np.isnan(value) else round(float(value), digits)

    return [
        Day(
            series=name,
            day=panel.day(at),
            items=None if np.isnan(panel.counts[row, at]) else int(panel.counts[row, at]),
            expected=known(judged.scored.expected[row, at]),
            score=known(judged.scored.score[row, at]),
            threshold=float(judged.threshold[at]),
            alarm=bool(judged.scored.alarm[row, at]),
        )
        for row, name in enumerate(names)
        for at in range(DAYS)
    ]


def _is_bad_news(series_id: str) -> bool:
    said = parts(series_id)
    bad = any(f"{name}={value}" in NEGATIVE for name, value in said.items())
    return bad and said.get("topic") != OFF_TOPIC


def series_name(series_id: str) -> str:
    """Return how a person names a series: “Ngộ độc, bữa ăn ca, tiêu cực, Lai Châu”."""
    from nlp.places import provinces
    from nlp.taxonomy import STANCE_VI, TONE_VI, TOPIC_VI

    told = parts(series_id)
    places = {re.sub(r"\W+", "-", fold(name)): name for name in provinces()}
    places["khong-ro"] = "không rõ nơi"
    words = {
        "comments": "Lời bình dưới bài của ta",
        "topic": TOPIC_VI.get(told.get("topic", ""), told.get("topic", "")),
        "tone": TONE_VI.get(told.get("tone", ""), ""),
        "place": places.get(told.get("place", ""), told.get("place", "")),
        "stance": f"thái độ {STANCE_VI.get(told.get('stance', ''), '')}",
    }
    return ", ".join(words.get(name, value.replace("-", " ")) for name, value in told.items())
