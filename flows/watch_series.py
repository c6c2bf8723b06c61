"""Statistics of the watch: series of the mart → scores → findings of the day, with their evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langnghe.cases.finding import Finding
from langnghe.numbers import number
from langnghe.records import HANOI, hanoi_day
from warehouse import Store, alerts
from warehouse.series import Moment, Office, commune_names, parts, series

if TYPE_CHECKING:
    import pyarrow as pa

    from langnghe.signals.calendar import Days, Planned
    from langnghe.signals.panel import Array, Panel
    from langnghe.signals.score import Judged

DAYS = 182  # of history: what thresholds are made for
# What leaders could be told of: the portfolio that their thresholds are set for.
FAMILIES = ("topic_tone", "topic_tone_place", "topic_stance_place", "own_comments")
# What the desk is told of, never leaders: one commune, one topic under our posts, what people ask us.
DESK = ("commune", "own_comments_topic", "inquiries")
NEGATIVE = ("tone=negative", "stance=negative")
# How grave talk of a topic can be at most, when all that is known is that there is more of it.
SEVERITY: Mapping[str, int] = {
    **dict.fromkeys(("strike", "food_poisoning", "work_accident", "union_misconduct"), 4),
    **dict.fromkeys(("employer_violation", "misinformation", "jobs_living", "state_policy"), 3),
}
USUAL = 2
OFF_TOPIC = "off_topic"  # what a watch-list word brought in that is about nothing of ours
LEADERS = 4  # the level from which signals themselves would tell leaders
LEAST = 3  # comments or questions; of a commune any mention tells
RISK = {"own_comments": "R2", "own_comments_topic": "R2", "inquiries": "R2b"}  # of the others: R2d


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    panel: Panel
    families: Mapping[str, str]
    total: Array  # of negative series: all talk of the same thing, (S, T)


def series_findings(
    store: Store,
    ours: Office,
    now: datetime,
    *,
    calendar: Path | None = None,
    moment: Moment = "known",
    papers: Path | None = None,
) -> list[Finding]:
    """Return what is out of the ordinary today: negative series far above their usual day.

    calendar: calendar.toml of the office; what its register of events has counts beside it. papers:
    where thresholds from the office's own history are kept, None: the shipped ones. What the
    detectors keep from leaders (a new feed, a dead one, copies, a plan) stays below them.
    """
    from flows.calibration import calibration
    from langnghe.signals.calendar import days
    from langnghe.signals.score import judge

    start = hanoi_day(now) - timedelta(days=DAYS - 1)
    # What happens elsewhere nobody is told of.
    table = series(
        store,
        ours,
        start=start,
        until=now,
        moment=moment,
        families=(*FAMILIES, *DESK),
        elsewhere=False,
    )
    planned = days(planned_events(store, start, now, calendar), start, DAYS)
    found = []
    for of, families in (("published", FAMILIES), ("desk", DESK)):
        counts = _counts(table, families, start, planned)
        if counts is None or not (counts.panel.counts[:, -1] > 0).any():
            continue  # where nothing was said today, nothing is out of the ordinary
        own = None if papers is None else calibration(papers, of, counts.panel)
        judged = judge(counts.panel, papers=own, total=counts.total)
        found += [
            _finding(store, ours, counts, judged, row, now)
            for row in range(len(counts.panel.ids))
            if judged.scored.alarm[row, -1] and _watched(counts, judged, row)
        ]
    return found


def planned_events(
    store: Store, start: date, now: datetime, calendar: Path | None
) -> Sequence[Planned]:
    """Return what is planned: calendar.toml, and the office's register of events where it knows better."""
    from langnghe.signals.calendar import planned
    from langnghe.signals.calendar_file import registered, together
    from warehouse.series import planned_rows

    by_file = planned(range(start.year - 1, now.year + 2), calendar)
    return together(by_file, registered(planned_rows(store)))


def _watched(counts: _Counts, judged: Judged, row: int) -> bool:
    """Tell whether more of it is bad news; only series of here, or of nowhere in particular, are asked for."""
    name = counts.panel.ids[row]
    said, family = parts(name), counts.families[name]
    if family in ("own_comments_topic", "inquiries"):
        rare = judged.scored.rare
        if counts.panel.counts[row, -1] < LEAST or (rare is not None and rare[row, -1]):
            return False
        if family == "inquiries":
            return "unit" not in said  # what a unit is asked, the whole is asked too
    return any(word in name for word in NEGATIVE) and said.get("topic") != OFF_TOPIC


def _counts(
    table: pa.Table, families: Sequence[str], start: date, calendar: Days
) -> _Counts | None:
    """Return the series of some families as a panel; every series has a row for each of DAYS."""
    import numpy as np

    from langnghe.signals.panel import Panel

    of = dict(
        zip(
            table["series_id"][::DAYS].to_pylist(), table["family"][::DAYS].to_pylist(), strict=True
        )
    )
    mine = np.array([family in families for family in of.values()], dtype=bool)
    if not mine.any():
        return None

    def grid(name: str) -> Any:
        values = table[name].to_numpy().astype(float)  # null is NaN
        return values.reshape(len(of), DAYS)[mine]

    panel = Panel(
        ids=tuple(name for name, family in of.items() if family in families),
        start=start,
        counts=grid("items"),
        calendar=calendar,
        stories=grid("stories"),
        healthy=grid("healthy_sources"),
        independent=grid("independent_sources"),
    )
    return _Counts(panel=panel, families=of, total=_totals(panel))


