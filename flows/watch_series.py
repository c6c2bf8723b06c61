"""Statistics of the watch: series of the mart → scores → findings of the day, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.cases.finding import Finding
from langnghe.records import HANOI, hanoi_day
from warehouse import Store, alerts
from warehouse.series import Moment, Office, parts, series

if TYPE_CHECKING:
    from langnghe.signals.panel import Panel
    from langnghe.signals.score import Judged

DAYS = 182  # of history: what thresholds are made for
FAMILIES = ("topic_tone", "topic_tone_place", "topic_stance_place", "own_comments")
NEGATIVE = ("tone=negative", "stance=negative")
# How grave talk of a topic can be at most, when all that is known is that there is more of it.
SEVERITY: Mapping[str, int] = {
    **dict.fromkeys(("strike", "food_poisoning", "work_accident", "union_misconduct"), 4),
    **dict.fromkeys(("employer_violation", "misinformation", "jobs_living", "state_policy"), 3),
}
USUAL = 2
OFF_TOPIC = "off_topic"  # what a watch-list word brought in that is about nothing of ours
LEADERS = 4  # the level from which signals themselves would tell leaders


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    panel: Panel
    start: date
    families: Mapping[str, str]


def series_findings(
    store: Store,
    ours: Office,
    now: datetime,
    *,
    calendar: Path | None = None,
    moment: Moment = "known",
) -> list[Finding]:
    """Return what is out of the ordinary today: negative series far above their usual day.

    What the detectors keep from leaders (a new feed, a dead one, copies, a plan) stays below them.
    """
    from langnghe.signals.score import judge

    found = _counts(store, ours, now, calendar, moment)
    if found is None:
        return []
    return [
        _finding(store, ours, found, judge_result, row, now)
        for judge_result in [judge(found.panel)]
        for row in range(len(found.panel.ids))
        if judge_result.scored.alarm[row, -1] and _watched(found.panel.ids[row])
    ]


def _watched(series_id: str) -> bool:
    """Tell whether more of it is bad news; only series of here, or of nowhere in particular, are asked for."""
    negative = any(word in series_id for word in NEGATIVE)
    return negative and parts(series_id).get("topic") != OFF_TOPIC


def _counts(
    store: Store, ours: Office, now: datetime, calendar: Path | None, moment: Moment
) -> _Counts | None:
    import numpy as np

    from langnghe.signals.calendar import days, planned
    from langnghe.signals.panel import Panel

    start = hanoi_day(now) - timedelta(days=DAYS - 1)
    # What happens elsewhere nobody is told of, and the portfolio that leaders' thresholds are set for
    # is what they could be told of.
    table = series(
        store, ours, start=start, until=now, moment=moment, families=FAMILIES, elsewhere=False
    )
    if not table.num_rows:
        return None
    ids = table["series_id"].to_pylist()[::DAYS]

    def grid(name: str) -> Any:
        values = np.array(
            [np.nan if v is None else v for v in table[name].to_pylist()], dtype=float
        )
        return values.reshape(len(ids), DAYS)

    events = planned(range(start.year - 1, now.year + 2), calendar)
    panel = Panel(
        ids=tuple(ids),
        start=start,
        counts=grid("items"),
        calendar=days(events, start, DAYS),
        stories=grid("stories"),
        healthy=grid("healthy_sources"),
        independent=grid("independent_sources"),
    )
    families = dict(zip(ids, table["family"].to_pylist()[::DAYS], strict=True))
    return _Counts(panel=panel, start=start, families=families)


def _finding(
    store: Store, ours: Office, found: _Counts, judged: Judged, row: int, now: datetime
) -> Finding:
    panel, scored = found.panel, judged.scored
    name = panel.ids[row]
    said = parts(name)
    first = panel.counts.shape[1] - 1
    while first and scored.alarm[row, first - 1]:
        first -= 1
    since = datetime.combine(panel.day(first), time(), tzinfo=HANOI)
    evidence = alerts.series_evidence(store, name, since)
    observed, expected = float(panel.counts[row, -1]), float(scored.expected[row, -1])
    level = int(judged.level[row, -1]) if judged.level is not None else 0
    calendar = panel.calendar
    plan = calendar.labels[int(calendar.label[-1])] if calendar.factor[-1] > 1 else ""
    return Finding(
        kind="statistic",
        risk="R2" if found.families[name] == "own_comments" else "R2d",
        subject=name,
        series_id=name,
        at=now,
        since=since,
        severity=_severity(said.get("topic", ""), level),
        reason=f"{_words(said)}: hôm nay {observed:.0f} bài, ngày thường {_vi(expected)}",
        story_ids=evidence["stories"],
        post_ids=evidence["posts"],
        sources=evidence["voices"],
        topics=(said["topic"],) if "topic" in said else (),
        places=(ours.home,) if "place" in said else (),
        observed=observed,
        expected=expected,
        p_value=float(scored.p_value[row, -1]),
        score=float(scored.score[row, -1]),
        negative_share_low=_share_low(panel, row),
        planned=plan or None,
    )


def _severity(topic: str, level: int) -> int:
    """Return the severity of a topic, as far as the detectors' own level lets it count."""
    most = SEVERITY.get(topic, USUAL)
    return most if level >= LEADERS else min(most, 2 if level == LEADERS - 1 else 1)


def _share_low(panel: Panel, row: int) -> float | None:
    """Return Wilson's lower bound (95 %) of the negative share of today's talk of the same thing."""
    name = panel.ids[row]
    word = next((word for word in NEGATIVE if word in name), None)
    if word is None:
        return None
    before, after = name.split(word, 1)
    kind = word.split("=")[0]
    same = [
        at
        for at, other in enumerate(panel.ids)
        if other.startswith(f"{before}{kind}=")
        and other.endswith(after)
        and other.count("|") == name.count("|")
    ]
    counts = panel.counts[same, -1]
    total = float(counts[counts == counts].sum())
    if not total:
        return None
    share, z2 = float(panel.counts[row, -1]) / total, 1.96**2
    middle = share + z2 / (2 * total)
    spread = 1.96 * (share * (1 - share) / total + z2 / (4 * total**2)) ** 0.5
    low: float = max(0.0, (middle - spread) / (1 + z2 / total))
    return low


def _words(said: Mapping[str, str]) -> str:
    from nlp.taxonomy import TOPIC_VI

    what = TOPIC_VI.get(said.get("topic", ""), "bình luận dưới bài của ta")
    how = "phê phán công đoàn" if said.get("stance") == "negative" else "tiêu cực"
    return f"{what}, {how}" + (" trong tỉnh" if "place" in said else "")


def _vi(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