def _finding(
    store: Store, ours: Office, found: _Counts, judged: Judged, row: int, now: datetime
) -> Finding:
    panel, scored = found.panel, judged.scored
    name = panel.ids[row]
    said, family = parts(name), found.families[name]
    first = panel.counts.shape[1] - 1
    while first and scored.alarm[row, first - 1]:
        first -= 1
    since = datetime.combine(panel.day(first), time(), tzinfo=HANOI)
    evidence = alerts.series_evidence(store, name, since) if family != "inquiries" else {}
    observed, expected = float(panel.counts[row, -1]), float(scored.expected[row, -1])
    level = int(judged.level[row, -1]) if judged.level is not None else 0
    most = USUAL if family in DESK else LEADERS
    rare = scored.rare is not None and bool(scored.rare[row, -1])
    # A mean of 0.008 is no number a reader can picture: on a usual day there is none.
    none = rare or expected < 0.05
    usual = "ngày thường hầu như không có" if none else f"ngày thường khoảng {number(expected)}"
    places = (ours.home,) if "place" in said else ()
    if "commune" in said:
        name_of = commune_names(store, ours)
        places = (f"{name_of.get(said['commune'], said['commune'])}, {ours.home}", *places)
    calendar = panel.calendar
    label = calendar.labels[int(calendar.label[-1])] if calendar.factor[-1] > 1 else ""
    # A plan explains a peak, not what breaks out of it; either way the reader is told of the plan.
    plan = "" if judged.beyond[row, -1] else label
    past = f", vượt xa những gì chiến dịch “{label}” giải thích được" if label and not plan else ""
    return Finding(
        kind="statistic",
        risk=RISK.get(family, "R2d"),
        subject=name,
        series_id=name,
        at=now,
        since=since,
        severity=min(most, _severity(said.get("topic", ""), level)),
        reason=f"{_words(said, places)}: ngày {panel.day(panel.counts.shape[1] - 1):%d/%m} có {observed:.0f} {_counted(family)}, {usual}{past}",
        story_ids=evidence.get("stories", ()),
        post_ids=evidence.get("posts", ()),
        sources=evidence.get("voices", ()),
        topics=(said["topic"],) if "topic" in said else (),
        places=places,
        observed=observed,
        expected=expected,
        p_value=float(scored.p_value[row, -1]),
        score=float(scored.score[row, -1]),
        negative_share_low=_share_low(found, row),
        planned=plan or None,
    )


def _severity(topic: str, level: int) -> int:
    """Return the severity of a topic, as far as the detectors' own level lets it count."""
    most = SEVERITY.get(topic, USUAL)
    return most if level >= LEADERS else min(most, 2 if level == LEADERS - 1 else 1)


def _totals(panel: Panel) -> Array:
    """Return all talk of the same thing beside each negative series, (S, T); NaN beside the others."""
    import numpy as np

    total = np.full(panel.counts.shape, np.nan)
    same: dict[tuple[str, str, str], list[int]] = {}
    for row, name in enumerate(panel.ids):
        if key := _same_thing(name):
            same.setdefault(key, []).append(row)
    for rows in same.values():
        total[[row for row in rows if _is_negative(panel.ids[row])]] = np.nansum(
            panel.counts[rows], axis=0
        )
    return total


def _same_thing(name: str) -> tuple[str, str, str] | None:
    """Return what a series of one tone or stance shares with those of the others; None without either."""
    found = re.search(r"(tone|stance)=[^|]*", name)
    return (name[: found.start()], found[1], name[found.end() :]) if found else None


def _is_negative(name: str) -> bool:
    return any(word in name for word in NEGATIVE)


def _share_low(found: _Counts, row: int) -> float | None:
    """Return Wilson's lower bound (95 %) of the negative share of today's talk of the same thing."""
    from langnghe.signals.plans import lower_bound

    total = found.total[row, -1:]
    return float(lower_bound(found.panel.counts[row, -1:], total)[0]) if total[0] > 0 else None


def _words(said: Mapping[str, str], places: Sequence[str]) -> str:
    from nlp.taxonomy import TOPIC_VI

    topic = TOPIC_VI.get(said.get("topic", ""), "")
    if "inquiry" in said:
        return f"Câu hỏi gửi đến về {topic}" if topic else "Câu hỏi gửi đến"
    under = "bình luận dưới bài của ta" if "comments" in said else ""
    what = ", ".join(words for words in (topic, under) if words)
    how = "phê phán công đoàn" if said.get("stance") == "negative" else "tiêu cực"
    where = (
        f" tại {places[0].partition(', ')[0]}"
        if "commune" in said
        else " trong tỉnh"
        if places
        else ""
    )
    return f"{what}, {how}{where}"


def _counted(family: str) -> str:
    return {"inquiries": "câu", "own_comments": "lời", "own_comments_topic": "lời"}.get(
        family, "bài"
    )
